"""The clean copy: nothing in it but the document, in the order the format wants, the same bytes every time."""

import re
import zipfile
from io import BytesIO
from pathlib import Path

import docx
import pytest
from lxml import etree

from tests.reports.samples import TEMPLATE, figure, names
from yiben.errors import TextProblem
from yiben.reports.blocks import Block, Document, Run
from yiben.reports.docx_writer import read_docx_text, write_docx
from yiben.reports.templates import render_template

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
# ECMA-376 part 1, 17.3.1.26 CT_PPr and 17.3.2.28 CT_RPr, as far as they are used.
PARAGRAPH_ORDER = "pStyle keepNext keepLines widowControl autoSpaceDE autoSpaceDN snapToGrid spacing ind jc outlineLvl"
RUN_ORDER = "rStyle rFonts spacing sz szCs lang"


@pytest.fixture(scope="module")
def document() -> Document:
    return render_template(TEMPLATE, figure=figure, names=names())


@pytest.fixture(scope="module")
def parts(document: Document) -> dict[str, str]:
    with zipfile.ZipFile(BytesIO(write_docx(document))) as package:
        return {name: package.read(name).decode() for name in package.namelist()}


def test_the_text_reads_back_paragraph_by_paragraph(document: Document) -> None:
    assert read_docx_text(write_docx(document)) == document.text


@pytest.mark.parametrize(
    ("pattern", "number"),
    [
        (r"开展活动(\d+)余场", "80"),
        (r"志愿者(\d+)人", "1063"),
        (r"横幅(\d+)余条", "160"),
        (r"手册([\d.]+)万册", "25.4"),
    ],
)
def test_a_figure_reads_back_by_its_pattern(document: Document, pattern: str, number: str) -> None:
    assert re.findall(pattern, read_docx_text(write_docx(document))) == [number]


def test_the_same_document_gives_the_same_bytes(document: Document, tmp_path: Path) -> None:
    path = tmp_path / "报告.docx"
    assert write_docx(document, path=path) == path.read_bytes() == write_docx(document)
    assert write_docx(Document("", document.blocks[1:])) != path.read_bytes()


def test_the_clean_copy_holds_only_the_parts_of_a_plain_document(parts: dict[str, str]) -> None:
    assert set(parts) == {
        "[Content_Types].xml", "_rels/.rels", "docProps/core.xml", "word/_rels/document.xml.rels", "word/document.xml",
        "word/footer1.xml", "word/footer2.xml", "word/settings.xml", "word/styles.xml",
    }  # fmt: skip


def test_nothing_links_out_and_nothing_is_hidden(parts: dict[str, str]) -> None:
    everything = "".join(parts.values())
    for mark in ("hyperlink", "TargetMode", "comment", "w:rsid", "w:ins ", "w:del ", "w:vanish", "bookmark", "python"):
        assert mark not in everything


def test_no_author_and_no_time_of_writing_stand_in_the_file(document: Document) -> None:
    properties = docx.Document(BytesIO(write_docx(document))).core_properties
    assert (properties.author, properties.last_modified_by, properties.title) == ("", "", "")
    assert properties.created is not None
    assert properties.created.year == 1980


@pytest.mark.parametrize("part", ["word/document.xml", "word/styles.xml", "word/footer1.xml", "word/footer2.xml"])
@pytest.mark.parametrize(("element", "order"), [("pPr", PARAGRAPH_ORDER), ("rPr", RUN_ORDER)])
def test_properties_stand_in_the_order_of_the_schema(
    parts: dict[str, str], part: str, element: str, order: str
) -> None:
    known = order.split()
    found = list(etree.fromstring(parts[part].encode()).iter(f"{W}{element}"))
    assert found
    for properties in found:
        places = [known.index(str(child.tag).removeprefix(W)) for child in properties]
        assert places == sorted(set(places))


def test_the_page_is_the_official_one(document: Document) -> None:
    section = docx.Document(BytesIO(write_docx(document))).sections[0]
    lengths = (section.page_width, section.page_height, section.top_margin, section.bottom_margin, section.left_margin,
               section.right_margin)  # fmt: skip
    assert [round(length.mm) for length in lengths if length is not None] == [210, 297, 37, 35, 28, 26]


def test_the_grid_has_22_lines_of_28_characters(parts: dict[str, str]) -> None:
    assert '<w:docGrid w:type="lines" w:linePitch="579"/>' in parts["word/document.xml"]
    assert 225 / 25.4 * 1440 // 578 == 22
    assert 156 / 25.4 * 1440 // 315 == 28


@pytest.mark.parametrize(
    ("style", "font", "size"),
    [
        ("Title", "方正小标宋简体", 22),
        ("Heading 1", "黑体", 16),
        ("Heading 2", "楷体_GB2312", 16),
        ("Normal", "仿宋_GB2312", 16),
    ],
)
def test_styles_name_the_official_fonts(document: Document, style: str, font: str, size: int) -> None:
    found = docx.Document(BytesIO(write_docx(document))).styles[style]
    assert found.element.rPr.rFonts.get(f"{W}eastAsia") == font
    assert found.element.rPr.rFonts.get(f"{W}ascii") == "Times New Roman"
    assert found.font.size.pt == size


def test_page_numbers_stand_outside_on_odd_and_even_pages(parts: dict[str, str]) -> None:
    assert "<w:evenAndOddHeaders/>" in parts["word/settings.xml"]
    for part, side in (("word/footer1.xml", "right"), ("word/footer2.xml", "left")):
        assert f'<w:jc w:val="{side}"/>' in parts[part]
        assert "".join(etree.fromstring(parts[part].encode()).itertext()) == "— 1 —"


def test_a_run_in_heading_is_set_in_its_own_type_before_body_text(document: Document) -> None:
    paragraphs = docx.Document(BytesIO(write_docx(document))).paragraphs
    paragraph = next(each for each in paragraphs if each.text.startswith("（一）"))
    lead, *rest = paragraph.runs
    assert (lead.text, lead.style.name) == ("（一）营造氛围。", "二级标题（段内）")
    assert {run.style.name for run in rest} == {"Default Paragraph Font"}


@pytest.mark.parametrize(
    ("name", "indents"),
    [("澄川区平安建设领导小组办公室", [2, 7.5]), ("平安办", [7.5, 2]), ("澄川区办公室", [4.5, 2]), ("办" * 30, [2, 2])],
)
def test_the_date_begins_two_characters_right_of_the_name(name: str, indents: list[float]) -> None:
    blocks = (Block("signature", (Run(name),)), Block("date", (Run("2026年11月8日"),)))
    paragraphs = docx.Document(BytesIO(write_docx(Document("", blocks)))).paragraphs
    found = [paragraph.paragraph_format.right_indent for paragraph in paragraphs]
    assert [round(indent.twips / 315, 1) for indent in found if indent is not None] == indents


def test_control_characters_and_markup_in_a_text_do_no_harm() -> None:
    blocks = (Block("paragraph", (Run("甲\x00\x0b<w:t>&乙\ufffe"),)),)
    assert read_docx_text(write_docx(Document("", blocks))) == "甲 <w:t>&乙"


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0"])
def test_what_is_no_docx_is_told_so(content: bytes) -> None:
    with pytest.raises(TextProblem, match=r"report\.not_docx"):
        read_docx_text(content)
