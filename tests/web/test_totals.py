"""Numbers without single entries on screen: the form, what it refuses, how entry and figure say it."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from tests.ledger.facts import figure
from yiben.ledger.models import Entry

FORM = "/ledger/activity/numbers/new/"


@pytest.fixture
def number(cast):
    def sent(**changes: Any) -> dict[str, Any]:
        form = {"uid": str(uuid.uuid4()), "unit": cast.unit("community").uid, "kind": "total"}
        form |= {"start": "2026-02-01", "end": "2026-02-28", "v.entry": "8", "v.participants": "500"}
        return form | {key.replace("v_", "v.", 1): value for key, value in changes.items()}

    return sent


def test_the_form_of_a_book_leads_to_its_numbers(browse):
    assert f'href="{FORM}"' in browse("community_secretary").get("/ledger/activity/new/").content.decode()


@pytest.mark.parametrize("kind", ["total", "opening", "external", "estimate", "assertion"])
def test_each_kind_has_its_form_and_says_so_on_its_page(browse, number, kind):
    client = browse("community_secretary")
    assert client.get(f"{FORM}?kind={kind}").status_code == 200
    paper = {"provider": "区教育局", "document": "复函", "document_date": "2026-03-02"}
    shown = client.post(FORM, number(kind=kind, **paper), follow=True).content.decode()
    assert Entry.objects.latest("seq").kind == kind
    assert ("区教育局" in shown) == (kind == "external")


def test_a_total_beside_single_records_asks_and_is_recorded_with_a_reason(browse, number, recorded, cast):
    seq, client = recorded(), browse("community_secretary")
    asked = number(start="2026-05-01", end="2026-05-20")
    page = client.post(FORM, asked)
    assert page.status_code == 422
    assert f'href="/entries/{seq}/"' in page.content.decode()
    assert 'value="500"' in page.content.decode()
    client.post(FORM, asked | {"beside": "1", "reason": "其余的没有逐场记"})
    assert figure("activity_entries", cast.unit("community")) == 9
    shown = client.get("/figures/base.activity_entries/?period=2026").content.decode()
    assert "其余的没有逐场记" in shown


def test_what_is_wrong_comes_back_filled(browse, number):
    page = browse("community_secretary").post(FORM, number(v_participants="-3", end="2026-01-01"))
    shown = page.content.decode()
    assert page.status_code == 422
    assert 'value="2026-02-01"' in shown
    assert not Entry.objects.filter(kind="total").exists()


def test_an_estimate_is_replaced_by_the_real_number_and_the_story_shows_both(browse, number, cast):
    client = browse("community_secretary")
    client.post(FORM, number(kind="estimate"))
    seq = Entry.objects.latest("seq").seq
    assert client.get(f"/entries/{seq}/correct/", follow=True).redirect_chain[-1][0] == f"/entries/{seq}/numbers/"
    sent = {"uid": str(uuid.uuid4()), "v.entry": "7", "v.participants": "480", "do": "replace"}
    shown = client.post(f"/entries/{seq}/numbers/", sent, follow=True).content.decode()
    assert "<del>500人</del> → 480人" in shown
    assert figure("activity_entries", cast.unit("community")) == 7


def test_a_single_record_has_no_form_of_numbers(browse, recorded):
    assert browse("community_secretary").get(f"/entries/{recorded()}/numbers/").status_code == 422


def test_a_reader_and_a_post_elsewhere_record_no_number(browse, number):
    assert browse("district_reader").post(FORM, number()).status_code == 403
    assert browse("foreign_secretary").post(FORM, number()).status_code == 403
    assert not Entry.objects.filter(kind="total").exists()
