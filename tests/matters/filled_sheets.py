"""Answer sheets as a unit fills them in: the cells beside their labels typed over, by openpyxl."""

from __future__ import annotations

import io
from collections.abc import Mapping

import openpyxl

from tests.cast import Cast
from yiben.matters.actions import hand_out_sheet
from yiben.matters.answer_sheet import MARK, sheet_file
from yiben.matters.models import HandlerSheet, Matter
from yiben.matters.queries import steps_of_unit


def handed_out(cast: Cast, matter: Matter, name: str = "organisation") -> tuple[HandlerSheet, bytes]:
    """The sheet of a unit that leads or helps, and its file."""
    unit = cast.unit(name)
    sheet = hand_out_sheet(cast.caller("community_secretary"), Matter.objects.get(pk=matter.pk), unit)
    return sheet, sheet_file(sheet, steps_of_unit(sheet.matter, unit), [("事项", matter.title)])


def filled(content: bytes, typed: Mapping[str, object], mark: str = "") -> bytes:
    """The file with answers typed beside their labels; ``mark``: typed over the one that it has."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    page = book.active
    for row in page.iter_rows():
        label = row[0].value
        if label in typed:
            row[1].value = typed[label]
        if label == MARK and mark:
            row[1].value = mark
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()
