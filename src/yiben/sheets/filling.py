"""Fills cells of a superior's .xlsx form. The sheet's XML is spliced at the cells alone; all else keeps its bytes."""

from __future__ import annotations

import io
import re
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from xml.sax.saxutils import escape, quoteattr

from lxml import etree  # type: ignore[import-untyped]

from yiben.errors import Refusal, TextProblem
from yiben.sheets.cells import Merge
from yiben.sheets.opening_zip import place_of, refuse_bombs, sheet_paths
from yiben.sheets.patching_zip import replace_members
from yiben.sheets.scanning import Scan, Span, column_letters, scan_sheet
from yiben.sheets.styles import DateStyles

Given = str | int | float | Decimal | bool | date | None
"""What a cell is filled with; None empties it."""

_PLACE = re.compile(r"(?P<sheet>'(?:[^']|'')+'|[^!]+)!\$?(?P<column>[A-Za-z]{1,3})\$?(?P<row>[1-9]\d{0,6})")
EPOCHS = {False: date(1899, 12, 30).toordinal(), True: date(1904, 1, 1).toordinal()}
NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


@dataclass
class _Patch:
    """What changes in one sheet: XML by row and column, both from 1."""

    path: str
    cells: dict[int, dict[int, Given]] = field(default_factory=lambda: defaultdict(dict))


