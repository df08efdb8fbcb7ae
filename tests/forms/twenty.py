"""Twenty superiors' forms with headings as offices write them, and what each blank asks for.

The units are those of the cast (tests/cast.py), the metrics those of the shipped packs. An expectation is
(metric, unit code or "", part); "" as metric: nothing that the ledger knows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tests.sheets.making import xlsx

Wanted = tuple[str, str, str]
S, B = "safe_community.", "base."


@dataclass(frozen=True)
class Sample:
    """A form: its rows, merges, and what stands to be filled by cell (row and column from 0)."""

    title: str
    rows: Sequence[Sequence[Any]]
    wanted: Mapping[tuple[int, int], Wanted]
    merged: Sequence[str] = ()

    @property
    def data(self) -> bytes:
        return xlsx({"Sheet1": self.rows}, merged=self.merged)


def by_rows(metrics: Mapping[int, str], parts: Mapping[int, str]) -> dict[tuple[int, int], Wanted]:
    """Metrics in rows, parts of the period in columns."""
    return {(row, column): (metric, "", part) for row, metric in metrics.items() for column, part in parts.items()}


def by_units(units: Mapping[int, str], metrics: Mapping[int, str]) -> dict[tuple[int, int], Wanted]:
    """Units in rows, metrics in columns."""
    return {
        (row, column): (metric, unit, "period") for row, unit in units.items() for column, metric in metrics.items()
    }


FL, QX = "LX-01-01", "LX-01-02"

SAMPLES = [
    Sample(
        "平安宣传月报",
        [
            ["平安宣传工作月报表（2026年  月）"],
            ["填报单位：", "", "", "", "", "表号：平宣1表"],
            ["指标名称", "计量单位", "代码", "本月", "本年累计", "去年同期"],
            ["甲", "乙", "丙", 1, 2, 3],
            ["一、平安宣传活动场次", "场", "01"],
            ["二、悬挂横幅", "条", "02"],
            ["三、张贴海报", "张", "03"],
            ["四、媒体报道", "篇", "04"],
            ["填表人：        审核人：        单位负责人：        填报日期：   年  月  日"],
        ],
        by_rows(
            {4: S + "events", 5: S + "banners", 6: S + "posters", 7: S + "media_items"},
            {3: "period", 4: "year_to", 5: "last_year"},
        ),
    ),
    Sample(
        "各社区平安宣传情况统计表",
        [
            ["各社区平安宣传情况统计表"],
            ["序号", "单位", "宣传活动（场）", "横幅（条）", "宣传海报（张）", "志愿者（人）", "备注"],
            [1, "枫林社区"],
            [2, "桥西社区"],
            ["", "合计"],
        ],
        by_units({2: FL, 3: QX, 4: "."}, {2: S + "events", 3: S + "banners", 4: S + "posters", 5: S + "volunteers"}),
    ),
    Sample(
        "宣传载体投放季报",
        [
            ["宣传载体投放情况季报"],
            ["项目", "", "数量", "", ""],
            ["类别", "名称", "本季度", "上季度", "比上季度增减"],
            ["户外", "户外广告牌"],
            ["", "LED显示屏"],
            ["室内", "宣传栏"],
        ],
        by_rows(
            {3: S + "billboards", 4: S + "led_screens", 5: S + "boards"},
            {2: "period", 3: "before", 4: "difference_before"},
        ),
        ("A2:B2", "C2:E2", "A4:A5"),
    ),
    Sample(
        "志愿服务情况表",
        [
            ["志愿服务情况表", "", "", ""],
            ["内容", "上年同期", "本期", "同比增减（%）"],
            ["志愿服务人次"],
            ["志愿服务时长（小时）"],
            ["老年志愿者服务满意度"],
        ],
        {
            **by_rows(
                {2: B + "service_volunteers", 3: B + "service_minutes"}, {1: "last_year", 2: "period", 3: "change"}
            ),
            **by_rows({4: ""}, {1: "last_year", 2: "period", 3: "change"}),
        },
    ),
    Sample(
        "经费使用情况表",
        [
            ["经费使用情况表"],
            ["单位：万元"],
            ["科目", "本期数", "累计数"],
            ["收到经费"],
            ["拨付经费"],
            ["支出经费"],
            ["其中：印刷费"],
        ],
        {
            **by_rows(
                {3: B + "funds_received", 4: B + "funds_granted", 5: B + "funds_spent"}, {1: "period", 2: "year_to"}
            ),
            **by_rows({6: ""}, {1: "period", 2: "year_to"}),
        },
    ),
    Sample(
        "走访慰问台账汇总",
        [
            ["走访慰问汇总表", "", "", "", ""],
            ["社区名称", "走访慰问", "", "", "说明"],
            ["", "次数", "户数", "慰问款物（元）", ""],
            ["枫林社区居民委员会"],
            ["桥西社区居民委员会"],
        ],
        by_units({3: FL, 4: QX}, {1: B + "home_visits", 2: B + "households_visited", 3: B + "visits_given"}),
        ("A2:A3", "B2:D2", "E2:E3"),
    ),
    Sample(
        "平安创建指标完成情况",
        [
            ["平安创建指标完成情况"],
            ["序号", "考核指标", "计量单位", "一季度", "二季度", "上半年", "全年"],
            [1, "宣传手册发放量", "册"],
            [2, "平安宣传志愿者", "人"],
            [3, "群众安全感满意度", "%"],
        ],
        {
            **by_rows(
                {2: S + "booklets", 3: S + "volunteers"}, {3: "quarter:1", 4: "quarter:2", 5: "half:1", 6: "year"}
            ),
            **by_rows({4: ""}, {3: "quarter:1", 4: "quarter:2", 5: "half:1", 6: "year"}),
        },
    ),
    Sample(
        "举报奖励统计表",
        [
            ["举报奖励统计表"],
            ["月份", "举报奖励起数", "举报奖励金额（元）"],
            ["1月"],
            ["2月"],
            ["3月"],
        ],
        {
            (row, column): (metric, "", f"month:{row - 1}")
            for row in (2, 3, 4)
            for column, metric in {1: S + "reward_cases", 2: S + "reward_amount"}.items()
        },
    ),
    Sample(
        "宣传品发放表",
        [
            ["宣传品发放情况"],
            ["品名", "枫林社区", "桥西社区", "合计"],
            ["横幅标语（条）"],
            ["海报（张）"],
            ["宣传册（册）"],
            ["环保袋（个）"],
        ],
        {
            (row, column): (metric, unit if metric else "", "period" if metric else "")
            for row, metric in {2: S + "banners", 3: S + "posters", 4: S + "booklets", 5: ""}.items()
            for column, unit in {1: FL, 2: QX, 3: "."}.items()
        },
    ),
    Sample(
        "平安宣传基本情况",
        [
            ["平安宣传基本情况"],
            ["宣传活动场次", "", "志愿者人数", ""],
            ["悬挂横幅数量", "", "张贴海报数量", ""],
            ["依托服务中心（个）", "", "负责人", ""],
            ["", "", "", "x"],
        ],
        {
            (1, 1): (S + "events", "", "period"),
            (1, 3): (S + "volunteers", "", "period"),
            (2, 1): (S + "banners", "", "period"),
            (2, 3): (S + "posters", "", "period"),
            (3, 1): (S + "centres", "", "period"),
        },
    ),
    Sample(
        "督查走访情况",
        [
            ["督查走访情况月报"],
            ["项 目", "本月数", "比上年同期增减", "比上年同期增减%", "累计", "累计比上年同期增减"],
            ["督查走访（次）"],
            ["海报未贴（处）"],
        ],
        {
            **by_rows(
                {2: S + "visits_made"},
                {1: "period", 2: "difference", 3: "change", 4: "year_to", 5: "difference_to"},
            ),
            **by_rows(
                {3: S + "posters_missing"},
                {1: "period", 2: "difference", 3: "change", 4: "year_to", 5: "difference_to"},
            ),
        },
    ),
    Sample(
        "平安知识竞答",
        [
            ["平安知识竞答活动统计"],
            ["填报单位（盖章）：", "", "填报时间：", ""],
            ["统计项", "数值"],
            ["竞答期数"],
            ["参与答题人次"],
            ["奖品发放数量"],
        ],
        {**by_rows({3: S + "quizzes"}, {1: "period"}), **by_rows({4: "", 5: ""}, {1: "period"})},
    ),
    Sample(
        "活动参加情况",
        [
            ["文体活动情况统计表"],
            ["填报单位", "活动参加人次", "", "活动记录数", ""],
            ["", "本期", "去年同期", "本期", "去年同期"],
            ["枫林社区"],
            ["桥西社区"],
            ["总计"],
        ],
        {
            (row, column): (metric, unit, part)
            for row, unit in {3: FL, 4: QX, 5: "."}.items()
            for column, (metric, part) in {
                1: (B + "activity_participants", "period"),
                2: (B + "activity_participants", "last_year"),
                3: (B + "activity_entries", "period"),
                4: (B + "activity_entries", "last_year"),
            }.items()
        },
        ("A2:A3", "B2:C2", "D2:E2"),
    ),
    Sample(
        "人口基本情况",
        [
            ["人口基本情况统计表"],
            ["社区", "户籍人口", "常住人口", "少数民族", "60岁以上老人"],
            ["枫林社区"],
            ["桥西社区"],
        ],
        {(row, column): ("", "", "") for row in (2, 3) for column in (1, 2, 4)},
    ),
    Sample(
        "媒体报道统计",
        [
            ["新闻宣传情况统计表"],
            ["媒体报道篇数", "", "", "平安宣传媒体报道", "", ""],
            ["本期", "上期", "环比%", "本期", "上期", "环比%"],
            ["", "", "", "", "", ""],
            ["填表人："],
        ],
        {},
        ("A2:C2", "D2:F2"),
    ),
    Sample(
        "四进活动情况",
        [
            ["平安宣传“四进”活动统计表"],
            ["地区", "四进活动场次", "发放手册（册）", "发动志愿者（人次）", "LED电子屏（块）"],
            ["枫林"],
            ["桥西"],
            ["柳荫社区"],
        ],
        {
            (row, column): (metric, unit if metric else "", "period" if metric else "")
            for row, unit in {2: FL, 3: QX}.items()
            for column, metric in {1: S + "events", 2: S + "booklets", 3: "", 4: S + "led_screens"}.items()
        },
    ),
    Sample(
        "宣传阵地建设",
        [
            ["宣传阵地建设情况（截至本期末）"],
            ["一级指标", "二级指标", "完成数", "自年初累计"],
            ["宣传阵地", "宣传专栏（块）"],
            ["", "大型户外广告牌（块）"],
            ["宣传力量", "平安宣传志愿者（人）"],
            ["", "网格员（人）"],
        ],
        {
            **by_rows({2: S + "boards", 3: S + "billboards", 4: S + "volunteers"}, {2: "period", 3: "year_to"}),
            **by_rows({5: ""}, {2: "period", 3: "year_to"}),
        },
        ("A3:A4", "A5:A6"),
    ),
    Sample(
        "手册印制发放",
        [
            ["手册印制发放情况"],
            ["", "本月", "1-本月累计", "上年同期", "上年同期累计"],
            ["手册印制量（册）"],
            ["手册发放量（册）"],
        ],
        by_rows(
            {2: B + "booklets_printed", 3: B + "booklets_handed_out"},
            {1: "period", 2: "year_to", 3: "last_year", 4: "last_year_to"},
        ),
    ),
    Sample(
        "平安建设综合表",
        [
            ["平安建设综合统计表", "", "", ""],
            ["（一）宣传情况", "", "", ""],
            ["项目", "单位", "数量", "备注"],
            ["电子显示屏", "块"],
            ["横幅", "条"],
            ["微信推送", "条"],
            ["（二）走访情况", "", "", ""],
            ["项目", "单位", "数量", "备注"],
            ["走访户数", "户"],
            ["矛盾纠纷化解", "件"],
        ],
        {
            **by_rows({3: S + "led_screens", 4: S + "banners", 8: B + "households_visited"}, {2: "period"}),
            **by_rows({5: "", 9: ""}, {2: "period"}),
        },
        ("A2:D2", "A7:D7"),
    ),
    Sample(
        "半年报",
        [
            ["平安宣传半年报"],
            ["宣传活动", "", "宣传品", "", "", "投入"],
            ["场次", "志愿者", "横幅", "海报", "宣传手册", "支出经费（万元）"],
            ["", "", "", "", "", ""],
            ["审核人："],
        ],
        {},
        ("A2:B2", "C2:E2"),
    ),
]
"""The fifteenth and the last have no label in front of their one row: they are read as lists and are not scored."""
