"""Papers: handed in, found, read side by side; changes taken back; decisions sent."""

from __future__ import annotations

import json
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.plans.conftest import SCHEME
from tests.text.samples import archive
from yiben.documents.models import BatchFile, Document
from yiben.documents.repairs import changes_of, doubtful_places

TOLD = """砚湖街道平安宣传情况汇报(2025年)

一、主要做法
全年共悬挂横幅160条,发放手册□□册,繼續(xù)開展宣傳(chuán)活動(dòng)12场,服務(wù)群眾(zhòng)。
二、下一步打算
各社区6月底前张贴提示20张。
"""


@pytest.fixture
def officer(browse):
    return browse("subdistrict_officer")


@pytest.fixture
def hand_in(officer, cast):
    def send(*files, client=None):
        papers = [SimpleUploadedFile(name, data) for name, data in files]
        form = {"unit": cast.unit("subdistrict").uid, "papers": papers}
        return (client or officer).post("/papers/", form, follow=True)

    return send


@pytest.fixture
def paper(hand_in):
    hand_in(("汇报.txt", TOLD.encode()))
    return Document.objects.get()


def text_of(response):
    return response.content.decode()


def test_a_few_files_are_read_at_once_each_with_what_became_of_it(hand_in):
    page = hand_in(("包.zip", archive({"a.txt": SCHEME, "b.bin": bytes(range(8)) * 9})))
    assert page.redirect_chain[0][0].startswith("/papers/batches/")
    assert "Refresh" not in page.headers
    assert "不是能读的类型" in text_of(page)
    assert [each.state for each in BatchFile.objects.all()] == ["kept", "refused"]


def test_many_files_are_left_to_a_job_and_the_page_asks_again(hand_in):
    page = hand_in(*[(f"{n}.txt", SCHEME + str(n).encode()) for n in range(6)])
    assert page.headers["Refresh"] == "3"
    assert {each.state for each in BatchFile.objects.all()} == {"waiting"}


def test_a_paper_is_found_by_a_word_in_it(officer, paper):
    assert paper.uid in text_of(officer.get("/papers/?q=悬挂横幅"))
    assert paper.uid not in text_of(officer.get("/papers/?q=查无此词"))
    assert paper.uid in text_of(officer.get("/search/?q=悬挂横幅"))


def test_every_change_stands_in_both_texts(officer, paper):
    page, count = text_of(officer.get(f"/papers/{paper.uid}/")), len(changes_of(paper))
    assert count > 3
    assert page.count("<a class=") >= count
    assert all(f'id="c{number}"' in page and f'data-change="{number}"' in page for number in range(1, count + 1))


def test_a_change_is_taken_back_and_made_again(officer, paper):
    number = next(each.number for each in changes_of(paper) if each.repair.before == "(chuán)")
    officer.post(f"/papers/{paper.uid}/changes/{number}/", {"do": "revert"})
    assert "宣传(chuán)活" in Document.objects.get().text
    assert 'class="back"' in text_of(officer.get(f"/papers/{paper.uid}/?change={number}"))
    officer.post(f"/papers/{paper.uid}/changes/{number}/", {"do": "restore"})
    assert Document.objects.get().text == paper.text


def test_a_change_is_shown_alone_for_the_page_to_take_in(officer, paper):
    part = text_of(officer.get(f"/papers/{paper.uid}/changes/1/"))
    assert "<html" not in part
    assert "<del>(</del>" in part
    assert officer.get(f"/papers/{paper.uid}/changes/99/").status_code == 404


def test_doubtful_places_are_listed_until_they_were_compared(officer, paper):
    first, *others = doubtful_places(paper)
    assert [each.doubt.code for each in (first, *others)] == ["blot"]
    form = {"start": str(first.doubt.start)}
    assert officer.post(f"/papers/{paper.uid}/places/1/", {"start": "0"}).status_code == 404
    officer.post(f"/papers/{paper.uid}/places/1/", form)
    assert [each.is_confirmed for each in doubtful_places(paper)] == [True]


@pytest.mark.parametrize("view", ["changes", "changes&rule=width", "check", "outline", "facts", "arrived", "nonsense"])
def test_every_view_opens(officer, paper, view):
    assert officer.get(f"/papers/{paper.uid}/?view={view}").status_code == 200


def test_the_place_of_a_number_is_marked_in_the_text(officer, paper):
    start = TOLD.index("160")
    page = text_of(officer.get(f"/papers/{paper.uid}/?place={start}-{start + 3}"))
    assert '<i id="here">' in page
    assert '<b class="y-now">160</b>' in page


