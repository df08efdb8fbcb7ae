"""Ledgers in the shapes in which offices keep them, each into figures that were added up by hand."""

from __future__ import annotations

import uuid
from datetime import date
from pathlib import Path

from tests.cast import Cast
from tests.ledger.facts import figure
from tests.ledger.imports import bring, said, take, verdicts
from tests.sheets.making import xlsx
from yiben.ledger.importing import reading
from yiben.ledger.models import ImportFile

XLS = Path(__file__).parent / "workbooks/activity.xls"


def counted(cast: Cast, *metrics: str, unit: str = "community", period: str = "2026") -> list[int | None]:
    return [figure(metric, cast.unit(unit), period) for metric in metrics]


def disagreeing(file: ImportFile) -> list[tuple[int, str]]:
    return [(each["row"], each["heading"]) for each in file.totals if not each["agrees"]]


def test_titles_two_heading_rows_and_a_total_that_agrees(cast: Cast):
    rows = [
        ["枫林社区居委会2026年宣传活动台账"],
        ["填报单位：枫林社区居委会", "", "", "", "填报日期：2026年4月2日"],
        ["序号", "日期", "活动名称", "参与情况", "", "备注"],
        ["", "", "", "参加人数", "志愿者", ""],
        [1, date(2026, 3, 2), "反诈宣传", 40, 6, ""],
        [2, date(2026, 3, 9), "消防演练", 25, 4, "/"],
        ["合计", "", "", 65, 10, ""],
    ]
    file = bring(cast, xlsx({"台账": rows}, merged=["A1:F1", "D3:E3", "A3:A4"]))
    assert (file.mapping["参与情况/参加人数"], disagreeing(file)) == ("participants", [])
    assert take(file) == 2
    assert counted(cast, "activity_entries", "activity_participants") == [2, 65]


def test_a_printed_total_that_is_wrong_is_said_and_never_recorded(cast: Cast):
    rows = [
        ["日期", "活动名称", "参加人数"],
        ["2026.3.2", "反诈宣传", 40],
        ["2026.3.9", "消防演练", 25],
        ["合计", "", 70],
    ]
    file = bring(cast, xlsx({"台账": rows}))
    assert disagreeing(file) == [(4, "参加人数")]
    take(file)
    assert counted(cast, "activity_entries", "activity_participants") == [2, 65]


def test_a_sheet_for_every_month_with_days_written_short(cast: Cast):
    head = ["序号", "日期", "活动名称", "参加人数"]
    file = bring(
        cast,
        xlsx(
            {
                "1月": [["2026年1月活动"], head, [1, "5日", "迎春联欢", 80], [2, "18日", "写春联", 35]],
                "2月": [["2026年2月活动"], head, [1, 3, "慰问", 12]],
                "3月": [["2026年3月活动"], head],
            }
        ),
        name="2026年活动台账.xlsx",
    )
    assert take(file) == 3
    assert [counted(cast, "activity_participants", period=f"2026-0{month}")[0] for month in (1, 2, 3)] == [115, 12, 0]


def test_merged_days_mean_the_same_day_and_merged_numbers_count_once(cast: Cast):
    rows = [
        ["日期", "活动名称", "参加人数", "发放手册"],
        ["2026.3.5", "上午宣讲", 30, 100],
        ["", "下午宣讲", 20, ""],
        ["2026.3.6", "入户宣传", 9, 40],
    ]
    file = bring(cast, xlsx({"台账": rows}, merged=["A2:A3", "D2:D3"]))
    take(file)
    assert counted(cast, "activity_participants", period="2026-03-05..2026-03-05") == [50]
    assert sum(each["agrees"] is False for each in file.totals) == 0


def test_every_way_of_writing_a_day_and_a_number(cast: Cast):
    rows = [
        ["2026年活动", "", ""],
        ["时间", "活动名称", "参加人数"],
        ["2026.3.5", "甲", "200人"],
        ["3月6日", "乙", "约150人"],
        [46088, "丙", "１２"],
        ["20260308", "丁", "三十"],
        ["2026/3/9", "戊", "1,200"],
        ["2026-03-10", "己", "/"],
        ["3.11-3.13", "庚", "无"],
    ]
    file = bring(cast, xlsx({"台账": rows}))
    assert (verdicts(file), said(file, 2)) == ((0, 7, 0, 0), {"row_approx"})
    take(file)
    assert counted(cast, "activity_entries", "activity_participants", period="2026-03") == [7, 1592]


def test_the_old_format_with_ditto_signs(cast: Cast):
    file = bring(cast, XLS.read_bytes(), name="志愿活动.xls")
    assert (verdicts(file), disagreeing(file)) == ((0, 3, 0, 0), [])
    take(file)
    assert counted(cast, "activity_entries", "activity_participants", period="2026-01") == [3, 118]


