"""Figures open to their records; reports carry figures that open."""

from __future__ import annotations

import io
import re
from datetime import date
from urllib.parse import parse_qsl

import pytest
from docx import Document

from yiben.ledger.queries import last_seq
from yiben.web import records_table
from yiben.web.pages import figures

FIGURE = "/figures/safe_community.events/?unit=LX&period=2026"
REPORT = "/reports/safe_community/annual/?unit=LX&period=2026"


def test_a_figure_shows_definition_value_parts_and_records(browse, cast, recorded):
    recorded(partners=[cast.unit("foreign").uid])
    shown = browse("district_reader").get(FIGURE).content.decode()
    assert "几家联办只算一场" in shown
    assert '<div class="y-big">1<small>场</small></div>' in shown
    assert "减：联办重复" in shown
    assert "消防演练" in shown


def test_a_figure_up_to_an_earlier_number_leaves_out_what_came_later(browse, recorded):
    recorded()
    then = last_seq()
    recorded()
    client = browse("district_reader")
    assert '<div class="y-big">2<small>' in client.get(FIGURE).content.decode()
    assert '<div class="y-big">1<small>' in client.get(f"{FIGURE}&as_of={then}").content.decode()


def test_a_year_that_still_runs_is_compared_to_the_same_day(browse, recorded):
    recorded(on=date(2025, 5, 20))
    recorded(on=date(2025, 5, 21))
    recorded(on=date(2026, 5, 19))
    client = browse("district_reader")
    page = client.get(FIGURE).content.decode()
    assert "去年同期（截至5月20日）" in page
    assert "±0场" in page
    assert "（截至" not in client.get(FIGURE.replace("2026", "2025")).content.decode()


def test_a_number_that_no_record_has_is_refused(browse):
    page = browse("district_reader").get(f"{FIGURE}&as_of=99999999")
    assert page.status_code == 404
    assert "不是记录编号" in page.content.decode()


def test_a_refused_scope_leads_back_to_the_figure(browse):
    before = f"http://testserver{FIGURE}"
    page = browse("district_reader").get(f"{FIGURE}&other_period=上半年", headers={"Referer": before})
    assert f'href="{FIGURE.replace("&", "&amp;")}">返回</a>' in page.content.decode()
    elsewhere = browse("district_reader").get(f"{FIGURE}&as_of=abc", headers={"Referer": "https://example.org/x"})
    assert "example.org" not in elsewhere.content.decode()


def test_a_host_opens_a_joint_record_of_others_behind_its_figure(browse, cast, recorded):
    recorded("foreign_secretary", "foreign", partners=[cast.unit("community").uid])
    recorded("foreign_secretary", "foreign", values={"theme": "别处的活动"})
    shown = browse("community_secretary").get("/figures/safe_community.events/?period=2026").content.decode()
    assert "消防演练" in shown
    assert "别处的活动" not in shown


def test_a_figure_of_many_records_says_that_there_are_more_and_counts_them_when_asked(browse, recorded, monkeypatch):
    monkeypatch.setattr(records_table, "MOST_COUNTED", 1)
    monkeypatch.setattr(figures, "MOST_BY_UNIT", 1)
    recorded()
    recorded()
    shown = browse("district_reader").get(FIGURE).content.decode()
    assert "超过 1 条记录" in shown
    assert "超过 1</" in shown
    whole = browse("district_reader").get(f"{FIGURE}&count=all").content.decode()
    assert "超过 1 条记录" not in whole
    assert "2 条记录" in whole


def test_a_figure_without_records_says_what_to_do(browse):
    assert "这个口径下没有记录" in browse("district_reader").get(FIGURE).content.decode()


def test_every_number_of_a_report_opens(browse, recorded):
    recorded()
    shown = browse("district_reader").get(REPORT).content.decode()
    counted = re.search("共 ([0-9]+) 处", shown)
    opened = shown.count("data-source hx-get") + shown.count('class="y-fig" href')
    assert opened >= int(counted[1]) > 10
    assert "/figures/safe_community.events/?unit=LX&amp;period=2026" in shown


def test_the_panel_explains_the_chosen_number(browse, recorded):
    recorded()
    page = browse("district_reader").get(f"{REPORT}&use=11", headers={"HX-Request": "true", "HX-Target": "source"})
    shown = page.content.decode()
    assert "<html" not in shown
    assert "宣传手册发放量" in shown


