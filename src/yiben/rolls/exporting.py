"""A roll as a spreadsheet with full numbers: every cell a text, so that no program takes a number of 18 digits for one."""

from __future__ import annotations

import io

import xlsxwriter
from django.utils.translation import gettext as _

from yiben.packs.definitions import Roll
from yiben.rolls.actions.standing import Exported
from yiben.rolls.queries import Standing
from yiben.rolls.wording import PARTICULARS, SEXES

_WIDTHS = {"id_number": 21, "address": 30, "phone": 15, "birth_date": 12}
_FORMULA_SIGNS = ("=", "+", "-", "@")


def write_roll(roll: Roll, exported: Exported) -> bytes:
    """Return an .xlsx of what the roll asks, by the strokes of surnames."""
    kept = io.BytesIO()
    book = xlsxwriter.Workbook(kept, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet()
    bold, text = book.add_format({"bold": True, "border": 1}), book.add_format({"border": 1, "num_format": "@"})
    asked = [each.ask for each in roll.asks]
    heads = [_("No."), *(str(PARTICULARS[name]) for name in asked), _("Age"), _("Unit"), _("On the roll since")]
    sheet.write_string(0, 0, roll.label, book.add_format({"bold": True, "font_size": 14}))
    for at, head in enumerate(heads):
        sheet.set_column(at, at, _WIDTHS.get(asked[at - 1], 12) if 0 < at <= len(asked) else 10)
        sheet.write_string(1, at, head, bold)
    for number, row in enumerate(exported.rows, start=1):
        for at, cell in enumerate(export_cells(roll, row, number, is_open=row.membership.uid in exported.open)):
            sheet.write_string(number + 1, at, _neutral(cell), text)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0, 1)
    sheet.freeze_panes(2, 0)
    book.close()
    return kept.getvalue()


def export_cells(roll: Roll, row: Standing, number: int, *, is_open: bool) -> list[str]:
    """Return a person's cells; with ``is_open`` false numbers stay masked."""
    who = row.who
    said = {"name": who.name, "sex": str(SEXES.get(who.sex, "")), "birth_date": who.born}
    said["id_number"] = who.id_number if is_open else who.shown_number
    said["phone"] = who.phone if is_open else who.shown_phone
    said["address"] = who.address if is_open else who.shown_address
    if not is_open:
        said["birth_date"] = ""
    age = str(row.age) if row.age is not None else ""
    since = row.membership.joined_on.isoformat()
    return [str(number), *(said[each.ask] for each in roll.asks), age, row.membership.unit.short_name, since]


def _neutral(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA_SIGNS) else cell
