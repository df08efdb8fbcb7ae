"""yiben plan."""

from __future__ import annotations

import argparse
from pathlib import Path

from yiben.cli.output import complain, emit


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command for plans."""
    plan = commands.add_parser("plan", help="由一份方案生成计划")
    plan.add_argument("file", type=Path, help="方案文件")
    plan.add_argument("--unit", required=True, help="哪个单位的计划")
    plan.add_argument("--accept-all", action="store_true", help="提出的任务全部采纳并发布；没法跟踪的略去并说明")
    plan.add_argument("--json", action="store_true")
    plan.set_defaults(run=run_plan)


def run_plan(arguments: argparse.Namespace) -> int:
    """Make a plan of a document and print its proposed tasks; with --accept-all publish it."""
    from django.utils import timezone

    from yiben.audit.callers import SYSTEM
    from yiben.seeding.scheme import accept_all, plan_document
    from yiben.units.queries import find_unit

    if not arguments.file.is_file():
        complain([f"没有文件 {arguments.file}。"])
        return 2
    unit = find_unit(arguments.unit)
    data, today = arguments.file.read_bytes(), timezone.localdate()
    read = plan_document(SYSTEM, unit, name=arguments.file.name, data=data, today=today)
    if arguments.accept_all:
        read = accept_all(SYSTEM, read)
    rows = [
        {"title": each.terms["title"], "due_on": each.terms["due_on"], "state": each.state, "problems": each.problems}
        for each in read.plan.proposed.order_by("order", "pk")
    ]
    value = {"plan": read.plan.uid, "title": read.plan.title, "state": read.plan.state, "repairs": read.repairs}
    lines = [f"  {row['due_on'] or '—':<10}  {row['title']}" for row in rows]
    done = (
        f"发布 {read.accepted} 项，略去 {read.left_out} 项。" if arguments.accept_all else "请在页面上逐条确认后发布。"
    )
    said = f"《{read.plan.title}》：修复 {read.repairs} 处，条款 {read.clauses} 条，任务 {len(rows)} 项。{done}"
    emit({**value, "tasks": rows}, [*lines, said], as_json=arguments.json)
    return 0
