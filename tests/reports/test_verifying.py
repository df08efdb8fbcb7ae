"""A report that was handed out is found again and held against the ledger as of its number."""

from __future__ import annotations

import io
import uuid
from datetime import date

import docx
import pytest

from yiben.audit.callers import SYSTEM
from yiben.errors import Refusal
from yiben.metrics.periods import parse_period
from yiben.metrics.scopes import Scope
from yiben.reports.actions import download_report
from yiben.reports.verifying import verify_report


def record(cast, people):
    from yiben.ledger.actions import record_entry

    given = {"book": "activity", "unit": cast.unit("community"), "on": date(2026, 4, 3)}
    values = {"theme": "平安宣传", "series": "safe_communities", "participants": str(people), "booklets": "120"}
    record_entry(SYSTEM, uid=str(uuid.uuid4()), values=values, **given)


@pytest.fixture
def handed_out(cast) -> bytes:
    record(cast, 46)
    content, _rendered = download_report(
        SYSTEM, "safe_community/annual", Scope(cast.unit("district"), parse_period("2026"))
    )
    return content


def test_what_was_handed_out_holds_also_when_the_ledger_has_gone_on(handed_out, cast):
    record(cast, 99)
    found = verify_report(SYSTEM, handed_out)
    assert (found.is_untouched, found.holds, len(found.rendered.document.figures) > 10) == (True, True, True)


def test_a_number_that_somebody_changed_is_shown_beside_the_computed_one(handed_out):
    document, kept = docx.Document(io.BytesIO(handed_out)), io.BytesIO()
    paragraph = next(each for each in document.paragraphs if "120册" in each.text)
    text = paragraph.text.replace("120册", "1200册")
    for run in paragraph.runs[1:]:
        run.text = ""
    paragraph.runs[0].text = text
    document.save(kept)
    found = verify_report(SYSTEM, kept.getvalue())
    assert (found.is_untouched, found.holds) == (False, False)
    assert [("1200册" in each.kept, "1200册" in each.computed) for each in found.changes] == [(True, False)]


def test_a_file_that_was_only_saved_again_holds_by_its_text(handed_out):
    kept = io.BytesIO()
    docx.Document(io.BytesIO(handed_out)).save(kept)
    found = verify_report(SYSTEM, kept.getvalue())
    assert found.holds


def test_a_report_of_somebody_else_is_not_ours(handed_out):
    kept, other = io.BytesIO(), docx.Document()
    other.add_paragraph("关于别的事的报告")
    other.save(kept)
    with pytest.raises(Refusal, match="report_not_ours"):
        verify_report(SYSTEM, kept.getvalue())


@pytest.mark.django_db
def test_what_is_no_document_is_refused():
    with pytest.raises(Refusal, match="layout_unreadable"):
        verify_report(SYSTEM, b"nothing")
