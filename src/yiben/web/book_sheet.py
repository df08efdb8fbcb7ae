"""A book as somebody who fills it in sees it: what it asks, and a sheet with its headings that comes in as it is."""

from __future__ import annotations

import io
from dataclasses import dataclass

import xlsxwriter
from django.utils.translation import gettext as _

from yiben.packs.definitions import Book, Field, FieldType
from yiben.packs.formulas import in_words
from yiben.web.field_types import TYPE_LABELS
from yiben.web.kit.copies import neutral
from yiben.web.kit.parts import Empty
from yiben.web.kit.tables import Cell, Column, Row, Table
from yiben.web.showing import bracketed, listed, required_text

ROWS = 500
"""Rows of a sheet to fill in that offer their choices."""
_LONGEST_LIST = 255
"""Characters that a list of choices may have in a cell's rule."""


@dataclass(frozen=True)
class AboutField:
    """What a field asks: its name, its type in words, whether it has to be answered, what may be chosen, its help."""

    label: str
    kind: str
    is_required: bool
    choices: str
    help: str
    is_private: bool


def about_fields(book: Book) -> list[AboutField]:
    """Return what a book asks, field by field."""
    return [
        AboutField(
            item.label,
            _kind(item),
            item.required,
            listed([each.label for each in item.choices] or [each.label for each in item.columns]),
            _remark(item, book),
            item.type.is_private,
        )
        for item in book.fields
    ]


def about_table(book: Book) -> Table:
    """Return what a book asks as a table."""
    columns = [
        Column("column", _("Column"), "title"),
        Column("kind", _("What it holds")),
        Column("required", _("Has to be filled in"), "short"),
        Column("choices", _("Choices")),
        Column("remark", _("Remark"), is_minor=True),
    ]
    rows = []
    for each in about_fields(book):
        kind = f"{each.kind} {bracketed(_('can be erased on request'))}" if each.is_private else each.kind
        required = _("yes") if each.is_required else ""
        rows.append(Row([Cell(text) for text in (each.label, kind, required, each.choices, each.help)]))
    return Table(_("What it asks"), columns, rows, Empty(_("Nothing is asked"), ""))


def template_file(book: Book) -> bytes:
    """Return an .xlsx with the headings of a book, choices to pick from, and a second sheet that tells of each column.

    Its headings are the fields' own names: what is filled in is recognised when it comes in.
    """
    kept = io.BytesIO()
    made = xlsxwriter.Workbook(kept, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet, told = made.add_worksheet(book.label[:31].translate(_FORBIDDEN)), made.add_worksheet(_("What to fill in"))
    head = made.add_format({"bold": True, "border": 1, "text_wrap": True, "valign": "vcenter"})
    day = made.add_format({"num_format": "yyyy-mm-dd"})
    sheet.set_column(0, 0, 12, day)
    fields = [item for item in book.fields if item.type not in {FieldType.FILE, FieldType.TABLE} and not item.computed]
    for at, label in enumerate(["日期", "单位", *(item.label for item in fields)]):
        sheet.write_string(0, at, neutral(label), head)
        if at:
            sheet.set_column(at, at, 16)
    for at, item in enumerate(fields, start=2):
        labels = [choice.label for choice in item.choices]
        if item.type is FieldType.YESNO:
            labels = ["是", "否"]
        if labels and item.type is not FieldType.MULTICHOICE and len(",".join(labels)) <= _LONGEST_LIST:
            sheet.data_validation(1, at, ROWS, at, {"validate": "list", "source": labels})
    sheet.freeze_panes(1, 0)
    lines = [[_("Column"), _("What it holds"), _("Has to be filled in"), _("Choices"), _("Remark")]]
    for each in about_fields(book):
        lines.append([each.label, each.kind, _("yes") if each.is_required else "", each.choices, each.help])
    for number, line in enumerate(lines):
        for at, text in enumerate(line):
            told.write_string(number, at, neutral(text), head if not number else None)
    told.set_column(0, 4, 24)
    made.close()
    return kept.getvalue()


def _remark(item: Field, book: Book) -> str:
    """What is said about a field: when it has to be filled in, from what it is computed, its help."""
    said = [required_text(item, book)]
    if item.computed:
        labels = {each.id: each.label for each in book.fields}
        said.append(_("Computed, not filled in: %(formula)s.") % {"formula": in_words(item, labels)})
    if item.columns:
        said.append(_("Filled in row by row on its page, not in this sheet."))
    return " ".join(part for part in (*said, item.help) if part)


def _kind(item: Field) -> str:
    label = str(TYPE_LABELS[item.type])
    return _("%(kind)s, in %(word)s") % {"kind": label, "word": item.measure_word} if item.measure_word else label


_FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\", " "))
