"""Forms of older programs (.xls, .et, .doc, .wps), converted once by LibreOffice, with what the conversion changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from yiben.errors import Refusal
from yiben.sheets.cells import Sheet, Workbook, text_of
from yiben.sheets.opening import open_workbook
from yiben.sheets.scanning import column_letters
from yiben.text.opening import kind_of
from yiben.text.opening_office import converted

_TARGETS: Final = {"xls": "xlsx", "et": "xlsx", "doc": "docx", "wps": "docx"}
_MOST_CHANGES: Final = 100


@dataclass(frozen=True)
class TodaysFile:
    """A form in today's format: its bytes, its kind, and what a conversion changed, as (code, where, before, after)."""

    data: bytes
    kind: str
    changes: tuple[tuple[str, str, str, str], ...] = ()


def todays_file(data: bytes, name: str) -> TodaysFile:
    """Return a form as .xlsx or .docx. Refuses (``form_kind``) what is no table; raises TextProblem ``converter_missing``
    where LibreOffice is not there."""
    kind = kind_of(data)
    if kind in ("xlsx", "docx"):
        return TodaysFile(data, kind)
    target = _TARGETS.get(kind)
    if target is None:
        raise Refusal("form_kind", name=name)
    made = converted(data, name, target)
    if target == "docx":
        return TodaysFile(made, "docx", (("converted", kind, "", ""),))
    old = open_workbook(data, name)
    changes = _differences(old, open_workbook(made, name)) if old.kind != "et" else []
    return TodaysFile(made, "xlsx", (("converted", kind, "", ""), *changes[:_MOST_CHANGES]))


def back_to(data: bytes, suffix: str, name: str) -> bytes:
    """Return a filled .xlsx in the older format that was asked for (``.xls``, ``.et``), by LibreOffice.

    WPS reads its .et as .xls. Raises TextProblem ``converter_missing`` where LibreOffice is not there.
    """
    return converted(data, name, {".et": "xls"}.get(suffix, suffix.lstrip(".")))


def _differences(old: Workbook, new: Workbook) -> list[tuple[str, str, str, str]]:
    """What the conversion changed: sheets that are gone, cells that read otherwise, other merges."""
    found: list[tuple[str, str, str, str]] = []
    made = {each.name: each for each in new.sheets}
    for sheet in old.sheets:
        other = made.get(sheet.name)
        if other is None:
            found.append(("sheet_gone", str(sheet.name), "", ""))
            continue
        found += _cells(sheet, other)
        if {*sheet.merges} != {*other.merges}:
            found.append(("merges", str(sheet.name), str(len(sheet.merges)), str(len(other.merges))))
    return found


def _cells(sheet: Sheet, other: Sheet) -> list[tuple[str, str, str, str]]:
    found = []
    for row, cells in enumerate(sheet.rows):
        for column in range(len(cells)):
            before, after = text_of(sheet.value(row, column)), text_of(other.value(row, column))
            if before != after:
                found.append(("cell", f"{sheet.name}!{column_letters(column + 1)}{row + 1}", before, after))
    return found
