"""Every page with each rule above the floor (Chromium 86) taken out of its sheets. No run in an old browser is claimed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route

from tests.browser.conftest import NARROW, WIDE
from tests.browser.pages import PAGES
from tests.browser.test_accessibility import TOO_WIDE
from tests.layout.browser_floor import at_floor
from tests.layout.sources import STATIC

pytestmark = [pytest.mark.browser, pytest.mark.looks]
COVERED = """() => {
    const controls = Array.from(document.querySelectorAll(
        "main a.btn, main button, main select, main textarea, main summary, main input:not([type=hidden])"));
    const isShown = part => part.offsetParent && !part.closest("details:not([open]) > :not(summary)");
    return controls.filter(isShown).filter(part => {
        part.scrollIntoView({block: "center", inline: "center", behavior: "instant"});
        const box = part.getBoundingClientRect();
        if (box.width < 1 || box.height < 1) return true;
        const hit = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
        const own = part.closest("label") || part;
        return !(hit && (own.contains(hit) || hit.contains(part)));
    }).map(part => part.outerHTML.slice(0, 120));
}"""


@pytest.fixture(scope="module")
def sheets() -> dict[str, str]:
    """Each shipped sheet as the floor reads it."""
    return {path.name: at_floor(path.read_text(encoding="utf-8")) for path in STATIC.rglob("*.css")}


@pytest.fixture(scope="module")
def old(chromium: Browser, sheets: dict[str, str], states: dict[str, Any]) -> Iterator[dict[str, Page]]:
    """A window for each person in which every sheet is read as the floor reads it."""

    def answer(route: Route) -> None:
        name = route.request.url.rpartition("/")[2].partition("?")[0]
        route.fulfill(body=sheets[name], content_type="text/css")

    contexts = {who: chromium.new_context(locale="zh-CN", storage_state=states.get(who)) for who in ("", *states)}
    for context in contexts.values():
        context.route("**/*.css", answer)
    yield {who: context.new_page() for who, context in contexts.items()}
    for context in contexts.values():
        context.close()


@pytest.mark.parametrize("name", PAGES)
def test_a_page_keeps_its_shape_without_what_the_floor_does_not_know(site, old, places, name):
    who, address = PAGES[name]
    page = old[who]
    page.goto(site.url + address.format_map(places))
    page.set_viewport_size(WIDE)
    assert page.evaluate(TOO_WIDE) == []
    page.set_viewport_size(NARROW)
    assert page.evaluate(TOO_WIDE) == []
    assert page.evaluate(COVERED) == []


def test_a_control_that_something_lies_over_is_found(site, old):
    page = old[""]
    page.set_viewport_size(WIDE)
    page.goto(f"{site.url}/accounts/login/")
    page.evaluate(
        "() => { document.querySelector('.y-top').style.cssText = 'position:fixed;top:0;bottom:0;width:100%' }"
    )
    assert len(page.evaluate(COVERED)) >= 3
