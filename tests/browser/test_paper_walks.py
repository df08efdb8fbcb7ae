"""A notice from the draft to the receipts, desk by desk; a table filled in by somebody without an account."""

from __future__ import annotations

import re
import uuid
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import NARROW, WIDE, Site, sign_in
from tests.sheets.making import xlsx
from tests.sheets.returns import items

pytestmark = pytest.mark.browser
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def desk(chromium: Browser, site: Site, who: str, size=WIDE) -> Page:
    page = chromium.new_context(viewport=size, locale="zh-CN").new_page()
    sign_in(page, site, who)
    return page


def test_a_notice_goes_from_desk_to_desk_and_the_community_signs_for_it_on_a_phone(chromium: Browser, site: Site):
    officer = desk(chromium, site, "subdistrict")
    officer.goto(f"{site.url}/dispatches/new/")
    matter = uuid.uuid4().hex[:6]
    officer.fill("[name=title]", f"澄川区砚湖街道办事处关于做好{matter}防汛检查的通知")
    officer.fill("[name=recipients]", "各社区居民委员会")
    officer.fill("[name=body]", "现将有关事项通知如下。\n一、检查范围\n排水口、地下空间、低洼路段。")
    officer.click("main .btn-primary.big")
    officer.wait_for_url(re.compile(r"/dispatches/\w{32}/$"))
    here = officer.url
    expect(officer.locator(".y-official h1")).to_contain_text(matter)
    officer.click("button[value=hand_in]")
    officer.click("button[value=check]")
    expect(officer.locator("main")).to_contain_text("待签发")
    leader = desk(chromium, site, "leader", NARROW)
    leader.goto(here)
    leader.click("button[value=sign]")
    expect(leader.locator("main")).to_contain_text("已签发")
    officer.goto(here)
    officer.click("button[value=number]")
    expect(officer.locator(".y-official .number")).to_contain_text(re.compile(r"砚街办发〔\d{4}〕\d+号"))
    officer.click("button[value=print]")
    officer.click("details[data-units] summary")
    for name in ("听荷社区", "云杉社区"):
        officer.check(f"input[data-label='{name}']")
    officer.click("button[value=send]")
    expect(officer.locator("main")).to_contain_text("0/2")
    with officer.expect_download() as taken:
        officer.click("main .y-actions a:has-text('PDF')")
    assert Path(taken.value.path()).read_bytes()[:5] == b"%PDF-"
    phone = desk(chromium, site, "secretary", NARROW)
    phone.click(f"main a:has-text('{matter}')")
    phone.click("button[value=sign_for]")
    expect(phone.locator("main")).to_contain_text("已签收")
    officer.goto(here)
    expect(officer.locator("main")).to_contain_text("1/2")
    expect(officer.locator("main aside textarea[readonly]")).to_have_value(re.compile("云杉社区"))
    stranger = desk(chromium, site, "secretary_b")
    assert stranger.goto(here).status == 404
    for page in (officer, leader, phone, stranger):
        page.context.close()


def test_somebody_without_an_account_fills_in_a_table_by_its_link(chromium: Browser, site: Site):
    officer = desk(chromium, site, "subdistrict")
    officer.goto(f"{site.url}/collections/new/")
    title = f"月度统计{uuid.uuid4().hex[:6]}"
    officer.fill("[name=title]", title)
    officer.fill("[name=due_on]", "2027-02-15")
    officer.set_input_files("[name=layout]", {"name": "统计表.xlsx", "mimeType": XLSX, "buffer": xlsx(items({}))})
    officer.check("[name=units_kind][value=community]")
    assert officer.locator(".y-chip").count() > 1
    officer.click("details[data-units] summary")
    for each in officer.locator(".y-unitlist input[data-kind=community]").all():
        if each.get_attribute("data-label") != "听荷社区":
            each.uncheck()
    assert not officer.is_checked("[name=units_kind][value=community]")
    officer.click("main form .btn-primary")
    officer.wait_for_url(re.compile(r"/collections/\w{32}/"))
    officer.click("button[value=links]")
    link = re.search(r"http\S+/link/\S+", officer.input_value("main aside textarea >> nth=0"))
    assert link
    guest = chromium.new_context(viewport=NARROW, locale="zh-CN").new_page()
    guest.goto(link[0])
    expect(guest.locator("h1")).to_have_text(title)
    row = guest.locator("fieldset", has_text="宣传活动")
    row.locator("input").nth(0).fill("3")
    row.locator("input").nth(1).fill("120人")
    guest.click("form:not([enctype]) button.btn-primary")
    expect(guest.locator("main")).to_contain_text("已收到")
    assert guest.goto(link[0]).status == 410
    expect(guest.locator("main")).to_contain_text("只能用一次")
    officer.reload()
    expect(officer.locator("main")).to_contain_text("1/1")
    for page in (officer, guest):
        page.context.close()
