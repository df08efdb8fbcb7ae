"""The mark of a state secret is found at the head of a file and in its name, and nowhere else."""

from __future__ import annotations

import io
import zipfile

import docx
import pytest
import xlsxwriter

from tests.text.samples import pdf_document
from yiben.text.secrecy import mark_in_file, mark_in_name, mark_in_text


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("机密★1年\n关于报送有关情况的通知", "机密"),
        ("000012\n秘 密 ★ 6个月\n特急\n某街道办事处文件", "秘密"),
        ("　绝密★长期\n", "绝密"),
        ("000123　　机密★3年\n", "机密"),
        ("某区文件                机密★1年", "机密"),
        ("机密\n特急\n关于……的函", "机密"),
        ("街道办事处\n文号1\n签发\n秘密 1年\n", "秘密"),
        ("标题\n密级：秘密\n", "秘密"),
        ("文号：3\t密级：机密\n", "机密"),
        ("機密★启用前", "机密"),
    ],
)
def test_a_mark_at_the_head_is_found(text, mark):
    assert mark_in_text(text) == mark


@pytest.mark.parametrize(
    "text",
    [
        "关于做好2026年保密工作的通知\n一、提高认识",
        "机密性、完整性、可用性是信息安全的三个方面。",
        "国家秘密的密级分为绝密、机密、秘密三级。",
        "国家秘密标志的形式如“机密★10年”，由★隔开。",
        "密级：绝密、机密、秘密、内部（请勾选）",
        "密级：公开\n",
        "秘密花园读书会活动方案\n时间：5月20日",
        "街道\n办事处\n社区\n居委会\n秘密\n",
        "要保守秘密，不得泄露工作秘密和商业秘密。",
        "\n" * 60 + "机密★1年",
    ],
)
def test_prose_that_speaks_of_secrets_is_no_mark(text):
    assert mark_in_text(text) == ""


def test_a_cell_that_says_secret_is_one_to_choose_from():
    assert mark_in_text("秘密\n机密", is_table=True) == ""
    assert mark_in_text("机密★1年", is_table=True) == "机密"


@pytest.mark.parametrize(
    ("name", "mark"),
    [
        ("机密★通知.docx", "机密"),
        ("【秘密】名单.xlsx", "秘密"),
        ("关于巡查的函（绝密）.pdf", "绝密"),
        ("C:\\收文\\机密 通知.doc", "机密"),
        ("保密工作总结.docx", ""),
        ("秘密花园活动.jpg", ""),
        ("机密性评估.pdf", ""),
        ("机密/普通.txt", ""),
    ],
)
def test_a_mark_in_a_name(name, mark):
    assert mark_in_name(name) == mark


def word(first: str, *, in_head: bool = False) -> bytes:
    made, kept = docx.Document(), io.BytesIO()
    (made.sections[0].header.paragraphs[0] if in_head else made.add_paragraph()).add_run(first)
    made.add_paragraph("关于开展活动的通知")
    made.save(kept)
    return kept.getvalue()


def sheet(first: str) -> bytes:
    kept = io.BytesIO()
    book = xlsxwriter.Workbook(kept)
    book.add_worksheet().write(0, 0, first)
    book.close()
    return kept.getvalue()


def packed(name: str, data: bytes) -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as archive:
        archive.writestr(name, data)
    return kept.getvalue()


def printed(line: str) -> bytes:
    """A PDF of one line: Latin letters that its font says to be the characters of the line."""
    letters = [chr(65 + place) for place in range(len(line))]
    says = "".join(f"<{ord(letter):02X}> <{ord(sign):04X}>\n" for letter, sign in zip(letters, line, strict=True))
    table = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def 1 begincodespacerange <00> <FF> "
        f"endcodespacerange {len(line)} beginbfchar\n{says}endbfchar endcmap end end"
    ).encode()
    mapped = b"/ToUnicode 6 0 R>> endobj\n6 0 obj<</Length %d>>stream\n%s\nendstream" % (len(table), table)
    return pdf_document("".join(letters)).replace(b"/BaseFont/Helvetica>>", b"/BaseFont/Helvetica" + mapped)


@pytest.mark.parametrize(
    "data",
    [
        word("机密★1年"),
        word("机密★1年", in_head=True),
        printed("机密★1年"),
        sheet("机密★1年"),
        "机密★1年\n通知".encode("gb18030"),
        "<html><body><p>机密★1年</p></body></html>".encode(),
        packed("通知.txt", "机密★1年\n通知".encode()),
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + b"\0" * 504
        + "WordDocument".encode("utf-16-le")
        + b"\0" * 8
        + "\r机密★1年\r".encode("utf-16-le"),
    ],
    ids=["docx", "head", "pdf", "xlsx", "txt", "html", "zip", "doc"],
)
def test_a_mark_is_found_in_files_of_each_kind(data):
    assert mark_in_file("通知", data) == "机密"


@pytest.mark.parametrize(
    "data",
    [
        word("关于保密工作的通知"),
        sheet("秘密"),
        "保密工作".encode(),
        b"PK\x03\x04 cut off",
        b"%PDF-1.7 nothing",
        b"",
        printed("机密性"),
        pdf_document(),
        packed("deep.zip", packed("通知.txt", "机密★1年".encode())),
    ],
    ids=["docx", "xlsx", "txt", "broken zip", "broken pdf", "nothing", "pdf", "scan", "zip in zip"],
)
def test_other_files_bear_no_mark_and_broken_ones_raise_nothing(data):
    assert mark_in_file("通知", data) == ""
