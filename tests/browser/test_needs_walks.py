"""Needs and duty walked in a browser, wide and narrow: the diary with its promise, the analysis, a rota and its handover."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import NARROW, WIDE, Site

pytestmark = pytest.mark.browser
SIZES = pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])


def opened(chromium: Browser, states: dict[str, Any], name: str, size: Any) -> Page:
    return chromium.new_context(viewport=size, locale="zh-CN", storage_state=states[name]).new_page()


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


def tick(page: Page, box: str) -> None:
    """Tick the first such box by its label, away from the bar that stays at the lower edge."""
    label = page.locator(f"label:has({box})").first
    label.evaluate("each => each.scrollIntoView({block: 'center', behavior: 'instant'})")
    if not label.locator("input").is_checked():
        label.click()
    expect(label.locator("input")).to_be_checked()


@SIZES
def test_a_diary_promises_and_the_promise_is_kept(chromium: Browser, site: Site, states: dict[str, Any], size: Any):
    page = opened(chromium, states, "worker", size)
    page.goto(f"{site.url}/")
    page.click("a[href*='quick=diary']")
    tick(page, "input[name='v.needs'][value=facility]")
    tick(page, "[name='v.has_promise'][value=yes]")
    page.fill("[name='v.promised']", "修楼道灯")
    page.fill("[name='v.promise_by']", page.evaluate("new Date().toLocaleDateString('sv-SE')"))
    assert fits(page)
    page.click("button[value=send]")
    expect(page.locator("main")).to_contain_text("修楼道灯")
    page.click("a[href*='/matters/new/issue/']")
    expect(page.locator("[name=title]")).to_have_value("修楼道灯")
    page.go_back()
    page.click("a[href*='/promises/']")
    page.click("button[value=keep]")
    expect(page.locator("main .st.g")).to_be_visible()
    page.context.close()


@SIZES
def test_an_analysis_goes_to_a_meeting(chromium: Browser, site: Site, states: dict[str, Any], size: Any):
    page = opened(chromium, states, "secretary", size)
    page.goto(f"{site.url}/analyses/")
    expect(page.locator("h1")).to_have_text("民情分析")
    assert fits(page)
    page.locator("[name^='causes.']").first.fill("人手不够")
    tick(page, "[name^='chosen.']")
    page.click("button[value=write]")
    expect(page.locator("[name^='causes.']").first).to_have_value("人手不够")
    page.select_option("[name=meeting]", index=1)
    page.click("button[value=hand]")
    page.wait_for_url(re.compile("/meetings/"))
    expect(page.locator("main ol.y-rows").first).to_contain_text("人手不够")
    page.context.close()


@SIZES
def test_a_rota_is_drawn_changed_and_published(chromium: Browser, site: Site, states: dict[str, Any], size: Any):
    page = opened(chromium, states, "secretary", size)
    page.goto(f"{site.url}/rosters/new/")
    page.select_option("[name=kind]", "holiday_duty")
    page.click("button[value=show]")
    start, end = ("2031-01-01", "2031-01-31") if size == WIDE else ("2031-02-01", "2031-02-28")
    page.fill("[name=from_day]", start)
    page.fill("[name=to_day]", end)
    page.click("button[value=draw]")
    expect(page.locator("main table").first).to_contain_text("周末")
    assert fits(page)
    page.click("button[value=publish]")
    expect(page.locator("main .st.g").first).to_contain_text("已公布")
    page.context.close()


@SIZES
def test_a_shift_is_handed_over(chromium: Browser, site: Site, states: dict[str, Any], size: Any):
    page = opened(chromium, states, "worker", size)
    page.goto(f"{site.url}/rosters/book/")
    page.fill("[name=happened]", "全天无事")
    page.click("main form .btn-primary")
    expect(page.locator("main")).to_contain_text("全天无事")
    assert fits(page)
    other = opened(chromium, states, "secretary", size)
    other.goto(page.url)
    other.click("main form .btn-primary")
    expect(other.locator("main .st.g").first).to_contain_text("已接班")
    page.context.close()
    other.context.close()
