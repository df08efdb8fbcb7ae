"""Walks in a browser, wide and narrow: a checklist to its zip, a round to its circular, an assessment to its final result."""

from __future__ import annotations

import re
import uuid
import zipfile
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import NARROW, WIDE, Site

pytestmark = pytest.mark.browser
SIZES = pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])


def window(chromium: Browser, states: dict[str, Any], who: str, size: Any) -> Page:
    return chromium.new_context(viewport=size, locale="zh-CN", storage_state=states[who]).new_page()


def holds_width(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


@SIZES
def test_a_checklist_is_ticked_and_its_zip_is_taken(
    chromium: Browser, site: Site, states: dict[str, Any], size: Any, tmp_path
):
    page = window(chromium, states, "secretary", size)
    page.goto(f"{site.url}/checklists/")
    page.click("main table a:has-text('值班制度')")
    item = page.locator("#item-hand_over")
    item.locator("summary").click()
    item.locator("button[value=tick]").click()
    expect(page.locator("#item-hand_over .y-err")).to_be_visible()
    item = page.locator("#item-hand_over")
    words = f"交接本{uuid.uuid4().hex[:6]}"
    item.locator("textarea").fill(words)
    item.locator("button[value=tick]").click()
    expect(page.locator("#item-hand_over")).to_contain_text(words)
    assert holds_width(page)
    with page.expect_download() as taken:
        page.click("main .y-actions form button")
    path = tmp_path / "taken.zip"
    taken.value.save_as(path)
    names = zipfile.ZipFile(path).namelist()
    assert names[0] == "目录.docx"
    assert any(name.startswith("05-") for name in names)
    page.context.close()


def plan_and_draw(page: Page, site: Site, title: str) -> str:
    page.goto(f"{site.url}/inspections/new/")
    page.fill("[name=title]", title)
    page.fill("[name=ends_on]", "2031-12-31")
    for kind in page.locator("[name=kinds]").all():
        kind.uncheck()
    page.click("main form .btn-primary")
    expect(page.locator("main")).to_contain_text("督查检查考核年度计划")
    page.fill("[name=approval]", "砚督检考〔2026〕9号")
    page.click("main form .btn-primary")
    page.wait_for_url(re.compile(r"/inspections/\w{32}/$"))
    page.fill("[name=size]", "17")
    page.fill("[name=seed]", "1130")
    page.click("button[value=draw]")
    page.click("button[value=open]")
    expect(page.locator("main")).to_contain_text("走访中")
    return page.url


def correct(page: Page, visit: str) -> None:
    """A visit is put right on its own page; what it said before stays."""
    page.goto(visit)
    page.click(".y-actions a:has-text('更正')")
    page.click("main button[value=correct]")
    expect(page.locator("main [role=alert] a")).to_contain_text("为什么更正")
    page.fill("[name='note.banners']", "南门没有挂")
    page.fill("[name=reason]", "写错了门")
    page.click("main button[value=correct]")
    expect(page.locator("#before")).to_contain_text("北门没有挂")
    assert holds_width(page)


@SIZES
def test_a_round_goes_from_its_draw_to_the_circular(chromium: Browser, site: Site, states: dict[str, Any], size: Any):
    page = window(chromium, states, "subdistrict", size)
    place = plan_and_draw(page, site, f"督查{uuid.uuid4().hex[:6]}")
    page.set_viewport_size(NARROW)
    page.click("#visits a.btn:has-text('听荷社区')")
    for name, answer in (("posters", "yes"), ("slogans", "yes"), ("banners", "no")):
        page.locator(f"input[name='answer.{name}'][value={answer}]").check(force=True)
    page.locator("main form details summary").nth(2).click()
    page.fill("[name='note.banners']", "北门没有挂")
    assert holds_width(page)
    visit = page.url
    page.click("main button[value=keep]")
    correct(page, visit)
    page.set_viewport_size(size)
    page.goto(f"{place}#findings")
    page.click("#findings button[value=hand]")
    expect(page.locator("#findings")).to_contain_text("待定措施")
    page.click("#findings .y-acts a")
    matter = page.url
    secretary = window(chromium, states, "secretary", size)
    secretary.goto(matter)
    expect(secretary.locator("label[for=plan-words]")).to_contain_text("整改措施")
    secretary.fill("#plan-words", "明天补挂")
    secretary.locator("[name='v.finish_on']").first.fill("2031-12-01")
    secretary.click("button[value=plan]")
    secretary.fill("#report-words", "已补挂")
    secretary.click("button[value=report]")
    page.goto(place)
    expect(page.locator("#findings")).to_contain_text("待复查")
    page.click("#findings button[value=again]")
    for name in ("posters", "slogans", "banners"):
        page.locator(f"input[name='answer.{name}'][value=yes]").check(force=True)
    page.click("main button[value=keep]")
    expect(page.locator("#visits")).to_contain_text("已到位")
    page.goto(f"{place}circular/")
    page.locator("[name=case]").first.check()
    page.click("button[value=show]")
    expect(page.locator("article")).to_contain_text("典型事例")
    assert holds_width(page)
    with page.expect_download() as taken:
        page.click("button[value=docx]")
    assert taken.value.suggested_filename.endswith(".docx")
    page.click("button[value=draft]")
    page.wait_for_url(re.compile(r"/dispatches/\w{32}/$"))
    secretary.context.close()
    page.context.close()


def put_together(page: Page, site: Site, title: str) -> str:
    page.goto(f"{site.url}/assessments/new/")
    page.fill("[name=title]", title)
    page.fill("[name='items.0.label']", "居民活动")
    page.fill("[name='items.0.weight']", "60")
    page.select_option("[name='items.0.metric']", "base.activity_entries")
    page.fill("[name='items.0.target']", "12")
    page.fill("[name='items.1.label']", "部门评议")
    page.fill("[name='items.1.weight']", "39")
    page.select_option("[name='items.1.how']", "judgement")
    page.fill("[name=grades]", "优秀90、合格0")
    for each in page.locator("[name=units]").all():
        if each.get_attribute("data-label") != "听荷社区":
            each.evaluate("box => box.checked = false")
    page.locator("[name=assessors][data-label='砚湖街道']").evaluate("box => box.checked = true")
    page.click("button[value=keep]")
    expect(page.locator("main [role=alert]")).to_contain_text("99")
    page.fill("[name='items.1.weight']", "40")
    page.click("button[value=keep]")
    page.wait_for_url(re.compile(r"/assessments/\w{32}/$"))
    return page.url


@SIZES
def test_an_assessment_goes_from_its_scheme_to_final_with_an_appeal(
    chromium: Browser, site: Site, states: dict[str, Any], size: Any
):
    page, unit = (window(chromium, states, who, size) for who in ("subdistrict", "secretary"))
    place = put_together(page, site, f"考核{uuid.uuid4().hex[:6]}")
    page.click("button[value=open]")
    own = f"{place}units/CC-YH-01/"
    unit.goto(own)
    unit.fill("#self-i1", "60")
    unit.click("button[value=self]")
    expect(unit.locator("main")).to_contain_text("得分随初评结果公布")
    page.click("main a[href*='/judge/']")
    page.fill("main [name^='points.']", "30")
    page.click("main form .btn-primary")
    expect(page.locator("main [role=alert]")).to_be_visible()
    page.fill("main [name^='reason.']", "配合好")
    page.click("main form .btn-primary")
    page.goto(own)
    page.fill("#review-words-i1", "按台账核过")
    page.click("button[value=review]")
    page.goto(place)
    page.click("button[value=publish]")
    unit.goto(own)
    unit.select_option("[name=item]", label="部门评议")
    unit.fill("[name=words]", "评议少算了一项")
    unit.click("button[value=appeal]")
    page.goto(place)
    page.click("button[value=finish]")
    expect(page.locator("main [role=alert]")).to_contain_text("申诉")
    page.click("aside a[href*='/appeals/']")
    page.locator("[name=decision][value=changed]").check(force=True)
    page.fill("[name=points]", "35")
    page.fill("[name=answer]", "补计五分")
    page.click("main form .btn-primary")
    assert holds_width(page)
    page.click("button[value=finish]")
    expect(page.locator("main")).to_contain_text("已确定")
    unit.goto(own)
    expect(unit.locator("main")).to_contain_text("补计五分")
    expect(unit.locator("main a[href^='/entries/']")).to_be_visible()
    assert holds_width(unit)
    page.context.close()
    unit.context.close()
