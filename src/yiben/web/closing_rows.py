"""The closing of a month in rows: gates with where they are mended, the steps so far, the months before, the figures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yiben.accounts.queries import people, post_titles
from yiben.audit import hooks
from yiben.audit.callers import Caller
from yiben.catalog.queries import catalogue
from yiben.ledger.closing.gates import Gate
from yiben.ledger.closing.queries import Stand, seals_of, stand_of
from yiben.ledger.models import Closing
from yiben.metrics.earlier import earlier_period, is_running, told_of
from yiben.metrics.figures import evaluate, request_figure
from yiben.metrics.periods import parse_period
from yiben.metrics.scopes import Figure, Scope
from yiben.reports.wording import grouped
from yiben.sentences import say
from yiben.units.models import Unit
from yiben.units.months import month_of, month_text
from yiben.web.kit.parts import Empty, Mark
from yiben.web.kit.tables import Cell, Column, Row, Table
from yiben.web.scoping import figure_url
from yiben.web.showing import day_text, listed, until_text
from yiben.web.showing import month_text as month_words

GATES = {
    "earlier_months_open": gettext_lazy("Earlier months were open"),
    "drafts_unsent": gettext_lazy("Drafts were not sent"),
    "units_missing": gettext_lazy("Units below had not submitted"),
    "changed_since_submission": gettext_lazy("More was recorded after submitting"),
    "book_silent": gettext_lazy("A book was silent"),
    "count_contradicted": gettext_lazy("A count taken says otherwise"),
}
"""What was open, by the code under which its reason is kept."""


@dataclass(frozen=True)
class GateRow:
    """A gate as the page shows it; ``typed`` is the reason given, ``asks`` whether the field for it stands here (several
    gates of one key share one reason)."""

    gate: Gate
    text: str
    note: str
    url: str
    action: str
    typed: str
    asks: bool


def gate_rows(
    found: Iterable[Gate], unit: Unit, month: int, reasons: Mapping[str, str], caller: Caller
) -> list[GateRow]:
    """Return the gates with where each is mended."""
    rows: list[GateRow] = []
    asked: set[str] = set()
    for gate in found:
        url, action = _mending(gate, unit, month, caller)
        check = catalogue().checks.get(gate.check)
        note = check.remedy if check else listed(_drafts_of(gate)) or listed(each.short_name for each in gate.units)
        asks = gate.tier == "may" and gate.key not in asked
        asked.add(gate.key)
        rows.append(GateRow(gate, say(gate.code, gate.data), note, url, action, reasons.get(gate.key, ""), asks))
    return rows


def sign_marks(stand: Stand, below: Sequence[Stand]) -> list[Mark]:
    """Return the steps of a month: units below, the unit itself, closing."""
    marks = []
    if below:
        done = sum(each.state in {Closing.SUBMITTED, Closing.CLOSED} and not _is_missing(each) for each in below)
        counts = {"done": done, "count": len(below)}
        state = "done" if done == len(below) else "next"
        marks.append(Mark("", _("Units below submit"), state, _("%(done)s of %(count)s") % counts))
    closing = stand.closing
    words = {
        "": _("not yet"),
        Closing.SUBMITTED: _("submitted"),
        Closing.SENT_BACK: _("sent back"),
        Closing.CLOSED: _("done"),
    }
    when = day_text(timezone.localdate(closing.at), short=True) if closing else ""
    is_in = stand.state in {Closing.SUBMITTED, Closing.CLOSED}
    said = _("missing") if _is_missing(stand) else words[stand.state]
    late = stand.state == Closing.SENT_BACK or _is_missing(stand)
    marks.append(Mark(when, _("This unit submits"), "late" if late else "done" if is_in else "next", said))
    is_closed = stand.state == Closing.CLOSED
    marks.append(
        Mark(
            when if is_closed else "",
            _("Closed and sealed"),
            "done" if is_closed else "later",
            _("done") if is_closed else _("not yet"),
        )
    )
    return marks


def told_reasons(stand: Stand) -> tuple[str, list[tuple[str, str]]]:
    """Return who took the last step with a month, from which post, and the reasons that were given: (gate, reason)."""
    closing = stand.closing
    if closing is None:
        return "", []
    who = people({closing.person}).get(closing.person, "")
    post = post_titles({closing.post}).get(closing.post, "")
    checks = catalogue().checks
    reasons = [
        (checks[key].label if key in checks else str(GATES.get(key, key)), text)
        for key, text in closing.explained.items()
    ]
    return " · ".join(part for part in (who, post) if part), reasons


def earlier_marks(unit: Unit, months: Iterable[int]) -> list[Mark]:
    """Return other months of the unit with how each stands."""
    wanted = list(months)
    seals = seals_of(wanted, unit)
    marks = []
    for month in wanted:
        stand = stand_of(unit, month)
        is_closed = stand.state == Closing.CLOSED
        said = _("open")
        if is_closed:
            said = _("sealed, no. %(seal)s") % {"seal": seals[month].number} if month in seals else _("closed")
        elif stand.state == Closing.SUBMITTED:
            said = _("submitted")
        if _is_missing(stand):
            said = _("closed, missing")
        marks.append(Mark(month_text(month), month_words(month), "done" if is_closed else "next", said))
    return marks


def figures_table(caller: Caller, unit: Unit, month: int) -> Table:
    """Return the metrics that count something in the month, beside the month before and the same month last year; of one that
    is not over beside as many days of them, and the headings say so. What nobody told then is a dash, no 0."""
    columns = [Column("metric", _("Metric"), "title")]
    own = Scope(unit, parse_period(month_text(month)))
    periods = [own.period, *(earlier_period(own, each) for each in ("period_before", "year_before"))]
    for each in periods:
        until = each.end if is_running(own) and each != own.period else None
        columns.append(Column(each.text, until_text(month_words(month_of(each.start)), until), "number"))
    if not hooks.allow(caller, "figure.read", unit.pk):
        return Table(_("What will be fixed"), columns, [], Empty(_("No figure to be shown"), ""))
    keys = [key for key, metric in catalogue().metrics.items() if metric.is_counted]
    scopes = [own.during(each) for each in periods]
    figures = evaluate([request_figure(key, scope) for scope in scopes for key in keys])
    told = told_of(figures)
    figures = [
        each if is_told or at < len(keys) else replace(each, value=None)
        for at, (each, is_told) in enumerate(zip(figures, told, strict=True))
    ]
    parts = [figures[index * len(keys) : (index + 1) * len(keys)] for index in range(len(periods))]
    rows = [_figure_row(each) for each in zip(*parts, strict=True) if any(figure.value for figure in each)]
    empty = Empty(_("Nothing is counted this month"), _("What is recorded for this month shows here."))
    return Table(_("What will be fixed"), columns, rows, empty)


def _figure_row(figures: Sequence[Figure]) -> Row:
    first = figures[0]
    cells = [Cell(first.label, figure_url(first.metric_id, first.request.scope))]
    cells += [Cell("—" if each.value is None else grouped(each.value, each.unit)) for each in figures]
    return Row(cells)


def _drafts_of(gate: Gate) -> list[str]:
    """Whose drafts wait, and of which book: only who holds the post can send or drop them."""
    drafts = gate.data.get("drafts", [])
    posts, books = post_titles({post for post, _book, _unit in drafts}), catalogue().books
    told = [(posts.get(post, ""), books[book].label) for post, book, _unit in drafts if book in books]
    return [_("%(book)s of %(post)s") % {"post": post, "book": book} for post, book in dict.fromkeys(told)]


def _mending(gate: Gate, unit: Unit, month: int, caller: Caller) -> tuple[str, str]:
    """Where a gate is mended, and what the link says."""
    if gate.code == "drafts_unsent":
        is_own = any(post == caller.post for post, _book, _unit in gate.data["drafts"])
        return (reverse("workbench-show"), _("See the drafts")) if is_own else ("", "")
    if gate.code == "check_twin":
        return reverse("entry-twins", args=[gate.data["seq"]]), _("Make one of them")
    if gate.code == "check_impossible_month":
        return reverse("entry-show", args=[gate.data["seq"]]), _("Open the record")
    if gate.check or gate.code in {"book_silent", "count_contradicted"}:
        book = next((each.id for each in catalogue().books.values() if each.label == gate.data.get("book")), "")
        url = reverse("ledger-show", args=[book]) if book else ""
        return f"{url}?unit={unit.code}&period={month_text(month)}", _("Open the book")
    if gate.code == "units_missing":
        return reverse("notice-index"), _("Remind them")
    if gate.code in {"earlier_months_open", "earlier_month_sent_back"}:
        text = month_text(int(gate.data["month"]))
        return f"{reverse('closing-show')}?unit={unit.code}&month={text}", _("Open that month")
    return "", ""


def _is_missing(stand: Stand) -> bool:
    return bool(stand.closing and stand.closing.is_missing)
