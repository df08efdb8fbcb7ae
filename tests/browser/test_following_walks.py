"""A published plan is followed in a real browser: returned on, struck off, read as a tree with its gaps, exported."""

from __future__ import annotations

import io
import re
import zipfile

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import NARROW, WIDE, Site, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.looks]
PLAN = "2026年平安创建宣传工作方案"


def open_plan(page: Page, site: Site) -> None:
    page.goto(f"{site.url}/plans/")
    row = page.locator("main tr", has_text=PLAN).filter(has_text="执行中")
    row.locator("a[href^='/plans/']").first.click()
    expect(page.locator("h1").first).to_contain_text(PLAN)


def open_task(page: Page, site: Site, title: str) -> None:
    open_plan(page, site)
    page.locator("main a[href^='/tasks/']", has_text=title).first.click()
    expect(page.locator("h1").first).to_contain_text(title)


@pytest.mark.parametrize("size", [NARROW, WIDE], ids=["390", "1440"])
def test_a_secretary_writes_the_return_beside_the_last_one(site, page, size):
    page.set_viewport_size(size)
    sign_in(page, site, "secretary")
    open_task(page, site, "每月25日前报送进展情况")
    page.get_by_role("link", name="写进展").first.click()
    expect(page.locator("aside")).to_contain_text("上一期")
    page.fill("[name=progress]", f"宣传栏已换{size['width']}块")
    page.fill("[name=problems]", "东塘缺一名宣传员")
    page.fill("[name=next_steps]", "月底前补齐")
    page.locator("main form .btn-primary").click()
    expect(page.locator("main")).to_contain_text(f"宣传栏已换{size['width']}块")
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]


def test_what_a_unit_reports_done_waits_with_the_supervisor_who_strikes_it_off(site, page):
    title = "报送典型做法1篇"
    sign_in(page, site, "subdistrict")
    open_task(page, site, title)
    page.get_by_role("link", name="写进展").first.click()
    page.fill("[name=progress]", "已报送")
    page.check("[name=done]")
    page.locator("main form .btn-primary").click()
    expect(page.locator("main")).to_contain_text("已报送")
    page.context.clear_cookies()
    sign_in(page, site, "supervisor")
    page.goto(f"{site.url}/notices/")
    page.locator("main a[href^='/tasks/']", has_text=title).first.click()
    page.locator("form[action$='/move/'] button").click()
    expect(page.locator("main")).to_contain_text("请填写")
    page.fill("[name=reason]", "材料已看过")
    page.locator("form[action$='/move/'] button").click()
    expect(page.locator("main")).to_contain_text("已销号")


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["1440", "390"])
def test_a_reader_sees_the_tree_its_gaps_and_its_lights(site, page, size):
    page.set_viewport_size(size)
    sign_in(page, site, "reader")
    open_plan(page, site)
    main = page.locator("main")
    for heading in ("重点任务", "实施步骤", "工作要求", "逾期"):
        expect(main).to_contain_text(heading)
    page.get_by_role("link", name="只看缺口").click()
    expect(main).to_contain_text("减轻基层负担")
    page.locator("a[href='?by=unit']").first.click()
    page.wait_for_url("**by=unit")
    units = main.inner_text()
    assert units.index("砚湖平安办") < units.index("听荷社区") < units.index("石桥里社区")
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]


def test_one_click_gives_the_supervision_ledger(site, page):
    sign_in(page, site, "reader")
    open_plan(page, site)
    with page.expect_download() as waiting:
        page.locator("a[href$='ledger.xlsx']").first.click()
    with open(waiting.value.path(), "rb") as file:
        sheet = zipfile.ZipFile(io.BytesIO(file.read())).read("xl/worksheets/sheet1.xml").decode()
    assert 'paperSize="8"' in sheet
    assert 'orientation="landscape"' in sheet


def test_a_notice_of_the_group_becomes_a_duty_whose_missing_list_is_pasted_back_in_four_clicks(page: Page, site: Site):
    clicks = 0

    def click(selector: str) -> None:
        nonlocal clicks
        page.locator(selector).first.click()
        clicks += 1

    sign_in(page, site, "subdistrict")
    page.goto(f"{site.url}/paste/")
    page.fill("[name=text]", "请各社区今天下午5点前报送消防通道排查情况，逾期通报。")
    click("main form .btn-primary")
    click("button[value^='duty.']")
    click("main form .btn-primary")
    page.wait_for_url(re.compile(r"/tasks/\w{32}/$"))
    told = page.locator("#to-paste").input_value()
    click("[data-copy=to-paste]")
    assert [name for name in ("听荷社区", "云杉社区", "晴岚社区", "石桥里社区") if name not in told] == []
    assert clicks == 4