def test_a_csv_of_an_old_system_in_gb18030(cast: Cast):
    text = "活动日期,活动名称,参加人数,发放手册\r\n2026-04-01,清明倡议,50,0\r\n2026-04-08,“喆”字书法班,18,\r\n"
    file = bring(cast, text.encode("gb18030"), name="导出.csv")
    take(file)
    assert counted(cast, "activity_entries", "activity_participants", period="2026-04") == [2, 68]


def test_a_csv_in_utf8_with_a_mark_at_its_head(cast: Cast):
    text = "日期,活动名称,参加人数\n2026-04-01,清明倡议,50\n"
    take(bring(cast, text.encode("utf-8-sig"), name="导出.csv"))
    assert counted(cast, "activity_participants") == [50]


def test_a_ledger_of_a_sub_district_names_its_communities(cast: Cast):
    rows = [
        ["枫桥街道2026年一季度活动台账"],
        ["序号", "社区", "日期", "活动名称", "参加人数"],
        [1, "枫林社区", "2026.1.5", "迎春", 10],
        [2, "桥西", "2026.1.6", "迎春", 20],
        [3, "桥西社区居委会", "2026.1.7", "写春联", 30],
        [4, "枫林社区、桥西社区", "2026.1.8", "联欢", 40],
        [5, "枫桥街道", "2026.1.9", "启动仪式", 50],
    ]
    file = bring(cast, xlsx({"台账": rows}), unit="subdistrict")
    assert take(file) == 5
    assert [counted(cast, "activity_participants", unit=name)[0] for name in ("community", "neighbour")] == [50, 90]
    assert counted(cast, "activity_entries", "activity_participants", unit="subdistrict") == [5, 150]


def test_headings_between_the_rows_say_whose_they_are(cast: Cast):
    rows = [
        ["日期", "活动名称", "参加人数"],
        ["一、枫林社区", "", ""],
        ["2026.1.5", "迎春", 10],
        ["小计", "", 10],
        ["二、桥西社区", "", ""],
        ["2026.1.6", "迎春", 20],
        ["小计", "", 20],
        ["合计", "", 30],
    ]
    file = bring(cast, xlsx({"台账": rows}), unit="subdistrict")
    take(file)
    assert disagreeing(file) == []
    assert [counted(cast, "activity_participants", unit=name)[0] for name in ("community", "neighbour")] == [10, 20]


def test_hidden_cancelled_and_repeated_rows(cast: Cast):
    rows = [
        ["日期", "活动名称", "参加人数", "备注"],
        ["2026.2.1", "闹元宵", 90, ""],
        ["2026.2.2", "猜灯谜", 40, ""],
        ["2026.2.3", "庙会", 0, "因雨取消"],
        ["2026.2.1", "闹元宵", 90, ""],
    ]
    file = bring(cast, xlsx({"台账": rows}, hidden=[3]))
    assert [said(file, number) for number in (2, 3, 4)] == [{"row_hidden"}, {"row_cancelled"}, {"row_duplicate"}]
    take(file)
    assert counted(cast, "activity_entries", "activity_participants") == [2, 130]


def test_months_numbers_alone_become_totals(cast: Cast):
    rows = [["枫林社区2025年活动月报"], ["月份", "场次", "参加人数"], ["1月", 4, 210], ["2月", 0, 0], ["3月", 6, "/"]]
    file = bring(cast, xlsx({"月报": rows}))
    assert take(file) == 3
    assert counted(cast, "activity_entries", "activity_participants", period="2025Q1") == [10, 210]


def test_columns_that_nobody_may_store_are_left_out_and_the_rest_comes_in(cast: Cast):
    rows = [["日期", "活动名称", "民族", "宗教信仰", "参加人数"], ["2026.3.5", "民族路读书会", "甲", "乙", 21]]
    file = bring(cast, xlsx({"台账": rows}))
    assert file.dropped == ["民族", "宗教信仰"]
    take(file)
    assert counted(cast, "activity_participants") == [21]


def test_money_in_ten_thousands_is_kept_in_fen_and_what_no_column_says_is_said_for_all_rows(cast: Cast):
    rows = [["日期", "用途", "金额（万元）"], ["2026.3.5", "宣传品制作", 1.25], ["2026.3.6", "讲课费", "0.08"]]
    for_all = {"=direction": "spent", "用途": "purpose", "金额（万元）": "amount"}
    file = bring(cast, xlsx({"经费": rows}), book="fund", mapping=for_all)
    assert verdicts(file)[1] == 2
    assert [each.checked["values"]["amount"] for each in file.rows.order_by("number")] == [1250000, 80000]


def test_the_rows_of_a_file_get_ids_that_follow_one_another():
    one, other = (reading._uids(ImportFile(digest=f"sha256:{n}", book="activity")) for n in (1, 2))
    ids = [one(sheet, row) for sheet in ("", "台账") for row in (1, 2, 100_000)]
    assert {uuid.UUID(each).version for each in ids} == {8}
    assert ids[:3] == sorted(ids[:3])
    assert ids[3:] == sorted(ids[3:])
    assert len({*ids, other("", 1)}) == 7
