"""A meeting walked in a browser, wide and narrow: a body, its members, the call, attendance, a resolution, the minutes."""

from __future__ import annotations

import re
import uuid
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import NARROW, WIDE, Site

pytestmark = pytest.mark.browser


def begin_body(page: Page, site: Site) -> str:
    page.goto(f"{site.url}/meetings/")
    form = page.locator("details", has=page.locator("[name=kind]"))
    if form.get_attribute("open") is None:
        form.locator("summary").click()
    page.select_option("[name=kind]", "representatives_meeting")
    name = f"代表会议{uuid.uuid4().hex[:6]}"
    form.locator("[name=name]").fill(name)
    form.locator("[name=from_day]").fill("2025-01-01")
    form.locator("button").last.click()
    page.fill("[name=names]", "方一舟\n钱小满\n宋知秋")
    page.locator("form", has=page.locator("[name=names]")).locator("[name=from_day]").fill("2025-01-01")
    page.click("button[value=add]")
    expect(page.locator("main table").first).to_contain_text("宋知秋")
    return name


def plan(page: Page, today: str) -> str:
    page.click("main .y-actions .btn-primary")
    page.fill("[name=planned_on]", today)
    page.fill("[name=agenda]", "加装充电棚")
    page.click("main form .btn-primary")
    page.wait_for_url(re.compile(r"/meetings/\w{32}/$"))
    return page.url


def hold(page: Page, absent: int) -> None:
    page.click("button[value=call]")
    expect(page.locator("main")).to_contain_text("已通知")
    page.click("button[value=hold]")
    expect(page.locator("main [role=alert]")).to_contain_text("没有说明是否到会")
    page.click("button[value=all_came]")
    expect(page.locator("main [role=alert]")).to_have_count(0)
    expect(page.locator("main .y-err")).to_have_count(0)
    for row in page.locator("fieldset input[value=absent]").all()[:absent]:
        row.check(force=True)
    page.click("button[value=hold]")
    expect(page.locator("button[value=resolve]")).to_be_visible()


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_a_meeting_is_walked_from_its_body_to_the_ledger(
    chromium: Browser, site: Site, states: dict[str, Any], size: Any
):
    page = chromium.new_context(viewport=size, locale="zh-CN", storage_state=states["secretary"]).new_page()
    begin_body(page, site)
    page.locator("main .y-actions .btn-primary").wait_for()
    today = page.evaluate("new Date().toLocaleDateString('sv-SE')")
    place = plan(page, today)
    hold(page, absent=0)
    page.fill("[name=text]", "加装充电棚")
    page.fill("[name=in_favour]", "1")
    page.click("button[value=resolve]")
    expect(page.locator("main [role=alert]")).to_contain_text("第二十九条")
    page.fill("[name=in_favour]", "3")
    page.click("button[value=resolve]")
    expect(page.locator("main table").first).to_contain_text("代议〔")
    page.click("button[value=end]")
    expect(page.locator("main a[href^='/entries/']")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    worker = chromium.new_context(viewport=size, locale="zh-CN", storage_state=states["worker"]).new_page()
    worker.goto(place)
    expect(worker.locator("button[value=call]")).to_have_count(0)
    page.context.close()
    worker.context.close()


def test_without_a_quorum_nothing_is_resolved(chromium: Browser, site: Site, states: dict[str, Any]):
    page = chromium.new_context(viewport=NARROW, locale="zh-CN", storage_state=states["secretary"]).new_page()
    begin_body(page, site)
    plan(page, page.evaluate("new Date().toLocaleDateString('sv-SE')"))
    hold(page, absent=2)
    expect(page.locator("main")).to_contain_text("未达到会人数")
    page.fill("[name=text]", "加装充电棚")
    page.fill("[name=in_favour]", "1")
    page.click("button[value=resolve]")
    expect(page.locator("main [role=alert]")).to_contain_text("法律不允许")
    page.context.close()
