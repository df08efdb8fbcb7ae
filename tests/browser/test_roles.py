"""Every station as every account of the demo, on a phone: who comes in, and who is told in words that not.

The stations follow the main job: read a scheme, follow the plan, record, correct, open a number, take the report.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.browser.conftest import NARROW, Site, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.looks]

ABOVE = ("reader", "district", "subdistrict", "supervisor", "leader")
"""Those who look after 听荷社区 from above."""
THERE = ("secretary", "worker")
"""The posts of 听荷社区 itself."""
ELSEWHERE = ("subdistrict_b", "subdistrict_c", "section", "secretary_b", "partner")
"""Those who work with other units' ledgers."""
NO_LEDGER = ("resident", "system", "security", "audit", "outsider")
EVERYBODY = (*ABOVE, *THERE, *ELSEWHERE, *NO_LEDGER)
WORKING = (*ABOVE, *THERE, *ELSEWHERE)
REPORTING = tuple(name for name in WORKING if name != "partner")

STATIONS: dict[str, tuple[str, tuple[str, ...]]] = {
    "工作台": ("/", (*WORKING, "system", "security", "audit")),
    "通知": ("/notices/", WORKING),
    "搜索": ("/search/?q=平安", WORKING),
    "方案清单": ("/plans/", WORKING),
    "看计划": ("{plan}", (*ABOVE, *THERE, "section")),
    "督查台账": ("{plan}ledger.xlsx", (*ABOVE, *THERE, "section")),
    "读方案": ("{draft}reading/", ("district", "subdistrict")),
    "发布方案": ("{draft}publish/", ("district", "subdistrict")),
    "看任务": ("{task}", (*ABOVE, *THERE)),
    "写进展": ("{task}return/", ("district", "subdistrict", *THERE)),
    "改任务": ("{task}change/", ("district", "subdistrict")),
    "账簿": ("/ledger/activity/", WORKING),
    "记一条": ("/ledger/activity/new/", tuple(n for n in WORKING if n not in {"reader", "leader", "partner"})),
    "填写说明": ("/ledger/activity/help/", WORKING),
    "填报表": ("/ledger/activity/template.xlsx", WORKING),
    "由表格新建账簿": ("/books/new/", ("district", "subdistrict", "subdistrict_b", "subdistrict_c")),
    "添加栏目": ("/ledger/activity/extend/", ("district", "subdistrict", "subdistrict_b", "subdistrict_c")),
    "看记录": ("{entry}", (*ABOVE, *THERE)),
    "收数据包": ("/closing/bundles/", ("district",)),
    "再用一次": ("{entry}again/", (*ABOVE, *THERE)),
    "签到表": ("{entry}again/sign-in/", (*ABOVE, *THERE)),
    "一场还是两场": ("{entry}twins/", (*ABOVE, *THERE)),
    "更正": ("{entry}correct/", THERE),
    "作废": ("{entry}void/", ("secretary",)),
    "数字": ("/figures/safe_community.events/?period=2025", WORKING),
    "指标": ("/figures/?period=2025", WORKING),
    "新建指标": ("/figures/new/?book=activity", ("district", "subdistrict", "subdistrict_b", "subdistrict_c")),
    "两个指标对照": (
        "/figures/compare/?period=2025&first=safe_community.events&second=base.activity_entries",
        WORKING,
    ),
    "名册": ("/rolls/volunteers/", (*THERE, "secretary_b")),
    "登记一个人": ("/rolls/volunteers/new/", (*THERE, "secretary_b")),
    "到期名单": ("/rolls/due/", (*THERE, "secretary_b")),
    "看个人": ("{person}", THERE),
    "导出名册": ("/rolls/elderly/export/", ("secretary", "secretary_b")),
    "报告": ("/reports/safe_community/annual/?period=2025", REPORTING),
    "用去年的稿子": (
        "/rolling/",
        (
            "district",
            "subdistrict",
            "supervisor",
            "secretary",
            "subdistrict_b",
            "subdistrict_c",
            "section",
            "secretary_b",
        ),
    ),
    "上级报表": ("/forms/", REPORTING),
    "登记报表": (
        "/forms/new/",
        (
            "district",
            "subdistrict",
            "supervisor",
            "secretary",
            "subdistrict_b",
            "subdistrict_c",
            "section",
            "secretary_b",
        ),
    ),
    "填报负担账": ("/forms/burden/", REPORTING),
    "落实清单": ("/checklists/", tuple(name for name in WORKING if name != "partner")),
    "清单按单位": ("/checklists/ten_rules/", tuple(n for n in WORKING if n not in {"partner", "section"})),
    "听荷社区的清单": ("/checklists/ten_rules/CC-YH-01/", (*ABOVE, *THERE)),
    "督查检查": ("/inspections/", WORKING),
    "新建督查": (
        "/inspections/new/",
        ("district", "subdistrict", "subdistrict_b", "subdistrict_c", "section", "supervisor"),
    ),
    "考核": ("/assessments/", tuple(name for name in WORKING if name != "partner")),
    "新建考核": ("/assessments/new/", ("district", "subdistrict", "subdistrict_b", "subdistrict_c")),
    "下载报告": (
        "/reports/safe_community/annual/download/?period=2025",
        tuple(name for name in REPORTING if name != "worker"),
    ),
}
SHOWN = "[document.querySelector('h1').innerText, document.documentElement.scrollWidth]"
LEAST_SAID = 8
"""Characters that a refusal has at least."""
FILES = {"督查台账", "下载报告", "签到表", "填报表"}
DRAFT = "砚湖街道夜间巡查安排\n\n一、重点任务\n（一）听荷社区要在12月20日前开展入户宣传4次。\n\n砚湖街道办事处\n2026年9月2日\n"


