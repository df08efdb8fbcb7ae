"""Accounts, posts and appointments."""

from __future__ import annotations

from datetime import date

from tests.cast import PASSWORD, Cast
from tests.ledger.facts import refused
from yiben.accounts.actions import appoint, open_account, open_post, relieve
from yiben.accounts.models import Grant, User
from yiben.accounts.queries import people, post_titles, posts_of
from yiben.audit.callers import SYSTEM
from yiben.audit.models import AuditEvent
from yiben.catalog.queries import catalogue

TODAY = date(2026, 5, 20)


def test_an_account_opens_with_a_name_and_a_password_of_its_own(cast: Cast):
    user = open_account(SYSTEM, username="newcomer", name="新来的", password=PASSWORD)
    assert user.check_password(PASSWORD)
    assert PASSWORD not in user.password
    with refused("username_used"):
        open_account(SYSTEM, username="newcomer", name="又来一个", password=PASSWORD)


def test_a_weak_password_is_refused_with_every_reason(cast: Cast):
    with refused("password_weak") as caught:
        open_account(SYSTEM, username="newcomer", name="新来的", password="1234")
    assert str(caught.value.data["reasons"])
    assert not User.objects.filter(username="newcomer").exists()


def test_only_the_security_administrator_opens_accounts(cast: Cast):
    assert open_account(cast.caller("security_admin"), username="newcomer", name="新来的", password=PASSWORD)
    for name in ("system_admin", "audit_admin", "district_officer", "community_secretary", "outsider"):
        with refused("no_access"):
            open_account(cast.caller(name), username=f"by-{name}", name="新来的", password=PASSWORD)


def test_only_the_security_administrator_opens_posts_and_appoints(cast: Cast):
    role, unit = catalogue().roles["community_worker"], cast.unit("foreign")
    post = open_post(cast.caller("security_admin"), unit, role, title="社区工作者", on=TODAY)
    assert appoint(cast.caller("security_admin"), post, cast.users["outsider"], on=TODAY)
    for name in ("system_admin", "district_officer", "community_secretary", "outsider"):
        with refused("no_access"):
            open_post(cast.caller(name), unit, role, title="社区工作者", on=TODAY)
        with refused("no_access"):
            appoint(cast.caller(name), post, cast.users[name], on=TODAY)


def test_a_post_has_the_grants_of_its_role_and_no_others(cast: Cast):
    post = open_post(SYSTEM, cast.unit("foreign"), catalogue().roles["community_worker"], title="工作者", on=TODAY)
    rules = catalogue().roles["community_worker"].grants
    wanted = {(verb, rule.below, rule.sensitivity) for rule in rules for verb in rule.verbs}
    assert set(Grant.objects.filter(post=post).values_list("verb", "below", "sensitivity")) == wanted


def test_a_person_holds_the_posts_of_the_day_in_official_order(cast: Cast):
    user = cast.users["outsider"]
    posts = [cast.posts["community_worker"], cast.posts["subdistrict_officer"]]
    for post in posts:
        appoint(SYSTEM, post, user, on=date(2026, 5, 1))
    assert posts_of(user) == [posts[1], posts[0]]
    assert posts_of(user, date(2026, 4, 30)) == []


def test_who_is_relieved_holds_the_post_to_that_day(cast: Cast):
    user = cast.users["outsider"]
    appointment = appoint(SYSTEM, cast.posts["community_worker"], user, on=date(2026, 5, 1))
    with refused("no_access"):
        relieve(cast.caller("community_secretary"), appointment, on=TODAY)
    relieve(SYSTEM, appointment, on=date(2026, 5, 10))
    assert len(posts_of(user, date(2026, 5, 10))) == 1
    assert posts_of(user, date(2026, 5, 11)) == []


def test_names_are_found_by_random_ids(cast: Cast):
    worker = cast.caller("community_worker")
    assert people({worker.person, "nobody"}) == {worker.person: "人物community_worker"}
    assert post_titles({worker.post}) == {worker.post: "枫林社区·社区工作者"}


def test_every_change_of_accounts_is_logged(cast: Cast):
    security = cast.caller("security_admin")
    before = AuditEvent.objects.count()
    user = open_account(security, username="newcomer", name="新来的", password=PASSWORD)
    post = open_post(security, cast.unit("foreign"), catalogue().roles["leader"], title="领导", on=TODAY)
    relieve(security, appoint(security, post, user, on=TODAY), on=TODAY)
    events = AuditEvent.objects.order_by("pk")[before:]
    assert [event.verb for event in events] == ["account.open", "post.open", "post.appoint", "post.relieve"]
    assert {event.person for event in events} == {security.person}
