"""yiben merge."""

from __future__ import annotations

import argparse
import errno
import json
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from yiben.cli.output import complain, emit, speak_chinese
from yiben.deviations import STATUSES, say_deviation

if TYPE_CHECKING:
    from yiben.sheets.merging.returned import Merged


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command that merges returned tables. It needs no database."""
    merge = commands.add_parser("merge", help="把各单位交回的表汇总到下发的表样里")
    merge.add_argument("folder", type=Path, metavar="DIR", help="放交回文件的文件夹")
    merge.add_argument(
        "--layout", type=Path, required=True, metavar="FORM.xlsx", help="下发的空白表（.xlsx、.xls、.et、.docx）"
    )
    merge.add_argument(
        "--units", type=Path, required=True, metavar="FILE", help="单位表：[{name, order, short, aliases}]"
    )
    merge.add_argument(
        "-o",
        "--output",
        type=Path,
        required=True,
        metavar="OUT.xlsx",
        help="汇总表写到这个文件；表样是.docx的，写成.docx",
    )
    merge.add_argument("--json", action="store_true")
    merge.set_defaults(run=run_merge, needs_database=False)


def run_merge(arguments: argparse.Namespace) -> int:
    """Merge a folder of returned files into the layout."""
    from yiben.sheets.merging.returned import merge_returned
    from yiben.sheets.unit_names import units_from

    speak_chinese()
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
                    {
                        "code": one.code,
                        "where": one.where,
                        "what": say_deviation(one.code, one.said, sure=one.sure),
                        "sure": one.sure,
                    }
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


def _lines(merged: Merged, output: str) -> list[str]:
    lines = []
    for each in merged.files:
        lines.append(f"{each.file}　{each.unit or '单位不明'}　{STATUSES[each.status]}")
        lines += [
            f"  {'' if one.sure else '？'}{one.where}：{say_deviation(one.code, one.said, sure=one.sure)}"
            for one in each.deviations
        ]
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
