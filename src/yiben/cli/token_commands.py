"""yiben token: keys with which devices and other systems record and ask."""

from __future__ import annotations

import argparse
from typing import Any

from yiben.cli.output import emit, read_day
from yiben.errors import Refusal


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the commands for keys."""
    token = commands.add_parser("token", help="别的系统和设备用的接入密钥")
    verbs = token.add_subparsers(dest="verb", required=True, metavar="动作")
    new = verbs.add_parser("new", help="发一个接入密钥，只显示这一次")
    new.add_argument("--post", required=True, help="以哪个岗位的名义：岗位编号，或“单位·岗位名”")
    new.add_argument("--name", required=True, help="给谁用，如：门口客流计数器")
    new.add_argument("--unit", help="管到哪个单位及其下级（默认岗位所在单位）")
    new.add_argument("--book", dest="books", action="append", default=[], help="只限这本账簿；可写几次，不写就不限")
    new.add_argument("--until", required=True, help="用到哪一天，如 2026-12-31")
    new.add_argument("--json", action="store_true")
    new.set_defaults(run=run_new)
    listing = verbs.add_parser("list", help="列出接入密钥（不含密钥本身）")
    listing.add_argument("--json", action="store_true")
    listing.set_defaults(run=run_list)
    withdraw = verbs.add_parser("withdraw", help="收回一个接入密钥，立即失效")
    withdraw.add_argument("key", help="密钥的编号，见 yiben token list")
    withdraw.add_argument("--json", action="store_true")
    withdraw.set_defaults(run=run_withdraw)


def run_new(arguments: argparse.Namespace) -> int:
    """Make a key and print its secret, once."""
    from yiben.accounts.actions import make_token
    from yiben.accounts.queries import find_post
    from yiben.audit.callers import SYSTEM
    from yiben.catalog.queries import current_book
    from yiben.units.queries import find_unit

    post = find_post(arguments.post)
    if post is None:
        raise Refusal("post_unknown", text=arguments.post)
    for book in arguments.books:
        current_book(book)
    unit = find_unit(arguments.unit) if arguments.unit else post.unit
    given: dict[str, Any] = {"unit": unit, "expires_on": read_day(arguments.until), "books": arguments.books}
    token, secret = make_token(SYSTEM, post, name=arguments.name, **given)
    lines = [f"接入密钥：{secret}", f"编号 {token.uid}。密钥只显示这一次，请立即抄到设备里；丢了就收回再发一个。"]
    emit({"key": token.uid, "secret": secret}, lines, as_json=arguments.json)
    return 0


def run_list(arguments: argparse.Namespace) -> int:
    """Print the keys there are."""
    from django.utils import timezone

    from yiben.accounts.queries import tokens_of
    from yiben.audit.callers import SYSTEM

    today = timezone.localdate()
    rows: list[dict[str, Any]] = []
    for token in tokens_of(SYSTEM):
        state = "withdrawn" if token.withdrawn_at else "expired" if token.expires_on < today else "open"
        rows.append(
            {
                "key": token.uid,
                "name": token.name,
                "post": str(token.post),
                "unit": token.unit.name,
                "books": token.books,
                "until": token.expires_on.isoformat(),
                "used": token.used_at.isoformat(timespec="seconds") if token.used_at else None,
                "state": state,
            }
        )
    said = {"open": "可用", "expired": "已到期", "withdrawn": "已收回"}
    lines = [
        f"{each['key']}  {each['name']}  {each['post']}  到{each['until']}  {said[each['state']]}" for each in rows
    ]
    emit(rows, lines or ["还没有接入密钥。"], as_json=arguments.json)
    return 0


def run_withdraw(arguments: argparse.Namespace) -> int:
    """Withdraw a key."""
    from yiben.accounts.actions import withdraw_token
    from yiben.accounts.queries import tokens_of
    from yiben.audit.callers import SYSTEM

    token = next((each for each in tokens_of(SYSTEM) if each.uid == arguments.key), None)
    if token is None:
        raise Refusal("token_unknown", key=arguments.key)
    withdraw_token(SYSTEM, token)
    emit({"key": token.uid, "state": "withdrawn"}, [f"“{token.name}”的接入密钥已收回。"], as_json=arguments.json)
    return 0
