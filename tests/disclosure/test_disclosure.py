"""Disclosure: fifteen days by law, particulars hidden, withdrawals told, questions answered, numbers fixed."""

from __future__ import annotations

from datetime import date

import pytest
import time_machine

from tests.cast import Cast
from tests.matters.cases import refused
from yiben.disclosure.actions import (
    MOST_AN_HOUR,
    Draft,
    answer_inquiry,
    ask_about,
    begin_item,
    change_item,
    end_item,
    post_item,
    withdraw_item,
)
from yiben.disclosure.masking import mask
from yiben.disclosure.models import Item
from yiben.disclosure.queries import missing_kinds, public_item, public_items
from yiben.packs.id_numbers import check_character

pytestmark = pytest.mark.django_db
ID = "110105194912310" + "02" + check_character("11010519491231002")
TEXT = f"救助对象：王小满，证件{ID}，电话13812345678，住3号楼502室，发放500元。"


def posted(cast: Cast, **given) -> Item:
    draft = Draft("assistance", "临时救助发放", "2026-04", TEXT)
    item = begin_item(cast.caller("community_worker"), cast.unit("community"), draft)
    return post_item(cast.caller("community_secretary"), item, **{"until": None, **given})


def test_particulars_of_people_are_hidden_before_anybody_reads_them(cast: Cast):
    shown = posted(cast).shown
    assert [word for word in ("王小满", ID, "13812345678", "502") if word in shown] == []
    assert "王××" in shown
    assert "500元" in shown


def test_numbers_that_are_no_particulars_stay():
    for text in ("发放254000册", "2026年10月14日支出6380.00元", "电话0000-7654321接待", "共110105194912310021件"):
        assert mask(text).text == text or "-****" in mask(text).text


def test_columns_and_numbers_behind_their_words_are_hidden_however_they_are_written():
    rows = "姓名\t身份证\t电话\t金额\n张桂芳\t110101 19800101 4517\t138-0013-8002\t500"
    shown = mask(f"{rows}\n银行卡6222021234567890123，住3号楼2单元。").text
    said = ("张桂芳", "19800101", "0013", "6222021234567890123", "2单元")
    assert [word for word in said if word in shown] == []
    assert "500" in shown


def test_masking_twice_changes_nothing_more():
    once = mask(TEXT).text
    assert mask(once).text == once


def test_what_is_shown_as_written_needs_a_reason_that_stays(cast: Cast):
    draft = Draft("assistance", "临时救助发放", "", TEXT)
    item = begin_item(cast.caller("community_worker"), cast.unit("community"), draft)
    secretary = cast.caller("community_secretary")
    with refused("values", reason="required"):
        post_item(secretary, item, until=None, unmasked=True)
    shown = post_item(secretary, item, until=None, unmasked=True, reason="本人书面同意。")
    assert shown.shown == TEXT
    assert shown.steps.last().said["reason"] == "本人书面同意。"


def test_it_stays_for_fifteen_days_by_law(cast: Cast):
    with refused("values", until="posted_too_short"):
        posted(cast, until=date(2026, 6, 3))
    item = posted(cast, until=date(2026, 6, 4))
    with refused("item_too_early"):
        end_item(cast.caller("community_secretary"), item)
    with time_machine.travel("2026-06-04T09:00:00+08:00"):
        assert end_item(cast.caller("community_secretary"), item).state == Item.ENDED


def test_a_withdrawal_stays_on_the_list_with_its_reason_and_without_its_text(cast: Cast):
    item = posted(cast)
    with refused("values", reason="required"):
        withdraw_item(cast.caller("community_secretary"), item, reason="")
    withdraw_item(cast.caller("community_secretary"), item, reason="数字有误，重新公开。")
    listed = public_items(cast.unit("community"))[0]
    assert (listed.state, listed.reason, listed.shown) == ("withdrawn", "数字有误，重新公开。", "")
    with refused("item_unknown"):
        public_item("LX-01-01", item.uid)


def test_a_title_that_names_somebody_goes_with_the_withdrawal(cast: Cast, client):
    item = posted(cast)
    withdraw_item(cast.caller("community_secretary"), item, reason="标题有姓名。", hides_title=True)
    page = client.get("/open/LX-01-01/").content.decode()
    assert "临时救助发放" not in page
    assert "标题有姓名。" in page


def test_what_is_posted_is_not_changed(cast: Cast):
    item = posted(cast)
    with refused("item_posted"):
        change_item(cast.caller("community_worker"), item, Draft("other", "别的", "", "别的"), revision=item.revision)


def test_who_drafts_does_not_post(cast: Cast):
    draft = Draft("decisions", "居民会议决定", "", "同意加装充电棚。")
    item = begin_item(cast.caller("community_worker"), cast.unit("community"), draft)
    with refused("no_access"):
        post_item(cast.caller("community_worker"), item, until=None)


def test_numbers_of_the_ledger_are_fixed_when_it_is_posted(cast: Cast):
    draft = Draft("service_projects", "四月工作", "2026-04", "", ("base.activity_entries",))
    item = begin_item(cast.caller("community_worker"), cast.unit("community"), draft)
    shown = post_item(cast.caller("community_secretary"), item, until=None)
    assert shown.figures == [["活动记录数", "0", "条"]]
    assert shown.seq is not None


def test_a_question_is_answered_without_who_asked(cast: Cast):
    item = posted(cast)
    asked = ask_about(item, "钱发给了谁？我是李四，电话13900001111", "13900001111", "10.0.0.9")
    assert asked.due_on == date(2026, 5, 29)
    told = answer_inquiry(cast.caller("community_secretary"), asked, question="", answer="发给一户困难家庭。")
    assert "13900001111" not in told.question
    with refused("no_access"):
        answer_inquiry(cast.caller("community_worker"), asked, question="", answer="不知道。")


def test_questions_from_one_computer_are_rationed_and_others_may_still_ask(cast: Cast):
    item = posted(cast)
    for number in range(MOST_AN_HOUR):
        ask_about(item, f"第{number + 1}个问题", "", "10.0.0.77")
    with refused("too_many_reports"):
        ask_about(item, "再问一个", "", "10.0.0.77")
    assert ask_about(item, "我也想问", "", "10.0.0.78").pk
    assert item.inquiries.count() == MOST_AN_HOUR + 1


def test_the_seven_kinds_that_are_missing_are_named(cast: Cast):
    assert len(missing_kinds(cast.unit("community"))) == 7
    posted(cast)
    assert "assistance" not in missing_kinds(cast.unit("community"))


def test_what_is_wrong_stands_beside_its_field(cast: Cast):
    with refused("values", kind="required", title="required", body="required"):
        begin_item(cast.caller("community_worker"), cast.unit("community"), Draft("", "", "", ""))
