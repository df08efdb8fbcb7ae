"""Reporting duties in rows: the list, how units stand with a turn, the missing as text to paste."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yiben.catalog.queries import catalogue
from yiben.reports.duties.queries import Stand
from yiben.reports.models import Duty
from yiben.web.kit.parts import Empty
from yiben.web.kit.tables import Cell, Column, Row, Table
from yiben.web.showing import day_text, listed, moment_text, period_text

STATES = {
    "owed": ("n", gettext_lazy("owed")),
    "late": ("r", gettext_lazy("overdue")),
    "handed_in": ("y", gettext_lazy("handed in")),
    "taken": ("g", gettext_lazy("taken")),
    "sent_back": ("r", gettext_lazy("sent back")),
}
EVERY = {
    "month": gettext_lazy("every month"),
    "quarter": gettext_lazy("every quarter"),
    "half": gettext_lazy("every half-year"),
    "year": gettext_lazy("every year"),
}


def duty_label(duty: Duty) -> str:
    """Return what the report of a duty is called."""
    known = catalogue().report(duty.report)
    return known.label if known else duty.report


def duties_table(duties: Iterable[Duty], open_turns: Mapping[int, tuple[int, int]]) -> Table:
    """Return the list of duties; ``open_turns`` says of each how many of how many came for the latest turn."""
    columns = [
        Column("report", _("Report"), "title"),
        Column("unit", _("Owed to")),
        Column("every", _("How often"), "short"),
        Column("come", _("Latest turn"), "short"),
    ]
    rows = []
    for each in duties:
        come, count = open_turns.get(each.pk, (0, 0))
        often = _("%(every)s, %(days)s days after") % {"every": EVERY[each.every], "days": each.due_days}
        told = f"{come}/{count}" if count else ""
        url = reverse("duty-show", args=[each.uid])
        cells = [Cell(duty_label(each), url), Cell(each.unit.short_name), Cell(often), Cell(told)]
        rows.append(Row(cells))
    empty = Empty(_("No reporting duty"), _("Ask units for a report every month, quarter, half-year or year."))
    return Table(_("Reporting duties"), columns, rows, empty)


def stands_table(duty: Duty, stands: Sequence[Stand]) -> Table:
    """Return how units stand with one turn; each opens at its report."""
    columns = [
        Column("unit", _("Unit"), "title"),
        Column("state", _("State"), "state"),
        Column("at", _("Handed in")),
    ]
    rows = []
    for each in stands:
        css, word = STATES[each.state]
        at = moment_text(each.handed.at) if each.handed else ""
        late = _("late") if each.handed and each.is_late else ""
        unit = Cell(each.unit.short_name, turn_url(duty, each))
        rows.append(Row([unit, Cell(str(word), state=css), Cell(at, note=late)]))
    return Table(_("Units"), columns, rows, Empty(_("No unit"), ""))


def turn_url(duty: Duty, stand: Stand) -> str:
    """Return the address of a unit's turn."""
    return reverse("duty-turn", args=[duty.uid, stand.unit.uid, stand.turn.period.text])


def part_url(duty: Duty, stand: Stand) -> str:
    """Return the address of a unit's report as it was handed in, every number open, "" for one that was not."""
    if stand.handed is None:
        return ""
    pack, _slash, name = duty.report.partition("/")
    query = {"unit": stand.unit.code, "period": stand.turn.period.text, "as_of": stand.handed.seq}
    return f"{reverse('report-show', args=[pack, name])}?{urlencode(query)}"


def whole_url(duty: Duty, period: str) -> str:
    """Return the address of the report of all units together."""
    pack, _slash, name = duty.report.partition("/")
    query = {"unit": duty.unit.code, "period": period}
    return f"{reverse('report-show', args=[pack, name])}?{urlencode(query)}"


def missing_text(duty: Duty, stands: Sequence[Stand]) -> str:
    """Return the units that owe a turn as text to paste into a group, "" for none."""
    owing = [each for each in stands if each.is_owed]
    if not owing:
        return ""
    said = {
        "report": duty_label(duty),
        "period": period_text(owing[0].turn.period),
        "day": day_text(owing[0].turn.due_on, short=True),
        "count": len(owing),
        "units": listed(each.unit.short_name for each in owing),
    }
    return _("“%(report)s” of %(period)s, due %(day)s: %(count)s units have not handed it in: %(units)s.") % said
