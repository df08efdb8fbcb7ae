"""Proposed tasks as the reading page lists them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from yiben.plans.models import ProposedTask
from yiben.sentences import say
from yiben.units.queries import short_names
from yiben.web.showing import comma, listed


@dataclass(frozen=True)
class ShownProposal:
    """One proposal in the list. ``missing`` are sentences about what nobody has settled yet."""

    number: int
    proposed: ProposedTask
    source: str
    facts: str
    missing: list[str]
    state: str
    css: str


def show_proposals(proposals: Sequence[ProposedTask], labels: Mapping[int, str]) -> list[ShownProposal]:
    """Return proposals as the list shows them; ``labels`` cite the clauses by id."""
    names = short_names({uid for each in proposals for uid in (each.terms["unit"], *each.terms["co_units"])})
    words = {
        ProposedTask.PENDING: (_("undecided"), "n"),
        ProposedTask.ACCEPTED: (_("accepted"), "g"),
        ProposedTask.DROPPED: (_("no task"), "n"),
    }
    return [
        ShownProposal(
            number,
            each,
            labels.get(each.clause_id or 0, ""),
            _facts(each, names),
            _missing(each),
            *words[each.state],
        )
        for number, each in enumerate(proposals, start=1)
    ]


def _facts(proposed: ProposedTask, names: Mapping[str, str]) -> str:
    terms = proposed.terms
    shared = [names[uid] for uid in terms["co_units"] if uid in names]
    parts = [names.get(terms["unit"], "")]
    if shared:
        with_them = listed(shared[:2])
        parts.append(
            _("with %(units)s") % {"units": with_them}
            if len(shared) <= 2
            else _("with %(units)s and others, %(count)s in all") % {"units": with_them, "count": len(shared)}
        )
    due = terms.get("recurrence") or terms.get("due_on") or terms.get("due_said")
    parts.append(str(due or ""))
    if terms.get("target"):
        parts.append(f"{terms['target']}{terms.get('target_word', '')}")
    return comma().join(part for part in parts if part)


def _missing(proposed: ProposedTask) -> list[str]:
    if proposed.state != ProposedTask.PENDING:
        return []  # somebody has looked at it
    terms = proposed.terms
    found = [
        say(each["code"], {"on": terms["due_on"], "text": terms.get("recurrence", ""), **each})
        for each in proposed.problems
    ]
    if not (terms.get("due_on") or terms.get("recurrence") or terms.get("due_said")):
        found.append(_("No deadline is written."))
    return found
