"""Books that the program keeps by itself are not offered for entry by hand; what was before comes in by an import."""

from __future__ import annotations

import re

import pytest

from yiben.catalog.queries import catalogue

pytestmark = pytest.mark.django_db
KEPT = ("assessment", "duty", "resolution", "promise", "supervision_visit", "matter", "disclosure", "organisation")


def test_the_packs_say_of_each_where_it_is_recorded(cast):
    assert {each.id for each in catalogue().books.values() if each.kept_by} == set(KEPT)


def test_no_list_offers_them_and_the_others_stay(browse):
    client = browse("community_worker")
    for place in ("/", "/ledger/"):
        offered = set(re.findall(r'href="/ledger/(\w+)/new/', client.get(place).content.decode()))
        assert "activity" in offered
        assert not offered & set(KEPT)


@pytest.mark.parametrize("book", KEPT)
def test_the_form_says_where_it_is_recorded(browse, book):
    page = browse("community_worker").get(f"/ledger/{book}/new/")
    assert page.status_code == 422
    assert catalogue().books[book].kept_by in page.content.decode()
    assert browse("community_worker").post(f"/ledger/{book}/new/", {}).status_code == 422


def test_past_years_come_in_by_an_import(browse):
    assert browse("community_secretary").get("/ledger/duty/import/").status_code == 200
    assert "/ledger/duty/new/" not in browse("community_secretary").get("/ledger/duty/").content.decode()
