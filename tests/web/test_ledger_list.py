"""The ledger as a list: filters, totals, copies."""

from __future__ import annotations

from datetime import date

LIST = "/ledger/activity/?period=2026"


def test_the_total_covers_every_record_and_counts_a_joint_one_once(browse, cast, recorded):
    recorded(partners=[cast.unit("neighbour").uid])
    recorded("foreign_secretary", "foreign", values={"participants": "1000"})
    shown = browse("district_reader").get(LIST).content.decode()
    assert '<td class="num">1,068</td>' in shown
    assert "合计 2 条" in shown


def test_filters_narrow_list_and_total(browse, recorded):
    recorded()
    recorded(values={"theme": "园区宣传", "series": "safe_enterprises", "participants": "5"})
    shown = browse("community_secretary").get(f"{LIST}&c.series=safe_enterprises").content.decode()
    assert "园区宣传" in shown
    assert "消防演练" not in shown
    assert '<td class="num">5</td>' in shown


def test_a_period_shows_what_happened_in_it(browse, recorded):
    recorded(on=date(2026, 4, 2))
    client = browse("community_secretary")
    assert "消防演练" in client.get("/ledger/activity/?period=2026Q2").content.decode()
    assert "没有符合条件的记录" in client.get("/ledger/activity/?period=2026-05").content.decode()


def test_a_period_that_cannot_be_read_is_explained(browse):
    page = browse("community_secretary").get("/ledger/activity/?period=去年")
    assert page.status_code == 404
    assert "“去年”不是账期" in page.content.decode()


def test_the_chosen_record_tells_its_story_beside_the_list(browse, recorded):
    seq = recorded()
    shown = browse("community_secretary").get(f"{LIST}&entry={seq}").content.decode()
    assert 'aria-selected="true"' in shown
    assert "人物community_secretary" in shown


def test_an_export_opens_in_a_spreadsheet_and_runs_nothing(browse, recorded):
    recorded(values={"theme": "=HYPERLINK(1)"})
    page = browse("community_secretary").get("/ledger/activity/export/?period=2026")
    text = page.content.decode("utf-8-sig")
    assert page.content.startswith(b"\xef\xbb\xbf")
    assert "'=HYPERLINK(1)" in text
    assert ",68," in text


def test_a_long_list_is_shown_a_page_at_a_time(browse, recorded):
    for _ in range(26):
        recorded()
    client = browse("community_secretary")
    assert "第 1 页，共 2 页" in client.get(LIST).content.decode()
    assert client.get(f"{LIST}&page=2").content.decode().count('class="y-title"') == 1
