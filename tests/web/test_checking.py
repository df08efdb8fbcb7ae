"""查稿: a draft with each number judged; nothing of it is kept."""

from __future__ import annotations

import io
import uuid
from datetime import date

import pytest

from yiben.documents.models import Document
from yiben.ledger.actions import record_entry
from yiben.ledger.queries import last_seq

ADDRESS = "/checking/"


@pytest.fixture
def banners(cast) -> None:
    """163 banners of this year."""
    record_entry(
        cast.caller("community_secretary"),
        uid=str(uuid.uuid4()),
        book="publicity_material",
        unit=cast.unit("community"),
        on=date(2026, 3, 5),
        values={"kind": "banner", "campaign": "safe_community", "quantity": "163"},
    )


def sent(text: str, **more: object) -> dict[str, object]:
    return {"text": text, "unit": "LX", "period": "2026", **more}


def test_what_differs_shows_both_numbers_and_leads_to_the_figure(browse, banners):
    shown = browse("district_officer").post(ADDRESS, sent("共悬挂横幅150条，走访群众12户。")).content.decode()
    assert 'class="y-fig y-v differs"' in shown
    assert 'class="y-v no_source"' in shown
    assert "/figures/safe_community.banners/?unit=LX&amp;period=2026" in shown
    assert "163条" in shown
    assert "−13条" in shown


def test_what_agrees_is_marked_so(browse, banners):
    shown = browse("district_officer").post(ADDRESS, sent("共悬挂横幅160余条。")).content.decode()
    assert 'class="y-fig y-v agrees"' in shown
    assert 'differs"' not in shown.partition("<article")[2]


def test_what_does_not_agree_within_the_draft_is_said_beside_the_number(browse):
    shown = browse("district_officer").post(ADDRESS, sent("走访1200户，其中满意1100户，满意率95%。")).content.decode()
    article = shown.partition("<article")[2].partition("</article>")[0]
    assert 'class="y-v wrong"' in article
    assert "92%" in article


def test_a_file_is_read_and_nothing_of_it_is_kept(browse, banners):
    before, entries = Document.objects.count(), last_seq()
    upload = io.BytesIO("共悬挂横幅160余条。".encode())
    upload.name = "汇报.txt"
    page = browse("district_officer").post(ADDRESS, sent("", draft=upload))
    assert 'class="y-fig y-v agrees"' in page.content.decode()
    assert (Document.objects.count(), last_seq()) == (before, entries)


def test_nothing_to_check_is_said_and_the_choices_stay(browse):
    page = browse("district_officer").post(ADDRESS, sent("  ", other_period="2025Q1"))
    assert page.status_code == 422
    assert 'value="2025Q1"' in page.content.decode()
    assert 'role="alert"' in page.content.decode()


def test_a_period_that_is_none_keeps_the_pasted_text(browse):
    page = browse("district_officer").post(ADDRESS, sent("悬挂横幅12条。", other_period="去年"))
    assert page.status_code == 422
    assert "悬挂横幅12条。" in page.content.decode()


def test_a_unit_that_is_not_theirs_is_not_asked(browse, banners):
    shown = browse("foreign_secretary").post(ADDRESS, sent("共悬挂横幅150条。")).content.decode()
    assert "163" not in shown


@pytest.mark.parametrize("name", ["resident", "system_admin", "outsider"])
def test_who_reads_no_figures_checks_no_draft(browse, name):
    assert browse(name).get(ADDRESS).status_code == 403
    assert browse(name).post(ADDRESS, sent("悬挂横幅12条。")).status_code == 403


def test_the_list_of_reports_leads_here(browse):
    assert f'href="{ADDRESS}"' in browse("district_officer").get("/reports/").content.decode()
