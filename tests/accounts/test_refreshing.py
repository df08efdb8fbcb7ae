"""A newer pack grants more: existing posts get it, once, and nothing that was ended on purpose."""

from __future__ import annotations

from datetime import date

import pytest

from tests.cast import Cast
from tests.matters.cases import refused
from yiben.accounts.actions import refresh_grants
from yiben.accounts.models import Grant
from yiben.audit import hooks
from yiben.audit.callers import SYSTEM
from yiben.catalog.queries import catalogue

pytestmark = pytest.mark.django_db
DAY = date(2026, 5, 20)


def test_posts_get_the_verbs_that_their_role_lacks(cast: Cast):
    Grant.objects.filter(verb="matter.handle").delete()
    worker, unit = cast.caller("community_worker"), cast.unit("community").pk
    assert not hooks.allow(worker, "matter.handle", unit)
    assert refresh_grants(SYSTEM, catalogue().roles.values(), on=DAY) > 0
    assert hooks.allow(worker, "matter.handle", unit)
    assert refresh_grants(SYSTEM, catalogue().roles.values(), on=DAY) == 0


def test_what_was_ended_is_not_given_again(cast: Cast):
    Grant.objects.filter(verb="matter.handle").update(to_day=date(2026, 5, 1))
    assert refresh_grants(SYSTEM, catalogue().roles.values(), on=DAY) == 0


def test_only_who_changes_grants_refreshes_them(cast: Cast):
    with refused("no_access"):
        refresh_grants(cast.caller("community_secretary"), catalogue().roles.values(), on=DAY)
