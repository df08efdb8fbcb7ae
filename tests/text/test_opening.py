import docx
import pytest

from tests.text.samples import SCHEME, archive, pdf_document, saved, word_document
from yiben.errors import TextProblem
from yiben.text.opening import LARGEST, open_document
from yiben.text.page_paragraphs import paragraphs
from yiben.text.reading import read_bytes

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
DOCUMENT = (
    b'<?xml version="1.0"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le"])
def test_text_is_read_in_any_encoding(encoding):
    assert open_document(SCHEME.encode(encoding)).text == SCHEME


def test_big5_is_told_from_gb18030():
    letter = "各位居民：本月份的會議時間改為星期六上午，請準時參加，不要遲到。工作人員會在門口等候。"
    assert open_document(letter.encode("big5")).text == letter


def test_three_characters_of_gbk_are_not_taken_for_big5():
    assert open_document("街道办".encode("gbk")).text == "街道办"


def test_a_word_document_gives_the_same_tasks_as_its_text():
    word, plain = read_bytes(word_document(SCHEME)), read_bytes(SCHEME.encode())
    assert word.kind == "docx"
    assert [(each.text, each.deadline) for each in word.tasks] == [(each.text, each.deadline) for each in plain.tasks]


def test_a_table_gives_lines_with_tabs():
    document = docx.Document()
    table = document.add_table(rows=1, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text = "社区", "户数"
    assert open_document(saved(document)).text == "社区\t户数"


def test_a_web_page_gives_what_a_reader_sees():
    page = "<html><head><title>无</title></head><body><p>第一段</p><script>x()</script><div>第二段</div></body></html>"
    assert open_document(page.encode()).text == "第一段\n第二段"


def test_a_table_of_a_web_page_keeps_its_columns():
    page = (
        "<table><tr><td><p>单位</p></td><td>任务</td><td>时限</td></tr>"
        "<tr><td rowspan='2'>宣传办</td><td><p>更新</p><p>广告牌</p></td><td>5月</td></tr>"
        "<tr><td colspan='2'>检查网吧</td></tr></table>"
    )
    rows = ["单位\t任务\t时限", "宣传办\t更新 广告牌\t5月", "\t检查网吧\t"]
    assert open_document(f"<html><meta charset='utf-8'>{page}</html>".encode(), "x.html").text.split("\n") == rows


def test_cells_that_span_columns_keep_the_others_in_their_place():
    document = docx.Document()
    table = document.add_table(rows=2, cols=3)
    for cell, said in zip(table.rows[0].cells, ("任务", "单位", "时限"), strict=True):
        cell.text = said
    table.rows[1].cells[0].merge(table.rows[1].cells[1]).text = "检查\t网吧"
    table.rows[1].cells[2].text = "每月"
    inner = table.rows[0].cells[0].add_table(rows=1, cols=2)
    inner.rows[0].cells[0].text, inner.rows[0].cells[1].text = "甲", "乙"
    assert open_document(saved(document), "x.docx").text.split("\n") == ["任务 甲 乙\t单位\t时限", "检查 网吧\t\t每月"]


def test_deleted_text_is_left_out_and_said():
    changed = (
        DOCUMENT
        + "<w:p><w:del><w:r><w:delText>旧</w:delText></w:r></w:del><w:ins><w:r><w:t>新</w:t></w:r></w:ins></w:p></w:body></w:document>".encode()
    )
    source = open_document(archive({"word/document.xml": changed}))
    assert (source.text, source.warnings) == ("新", ("tracked_changes",))


def test_a_text_box_is_read_once_behind_its_paragraph():
    boxed = "<w:p><w:r><w:t>正文</w:t><w:pict><w:txbxContent><w:p><w:r><w:t>框里的字</w:t></w:r></w:p></w:txbxContent></w:pict></w:r></w:p>"
    changed = DOCUMENT + f"{boxed}</w:body></w:document>".encode()
    assert open_document(archive({"word/document.xml": changed})).text == "正文\n框里的字"


def test_the_numbers_that_word_computes_are_written_out():
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    level = '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="%1、"/></w:lvl>'
    numbering = f'<w:numbering {space}><w:abstractNum w:abstractNumId="0">{level}</w:abstractNum><w:num w:numId="7"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
    one = '<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="7"/></w:numPr></w:pPr><w:r><w:t>{}</w:t></w:r></w:p>'
    body = DOCUMENT + f"{one.format('总体要求')}{one.format('工作任务')}</w:body></w:document>".encode()
    packed = archive({"word/document.xml": body, "word/numbering.xml": numbering.encode()})
    assert open_document(packed).text == "一、总体要求\n二、工作任务"


def test_the_text_layer_of_a_pdf_is_read():
    source = open_document(pdf_document("First line here.", "Second line here."))
    assert (source.kind, source.text.split("\n")) == ("pdf", ["First line here.", "Second line here."])


def test_a_pdf_without_text_is_said_to_be_a_scan():
    with pytest.raises(TextProblem) as refused:
        open_document(pdf_document(), "扫描件")
    assert (refused.value.code, refused.value.data["pages"]) == ("document_is_scan", 1)


def test_a_line_that_runs_to_the_margin_goes_on_in_the_next():
    lines = [
        "各社区要在 3 月底前完成独居老人登记，建立互助台",
        "账。",
        "（一）广泛宣传。印制手册，召开联席会议，形成好氛围。",
        "二、步骤",
    ]
    assert paragraphs(lines) == ["各社区要在3月底前完成独居老人登记，建立互助台账。", lines[2], lines[3]]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "document_empty"),
        (b" \n\t ", "document_empty"),
        (b"x" * (LARGEST + 1), "document_too_large"),
        (archive({"xl/workbook.xml": b"<broken"}), "document_broken"),
        (archive({"word/document.xml": b"<broken"}), "document_broken"),
        (b"PK\x03\x04 cut off", "document_broken"),
        (b"\x89PNG\r\n\x1a\n" + b"0" * 64, "document_is_picture"),
        (OLE.ljust(512, b"\0") + "EncryptedPackage".encode("utf-16-le").ljust(128, b"\0"), "document_encrypted"),
        (b"%PDF-1.7 nothing", "document_broken"),
        (archive({"photo.bin": bytes(range(8)) * 9}), "document_unknown"),
        (archive({"word/document.xml": DOCUMENT, "word/media/bomb": b"\0" * 60_000_000}), "document_inflates"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_reason(data, code):
    with pytest.raises(TextProblem) as refused:
        open_document(data, "附件")
    assert (refused.value.code, refused.value.data["name"]) == (code, "附件")
