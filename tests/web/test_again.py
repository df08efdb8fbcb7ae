"""A record used a second time: note, photo sheet, sign-in sheet; only by those who may read it."""

from __future__ import annotations

import io
from datetime import date

import docx
import pytest

from yiben.ledger.actions import keep_evidence, record_total, void_entry
from yiben.reports.docx_writer import read_docx_text
from yiben.seeding.photographs import draw_photograph

FULL = {
    "venue": "红叶广场",
    "started_at": "9:30",
    "volunteers": "8",
    "leaflets": "0",
    "note": "志愿者用案例讲解了常见骗局，现场解答居民提问。" * 8,
}
PAGES = ("", "note.docx", "photos/", "photos/?print=1&per=2", "sign-in/", "sign-in/?print=1&rows=12")


@pytest.fixture
def seq(cast, recorded) -> int:
    unit = cast.unit("community")
    data = [draw_photograph(1), draw_photograph(2)]
    files = [
        keep_evidence(cast.caller("community_secretary"), unit=unit, name="a.jpg", data=each).digest for each in data
    ]
    return recorded(values=FULL, evidence=files)


def test_the_note_says_what_the_record_says_and_leaves_a_blank_for_the_rest(browse, seq):
    shown = browse("community_worker").get(f"/entries/{seq}/again/").context["note"]
    assert shown.text.startswith(
        "2026年5月12日9时30分，枫林社区居民委员会在红叶广场开展“消防演练”活动。"
        "活动共有群众68人参加，志愿者8人到岗服务。志愿者用案例讲解了常见骗局"
    )
    assert "现场发放宣传手册120册。" in shown.text
    assert "宣传单" not in shown.text
    assert shown.blanks == 1
    assert 200 <= shown.length <= 500


def test_what_is_open_becomes_a_blank(browse, recorded):
    shown = browse("community_worker").get(f"/entries/{recorded()}/again/")
    assert "在【地点】开展“消防演练”活动" in shown.context["note"].text
    assert "有2处【】请自己填写" in shown.content.decode()


def test_the_note_is_sent_as_word(browse, seq):
    sent = browse("community_worker").get(f"/entries/{seq}/again/note.docx")
    assert read_docx_text(sent.content).startswith("消防演练\n2026年5月12日9时30分，枫林社区居民委员会")


def test_photos_are_sent_with_captions_from_day_place_and_title(browse, seq):
    sent = browse("community_worker").get(f"/entries/{seq}/again/photos/?per=2")
    (table,) = docx.Document(io.BytesIO(sent.content)).tables
    assert [row.cells[0].text.strip() for row in table.rows] == [
        "图1　2026年5月12日　红叶广场　消防演练",
        "图2　2026年5月12日　红叶广场　消防演练",
    ]
    assert len(sent.content) < 400_000


def test_without_photos_there_is_no_sheet_and_the_page_says_so(browse, recorded):
    seq, client = recorded(), browse("community_worker")
    assert client.get(f"/entries/{seq}/again/photos/").status_code == 422
    assert "没有照片" in client.get(f"/entries/{seq}/again/").content.decode()


@pytest.mark.parametrize(("asked", "rows"), [("", 68), ("12", 12), ("9999999", 200), ("1", 10), ("-3", 68), ("x", 68)])
def test_a_sign_in_sheet_has_as_many_rows_as_took_part_or_as_asked(browse, recorded, asked, rows):
    sent = browse("community_worker").get(f"/entries/{recorded()}/again/sign-in/?rows={asked}")
    (table,) = docx.Document(io.BytesIO(sent.content)).tables
    assert len(table.rows) == rows + 1


def test_who_may_read_the_record_may_use_it_and_nobody_else(browse, seq):
    for page in PAGES:
        assert browse("district_reader").get(f"/entries/{seq}/again/{page}").status_code == 200, page
        for name in ("foreign_secretary", "partner", "resident", "system_admin", "outsider"):
            assert browse(name).get(f"/entries/{seq}/again/{page}").status_code in {403, 404}, (name, page)


def test_a_total_and_what_was_taken_back_have_no_second_use(browse, cast, recorded):
    caller, seq = cast.caller("community_secretary"), recorded()
    taken_back = void_entry(caller, seq, uid="6f1b2a52-2f0c-4c56-9d9e-6d3a5f4b7c99", reason="记错了").seq
    total = record_total(
        caller,
        id="6f1b2a52-2f0c-4c56-9d9e-6d3a5f4b7c98",
        book="quiz",
        unit=cast.unit("community"),
        start=date(2026, 4, 1),
        end=date(2026, 4, 30),
        values={"entry": "3"},
        reason="只有总数",
    ).seq
    for each in (taken_back, total):
        assert browse("community_secretary").get(f"/entries/{each}/again/").status_code == 422