def test_a_plan_is_made_of_a_paper(officer, paper):
    page = officer.post(f"/papers/{paper.uid}/plan/", follow=True)
    assert page.redirect_chain[0][0].endswith("/reading/")
    assert "张贴提示20张" in text_of(page)


def test_what_was_decided_is_listed_and_sent_as_table_and_as_annotated_document(officer, paper):
    officer.post(f"/papers/{paper.uid}/changes/1/", {"do": "revert"})
    assert "人物subdistrict_officer" in text_of(officer.get(f"/papers/{paper.uid}/decisions/"))
    assert officer.get(f"/papers/{paper.uid}/decisions/?as=xlsx").content[:2] == b"PK"
    assert "街道经办人" in officer.get(f"/papers/{paper.uid}/decisions/?as=csv").content.decode("utf-8-sig")
    sent = json.loads(officer.get(f"/papers/{paper.uid}/decisions/?as=json").content)
    assert sent["source"] == "汇报.txt"
    assert {"tasks", "outline", "facts", "undecided"} <= set(sent)


def test_the_paper_is_sent_as_it_arrived(officer, paper):
    assert officer.get(f"/papers/{paper.uid}/original/").content == TOLD.encode()


def test_a_file_above_the_limit_is_refused_before_it_is_read(hand_in, settings):
    settings.DOCUMENT_LIMIT_BYTES = 16
    assert hand_in(("方案.txt", SCHEME)).status_code == 422
    assert not BatchFile.objects.exists()


@pytest.mark.parametrize("name", ["community_secretary", "foreign_secretary", "supervisor", "resident"])
def test_papers_of_others_are_not_there(browse, paper, name):
    client = browse(name)
    for path in ("", "decisions/", "original/", "changes/1/", "numbers/1/"):
        assert client.get(f"/papers/{paper.uid}/{path}").status_code in {403, 404}, path
    assert client.get("/papers/").status_code == 403
    assert client.post(f"/papers/{paper.uid}/changes/1/", {"do": "revert"}).status_code in {403, 404}
    assert Document.objects.get().text == paper.text


def test_a_long_text_is_shown_part_by_part_and_a_change_opens_its_own(hand_in, officer, monkeypatch):
    monkeypatch.setattr("yiben.web.reading_views.WINDOW", 600)
    lines = "\n".join(f"第{n}天,走访群众{n}户。" for n in range(1, 80))
    hand_in(("长文.txt", lines.encode()))
    document = Document.objects.get()
    last = len(changes_of(document))
    first_part = text_of(officer.get(f"/papers/{document.uid}/"))
    assert 'id="c1"' in first_part
    assert f'id="c{last}"' not in first_part
    assert f'id="c{last}"' in text_of(officer.get(f"/papers/{document.uid}/?change={last}"))
    parts = [
        set(re.findall(r'id="c(\d+)"', text_of(officer.get(f"/papers/{document.uid}/?part={n}")))) for n in range(1, 9)
    ]
    assert set().union(*parts) == {str(n) for n in range(1, last + 1)}


def test_papers_are_handed_in_for_units_of_the_post_only(officer, cast):
    form = {"unit": cast.unit("other_subdistrict").uid, "papers": SimpleUploadedFile("方案.txt", SCHEME)}
    assert officer.post("/papers/", form).status_code == 403
    assert not BatchFile.objects.exists()


def test_all_changes_of_one_rule_are_taken_back_at_once(officer, paper):
    notes = sum(1 for each in changes_of(paper) if each.repair.rule == "note")
    page = officer.get(f"/papers/{paper.uid}/?view=changes&rule=note")
    assert f"撤回这一规则的全部 {notes} 处" in text_of(page)
    page = officer.post(f"/papers/{paper.uid}/changes/", {"rule": "note", "do": "revert"}, follow=True)
    paper.refresh_from_db()
    assert f"{notes} 处改动已撤回" in text_of(page)
    assert "宣传(chuán)活动" in paper.text
    assert {each.repair.rule for each in changes_of(paper) if each.is_reverted} == {"note"}
    assert f"恢复这一规则的全部 {notes} 处" in text_of(page)


def test_a_rule_that_changed_nothing_is_refused(officer, paper):
    page = officer.post(f"/papers/{paper.uid}/changes/", {"rule": "nothing", "do": "revert"})
    assert page.status_code == 404


def test_who_may_not_upload_takes_no_rule_back(browse, paper):
    page = browse("community_worker").post(f"/papers/{paper.uid}/changes/", {"rule": "note", "do": "revert"})
    assert page.status_code in (403, 404)
    paper.refresh_from_db()
    assert not any(each.is_reverted for each in changes_of(paper))
