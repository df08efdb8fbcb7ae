"""yiben report."""

from __future__ import annotations

import argparse
from pathlib import Path

from yiben.cli.output import emit
from yiben.errors import Refusal


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command for reports."""
    report = commands.add_parser("report", help="出报告（.docx 清稿）")
    report.add_argument("report", help="业务包/报告，如 safe_community/annual")
    report.add_argument("--unit", required=True)
    report.add_argument("--period", required=True)
    report.add_argument("--tree", default="administrative")
    report.add_argument("--as-of", type=int, help="只算到第几号记录")
    report.add_argument("--view", choices=["posted", "corrected"], default="posted")
    report.add_argument("-o", "--output", required=True, type=Path)
    report.add_argument("--json", action="store_true")
    report.set_defaults(run=run_report)


def run_report(arguments: argparse.Namespace) -> int:
    """Render a report into a file and print the figures in it."""
    from yiben.audit.callers import SYSTEM
    from yiben.metrics.periods import parse_period
    from yiben.metrics.scopes import Scope
    from yiben.reports.actions import download_report
    from yiben.units.queries import find_unit

    if arguments.output.suffix != ".docx":
        raise Refusal("report_format", suffix=arguments.output.suffix or arguments.output.name)
    scope = Scope(
        find_unit(arguments.unit), parse_period(arguments.period), arguments.tree, arguments.view, arguments.as_of
    )
    content, rendered = download_report(SYSTEM, arguments.report, scope)
    arguments.output.write_bytes(content)
    figures = [
        {"metric": use.metric_id, "label": use.label, "value": use.value, "text": use.text}
        for use in rendered.document.figures
    ]
    value = {"file": str(arguments.output), "seq": rendered.seq, "figures": figures}
    lines = [f"{row['label']}：{row['text']}" for row in figures]
    emit(value, [*lines, f"已写入 {arguments.output}，算到第 {rendered.seq} 号记录。"], as_json=arguments.json)
    return 0
