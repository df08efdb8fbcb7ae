"""Every page is held against axe-core, against the keyboard, and against a narrow screen."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import NARROW, WIDE, Site, sign_in

pytestmark = pytest.mark.browser
AXE = (Path(__file__).parent / "vendor/axe.min.js").read_text(encoding="utf-8")
SCHEME = Path(__file__).parents[1] / "plans/scheme.txt"
RUN_AXE = """async () => (await axe.run(document)).violations
    .filter(found => ["serious", "critical"].includes(found.impact))
    .map(found => `${found.id}: ${found.nodes.map(node => node.target.join(" ")).slice(0, 5).join(" | ")}`)"""
TOO_WIDE = """() => document.documentElement.scrollWidth > window.innerWidth
    ? Array.from(document.querySelectorAll("main *, header *, nav *"))
        .filter(part => part.getBoundingClientRect().right > window.innerWidth + 1).slice(0, 5)
        .map(part => part.outerHTML.slice(0, 120))
    : []"""
CONTROLS = "input:not([type=hidden]), select, textarea, button, summary"
UNREACHED = f"""() => Array.from(document.querySelectorAll("main form[data-draft]")[0].querySelectorAll("{CONTROLS}"))
    .filter(part => part.offsetParent && !part.disabled && !part.closest("details:not([open]) > :not(summary)"))
    .filter(part => !part.dataset.reached)
    .filter(part => !(part.type === "radio" && Array.from(document.getElementsByName(part.name))
        .some(other => other.dataset.reached)))
    .map(part => part.outerHTML.slice(0, 120))"""
UNSEEN_FOCUS = """() => {
    const part = document.activeElement;
    part.dataset.reached = "1";
    const near = [part, part.nextElementSibling, part.parentElement, part.parentElement.parentElement];
    const seen = near.filter(Boolean).some(each => {
        const style = getComputedStyle(each);
        return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1;
    });
    return seen || part === document.body ? "" : part.outerHTML.slice(0, 120);
}"""
MOST_TABS = 150

# name → (who, address); a word in braces is found in the demo
PAGES = {
    "sign_in": ("", "/accounts/login/"),
    "closed": ("", "/accounts/closed/"),
    "no_post": ("outsider", "/"),
    "refused": ("resident", "/"),
    "not_there": ("secretary", "/entries/99999999/"),
    "password": ("secretary", "/accounts/password/change/"),
    "workbench": ("secretary", "/"),
    "books": ("secretary", "/ledger/"),
    "book": ("secretary", "/ledger/activity/"),
    "book_beside_record": ("secretary", "/ledger/activity/?entry={entry}"),
    "record_activity": ("secretary", "/ledger/activity/new/"),
    "record_media_item": ("secretary", "/ledger/media_item/new/"),
    "record_fund": ("secretary", "/ledger/fund/new/"),
    "record_quiz": ("secretary", "/ledger/quiz/new/"),
    "draft": ("secretary", "{draft}"),
    "entry": ("secretary", "/entries/{entry}/"),
    "entry_saved": ("secretary", "/entries/{entry}/saved/"),
    "entry_correct": ("secretary", "/entries/{entry}/correct/"),
    "entry_void": ("secretary", "/entries/{entry}/void/"),
    "plans": ("subdistrict", "/plans/"),
    "plan": ("subdistrict", "{plan}"),
    "plan_revise": ("subdistrict", "{plan}revise/"),
    "plan_reading": ("subdistrict", "{draft_plan}reading/"),
    "plan_publish": ("subdistrict", "{draft_plan}publish/"),
    "task": ("subdistrict", "{task}"),
    "task_change": ("subdistrict", "{task}change/"),
    "notices": ("subdistrict", "/notices/"),
    "search": ("subdistrict", "/search/?q=宣传"),
    "figure": ("subdistrict", "/figures/safe_community.volunteers/?period=2025"),
    "reports": ("subdistrict", "/reports/"),
    "report": ("subdistrict", "/reports/safe_community/annual/?period=2025"),
}


@pytest.fixture(scope="module")
def states(site: Site, chromium: Browser) -> dict[str, Any]:
    """What the browser keeps of each person's sign-in."""
    kept: dict[str, Any] = {}
    for username in sorted({who for who, _ in PAGES.values() if who}):
        context = chromium.new_context(viewport=WIDE, locale="zh-CN")
        page = context.new_page()
        page.goto(f"{site.url}/accounts/login/")
        page.fill("input[name=login]", username)
        page.fill("input[name=password]", site.passwords[username])
        page.click("main button")
        page.wait_for_load_state()
        kept[username] = context.storage_state()
        context.close()
    return kept


