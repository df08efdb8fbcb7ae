"""yiben layout check."""

from __future__ import annotations

import argparse
from pathlib import Path

from yiben.cli.output import complain, emit, speak_chinese


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command that holds a document against GB/T 9704. It needs no database."""
    layout = commands.add_parser("layout", help="公文格式").add_subparsers(dest="what", required=True, metavar="做什么")
    check = layout.add_parser("check", help="对照《党政机关公文格式》逐处检查")
    check.add_argument("file", type=Path, metavar="FILE.docx")
    check.add_argument("--json", action="store_true")
    check.set_defaults(run=run_check, needs_database=False)


def run_check(arguments: argparse.Namespace) -> int:
    """Print the departures of a document; exit 1 when there is any."""
    if not arguments.file.is_file():
        complain([f"没有文件 {arguments.file}。"])
        return 2
    speak_chinese()
    from yiben.deviations import say_departure
    from yiben.reports.layout_checking import check_layout

    found = check_layout(arguments.file.read_bytes())
    rows = [
        {"code": each.code, "where": each.where, "found": each.found, "wanted": each.wanted, "sentence": said}
        for each in found
        for said in [say_departure(each.code, each.found, each.wanted)]
    ]
    lines = [
        f"第{row['where'].replace(' ', '段“', 1)}”：{row['sentence']}" if row["where"] else row["sentence"]
        for row in rows
    ]
    verdict = "没有发现不合格式的地方。" if not rows else f"共 {len(rows)} 处不合格式。"
    emit({"departures": rows}, [*lines, verdict], as_json=arguments.json)
    return 1 if rows else 0
