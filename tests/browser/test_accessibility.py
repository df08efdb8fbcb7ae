"""Every page is held against axe-core, the keyboard, narrow screens, and what the oldest browser reads of the sheets.

A page is loaded once for all that: loading takes longer than most of the looks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import NARROW, WIDE, Site, sign_in
from tests.browser.old_browser import COVERED, READ_AS_FLOOR, floor_sheets
from tests.browser.pages import NO_PAGES, PAGES

pytestmark = [pytest.mark.browser, pytest.mark.looks]
AXE = (Path(__file__).parent / "vendor/axe.min.js").read_text(encoding="utf-8")
RUN_AXE = """async () => (await axe.run(document, {
    runOnly: {type: "rule", values: axe._audit.rules
        .filter(rule => rule.enabled && !rule.tags.includes("experimental"))
        .filter(rule => !["minor", "moderate"].includes(rule.impact)).map(rule => rule.id)},
    resultTypes: ["violations"], preload: {assets: ["media"]}})).violations
    .filter(found => ["serious", "critical"].includes(found.impact))
    .map(found => `${found.id}: ${found.nodes.map(node => node.target.join(" ")).slice(0, 5).join(" | ")}`)"""
"""What axe finds by the rules of which a breach is serious."""
TOO_WIDE = """() => document.documentElement.scrollWidth > window.innerWidth
    ? Array.from(document.querySelectorAll("main *, header *, nav *"))
        .filter(part => part.getBoundingClientRect().right > window.innerWidth + 1).slice(0, 5)
        .map(part => part.outerHTML.slice(0, 120))
    : []"""
CONTROLS = "input:not([type=hidden]), select, textarea, button, summary"
UNREACHED = f"""() => Array.from(document.querySelector("main").querySelectorAll("{CONTROLS}"))
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
PHONE = {"workbench", "record_activity", "task", "task_return", "tasks", "entry", "book", "collection_asked", "paste"}
"""Pages that axe looks at as a phone shows them; the others as a PC does. Only where things stand differs."""


@pytest.fixture(scope="module")
def windows(site: Site, chromium: Browser, states: dict[str, Any]) -> Iterator[Callable[..., Page]]:
    """A window for each person, another one for who reads in large print. It stays open: opening one takes longer than
    most pages do."""
    opened: dict[tuple[str, bool], Page] = {}

    def window(who: str, *, is_large: bool) -> Page:
        if (who, is_large) not in opened:
            context = chromium.new_context(locale="zh-CN", storage_state=states.get(who))
            if is_large:
                context.add_cookies([{"name": "yiben_print", "value": "large", "url": site.url}])
            opened[who, is_large] = context.new_page()
        return opened[who, is_large]

    yield window
    for page in opened.values():
        page.context.close()


@pytest.fixture(scope="module")
def floor() -> dict[str, str]:
    return floor_sheets()


@pytest.fixture
def look(site: Site, windows: Callable[..., Page], places: dict[str, str]) -> Callable[..., Page]:
    """Open a page by its name, as its richest role, at a size."""

    def open_page(name: str, size: dict[str, int], *, is_large: bool = False) -> Page:
        who, address = PAGES[name]
        page = windows(who, is_large=is_large)
        page.set_viewport_size(size)
        page.goto(site.url + address.format_map(places))
        return page

    return open_page


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_serious_and_the_page_keeps_its_shape_at_every_size_and_in_an_old_browser(look, floor, name):
    page = look(name, NARROW if name in PHONE else WIDE)
    page.evaluate(AXE)
    assert page.evaluate(RUN_AXE) == []
    assert too_wide(page, {"width": 360, "height": 740}) == []
    assert too_wide(page, {"width": 640, "height": 400}) == []  # 1280 pixels at 200 %
    page.evaluate("document.documentElement.classList.add('large')")
    assert too_wide(page, NARROW) == []
    page.evaluate("document.documentElement.classList.remove('large')")
    page.evaluate(READ_AS_FLOOR, floor)
    assert too_wide(page, WIDE) == []
    assert too_wide(page, NARROW) == []
    assert page.evaluate(COVERED) == []


def too_wide(page: Page, size: dict[str, int]) -> list[str]:
    """Return what stands out to the right at a size, nothing where the page does not scroll sideways."""
    page.set_viewport_size(size)
    return page.evaluate(TOO_WIDE)


def test_axe_finds_a_field_without_a_label(look):
    page = look("sign_in", WIDE)
    page.evaluate("() => document.querySelectorAll('label').forEach(label => label.remove())")
    page.evaluate(AXE)
    assert "label" in " ".join(page.evaluate(RUN_AXE))


def test_large_print_is_the_class_that_the_other_pages_are_looked_at_with(look):
    page = look("workbench", NARROW, is_large=True)
    assert page.evaluate("document.documentElement.classList.contains('large')")
    assert page.evaluate("getComputedStyle(document.body).fontSize") == "21.34px"


