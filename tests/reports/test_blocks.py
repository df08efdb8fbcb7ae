"""Reading a rendered text as the paragraphs of an official document."""

import pytest

from tests.reports.samples import TEMPLATE, figure, names
from yiben.reports.blocks import Run, clean, parse_blocks, token
from yiben.reports.templates import render_template


def test_a_report_has_the_parts_of_an_official_document() -> None:
    document = render_template(TEMPLATE, figure=figure, names=names())
    assert [block.kind for block in document.blocks] == [
        "title", "title", "addressee", "paragraph", "heading1", "paragraph", "heading1", "heading2", "heading2",
        "heading3", "signature", "date",
    ]  # fmt: skip
    assert document.title == "澄川区平安建设领导小组办公室关于2026年1—11月平安创建宣传工作情况的报告"


@pytest.mark.parametrize(
    ("line", "kind"),
    [("一、总体情况", "heading1"), ("十二、其他", "heading1"), ("（三）抓好重点", "heading2"), ("2.夯实基础", "heading3"),
     ("3.15期间开展宣传", "paragraph"), ("一是认识不足", "paragraph"), ("2026年以来", "paragraph"), ("(一)半角", "paragraph"),
     ("> 办公室", "signature"), ("> 2026年11月8日", "date"), ("> 11月8日", "signature"), ("#标题", "paragraph")],
)  # fmt: skip
def test_a_line_is_what_its_beginning_says(line: str, kind: str) -> None:
    assert [block.kind for block in parse_blocks(line, ()).blocks] == [kind]


def test_only_the_line_after_the_title_is_an_addressee() -> None:
    blocks = parse_blocks("# 报告\n市办公室：\n情况如下：", ()).blocks
    assert [block.kind for block in blocks] == ["title", "addressee", "paragraph"]


def test_a_heading_with_text_behind_it_ends_at_its_first_stop() -> None:
    block = parse_blocks(f"（一）营造氛围。悬挂横幅{token(0)}。", [Run("160余条")]).blocks[0]
    assert (block.runs, block.run_in) == ((Run("（一）营造氛围。"),), (Run("悬挂横幅160余条。"),))
    assert parse_blocks("（一）营造氛围。", ()).blocks[0].run_in == ()


def test_a_stop_inside_a_value_does_not_end_a_heading() -> None:
    block = parse_blocks(f"（一）{token(0)}宣传", [Run("甲。乙")]).blocks[0]
    assert (block.text, block.run_in) == ("（一）甲。乙宣传", ())


def test_blank_lines_and_empty_values_leave_no_paragraph() -> None:
    assert [block.text for block in parse_blocks(f"\n　　甲\n \n{token(0)}\n乙", [Run("")]).blocks] == ["甲", "乙"]


def test_control_characters_are_dropped_and_breaks_become_spaces() -> None:
    assert clean("甲\x00\x0b乙\r\n丙\x1b\ud800丁") == "甲 乙 丙丁"
