"""The scope of a figure or report in the address: unit, period, tree, view and arrival number."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from yiben.accounts.queries import units_allowed
from yiben.audit import hooks
from yiben.audit.callers import Caller
from yiben.catalog.queries import catalogue
from yiben.errors import Refusal
from yiben.ledger.calendars import posting_month
from yiben.ledger.models import Entry
from yiben.ledger.queries import last_seq
from yiben.metrics.earlier import day_of_entry
from yiben.metrics.figures import tree_choices
from yiben.metrics.periods import Period, parse_period
from yiben.metrics.scopes import Scope
from yiben.units.months import month_text
from yiben.units.queries import find_unit, units_in_order
from yiben.web.access import PostRequest
from yiben.web.asking import unit_groups
from yiben.web.kit.fields import Choice, Group, loose
from yiben.web.showing import period_text


@dataclass(frozen=True)
class ScopeBar:
    """The choices that change a scope. ``last`` is the newest arrival number."""

    units: list[Group]
    periods: list[Group]
    trees: list[Group]
    views: list[Group]
    standings: list[Group]
    as_of: str
    last: int
    is_below: bool


def read_scope(request: PostRequest, verb: str, *, pack: str, period: str = "") -> Scope:
    """Return the scope that the address names; the post's own unit, the current year and now where it names nothing.

    Refuses a unit for which the caller may not do ``verb``.
    """
    given = request.GET
    unit = find_unit(given["unit"]) if given.get("unit") else _own_unit(request, verb)
    hooks.require(request.caller, verb, unit.pk, pack=pack)
    as_of = read_seq(given.get("as_of", ""))
    text = given.get("other_period", "").strip() or given.get("period", "").strip()
    view = given.get("view", "posted")
    return Scope(
        unit,
        parse_period(text or period or str(timezone.localdate().year)),
        given.get("tree") or "administrative",
        "corrected" if view == "corrected" else "posted",
        as_of,
        given.get("below", "1") != "0",
        "restated" if given.get("standing") == "restated" else "stood",
        None if as_of is None else day_of_entry(as_of),
    )


def read_seq(text: str) -> int | None:
    """Return the arrival number that was typed, None for now. Refuses what is no number of an entry."""
    text = text.strip()
    if not text:
        return None
    last = last_seq()
    if not text.isascii() or not text.isdigit() or len(text) > 18 or not 1 <= int(text) <= last:
        raise Refusal("seq_unknown", text=text, last=last)
    return int(text)


def scope_query(scope: Scope, **more: Any) -> str:
    """Return the scope as a query; what is usual is left out."""
    query: dict[str, Any] = {"unit": scope.unit.code, "period": scope.period.text}
    if scope.tree != "administrative":
        query["tree"] = scope.tree
    if scope.view != "posted":
        query["view"] = scope.view
    if scope.as_of is not None:
        query["as_of"] = scope.as_of
    if not scope.below:
        query["below"] = "0"
    if scope.trees != "stood":
        query["standing"] = scope.trees
    return urlencode({**query, **more})


def figure_url(key: str, scope: Scope, **more: Any) -> str:
    """Return the address at which a figure opens."""
    return f"{reverse('figure-show', args=[key])}?{scope_query(scope, **more)}"


def figures_of_entry(caller: Caller, entry: Entry, metrics: Iterable[str]) -> list[tuple[str, str]]:
    """Return (label, address) of the metrics an entry goes into: in its unit, in the year in which it counts."""
    if entry.unit is None or not entry.posted_period or not hooks.allow(caller, "figure.read", entry.unit_id):
        return []
    known = catalogue().metrics
    scope = Scope(entry.unit, parse_period(str(entry.posted_period // 100)))
    return [(known[key].label, figure_url(key, scope)) for key in metrics if key in known]


def scope_bar(request: PostRequest, scope: Scope, verb: str) -> ScopeBar:
    """Return the choices for this caller, with the scope's own values chosen."""
    units = units_in_order({scope.unit.pk, *units_allowed(request.caller, verb)})
    views = [("posted", _("As posted")), ("corrected", _("As corrected"))]
    standings = [("stood", _("As units stood then")), ("restated", _("As units stand now"))]
    return ScopeBar(
        unit_groups(units, {scope.unit.code}, by="code"),
        loose(period_options(scope.period, posting_month(timezone.localdate()))),
        loose([Choice(tree.code, tree.label, tree.code == scope.tree) for tree in tree_choices()]),
        loose([Choice(view, label, view == scope.view) for view, label in views]),
        loose([Choice(each, label, each == scope.trees) for each, label in standings]),
        "" if scope.as_of is None else str(scope.as_of),
        last_seq(),
        scope.below,
    )


def period_options(chosen: Period, month: int) -> list[Choice]:
    """Return the usual periods: years, quarters and months up to a month, and the chosen one if it is none of them."""
    year, number = divmod(month, 100)
    texts = [str(year), str(year - 1)]
    texts += [f"{year}Q{quarter}" for quarter in range((number + 2) // 3, 0, -1)]
    texts += [month_text(each) for each in range(month, year * 100, -1)]
    texts += [f"{year - 1}H2", f"{year - 1}H1"]
    if chosen.text not in texts:
        texts.insert(0, chosen.text)
    return [Choice(text, period_text(parse_period(text)), text == chosen.text) for text in texts]


def _own_unit(request: PostRequest, verb: str) -> Any:
    if hooks.allow(request.caller, verb, request.post.unit_id):
        return request.post.unit
    allowed = units_in_order(units_allowed(request.caller, verb))
    if not allowed:
        raise Refusal("no_access", verb=verb)
    return allowed[0]
