"""The burden account in rows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from yiben.forms.burden import SHORT, Asked, Office
from yiben.web.kit.parts import Empty
from yiben.web.kit.tables import Cell, Column, Row, Table
from yiben.web.showing import listed


def offices_table(offices: Sequence[Office]) -> Table:
    """Return the offices with what each asks."""
    columns = [
        Column("office", _("Issuing office"), "title"),
        Column("tables", _("Tables"), "number"),
        Column("blanks", _("Blanks"), "number"),
        Column("filled", _("filled by the ledger"), "number"),
        Column("repeated", _("asked before"), "number"),
        Column("lead", _("Shortest time"), "short"),
        Column("papers", _("Documents"), "number"),
        Column("meetings", _("Meetings"), "number"),
    ]
    rows = []
    for each in offices:
        before = bracketed(each.documents_before)
        rows.append(
            Row(
                [
                    Cell(each.name),
                    Cell(str(len(each.tables))),
                    Cell(str(each.blanks)),
                    Cell(share(each.filled, each.blanks)),
                    Cell(share(each.repeated, each.blanks)),
                    _lead(each.shortest),
                    Cell(f"{each.documents}{before}"),
                    Cell(str(each.meetings)),
                ]
            )
        )
    nothing = Empty(
        _("Nothing was asked yet"), _("Register superiors' forms: the account comes by itself."), reverse("form-index")
    )
    return Table(_("Burden by office"), columns, rows, nothing)


def tables_of(office: Office) -> Table:
    """Return the tables of an office."""
    columns = [
        Column("title", _("Table"), "title"),
        Column("blanks", _("Blanks"), "number"),
        Column("filled", _("filled by the ledger"), "number"),
        Column("repeated", _("asked before"), "number"),
        Column("before", _("asked before by")),
        Column("turns", _("Times"), "number"),
        Column("lead", _("Shortest time"), "short"),
    ]
    rows = [_table_row(each) for each in office.tables]
    return Table(office.name, columns, rows, Empty(_("No table"), ""), is_tight=True)


def share(part: int, whole: int) -> str:
    """Return a part with its per cent."""
    return f"{part} ({round(part * 100 / whole)}%)" if whole and part else str(part)


def lead_text(lead: timedelta) -> str:
    """Return how long a turn left."""
    hours = max(0, round(lead.total_seconds() / 3600))
    if hours < 48:
        return ngettext("%(count)s hour", "%(count)s hours", hours) % {"count": hours}
    return ngettext("%(count)s day", "%(count)s days", hours // 24) % {"count": hours // 24}


def bracketed(before: int) -> str:
    """Return how many documents came the year before."""
    return f" ({before})" if before else ""


def _lead(lead: timedelta | None) -> Cell:
    if lead is None:
        return Cell()
    return Cell(lead_text(lead), state="r") if lead < SHORT else Cell(lead_text(lead))


def _table_row(asked: Asked) -> Row:
    route = "form-show" if asked.kind == "form" else "collection-show"
    return Row(
        [
            Cell(asked.title, reverse(route, args=[asked.uid])),
            Cell(str(asked.blanks)),
            Cell(share(asked.filled, asked.blanks)),
            Cell(share(asked.repeated, asked.blanks)),
            Cell(listed(asked.before)),
            Cell(str(len(asked.leads))),
            _lead(min(asked.leads, default=None)),
        ]
    )
