"""yiben form: what is registered, and a filled form derived again."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from yiben.cli.output import complain, emit

if TYPE_CHECKING:
    from yiben.forms.models import FilledForm
    from yiben.forms.preparing import Prepared

_FLAGS = {
    "missing": "缺报，留空",
    "partly": "有单位缺报",
    "zero": "还没有记录",
    "outlier": "与上次差得多",
    "later": "账期还没到，留空",
    "no_base": "没有可比的数，留空",
    "running": "本期没有结束，往期只算到同一天",
    "overlap": "与各单位之和不同，联办的只算一次",
}
_MOST = 20


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add ``yiben form list|verify``."""
    form = commands.add_parser("form", help="上级的报表：登记了哪些，核对一份填过的").add_subparsers(
        dest="what", required=True, metavar="做什么"
    )
    listed = form.add_parser("list", help="列出登记的报表")
    listed.add_argument("--json", action="store_true")
    listed.set_defaults(run=_list)

    verify = form.add_parser("verify", help="核对一份填过的表：按当时的记录重算，逐格比对；有不符退出码 1")
    verify.add_argument("file", type=Path, metavar="FILE")
    verify.add_argument("--json", action="store_true")
    verify.set_defaults(run=_verify)


def said_filled(filled: FilledForm, prepared: Prepared) -> tuple[dict[str, Any], list[str]]:
    """Return what was filled, as JSON and in lines: how many cells, what wants a look, what stayed empty."""
    filling = prepared.filling
    flagged = [each for each in filling.cells if each.flag]
    unbound = [each.heading for each in filling.unbound]
    value: dict[str, Any] = {
        "form": filled.form.title,
        "unit": filled.unit.name,
        "period": filled.period,
        "seq": filled.seq,
        "bindings": filled.binding.number,
        "filled": filling.filled,
        "cells": filled.cells,
        "unbound": unbound,
        "forbidden": list(prepared.layout.forbidden),
    }
    lines = [f"{filled.form.title}，{filled.unit.name}，{filled.period}：填了 {filling.filled} 格。"]
    for each in flagged[:_MOST]:
        missing = f"（{'、'.join(each.missing)}）" if each.missing else ""
        lines.append(f"请看：{each.bound.blank.heading}，{_FLAGS[each.flag]}{missing}")
    if len(flagged) > _MOST:
        lines.append(f"……共 {len(flagged)} 格请看。")
    if unbound:
        shown = "、".join(unbound[:_MOST]) + ("……" if len(unbound) > _MOST else "")
        lines.append(f"没有绑定、留空的 {len(unbound)} 格：{shown}")
    if prepared.layout.forbidden:
        lines.append(f"不该向居民收集的栏留空：{'、'.join(prepared.layout.forbidden)}")
    return value, lines


def _list(arguments: argparse.Namespace) -> int:
    from yiben.audit.callers import SYSTEM
    from yiben.forms.queries import binding_of, version_of, visible_forms

    rows = []
    for form in visible_forms(SYSTEM):
        binding = binding_of(form)
        rows.append(
            {
                "form": form.title,
                "issuer": form.issuer,
                "number": form.number,
                "unit": form.unit.name,
                "version": version_of(form).number,
                "bindings": binding.number if binding else 0,
            }
        )
    lines = [
        f"{each['issuer']}　{each['form']}（{each['number'] or '无表号'}）　{each['unit']}　"
        + (f"第 {each['bindings']} 次确认" if each["bindings"] else "还没有确认")
        for each in rows
    ]
    emit(rows, lines or ["还没有登记报表。"], as_json=arguments.json)
    return 0


def _verify(arguments: argparse.Namespace) -> int:
    if not arguments.file.is_file():
        complain([f"没有文件 {arguments.file}。"])
        return 2
    from yiben.audit.callers import SYSTEM
    from yiben.forms.verifying import verify_form

    found = verify_form(SYSTEM, arguments.file.name, arguments.file.read_bytes())
    filled = found.filled
    value = {
        "form": filled.form.title,
        "unit": filled.unit.name,
        "period": filled.period,
        "seq": filled.seq,
        "bindings": filled.binding.number,
        "untouched": found.is_untouched,
        "cells": found.cells,
        "changes": [vars(each) for each in found.changes],
    }
    lines = [f"{filled.form.title}，{filled.unit.name}，{filled.period}，算到第 {filled.seq} 号记录。"]
    lines.append("文件与填出时一字节不差。" if found.is_untouched else "文件填出后改存过，按格核对。")
    lines += [
        f"{each.cell} {each.heading}：表上 {each.written or '空'}，填的是 {each.filled or '空'}，重算 {each.computed or '空'}"
        for each in found.changes
    ]
    lines.append(f"{found.cells} 格重算相符。" if not found.changes else f"有 {len(found.changes)} 格不符。")
    emit(value, lines, as_json=arguments.json)
    return 1 if found.changes else 0
