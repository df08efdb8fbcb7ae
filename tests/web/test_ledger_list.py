"""The ledger as a list: filters, totals, copies."""

from __future__ import annotations

import io
import zipfile
from datetime import date

PARTS = ("worksheets/sheet1", "workbook", "sharedStrings")
LIST = "/ledger/activity/?period=2026"


def test_the_total_covers_every_record_and_counts_a_joint_one_once(browse, cast, recorded):
    recorded(partners=[cast.unit("neighbour").uid])
    recorded("foreign_secretary", "foreign", values={"participants": "1000"})
    shown = browse("district_reader").get(LIST).content.decode()
    assert ">1,068</td>" in shown
    assert "合计 2 条" in shown


def test_filters_narrow_list_and_total(browse, recorded):
    recorded()
    recorded(values={"theme": "园区宣传", "series": "safe_enterprises", "participants": "5"})
    shown = browse("community_secretary").get(f"{LIST}&c.series=safe_enterprises").content.decode()
    assert "园区宣传" in shown
    assert "消防演练" not in shown
    assert ">5</td>" in shown


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
    page = browse("community_secretary").get("/ledger/activity/?period=2026&as=csv")
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


def days_of(page) -> list[str]:
    return [row.cells[1].plain for row in page.context["listing"].table.rows]


def test_a_column_sorts_both_ways_on_the_server(browse, recorded):
    for day in (2, 9, 5):
        recorded(on=date(2026, 4, day))
    client = browse("community_secretary")
    assert days_of(client.get(LIST)) == ["2026-04-09", "2026-04-05", "2026-04-02"]
    assert days_of(client.get(f"{LIST}&sort=day")) == ["2026-04-02", "2026-04-05", "2026-04-09"]


def test_a_number_sorts_by_its_value_and_an_unknown_column_changes_nothing(browse, recorded):
    for people, day in (("9", 1), ("100", 2), ("20", 3)):
        recorded(on=date(2026, 4, day), values={"participants": people})
    client = browse("community_secretary")
    assert days_of(client.get(f"{LIST}&sort=-participants")) == ["2026-04-02", "2026-04-03", "2026-04-01"]
    assert days_of(client.get(f"{LIST}&sort=password")) == days_of(client.get(LIST))


def test_words_narrow_the_list_to_titles_that_hold_them(browse, recorded):
    recorded()
    recorded(values={"theme": "园区“反诈”宣传"})
    shown = browse("community_secretary").get(f"{LIST}&q=“反诈").content.decode()
    assert "园区“反诈”宣传" in shown
    assert "消防演练" not in shown


def test_another_book_is_chosen_in_the_filter(browse):
    page = browse("community_secretary").get(f"{LIST}&book=fund")
    assert page.headers["Location"] == "/ledger/fund/"


def test_the_copy_to_paste_has_headings_rows_and_the_total(browse, recorded):
    recorded()
    lines = browse("community_secretary").get(LIST).context["listing"].pasted.splitlines()
    assert lines[0].startswith("编号\t日期\t")
    assert "消防演练" in lines[1]
    assert lines[-1].startswith("合计 1 条记录\t")


def test_an_xlsx_holds_numbers_as_numbers_and_nothing_that_runs(browse, recorded):
    recorded(values={"theme": "=1+1"})
    page = browse("community_secretary").get(f"{LIST}&as=xlsx")
    with zipfile.ZipFile(io.BytesIO(page.content)) as file:
        sheet, book, texts = (file.read(f"xl/{name}.xml").decode() for name in PARTS)
    assert "<v>68</v>" in sheet
    assert "<f>" not in sheet
    assert "<t>'=1+1</t>" in texts
    assert "$1:$2" in book
