"""yiben merge."""

from __future__ import annotations

import argparse
import errno
import json
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from yiben.cli.output import complain, emit

if TYPE_CHECKING:
    from yiben.sheets.merging.deviations import Deviation
    from yiben.sheets.merging.returned import Merged


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command that merges returned tables. It needs no database."""
    merge = commands.add_parser("merge", help="把各单位交回的表汇总到下发的表样里")
    merge.add_argument("folder", type=Path, metavar="DIR", help="放交回文件的文件夹")
    merge.add_argument("--layout", type=Path, required=True, metavar="FORM.xlsx", help="下发的空白表")
    merge.add_argument(
        "--units", type=Path, required=True, metavar="FILE", help="单位表：[{name, order, short, aliases}]"
    )
    merge.add_argument("-o", "--output", type=Path, required=True, metavar="OUT.xlsx", help="汇总表写到这个文件")
    merge.add_argument("--json", action="store_true")
    merge.set_defaults(run=run_merge, needs_database=False)


def run_merge(arguments: argparse.Namespace) -> int:
    """Merge a folder of returned files into the layout."""
    from yiben.sheets.merging.returned import merge_returned
    from yiben.sheets.unit_names import units_from

    try:
        units = units_from(json.loads(arguments.units.read_text(encoding="utf-8")))
    except (ValueError, TypeError) as problem:
        complain([f"单位表读不了（{problem}）。要的是JSON：[{{name, order, short, aliases}}]。"])
        return 2
    left_out = {path.resolve() for path in (arguments.layout, arguments.units, arguments.output)}
    paths = [path for path in _files(arguments.folder) if path.resolve() not in left_out]
    merged = merge_returned([_returned(path, arguments.folder) for path in paths], _returned(arguments.layout), units)
    arguments.output.write_bytes(merged.output)
    emit(as_json(merged), _lines(merged, str(arguments.output)), as_json=arguments.json)
    return 0


def as_json(merged: Merged) -> dict[str, Any]:
    """Return merged files in the form that docs/commands.md promises."""
    return {
        "files": [
            {
                "file": each.file,
                "unit": each.unit,
                "status": each.status,
                "deviations": [
                    {"code": one.code, "where": one.where, "what": _what(one), "sure": one.sure}
                    for one in each.deviations
                ],
            }
            for each in merged.files
        ],
        "missing": list(merged.missing),
        "missing_parts": [{"unit": unit, "sheet": sheet} for unit, sheet in merged.missing_parts],
        "not_merged": list(merged.not_merged),
        "merged": {
            sheet: [
                {
                    "unit": row.unit,
                    "row": row.row,
                    "values": {name: _plain(value) for name, value in row.values.items()},
                }
                for row in rows
            ]
            for sheet, rows in merged.rows.items()
        },
        "totals": {
            sheet: {heading: _plain(value) for heading, value in sums.items()} for sheet, sums in merged.totals.items()
        },
        "dropped": list(merged.dropped),
    }


_WHAT = {
    "renamed_column": "栏名与表样的“{wanted}”不同，按同一栏取数",
    "moved_column": "这一栏的位置与表样不同",
    "inserted_column": "表样里没有这一栏，不汇总",
    "deleted_column": "表样里的这一栏没有了",
    "columns_deleted": "表样里的{count}栏没有了",
    "renamed_row": "“{label}”与表样的“{wanted}”不同，按同一行取数",
    "moved_row": "“{label}”这一行的位置与表样不同",
    "inserted_row": "表样里没有“{label}”这一行，不汇总",
    "rows_deleted": "表样里的{count}行没有了",
    "renamed_sheet": "工作表名与表样的“{wanted}”不同，按同一张表取数",
    "moved_sheet": "工作表的次序与表样不同",
    "extra_sheet": "表样里没有这张工作表，不汇总",
    "missing_sheet": "缺这张工作表",
    "lost_formula": "表样里的公式被数值代替，已按公式重算",
    "wrong_total": "表上合计{printed}，各行相加是{expected}",
    "inconsistent": "表上是{printed}，按表样的公式是{expected}，以后者为准",
    "unit_misspelt": "单位写作“{text}”，按单位表认定",
    "wrong_unit": "这里的单位是“{text}”，与“{unit}”不一致",
    "unit_unknown": "认不出是哪个单位的",
    "empty": "没有填写内容",
    "converted_from_xls": "是旧格式文件，已转换后读取",
}


def _what(deviation: Deviation) -> str:
    """Return the sentence of a deviation."""
    said = deviation.said
    if deviation.code == "text_in_number":
        number = said.get("number")
        if not number:
            return f"“{said['text']}”不是数，没有汇总"
        return f"“{said['text']}”按{number}计" + ("" if deviation.sure else "，请核实")
    if deviation.code == "unit_of_measure":
        if not deviation.sure:
            return f"数额与其他单位相差千倍以上，是否按“{said['wanted']}”填写，请核实"
        return f"计量单位是“{said['sent']}”，已折算为“{said['wanted']}”"
    if deviation.code == "blank_means_same":
        return (
            "合并单元格或“同上”，按上一行补齐" if deviation.sure else f"合并单元格里的“{said['value']}”只计一次，请核实"
        )
    if deviation.code == "inconsistent" and "whole" in said:
        return f"“其中”是{said['printed']}，大于总数{said['whole']}，请核实"
    if deviation.code == "returned_twice":
        return f"同一单位还交了{said['others']}，" + ("以后交的为准" if deviation.sure else "分不清先后，请选定一份")
    if deviation.code == "unreadable":
        return _UNREADABLE.get(said.get("reason", ""), "打不开，请对方另存后重交")
    return _WHAT[deviation.code].format(**said)


_UNREADABLE = {
    "document_encrypted": "设了密码，打不开",
    "sheet_expected": "不是电子表格",
    "document_too_large": "文件太大",
    "converter_missing": "这种格式要装LibreOffice才能读",
}


def _files(folder: Path) -> list[Path]:
    """The files of a folder and of those in it, without those that office programs leave while a file is open."""
    if not folder.is_dir():
        raise NotADirectoryError(errno.ENOTDIR, "", str(folder))
    return sorted(path for path in folder.rglob("*") if path.is_file() and not path.name.startswith(("~$", ".")))


def _returned(path: Path, folder: Path | None = None) -> Any:
    from yiben.sheets.merging.answers import ReturnedFile

    name = path.relative_to(folder).as_posix() if folder is not None else path.name
    return ReturnedFile(name, path.read_bytes(), datetime.fromtimestamp(path.stat().st_mtime, UTC))


def _plain(value: Any) -> Any:
    from yiben.sheets.rows import plain_value

    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return value.strftime("%H:%M")
    return plain_value(value)


_STATUSES = {
    "accepted": "已汇总",
    "ask": "请核实",
    "superseded": "另有更新的一份",
    "empty": "空表",
    "wrong_unit": "单位不符",
}


def _lines(merged: Merged, output: str) -> list[str]:
    lines = []
    for each in merged.files:
        lines.append(f"{each.file}　{each.unit or '单位不明'}　{_STATUSES[each.status]}")
        lines += [f"  {'' if one.sure else '？'}{one.where}：{_what(one)}" for one in each.deviations]
    if merged.missing:
        lines.append(f"未交：{'、'.join(merged.missing)}")
    lines += [f"缺表：{unit}　{sheet}" for unit, sheet in merged.missing_parts]
    if merged.dropped:
        lines.append(f"不收的栏目（依法不记）：{'、'.join(merged.dropped)}")
    for sheet, sums in merged.totals.items():
        said = "，".join(f"{heading} {_plain(value)}" for heading, value in sums.items() if value is not None)
        lines.append(f"{sheet}：{len(merged.rows[sheet])}行" + (f"；合计 {said}" if said else ""))
    lines.append(f"汇总表：{output}")
    return lines
