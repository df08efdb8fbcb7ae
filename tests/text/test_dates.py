import pytest

from yiben.text.dates import deadline_in, interval_in


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("于7月25日前报送", "2026-07-25"),
        ("在2027年3月底前完成", "2027-03-31"),
        ("9月前完成", "2026-08-31"),
        ("年底前建成", "2026-12-31"),
        ("从6月1日开始至9月20日结束", "2026-06-01/2026-09-20"),
        ("从6月1日开始，至9月20日结束", "2026-06-01/2026-09-20"),
        ("第三季度完成改造", "2026-07/2026-09"),
        ("一季度末完成摸底", "2026-03-31"),
        ("2027年新建服务中心6家", "2027"),
        ("请于本周五（5月22日）下班前报送", "2026-05-22"),
    ],
)
def test_days_and_intervals_become_iso(text, expected):
    assert deadline_in(text, 2026)[0].text == expected


def test_without_a_year_none_is_invented():
    assert deadline_in("于7月25日前报送", None)[0].text == "--07-25"


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        ("每季度召开一次会议", "recurrence", "每季度"),
        ("坚持每年对党员进行一次评议", "recurrence", "每年一次"),
        ("正式候选人应于选举日前3天公布", "relative", "选举日前3天"),
        ("今年内建立服务中心", "relative", "今年内"),
        ("春节前完成走访慰问", "relative", "春节前"),
    ],
)
def test_recurrences_and_relative_times_keep_their_words(text, kind, expected):
    deadline = deadline_in(text, 2026)[0]
    assert deadline.kind == kind
    assert deadline.text.startswith(expected)


def test_an_interval_over_the_new_year_ends_in_the_next():
    assert interval_in("总结阶段（12月20日-1月20日）", 2026) == "2026-12-20/2027-01-20"


def test_a_clause_without_a_time_has_no_deadline():
    assert deadline_in("建立互助台账", 2026) is None
