"""Accounts in daily life: given, forgotten, closed; posts that end; three administrators apart."""

from __future__ import annotations

import ast
from datetime import date
from pathlib import Path

import yiben
from tests.cast import Cast
from tests.ledger.facts import new_id, refused
from yiben.accounts.actions import (
    appoint,
    close_account,
    close_post,
    give_account,
    hand_over,
    let_act,
    make_token,
    open_post,
    password_chosen,
    rename_account,
    renew_password,
    reopen_account,
)
from yiben.accounts.models import Post, User
from yiben.accounts.queries import accounts_to_manage, holders, posts_of, units_allowed
from yiben.audit.callers import SYSTEM
from yiben.audit.models import AuditEvent
from yiben.audit.sentences import AREAS, verb_words
from yiben.catalog.queries import catalogue
from yiben.handovers.actions import end_post
from yiben.ledger.actions import save_draft

TODAY = date(2026, 5, 20)


def admin_of(cast: Cast, unit: str) -> User:
    """Somebody who gives accounts in a part of the instance alone."""
    user = give_account(SYSTEM, username=f"admin-{unit}", name="分管", is_own=True)[0]
    post = open_post(SYSTEM, cast.unit(unit), catalogue().roles["security_admin"], title="安全员", on=TODAY)
    appoint(SYSTEM, post, user, on=TODAY)
    cast.users[user.username], cast.posts[user.username] = user, post
    return user


def test_a_given_password_opens_once_and_then_another_is_chosen(cast: Cast):
    user, password = give_account(cast.caller("security_admin"), username="newcomer", name="新来的")
    assert user.check_password(password)
    assert user.must_change_password
    password_chosen(user, "qinghe-2026-xin")
    user.refresh_from_db()
    assert (user.must_change_password, user.check_password("qinghe-2026-xin")) == (False, True)


def test_an_account_needs_both_names_and_one_that_can_be_typed(cast: Cast):
    for username, name in (("", "新来的"), ("newcomer", " "), ("new comer", "新来的")):
        with refused("values"):
            give_account(SYSTEM, username=username, name=name)
    with refused("username_used"):
        give_account(SYSTEM, username="Community_Worker", name="又一个")


def test_a_renewed_password_replaces_the_old_one(cast: Cast):
    user = cast.users["community_worker"]
    password = renew_password(cast.caller("security_admin"), user)
    user.refresh_from_db()
    assert user.check_password(password)
    with refused("no_access"):
        renew_password(cast.caller("community_secretary"), user)


def test_whoever_gives_accounts_in_one_sub_district_gives_none_elsewhere(cast: Cast):
    admin_of(cast, "subdistrict")
    caller = cast.caller("admin-subdistrict")
    assert renew_password(caller, cast.users["community_worker"])
    for name in ("security_admin", "district_officer"):
        with refused("no_access"):
            renew_password(caller, cast.users[name])
    shown = {each.username for each in accounts_to_manage(caller)}
    assert "community_worker" in shown
    assert "district_officer" not in shown


def test_a_closed_account_holds_nothing_and_opens_again_without_its_posts(cast: Cast):
    user, admin = cast.users["community_worker"], cast.caller("security_admin")
    with refused("values"):
        close_account(admin, user, reason=" ")
    assert close_account(admin, user, reason="调离") == 1
    assert (user.is_active, posts_of(user)) == (False, [])
    assert user.check_password(reopen_account(admin, user))
    assert (user.is_active, posts_of(user)) == (True, [])


def test_nobody_closes_their_own_account(cast: Cast):
    with refused("account_own"):
        close_account(cast.caller("security_admin"), cast.users["security_admin"], reason="试试")


def test_a_name_is_corrected_and_not_taken_away(cast: Cast):
    user = cast.users["community_worker"]
    rename_account(cast.caller("security_admin"), user, " 喆 堃 ")
    assert User.objects.get(pk=user.pk).name == "喆 堃"
    with refused("values"):
        rename_account(cast.caller("security_admin"), user, " ")


def test_nobody_holds_two_of_the_three_administrators_posts(cast: Cast):
    post, other = cast.posts["audit_admin"], cast.users["security_admin"]
    for act in (
        lambda: appoint(SYSTEM, post, other, on=TODAY),
        lambda: hand_over(SYSTEM, post, other, reason="兼任"),
        lambda: let_act(SYSTEM, post, other, from_day=TODAY, to_day=TODAY),
    ):
        with refused("administrators_apart"):
            act()
    assert appoint(SYSTEM, post, cast.users["outsider"], on=TODAY)


def test_a_post_that_has_ended_is_held_by_nobody_and_its_keys_open_nothing(cast: Cast):
    post, admin = cast.posts["community_worker"], cast.caller("security_admin")
    make_token(SYSTEM, post, name="计数器", unit=post.unit, expires_on=date(2026, 12, 31))
    with refused("values"):
        close_post(admin, post, reason="")
    close_post(admin, post, reason="合并岗位")
    assert (holders(post), post.tokens.get().withdrawn_at is None) == ([], False)
    assert not units_allowed(cast.caller("community_worker"), "entry.read")


def test_a_post_with_drafts_does_not_end(cast: Cast):
    caller, post = cast.caller("community_worker"), cast.posts["community_worker"]
    save_draft(caller, uid=new_id(), book="activity", unit=post.unit, fields={"title": "义诊"})
    with refused("post_drafts"):
        end_post(cast.caller("security_admin"), post, reason="合并")


def test_every_act_in_the_log_has_its_area_in_words():
    called = [
        node.args[1]
        for path in Path(yiben.__file__).parent.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "log"
        and len(node.args) > 1
    ]
    verbs = [each.value if isinstance(each, ast.Constant) else ast.unparse(each).strip("f'") for each in called]
    areas = {verb.partition(".")[0] for verb in verbs if "." in verb}
    assert len(areas) > 30
    assert areas <= set(AREAS)


def test_every_act_written_out_is_said_in_words(cast: Cast):
    close_account(cast.caller("security_admin"), cast.users["community_worker"], reason="调离")
    kept = AuditEvent.objects.get(verb="account.close")
    assert verb_words(kept.verb) == ("账号", "关闭")
    assert verb_words("matter.first_reply") == ("事项", "first reply")


def test_an_appointment_that_is_refused_opens_neither_post_nor_account(cast: Cast):
    role, unit = catalogue().roles["audit_admin"], cast.unit("district")
    with refused("administrators_apart"):
        open_post(SYSTEM, unit, role, title="第二审计", on=TODAY, holder=cast.users["security_admin"])
    assert not Post.objects.filter(title="第二审计").exists()
    with refused("no_access"):
        give_account(cast.caller("community_secretary"), username="newcomer", name="新来的", post=cast.posts["partner"])
    assert not User.objects.filter(username="newcomer").exists()
