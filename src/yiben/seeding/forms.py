"""Superiors' forms of the demo: one bound and filled for a month, one of another office that asks much of it again."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

import xlsxwriter
from django.utils import timezone

from yiben.audit.callers import Caller
from yiben.forms.actions import Particulars, confirm_bindings, fill_form, note_turn, register_form
from yiben.forms.models import Form
from yiben.forms.queries import suggestions_for
from yiben.forms.suggesting import proposed
from yiben.metrics.periods import month_period
from yiben.units.models import Unit
from yiben.units.months import first_day, month_of, month_plus

_ROWS = (
    ("一、宣传活动", (("平安宣传活动场次", "场"), ("平安宣传志愿者", "人"), ("宣传手册发放量", "册"))),
    ("二、宣传阵地", (("悬挂横幅", "条"), ("张贴海报", "张"), ("宣传栏", "块"), ("LED显示屏", "块"))),
    ("三、媒体报道", (("平安宣传媒体报道", "篇"), ("微信推送阅读量", "次"))),
)


def register_forms(caller: Caller, unit: Unit, offices: Sequence[str], today: date) -> list[Form]:
    """Register the two forms for a unit, the first of them confirmed and filled for last month."""
    month = month_of(today)
    last = month_plus(month, -1)
    first = register_form(
        caller,
        unit=unit,
        said=Particulars(
            "平安宣传工作月报表", offices[0], "平宣1表", f"{offices[0]}〔{today.year}〕3号", date(today.year, 12, 31)
        ),
        name="平安宣传工作月报表.xlsx",
        data=monthly_form(),
    )
    confirm_bindings(caller, first, proposed(suggestions_for(caller, first, today)))
    for each, hours in ((last, 96), (month, 7)):
        received = timezone.make_aware(datetime.combine(first_day(each), time(9)))
        note_turn(caller, first, month_period(each), received_at=received, due_at=received + timedelta(hours=hours))
    fill_form(caller, first, unit, month_period(last))
    second = register_form(
        caller,
        unit=unit,
        said=Particulars("宣传情况汇总表", offices[1]),
        name="宣传情况汇总表.xlsx",
        data=second_form(),
    )
    return [first, second]


def monthly_form() -> bytes:
    """Return the monthly form: two heading rows, sections, a column of codes, sums that compute themselves."""
    kept = io.BytesIO()
    book = xlsxwriter.Workbook(kept, {"in_memory": True})
    sheet = book.add_worksheet("月报")
    title = book.add_format({"bold": True, "font_size": 16, "align": "center"})
    head = book.add_format({"border": 1, "align": "center", "valign": "vcenter", "bold": True, "text_wrap": True})
    cell, left = book.add_format({"border": 1}), book.add_format({"border": 1, "bold": True})
    sheet.merge_range("A1:H1", "平安宣传工作月报表（    年  月）", title)
    sheet.write("A2", "填报单位：")
    sheet.write("H2", "表号：平宣1表")
    for name, heading in {
        "A3:A4": "指标名称",
        "B3:B4": "计量单位",
        "C3:C4": "代码",
        "D3:E3": "完成情况",
        "F3:G3": "去年同期",
    }.items():
        sheet.merge_range(name, heading, head)
    sheet.merge_range("H3:H4", "比去年同期增减%", head)
    sheet.write_row("D4", ["本月", "本年累计", "当月", "累计"], head)
    at, code = 4, 1
    for section, rows in _ROWS:
        sheet.merge_range(at, 0, at, 7, section, left)
        at += 1
        for label, word in rows:
            sheet.write_row(at, 0, [label, word, f"{code:02d}"], cell)
            for column in range(3, 8):
                sheet.write_blank(at, column, None, cell)
            at, code = at + 1, code + 1
    sheet.write(at, 0, "填表人：            审核人：            单位负责人：            填报日期：    年  月  日")
    sheet.set_column("A:A", 24)
    sheet.set_column("D:H", 12)
    book.close()
    return kept.getvalue()


def second_form() -> bytes:
    """Return the other office's form, which asks for much of the same."""
    kept = io.BytesIO()
    book = xlsxwriter.Workbook(kept, {"in_memory": True})
    sheet = book.add_worksheet("汇总")
    cell = book.add_format({"border": 1})
    sheet.write("A1", "宣传情况汇总表")
    for row, line in enumerate(
        (["项目", "数量"], ["横幅（条）"], ["海报（张）"], ["宣传活动（场）"], ["工作亮点"]), start=1
    ):
        sheet.write_row(row, 0, line, cell)
        if len(line) == 1:
            sheet.write_blank(row, 1, None, cell)
    book.close()
    return kept.getvalue()