def fill_cells(data: bytes, cells: Mapping[str, Given], name: str = "") -> bytes:
    """Return the form with cells filled (``{"sheet!A1": value}``); their style stays.

    A day goes into a cell as a day: a cell without a date format gets one. Formulas are computed anew when the form is
    opened. Refuses (Refusal ``fill_impossible``, all reasons in ``data["problems"]``): a sheet that is not there, what
    is no cell address, a cell with a formula, a cell inside a merged range (with its first cell). TextProblem for what
    is no .xlsx.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as form:
            refuse_bombs(form, name)
            patches, problems = _patches(form, cells)
            styles = DateStyles(form.read("xl/styles.xml") if "xl/styles.xml" in form.namelist() else b"")
            workbook = form.read("xl/workbook.xml")
            is_1904 = b'date1904="1"' in workbook
            changed: dict[str, bytes] = {}
            for patch in patches:
                content = form.read(patch.path)
                scan = scan_sheet(content)
                problems += _refused(patch, scan)
                changed[patch.path] = _spliced(content, scan, patch, styles, is_1904)
            if problems:
                raise Refusal("fill_impossible", problems=problems)
            if styles.is_changed:
                changed["xl/styles.xml"] = styles.content
            if _has_formulas(form) and (asking := computing(workbook)) != workbook:
                changed["xl/workbook.xml"] = asking
        return replace_members(data, changed)
    except (zipfile.BadZipFile, KeyError, etree.XMLSyntaxError) as problem:
        raise TextProblem("document_broken", name=name) from problem


def place_in(address: str) -> tuple[str, int, int] | None:
    """Return sheet, row and column, from 0, of an address such as ``'我的 表'!B4``; None for what is none."""
    found = _PLACE.fullmatch(address.strip())
    if found is None:
        return None
    return found["sheet"].strip("'").replace("''", "'"), *place_of(f"{found['column']}{found['row']}")


def _patches(form: zipfile.ZipFile, cells: Mapping[str, Given]) -> tuple[list[_Patch], list[dict[str, str]]]:
    paths = dict(sheet_paths(form))
    patches: dict[str, _Patch] = {}
    problems = []
    for place, value in cells.items():
        found = place_in(place)
        if found is None or found[0] not in paths:
            problems.append({"code": "no_such_sheet" if found else "no_address", "cell": place})
            continue
        sheet, row, column = found
        patches.setdefault(sheet, _Patch(paths[sheet])).cells[row + 1][column + 1] = value
    return list(patches.values()), problems


def _refused(patch: _Patch, scan: Scan) -> list[dict[str, str]]:
    found = []
    for row, values in patch.cells.items():
        for column in values:
            cell = f"{column_letters(column)}{row}"
            merge = _covering(scan.merges, row - 1, column - 1)
            if merge is not None:
                first = f"{column_letters(merge.left + 1)}{merge.top + 1}"
                found.append({"code": "inside_merge", "cell": cell, "first": first})
            elif (row, column) in scan.formulas:
                found.append({"code": "has_formula", "cell": cell})
    return found


def _covering(merges: Iterable[Merge], row: int, column: int) -> Merge | None:
    for merge in merges:
        inside = merge.top <= row <= merge.bottom and merge.left <= column <= merge.right
        if inside and (row, column) != (merge.top, merge.left):
            return merge
    return None


def _spliced(content: bytes, scan: Scan, patch: _Patch, styles: DateStyles, is_1904: bool) -> bytes:
    """Put the new cells in place of the old ones; rows and cells that are not there are put in their order."""
    splices: list[tuple[int, int, bytes]] = []
    for row, values in patch.cells.items():
        known = scan.rows.get(row)
        made = {
            column: _cell(scan, row, column, scan.cells.get((row, column)), value, styles, is_1904)
            for column, value in sorted(values.items())
        }
        whole = "".join(made.values())
        if known is None:
            text = f'<{scan.prefix}row r="{row}">{whole}</{scan.prefix}row>'
            splices.append((*_between(scan.rows, row, scan.body), text.encode()))
        elif known.is_empty:
            opened = content[known.start : known.end].rstrip(b">").rstrip(b"/").rstrip()
            splices.append((known.start, known.end, opened + f">{whole}</{scan.prefix}row>".encode()))
        else:
            in_row = {c: span for (r, c), span in scan.cells.items() if r == row}
            for column, text in made.items():
                cell = in_row.get(column)
                place = (cell.start, cell.end) if cell else _between(in_row, column, known)
                splices.append((*place, text.encode()))
    pieces, done = [], 0
    for start, end, piece in sorted(splices, key=lambda each: (each[0], each[1])):
        pieces += [content[done:start], piece]
        done = end
    return b"".join([*pieces, content[done:]])


def _between(spans: Mapping[int, Span], wanted: int, around: Span) -> tuple[int, int]:
    """Where something numbered ``wanted`` is inserted among spans in order: before the next one, else at the end."""
    later = [number for number in spans if number > wanted]
    place = spans[min(later)].start if later else around.inner_end
    return place, place


def _cell(scan: Scan, row: int, column: int, old: Span | None, value: Given, styles: DateStyles, is_1904: bool) -> str:
    prefix, style = scan.prefix, old.style if old else scan.style_at(row, column)
    if isinstance(value, date):
        style = str(styles.dated(int(style or 0)))
    head = f'<{prefix}c r="{column_letters(column)}{row}"' + (f" s={quoteattr(style)}" if style else "")
    if value is None or value == "":
        return f"{head}/>"
    if isinstance(value, bool):
        return f'{head} t="b"><{prefix}v>{int(value)}</{prefix}v></{prefix}c>'
    if isinstance(value, date):
        return f"{head}><{prefix}v>{value.toordinal() - EPOCHS[is_1904]}</{prefix}v></{prefix}c>"
    if isinstance(value, (int, float, Decimal)):
        return f"{head}><{prefix}v>{value}</{prefix}v></{prefix}c>"
    text = escape(NOT_XML.sub("", value))
    inner = f'<{prefix}is><{prefix}t xml:space="preserve">{text}</{prefix}t></{prefix}is>'
    return f'{head} t="inlineStr">{inner}</{prefix}c>'


def _has_formulas(form: zipfile.ZipFile) -> bool:
    """Whether a cell of some sheet computes itself; what stands behind the cells (sparklines) does not count."""
    contents = (form.read(path) for _name, path in sheet_paths(form))
    return any(re.search(rb"<(?:\w+:)?f[ >/]", each[: each.rfind(b"sheetData>")]) for each in contents)


def computing(workbook: bytes) -> bytes:
    """Ask for all formulas to be computed when the file is opened."""
    found = re.search(rb"<((?:\w+:)?)calcPr\b[^>]*?(/?)>", workbook)
    if found is None:
        closing = re.search(rb"</((?:\w+:)?)workbook>", workbook)
        if closing is None:
            return workbook
        following = re.search(
            rb"<(?:\w+:)?(?:oleSize|customWorkbookViews|pivotCaches|smartTagPr|smartTagTypes|webPublishing|fileRecoveryPr"
            rb"|webPublishObjects|extLst)\b",
            workbook,
        )
        place = following.start() if following else closing.start()
        return workbook[:place] + b"<" + closing[1] + b'calcPr fullCalcOnLoad="1"/>' + workbook[place:]
    if b"fullCalcOnLoad" in found[0]:
        changed = re.sub(rb'fullCalcOnLoad="[^"]*"', b'fullCalcOnLoad="1"', found[0])
    else:
        changed = found[0][: -1 - len(found[2])].rstrip() + b' fullCalcOnLoad="1"' + found[2] + b">"
    return workbook[: found.start()] + changed + workbook[found.end() :]
