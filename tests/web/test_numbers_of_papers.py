"""A number that a paper tells becomes an entry of the ledger: looked at first, and once."""

from __future__ import annotations

import uuid

import pytest

from yiben.ledger.actions import void_entry
from yiben.ledger.models import Entry

TOLD = """枫桥街道2025年平安宣传工作总结

一、主要做法
全年共悬挂横幅160条，发放手册3000册。
"""


@pytest.fixture
def officer(browse):
    return browse("subdistrict_officer")


@pytest.fixture
def paper(cast):
    from yiben.documents.actions import upload_document

    caller, unit = cast.caller("subdistrict_officer"), cast.unit("subdistrict")
    return upload_document(caller, unit=unit, name="总结.txt", data=TOLD.encode())


@pytest.fixture
def entering(cast):
    def form(**changes):
        sent = {
            "kind": "total",
            "value": "160",
            "measure": "publicity_material:quantity:kind=banner",
            "unit": cast.unit("subdistrict").uid,
            "start": "2025-01-01",
            "end": "2025-12-31",
        }
        return sent | changes

    return form


def text_of(response):
    return response.content.decode()


def numbers(paper):
    return f"/papers/{paper.uid}/numbers/1/"


def test_the_form_proposes_value_book_and_days(officer, paper):
    page = text_of(officer.get(numbers(paper)))
    assert 'value="160"' in page
    assert 'value="2025-01-01"' in page
    assert "横幅160条】" in page
    assert not Entry.objects.filter(kind="total").exists()


def test_a_number_becomes_a_total_that_opens_back_to_its_place(officer, paper, entering):
    page = officer.post(numbers(paper), entering(), follow=True)
    entry = Entry.objects.get(kind="total")
    start, end = TOLD.index("全年"), TOLD.index("，发放")
    assert f"/papers/{paper.uid}/?place={start}-{end}#here" in text_of(page)
    assert (entry.occurred_on.isoformat(), entry.occurred_to.isoformat()) == ("2025-01-01", "2025-12-31")


def test_the_same_number_is_entered_once(officer, paper, entering):
    officer.post(numbers(paper), entering())
    page = officer.post(numbers(paper), entering(value="161"), follow=True)
    assert page.redirect_chain[0][0].startswith("/entries/")
    assert Entry.objects.filter(kind="total").count() == 1
    assert officer.get(f"/papers/{paper.uid}/?view=facts").content.decode().count("/numbers/") == 1


def test_one_that_was_taken_back_may_be_entered_again(officer, paper, entering, cast):
    officer.post(numbers(paper), entering())
    seq = Entry.objects.get(kind="total").seq
    void_entry(cast.caller("subdistrict_officer"), seq, uid=str(uuid.uuid4()), reason="记错了")
    officer.post(numbers(paper), entering())
    assert Entry.objects.filter(kind="total").count() == 2


def test_a_number_of_another_office_says_who_gave_it(officer, paper, entering):
    assert officer.post(numbers(paper), entering(kind="external", provider="")).status_code == 422
    officer.post(numbers(paper), entering(kind="external", provider="区统计部门"))
    assert Entry.objects.filter(kind="external").count() == 1


@pytest.mark.parametrize(
    "changes", [{"measure": ""}, {"start": ""}, {"start": "去年"}, {"end": "2024-01-01"}, {"value": "x"}]
)
def test_what_cannot_be_entered_comes_back_as_typed(officer, paper, entering, changes):
    page = officer.post(numbers(paper), entering(provider="留着的单位", **changes))
    assert page.status_code == 422
    assert "留着的单位" in text_of(page)
    assert not Entry.objects.filter(kind="total").exists()


def test_who_may_not_record_enters_nothing(browse, paper, entering):
    assert browse("district_reader").post(numbers(paper), entering()).status_code in {403, 404}
    assert not Entry.objects.filter(kind="total").exists()
