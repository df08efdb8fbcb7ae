"""Only the runs that hold a number change; everything else of the file keeps its bytes."""

from __future__ import annotations

import zipfile
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.rolling.papers import NS, changed, deleted, inserted, paper, part, run, text_of, with_body
from yiben.errors import Refusal
from yiben.rolling.package import open_word
from yiben.rolling.patching import Edit, patch
from yiben.rolling.running import running_text

pytestmark = pytest.mark.pure


def patched(data: bytes, *swaps: tuple[str, str], mark: str = "", colour: str = "") -> bytes:
    word = open_word("a.docx", data)
    text = running_text(word)
    edits = []
    for number, (old, new) in enumerate(swaps):
        start = text.text.index(old)
        edits.append(Edit(start, start + len(old), new, mark and f"{mark}{number}", colour))
    patch(word, text, edits)
    return word.saved()


def test_a_number_over_several_runs_keeps_the_type_of_its_tail():
    made = patched(paper(["共悬挂", "1", "6", "0余条横幅"]), ("160余条", "180余条"))
    assert text_of(made).startswith("共悬挂180余条横幅")
    assert "<w:t>余条横幅</w:t>" in part(made, "word/document.xml")


def test_every_other_part_keeps_its_bytes():
    data = paper("共163条。", head="2025年", foot="第2页")
    made = patched(data, ("163条", "187条"))
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(BytesIO(made)) as new:
        assert old.namelist() == new.namelist()
        same = [name for name in old.namelist() if not name.startswith(("word/document", "word/header", "word/footer"))]
        assert all(old.read(name) == new.read(name) for name in same)


def test_cells_heads_and_feet_are_text_too():
    data = paper("正文。", table=[["项目", "2025年（场）"], ["讲座", "12"]], head="2025年简报", foot="第3期")
    made = patched(data, ("2025年（", "2026年（"), ("12", "15"), ("2025年简报", "2026年简报"), ("第3期", "第4期"))
    assert text_of(made) == "正文。\n项目\t2026年（场）\n讲座\t15\n第4期\n2026年简报\n"


def test_a_note_is_text_too():
    note = f'<w:footnotes {NS}><w:footnote w:id="2"><w:p>{run("含补报12条")}</w:p></w:footnote></w:footnotes>'
    data = with_body(f"<w:p>{run('共163条')}</w:p>", parts={"word/footnotes.xml": note})
    assert "含补报15条" in text_of(patched(data, ("12条", "15条")))


def test_what_was_deleted_is_not_read_and_what_was_inserted_is():
    data = with_body(f"<w:p>{run('共')}{deleted('150')}{inserted('163')}{run('条')}</w:p>")
    made = patched(data, ("163条", "187条"))
    assert "共187条" in text_of(made)
    assert "<w:delText>150</w:delText>" in part(made, "word/document.xml")


def test_a_box_changes_for_older_programs_as_well():
    box = "<w:r><mc:AlternateContent><mc:Choice Requires='wps'>{0}</mc:Choice><mc:Fallback>{0}</mc:Fallback></mc:AlternateContent></w:r>"
    inner = f"<w:txbxContent><w:p>{run('共163条')}</w:p></w:txbxContent>".replace("<w:p>", "<w:p >")
    made = patched(with_body(f"<w:p>{box.format(inner)}</w:p>"), ("163条", "187条"), mark="_yb_")
    assert text_of(made).count("187条") == 1
    assert part(made, "word/document.xml").replace("</w:t></w:r><w:bookmark", "").count("187条") == 2


@given(st.lists(st.sampled_from(["共", "1", "63", "条", "，", "2025", "年", " ", "横幅"]), min_size=1, max_size=12))
def test_the_same_values_leave_the_text_as_it_is(pieces):
    data = paper(pieces)
    word = open_word("a.docx", data)
    text = running_text(word)
    edits = [Edit(each.start, each.end, text.text[each.start : each.end]) for each in text.pieces]
    before = part(data, "word/document.xml").partition("?>")[2].strip()
    patch(word, text, edits)
    assert part(word.saved(), "word/document.xml").partition("?>")[2].strip() == before


def test_bookmarks_enclose_the_number_and_nothing_else():
    made = patched(paper("共163条，发放12册。"), ("163条", "187条"), ("12册", "15册"), mark="_yb_ab_")
    again = running_text(open_word("a.docx", made))
    assert {name: again.text[slice(*span)] for name, span in again.marks.items()} == {
        "_yb_ab_0": "187条",
        "_yb_ab_1": "15册",
    }


def test_a_number_that_nobody_decided_on_is_highlighted_alone():
    xml = part(patched(paper("共163条。"), ("163条", "163条"), colour="yellow"), "word/document.xml")
    assert xml.count("w:highlight") == 1
    assert '<w:highlight w:val="yellow"/></w:rPr><w:t>163条</w:t>' in xml


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"%PDF-1.4 ", "rolling_not_word"),
        (b"plain text", "rolling_not_word"),
        (changed(paper("a"), {"word/vbaProject.bin": b"x"}), "rolling_macros"),
        (changed(paper("a"), {"word/document.xml": b"<w:document"}), "document_broken"),
        (changed(paper("a"), {"word/document.xml": b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"}), "document_broken"),
        (paper("a")[:-40], "document_broken"),
    ],
)
def test_what_cannot_be_written_on_is_refused(data, code):
    with pytest.raises(Refusal) as refused:
        open_word("a.docx", data)
    assert refused.value.code == code


def test_an_old_word_file_without_libreoffice_is_refused_in_words(monkeypatch):
    monkeypatch.setattr("shutil.which", lambda _name: None)
    old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + "WordDocument".encode("utf-16-le") + bytes(104)
    with pytest.raises(Refusal) as refused:
        open_word("总结.doc", old)
    assert refused.value.code == "converter_missing"