def test_the_first_tab_offers_to_skip_to_the_content(site, page):
    sign_in(page, site, "secretary")
    page.goto(f"{site.url}/ledger/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "y-skip"
    assert page.locator(".y-skip").bounding_box()["x"] >= 0
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


def test_a_control_that_something_lies_over_is_found(look, floor):
    page = look("sign_in", WIDE)
    page.evaluate(READ_AS_FLOOR, floor)
    assert page.evaluate(COVERED) == []
    page.evaluate(
        "() => { document.querySelector('.y-top').style.cssText = 'position:fixed;top:0;bottom:0;width:100%' }"
    )
    assert len(page.evaluate(COVERED)) >= 3


def test_an_old_browser_reads_none_of_the_sheets_as_they_are(look, floor):
    page = look("workbench", WIDE)
    page.evaluate(READ_AS_FLOOR, floor)
    assert page.evaluate("document.styleSheets.length") == 0  # a sheet of a disabled link leaves the list
    read = page.evaluate("document.adoptedStyleSheets.map(sheet => sheet.cssRules.length)")
    assert len(read) == page.locator("link[rel=stylesheet]").count() == 2
    assert all(read)


FORMS = [
    "sign_in",
    "record_activity",
    "record_media_item",
    "entry_correct",
    "entry_void",
    "book",
    "plans",
    "plan_revise",
]
FORMS += ["task", "task_change", "task_return", "tasks", "search", "figure", "password", "style"]


@pytest.mark.parametrize("name", FORMS)
def test_tab_reaches_every_control_and_shows_where_it_is(look, name):
    page = look(name, WIDE)
    unseen = []
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        unseen.append(page.evaluate(UNSEEN_FOCUS))
        if page.evaluate("document.activeElement === document.body"):
            break
    assert [each for each in unseen if each] == []
    assert page.evaluate(UNREACHED) == []


def tab_to(page: Page, selector: str) -> None:
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"Tab does not reach {selector}")


def test_somebody_signs_in_with_the_keyboard_alone(site, page):
    page.goto(f"{site.url}/accounts/login/")
    tab_to(page, "[name=login]")
    page.keyboard.type("worker")
    page.keyboard.press("Tab")
    page.keyboard.type(site.passwords["worker"])
    page.keyboard.press("Enter")
    page.wait_for_url(f"{site.url}/")


def test_a_record_is_sent_with_the_keyboard_alone(look):
    page = look("record_activity", WIDE)
    tab_to(page, "[name='v.theme']")
    page.keyboard.type("键盘记的活动")
    tab_to(page, "button[value=send]")
    page.keyboard.press("Enter")
    page.wait_for_url("**/saved/")


def test_a_list_is_sorted_and_kept_as_a_view_with_the_keyboard_alone(look):
    page = look("book", WIDE)
    tab_to(page, "a.y-sort[href*='participants']")
    page.keyboard.press("Enter")
    page.wait_for_url("**sort=participants**")
    tab_to(page, ".y-viewdo summary")
    page.keyboard.press("Enter")
    tab_to(page, ".y-saveview [name=name]")
    page.keyboard.type("按人数")
    page.keyboard.press("Enter")
    page.wait_for_load_state()
    assert page.locator(".y-views a[aria-current]").inner_text() == "按人数"


def test_every_address_that_shows_a_page_is_looked_at():
    from django.urls import resolve

    from yiben.web.urls import urlpatterns

    found = {"entry": "1", "correction": "1", "draft": "/drafts/x/", "clause": "/plans/x/clauses/y/"}
    found |= dict.fromkeys(("task", "own_task"), "/tasks/x/") | dict.fromkeys(("plan", "draft_plan"), "/plans/x/")
    found |= {"batch": "/papers/batches/x/", "paper": "/papers/x/", "collection": "/collections/x/"}
    found |= {
        "own_metric": "/figures/x/",
        "rolling": "/rolling/x/",
        "filling": "/collections/x/fill/y/",
        "link": "/link/x/",
    }
    found |= dict.fromkeys(("dispatch_draft", "dispatch_signing", "dispatch_sent"), "/dispatches/x/")
    found |= {
        "post": "/posts/x/",
        "account": "/people/x/",
        "matter_sheet": "/matters/x/sheets/y/",
        "item_draft": "/disclosure/x/",
        "item_open": "/open/x/y/",
        "matter": "/matters/x/",
        "meeting": "/meetings/x/",
        "meeting_ahead": "/meetings/x/",
        "meeting_body": "/meetings/bodies/x/",
        "round": "/inspections/x/",
        "visit": "/inspections/visits/x/",
        "visited": "/inspections/visits/x/",
        "assessment": "/assessments/x/",
        "assessment_draft": "/assessments/x/",
        "appeal": "/assessments/appeals/x/",
        "follow": "/residents/follow/x/",
        "matter_link": "/link/matter/x/",
    }
    found |= {"promise": "/promises/1/", "register_item": "/registers/items/x/"}
    found |= {"rota": "/rosters/x/", "shift": "/rosters/book/x/"}
    found |= {"duty": "/duties/x/", "duty_turn": "/duties/x/y/2026-04/"}
    found |= {"one_table": "/forms/tables/x/", "form_filled": "/forms/filled/x/"}
    found |= dict.fromkeys(("form", "form_unbound"), "/forms/x/")
    found |= {"book_draft": "/books/x/", "person": "/rolls/people/x/", "bundle": "/closing/bundles/x/"}
    found |= {"number": "/entries/1/"} | dict.fromkeys(("import_columns", "import_rows"), "/imports/x/")
    seen = {resolve(address.format_map(found).partition("?")[0]).url_name for _who, address in PAGES.values()}
    routes = {str(pattern.name) for pattern in urlpatterns}
    assert routes - seen - NO_PAGES == set()
    assert routes >= NO_PAGES
    assert not NO_PAGES & seen