@pytest.fixture(scope="module")
def places(site: Site, chromium: Browser, states: dict[str, Any]) -> dict[str, str]:
    """Addresses that the demo decides: an entry, a draft, a plan, a plan not yet published, a task."""
    context = chromium.new_context(viewport=WIDE, locale="zh-CN", storage_state=states["secretary"])
    page = context.new_page()
    page.goto(f"{site.url}/ledger/activity/new/")
    page.fill("[name='v.theme']", "防火宣传")
    page.click("button[value=draft]")
    found = {"draft": path_of(page, site)}
    page.goto(f"{site.url}/ledger/activity/?period=2025")
    found["entry"] = re.search(r"entry=(\d+)|/entries/(\d+)/", page.locator("main table").inner_html())[0]
    found["entry"] = re.sub(r"\D", "", found["entry"])
    context.close()
    context = chromium.new_context(viewport=WIDE, locale="zh-CN", storage_state=states["subdistrict"])
    page = context.new_page()
    page.goto(f"{site.url}/plans/")
    found["plan"] = first_link(page, r"^/plans/\w+/$")
    page.set_input_files("input[type=file]", SCHEME)
    page.locator("form:has(input[type=file]) button").first.click()
    page.wait_for_url(re.compile("/reading/"))
    found["draft_plan"] = path_of(page, site).partition("reading/")[0]
    page.goto(site.url + found["plan"])
    found["task"] = first_link(page, r"^/tasks/\w+/$")
    context.close()
    return found


def path_of(page: Page, site: Site) -> str:
    return page.url.removeprefix(site.url).partition("?")[0]


def first_link(page: Page, pattern: str) -> str:
    links = [link.get_attribute("href").partition("?")[0] for link in page.locator("main a[href]").all()]
    return next(link for link in links if re.match(pattern, link))


@pytest.fixture
def look(
    site: Site, chromium: Browser, states: dict[str, Any], places: dict[str, str]
) -> Iterator[Callable[..., Page]]:
    """Open a page by its name, as its richest role, in a window of a size."""
    contexts = []

    def open_page(name: str, size: dict[str, int]) -> Page:
        who, address = PAGES[name]
        context = chromium.new_context(viewport=size, locale="zh-CN", storage_state=states.get(who))
        contexts.append(context)
        page = context.new_page()
        page.goto(site.url + address.format_map(places))
        return page

    yield open_page
    for context in contexts:
        context.close()


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["1440", "390"])
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_serious_on_the_page(look, name, size):
    page = look(name, size)
    page.evaluate(AXE)
    assert page.evaluate(RUN_AXE) == []


def test_axe_finds_a_field_without_a_label(look):
    page = look("sign_in", WIDE)
    page.evaluate("() => document.querySelectorAll('label').forEach(label => label.remove())")
    page.evaluate(AXE)
    assert "label" in " ".join(page.evaluate(RUN_AXE))


@pytest.mark.parametrize("name", PAGES)
def test_a_page_never_scrolls_sideways_at_360_pixels(look, name):
    page = look(name, {"width": 360, "height": 740})
    assert page.evaluate(TOO_WIDE) == []


def test_the_first_tab_offers_to_skip_to_the_content(site, page):
    sign_in(page, site, "secretary")
    page.goto(f"{site.url}/ledger/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "y-skip"
    assert page.locator(".y-skip").bounding_box()["x"] >= 0
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


@pytest.mark.parametrize("name", ["record_activity", "record_media_item", "entry_correct"])
def test_tab_reaches_every_control_of_a_record_form_and_shows_where_it_is(look, name):
    page = look(name, WIDE)
    unseen = []
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        unseen.append(page.evaluate(UNSEEN_FOCUS))
        if page.evaluate("document.activeElement === document.body"):
            break
    assert [each for each in unseen if each] == []
    assert page.evaluate(UNREACHED.replace("form[data-draft]", "form")) == []
