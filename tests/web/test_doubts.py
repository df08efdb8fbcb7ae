"""What is unlikely is said once beside its field; sending again records it."""

from __future__ import annotations

import uuid

import pytest

from yiben.ledger.models import Draft, Entry

FORM = "/ledger/activity/new/"


def count() -> int:
    return Entry.objects.filter(kind="record").count()


def test_more_helpers_than_guests_are_asked_about_once_and_recorded_when_sent_again(browse, activity):
    client, sent, before = browse("community_secretary"), activity(v_volunteers="60"), count()
    page = client.post(FORM, sent)
    shown = page.content.decode()
    assert page.status_code == 422
    assert "志愿者人数多于参加人数" in shown
    assert "填反了" in shown
    assert count() == before
    assert Draft.objects.filter(uid=sent["uid"]).exists()
    assert client.post(FORM, sent | {"sure": page.context["refusal"].data["tokens"]}).status_code == 302
    assert count() == before + 1


def test_another_number_is_asked_about_anew(browse, recorded, activity):
    from datetime import date

    for month in (2, 3, 4):
        recorded(on=date(2026, month, 5))
    client = browse("community_secretary")
    page = client.post(FORM, activity(v_participants="6800"))
    assert "平时一条约68" in page.content.decode()
    sure = {"sure": page.context["refusal"].data["tokens"]}
    assert client.post(FORM, activity(v_participants="68000") | sure).status_code == 422
    assert client.post(FORM, activity(v_participants="6800") | sure).status_code == 302


def test_what_the_queue_sends_later_is_taken(browse, cast, activity):
    caller = cast.caller("community_secretary")
    sent = activity(v_volunteers="60", queue_owner=f"{caller.person}/{caller.post}")
    answer = browse("community_secretary").post(FORM, sent, headers={"accept": "application/json"})
    assert answer.status_code == 200
    assert Entry.objects.filter(uid=sent["uid"]).exists()


def test_what_cannot_be_is_refused_however_often_it_is_sent(browse, activity):
    sent = activity() | {"v.kind": "banner", "v.quantity": "3", "v.removed_on": "2026-05-01", "sure": "x"}
    page = browse("community_secretary").post("/ledger/publicity_material/new/", sent)
    assert page.status_code == 422
    assert "撤下日期早于这一批的日期。请核对两个日期" in page.content.decode()


def test_a_correction_is_asked_about_too_and_is_no_twin_of_its_own(browse, recorded, activity):
    seq, client = recorded(), browse("community_secretary")
    sent = activity(uid=str(uuid.uuid4()), reason="改", v_volunteers="60")
    page = client.post(f"/entries/{seq}/correct/", sent)
    assert page.status_code == 422
    assert page.context["refusal"].data["tokens"] == ["base.volunteers_above_participants/participants/"]
    sure = {"sure": page.context["refusal"].data["tokens"]}
    assert client.post(f"/entries/{seq}/correct/", sent | sure).status_code == 302


@pytest.mark.parametrize("month", ["2026-04"])
def test_at_closing_a_finding_names_its_remedy_and_opens_where_it_is_mended(browse, recorded, month):
    from datetime import date

    seq = recorded(on=date(2026, 4, 12), values={"volunteers": "90", "participants": "61"})
    page = browse("community_secretary").get(f"/closing/?month={month}").content.decode()
    assert "本月有1条记录前后不符。志愿者人数多于参加人数。" in page
    assert "请看是不是填反了" in page
    assert f'href="/entries/{seq}/"' in page
    assert 'name="why.base.volunteers_above_participants"' in page
