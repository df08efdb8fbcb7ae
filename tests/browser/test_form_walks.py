"""A superior's form in a browser: registered, headings confirmed, filled, a number opened to its records, and the next
period filled in three clicks at most."""

from __future__ import annotations

import re
import uuid
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Site, sign_in
from tests.sheets.making import xlsx
from yiben.sheets.opening import open_workbook

pytestmark = pytest.mark.browser

MOST_CLICKS = 3
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ROWS = [
    ["各社区平安宣传情况表"],
    ["填报单位：", "", "", ""],
    ["单位", "平安宣传活动（场）", "悬挂横幅（条）", "网格员（人）"],
    ["听荷社区"],
    ["云杉社区"],
    ["晴岚社区"],
    ["石桥里社区"],
    ["合计"],
    ["填表人：            审核人：            单位负责人："],
]


def register(page: Page, site: Site, title: str) -> None:
    page.goto(f"{site.url}/reports/")
    page.click("main a[href='/forms/']")
    page.click("main a[href='/forms/new/']")
    page.set_input_files("input[name=file]", {"name": "情况表.xlsx", "mimeType": XLSX, "buffer": xlsx({"表": ROWS})})
    page.fill("[name=title]", title)
    page.fill("[name=issuer]", "澄川区平安建设领导小组办公室")
    page.fill("[name=number]", "平宣2表")
    page.select_option("[name=every]", "year")
    page.click("main form .btn-primary")
    page.wait_for_url(re.compile(r"/headings/$"))


def downloaded(page: Page, selector: str) -> bytes:
    with page.expect_download() as taken:
        page.click(selector)
    return Path(taken.value.path()).read_bytes()


def test_a_form_is_registered_confirmed_filled_and_its_numbers_open(page: Page, site: Site):
    title = f"各社区平安宣传情况表{uuid.uuid4().hex[:4]}"
    sign_in(page, site, "subdistrict")
    register(page, site, title)
    expect(page.locator("main")).to_contain_text("与指标名一致")
    page.click("main form .btn-primary")
    page.wait_for_url(re.compile(r"/forms/\w{32}/$"))
    place = page.url
    page.goto(f"{place}?unit=CC-YH&period=2025")
    expect(page.locator("main")).to_contain_text("5格没有绑定")
    content = downloaded(page, "form[action$='/fill/'] .btn-primary")
    sheet = open_workbook(content).sheets[0]
    number = page.locator("table.y-form td.filled a.y-fig").first
    shown = number.inner_text()
    assert str(sheet.value(3, 1)) == shown
    assert sheet.value(3, 3) is None
    summed = sum(sheet.value(row, 1) for row in range(3, 7))  # what two communities did together counts once
    assert sheet.value(7, 1) < summed
    expect(page.locator("main aside")).to_contain_text(f"各单位相加为{summed}，联办的只算一次")
    number.click()
    page.wait_for_url(re.compile(r"/figures/safe_community.events/"))
    page.locator("main a[href^='/entries/']").first.click()
    expect(page.locator("main")).to_contain_text("听荷社区")


def test_the_next_period_is_filled_in_three_clicks_at_most(page: Page, site: Site):
    sign_in(page, site, "subdistrict")
    page.goto(f"{site.url}/reports/")
    clicks = 0
    for selector in ("main a[href='/forms/']", "main tr:has-text('平安宣传工作月报表') a.btn"):
        page.click(selector)
        clicks += 1
    page.wait_for_url(re.compile(r"/forms/\w{32}/\?unit="))
    content = downloaded(page, "form[action$='/fill/'] .btn-primary")
    clicks += 1
    assert clicks <= MOST_CLICKS
    sheet = open_workbook(content).sheets[0]
    assert re.fullmatch(r"平安宣传工作月报表（20\d\d年\d{1,2}月）", str(sheet.value(0, 0)))
    # on the first of a month nothing of it is recorded yet, and what nobody reported stays empty
    assert any(isinstance(sheet.value(5, column), int) for column in (3, 4, 5))
