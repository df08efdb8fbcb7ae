"""Post → verb × unit × pack × sensitivity, today."""

from __future__ import annotations

from datetime import date

import pytest

from tests.cast import PEOPLE, Cast
from yiben.accounts.actions import appoint, relieve
from yiben.accounts.models import Appointment, Grant, Post, User
from yiben.accounts.queries import allow, caller_for, units_allowed
from yiben.audit.callers import SYSTEM, Caller
from yiben.units.actions import close_unit, found_unit

ALL = {
    *("district", "department", "subdistrict", "section", "community"),
    *("neighbour", "other_subdistrict", "foreign", "centre", "other_centre"),
}
STREET = {"subdistrict", "section", "community", "neighbour", "centre", "other_centre"}
COMMUNITY = {"community", "centre"}
# (who, verb) → the units for which it is allowed
MATRIX: list[tuple[str, str, set[str]]] = [
    ("district_reader", "entry.read", ALL),
    ("district_reader", "entry.record", set()),
    ("district_reader", "entry.detail", set()),
    ("district_officer", "entry.record", {"district"}),
    ("district_officer", "entry.read", ALL),
    ("district_officer", "period.close", ALL),
    ("subdistrict_officer", "entry.record", {"subdistrict"}),
    ("subdistrict_officer", "entry.read", STREET),
    ("subdistrict_officer", "report.download", STREET),
    ("section_officer", "entry.read", {"section"}),
    ("section_officer", "entry.record", {"section"}),
    ("community_secretary", "entry.record", COMMUNITY),
    ("community_secretary", "entry.erase", COMMUNITY),
    ("community_worker", "entry.record", COMMUNITY),
    ("community_worker", "entry.void", set()),
    ("community_worker", "report.download", set()),
    ("supervisor", "entry.read", ALL),
    ("supervisor", "entry.record", {"district"}),
    ("leader", "entry.correct", set()),
    ("partner", "entry.read", {"organisation"}),
    ("foreign_secretary", "entry.read", {"foreign"}),
    ("resident", "entry.read", set()),
    ("outsider", "unit.read", set()),
    ("system_admin", "unit.change", ALL),
    ("system_admin", "entry.read", set()),
    ("security_admin", "account.change", ALL),
    ("security_admin", "figure.read", set()),
    ("audit_admin", "audit.read", ALL),
    ("audit_admin", "entry.read", set()),
]


def names(cast: Cast, ids: set[int]) -> set[str]:
    return {name for name, unit in cast.units.items() if unit.pk in ids}


@pytest.mark.parametrize(("who", "verb", "units"), MATRIX)
def test_a_role_does_what_it_says_where_it_says(who, verb, units, cast: Cast):
    caller = cast.caller(who)
    assert names(cast, units_allowed(caller, verb)) == units
    assert {name for name, unit in cast.units.items() if allow(caller, verb, unit.pk)} == units


@pytest.mark.parametrize("who", [*PEOPLE, "outsider"])
def test_the_units_allowed_are_those_for_which_the_answer_is_yes(who, cast: Cast):
    caller = cast.caller(who)
    for verb in ("unit.read", "entry.read", "entry.record", "entry.erase", "account.change", "unit.change"):
        yes = {unit.pk for unit in cast.units.values() if allow(caller, verb, unit.pk)}
        assert units_allowed(caller, verb) == yes


def test_the_instance_as_a_whole_needs_the_verb_with_its_subtree(cast: Cast):
    assert allow(cast.caller("system_admin"), "pack.install", None)
    assert not allow(cast.caller("security_admin"), "pack.install", None)
    assert not allow(cast.caller("section_officer"), "entry.record", None)


def test_what_is_sensitive_needs_a_grant_that_reaches_as_far(cast: Cast):
    unit = cast.unit("community").pk
    assert allow(cast.caller("community_secretary"), "entry.detail", unit, sensitivity=2)
    assert allow(cast.caller("district_officer"), "entry.detail", unit, sensitivity=1)
    assert not allow(cast.caller("district_officer"), "entry.detail", unit, sensitivity=2)


def test_a_grant_for_one_pack_holds_for_no_other(cast: Cast):
    caller, unit = cast.caller("community_worker"), cast.unit("community")
    Grant.objects.filter(post__uid=caller.post, verb="entry.record").update(pack="safe_community")
    assert allow(caller, "entry.record", unit.pk, pack="safe_community")
    assert not allow(caller, "entry.record", unit.pk, pack="proposals")
    assert units_allowed(caller, "entry.record", pack="proposals") == set()


@pytest.mark.parametrize(
    ("change", "is_allowed"),
    [
        ({"to_day": date(2026, 5, 19)}, False),
        ({"to_day": date(2026, 5, 20)}, True),
        ({"from_day": date(2026, 5, 20)}, True),
        ({"from_day": date(2026, 5, 21)}, False),
    ],
)
@pytest.mark.parametrize("what", [Grant, Appointment, Post])
def test_grants_appointments_and_posts_hold_from_day_to_day(what, change, is_allowed, cast: Cast):
    caller, unit = cast.caller("community_worker"), cast.unit("community")
    rows = what.objects.filter(uid=caller.post) if what is Post else what.objects.filter(post__uid=caller.post)
    assert rows.update(**change)
    assert allow(caller, "entry.record", unit.pk) is is_allowed
    assert (unit.pk in units_allowed(caller, "entry.record")) is is_allowed


def test_who_is_relieved_may_nothing_more_though_a_successor_holds_the_post(cast: Cast):
    post, unit = cast.posts["community_worker"], cast.unit("community")
    before, after = cast.users["community_worker"], cast.users["outsider"]
    relieve(SYSTEM, Appointment.objects.get(post=post, user=before), on=date(2026, 5, 10))
    appoint(SYSTEM, post, after, on=date(2026, 5, 11))
    assert allow(caller_for(after, post), "entry.record", unit.pk)
    assert not allow(caller_for(before, post), "entry.record", unit.pk)


def test_a_post_that_is_not_ones_own_gives_nothing(cast: Cast):
    secretary = cast.caller("community_secretary")
    borrowed = Caller(person=cast.caller("outsider").person, post=secretary.post)
    assert not allow(borrowed, "entry.record", cast.unit("community").pk)
    assert not allow(Caller(person=secretary.person, post=""), "entry.record", cast.unit("community").pk)


def test_a_locked_account_may_nothing(cast: Cast):
    caller = cast.caller("community_worker")
    User.objects.filter(uid=caller.person).update(is_active=False)
    assert units_allowed(caller, "entry.record") == set()


def test_what_is_founded_below_is_seen_from_above_at_once(cast: Cast):
    unit = found_unit(
        SYSTEM,
        code="LX-01-09",
        kind="community",
        name="新桥社区居民委员会",
        on=date(2026, 5, 1),
        parent=cast.unit("subdistrict"),
    )
    assert allow(cast.caller("subdistrict_officer"), "entry.read", unit.pk)
    assert not allow(cast.caller("foreign_secretary"), "entry.read", unit.pk)


def test_the_history_of_a_closed_unit_stays_readable_from_above(cast: Cast):
    unit = cast.unit("foreign")
    close_unit(SYSTEM, unit, on=date(2026, 3, 31), reason="并入")
    reader = cast.caller("district_reader")
    assert allow(reader, "entry.read", unit.pk)
    assert unit.pk in units_allowed(reader, "entry.read")
