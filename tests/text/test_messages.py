"""A pasted message: what it asks and tells, without the names of people."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yiben.text.messages import LONGEST, read_message

TODAY = date(2026, 5, 20)
"""A Wednesday."""
UNITS = ("听荷社区", "桥西社区", "平安办", "司法所")


def asked(text):
    return [
        (each.who, each.what, each.due.day.isoformat() if each.due else "", each.due.at if each.due else "")
        for each in read_message(text, TODAY, UNITS).asked
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("请各社区今天下午5点前报送防汛排查情况。", ("各社区", "报送防汛排查情况", "2026-05-20", "17:00")),
        ("@所有人 请各社区今天下午5点前报走访台账,谢谢", ("各社区", "报走访台账", "2026-05-20", "17:00")),
        ("各社区：明天中午12点前把照片发我邮箱，务必按时。", ("各社区", "照片发我邮箱", "2026-05-21", "12:00")),
        ("周五下班前请平安办、司法所报送排查台账。", ("平安办、司法所", "报送排查台账", "2026-05-22", "")),
        ("请各科室本周内完成入户宣传", ("各科室", "完成入户宣传", "2026-05-24", "")),
        ("【通知】根据区里要求，请各社区于6月5日前上报总结", ("各社区", "上报总结", "2026-06-05", "")),
        ("麻烦听荷社区尽快报一下名单", ("听荷社区", "报一下名单", "", "")),
        ("5点前交表", ("", "交表", "2026-05-20", "17:00")),
    ],
)
def test_a_request_says_who_what_and_by_when(text, found):
    assert asked(text) == [found]


def test_two_limits_in_one_sentence_are_two_requests_of_the_same_people():
    assert asked("请各社区本周内完成走访，6月5日前报总结") == [
        ("各社区", "完成走访", "2026-05-24", ""),
        ("各社区", "报总结", "2026-06-05", ""),
    ]


@pytest.mark.parametrize("text", ["收到", "今天天气不错", "大家辛苦了", "5月20日", "", "会议室在三楼"])
def test_what_asks_for_nothing_gives_nothing(text):
    message = read_message(text, TODAY, UNITS)
    assert (message.asked, message.told, message.rows) == ((), (), ())


def test_lines_of_who_and_when_and_answers_are_left_out_and_counted():
    chat = "张三 10:32\n请各社区今天下午5点前报值班表，收到请回复\n李四 10:33\n收到\n王五：收到，谢谢\n[强]"
    message = read_message(chat, TODAY, UNITS)
    assert [each.what for each in message.asked] == ["报值班表"]
    assert message.left_out == {"sender": 2, "answered": 3, "courtesy": 1}


def test_a_message_sent_the_day_before_yesterday_counts_from_its_own_day():
    (request,) = read_message("2026-05-18 10:32 张三\n请各社区明天下午3点前报值班表", TODAY, UNITS).asked
    assert (request.due.day.isoformat(), request.due.at) == ("2026-05-19", "15:00")


def test_what_was_done_has_its_day_unit_and_numbers():
    (told,) = read_message("昨天听荷社区开展反诈宣传，发放手册120册，参与居民46人。", TODAY, UNITS).told
    assert (told.on, told.units) == (date(2026, 5, 19), ("听荷社区",))
    assert [(each.measure, each.value, each.unit) for each in told.numbers] == [
        ("发放手册", 120, "册"),
        ("参与居民", 46, "人"),
    ]


@pytest.mark.parametrize(
    ("text", "units", "venues"),
    [
        ("昨天平安办在听荷社区广场开展义诊，服务居民120人。", ("平安办",), ("听荷社区",)),
        ("今天在桥西社区开展消防演练，参加居民60人", (), ("桥西社区",)),
        ("今天平安办走进听荷社区、桥西社区，发放资料300份", ("平安办",), ("听荷社区", "桥西社区")),
        ("昨天听荷社区在社区广场开展宣传，参加50人", ("听荷社区",), ()),
    ],
)
def test_where_something_was_done_is_not_who_did_it(text, units, venues):
    (told,) = read_message(text, TODAY, UNITS).told
    assert (told.units, told.venues) == (units, venues)


def test_rows_of_a_list_keep_unit_state_and_numbers_and_no_person():
    chain = "#接龙\n防汛排查\n1. 张三 听荷社区 已完成 12户\n2. 李四 桥西社区 未完成 3户\n3、王小五 已报"
    message = read_message(chain, TODAY, UNITS)
    rows = [(row.units, row.state, [(n.value, n.unit) for n in row.numbers], row.rest) for row in message.rows]
    assert rows[:2] == [(("听荷社区",), "已完成", [(12, "户")], ""), (("桥西社区",), "未完成", [(3, "户")], "")]
    assert message.left_out["person"] == 3
    assert not {"张三", "李四", "王小五"} & set("".join(map(repr, message.rows)).split("'"))


def test_a_numbered_notice_is_no_list():
    notice = "1. 请各社区6月5日前报总结。\n2. 请各科室6月6日前报计划。\n3. 请各单位做好值班。"
    message = read_message(notice, TODAY, UNITS)
    assert not message.rows
    assert len(message.asked) == 3


ALPHABET = "请各社区今明天下午5点前报，。\n收到@张三 10:32接龙1.2、听荷12户周五月日（）[]#\t"


@given(st.text(st.one_of(st.sampled_from(ALPHABET), st.characters()), max_size=300))
def test_no_text_makes_it_raise(text):
    message = read_message(text, TODAY, UNITS)
    assert all(each.what for each in message.asked)


@pytest.mark.parametrize("part", ["请各社区", "，", "12户", "5月", "@张", "1. 张三 听荷社区\n", "请", "10:32 "])
def test_a_long_message_is_read_to_its_limit(part):
    text = part * (LONGEST // len(part) + 1)
    assert read_message(text + "请各社区明天报表", TODAY, UNITS) == read_message(text, TODAY, UNITS)


@pytest.mark.parametrize(
    "part", ["请各社区明天报表，", "5月", "12户，", "1. 张三 听荷社区\n", "10:32 张三\n", "今天下午5点前"]
)
def test_twice_the_message_takes_no_more_than_twice_the_steps(count_steps, part):
    once, twice = (count_steps(lambda size=size: read_message(part * size, TODAY, UNITS)) for size in (150, 300))
    assert twice < 2.3 * once
