"""yiben keys: the keys that lock personal data."""

from __future__ import annotations

import argparse

from yiben.cli.output import emit


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the commands for keys."""
    keys = commands.add_parser("keys", help="个人信息的加密密钥").add_subparsers(
        dest="what", required=True, metavar="做什么"
    )
    rotate = keys.add_parser("rotate", help="换主密钥；已有数据不动，旧主密钥留着给旧备份用")
    rotate.add_argument(
        "--forget-old", action="store_true", help="删去数据库不再用的旧主密钥（换之前的备份从此打不开）"
    )
    rotate.add_argument("--json", action="store_true")
    rotate.set_defaults(run=run_rotate)


def run_rotate(arguments: argparse.Namespace) -> int:
    """Change the main key; with ``--forget-old`` delete those that nothing names."""
    from yiben.audit.callers import SYSTEM
    from yiben.vault.actions import forget_old_keys, rotate_keys

    done = rotate_keys(SYSTEM)
    lines = [f"主密钥已换为 {done.main}，重新加锁 {done.relocked} 把数据密钥，另建一把新的。个人信息本身没有动。"]
    gone = forget_old_keys(SYSTEM) if arguments.forget_old else []
    if gone:
        lines.append(f"已删去旧主密钥 {'、'.join(gone)}。换密钥之前的备份从此打不开，请现在就备份一次。")
    elif done.older:
        lines.append(f"旧主密钥 {'、'.join(done.older)} 还留着，恢复旧备份要用。")
    lines.append("请把 keys 文件夹另存一份。")
    value = {"main": done.main, "relocked": done.relocked, "older": [] if gone else list(done.older), "gone": gone}
    emit(value, lines, as_json=arguments.json)
    return 0
