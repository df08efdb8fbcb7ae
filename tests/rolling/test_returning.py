"""The round trip: edited in WPS, handed in again; figures are found, changed ones wait for a decision, text is kept."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
from dataclasses import replace

import docx
import pytest
from lxml import etree

from tests.rolling.papers import changed, part, text_of
from tests.rolling.papers import paper as paper_of
from yiben.errors import Refusal
from yiben.rolling.actions import decide, hand_out, take_back
from yiben.rolling.models import RolledCopy
from yiben.rolling.numbers import Number
from yiben.rolling.queries import numbers_of
from yiben.rolling.returning import find_again
from yiben.rolling.running import Piece, RunningText

OFFICER = "district_officer"


@pytest.fixture
def working(cast, rolled) -> bytes:
    return hand_out(cast.caller(OFFICER), rolled, RolledCopy.WORKING)


def edited(data: bytes, *swaps: tuple[str, str]) -> bytes:
    xml = part(data, "word/document.xml")
    for old, new in swaps:
        assert old in xml, old
        xml = xml.replace(old, new, 1)
    return changed(data, {"word/document.xml": xml.encode()})


def back(cast, rolled, data: bytes):
    return take_back(cast.caller(OFFICER), rolled, name="2026年总结.docx", data=data)


def states(paper) -> dict[str, tuple[str, str]]:
    return {each.text: (each.bound, each.new) for each in numbers_of(paper)}


def test_nothing_edited_means_nothing_to_decide(cast, rolled, working):
    paper, returned = back(cast, rolled, working)
    assert (returned.changed, returned.gone) == ([], [])
    assert states(paper)["180余条"] == ("safe_community.banners", "180余条")


def test_a_number_changed_by_hand_waits_and_text_by_hand_stays(cast, rolled, working):
    data = edited(working, ("<w:t>180</w:t>", "<w:t>190</w:t>"), ("走访商户", "认真走访沿街商户"))
    paper, returned = back(cast, rolled, data)
    assert [paper.numbers[at]["text"] for at in returned.changed] == ["190余条"]
    assert states(paper)["190余条"] == ("", "")
    at = returned.changed[0]
    mine = decide(cast.caller(OFFICER), paper, {at: "="}, (), looked_at=True)
    said = text_of(hand_out(cast.caller(OFFICER), mine, RolledCopy.CLEAN))
    assert "190余条" in said
    assert "认真走访沿街商户48家" in said
    ledgers = decide(cast.caller(OFFICER), paper, {at: "safe_community.banners"}, (), looked_at=True)
    assert "180余条" in text_of(hand_out(cast.caller(OFFICER), ledgers, RolledCopy.CLEAN))


def test_without_bookmarks_numbers_are_found_by_place_and_value(cast, rolled, working):
    bare = re.sub(r"<w:bookmark(?:Start|End)[^>]*/>", "", part(working, "word/document.xml"))
    paper, returned = back(cast, rolled, changed(working, {"word/document.xml": bare.encode()}))
    assert (returned.changed, returned.gone) == ([], [])
    assert states(paper)["14.7%"] == ("safe_community.banners:change", "14.7%")


def test_a_sentence_that_was_deleted_is_said_to_be_gone(cast, rolled, working):
    document = docx.Document(io.BytesIO(working))
    document.paragraphs[2].clear()
    kept = io.BytesIO()
    document.save(kept)
    _paper, returned = back(cast, rolled, kept.getvalue())
    assert any("180余条" in each for each in returned.gone)


def test_another_file_is_not_taken_for_the_paper(cast, rolled, working):
    with pytest.raises(Refusal) as refused:
        back(cast, rolled, paper_of("今年工作顺利。"))
    assert refused.value.code == "rolling_other_paper"
    rolled.refresh_from_db()
    assert rolled.returns == 0


def test_our_highlights_come_back_and_do_not_go_out(cast, rolled, working):
    assert "w:highlight" in part(working, "word/document.xml")
    paper, _returned = back(cast, rolled, working)
    paper = decide(cast.caller(OFFICER), paper, {}, (), looked_at=True)
    assert "w:highlight" not in part(hand_out(cast.caller(OFFICER), paper, RolledCopy.CLEAN), "word/document.xml")


def test_numbers_that_touch_each_other_are_kept_apart():
    text = RunningText("12场15次")
    text.pieces.append(Piece(0, 6, etree.Element("t"), "word/document.xml"))
    text.marks.update({"_yb_ab_0": (0, 3), "_yb_ab_1": (3, 6)})
    ours = [Number(0, 3, "12场", "场", bound="a", new="12场"), Number(3, 6, "15次", "次", bound="b", new="15次")]
    returned = find_again("ab", text, ours, [replace(each, bound="") for each in ours])
    assert [(each.text, each.bound) for each in returned.numbers] == [("12场", "a"), ("15次", "b")]
    assert not returned.changed


def test_a_number_typed_anew_has_no_source(cast, rolled, working):
    paper, _returned = back(cast, rolled, edited(working, ("走访商户", "新增志愿服务队7支，走访商户")))
    assert states(paper)["7支"] == ("", "")


def test_changes_and_comments_are_kept_and_hold_the_clean_copy_back(cast, rolled, working):
    swap = (
        "<w:t>余条</w:t></w:r>",
        '<w:t>余条</w:t></w:r><w:ins w:id="901" w:author="张三" w:date="2026-01-05T08:00:00Z"><w:r><w:t>（含补报）</w:t></w:r></w:ins>',
    )
    paper, _returned = back(cast, rolled, edited(working, swap))
    paper = decide(cast.caller(OFFICER), paper, {}, (), looked_at=True)
    assert "w:ins " in part(hand_out(cast.caller(OFFICER), paper, RolledCopy.WORKING), "word/document.xml")
    with pytest.raises(Refusal) as refused:
        hand_out(cast.caller(OFFICER), paper, RolledCopy.CLEAN)
    assert (refused.value.code, refused.value.data["revisions"]) == ("rolling_unsettled", 1)
    accepted = hand_out(cast.caller(OFFICER), paper, RolledCopy.CLEAN, accept=True)
    assert "180余条（含补报）" in text_of(accepted)
    assert "w:ins " not in part(accepted, "word/document.xml")


def test_a_number_changed_with_changes_tracked_is_found_changed(cast, rolled, working):
    xml = part(working, "word/document.xml")
    found = re.search(r"<w:r>(?:<w:rPr>(?:(?!</w:r>).)*</w:rPr>)?<w:t>180</w:t></w:r>", xml)
    assert found
    dead = found[0].replace("<w:t>", "<w:delText>").replace("</w:t>", "</w:delText>")
    author = 'w:author="张三" w:date="2026-01-05T08:00:00Z"'
    tracked = (
        f'<w:del w:id="902" {author}>{dead}</w:del><w:ins w:id="903" {author}>{found[0].replace("180", "170")}</w:ins>'
    )
    data = changed(working, {"word/document.xml": xml.replace(found[0], tracked).encode()})
    paper, returned = back(cast, rolled, data)
    assert [paper.numbers[at]["text"] for at in returned.changed] == ["170余条"]


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not here")
def test_a_round_trip_through_libreoffice_finds_every_figure_again(cast, rolled, working, tmp_path):
    file = tmp_path / "a.docx"
    file.write_bytes(edited(working, ("走访商户", "认真走访商户")))
    command = [
        "soffice",
        f"-env:UserInstallation=file://{tmp_path}/profile",
        "--headless",
        "--convert-to",
        "docx:MS Word 2007 XML",
    ]
    subprocess.run(
        [*command, "--outdir", str(tmp_path / "out"), str(file)], capture_output=True, timeout=120, check=True
    )
    paper, returned = back(cast, rolled, (tmp_path / "out/a.docx").read_bytes())
    assert (returned.changed, returned.gone) == ([], [])
    assert states(paper)["180余条"] == ("safe_community.banners", "180余条")
    assert "认真走访商户48家" in text_of(hand_out(cast.caller(OFFICER), paper, RolledCopy.WORKING))
