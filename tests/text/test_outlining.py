import pytest

from yiben.text.outlining import outline


def shape(text):
    return [(each.level, each.number, each.heading) for each in outline(text)]


def test_styles_nest_in_the_order_in_which_they_appear():
    text = "一、总体要求\n（一）工作目标\n1．第一项工作\n正文正文。\n（二）工作原则\n二、保障措施\n"
    expected = [
        (1, "一", "总体要求"),
        (2, "一", "工作目标"),
        (3, "1", "第一项工作"),
        (2, "二", "工作原则"),
        (1, "二", "保障措施"),
    ]
    assert shape(text) == expected


def test_an_inverted_order_of_styles_is_followed():
    assert shape("（一）今年工作\n一、宣传\n二、检查\n（二）明年工作\n") == [
        (1, "一", "今年工作"), (2, "一", "宣传"), (2, "二", "检查"), (1, "二", "明年工作"),
    ]  # fmt: skip


def test_a_lead_sentence_with_more_behind_it_is_a_heading():
    assert shape("（一）摸清底数。各社区要登记独居老人，建立台账。\n") == [(1, "一", "摸清底数")]


def test_an_item_that_is_the_whole_clause_is_no_heading():
    assert shape("主要职责：\n1、制定活动方案；\n2、组织互助集市；\n③指导各社区。\n") == []


def test_a_sentence_that_names_a_day_or_an_amount_is_no_heading():
    assert shape("一、各社区12月15日前开展讲座1场，张贴海报50张。\n二、平安办12月20日前汇总上报。\n") == []
    assert len(shape("一、统一思想，提高认识。\n各社区要认真学习有关文件，把要求传达到每一个人。\n")) == 1


def test_a_heading_keeps_the_dates_in_its_brackets():
    assert shape("第一阶段 部署发动（3月1日-3月20日）召开会议，制定方案。\n") == [
        (1, "第一阶段", "部署发动（3月1日-3月20日）")
    ]


def test_a_phase_without_a_number_is_a_heading_below_the_one_before():
    text = "五、实施步骤\n活动分两个环节：宣传发动环节（5月）召开动员会。总结提高环节（年底）表彰先进。\n"
    assert shape(text)[1:] == [(2, "", "宣传发动环节（5月）"), (2, "", "总结提高环节（年底）")]


def test_the_points_of_a_paragraph_head_nothing():
    assert shape("今年做了三件事。一是抓学习。二是抓服务。三是抓落实。\n") == []


def test_a_point_before_a_line_break_heads_the_next_paragraph():
    text = "一是开展冬季培训。\n" + "街道请了老师讲课，各社区的同志都来听了课，大家都说有收获。" * 2 + "\n"
    assert shape(text) == [(1, "一是", "开展冬季培训")]


@pytest.mark.parametrize("text", ["", "\n\n", "没有编号的一段话。", "一、", "（", "1.5万元", "3.15消费者权益日"])
def test_what_has_no_heading_gives_none(text):
    assert outline(text) == ()
