"""Read texts and particulars of persons: values that stay outside an entry's body."""

import json
import re

from yiben.packs.definitions import Field, FieldType
from yiben.packs.id_numbers import read_number
from yiben.packs.refused import JSON, Refused, plain_text, storable_text

MAX_TEXT = 200
MAX_LONGTEXT = 20_000
MAX_FILES = 100
MAX_ROWS = 200
_MAX_INTEGER = 10**18


def read_text(item: Field, raw: object) -> JSON | Refused:
    """Return a text of at most ``MAX_TEXT`` characters (longtext: ``MAX_LONGTEXT``)."""
    if isinstance(raw, bool) or not isinstance(raw, (str, int)):
        return Refused("not_a_text", {})
    is_long = item.type is FieldType.LONGTEXT
    most = MAX_LONGTEXT if is_long else MAX_TEXT
    if isinstance(raw, int) and abs(raw) >= _MAX_INTEGER:
        return Refused("not_a_text", {})
    text = storable_text(str(raw), keep_breaks=is_long)
    if len(text) > most:
        return Refused("too_long", {"length": len(text), "max": most})
    return text


def read_id_number(item: Field, raw: object) -> JSON | Refused:
    """Return an 18-character resident identity number whose birth date and check character hold (GB 11643)."""
    found = read_number(plain_text(raw)) if isinstance(raw, str) else "id_form"
    return Refused("bad_id_number", {}) if isinstance(found, str) else found.text


def read_phone(item: Field, raw: object) -> JSON | Refused:
    """Return a telephone number: digits, with + in front and - inside where they were typed."""
    text = plain_text(raw) if isinstance(raw, str) else ""
    if re.fullmatch(r"\+?[0-9][0-9\-]{3,18}[0-9]", text):
        return text
    return Refused("bad_phone", {})


def read_files(item: Field, raw: object) -> JSON | Refused:
    """Return the digests of files, without doubles, in the order given."""
    given = [raw] if isinstance(raw, str) else raw
    if not isinstance(given, (list, tuple)) or not all(isinstance(each, str) for each in given):
        return Refused("bad_file", {})
    most = 1 if item.separate else MAX_FILES
    digests: list[JSON] = list(dict.fromkeys(each.strip() for each in given if each.strip()))
    if not all(re.fullmatch(r"(sha256:)?[0-9a-f]{64}", str(each)) for each in digests):
        return Refused("bad_file", {})
    if len(digests) > most:
        return Refused("too_many", {"count": len(digests), "max": most})
    return digests


def read_table(item: Field, raw: object) -> JSON | Refused:
    """Return rows as a list of {heading: text}; a string is taken as JSON. Where the field declares columns the headings
    are their ids, given as ids or labels, and no others are taken."""
    if isinstance(raw, str):
        try:
            raw = json.loads(raw) if len(raw) <= MAX_LONGTEXT else None
        except (ValueError, RecursionError):
            raw = None
    if not isinstance(raw, (list, tuple)):
        return _no_table(item)
    if len(raw) > MAX_ROWS:
        return Refused("too_many", {"count": len(raw), "max": MAX_ROWS})
    rows: list[JSON] = []
    size = 0
    for row in raw:
        cells = _cells(item, row) if isinstance(row, dict) else Refused("bad_table", {})
        if isinstance(cells, Refused):
            return cells
        size += sum(len(name) + len(str(text)) for name, text in cells.items())
        if cells:
            rows.append(cells)
    if size > MAX_LONGTEXT:
        return Refused("too_long", {"length": size, "max": MAX_LONGTEXT})
    return rows


def _cells(item: Field, row: dict[object, object]) -> dict[str, JSON] | Refused:
    """A row of a table: the cells in which something stands, under the ids of declared columns or the headings given."""
    ids = {name: column.id for column in item.columns for name in (column.id, column.label)}
    cells: dict[str, JSON] = {}
    for heading, cell in row.items():
        if not isinstance(heading, str) or not _is_cell(cell):
            return Refused("bad_table", {})
        name = storable_text(heading, keep_breaks=False)
        if item.columns and name not in ids:
            return Refused("table_column", {"typed": name[:40], "columns": _columns(item)})
        text = storable_text(str(cell), keep_breaks=False)
        if name and text:
            cells[ids.get(name, name)] = text
    return cells


def _no_table(item: Field) -> Refused:
    return Refused("table_in_cell", {"columns": _columns(item)}) if item.columns else Refused("bad_table", {})


def _columns(item: Field) -> str:
    return "、".join(column.label for column in item.columns)


def _is_cell(cell: object) -> bool:
    if isinstance(cell, int):
        return not isinstance(cell, bool) and abs(cell) < _MAX_INTEGER
    return isinstance(cell, str)
