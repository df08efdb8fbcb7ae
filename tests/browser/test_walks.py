"""The stations of the ledger spine, walked in a real browser at 1440 and at 390 px."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date

import pytest
from PIL import Image
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import NARROW, WIDE, Site, sign_in

pytestmark = pytest.mark.browser
YEAR = date.today().year  # the server keeps the real day  # noqa: DTZ011
REPORT = "/reports/safe_community/annual/"


def photograph() -> dict[str, object]:
    kept = io.BytesIO()
    Image.new("RGB", (64, 48), (90, 120, 90)).save(kept, "JPEG")
    return {"name": "现场.jpg", "mimeType": "image/jpeg", "buffer": kept.getvalue()}


def fill_event(page: Page, title: str, people: str) -> None:
    page.fill("[name='v.theme']", title)
    page.select_option("[name='v.series']", "safe_enterprises")
    page.fill("[name='v.participants']", people)
    page.fill("[name='v.booklets']", "120")
    page.fill("[name='v.volunteers']", "8")


def shown_number(page: Page, site: Site, query: str) -> int:
    page.goto(f"{site.url}/figures/safe_community.volunteers/?{query}")
    return int(re.sub(r"\D", "", page.locator(".y-big").first.inner_text()))


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["1440", "390"])
def test_a_secretary_drafts_sends_and_corrects_and_the_report_follows(site, page, size):
    page.set_viewport_size(size)
    sign_in(page, site, "secretary")
    before = shown_number(page, site, f"period={YEAR}")

    page.goto(f"{site.url}/ledger/activity/new/")
    fill_event(page, "园区反诈宣传", "46")
    page.set_input_files("input[name=files]", photograph())
    page.click("button[value=draft]")
    assert "/drafts/" in page.url
    page.fill("[name='v.theme']", "园区反诈宣传：识别刷单诈骗")
    page.click("button[value=send]")
    page.wait_for_url(re.compile(r"/entries/\d+/saved/"))
    sent = int(re.search(r"/entries/(\d+)/", page.url)[1])
    after = shown_number(page, site, f"period={YEAR}")
    assert after == before + 8

    page.goto(f"{site.url}/entries/{sent}/")
    expect(page.locator("body")).to_contain_text("识别刷单诈骗")
    expect(page.locator("img").first).to_be_visible()
    page.click(f"a[href='/entries/{sent}/correct/']")  # first tap
    page.fill("[name='v.volunteers']", "18")
    page.fill("#reason", "两位数字写漏了，以签到表为准")
    page.locator("main form .btn-primary").click()  # second tap
    page.wait_for_url(re.compile(r"/entries/\d+/"))
    corrected = shown_number(page, site, f"period={YEAR}")
    assert corrected == before + 18
    assert shown_number(page, site, f"period={YEAR}&as_of={sent}") == after
    page.goto(f"{site.url}/entries/{sent}/")
    expect(page.locator(".y-story").first).to_contain_text("以签到表为准")


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["1440", "390"])
def test_a_reader_opens_a_number_down_to_one_record_and_its_picture(site, page, size):
    page.set_viewport_size(size)
    sign_in(page, site, "reader")
    page.goto(f"{site.url}{REPORT}?period=2025")
    expect(page.locator(".y-paper")).to_contain_text("发放宣传手册25.4万册")
    page.click(".y-paper a:has-text('80余场')")
    expect(page.locator("#source .y-big")).to_contain_text("86")
    page.click("#source a.btn")
    page.wait_for_url(re.compile("/figures/"))
    expect(page.locator("body")).to_contain_text("联办重复")
    expect(page.locator("body")).to_contain_text("几家联办只算一场")
    page.locator("a[href^='/entries/']").first.click()
    page.wait_for_url(re.compile(r"/entries/\d+/"))
    expect(page.locator("h1")).not_to_be_empty()


def test_a_picture_behind_a_record_opens(site, page):
    sign_in(page, site, "reader")
    page.goto(f"{site.url}/figures/safe_community.events/?period=2025")
    links = page.eval_on_selector_all("td a[href^='/entries/']", "all => all.map(each => each.getAttribute('href'))")
    for link in links:
        page.goto(site.url + link)
        if page.locator("main img").count():
            break
    picture = page.request.get(site.url + page.locator("main img").first.get_attribute("src"))
    assert picture.headers["content-type"] == "image/jpeg"


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("period=2025-03", "2025年3月"),
        ("period=2025H1&view=corrected", "2025年上半年"),
        ("period=2025&tree=party&below=1", "2025年"),
        ("period=2025&unit=CC-YH-01", "听荷社区"),
    ],
)
def test_another_scope_is_computed_again(site, page, query, text):
    sign_in(page, site, "reader")
    page.goto(f"{site.url}{REPORT}?period=2025")
    whole = page.locator(".y-paper").inner_text()
    page.goto(f"{site.url}{REPORT}?{query}")
    expect(page.locator(".y-paper")).to_contain_text(text)
    assert page.locator(".y-paper").inner_text() != whole


def test_the_scope_bar_computes_again_by_choosing(site, page):
    sign_in(page, site, "reader")
    page.goto(f"{site.url}{REPORT}?period=2025")
    page.select_option("select[name=unit]", label="听荷社区")
    page.wait_for_url(re.compile("unit="))
    expect(page.locator(".y-paper")).to_contain_text("听荷社区")


def test_the_clean_copy_has_no_links_inside(site, page):
    sign_in(page, site, "reader")
    page.goto(f"{site.url}{REPORT}?period=2025")
    with page.expect_download() as download:
        page.click("a[href*='/download/']")
    with zipfile.ZipFile(download.value.path()) as parts:
        inside = b"".join(parts.read(name) for name in parts.namelist())
    assert "25.4万册".encode() in inside
    assert b"hyperlink" not in inside
    assert b"127.0.0.1" not in inside


def test_the_walk_works_without_scripts(site, chromium):
    context: BrowserContext = chromium.new_context(viewport=WIDE, locale="zh-CN", java_script_enabled=False)
    page = context.new_page()
    sign_in(page, site, "worker")
    page.goto(f"{site.url}/ledger/activity/new/")
    fill_event(page, "入户提醒", "三十")
    page.click("button[value=send]")
    expect(page.locator("#q-participants")).to_contain_text("30")
    assert page.input_value("[name='v.theme']") == "入户提醒"
    page.fill("[name='v.participants']", "30")
    page.click("button[value=send]")
    page.wait_for_url(re.compile(r"/entries/\d+/saved/"))
    context.close()


@pytest.mark.parametrize("username", ["outsider", "resident", "system", "audit"])
def test_who_may_not_read_is_told_so(site, page, username):
    sign_in(page, site, username)
    answer = page.goto(f"{site.url}{REPORT}?period=2025")
    assert answer.status == 403
    expect(page.locator("main")).not_to_contain_text("25.4万")


def test_the_ledger_is_clean_after_the_walks(site):
    assert site.run("verify", "--deep", "--evidence").returncode == 0
