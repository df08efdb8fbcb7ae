"""Collections in rows: the list, the units of one, the files that came with what they differ in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from yiben.collections.models import Collection
from yiben.collections.queries import FileStand, UnitStand
from yiben.deviations import STATUSES, say_deviation
from yiben.web.kit.parts import Empty
from yiben.web.kit.tables import Cell, Column, Row, Table
from yiben.web.showing import day_text, listed

_CSS = {"accepted": "g", "ask": "y", "superseded": "n", "empty": "r", "wrong_unit": "r"}


@dataclass(frozen=True)
class FileRow:
    """A file that came: whose it is, what became of it, and the sentences of its deviations (place, sentence, sure)."""

    stand: FileStand
    css: str
    status: str
    said: list[tuple[str, str, bool]]


def collections_table(collections: Iterable[Collection], today: date) -> Table:
    """Return the list of collections."""
    columns = [
        Column("title", _("Table"), "title"),
        Column("unit", _("Asked by")),
        Column("due", _("Due"), "short"),
        Column("come", _("Returned"), "short"),
        Column("state", _("State"), "state"),
    ]
    rows = []
    for each in collections:
        count = len(each.units.all())
        come = count - len(each.outcome.get("missing", ()))
        late = each.state == Collection.OPEN and each.due_on < today and come < count
        state, word = ("n", _("closed")) if each.state == Collection.CLOSED else ("g", _("all there"))
        if each.state == Collection.OPEN and come < count:
            state, word = ("r", _("late")) if late else ("y", _("under way"))
        rows.append(
            Row(
                [
                    Cell(each.title, reverse("collection-show", args=[each.uid])),
                    Cell(each.unit.short_name),
                    Cell(day_text(each.due_on, short=True)),
                    Cell(f"{come}/{count}"),
                    Cell(word, state=state),
                ]
            )
        )
    empty = Empty(_("No collection"), _("Ask units for a table, or drop files that came back by other ways."))
    return Table(_("Collections"), columns, rows, empty)


_STATES = {
    "unsigned": ("n", gettext_lazy("not signed for")),
    "owed": ("n", gettext_lazy("not yet")),
    "late": ("r", gettext_lazy("overdue")),
    "sent_back": ("r", gettext_lazy("sent back")),
    "asks": ("y", gettext_lazy("to be checked")),
    "returned": ("g", gettext_lazy("returned")),
    "returned_late": ("g", gettext_lazy("returned late")),
}


def units_table(stands: Sequence[UnitStand], due_on: date, today: date) -> Table:
    """Return how each unit stands: not signed for, not yet, overdue, sent back, to be checked, returned."""
    columns = [Column("unit", _("Unit"), "title"), Column("state", _("State"), "state"), Column("file", _("File"))]
    rows = []
    for each in stands:
        css, word = _STATES[each.state(due_on, today)]
        file = each.file.returned.name if each.file else ""
        rows.append(Row([Cell(each.unit.short_name), Cell(str(word), state=css), Cell(file, note=each.reason)]))
    return Table(_("Units"), columns, rows, Empty(_("No unit"), ""))


def file_rows(stands: Iterable[FileStand]) -> list[FileRow]:
    """Return the files that came, those that ask for a person's eye first."""
    rows = []
    for each in stands:
        said = [
            (str(one["where"]), say_deviation(one["code"], one["said"], sure=one["sure"]), bool(one["sure"]))
            for one in each.deviations
        ]
        rows.append(FileRow(each, _CSS[each.status], str(STATUSES[each.status]), said))
    return sorted(rows, key=lambda row: (row.stand.status == "accepted" and not row.stand.asks, row.stand.returned.pk))


def sums_text(totals: Mapping[str, Mapping[str, int | float]]) -> dict[str, dict[str, str]]:
    """Return the totals of each sheet with thousands separators."""
    return {sheet: {heading: f"{value:,}" for heading, value in sums.items()} for sheet, sums in totals.items()}


def missing_text(collection: Collection, stands: Iterable[UnitStand]) -> str:
    """Return what to paste into a group: who has not sent the table yet; empty when nobody is missing."""
    missing = [each.unit.short_name for each in stands if each.file is None]
    if not missing:
        return ""
    words = {
        "title": collection.title,
        "day": day_text(collection.due_on, short=True),
        "units": listed(missing),
        "count": len(missing),
    }
    return (
        ngettext(
            "“%(title)s” is due on %(day)s. %(count)s unit has not sent it yet: %(units)s.",
            "“%(title)s” is due on %(day)s. %(count)s units have not sent it yet: %(units)s.",
            len(missing),
        )
        % words
    )
