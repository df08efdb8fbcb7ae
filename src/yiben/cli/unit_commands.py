"""yiben unit: the list of units, and founding, renaming, moving, merging, splitting and closing them."""

from __future__ import annotations

import argparse
import re
from typing import Any

from yiben.cli.output import emit, read_day
from yiben.errors import Refusal


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the commands for units."""
    unit = commands.add_parser("unit", help="单位：清单、设立、更名、划转、合并、拆分、撤销")
    kinds = unit.add_subparsers(dest="what", required=True, metavar="做什么")

    listed = kinds.add_parser("list", help="按次序列出单位")
    listed.set_defaults(run=run_list)

    found = kinds.add_parser("found", help="设立")
    found.add_argument("code", help="代码")
    found.add_argument("name", help="全称")
    found.add_argument("--kind", required=True, help="种类，如 community")
    found.add_argument("--parent", required=True, help="上级单位")
    found.add_argument("--short", default="", help="简称，不写就从全称去掉“居民委员会”“办事处”等")
    found.add_argument("--order", type=int, default=0, help="官方次序，不写就排在同级最后")
    found.set_defaults(run=run_found)

    rename = kinds.add_parser("rename", help="更名、改简称、改次序")
    rename.add_argument("unit")
    rename.add_argument("--name")
    rename.add_argument("--short")
    rename.add_argument("--order", type=int)
    rename.set_defaults(run=run_rename)

    move = kinds.add_parser("move", help="划转：连同下级一起换上级")
    move.add_argument("unit")
    move.add_argument("--to", required=True, help="新的上级")
    move.set_defaults(run=run_move)

    merge = kinds.add_parser("merge", help="合并：下级转过去，原单位撤销")
    merge.add_argument("units", nargs="+", metavar="unit", help="并掉的单位")
    merge.add_argument("--into", required=True, help="并到哪个单位")
    merge.set_defaults(run=run_merge)

    split = kinds.add_parser("split", help="拆分：新单位要先设立")
    split.add_argument("unit")
    split.add_argument("--into", required=True, nargs="+", help="拆成哪几个单位")
    split.set_defaults(run=run_split)

    close = kinds.add_parser("close", help="撤销（--on 是最后一天）")
    close.add_argument("unit")
    close.set_defaults(run=run_close)

    for each in (found, rename, move, merge, split, close):
        each.add_argument("--on", required=True, help="依据上的日期，如 2026-06-01")
        each.add_argument("--reason", default="", help="依据，如 某区〔2026〕8号")
    for each in (listed, found, rename, move, merge, split, close):
        each.add_argument("--json", action="store_true")


def run_list(arguments: argparse.Namespace) -> int:
    """List the units with code, name, parent and, where it is so, the day of closing."""
    from yiben.units.models import Unit
    from yiben.units.queries import parent_names

    units = list(Unit.objects.order_by("order", "code"))
    above = parent_names(units)
    rows = [
        {"code": each.code, "name": each.name, "short": each.short_name, "kind": each.kind, "order": each.order}
        | {"parent": above.get(each.pk, ""), "closed": each.closed_on.isoformat() if each.closed_on else None}
        for each in units
    ]
    lines = [
        f"{row['code']}\t{row['name']}\t{row['parent']}" + (f"\t撤销于 {row['closed']}" if row["closed"] else "")
        for row in rows
    ]
    emit(rows, lines, as_json=arguments.json)
    return 0


def short_of(name: str) -> str:
    """Return what a unit is called for short: its full name without what all of its kind end with.

    >>> short_of("竹影社区居民委员会"), short_of("清河街道办事处"), short_of("区民政局")
    ('竹影社区', '清河街道', '区民政局')
    """
    return re.sub(r"(?<=.)(?:居民委员会|村民委员会|居委会|村委会|办事处|人民政府)$", "", name)


def kind_of(name: str) -> str:
    """Return the kind of unit that a full name tells of: a community, a sub-district, else a district."""
    if re.search(r"(?:居民委员会|村民委员会|居委会|村委会|社区)$", name):
        return "community"
    return "subdistrict" if re.search(r"(?:街道|街道办事处|[镇乡](?:人民政府)?)$", name) else "district"


def run_found(arguments: argparse.Namespace) -> int:
    """Found a unit."""
    from yiben.audit.callers import SYSTEM
    from yiben.catalog.queries import catalogue
    from yiben.units.actions import found_unit
    from yiben.units.models import Unit
    from yiben.units.queries import find_unit, subtree_ids

    kinds = catalogue().kinds
    if arguments.kind not in kinds:
        raise Refusal(
            "kind_unknown",
            kind=arguments.kind,
            known="、".join(f"{each.id}（{each.label}）" for each in kinds.values()),
        )
    on, parent = read_day(arguments.on), find_unit(arguments.parent)
    beside = Unit.objects.filter(pk__in=subtree_ids(parent, "administrative", on))
    if beside.filter(name=arguments.name).exists():
        raise Refusal("unit_name_used", name=arguments.name, parent=parent.name)
    last = max((each.order for each in beside), default=parent.order)
    made = found_unit(
        SYSTEM,
        code=arguments.code,
        kind=arguments.kind,
        name=arguments.name,
        short_name=arguments.short or short_of(arguments.name),
        order=arguments.order or last + 10,
        on=on,
        parent=parent,
    )
    return _said(arguments, f"已设立 {made.name}。", code=made.code)


def run_rename(arguments: argparse.Namespace) -> int:
    """Give a unit another name, short name or order."""
    from yiben.audit.callers import SYSTEM
    from yiben.units.actions import rename_unit
    from yiben.units.queries import find_unit

    changes = {"name": arguments.name, "short_name": arguments.short, "order": arguments.order}
    unit = rename_unit(SYSTEM, find_unit(arguments.unit), on=read_day(arguments.on), reason=arguments.reason, **changes)
    return _said(arguments, f"现在叫 {unit.name}（{unit.short_name}）。", code=unit.code)


def run_move(arguments: argparse.Namespace) -> int:
    """Move a unit under another parent."""
    from yiben.audit.callers import SYSTEM
    from yiben.units.queries import find_unit
    from yiben.units.restructuring import move_unit

    parent = find_unit(arguments.to)
    unit = move_unit(SYSTEM, find_unit(arguments.unit), parent, on=read_day(arguments.on), reason=arguments.reason)
    return _counted(arguments, f"{unit.name} 划归 {parent.name}", code=unit.code)


def run_merge(arguments: argparse.Namespace) -> int:
    """Merge units into another one."""
    from yiben.audit.callers import SYSTEM
    from yiben.units.queries import find_unit
    from yiben.units.restructuring import merge_units

    units, into = [find_unit(text) for text in arguments.units], find_unit(arguments.into)
    merge_units(SYSTEM, units, into, on=read_day(arguments.on), reason=arguments.reason)
    return _counted(arguments, f"{'、'.join(each.name for each in units)} 并入 {into.name}", code=into.code)


def run_split(arguments: argparse.Namespace) -> int:
    """Split a unit into others."""
    from yiben.audit.callers import SYSTEM
    from yiben.units.queries import find_unit
    from yiben.units.restructuring import split_unit

    unit, into = find_unit(arguments.unit), [find_unit(text) for text in arguments.into]
    split_unit(SYSTEM, unit, into, on=read_day(arguments.on), reason=arguments.reason)
    return _counted(arguments, f"{unit.name} 拆为 {'、'.join(each.name for each in into)}", code=unit.code)


def run_close(arguments: argparse.Namespace) -> int:
    """Close a unit."""
    from yiben.audit.callers import SYSTEM
    from yiben.units.actions import close_unit
    from yiben.units.queries import find_unit

    unit = close_unit(SYSTEM, find_unit(arguments.unit), on=read_day(arguments.on), reason=arguments.reason)
    return _said(arguments, f"{unit.name} 于 {arguments.on} 撤销。", code=unit.code)


def _counted(arguments: argparse.Namespace, said: str, **value: Any) -> int:
    from yiben.units.months import month_text
    from yiben.units.restructuring import counts_from

    month = month_text(counts_from(read_day(arguments.on)))
    return _said(arguments, f"{said}，从 {month} 起统计。", counts_from=month, **value)


def _said(arguments: argparse.Namespace, said: str, **value: Any) -> int:
    emit(value, [said], as_json=arguments.json)
    return 0
