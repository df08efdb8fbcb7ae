"""Official documents: elements where GB/T 9704-2012 wants them, titles that break well, what is missing said."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import date

import docx
import pytest
from docx.oxml.ns import qn
from hypothesis import given
from hypothesis import strategies as st

from yiben.reports.docx_forms import width_of
from yiben.reports.layout_checking import check_layout
from yiben.reports.official.checking import check_official
from yiben.reports.official.elements import Attachment, Official, Table, number_text
from yiben.reports.official.parts import read_parts
from yiben.reports.official.titles import WIDEST, break_title
from yiben.reports.official.writing import official_docx

OFFICE = "临溪区枫桥街道办事处"
NOTICE = Official(
    form="document",
    kind="通知",
    mark=f"{OFFICE}文件",
    title=f"{OFFICE}关于开展2026年春季安全检查工作的通知",
    offices=(OFFICE,),
    body=read_parts(
        "现将有关事项通知如下。\n一、全面排查\n3月15日前完成排查，逐户登记，不漏一户，发现隐患当场整改。\n（一）沿街商铺。查电气线路。"
    ),
    number="枫街办发〔2026〕3号",
    urgency="加急",
    recipients="各社区居民委员会：",
    attachments=(
        Attachment("检查安排", read_parts("为做好检查，制定本安排。")),
        Attachment("统计表", read_parts("序号\t社区\n1\t枫林社区")),
    ),
    date=date(2026, 3, 1),
    copies="区平安建设办公室，区应急管理局",
    printed_by="枫桥街道党政办公室",
    printed_on=date(2026, 3, 2),
)
REQUEST = replace(
    NOTICE,
    kind="请示",
    title=f"{OFFICE}关于申请改造资金的请示",
    recipients="区人民政府：",
    signers=("王强",),
    note="（联系人：李明，电话：0000-1234567）",
    attachments=(),
)


def paragraphs(document: Official) -> list[str]:
    return [each.text for each in docx.Document(io.BytesIO(official_docx(document))).paragraphs]


def test_the_parts_of_a_notice_stand_in_their_order():
    text = "\n".join(paragraphs(NOTICE))
    parts = [
        "加急",
        "办事处文件",
        "枫街办发〔2026〕3号",
        "关于开展",
        "各社区居民委员会：",
        "现将",
        "附件：1. 检查安排",
        "2. 统计表",
    ]
    parts += [OFFICE + "\n2026年3月1日", "附件1", "附件2"]
    places = [text.index(part) for part in parts]
    assert places == sorted(places)


def test_the_same_document_gives_the_same_bytes_without_an_author():
    first = official_docx(NOTICE)
    assert first == official_docx(NOTICE)
    core = docx.Document(io.BytesIO(first)).core_properties
    assert (core.author, core.last_modified_by) == ("", "")


@pytest.mark.parametrize(
    "document",
    [
        NOTICE,
        REQUEST,
        replace(NOTICE, form="letter", kind="函", mark=OFFICE),
        replace(NOTICE, form="minutes", kind="纪要"),
    ],
    ids=["notice", "request", "letter", "minutes"],
)
def test_our_own_documents_do_not_depart_from_the_standard(document):
    assert check_layout(official_docx(document)) == []


def test_what_goes_upward_names_who_signs_beside_its_number():
    (line,) = [text for text in paragraphs(REQUEST) if "签发人" in text]
    assert line == "\u3000枫街办发〔2026〕3号\t签发人：王强"


def test_the_copy_list_stands_in_a_box_at_the_foot_of_the_text_and_ends_with_a_stop():
    xml = docx.Document(io.BytesIO(official_docx(NOTICE))).element.xml
    box = xml[xml.index("<wp:anchor") : xml.index("</wp:anchor>")]
    assert "抄送：区平安建设办公室，区应急管理局。" in box
    assert "2026年3月2日印发" in box
    assert re.search(r'positionV relativeFrom="margin">\s*<wp:align>bottom', box)
    assert (
        "<wp:anchor"
        not in docx.Document(io.BytesIO(official_docx(replace(NOTICE, copies="", printed_on=None)))).element.xml
    )


def test_a_wide_table_lies_on_a_page_turned_sideways():
    wide = Attachment("明细表", (Table((tuple("序甲乙丙丁戊己庚辛"), tuple("123456789"))),))
    sections = docx.Document(io.BytesIO(official_docx(replace(NOTICE, attachments=(wide,))))).sections
    assert [each.page_width > each.page_height for each in sections] == [False, True, False]


def test_with_a_seal_the_date_leaves_four_characters_and_the_name_is_centred_above_it():
    page = docx.Document(io.BytesIO(official_docx(NOTICE)))
    name, day = (each for each in page.paragraphs if each.style.name in ("Signature", "Date"))
    rights = [each.paragraph_format.right_indent.pt / 15.75 for each in (name, day)]
    assert rights[1] == pytest.approx(4, abs=0.01)
    assert rights[0] + width_of(name.text) / 2 == pytest.approx(rights[1] + width_of(day.text) / 2, abs=0.01)


def test_a_title_keeps_words_and_offices_whole_and_never_makes_an_hourglass():
    title = "临溪区人民政府办公室关于印发《临溪区2026年平安创建宣传工作实施方案》的通知"
    lines = break_title(title, ["临溪区人民政府办公室"])
    assert "".join(lines) == title
    assert all(width_of(line) <= WIDEST for line in lines)
    assert "临溪区人民政府办公室" in lines[0]
    assert not any(line.startswith(("的", "》", "年")) for line in lines)


@given(st.text("关于印发做好2026年度社区居民委员会《》（）工作方案的通知 ", max_size=90))
def test_a_title_of_any_shape_breaks_without_losing_a_character(title):
    lines = break_title(title)
    assert "".join("".join(lines).split()) == "".join(title.split())
    assert all(0 < width_of(line) <= WIDEST for line in lines)


def test_a_number_has_its_full_year_and_no_zero():
    assert number_text("枫街办发", 2026, 3) == "枫街办发〔2026〕3号"


def test_pasted_lines_with_tabs_are_a_table_and_nothing_typed_becomes_a_title():
    first, table, last = read_parts("# 说明\n\n序号\t社区\n1\t枫林\t3\n> 落款")
    assert isinstance(table, Table)
    assert (first.kind, first.text, last.kind, last.text) == ("paragraph", "说明", "paragraph", "落款")
    assert table.rows == (("序号", "社区", ""), ("1", "枫林", "3"))


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({}, None),
        ({"title": ""}, "official_title_missing"),
        ({"body": ()}, "official_body_missing"),
        ({"kind": "方案"}, "official_kind_unknown"),
        ({"title": "2026年春季安全检查工作方案"}, "official_title_plan"),
        ({"title": f"{OFFICE}关于春季安全检查的报告"}, "official_title_kind"),
        ({"title": "安全检查通知"}, "official_title_about"),
        ({"title": f"{OFFICE}关于检查的通知。"}, "official_title_ends"),
        ({"recipients": ""}, "official_recipients_missing"),
        ({"attachments": NOTICE.attachments[:1], "body": read_parts("详见附件2。")}, "official_attachment_unknown"),
        ({"attachments": (Attachment("统计表。"),)}, "official_attachment_ends"),
    ],
)
def test_what_is_missing_in_a_notice_is_said(change, code):
    codes = [each.code for each in check_official(replace(NOTICE, **change))]
    assert (code in codes) if code else codes == []


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({}, None),
        ({"recipients": "区人民政府、区财政局："}, "official_request_recipients"),
        ({"recipients": "区和平路街道办事处："}, None),
        ({"signers": ()}, "official_signer_missing"),
        ({"note": ""}, "official_contact_missing"),
        (
            {
                "kind": "报告",
                "title": f"{OFFICE}关于改造情况的报告",
                "body": read_parts("资金不足，恳请区政府予以支持。"),
            },
            "official_report_asks",
        ),
    ],
)
def test_what_is_wrong_with_what_goes_upward_is_said(change, code):
    codes = [each.code for each in check_official(replace(REQUEST, **change))]
    assert (code in codes) if code else codes == []


def test_attendance_of_minutes_stands_in_black_before_the_names():
    minutes = replace(NOTICE, form="minutes", kind="纪要", attendance=(("出席", "王强、李明"), ("请假", "陈玲")))
    page = docx.Document(io.BytesIO(official_docx(minutes)))
    (line,) = [each for each in page.paragraphs if each.text.startswith("出席：")]
    fonts = [run._r.rPr.rFonts.get(qn("w:eastAsia")) for run in line.runs]
    assert (line.text, fonts[0]) == ("出席：王强、李明", "黑体")


@pytest.mark.parametrize(
    ("title", "is_told"),
    [("{0}关于春季安全检查的通知", True), ("{0}、{1}关于春季安全检查的通知", False), ("关于春季安全检查的通知", False)],
)
def test_a_title_that_names_only_some_of_the_joint_offices_is_remarked_on(title, is_told):
    offices = (OFFICE, "临溪区应急管理局")
    codes = [each.code for each in check_official(replace(NOTICE, offices=offices, title=title.format(*offices)))]
    assert ("official_title_offices" in codes) is is_told
