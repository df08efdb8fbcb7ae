"""yiben fill --cells."""

from __future__ import annotations

import argparse
import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from yiben.cli.output import complain, emit

_PROBLEMS = {
    "no_such_sheet": "没有这张工作表",
    "no_address": "不是单元格地址，写法如 表名!B3",
    "inside_merge": "在合并单元格里面，请填它的第一格{first}",
    "has_formula": "格内有公式，不覆盖",
}


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command that fills a superior's form. From given values it needs no database."""
    fill = commands.add_parser("fill", help="把数填进上级下发的Excel表，其余一个字节不动")
    fill.add_argument("form", type=Path, help="上级的表（.xlsx）")
    fill.add_argument("--cells", type=Path, required=True, metavar="CELLS.json", help='要填的值：{"表名!A1": 值}')
    fill.add_argument("-o", "--output", type=Path, required=True, metavar="OUT.xlsx", help="填好的表写到这个文件")
    fill.add_argument("--json", action="store_true")
    fill.set_defaults(run=run_fill, needs_database=False)


def run_fill(arguments: argparse.Namespace) -> int:
    """Fill a form from given values; nothing is written when one of them cannot be filled (exit 2)."""
    from yiben.errors import Refusal
    from yiben.sheets.filling import fill_cells

    try:
        cells = read_cells(json.loads(arguments.cells.read_text(encoding="utf-8"), parse_float=Decimal))
    except (ValueError, TypeError, AttributeError) as problem:
        complain(
            [
                f'{arguments.cells} 读不了（{problem}）。要的是JSON：{{"表名!A1": 值}}，日期写作 {{"date": "2026-03-05"}}。'
            ]
        )
        return 2
    try:
        filled = fill_cells(arguments.form.read_bytes(), cells, arguments.form.name)
    except Refusal as refusal:
        problems: list[dict[str, str]] = list(refusal.data["problems"])  # type: ignore[call-overload]
        complain([f"{each['cell']}：{_PROBLEMS[each['code']].format(**each)}" for each in problems])
        return 2
    arguments.output.write_bytes(filled)
    emit(
        {"output": str(arguments.output), "cells": len(cells)},
        [f"填了 {len(cells)} 格：{arguments.output}"],
        as_json=arguments.json,
    )
    return 0


def read_cells(given: dict[str, Any]) -> dict[str, Any]:
    """Return the values of a cells file as they are filled. Raises ValueError for what is no value of a cell."""
    cells: dict[str, Any] = {}
    for place, value in given.items():
        if isinstance(value, dict) and set(value) == {"date"}:
            cells[place] = date.fromisoformat(value["date"])
        elif value is None or isinstance(value, (str, int, Decimal, bool)):
            cells[place] = value
        else:
            raise ValueError(place)
    return cells
