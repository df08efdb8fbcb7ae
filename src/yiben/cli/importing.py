"""What ``yiben import FILE --book B`` does: the columns as proposed or named, every row judged, those that are ready
recorded."""

from __future__ import annotations

import argparse
from typing import Any

from django.db import transaction

from yiben.audit.callers import SYSTEM
from yiben.catalog.queries import current_book
from yiben.cli.output import read_pairs
from yiben.ledger.importing.actions import begin_import, confirm_columns, stage_rows, take_in
from yiben.ledger.importing.queries import count_verdicts
from yiben.ledger.importing.taking import take_rows
from yiben.ledger.models import ImportFile, ImportRow
from yiben.packs.definitions import Book
from yiben.sentences import FIELDS, say
from yiben.units.queries import find_unit


def import_file(arguments: argparse.Namespace) -> tuple[dict[str, Any], list[str]]:
    """Return what became of a file, as JSON and in lines. A dry run leaves nothing behind."""
    with transaction.atomic():
        file, is_new = _begin(arguments)
        if arguments.dry_run:
            value, lines = _told(file, is_new=is_new)
            transaction.set_rollback(True)
            return value, lines
    if is_new or file.state in {ImportFile.STAGED, ImportFile.TAKING}:
        if file.state == ImportFile.STAGED:
            take_in(SYSTEM, file, late=arguments.late)
        take_rows(file.uid)
        file.refresh_from_db()
    return _told(file, is_new=is_new)


def _begin(arguments: argparse.Namespace) -> tuple[ImportFile, bool]:
    path = arguments.file
    unit = find_unit(arguments.unit)
    given = {"book": arguments.book, "name": path.name, "data": path.read_bytes()}
    file, is_new = begin_import(SYSTEM, unit=unit, ask_again=bool(arguments.mapping), **given)
    if file.state == ImportFile.COLUMNS:
        confirm_columns(SYSTEM, file, {**file.mapping, **read_pairs(arguments.mapping, at_last=True)})
    stage_rows(file.uid)
    file.refresh_from_db()
    return file, is_new


def _told(file: ImportFile, *, is_new: bool) -> tuple[dict[str, Any], list[str]]:
    counts, book = count_verdicts(file), current_book(file.book)[0]
    left = file.rows.filter(verdict__in=(ImportRow.ASK, ImportRow.LEFT_OUT)).order_by("number")
    rows: list[dict[str, Any]] = [
        {"sheet": row.sheet or None, "row": row.row, "verdict": row.verdict, "reasons": _reasons(row, book)}
        for row in left
    ]
    value = {
        "import": file.uid,
        "is_new": is_new,
        **counts,
        "mapping": file.mapping,
        "dropped": file.dropped,
        "totals": file.totals,
        "rows": rows,
    }
    lines = [] if is_new else ["这份文件以前导入过，没有重复记。"]
    said = (
        f"已记 {counts['taken']} 条，可记 {counts['ready']} 条，待改 {counts['ask']} 条，不记 {counts['left_out']} 条。"
    )
    lines.append(said)
    if file.dropped:
        lines.append(f"不收的栏目（依法不记）：{'、'.join(file.dropped)}")
    lines += [
        f"{each['sheet']} 第{each['row']}行 {each['heading']}：表上合计 {each['printed']}，与各行对不上"
        for each in file.totals
        if not each["agrees"]
    ]
    lines += [f"{each['sheet'] or ''} 第{each['row']}行：{' '.join(each['reasons'])}".strip() for each in rows]
    return value, lines


def _reasons(row: ImportRow, book: Book) -> list[str]:
    labels = {item.id: item.label for item in book.fields} | {"unit": "单位"}
    said = []
    for name, code, data in row.problems:
        label = str(labels.get(name) or FIELDS.get(name, name))
        sentence = say(code, {"field": name, "label": label, **data})
        said.append(sentence if label in sentence else f"{label}：{sentence}")
    return said + [say(code, data) for code, data in row.remarks]
