"""yiben account and post: who may sign in, and which posts there are."""

from __future__ import annotations

import argparse
from typing import Any

from yiben.cli.output import emit
from yiben.errors import Refusal


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the commands for accounts and posts."""
    account = commands.add_parser("account", help="账号：新开、重置密码、停用（平时在网页“账号”上做）")
    verbs = account.add_subparsers(dest="verb", required=True, metavar="动作")
    new = verbs.add_parser("new", help="新开账号，初始密码只显示这一次")
    new.add_argument("username", metavar="用户名")
    new.add_argument("name", metavar="姓名")
    new.add_argument("--post", help="同时任职：岗位编号，或“单位·岗位名”")
    listing = verbs.add_parser("list", help="列出账号和岗位")
    password = verbs.add_parser("password", help="重置密码，只显示这一次；原密码立即失效")
    close = verbs.add_parser("close", help="停用账号，岗位空出")
    reopen = verbs.add_parser("reopen", help="重新启用账号，给新密码")
    for each in (password, close, reopen):
        each.add_argument("username", metavar="用户名")
    close.add_argument("--reason", required=True, metavar="原因")
    for each, run in (
        (new, run_new),
        (listing, run_list),
        (password, run_password),
        (close, run_close),
        (reopen, run_reopen),
    ):
        each.add_argument("--json", action="store_true")
        each.set_defaults(run=run)

    post = commands.add_parser("post", help="岗位：新设、移交、撤销（平时在网页“岗位”上做）")
    verbs = post.add_subparsers(dest="verb", required=True, metavar="动作")
    opened = verbs.add_parser("new", help="新设岗位")
    opened.add_argument("--unit", required=True, metavar="U", help="哪个单位")
    opened.add_argument("--role", required=True, help="角色编号或名称，如 community_worker、网格员")
    opened.add_argument("--title", default="", help="岗位名，不写就用角色名")
    opened.add_argument("--holder", metavar="用户名", help="由谁担任")
    over = verbs.add_parser("handover", help="移交岗位，立即生效")
    over.add_argument("--to", required=True, metavar="用户名")
    ended = verbs.add_parser("close", help="撤销岗位")
    for each in (over, ended):
        each.add_argument("post", metavar="P", help="岗位编号，或“单位·岗位名”")
        each.add_argument("--reason", required=True, metavar="原因")
    shown = verbs.add_parser("list", help="列出岗位和担任的人")
    for each, run in ((opened, run_post_new), (over, run_hand_over), (ended, run_post_close), (shown, run_post_list)):
        each.add_argument("--json", action="store_true")
        each.set_defaults(run=run)


def run_new(arguments: argparse.Namespace) -> int:
    """Open an account and print its first password."""
    from yiben.accounts.actions import give_account
    from yiben.audit.callers import SYSTEM

    post = _post(arguments.post) if arguments.post else None
    user, password = give_account(SYSTEM, username=arguments.username, name=arguments.name, post=post)
    return _show_password(user.username, password, as_json=arguments.json)


def run_password(arguments: argparse.Namespace) -> int:
    """Give an account a new password and print it."""
    from yiben.accounts.actions import renew_password
    from yiben.accounts.queries import find_account
    from yiben.audit.callers import SYSTEM

    user = find_account(arguments.username)
    return _show_password(user.username, renew_password(SYSTEM, user), as_json=arguments.json)


def run_reopen(arguments: argparse.Namespace) -> int:
    """Open a closed account again."""
    from yiben.accounts.actions import reopen_account
    from yiben.accounts.queries import find_account
    from yiben.audit.callers import SYSTEM

    user = find_account(arguments.username)
    return _show_password(user.username, reopen_account(SYSTEM, user), as_json=arguments.json)


def run_close(arguments: argparse.Namespace) -> int:
    """Close an account."""
    from yiben.accounts.actions import close_account
    from yiben.accounts.queries import find_account
    from yiben.audit.callers import SYSTEM

    count = close_account(SYSTEM, find_account(arguments.username), reason=arguments.reason)
    line = f"账号 {arguments.username} 已停用，空出 {count} 个岗位。"
    emit({"username": arguments.username, "posts": count}, [line], as_json=arguments.json)
    return 0


def run_list(arguments: argparse.Namespace) -> int:
    """Print the accounts with their posts."""
    from yiben.accounts.queries import accounts_to_manage
    from yiben.audit.callers import SYSTEM

    rows: list[dict[str, Any]] = [
        {
            "username": each.username,
            "name": each.name,
            "is_open": each.is_active,
            "must_change_password": each.must_change_password,
            "posts": [str(held.post) for held in getattr(each, "held", [])],
        }
        for each in accounts_to_manage(SYSTEM)
    ]
    lines = [
        f"{row['username']}　{row['name']}　{'、'.join(row['posts']) or '无岗位'}{'' if row['is_open'] else '　已停用'}"
        for row in rows
    ]
    emit(rows, lines, as_json=arguments.json)
    return 0


def run_post_new(arguments: argparse.Namespace) -> int:
    """Open a post."""
    from django.utils import timezone

    from yiben.accounts.actions import open_post
    from yiben.accounts.queries import find_account
    from yiben.audit.callers import SYSTEM
    from yiben.catalog.queries import catalogue
    from yiben.units.queries import find_unit

    roles = catalogue().roles.values()
    role = next((each for each in roles if arguments.role in (each.id, each.label)), None)
    if role is None:
        raise Refusal("role_unknown", text=arguments.role)
    today = timezone.localdate()
    holder = find_account(arguments.holder) if arguments.holder else None
    unit, title = find_unit(arguments.unit), arguments.title or role.label
    made = open_post(SYSTEM, unit, role, title=title, on=today, holder=holder)
    emit({"post": made.uid, "title": str(made)}, [f"岗位 {made}，编号 {made.uid}。"], as_json=arguments.json)
    return 0


def run_hand_over(arguments: argparse.Namespace) -> int:
    """Hand a post over this minute."""
    from yiben.accounts.actions import hand_over
    from yiben.accounts.queries import find_account
    from yiben.audit.callers import SYSTEM

    post, successor = _post(arguments.post), find_account(arguments.to)
    hand_over(SYSTEM, post, successor, reason=arguments.reason)
    emit({"post": post.uid, "holder": successor.username}, [f"{post} 已移交给 {successor}。"], as_json=arguments.json)
    return 0


def run_post_close(arguments: argparse.Namespace) -> int:
    """End a post."""
    from yiben.audit.callers import SYSTEM
    from yiben.handovers.actions import end_post

    post = _post(arguments.post)
    end_post(SYSTEM, post, reason=arguments.reason)
    emit({"post": post.uid}, [f"岗位 {post} 已撤销。"], as_json=arguments.json)
    return 0


def run_post_list(arguments: argparse.Namespace) -> int:
    """Print the posts with who holds them."""
    from yiben.accounts.queries import holders, posts_to_appoint
    from yiben.audit.callers import SYSTEM

    rows = [
        {"post": each.uid, "title": str(each), "role": each.role, "held_by": [one.user.name for one in holders(each)]}
        for each in posts_to_appoint(SYSTEM)
    ]
    lines = [f"{row['post']}　{row['title']}　{'、'.join(row['held_by']) or '空缺'}" for row in rows]
    emit(rows, lines, as_json=arguments.json)
    return 0


def _post(text: str) -> Any:
    from yiben.accounts.queries import find_post

    found = find_post(text)
    if found is None:
        raise Refusal("post_unknown", text=text)
    return found


def _show_password(username: str, password: str, *, as_json: bool) -> int:
    lines = [f"用户名 {username}", f"密码 {password}", "密码只显示这一次；第一次登录要换成自己的。"]
    emit({"username": username, "password": password}, lines, as_json=as_json)
    return 0
