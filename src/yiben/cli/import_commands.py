"""yiben import: into a book, or with --propose only what would be read."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from yiben.cli.output import complain, emit

if TYPE_CHECKING:
    from yiben.sheets.reading import ProposedImport


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command that takes in an existing 台账. With --propose it needs no database."""
    taking = commands.add_parser("import", help="把已有的Excel台账记入账簿；或只看会读出什么")
    taking.add_argument("file", type=Path, help="台账文件：.xlsx、.xls、.et、.ods、.csv，或带表格的.docx")
    what = taking.add_mutually_exclusive_group(required=True)
    what.add_argument("--propose", action="store_true", help="只看会读出什么，不写账，不用数据库")
    what.add_argument("--book", help="记入哪本账簿，如 activity")
    taking.add_argument("--unit", default="root", help="没有写单位的行记在哪个单位（默认最上级单位）")
    taking.add_argument("--map", dest="mapping", action="append", default=[], metavar="栏名=字段", help="改一栏的去向")
    taking.add_argument("--dry-run", action="store_true", help="逐行检查，不写账")
    taking.add_argument("--late", action="store_true", help="已结账月份的行计入第一个未结账的月")
    taking.add_argument("--units", type=Path, metavar="FILE", help="单位表：[{name, order, short, aliases}]")
    taking.add_argument("--json", action="store_true")
    taking.set_defaults(run=run_import, needs_database=False)


def run_import(arguments: argparse.Namespace) -> int:
    """Take a file into a book, or print what would be taken from it."""
    return run_into_book(arguments) if arguments.book else run_propose(arguments)


def run_into_book(arguments: argparse.Namespace) -> int:
    """Record the rows of a file and print a verdict for each that was not; exit 1 when there is one."""
    from yiben.cli.main import prepare, require_begun

    prepare()
    require_begun()
    from yiben.cli.importing import import_file

    value, lines = import_file(arguments)
    emit(value, lines, as_json=arguments.json)
    return 1 if value["ask"] else 0


def run_propose(arguments: argparse.Namespace) -> int:
    """Print what would be taken from a file."""
    from yiben.packs.loading import load_folder
    from yiben.seeding.shipped import SHIPPED, shipped_packs
    from yiben.sheets.opening import open_workbook
    from yiben.sheets.reading import propose_import
    from yiben.sheets.unit_names import units_from

    units = None
    if arguments.units is not None:
        try:
            units = units_from(json.loads(arguments.units.read_text(encoding="utf-8")))
        except (ValueError, TypeError) as problem:
            complain([f"单位表读不了（{problem}）。要的是JSON：[{{name, order, short, aliases}}]。"])
            return 2
    packs = [loaded.pack for name in shipped_packs() if (loaded := load_folder(SHIPPED / name)).pack]
    books = [book for pack in packs for book in pack.books]
    workbook = open_workbook(arguments.file.read_bytes(), arguments.file.name)
    proposed = propose_import(workbook, units, books)
    emit(as_json(proposed), _lines(proposed), as_json=arguments.json)
    return 0


def as_json(proposed: ProposedImport) -> dict[str, Any]:
    """Return a proposed import in the form that docs/commands.md promises."""
    from yiben.sheets.merging.measures import in_yuan
    from yiben.sheets.rows import plain_value

    amounts = {(sheet, column.heading) for sheet, column in proposed.columns if column.kind == "amount"}

    def given(sheet: str | None, heading: str, value: Any) -> Any:
        return plain_value(in_yuan(heading, value) if (sheet, heading) in amounts else value)

    return {
        "columns": [
            {"sheet": sheet, "heading": column.heading, "field": column.field, "type": column.kind}
            for sheet, column in proposed.columns
        ],
        "dropped": list(proposed.dropped),
        "records": [
            {
                "sheet": record.sheet,
                "row": record.row,
                "date": record.day.iso if record.day else None,
                "date_precision": record.day.precision if record.day and record.day.on else None,
                "unit": record.units[0] if len(record.units) == 1 else list(record.units) or None,
                "values": {heading: given(record.sheet, heading, value) for heading, value in record.values.items()},
                "flags": record.flags,
            }
            for record in proposed.records
        ],
        "their_totals": [
            {
                "sheet": total.sheet,
                "row": total.row,
                "heading": total.heading,
                "printed": given(total.sheet, total.heading, total.printed),
                "agrees": total.agrees,
            }
            for total in proposed.totals
        ],
        "questions": [
            {"code": each.code, "sheet": each.sheet, "row": each.row, "heading": each.heading, "text": each.text}
            for each in proposed.questions
        ],
    }


_ASKED = {
    "unit_unknown": "单位“{text}”不在单位表里",
    "unit_ambiguous": "“{text}”可能是几个单位",
    "date_missing": "没有日期",
    "date_invalid": "“{text}”不是日期",
    "date_unsure": "“{text}”可能是另一天（如3.1与3.10）",
    "year_unknown": "“{text}”没有年份，表名里也没有",
    "not_a_number": "“{text}”不是数",
    "hours_unclear": "“{text}”说不清是几小时",
}


def _lines(proposed: ProposedImport) -> list[str]:
    lines = [f"{len(proposed.records)} 条记录，{len(proposed.columns)} 栏。"]
    if proposed.dropped:
        lines.append(f"不收的栏目（依法不记）：{'、'.join(proposed.dropped)}")
    for total in proposed.totals:
        if not total.agrees:
            lines.append(
                f"  {total.sheet or ''} 第{total.row}行 {total.heading}：表上合计 {total.printed}，与各行对不上"
            )
    for each in proposed.questions:
        said = _ASKED[each.code].format(text=each.text)
        lines.append(f"  {each.sheet or ''} 第{each.row}行 {each.heading}：{said}")
    return lines