def _words(html: str) -> str:
    """The words of a page's main part."""
    main = html.partition("<main")[2].partition("</main>")[0]
    return re.sub(r"<[^>]+>|\s+", "", main.partition(">")[2])


@pytest.fixture(scope="module")
def places(site: Site, chromium) -> dict[str, str]:
    """The addresses of a plan, a draft, a task and a record of 听荷社区, read from the pages."""
    context = chromium.new_context(locale="zh-CN")
    page = context.new_page()
    sign_in(page, site, "subdistrict")
    page.goto(f"{site.url}/plans/")
    followed = page.locator("main tr", has_text="2026年平安创建宣传工作方案").filter(has_text="执行中")
    plan = followed.locator("a[href^='/plans/']").first.get_attribute("href")
    upload = {"name": "安排.txt", "mimeType": "text/plain", "buffer": DRAFT.encode()}
    page.set_input_files("input[name=document]", [upload])
    page.click("main form .y-bar button")
    page.wait_for_url(re.compile("/reading/"))
    draft = page.url.removeprefix(site.url).partition("reading/")[0]
    page.goto(f"{site.url}{plan}")
    task = page.locator("main a[href^='/tasks/']", has_text="更新宣传栏6块").first.get_attribute("href")
    context.close()
    context = chromium.new_context(locale="zh-CN")
    page = context.new_page()
    sign_in(page, site, "secretary")
    page.goto(f"{site.url}/rolls/elderly/")
    person = page.locator("main a[href^='/rolls/people/']").first.get_attribute("href")
    context.close()
    opened = site.run("figure", "safe_community.events", "--unit", "CC-YH-01", "--period", "2025", "--open", "--json")
    entry = json.loads(opened.stdout)["entries"][0]["entry"]
    return {"plan": plan, "draft": draft, "task": task, "person": person, "entry": f"/entries/{entry}/"}


@pytest.fixture(scope="module")
def window(chromium) -> Iterator[BrowserContext]:
    """One window for everybody, one after the other: what pages share is loaded once."""
    opened = chromium.new_context(locale="zh-CN")
    yield opened
    opened.close()


@pytest.fixture
def page(window: BrowserContext) -> Iterator[Page]:
    window.clear_cookies()
    opened = window.new_page()
    opened.set_viewport_size(NARROW)
    yield opened
    opened.close()


@pytest.mark.parametrize("username", EVERYBODY)
def test_a_role_walks_its_stations_and_is_told_where_it_ends(site, page, places, username):
    sign_in(page, site, username)
    pages = {name: admitted for name, (_address, admitted) in STATIONS.items() if name not in FILES}
    shown_refused = next((name for name, admitted in pages.items() if username not in admitted), "")
    for station, (address, admitted) in STATIONS.items():
        url = site.url + address.format(**places)
        if station in FILES:
            status = page.request.get(url).status
            assert (status == 200) == (username in admitted), (station, status)
            continue
        if username not in admitted:
            response = page.request.get(url)
            assert response.status != 200, (station, response.status)
            assert len(_words(response.text())) > LEAST_SAID, station
            if station != shown_refused:
                continue  # they are all the same page: it is looked at once
        opened = page.goto(url, wait_until="domcontentloaded")
        assert opened is not None
        assert (opened.status == 200) == (username in admitted), (station, opened.status)
        heading, width = page.evaluate(SHOWN)
        assert heading.strip(), station
        assert width <= NARROW["width"], station
