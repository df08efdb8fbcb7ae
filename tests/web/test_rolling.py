"""Last year's Word file on its page: handed in, bound, taken away clean, taken back, saved."""

from __future__ import annotations

import io

import pytest

from tests.rolling.conftest import LINES, hang, last_year, rolled, two_years  # noqa: F401
from tests.rolling.papers import paper, part, text_of
from yiben.rolling.models import RolledPaper, RolledTemplate

ADDRESS = "/rolling/"


def upload(data: bytes, name: str = "2025年总结.docx") -> io.BytesIO:
    file = io.BytesIO(data)
    file.name = name
    return file


def test_handed_in_it_is_shown_with_its_numbers(browse, two_years, last_year):  # noqa: F811
    client = browse("district_officer")
    page = client.post(ADDRESS, {"paper": upload(last_year), "unit": "LX", "period": "2026"}, follow=True)
    shown = page.content.decode()
    assert page.status_code == 200
    assert '<a class="y-v sure" id="t0" href="#q-n0">180余条</a><del class="y-vnote">160余条</del>' in shown
    assert "台账原为163条" in shown
    assert '<span class="y-v date">2026年</span>' in shown


def test_what_is_offered_shows_both_years_and_is_taken_at_one_click(browse, two_years):  # noqa: F811
    client = browse("district_officer")
    data = paper("2025年全区悬挂横幅155条，同比增长8.7%。")
    page = client.post(ADDRESS, {"paper": upload(data), "unit": "LX", "period": "2026"}, follow=True)
    shown = page.content.decode()
    assert "台账原为163条，不符。" in shown
    assert "现为187条。" in shown
    assert "另外 2 处按推荐的取" in shown
    made = RolledPaper.objects.get()
    taken = client.post(f"{ADDRESS}{made.uid}/", {"do": "offered", "n0": "", "n1": ""}, follow=True).content.decode()
    assert '<a class="y-v sure" id="t0" href="#q-n0">187条</a>' in taken
    assert '<a class="y-v flagged" id="t1" href="#q-n1">14.7%</a>' in taken
    assert "只与去年同期比到同一天" in taken


def test_one_button_keeps_the_choices_and_sends_the_clean_copy(browse, rolled):  # noqa: F811
    sent = {"do": "clean", "looked": "1", "date": [str(at) for at in range(len(rolled.dates))]}
    sent |= {f"n{at}": each["bound"] for at, each in enumerate(rolled.numbers)}
    page = browse("district_officer").post(f"{ADDRESS}{rolled.uid}/", sent)
    assert page.headers["Content-Type"].endswith("wordprocessingml.document")
    assert "2026年，全区悬挂横幅180余条" in text_of(page.content)
    assert RolledPaper.objects.get().is_looked_at


def test_a_clean_copy_of_undecided_numbers_says_how_many(browse, rolled):  # noqa: F811
    page = browse("district_officer").get(f"{ADDRESS}{rolled.uid}/clean.docx")
    assert page.status_code == 422
    assert "还有 1 个数字" in page.content.decode()


def test_the_copy_with_sources_leads_to_the_figures_and_ends_with_the_table(browse, rolled):  # noqa: F811
    content = browse("district_officer").get(f"{ADDRESS}{rolled.uid}/sources.docx").content
    relations = part(content, "word/_rels/document.xml.rels")
    assert "http://testserver/figures/safe_community.banners/?unit=LX&amp;period=2026&amp;as_of=" in relations
    said = text_of(content)
    assert "数据来源" in said
    assert "1\t180余条\t悬挂横幅\t临溪区\t2026年\t187条" in said
    assert "48家\t手工填写，没有来源" in said


def test_what_was_changed_by_hand_is_listed_when_it_comes_back(browse, rolled):  # noqa: F811
    client = browse("district_officer")
    content = client.get(f"{ADDRESS}{rolled.uid}/working.docx").content
    page = client.post(f"{ADDRESS}{rolled.uid}/return/", {"paper": upload(content)}, follow=True)
    assert "0个数字被手工改过" in page.content.decode().replace(" ", "")
    assert RolledPaper.objects.get().returns == 1


def test_saved_it_is_one_click_for_the_next_period(browse, cast, last_year):  # noqa: F811
    client = browse("district_officer")
    sent = {"paper": upload(last_year), "unit": "LX", "period": "2026Q1", "was": "2025Q4"}
    client.post(ADDRESS, sent)
    client.post(f"{ADDRESS}{RolledPaper.objects.get().uid}/save/", {"label": "季度总结"})
    shown = client.get(ADDRESS).content.decode()
    assert "季度总结" in shown
    assert 'name="period" value="2026Q2"' in shown
    page = client.post(f"{ADDRESS}saved/{RolledTemplate.objects.get().uid}/", {"period": "2026Q2"})
    assert page.status_code == 302
    assert RolledPaper.objects.first().period == "2026Q2"


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("a.png", b"\x89PNG\r\n\x1a\n", "图片"),
        ("a.docx", paper(*LINES)[:-30], "a.docx"),
        ("a.txt", "共163条。".encode(), "不是Word文件"),
    ],
)
def test_what_cannot_be_a_template_is_refused_in_words(browse, cast, name, data, said):
    page = browse("district_officer").post(ADDRESS, {"paper": upload(data, name), "unit": "LX", "period": "2026"})
    alert = page.content.decode().partition('role="alert"')[2].partition("</div>")[0]
    assert (page.status_code, said in alert) == (422, True), alert
    assert not RolledPaper.objects.exists()


@pytest.mark.parametrize("name", ["foreign_secretary", "community_secretary", "partner", "resident", "outsider"])
def test_a_paper_of_another_unit_is_not_there(browse, rolled, name):  # noqa: F811
    client = browse(name)
    assert client.get(f"{ADDRESS}{rolled.uid}/").status_code in (403, 404)
    assert client.get(f"{ADDRESS}{rolled.uid}/sources.docx").status_code in (403, 404)
    assert client.post(f"{ADDRESS}{rolled.uid}/", {"do": "save"}).status_code in (403, 404)


def test_a_reader_reads_and_changes_nothing(browse, rolled):  # noqa: F811
    client = browse("district_reader")
    assert client.get(f"{ADDRESS}{rolled.uid}/").status_code == 200
    assert client.post(f"{ADDRESS}{rolled.uid}/", {"do": "save"}).status_code == 403
    assert client.post(f"{ADDRESS}{rolled.uid}/save/", {"label": "x"}).status_code == 403
