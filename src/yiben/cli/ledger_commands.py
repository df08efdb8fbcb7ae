"""yiben record, figure, verify."""

from __future__ import annotations

import argparse
import uuid
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from yiben.cli.closing_commands import verify_bundle
from yiben.cli.output import emit, read_day
from yiben.errors import Refusal

if TYPE_CHECKING:
    from yiben.ledger.appending import Appended
    from yiben.units.models import Unit

KINDS = ("record", "total", "opening", "external", "estimate", "assertion")


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the commands of the ledger."""
    record = commands.add_parser("record", help="记一条")
    record.add_argument("book", help="账簿，如 activity")
    record.add_argument("values", nargs="*", metavar="key=value", help="各栏的值；同一栏可写几次")
    record.add_argument("--unit", required=True, help="单位：代码、全称、简称，或 root")
    record.add_argument("--on", required=True, help="日期，如 2026-03-05")
    record.add_argument("--with", dest="partners", action="append", default=[], metavar="单位", help="联办单位")
    record.add_argument("--file", dest="files", action="append", default=[], type=Path, help="佐证文件")
    record.add_argument("--id", help="记录编号（UUID）；重发同一编号不会重复记")
    record.add_argument("--late", action="store_true", help="日期所在的月已结账时，计入第一个未结账的月")
    record.add_argument("--kind", choices=KINDS, default="record", help="不逐条记的数：汇总、期初、外来、预计、盘点")
    record.add_argument("--to", help="汇总数的最后一天（--on 是第一天；盘点时 --on 是盘点那天，--since 是起算日）")
    record.add_argument("--since", help="盘点从哪一天算起")
    record.add_argument("--provider", default="", help="外来数据由谁提供")
    record.add_argument("--document", default="", help="外来数据出自哪份文件")
    record.add_argument("--document-date", help="那份文件的日期")
    record.add_argument("--reason", default="", help="原因或说明")
    record.add_argument("--beside", action="store_true", help="同期已有逐条记录也记，须写 --reason")
    record.add_argument("--json", action="store_true")
    record.set_defaults(run=run_record)

    figure = commands.add_parser("figure", help="算一个数")
    figure.add_argument("metric", help="指标，如 events 或 safe_community.events")
    figure.add_argument("--unit", required=True)
    figure.add_argument("--period", required=True, help="2025 | 2025H1 | 2025Q1 | 2025-03 | 起..止")
    figure.add_argument("--tree", default="administrative")
    figure.add_argument("--as-of", type=int, help="只算到第几号记录")
    figure.add_argument("--view", choices=["posted", "corrected"], default="posted")
    figure.add_argument("--restated", action="store_true", help="按现在的隶属关系算，合并、拆分、划转前的都算进来")
    figure.add_argument("--segments", action="store_true", help="从分析副本里算（要先运行 yiben segments）")
    figure.add_argument("--open", action="store_true", help="列出背后的记录")
    figure.add_argument("--json", action="store_true")
    figure.set_defaults(run=run_figure)

    index = commands.add_parser("index", help="把搜索用的词重新编一遍")
    index.add_argument("--json", action="store_true")
    index.set_defaults(run=run_index)

    segments = commands.add_parser("segments", help="把新的分录抄进分析副本（Parquet）")
    segments.add_argument("--json", action="store_true")
    segments.set_defaults(run=run_segments)

    verify = commands.add_parser("verify", help="核对台账：内容、链条、各栏和分录")
    verify.add_argument("bundle", nargs="?", type=Path, help="数据包文件；不写就核对本机的台账")
    verify.add_argument("--deep", action="store_true", help="连汇总格一起重算")
    verify.add_argument("--evidence", action="store_true", help="连佐证文件一起核对")
    verify.add_argument("--json", action="store_true")
    verify.set_defaults(run=run_verify)


def run_record(arguments: argparse.Namespace) -> int:
    """Record one entry and print its number, with what is unlikely about it: nobody is asked."""
    from yiben.audit.callers import SYSTEM
    from yiben.ledger.actions import keep_evidence, record_entry
    from yiben.ledger.checking import check_entry
    from yiben.ledger.checks.recording import doubts
    from yiben.sentences import say
    from yiben.units.queries import find_unit

    unit = find_unit(arguments.unit)
    if arguments.kind != "record":
        return _said(_record_number(arguments, unit), as_json=arguments.json)
    partners = [find_unit(text).uid for text in arguments.partners]
    files = [(path.name, path.read_bytes()) for path in arguments.files]
    evidence = [
        keep_evidence(SYSTEM, unit=unit, name=name, data=data, book=arguments.book).digest for name, data in files
    ]
    on, values = read_day(arguments.on), _values(arguments.values)
    checked = check_entry(
        SYSTEM, book_id=arguments.book, unit=unit, on=on, raw=values, partners=partners, evidence=evidence
    )
    unlikely = doubts(checked.book, unit, on, checked.values | checked.private)
    appended = record_entry(
        SYSTEM,
        uid=arguments.id or str(uuid.uuid4()),
        book=arguments.book,
        unit=unit,
        on=on,
        values=values,
        partners=partners,
        evidence=evidence,
        source={"kind": "command"},
        may_post_late=arguments.late,
    )
    remarks = [] if appended.is_repeat else [say(each.code, each.data) for each in unlikely]
    return _said(appended, as_json=arguments.json, remarks=remarks)


def _record_number(arguments: argparse.Namespace, unit: Unit) -> Appended:
    """Record a number without single entries."""
    from yiben.audit.callers import SYSTEM
    from yiben.ledger import actions

    on, until = read_day(arguments.on), read_day(arguments.to) if arguments.to else None
    values, book = _values(arguments.values), arguments.book
    given: dict[str, Any] = {"id": arguments.id or str(uuid.uuid4()), "reason": arguments.reason}
    if arguments.kind == "assertion":
        since = read_day(arguments.since) if arguments.since else None
        return actions.record_assertion(SYSTEM, book, unit, on, values, since=since, **given)
    given |= {"beside": arguments.beside, "late": arguments.late}
    if arguments.kind == "opening":
        return actions.record_opening(SYSTEM, book, unit, on, values, until=until, **given)
    if arguments.kind == "external":
        day = read_day(arguments.document_date) if arguments.document_date else None
        given |= {"provider": arguments.provider, "document": arguments.document, "document_date": day}
        return actions.record_external(SYSTEM, book, unit, on, until or on, values, **given)
    take = actions.record_total if arguments.kind == "total" else actions.record_estimate
    return take(SYSTEM, book, unit, on, until or on, values, **given)


def _said(appended: Appended, *, as_json: bool, remarks: Sequence[str] = ()) -> int:
    value = {"seq": appended.seq, "id": appended.uid, "posted_period": appended.posted_period}
    month = (
        f"计入 {appended.posted_period // 100}年{appended.posted_period % 100}月"
        if appended.posted_period
        else "不计数"
    )
    told = [f"第 {appended.seq} 号，{month}。", *(f"请核对：{each}" for each in remarks)]
    emit({**value, "repeat": appended.is_repeat, "doubts": list(remarks)}, told, as_json=as_json)
    return 0


def run_figure(arguments: argparse.Namespace) -> int:
    """Print a figure, and with --open the records behind it."""
    from yiben.metrics.answers import figure_answer
    from yiben.metrics.figures import evaluate, records_behind
    from yiben.metrics.periods import parse_period
    from yiben.metrics.scopes import Scope
    from yiben.metrics.slicing import evaluate_from_segments
    from yiben.reports.wording import grouped
    from yiben.units.queries import find_unit

    scope = Scope(
        find_unit(arguments.unit),
        parse_period(arguments.period),
        arguments.tree,
        arguments.view,
        arguments.as_of,
        trees="restated" if arguments.restated else "stood",
    )
    way = evaluate_from_segments if arguments.segments else evaluate
    figure, value = figure_answer(arguments.metric, scope, way)
    behind = f"（{value['records']} 条记录）" if figure.request.metric.is_counted else ""
    lines = [f"{figure.label}：{grouped(figure.value, figure.unit)}{behind}"]
    lines += [f"  {part.label}：{grouped(part.value, part.unit)}" for part in figure.parts]
    if "reporting" in value:
        said = value["reporting"]
        named = f"，缺报：{'、'.join(said['missing'])}" if said["missing"] else ""
        lines.append(f"  应报 {said['expected']} 个单位，已报 {said['reported']} 个{named}。")
    if arguments.open:
        rows = records_behind(figure.request, limit=value["records"] or 1)
        value["entries"] = [{"record": record, "entry": seq, "amount": net} for record, seq, net in rows]
        lines += [f"  第 {seq} 号  {grouped(net, figure.unit)}" for _record, seq, net in rows]
    emit(value, lines, as_json=arguments.json)
    return 0


def run_index(arguments: argparse.Namespace) -> int:
    """Build the index of the words of records anew."""
    from yiben.search.actions import index_anew

    count = index_anew()
    emit({"entries": count}, [f"看了 {count} 条记录，搜索用的词已编好。"], as_json=arguments.json)
    return 0


def run_segments(arguments: argparse.Namespace) -> int:
    """Copy new lines into the analytical copy."""
    from yiben.metrics.segments import covered, write_segment

    made = write_segment()
    value = {"file": str(made.path) if made else None, "last": covered()}
    emit(value, [f"已抄到第 {value['last']} 号。" if made else "没有新的分录。"], as_json=arguments.json)
    return 0


def run_verify(arguments: argparse.Namespace) -> int:
    """Verify the ledger, or a bundle; exit 1 when something does not hold."""
    if arguments.bundle is not None:
        return verify_bundle(arguments.bundle, as_json=arguments.json)
    from yiben.ledger.verifying import Finding, verify
    from yiben.search.checking import wrong_rows
    from yiben.sentences import say

    result = verify(deep=arguments.deep, evidence=arguments.evidence)
    if arguments.deep:
        result.findings.extend(Finding("search_row_wrong", seq) for seq in wrong_rows())
    said = [say(each.code, {"seq": each.seq, **each.data}) for each in result.findings]
    value = {
        "entries": result.entries,
        "findings": [
            {"code": each.code, "seq": each.seq, "data": each.data, "sentence": sentence}
            for each, sentence in zip(result.findings, said, strict=True)
        ],
        "erased": [{"seq": seq, "field": name, "by": by} for seq, name, by in result.erased],
    }
    erased = [f"第 {seq} 号的“{name}”已由第 {by} 号抹去。" for seq, name, by in result.erased]
    verdict = (
        f"{result.entries} 条全部相符。" if result.is_clean else f"读了 {result.entries} 条，有 {len(said)} 处不符。"
    )
    emit(value, [*said, *erased, verdict], as_json=arguments.json)
    return 0 if result.is_clean else 1


def _values(pairs: list[str]) -> dict[str, object]:
    values: dict[str, object] = {}
    for pair in pairs:
        key, mark, value = pair.partition("=")
        if not mark or not key:
            raise Refusal("value_malformed", text=pair)
        if key in values:
            kept = values[key]
            values[key] = [*kept, value] if isinstance(kept, list) else [kept, value]
        else:
            values[key] = value
    return values
