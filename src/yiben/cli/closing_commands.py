"""yiben close, seals, bundle."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from yiben.cli.output import emit, read_pairs
from yiben.errors import Refusal
from yiben.sentences import say

if TYPE_CHECKING:
    from yiben.ledger.receiving.reading import Incoming


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the commands for closing and sealing."""
    close = commands.add_parser("close", help="结账并封存：这个单位和它下面的单位，连同更早没结的月")
    close.add_argument("unit", help="单位：代码、全称、简称，或 root")
    close.add_argument("period", help="2025 | 2025H1 | 2025Q1 | 2025-03")
    close.add_argument("--reason", default="", help="有缺的也结，写明原因")
    close.add_argument("--json", action="store_true")
    close.set_defaults(run=run_close)

    seals = commands.add_parser("seals", help="列出封存和密钥编号")
    seals.add_argument("--renew-key", action="store_true", help="换新密钥，由旧密钥介绍")
    seals.add_argument("--json", action="store_true")
    seals.set_defaults(run=run_seals)

    bundle = commands.add_parser("bundle", help="数据包：封存过的记录，带签名").add_subparsers(
        dest="what", required=True, metavar="做什么"
    )
    export = bundle.add_parser("export", help="导出")
    export.add_argument("-o", "--output", required=True, type=Path)
    export.add_argument("--since", type=int, default=0, metavar="N", help="只要第 N 次封存以后的")
    export.add_argument("--json", action="store_true")
    export.set_defaults(run=run_export)

    taking = bundle.add_parser("import", help="收下下级报来的数据包")
    taking.add_argument("file", type=Path)
    taking.add_argument("--unit", required=True, metavar="U", help="报送单位在这里是哪个单位")
    taking.add_argument("--trust", default="", metavar="编号", help="对方用电话等别的办法告知的密钥编号；第一次要写")
    taking.add_argument("--accept-units", action="store_true", help="单位对应看过了，没有的就在这里新设")
    taking.add_argument("--map", action="append", default=[], metavar="那边的代码=这里的单位")
    taking.add_argument("--json", action="store_true")
    taking.set_defaults(run=run_import)

    listing = bundle.add_parser("list", help="列出收到哪些单位的数据包，收到第几号")
    listing.add_argument("--json", action="store_true")
    listing.set_defaults(run=run_list)


def run_close(arguments: argparse.Namespace) -> int:
    """Close the months of a period and print the seal."""
    from django.utils import timezone

    from yiben.audit.callers import SYSTEM
    from yiben.ledger.closing.actions import close_month, explained_by
    from yiben.ledger.closing.gates import gates
    from yiben.metrics.periods import parse_period
    from yiben.units.months import month_text
    from yiben.units.queries import find_unit

    unit, period = find_unit(arguments.unit), parse_period(arguments.period)
    if period.months is None:
        raise Refusal("months_only", period=arguments.period)
    last = period.months[1]
    found = gates(unit, last, timezone.localdate())
    explained = explained_by(found, arguments.reason)
    closed = close_month(SYSTEM, unit, last, explained)
    value = {
        "unit": unit.name,
        "period": month_text(last),
        "seal": closed.seal.number,
        "first": closed.seal.first,
        "last": closed.seal.last,
        "missing": [each.name for each in closed.missing],
        "explained": closed.closing.explained,
    }
    lines = [f"{unit.name} {month_text(last)} 已结账，第 {closed.seal.number} 次封存，到第 {closed.seal.last} 号。"]
    if closed.missing:
        lines.append(f"缺报 {len(closed.missing)} 家：{'、'.join(each.short_name for each in closed.missing)}。")
    emit(value, lines, as_json=arguments.json)
    return 0


def run_seals(arguments: argparse.Namespace) -> int:
    """List the seals and the key in use."""
    from yiben.audit.callers import SYSTEM
    from yiben.ledger.models import Seal
    from yiben.ledger.sealing.actions import renew_key
    from yiben.ledger.sealing.keys import current_key
    from yiben.units.months import month_text

    if arguments.renew_key:
        renew_key(SYSTEM)
    rows = [
        {"seal": each.number, "unit": each.unit.name, "period": month_text(each.month), "first": each.first}
        | {"last": each.last, "at": each.at.isoformat()}
        for each in Seal.objects.select_related("unit")
    ]
    lines = [
        f"第 {row['seal']} 次：{row['unit']} {row['period']}，第 {row['first']}—{row['last']} 号，{row['at']}"
        for row in rows
    ]
    key = current_key().id
    emit({"key": key, "seals": rows}, [*lines, f"密钥编号 {key}"], as_json=arguments.json)
    return 0


def run_export(arguments: argparse.Namespace) -> int:
    """Write a bundle."""
    from yiben.audit.callers import SYSTEM
    from yiben.ledger.sealing.bundles import export_bundle, read_bundle

    content = export_bundle(SYSTEM, since=arguments.since)
    arguments.output.write_bytes(content)
    bundle = read_bundle(content)
    value = {"file": str(arguments.output), "first": bundle.first, "last": bundle.last, "keys": bundle.keys}
    lines = [f"已写入 {arguments.output}：第 {bundle.first}—{bundle.last} 号。", f"密钥编号 {'、'.join(bundle.keys)}"]
    emit(value, lines, as_json=arguments.json)
    return 0


