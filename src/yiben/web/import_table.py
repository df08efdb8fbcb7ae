"""The rows of an import as a table: what each says, its verdict, why, and what can be done."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.core.paginator import Page
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yiben.audit.callers import Caller
from yiben.ledger.importing.reading import MARK, left_cells
from yiben.ledger.lines import total_fields
from yiben.ledger.models import Entry, ImportFile, ImportRow
from yiben.ledger.queries import Reading, may_read, read_entries
from yiben.packs.definitions import Book
from yiben.packs.values import read_values
from yiben.sentences import FIELDS, say
from yiben.web.kit.parts import Empty
from yiben.web.kit.places import Place
from yiben.web.kit.tables import Act, Cell, Column, Row, Table
from yiben.web.showing import NOTHING, listed, show_value

VERDICTS: dict[str, tuple[Any, str]] = {
    ImportRow.ASK: (gettext_lazy("to be mended"), "r"),
    ImportRow.READY: (gettext_lazy("ready to record"), "g"),
    ImportRow.LEFT_OUT: (gettext_lazy("left out"), "n"),
    ImportRow.TAKEN: (gettext_lazy("in the ledger"), "g"),
}
MOST_SHOWN = 4
"""Values of a row in its line."""


def rows_table(
    caller: Caller,
    file: ImportFile,
    book: Book,
    rows: Sequence[ImportRow],
    units: dict[str, str],
    page: Page[Any],
    place: Place,
) -> Table:
    """Return a page of rows; one that was taken in says what its entry says now, to whoever may read that."""
    columns = [
        Column("row", _("Row"), "short"),
        Column("says", _("What it says"), "title"),
        Column("unit", _("Unit"), "short"),
        Column("verdict", _("Verdict"), "state"),
        Column("why", _("Why")),
        Column("do", _("What to do"), "short"),
    ]
    taken = Entry.objects.filter(uid__in=[row.entry_uid for row in rows if row.verdict == ImportRow.TAKEN])
    read = read_entries(taken.select_related("unit"))
    entries = {each.entry.uid: each for each in read if may_read(caller, each.entry)}
    drawn = [_row(file, book, row, units, entries.get(row.entry_uid)) for row in rows]
    nothing = Empty(_("No row of this kind"), _("Choose another verdict above."))
    return Table(_("Rows of the file"), columns, drawn, nothing, place=place, page=page)


def reasons(row: ImportRow, book: Book) -> list[str]:
    """Return what is wrong with a row and what was inferred, in sentences."""
    sentences = [sentence for said in problems_of_row(row, book).values() for sentence in said]
    return sentences + [say(code, data) for code, data in row.remarks]


def problems_of_row(row: ImportRow, book: Book) -> dict[str, list[str]]:
    """Return what is wrong with a row, in sentences by field."""
    labels = {item.id: item.label for item in book.fields} | {"unit": _("Unit")}
    found: dict[str, list[str]] = {}
    for name, code, data in row.problems:
        label = str(labels.get(name) or FIELDS.get(name, name))
        sentence = say(code, {"field": name, "label": label, **data})
        named = {"field": label, "sentence": sentence}
        found.setdefault(name, []).append(sentence if label in sentence else _("%(field)s: %(sentence)s") % named)
    return found


def left_columns(file: ImportFile) -> list[Column]:
    """Return the columns of the file of rows that were not taken in: as in the sheet, then the reason, and the mark by
    which the mended file is recognised."""
    headings = list(dict.fromkeys(each["heading"] for each in file.columns))
    named = [Column(f"h{index}", heading) for index, heading in enumerate(headings)]
    return [
        Column("sheet", _("Sheet")),
        Column("row", _("Row"), "number"),
        *named,
        Column("why", _("Reason"), "title"),
        Column("mark", MARK),
    ]


def left_lines(file: ImportFile, book: Book) -> Iterable[list[str]]:
    """Yield the rows that were not taken in under ``left_columns``."""
    left = file.rows.filter(verdict__in=(ImportRow.ASK, ImportRow.LEFT_OUT)).order_by("number")
    for row in left.iterator():
        cells = left_cells(file, row).values()
        yield [row.sheet, str(row.row), *cells, " ".join(reasons(row, book)), f"{file.uid}#{row.number}"]


def _row(file: ImportFile, book: Book, row: ImportRow, units: dict[str, str], entry: Reading | None) -> Row:
    label, state = VERDICTS[row.verdict]
    place = f"{row.sheet} {row.row}" if row.sheet else str(row.row)
    if entry is not None:
        number, url = _("no. %(seq)s") % {"seq": entry.entry.seq}, reverse("entry-show", args=[entry.entry.seq])
        title = Cell(" ".join(_says(entry)) or number, url, note=number)
        host = entry.entry.unit.short_name if entry.entry.unit else ""
    else:
        title = Cell(" ".join([row.given.get("on") or "", *_shown(book, row)]).strip() or NOTHING)
        host = units.get(row.given.get("unit", ""), row.unit_text)
    return Row(
        [
            Cell(place),
            title,
            Cell(host or NOTHING),
            Cell(str(label), state=state),
            Cell(" ".join(reasons(row, book))),
            Cell(acts=_acts(file, row)),
        ],
        anchor=f"row-{row.number}",
    )


def _says(entry: Reading) -> list[str]:
    """The day and the first values of an entry."""
    fields = entry.book.fields if entry.book else ()
    shown = [show_value(item, entry.values[item.id], {}) for item in fields if item.id in entry.values]
    return [entry.entry.occurred_on.isoformat(), *shown[:MOST_SHOWN]]


def _shown(book: Book, row: ImportRow) -> list[str]:
    """The first values of a row, as people write them; what could not be read stands as it was typed."""
    fields = total_fields(book) if row.kind == "total" else book.fields
    raw = row.given.get("values", {})
    read = read_values(book.model_copy(update={"fields": tuple(fields)}), raw)
    values = {**read.plain, **read.private}
    shown = [
        show_value(item, values[item.id], {}) if item.id in values else str(raw[item.id])
        for item in fields
        if item.id in raw
    ]
    return shown[:MOST_SHOWN]


def _acts(file: ImportFile, row: ImportRow) -> list[Act]:
    if row.verdict == ImportRow.TAKEN or file.state != ImportFile.STAGED:
        return []
    mend = Act(_("Mend"), reverse("import-row", args=[file.uid, row.number]))
    do = reverse("import-do", args=[file.uid])
    if row.verdict == ImportRow.LEFT_OUT:
        return [mend, Act(_("Take it in"), do, "keep", str(row.number))]
    return [mend, Act(_("Leave it out"), do, "leave", str(row.number))]


def totals_said(file: ImportFile) -> list[str]:
    """Return the printed totals that do not agree with their rows, in sentences."""
    said = _("%(sheet)s row %(row)s, %(heading)s: %(printed)s is printed, the rows add up to %(summed)s")
    return [said % ({"summed": "?"} | each) for each in file.totals if not each["agrees"]]


def dropped_said(file: ImportFile) -> str:
    """Return the headings that were left out, as a list."""
    return listed(file.dropped)
