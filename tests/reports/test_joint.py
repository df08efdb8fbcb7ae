"""Documents of several offices: their names in the head and at the end, room for every seal, who signs for each."""

from __future__ import annotations

import io
from dataclasses import replace

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.reports.test_official import NOTICE, REQUEST, paragraphs
from yiben.reports.docx_forms import width_of
from yiben.reports.layout_checking import check_layout
from yiben.reports.official.checking import check_official
from yiben.reports.official.joint import TEXT_WIDTH, seal_rows
from yiben.reports.official.writing import official_docx

OFFICES = ("临溪区民政局", "临溪区应急管理局", "临溪区市场监督管理局")
JOINT = replace(NOTICE, mark="临溪区民政局文件", offices=OFFICES, heads=OFFICES)


def tables(document):
    page = docx.Document(io.BytesIO(official_docx(document)))
    return [[[cell.text for cell in row.cells] for row in table.rows] for table in page.tables]


def test_all_offices_stand_in_the_head_with_the_word_document_beside_them():
    head, *_rest = tables(JOINT)
    assert head == [[name, "文件"] for name in OFFICES]
    assert check_layout(official_docx(JOINT)) == []


def test_the_lead_office_may_stand_in_the_head_alone():
    alone = replace(JOINT, heads=())
    assert "临溪区民政局文件" in paragraphs(alone)
    assert tables(alone)[0] == [["临溪区民政局", "临溪区应急管理局"]]


def test_seals_stand_in_rows_and_the_date_below_the_last_office():
    _head, first, last, _attachment = tables(JOINT)
    assert (first, last) == ([["临溪区民政局", "临溪区应急管理局"]], [["", "临溪区市场监督管理局\n2026年3月1日"]])


def test_without_seals_the_offices_stand_one_below_the_other():
    lines = paragraphs(replace(JOINT, is_sealed=False))
    at = lines.index("临溪区民政局")
    assert lines[at : at + 4] == [*OFFICES, "2026年3月1日"]


@given(st.lists(st.text("甲乙丙丁", min_size=1, max_size=26), min_size=1, max_size=10))
def test_no_office_is_lost_and_no_seal_stands_outside_the_text(offices):
    rows = seal_rows(offices)
    assert [each for row in rows for each in row] == offices
    assert all(1 <= len(row) <= 3 and max(map(width_of, row)) <= TEXT_WIDTH / 15.75 / len(row) for row in rows)


@pytest.mark.parametrize(
    ("signers", "lines"),
    [
        (("王强", "李明"), ["\u3000枫街办发〔2026〕3号\t签发人：王\u3000强\u3000李\u3000明"]),
        (
            ("王强", "欧阳清", "周正"),
            ["\u3000\t签发人：王\u3000强\u3000欧阳清", "\u3000枫街办发〔2026〕3号\t周正"],
        ),
    ],
)
def test_those_who_sign_stand_two_to_a_line_and_the_number_beside_the_last(signers, lines):
    assert [text for text in paragraphs(replace(REQUEST, signers=signers)) if "\t" in text] == lines


def test_what_goes_upward_names_who_signs_for_each_office():
    both = replace(REQUEST, offices=OFFICES[:2], heads=OFFICES[:2])
    assert [each.code for each in check_official(both)] == ["official_signers_joint"]
    assert check_official(replace(both, signers=("王强", "李明"))) == []


def test_a_head_that_leaves_no_room_for_text_is_said():
    many = tuple(f"临溪区第{number}局" for number in "一二三四五六七")
    assert [each.code for each in check_official(replace(NOTICE, offices=many, heads=many))] == ["official_heads_many"]
