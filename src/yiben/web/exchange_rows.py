"""Tables of One Table in rows."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from yiben.forms.models import TableData
from yiben.web.kit.parts import Empty
from yiben.web.kit.tables import Cell, Column, Row, Table
from yiben.web.showing import moment_text

MOST_SHOWN = 100


def tables_table(tables: Sequence[TableData]) -> Table:
    """Return what One Table gave back, the latest first."""
    columns = [
        Column("title", _("Table"), "title"),
        Column("unit", _("Unit"), "short"),
        Column("columns", _("Columns"), "number"),
        Column("rows", _("Rows"), "number"),
        Column("taken", _("Taken in"), "short"),
    ]
    rows = [
        Row(
            [
                Cell(each.title, reverse("table-show", args=[each.uid])),
                Cell(each.unit.short_name),
                Cell(str(len(each.columns))),
                Cell(str(len(each.rows))),
                Cell(moment_text(each.taken_at)),
            ]
        )
        for each in tables
    ]
    nothing = Empty(_("Nothing taken in yet"), _("Take in a file that One Table gave back; its codes are kept."))
    return Table(_("Tables of One Table"), columns, rows, nothing)


def kept_rows(table: TableData) -> Table:
    """Return the kept rows of a table under their headings and codes, the first hundred."""
    columns = [
        Column(str(at), f"{heading} {code}".strip(), "title" if at == 0 else "text")
        for at, (code, heading) in enumerate(table.columns)
    ]
    rows = [Row([Cell(cell) for cell in row]) for row in table.rows[:MOST_SHOWN]]
    left = len(table.rows) - len(rows)
    remark = _("%(count)s more rows are in the file.") % {"count": left} if left else ""
    return Table(table.title, columns, rows, Empty(_("No row"), ""), remark=remark, is_tight=True)
