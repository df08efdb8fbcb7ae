"""Taking a matter in, and forgetting who brought it."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction
from django.utils import timezone

from yiben.audit import hooks
from yiben.audit.actions import log
from yiben.audit.callers import Caller
from yiben.catalog.queries import catalogue, current_book
from yiben.errors import Refusal
from yiben.ledger.checking import require_recording_unit
from yiben.matters.actions.running import earliest_end, start_clock
from yiben.matters.actions.writing import Paper, keep_papers
from yiben.matters.answers import FieldProblem, procedure_of, read_answers
from yiben.matters.counting import leave_counts
from yiben.matters.models import Matter, MatterStep, Party
from yiben.packs.procedures import Procedure
from yiben.units.models import Unit

BEGUN = "begun"
"""The step with which every story begins."""
PARTICULARS = ("name", "phone", "address")
"""What is kept of the one who brings a matter, with this matter alone."""
_LONGEST = {"name": 60, "phone": 40, "address": 120}
DEFAULT_CHANNEL = "window"


@dataclass(frozen=True)
class Brought:
    """A matter as it comes: what it is called, when and how it came, the answers, who brought it, what lies with it.

    ``outside``: (system, number) by which another system knows it. ``source``: (kind, uid) of what it came from here.
    """

    title: str
    came_on: date | None
    channel: str = DEFAULT_CHANNEL
    answers: Mapping[str, object] = field(default_factory=dict)
    requester: Mapping[str, str] = field(default_factory=dict)
    proposers: Sequence[str] = ()
    outside: tuple[str, str] = ("", "")
    source: tuple[str, str] = ("", "")
    papers: Sequence[Paper] = ()


def channels() -> dict[str, str]:
    """Return the ways in which a matter can come, as the book of matters names them, by id."""
    if "matter" not in catalogue().books:
        return {}
    asked = current_book("matter")[0].field("channel")
    return {each.id: each.label for each in asked.choices} if asked else {}


@transaction.atomic
def register_matter(
    caller: Caller, procedure: str, unit: Unit, brought: Brought, *, lead: Unit | None = None, by_link: bool = False
) -> Matter:
    """Take a matter in for a unit and return it: its first clocks run from the day on which it came.

    Refuses ``values`` with every problem beside its field; ``matter_known`` for a number of another system that is here
    already. ``lead``: who handles it already, where it is known (split matters, findings).
    """
    if not by_link:
        hooks.require(caller, "matter.register", unit.pk)
    declared = procedure_of(procedure)
    require_recording_unit(unit)
    plain, told, problems = read_answers(declared.fields, brought.answers)
    problems += _problems(declared, brought)
    if problems or brought.came_on is None:
        raise Refusal("values", fields=problems)
    system, outside = brought.outside
    known = Matter.objects.filter(outside_system=system, outside_number=outside).first() if outside else None
    if known is not None:
        raise Refusal("matter_known", number=outside, title=known.title)
    matter = Matter.objects.create(
        procedure=declared.id,
        title=brought.title.strip()[:200],
        unit=unit,
        lead=lead,
        state=declared.begins,
        channel=brought.channel,
        came_on=brought.came_on,
        outside_system=system[:20],
        outside_number=outside[:60],
        source_kind=brought.source[0],
        source=brought.source[1],
        answers=plain,
        told=told,
        requester=_requester(declared, brought.requester),
    )
    names = [name.strip()[:60] for name in brought.proposers if name.strip()]
    for order, name in enumerate(names, start=1):
        Party.objects.create(matter=matter, order=order, name={"name": name})
    for clock in declared.starts:
        start_clock(matter, declared, clock, brought.came_on)
    step = MatterStep.objects.create(
        matter=matter,
        step=BEGUN,
        target=matter.state,
        on=brought.came_on,
        unit=unit,
        post=caller.post,
        person=caller.person,
        said={"channel": brought.channel},
        by_link=by_link,
    )
    keep_papers(matter, step, brought.papers)
    matter.fall_due(earliest_end(matter))
    matter.save(update_fields=["due_on", "sort_on"])
    leave_counts(caller, matter, declared.counts, declared.fields, plain, brought.came_on)
    log(caller, "matter.register", matter.uid, procedure=declared.id)
    return matter


@transaction.atomic
def erase_requester(caller: Caller, matter: Matter, *, reason: str) -> Matter:
    """Forget who brought a matter, when it is done or when the person asks for it; the matter and its counts stay."""
    kept = Matter.objects.select_for_update().get(pk=matter.pk)
    hooks.require(caller, "matter.detail", kept.unit_id, sensitivity=2)
    if not reason.strip():
        raise Refusal("values", fields=[("reason", "required", {})])
    if not kept.requester:
        raise Refusal("nothing_to_erase", field="requester")
    kept.requester, kept.secret = {}, None
    kept.revision += 1
    kept.save(update_fields=["requester", "secret", "revision"])
    MatterStep.objects.create(
        matter=kept,
        step="erased",
        on=timezone.localdate(),
        round=kept.round,
        unit_id=kept.unit_id,
        post=caller.post,
        person=caller.person,
        told={"words": reason.strip()[:600]},
    )
    log(caller, "matter.erase", kept.uid)
    return kept


def give_secret(matter: Matter) -> str:
    """Make the secret with which the one who brought a matter follows it, and return it; only its digest is kept."""
    secret = secrets.token_urlsafe(18)
    matter.secret = digest_of(secret)
    matter.save(update_fields=["secret"])
    return secret


def digest_of(secret: str) -> str:
    """Return under which digest a secret is kept."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _problems(declared: Procedure, brought: Brought) -> list[FieldProblem]:
    found: list[FieldProblem] = []
    today = timezone.localdate()
    if not brought.title.strip():
        found.append(("title", "required", {}))
    if brought.came_on is None:
        found.append(("came_on", "required", {}))
    elif brought.came_on > today:
        found.append(("came_on", "day_in_future", {"on": brought.came_on.isoformat(), "today": today.isoformat()}))
    if brought.channel not in channels():
        found.append(("channel", "required", {}))
    if declared.requester == "required" and not brought.requester.get("name", "").strip():
        found.append(("name", "required", {}))
    if declared.proposers and not any(name.strip() for name in brought.proposers):
        found.append(("proposers", "required", {}))
    return found


def _requester(declared: Procedure, given: Mapping[str, str]) -> dict[str, str]:
    if declared.requester == "none":
        return {}
    kept = {name: str(given.get(name, "")).strip()[: _LONGEST[name]] for name in PARTICULARS}
    return {name: value for name, value in kept.items() if value}
