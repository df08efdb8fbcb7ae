"""What is written by hand in a report stays when figures are recomputed, and is held to what was handed out."""

from __future__ import annotations

import io
import zipfile
from datetime import date

import pytest

from tests.cast import Cast
from tests.ledger.facts import record
from yiben.audit.callers import SYSTEM
from yiben.errors import Refusal
from yiben.metrics.periods import parse_period
from yiben.metrics.scopes import Scope
from yiben.reports.actions import download_report, download_with_sources, write_by_hand
from yiben.reports.docx_writer import read_docx_lines
from yiben.reports.queries import render_report
from yiben.reports.verifying import verify_report

KEY = "safe_community/annual"


@pytest.fixture
def scope(cast: Cast) -> Scope:
    record(cast.unit("community"), date(2026, 3, 9))
    return Scope(cast.unit("district"), parse_period("2026"))


def kept(scope: Scope) -> tuple[bytes, object]:
    return download_with_sources(SYSTEM, KEY, scope, lambda use, where: f"http://ledger/{use.key}/{where.unit.code}")


def test_it_stays_when_the_figures_change(cast: Cast, scope: Scope) -> None:
    assert write_by_hand(SYSTEM, KEY, scope, {"problems": "夜班职工来得少。\n\n 另有2处漏贴。"}) == 1
    record(cast.unit("community"), date(2026, 3, 10))
    rendered = render_report(SYSTEM, KEY, scope)
    written = [block.text for block in rendered.document.blocks if block.place and block.kind == "paragraph"]
    assert written == ["夜班职工来得少。", "另有2处漏贴。"]
    assert rendered.figures["events"].value == 2


def test_what_did_not_change_is_not_kept_again(scope: Scope) -> None:
    write_by_hand(SYSTEM, KEY, scope, {"problems": "夜班职工来得少。"})
    assert write_by_hand(SYSTEM, KEY, scope, {"problems": "夜班职工来得少。\n"}) == 0


def test_a_place_that_is_not_there_and_too_much_are_refused(scope: Scope) -> None:
    for written, code in (({"nowhere": "甲"}, "hand_unknown"), ({"problems": "甲" * 20_001}, "hand_too_long")):
        with pytest.raises(Refusal) as refused:
            write_by_hand(SYSTEM, KEY, scope, written)
        assert refused.value.code == code


def test_who_may_not_hand_the_report_out_may_not_write_in_it(cast: Cast, scope: Scope) -> None:
    with pytest.raises(Refusal) as refused:
        write_by_hand(cast.caller("resident"), KEY, scope, {"problems": "甲"})
    assert refused.value.code == "no_access"


def test_a_report_handed_out_is_held_against_what_was_written_then(scope: Scope) -> None:
    write_by_hand(SYSTEM, KEY, scope, {"problems": "夜班职工来得少。"})
    content, _rendered = download_report(SYSTEM, KEY, scope)
    write_by_hand(SYSTEM, KEY, scope, {"problems": "夜班职工来得多。"})
    found = verify_report(SYSTEM, content)
    assert (found.is_untouched, found.holds) == (True, True)


def test_the_clean_copy_holds_no_link_and_no_mark(scope: Scope) -> None:
    write_by_hand(SYSTEM, KEY, scope, {"problems": "另有2处漏贴。"})
    content, _rendered = download_report(SYSTEM, KEY, scope)
    parts = zipfile.ZipFile(io.BytesIO(content))
    assert not [name for name in parts.namelist() if b"http://ledger" in parts.read(name)]
    assert "另有2处漏贴。" in read_docx_lines(content)
    assert b"hyperlink" not in parts.read("word/document.xml")


def test_the_copy_with_sources_marks_what_was_typed_and_names_every_source(scope: Scope) -> None:
    write_by_hand(SYSTEM, KEY, scope, {"problems": "另有2处漏贴。"})
    content, rendered = kept(scope)
    lines = read_docx_lines(content)
    assert "另有2处〔无来源〕漏贴。" in lines
    rows = [line.split("\t") for line in lines[lines.index("数据来源") + 2 : -1]]
    assert len(rows) == len(rendered.document.figures) + 1
    assert [row[2] for row in rows if row[1] == "2处"] == ["手工填写，无来源"]
    assert b'r:id="' in zipfile.ZipFile(io.BytesIO(content)).read("word/document.xml")


def test_the_copy_with_sources_is_recognised_too(scope: Scope) -> None:
    write_by_hand(SYSTEM, KEY, scope, {"problems": "另有2处漏贴。"})
    found = verify_report(SYSTEM, kept(scope)[0])
    assert (found.is_untouched, found.holds) == (True, True)


def test_a_cell_that_was_changed_is_found(scope: Scope) -> None:
    import docx

    content, _rendered = download_report(SYSTEM, KEY, scope)
    paper = docx.Document(io.BytesIO(content))
    paper.tables[-1].rows[-1].cells[1].paragraphs[0].runs[0].text = "7"
    saved = io.BytesIO()
    paper.save(saved)
    found = verify_report(SYSTEM, saved.getvalue())
    assert [(each.kept.split("\t")[1], each.computed.split("\t")[1]) for each in found.changes] == [("7", "1")]