def test_the_clean_copy_says_what_the_page_says(browse, recorded):
    recorded()
    page = browse("district_officer").get("/reports/safe_community/annual/download/?unit=LX&period=2026")
    text = "\n".join(paragraph.text for paragraph in Document(io.BytesIO(page.content)).paragraphs)
    assert "发放宣传手册120册" in text
    assert "filename" in page.headers["Content-Disposition"]


def test_a_worker_reads_the_report_and_does_not_download_it(browse):
    client = browse("community_worker")
    assert "下载清稿" not in client.get("/reports/safe_community/annual/").content.decode()
    assert client.get("/reports/safe_community/annual/download/").status_code == 403


def test_a_report_for_a_period_that_has_not_begun_is_refused_in_words(browse):
    page = browse("district_officer").get("/reports/safe_community/annual/?unit=LX&period=2027")
    assert page.status_code == 422
    assert "2027年1月1日" in page.content.decode()


def test_a_report_of_nothing_but_zeros_says_so(browse, recorded):
    client = browse("district_officer")
    assert "都是 0" in client.get(REPORT).content.decode()
    recorded()
    assert "都是 0" not in client.get(REPORT).content.decode()


def test_a_computed_figure_shows_what_it_is_computed_from(browse, recorded):
    recorded()
    recorded(values={"participants": 13})
    shown = (
        browse("district_reader").get("/figures/base.participants_per_activity/?unit=LX&period=2026").content.decode()
    )
    assert '<div class="y-big">' in shown
    assert "“活动参加人次”除以“活动记录数”，单位：人/场。最后四舍五入一次。" in shown
    assert "/figures/base.activity_entries/?unit=LX&amp;period=2026" in shown


def test_a_target_is_set_where_the_figure_is_and_shown_beside_it(browse, recorded):
    recorded()
    address, client = "/figures/base.activity_entries/", browse("subdistrict_officer")
    page = client.post(f"{address}target/", {"unit": "LX-01", "period": "2026", "target": "40"}, follow=True)
    assert "目标已设定" in page.content.decode()
    assert "<dt>目标</dt><dd>40条</dd>" in client.get(f"{address}?unit=LX-01&period=2026").content.decode()
    sent = {"unit": "LX-01", "period": "2026", "target": "许多"}
    refused = client.post(f"{address}target/", sent, follow=True).content.decode()
    assert "“许多”不能作以条计的目标" in refused
    assert "<dt>目标</dt><dd>40条</dd>" in refused


def test_a_target_is_not_for_everybody_to_set(browse, recorded):
    recorded()
    asked = {"unit": "LX-01-01", "period": "2026", "target": "40"}
    assert browse("district_reader").post("/figures/base.activity_entries/target/", asked).status_code == 403
    assert browse("community_worker").post("/figures/base.activity_entries/target/", asked).status_code == 403


def test_two_metrics_are_held_against_each_other(browse, recorded):
    recorded(values={"series": "general"})
    recorded()
    address = "/figures/compare/?unit=LX&period=2026&first=safe_community.events&second=base.activity_entries"
    shown = browse("district_reader").get(address).content.decode()
    assert "有1条记录两项都计入" in shown
    assert "只计入“活动记录数”的：1条" in shown


def test_a_figure_by_the_tree_of_today_says_so(browse, recorded):
    recorded()
    shown = browse("district_reader").get(f"{FIGURE}&standing=restated").content.decode()
    assert '<option value="restated" selected>按现行隶属</option>' in shown
    assert '<div class="y-big">1<small>' in shown


@pytest.mark.parametrize(
    ("typed", "field"),
    [("other_period=去年春天&as_of=", "other_period"), ("as_of=十二", "as_of"), ("period=2026-13", "period")],
)
def test_a_refused_choice_of_scope_stays_in_its_field_and_the_others_with_it(browse, typed, field):
    page = browse("district_reader").get(f"/figures/safe_community.events/?unit=LX-01-01&view=corrected&{typed}")
    shown = page.content.decode()
    said = dict(parse_qsl(typed))[field]
    assert page.status_code in {404, 422}
    assert re.search(rf'<input[^>]*name="{field}"[^>]*value="{said}"', shown)
    assert '<input type="hidden" name="unit" value="LX-01-01">' in shown
    assert '<input type="hidden" name="view" value="corrected">' in shown


def test_another_refusal_has_nothing_to_mend(browse):
    page = browse("community_secretary").get("/figures/safe_community.events/?unit=LX-02-01")
    assert (page.status_code, 'name="other_period"' in page.content.decode()) == (403, False)
