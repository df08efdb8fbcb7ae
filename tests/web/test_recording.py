"""The form of a book: what is sent stands in the ledger, what is refused comes back filled."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from yiben.ledger.models import Draft, Entry, EvidenceRef, PeriodState

FORM = "/ledger/activity/new/"


def count() -> int:
    return Entry.objects.filter(kind="record").count()


def test_what_is_sent_stands_in_the_ledger_and_on_the_saved_page(browse, activity):
    page = browse("community_secretary").post(FORM, activity(), follow=True)
    entry = Entry.objects.latest("seq")
    assert page.redirect_chain == [(f"/entries/{entry.seq}/saved/", 302)]
    assert entry.book == "activity"
    assert f"第 {entry.seq} 号" in page.content.decode()
    assert "平安宣传活动场次" in page.content.decode()


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("v_participants", "-3", "不能是负数"),
        ("v_participants", "1000000000000", "是不是多打了几位"),
        ("v_participants", "三十", "如果是30"),
        ("v_participants", "约200", "约数"),
        ("v_theme", "", "活动名称：请填写"),
        ("v_series", "tea", "没有“tea”这个选项"),
        ("day", "2026-05-21", "还没到"),
        ("day", "2023-12-31", "2024年1月1日成立"),
        ("day", "昨天", "日期：请填写"),
    ],
)
def test_a_wrong_answer_comes_back_filled_with_its_sentence(browse, activity, field, typed, sentence):
    before = count()
    page = browse("community_secretary").post(FORM, activity(**{field: typed}))
    shown = page.content.decode()
    assert page.status_code == 422
    assert sentence in shown
    assert 'value="46"' in shown or field == "v_participants"
    assert count() == before


def test_all_that_is_wrong_is_said_at_once(browse, activity):
    page = browse("community_secretary").post(
        FORM,
        activity(v_participants="-3", v_booklets="三十", files=[SimpleUploadedFile("a.jpg", b"<html></html>")]),
    )
    shown = page.content.decode()
    assert "不能是负数" in shown
    assert "如果是30" in shown
    assert "a.jpg”不是图片" in shown


def test_a_refused_form_is_kept_as_a_draft(browse, activity):
    sent = activity(v_participants="约200")
    browse("community_secretary").post(FORM, sent)
    draft = Draft.objects.get(uid=sent["uid"])
    assert draft.fields["values"]["participants"] == "约200"
    assert 'value="约200"' in browse("community_secretary").get(f"/drafts/{sent['uid']}/").content.decode()


def test_an_empty_form_that_is_sent_leaves_no_draft(browse, activity):
    sent = {name: "" if name.startswith("v.") else value for name, value in activity().items()}
    assert browse("community_secretary").post("/ledger/activity/new/", sent).status_code == 422
    assert not Draft.objects.exists()


def test_sending_a_draft_drops_it(browse, activity):
    client, sent = browse("community_secretary"), activity(do="draft")
    client.post(FORM, sent)
    assert Draft.objects.filter(uid=sent["uid"]).exists()
    client.post(FORM, {**sent, "do": "send"})
    assert not Draft.objects.filter(uid=sent["uid"]).exists()
    assert Entry.objects.filter(uid=sent["uid"]).exists()


def test_a_draft_of_another_post_is_not_there(browse, activity):
    sent = activity(do="draft")
    browse("community_secretary").post(FORM, sent)
    assert browse("community_worker").get(f"/drafts/{sent['uid']}/").status_code == 404


def test_a_discarded_draft_is_gone(browse, activity):
    client, sent = browse("community_secretary"), activity(do="draft")
    client.post(FORM, sent)
    client.post(f"/drafts/{sent['uid']}/discard/")
    assert client.get(f"/drafts/{sent['uid']}/").status_code == 404


def test_the_same_form_twice_is_one_record(browse, activity):
    client, sent = browse("community_secretary"), activity()
    first, before = client.post(FORM, sent), count()
    again = client.post(FORM, sent)
    assert again.headers["Location"] == first.headers["Location"]
    assert count() == before


def test_the_same_id_with_other_content_is_a_conflict_and_nothing_typed_is_lost(browse, activity):
    client, sent = browse("community_secretary"), activity()
    client.post(FORM, sent)
    page = client.post(FORM, {**sent, "v.theme": "另一场"})
    assert page.status_code == 409
    assert 'value="另一场"' in page.content.decode()
    assert f'name="uid" value="{sent["uid"]}"' not in page.content.decode()


def test_a_unit_that_is_not_ours_is_refused_and_the_answers_stay(browse, cast, activity):
    before = count()
    page = browse("community_secretary").post(FORM, activity(unit=cast.unit("foreign").uid))
    assert page.status_code == 403
    assert 'value="反诈宣传"' in page.content.decode()
    assert count() == before


def test_a_day_in_a_closed_month_is_asked_about_once(browse, cast, activity):
    for month in (202603, 202604):
        PeriodState.objects.create(unit=cast.unit("community"), month=month)
    client, sent = browse("community_secretary"), activity(day="other", other_day="2026-03-08")
    page = client.post(FORM, sent)
    assert page.status_code == 422
    assert "2026年3月已结账。可以照记，会计入2026年5月" in page.content.decode()
    client.post(FORM, {**sent, "late": "1"})
    assert Entry.objects.get(uid=sent["uid"]).posted_period == 202605


def test_a_photo_is_kept_through_a_refusal_and_stands_behind_the_record(browse, activity, photo):
    client = browse("community_secretary")
    sent = activity(v_participants="约200")
    client.post(FORM, {**sent, "files": SimpleUploadedFile("现场.jpg", photo)})
    digest = Draft.objects.get(uid=sent["uid"]).evidence[0]
    client.post(FORM, {**sent, "v.participants": "200", "evidence": digest})
    assert EvidenceRef.objects.filter(entry__uid=sent["uid"], evidence_id=digest).exists()


def test_a_file_above_the_limit_is_refused_in_words(browse, activity, photo):
    large = SimpleUploadedFile("大图.jpg", photo + b"\0" * (40 * 2**20))
    page = browse("community_secretary").post(FORM, activity(files=large))
    assert page.status_code == 422
    assert "大图.jpg”有 40.0 MB，每个文件最多 10 MB" in page.content.decode()


def test_joint_hosts_are_credited(browse, cast, activity):
    sent = activity(partners=[cast.unit("neighbour").uid])
    page = browse("community_secretary").post(FORM, sent, follow=True)
    assert "枫林社区、桥西社区" in page.content.decode()


def test_as_last_time_fills_the_answers_but_not_the_day(browse, recorded):
    shown = browse("community_secretary").get(f"{FORM}?like={recorded()}").content.decode()
    assert 'value="消防演练"' in shown
    assert 'value="2026-05-20" checked' in shown


def test_another_window_records_for_the_post_the_form_was_opened_from(browse, cast, activity):
    client = browse("community_secretary")
    page = client.post(FORM, activity(as_post=cast.posts["foreign_secretary"].uid))
    assert page.status_code == 302
    assert Entry.objects.latest("seq").author_post == cast.posts["community_secretary"].uid


@pytest.mark.parametrize("book", ["fund", "media_item", "publicity_material", "quiz", "reward"])
def test_every_book_has_a_form(browse, book):
    assert browse("community_secretary").get(f"/ledger/{book}/new/").status_code == 200


def test_a_book_that_does_not_exist_is_not_there(browse):
    assert browse("community_secretary").get("/ledger/nothing/new/").status_code == 404
