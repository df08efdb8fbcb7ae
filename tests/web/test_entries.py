"""A record's page, its correction, its withdrawal, its evidence."""

from __future__ import annotations

import uuid

import pytest

from yiben.ledger.actions import keep_evidence
from yiben.ledger.models import Entry


def test_a_value_is_erased_for_good_and_the_counts_stay(browse, recorded):
    seq, client = recorded(), browse("community_secretary")
    asked = client.get(f"/entries/{seq}/erase/").content.decode()
    assert '<option value="theme"' in asked
    assert "participants" not in asked
    missing = client.post(f"/entries/{seq}/erase/", {"field": "theme", "reason": " "})
    assert (missing.status_code, "消防演练" in client.get(f"/entries/{seq}/").content.decode()) == (422, True)
    client.post(f"/entries/{seq}/erase/", {"field": "theme", "reason": "本人要求"})
    shown = client.get(f"/entries/{seq}/").content.decode()
    assert ("消防演练" in shown, "已由第" in shown or "抹去" in shown) == (False, True)
    figure = client.get("/figures/base.activity_entries/?period=2026").content.decode()
    assert '<div class="y-big">1<small>' in figure
    assert "本人要求" in shown
    erasure = Entry.objects.get(kind="erasure")
    assert client.get(f"/entries/{erasure.seq}/").headers["Location"] == f"/entries/{seq}/"


def test_what_was_erased_need_not_be_told_again_when_the_rest_is_corrected(browse, activity, recorded):
    seq, client = recorded(), browse("community_secretary")
    client.post(f"/entries/{seq}/erase/", {"field": "theme", "reason": "本人要求"})
    changes = activity(v_theme="", v_participants="47", day="other", other_day="2026-05-12", reason="少数了一位")
    assert client.post(f"/entries/{seq}/correct/", changes).status_code == 302
    assert "消防演练" not in client.get(f"/entries/{Entry.objects.latest('seq').seq}/").content.decode()


@pytest.mark.parametrize("name", ["community_worker", "district_reader", "foreign_secretary", "resident"])
def test_a_value_is_not_for_everybody_to_erase(browse, recorded, name):
    sent = {"field": "theme", "reason": "看不惯"}
    assert browse(name).post(f"/entries/{recorded()}/erase/", sent).status_code in {403, 404}


def corrected(seq: int, activity, **changes) -> dict:
    return activity(v_theme="消防演练", v_booklets="120", day="other", other_day="2026-05-12", **changes)


def test_a_correction_tells_from_what_to_what_and_why(browse, recorded, activity):
    seq, client = recorded(), browse("community_secretary")
    sent = corrected(seq, activity, v_participants="86", reason="两位数字写倒了")
    shown = client.post(f"/entries/{seq}/correct/", sent, follow=True).content.decode()
    assert "<del>68人</del> → 86人" in shown
    assert "“两位数字写倒了”" in shown
    assert Entry.objects.get(supersedes=seq).kind == "correction"


def test_a_correction_without_a_reason_comes_back_filled(browse, recorded, activity):
    seq = recorded()
    page = browse("community_secretary").post(f"/entries/{seq}/correct/", corrected(seq, activity, v_participants="86"))
    assert page.status_code == 422
    assert 'value="86"' in page.content.decode()
    assert not Entry.objects.filter(supersedes=seq).exists()


def test_a_record_that_was_corrected_meanwhile_shows_the_newer_one_and_keeps_what_was_typed(browse, recorded, activity):
    seq, client = recorded(), browse("community_secretary")
    client.post(f"/entries/{seq}/correct/", corrected(seq, activity, v_participants="86", reason="写倒了"))
    page = client.post(f"/entries/{seq}/correct/", corrected(seq, activity, v_participants="96", reason="再改"))
    newer = Entry.objects.get(supersedes=seq)
    assert page.status_code == 409
    assert f"/entries/{newer.seq}/" in page.content.decode()
    assert 'value="96"' in page.content.decode()


def test_a_record_taken_back_stays_readable_and_leaves_the_list(browse, recorded):
    seq, client = recorded(), browse("community_secretary")
    client.post(f"/entries/{seq}/void/", {"uid": str(uuid.uuid4()), "reason": "记重了"})
    assert "已作废" in client.get(f"/entries/{seq}/").content.decode()
    assert "消防演练" not in client.get("/ledger/activity/?period=2026").content.decode()


def test_taking_back_needs_a_reason(browse, recorded):
    seq = recorded()
    page = browse("community_secretary").post(f"/entries/{seq}/void/", {"uid": str(uuid.uuid4()), "reason": " "})
    assert page.status_code == 422
    assert not Entry.objects.filter(supersedes=seq).exists()


def test_a_worker_corrects_and_does_not_take_back(browse, recorded):
    seq, client = recorded(), browse("community_worker")
    assert client.get(f"/entries/{seq}/correct/").status_code == 200
    assert client.get(f"/entries/{seq}/void/").status_code == 403


def test_evidence_is_shown_to_those_who_may_read_the_record_only(browse, cast, recorded, photo):
    caller, unit = cast.caller("community_secretary"), cast.unit("community")
    digest = keep_evidence(caller, unit=unit, name="现场.jpg", data=photo).digest
    recorded(evidence=[digest])
    page = browse("subdistrict_officer").get(f"/evidence/{digest}/")
    assert page.headers["Content-Type"] == "image/jpeg"
    assert b"".join(page.streaming_content) == photo
    assert browse("foreign_secretary").get(f"/evidence/{digest}/").status_code == 404
