"""yiben report."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from yiben.cli.output import complain, emit
from yiben.errors import Refusal
from yiben.sentences import say

if TYPE_CHECKING:
    from yiben.rolling.verifying import VerifiedCopy

_NO_COPY = frozenset({"report_not_ours", "document_broken", "rolling_not_word", "rolling_macros"})
"""Why a file is no copy of a rolled paper: it may be another report, or say what it is when it is opened as one."""


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command for reports."""
    report = commands.add_parser("report", help="出报告（清稿，.docx、.pdf 或 .html），或核对一份出过的报告")
    report.add_argument("report", help="业务包/报告，如 safe_community/annual；或 verify")
    report.add_argument("file", nargs="?", type=Path, help="verify 要核对的 .docx")
    report.add_argument("--unit")
    report.add_argument("--period")
    report.add_argument("--tree", default="administrative")
    report.add_argument("--as-of", type=int, help="只算到第几号记录")
    report.add_argument("--view", choices=["posted", "corrected"], default="posted")
    report.add_argument("-o", "--output", type=Path)
    report.add_argument("--json", action="store_true")
    report.set_defaults(run=run_report)


def run_report(arguments: argparse.Namespace) -> int:
    """Render a report into a file and print the figures in it; or verify one that was handed out."""
    if arguments.report == "verify":
        return _verify(arguments)
    if not (arguments.unit and arguments.period and arguments.output):
        complain(["请写 --unit、--period 和 -o。"])
        return 2
    from yiben.audit.callers import SYSTEM
    from yiben.metrics.periods import parse_period
    from yiben.metrics.scopes import Scope
    from yiben.reports.actions import download_report
    from yiben.reports.html_file import write_html
    from yiben.reports.printing import to_pdf
    from yiben.units.queries import find_unit

    if arguments.output.suffix not in (".docx", ".pdf", ".html"):
        raise Refusal("report_format", suffix=arguments.output.suffix or arguments.output.name)
    scope = Scope(
        find_unit(arguments.unit), parse_period(arguments.period), arguments.tree, arguments.view, arguments.as_of
    )
    content, rendered = download_report(SYSTEM, arguments.report, scope)
    if arguments.output.suffix == ".pdf":
        content = to_pdf(content, f"{arguments.output.stem}.docx")
    elif arguments.output.suffix == ".html":
        content = write_html(rendered.document)
    arguments.output.write_bytes(content)
    figures = [
        {
            "metric": use.metric_id,
            "label": use.label,
            "value": use.value,
            "text": use.text,
            **dict(use.options),
        }
        for use in rendered.document.figures
    ]
    value = {"file": str(arguments.output), "seq": rendered.seq, "figures": figures}
    lines = [_figure_line(row) for row in figures]
    lines += [say("report_bare")] if rendered.is_bare else []
    emit(value, [*lines, f"已写入 {arguments.output}，算到第 {rendered.seq} 号记录。"], as_json=arguments.json)
    return 0


def _figure_line(row: Mapping[str, Any]) -> str:
    """A figure of the report; one in a cell with the unit and the period that the cell is of."""
    of = "，".join(str(row[key]) for key in ("unit", "period") if key in row)
    return f"{row['label']}{f'（{of}）' if of else ''}：{row['text']}"


def _verify(arguments: argparse.Namespace) -> int:
    from yiben.audit.callers import SYSTEM
    from yiben.reports.verifying import is_rendering, verify_report

    if arguments.file is None or not arguments.file.is_file():
        complain([f"没有文件 {arguments.file or ''}。"])
        return 2
    data = arguments.file.read_bytes()
    copy = None if is_rendering(data) else _copy_of(data)
    if copy is not None:
        return _say_copy(copy, as_json=arguments.json)
    found = verify_report(SYSTEM, data)
    rendering = found.rendering
    value = {
        "report": rendering.report,
        "unit": rendering.unit.name,
        "period": rendering.period,
        "seq": rendering.seq,
        "at": rendering.at.isoformat(),
        "untouched": found.is_untouched,
        "figures": len(found.rendered.document.figures),
        "changes": [{"kept": each.kept, "computed": each.computed} for each in found.changes],
    }
    lines = [f"{rendering.unit.name} {rendering.period}，{rendering.report}，算到第 {rendering.seq} 号。"]
    lines.append("文件与出具时一字节不差。" if found.is_untouched else "文件出具后改存过，按文字核对。")
    for each in found.changes:
        lines += [f"稿上：{each.kept or '（没有）'}", f"应为：{each.computed or '（没有）'}"]
    lines.append(f"{value['figures']} 个数字重算相符。" if found.holds else f"有 {len(found.changes)} 段不符。")
    emit(value, lines, as_json=arguments.json)
    return 0 if found.holds else 1


def _copy_of(data: bytes) -> VerifiedCopy | None:
    from yiben.audit.callers import SYSTEM
    from yiben.rolling.verifying import verify_copy

    try:
        return verify_copy(SYSTEM, data)
    except Refusal as refusal:
        if refusal.code not in _NO_COPY:
            raise
    return None


def _say_copy(found: VerifiedCopy, *, as_json: bool) -> int:
    """Say what a copy of a paper that was made from last year's is, and whether its numbers hold."""
    paper = found.copy.paper
    kinds = {"clean": "清稿", "working": "修改稿", "sources": "带来源的留底稿"}
    value = {
        "report": str(paper),
        "copy": found.copy.kind,
        "unit": paper.unit.name,
        "period": paper.period,
        "seq": found.copy.seq,
        "at": found.copy.at.isoformat(),
        "untouched": found.is_untouched,
        "figures": found.bound,
        "changes": [{"kept": kept, "computed": made} for kept, made in found.changes],
        "wrong": [{"text": each.new, "ledger": each.ledger} for each in found.wrong],
    }
    lines = [f"{paper.unit.name} {paper.period}，{paper}（{kinds[found.copy.kind]}），算到第 {found.copy.seq} 号。"]
    lines.append("文件与出具时一字节不差。" if found.is_untouched else "文件出具后改存过，按文字核对。")
    for kept, made in found.changes:
        lines += [f"稿上：{kept or '（没有）'}", f"应为：{made or '（没有）'}"]
    lines += [f"台账重算为{each.ledger}，与出具时不同。" for each in found.wrong]
    lines.append(
        f"{found.bound} 个数字重算相符。" if found.holds else f"有 {len(found.changes) + len(found.wrong)} 处不符。"
    )
    emit(value, lines, as_json=as_json)
    return 0 if found.holds else 1
