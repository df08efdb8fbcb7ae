"""yiben fill: from given values, or from a registered form's bindings."""

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
    fill = commands.add_parser("fill", help="把数填进上级下发的表，其余一个字节不动")
    fill.add_argument("form", type=Path, help="上级的表（.xlsx；按绑定填时也可以是 .xls、.et、.docx）")
    fill.add_argument("--cells", type=Path, metavar="CELLS.json", help='要填的值：{"表名!A1": 值}')
    fill.add_argument("--unit", help="按登记的绑定填：单位")
    fill.add_argument("--period", help="按登记的绑定填：账期")
    fill.add_argument("--reason", default="", help="名单里要完整号码时的用途，记入日志")
    fill.add_argument("-o", "--output", type=Path, required=True, metavar="OUT.xlsx", help="填好的表写到这个文件")
    fill.add_argument("--json", action="store_true")
    fill.set_defaults(run=run_fill, needs_database=False)


def run_fill(arguments: argparse.Namespace) -> int:
    """Fill a form; nothing is written when a value cannot be filled (exit 2)."""
    if arguments.cells is None:
        return _fill_bound(arguments)
    return _fill_given(arguments)


def _fill_bound(arguments: argparse.Namespace) -> int:
    """Fill a registered form from its bindings. The form is known by its bytes or by its headings; another layout of it is
    taken in as its next version, and what its bindings do not cover stays empty and is listed."""
    from yiben.cli.main import prepare, require_begun

    prepare()
    require_begun()
    from yiben.audit.callers import SYSTEM
    from yiben.cli.form_commands import said_filled
    from yiben.errors import Refusal
    from yiben.forms.actions import add_version, fill_form
    from yiben.forms.converting import back_to, todays_file
    from yiben.forms.opening import open_form
    from yiben.forms.queries import find_form, version_of
    from yiben.metrics.periods import parse_period
    from yiben.units.queries import find_unit

    if not (arguments.unit and arguments.period):
        complain(["请写 --unit 和 --period；或者用 --cells 给出要填的值。"])
        return 2
    name, data = arguments.form.name, arguments.form.read_bytes()
    unit, period = find_unit(arguments.unit), parse_period(arguments.period)
    form, shared = find_form(data, open_form(todays_file(data, name).data, name).layout, unit)
    if form is None:
        raise Refusal("form_unmatched", name=name)
    before = version_of(form).number
    version = add_version(SYSTEM, form, name=name, data=data)
    filled, content, prepared = fill_form(SYSTEM, form, unit, period, reason=arguments.reason)
    suffix = arguments.output.suffix.lower()
    arguments.output.write_bytes(back_to(content, suffix, name) if suffix in (".xls", ".et") else content)
    value, lines = said_filled(filled, prepared)
    if version.number != before and shared < 1:
        lines.insert(0, f"表样与登记时不同，已存为第 {version.number} 版；标题没变的照旧填，新标题请到网页上确认。")
    value |= {"output": str(arguments.output), "version": version.number}
    emit(value, [*lines, f"已写入 {arguments.output}，算到第 {filled.seq} 号记录。"], as_json=arguments.json)
    return 0


def _fill_given(arguments: argparse.Namespace) -> int:
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
