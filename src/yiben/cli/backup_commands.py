"""yiben backup, restore, export."""

from __future__ import annotations

import argparse
from pathlib import Path

from yiben.cli.output import complain, emit


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the commands for backups and for leaving."""
    backup = commands.add_parser("backup", help="备份：数据库、佐证、文件，不停机")
    backup.add_argument("output", type=Path, help="备份文件，如 yiben-2026-11-22.tar")
    backup.add_argument("--json", action="store_true")
    backup.set_defaults(run=run_backup)

    restore = commands.add_parser("restore", help="恢复到空的数据文件夹，并逐条核对")
    restore.add_argument("backup", type=Path)
    restore.add_argument("--json", action="store_true")
    restore.set_defaults(run=run_restore, begins=True)

    export = commands.add_parser("export", help="全部导出为通用格式（csv、jsonl、原件）")
    export.add_argument("--all", action="store_true", required=True, help="全部")
    export.add_argument("-o", "--output", type=Path, required=True, metavar="FOLDER", help="新文件夹")
    export.add_argument("--reason", default="", help="要名册上的完整号码时写明用途，记入日志")
    export.add_argument("--json", action="store_true")
    export.set_defaults(run=run_export)


def run_backup(arguments: argparse.Namespace) -> int:
    """Write a backup and say what is in it."""
    from yiben.backup.archives import write_backup

    made = write_backup(arguments.output)
    value = {"file": str(made.path), "files": made.files, "bytes": made.bytes, "seq": made.seq}
    said = f"已备份到 {made.path}：{made.files} 个文件，{made.bytes:,} 字节，到第 {made.seq} 号记录。"
    emit(value, [said, "密钥文件夹 keys 不在里面，请另外保管。"], as_json=arguments.json)
    return 0


def run_restore(arguments: argparse.Namespace) -> int:
    """Restore a backup; exit 1 when the restored instance is not what was backed up."""
    if not arguments.backup.is_file():
        complain([f"没有文件 {arguments.backup}。"])
        return 2
    from yiben.backup.restoring import restore_backup
    from yiben.sentences import say

    done = restore_backup(arguments.backup)
    said = [say(each.code, {"seq": each.seq, **each.data}) for each in done.findings]
    said += [f"{name}：备份时 {then}，现在 {now}。" for name, (then, now) in done.different.items()]
    value = {"entries": done.entries, "findings": len(done.findings), "figures": done.figures}
    value |= {"different": len(done.different), "holds": done.holds}
    verdict = f"核对 {done.entries} 条记录，{len(done.findings)} 处不符；{done.figures} 个数字，{len(done.different)} 个不同。"
    emit(value, [*said, verdict], as_json=arguments.json)
    return 0 if done.holds else 1


def run_export(arguments: argparse.Namespace) -> int:
    """Export everything into a new folder."""
    from yiben.backup.exporting import export_all

    counts = export_all(arguments.output, arguments.reason)
    lines = [f"{name}：{count}" for name, count in counts.items()]
    emit(
        {"folder": str(arguments.output), "counts": counts},
        [*lines, f"已写入 {arguments.output}"],
        as_json=arguments.json,
    )
    return 0
