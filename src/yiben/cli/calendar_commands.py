"""yiben calendar list, import, cutoff."""

from __future__ import annotations

import argparse
from pathlib import Path

from yiben.cli.output import emit


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the commands for the working-day calendar."""
    calendar = commands.add_parser("calendar", help="工作日历：放假调休安排")
    verbs = calendar.add_subparsers(dest="verb", required=True, metavar="操作")
    listing = verbs.add_parser("list", help="列出已有哪些年份的放假安排，出自哪份通知")
    listing.add_argument("--json", action="store_true")
    listing.set_defaults(run=run_list)
    taking = verbs.add_parser("import", help="新一年的放假通知发布后导入")
    taking.add_argument("file", type=Path, help="JSON文件：{year, papers, days: [{date, isOffDay}]}")
    taking.add_argument("--json", action="store_true")
    taking.set_defaults(run=run_import)
    cutoff = verbs.add_parser("cutoff", help="账期截止日：每月截至几日，从哪一年起")
    cutoff.add_argument("day", type=int, help="1 到 28；0 是月末")
    cutoff.add_argument("--from", dest="year", type=int, required=True, metavar="YEAR", help="从这一年1月起")
    cutoff.add_argument("--json", action="store_true")
    cutoff.set_defaults(run=run_cutoff)


def run_list(arguments: argparse.Namespace) -> int:
    """Print the years whose notice is known."""
    from yiben.catalog.calendars import work_calendar

    notices = sorted(work_calendar().notices.values(), key=lambda notice: notice.year)
    rows = [
        {"year": each.year, "source": each.source, "off": len(each.off), "work": len(each.work)} for each in notices
    ]
    lines = [f"{row['year']}  放假{row['off']}天，调休上班{row['work']}天  {row['source']}" for row in rows]
    emit(rows, [*lines, "其他年份按法定节日和周末推算，结果标“暂定”。"], as_json=arguments.json)
    return 0


def run_import(arguments: argparse.Namespace) -> int:
    """Take in a year's notice, and name the tasks whose deadline was counted before it was known."""
    from yiben.audit.callers import SYSTEM
    from yiben.catalog.actions import import_year
    from yiben.tasks.queries import provisional_tasks

    notice = import_year(SYSTEM, arguments.file.read_bytes())
    waiting = [
        {"title": task.title, "unit": task.unit.name, "due_on": task.due_on.isoformat() if task.due_on else ""}
        for task in provisional_tasks(notice.year)
    ]
    value = {"year": notice.year, "off": len(notice.off), "work": len(notice.work), "to_check": waiting}
    lines = [f"{notice.year}年：放假{len(notice.off)}天，调休上班{len(notice.work)}天。"]
    lines += [f"请核对期限：{row['due_on']}  {row['unit']}  {row['title']}" for row in waiting]
    emit(value, lines, as_json=arguments.json)
    return 0


def run_cutoff(arguments: argparse.Namespace) -> int:
    """Set on which day months end from a year on."""
    from yiben.audit.callers import SYSTEM
    from yiben.ledger.closing.actions import set_cutoff

    calendar = set_cutoff(SYSTEM, arguments.day, arguments.year)
    first = arguments.year * 100 + 1
    start, end = calendar.first_day(first), calendar.last_day(first)
    value = {"from": arguments.year, "cutoff": arguments.day, "first": [start.isoformat(), end.isoformat()]}
    emit(value, [f"从{arguments.year}年起：1月账期是 {start} 至 {end}，以下各月照此。"], as_json=arguments.json)
    return 0
