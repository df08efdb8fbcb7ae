"""Departures from GB/T 9704: each is found where it is made, and our own reports have none."""

from __future__ import annotations

import io

import pytest
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from yiben.deviations import DEPARTURES, say_departure
from yiben.errors import Refusal
from yiben.reports.blocks import Document as Blocks
from yiben.reports.docx_writer import write_docx
from yiben.reports.layout_checking import check_layout
from yiben.reports.templates import render_template

TEXT = "各社区要按照方案要求抓好各项工作的落实，每月二十五日前报送进展情况。"


def own_report() -> bytes:
    template = (
        "# 砚湖街道平安创建工作专报\n\n一、总体情况\n\n（一）用好阵地。更新宣传栏六块，开展活动若干场，群众反映良好。\n"
    )
    document: Blocks = render_template(template, figure=lambda *_a, **_k: None, names={})
    return write_docx(document)


def written(*paragraphs: str, size: float = 16, font: str = "仿宋_GB2312", pitch: float = 28.9) -> bytes:
    """A document in the layout asked, but for what the arguments change; the first paragraph is the title."""
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    for side, length in {"top": 37, "left": 28, "right": 26, "bottom": 35}.items():
        setattr(section, f"{side}_margin", Mm(length))
    footer = section.footer.paragraphs[0]
    footer.text = "— PAGE —"
    for number, text in enumerate(paragraphs):
        paragraph = document.add_paragraph()
        run = paragraph.add_run(text)
        run.font.size = Pt(22 if number == 0 else size)
        name = "方正小标宋简体" if number == 0 else font
        run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), name)
        paragraph.paragraph_format.line_spacing = Pt(pitch)
        if number == 0:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        elif len(text) > 24:
            paragraph.paragraph_format.first_line_indent = Pt(32)
    kept = io.BytesIO()
    document.save(kept)
    return kept.getvalue()


def codes(data: bytes) -> list[str]:
    return [each.code for each in check_layout(data)]


def test_our_own_reports_depart_in_nothing():
    assert check_layout(own_report()) == []


def test_a_document_as_asked_departs_in_nothing():
    assert codes(written("关于开展平安宣传的通知", TEXT)) == []


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"size": 14}, "text_size"),
        ({"font": "宋体"}, "text_font"),
        ({"pitch": 24}, "line_pitch"),
    ],
)
def test_type_size_and_pitch_are_looked_at(given, code):
    assert code in codes(written("关于开展平安宣传的通知", TEXT, **given))


@pytest.mark.parametrize(
    ("text", "code", "wanted"),
    [
        ("砚街办[2026]3号", "document_number", "砚街办〔2026〕3号"),
        ("砚街办〔2026〕第03号", "document_number", "砚街办〔2026〕3号"),
        ("2026年01月05日", "date_zero", "2026年1月5日"),
        ("二〇二六年一月五日", "date_in_words", "2026年1月5日"),
        ("附件：1.任务分解表。", "attachment_ends", ""),
        ("（一）、抓好落实", "heading_sign", "一、（一）1.（1）"),
        ("1、抓好落实", "heading_sign", "一、（一）1.（1）"),
    ],
)
def test_signs_numbers_and_dates_are_looked_at(text, code, wanted):
    found = [each for each in check_layout(written("关于开展平安宣传的通知", text)) if each.code == code]
    assert [each.wanted for each in found] == [wanted]


def test_what_is_written_as_asked_is_left_alone():
    right = ["砚街办〔2026〕12号", "2026年11月5日", "附件：1.任务分解表"]
    assert codes(written("关于开展平安宣传的通知", *right)) == []


def test_levels_follow_one_another():
    font = {"font": "黑体"}
    assert "heading_order" in codes(written("关于开展平安宣传的通知", "（一）先说小的", **font))
    assert "heading_order" not in codes(written("关于开展平安宣传的通知", "一、先说大的", "（一）再说小的", **font))


def test_paper_margins_and_page_numbers_are_looked_at():
    kept = io.BytesIO()
    Document().save(kept)
    assert {"paper", "page_number_missing"} <= set(codes(kept.getvalue()))


def test_what_is_no_docx_is_refused():
    with pytest.raises(Refusal, match="layout_unreadable"):
        check_layout(b"no document")


def test_every_departure_has_a_sentence():
    assert all(say_departure(code, "甲", "乙") for code in DEPARTURES)
