"""yiben rolls: what is past its retention, and a roll as a spreadsheet."""

from __future__ import annotations

import argparse
from pathlib import Path

from yiben.cli.output import emit


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the commands for rolls."""
    rolls = commands.add_parser("rolls", help="名册：超过保存期限的、导出").add_subparsers(
        dest="what", required=True, metavar="做什么"
    )
    due = rolls.add_parser("due", help="列出超过保存期限的；有的话退出码 1")
    due.add_argument("--json", action="store_true")
    due.set_defaults(run=run_due)

    export = rolls.add_parser("export", help="导出一本名册，号码完整，记入日志")
    export.add_argument("roll", help="名册，如 volunteers")
    export.add_argument("--unit", default="", help="只要一个单位的")
    export.add_argument("--reason", required=True, help="用途，记入日志")
    export.add_argument("-o", "--output", type=Path, required=True, metavar="FILE.xlsx")
    export.add_argument("--json", action="store_true")
    export.set_defaults(run=run_export)


def run_due(arguments: argparse.Namespace) -> int:
    """List what is past its retention, names in part; exit 1 when there is anything."""
    from django.utils import timezone

    from yiben.audit.callers import SYSTEM
    from yiben.rolls.queries import due_standings
    from yiben.rules.strokes import surname_of

    rows = [
        {
            "roll": each.membership.roll,
            "unit": each.membership.unit.name,
            "person": each.membership.person.uid,
            "name": surname_of(each.who.name) + "**",
            "due_on": each.membership.due_on.isoformat() if each.membership.due_on else "",
        }
        for each in due_standings(SYSTEM, timezone.localdate())
    ]
    lines = [f"{row['due_on']}\t{row['roll']}\t{row['unit']}\t{row['name']}" for row in rows]
    emit(rows, [*lines, f"{len(rows)} 人次超过保存期限。"], as_json=arguments.json)
    return 1 if rows else 0


def run_export(arguments: argparse.Namespace) -> int:
    """Export a roll with full numbers."""
    from yiben.audit.callers import SYSTEM
    from yiben.errors import Refusal
    from yiben.rolls.actions.standing import export_roll
    from yiben.rolls.exporting import write_roll
    from yiben.rolls.queries import find_roll
    from yiben.units.queries import find_unit

    if arguments.output.exists():
        raise Refusal("file_exists", path=str(arguments.output))
    units = [find_unit(arguments.unit).pk] if arguments.unit else None
    done = export_roll(SYSTEM, arguments.roll, reason=arguments.reason, unit_ids=units)
    arguments.output.write_bytes(write_roll(find_roll(arguments.roll), done))
    arguments.output.chmod(0o600)
    lines = [f"已写入 {arguments.output}：{len(done.rows)} 人。已记入日志，用完请删除。"]
    emit({"file": str(arguments.output), "people": len(done.rows)}, lines, as_json=arguments.json)
    return 0