def run_import(arguments: argparse.Namespace) -> int:
    """Take a bundle in; exit 1 with what has to be confirmed when nobody has confirmed it yet."""
    from yiben.audit.callers import SYSTEM
    from yiben.ledger.receiving.actions import import_bundle
    from yiben.ledger.receiving.reading import look_at
    from yiben.units.queries import find_unit

    unit, content = find_unit(arguments.unit), arguments.file.read_bytes()
    named = read_pairs(arguments.map)
    look = look_at(SYSTEM, content, unit, named)
    waits = not look.is_known and (
        (look.before is None and not arguments.trust) or (look.matches and not arguments.accept_units)
    )
    if waits:
        return _propose(look, as_json=arguments.json, asks_key=look.before is None and not arguments.trust)
    taken = import_bundle(
        SYSTEM, content, unit=unit, trust=arguments.trust, units_confirmed=arguments.accept_units, named=named
    )
    value = {"origin": taken.origin, "name": taken.name, "first": taken.first, "last": taken.last, "seq": taken.seq}
    value |= {"is_known": taken.is_known, "older": taken.older, "founded": [each.name for each in taken.founded]}
    value |= {"late": taken.late, "late_months": list(taken.late_months), "early": taken.early}
    if taken.is_known:
        lines = [f"{taken.name}第 {taken.first}—{taken.last} 号已经收过，没有新的。"]
        lines += [f"这里还有更新的 {taken.older} 条，这个数据包是旧的。"] if taken.older else []
    else:
        lines = [f"收下{taken.name}第 {taken.first}—{taken.last} 号，这里的流水号到 {taken.seq}。"]
        lines += [f"新设单位：{'、'.join(each.name for each in taken.founded)}。"] if taken.founded else []
        lines += [f"{taken.late} 条所在的月这里已结账，计入{'、'.join(taken.late_months)}。"] if taken.late else []
        lines += [f"{taken.early} 条早于单位在这里成立的日子，上级的合计里没有。"] if taken.early else []
    emit(value, lines, as_json=arguments.json)
    return 0


def _propose(look: Incoming, *, as_json: bool, asks_key: bool) -> int:
    """Print what has to be confirmed: the key, and whose units are whose."""
    rows = [
        {
            "code": match.there.code,
            "name": match.there.name,
            "unit": match.unit.name if match.unit else None,
            "unit_code": match.unit.code if match.unit else None,
            "why": match.why,
        }
        for match in look.matches
    ]
    value = {"waits": True, "name": look.name, "key": look.key, "units": rows}
    lines = [f"{look.name}的数据包，第 {look.first}—{look.bundle.last} 号，还没有收下。"]
    if asks_key:
        lines.append(f"密钥编号 {look.key}。请打电话向对方核对，一致的话加上 --trust {look.key}")
    for row in rows:
        lines.append(f"  {row['code']} {row['name']} → {row['unit'] or '这里没有，将新设'}")
    if rows:
        lines.append("单位对应看过无误的话加上 --accept-units；不对的用 --map 代码=这里的单位 改。")
    emit(value, lines, as_json=as_json)
    return 1


def run_list(arguments: argparse.Namespace) -> int:
    """List the origins whose bundles came in."""
    from yiben.ledger.receiving.standing import standings
    from yiben.ledger.sealing.keys import key_id
    from yiben.units.queries import find_unit

    rows = [
        {"origin": each.origin, "name": each.name, "unit": find_unit(each.unit).name, "last": each.last}
        | {"seal": each.seal, "key": key_id(each.key)}
        for each in standings().values()
    ]
    lines = [
        f"{row['name']}：收到第 {row['last']} 号，第 {row['seal']} 次封存，在{row['unit']}之下，密钥编号 {row['key']}"
        for row in rows
    ]
    emit(rows, lines or ["还没有收过数据包。"], as_json=arguments.json)
    return 0


def verify_bundle(path: Path, *, as_json: bool) -> int:
    """Verify a bundle; exit 1 when something does not hold."""
    from yiben.ledger.sealing.bundles import read_bundle

    bundle = read_bundle(path.read_bytes())
    flaws = [
        {
            "code": flaw.code,
            "number": flaw.number,
            "sentence": say(flaw.code, {"seal": flaw.number, "seq": flaw.number}),
        }
        for flaw in bundle.flaws
    ]
    value = {
        "origin": bundle.origin,
        "first": bundle.first,
        "last": bundle.last,
        "keys": bundle.keys,
        "findings": flaws,
    }
    verdict = "核对无误。" if not flaws else f"有 {len(flaws)} 处不符。"
    lines = [str(flaw["sentence"]) for flaw in flaws]
    lines += [f"第 {bundle.first}—{bundle.last} 号，{len(bundle.seals)} 次封存。", f"密钥编号 {'、'.join(bundle.keys)}"]
    emit(value, [*lines, verdict], as_json=as_json)
    return 1 if flaws else 0
