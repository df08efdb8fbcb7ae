"""A Word form's tables are filled in their runs; the rest of the file keeps its bytes."""

from __future__ import annotations

from datetime import date

from tests.forms.test_forms import fill
from tests.sheets.test_filling import packed
from tests.sheets.word import cell, docx, paragraph, run, table
from yiben.sheets.word_tables import fill_tables, open_tables

FORM = docx(
    paragraph(run("平安宣传情况表", bold=True)),
    paragraph(run("填报单位："), run("          ", bold=True), run("填报日期：    年  月  日")),
    table(
        [
            [cell("指标", merge="restart"), cell("完成情况", span=2)],
            [cell("", merge="continue"), "本月", "本年累计"],
            ["悬挂横幅（条）", "", ""],
            ["媒体报道（篇）", "", "—"],
        ]
    ),
    more={"word/styles.xml": b"<styles/>", "word/media/image1.png": bytes(range(256))},
)


def test_tables_of_a_word_form_are_read_with_their_merged_headings():
    from yiben.forms.opening import open_form

    layout = open_form(FORM, "表.docx").layout
    assert [(each.heading, each.row, each.column) for each in layout.blanks] == [
        ("悬挂横幅（条） · 完成情况/本月", 2, 1),
        ("悬挂横幅（条） · 完成情况/本年累计", 2, 2),
        ("媒体报道（篇） · 完成情况/本月", 3, 1),
    ]


def test_a_word_form_is_filled_from_the_ledger(cast, bound, officer, hang):
    hang(12, date(2026, 5, 3))
    hang(30, date(2026, 2, 3))
    _filled, content, _made = fill(officer, bound(data=FORM, name="表.docx"), cast.unit("subdistrict"))
    lines, rows = open_tables(content, "表.docx")
    assert rows.rows[2] == ("悬挂横幅（条）", "12", "42")
    assert lines.rows[1][0] == "填报单位：临溪区枫桥街道办事处  填报日期：2026年5月20日"


def test_members_of_a_word_form_that_are_not_filled_keep_their_bytes():
    before, after = packed(FORM), packed(fill_tables(FORM, {("表1", 2, 1): "12"}))
    assert {name for name in before if before[name] != after[name]} == {"word/document.xml"}


def test_a_filled_cell_keeps_its_runs_and_what_stands_beside_the_gap():
    import io
    import zipfile

    content = fill_tables(FORM, {("正文", 1, 0): "填报单位：枫桥街道填报日期：    年  月  日"})
    xml = zipfile.ZipFile(io.BytesIO(content)).read("word/document.xml").decode()
    assert '<w:r><w:rPr><w:b/></w:rPr><w:t xml:space="preserve">枫桥街道</w:t></w:r>' in xml
    assert ">填报日期：    年  月  日</w:t>" in xml
