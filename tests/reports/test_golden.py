"""The golden documents are still what they were: their paragraphs exactly, their printed pages roughly."""

import io
import json
import shutil

import pytest

from tests.reports.golden import DOCUMENTS, KEPT, ink, pages, structure
from yiben.reports.layout_checking import check_layout
from yiben.reports.printing import stand_ins

SLACK = 8
"""Millimetres by which the edge of what is printed may move: other fonts, another LibreOffice."""
needs_office = pytest.mark.skipif(
    not (shutil.which("soffice") or shutil.which("libreoffice")), reason="LibreOffice is not installed"
)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_document_consists_of_what_it_did(name: str) -> None:
    assert structure(name, DOCUMENTS[name]()) == (KEPT / f"{name}.txt").read_text("utf-8")


@pytest.mark.parametrize("name", ["report", "notice", "joint", "minutes"])
def test_a_document_departs_in_nothing_from_the_standard(name: str) -> None:
    assert list(check_layout(DOCUMENTS[name]())) == []


@needs_office
@pytest.mark.looks
@pytest.mark.parametrize("name", DOCUMENTS)
def test_its_pages_are_printed_where_they_were(name: str) -> None:
    kept = json.loads((KEPT / "printed.json").read_text("utf-8"))[name]
    printed = [ink(page) for page in pages(name, DOCUMENTS[name]())]
    assert len(printed) == len(kept)
    if all(stand_ins().values()):
        apart = [abs(a - b) for now, then in zip(printed, kept, strict=True) for a, b in zip(now, then, strict=True)]
        assert max(apart) <= SLACK, printed


@needs_office
@pytest.mark.looks
def test_rare_characters_are_printed_and_totals_computed_in_a_form() -> None:
    import pypdfium2

    from yiben.text.opening_office import converted

    pdf = pypdfium2.PdfDocument(io.BytesIO(converted(DOCUMENTS["form"](), "form.xlsx", "pdf")))
    text = pdf[0].get_textpage().get_text_range()
    assert "苏䶮" in text
    assert "邵喆" in text
    assert "合计 5 206 16 710" in " ".join(text.split())
