"""One damaged scheme as .txt, .docx and .pdf gives the same tasks. The PDF is printed by Chromium, as from a browser."""

from __future__ import annotations

import io
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import docx
import pytest
from playwright.sync_api import sync_playwright

from yiben.seeding.shipped import pack_files

TEXT = pack_files("safe_community")["demo/scheme.txt"].decode()
TOLD = ("title", "unit", "co_units", "by_each", "starts_on", "due_on", "recurrence", "target", "target_word", "book")


def as_docx() -> bytes:
    paper, kept = docx.Document(), io.BytesIO()
    for line in TEXT.splitlines():
        paper.add_paragraph(line)
    paper.save(kept)
    return kept.getvalue()


def as_pdf() -> bytes:
    """Printed in a thread of its own: in this one a browser of other tests may be open."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(_printed).result()


def _printed() -> bytes:
    body = "".join(f"<p>{line}</p>" for line in TEXT.splitlines())
    with sync_playwright() as drive:
        browser = drive.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        page = browser.new_page()
        page.set_content(f"<html lang='zh'><body style='font-size: 16pt'>{body}</body></html>")
        printed = page.pdf(format="A4")
        browser.close()
    return printed


def proposals(cast, name: str, data: bytes) -> list[list[object]]:
    from yiben.documents.actions import upload_document
    from yiben.plans.actions import begin_plan

    officer, unit = cast.caller("subdistrict_officer"), cast.unit("subdistrict")
    document = upload_document(officer, unit=unit, name=name, data=data)
    plan = begin_plan(officer, document, unit=unit, day=date(2026, 2, 26))
    return [[each.terms[name] for name in TOLD] for each in plan.proposed.order_by("order")]


@pytest.fixture
def from_text(cast, settings, tmp_path):
    settings.DOCUMENT_FOLDER = tmp_path / "documents"
    found = proposals(cast, "方案.txt", TEXT.encode("gb18030", errors="strict"))
    assert len(found) > 10
    return found


@pytest.mark.parametrize(("name", "data"), [("方案.docx", as_docx), ("方案.pdf", as_pdf)])
def test_the_same_scheme_in_another_file_gives_the_same_tasks(cast, from_text, name, data):
    assert proposals(cast, name, data()) == from_text
