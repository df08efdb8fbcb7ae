"""Addresses of matters for the pages that are looked at: one of the demo, a link for its unit, one that a resident brings."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page

from tests.browser.inspection_places import INSPECTION_PAGES

MATTER_PAGES = {
    "handover": ("secretary", "/handover/"),
    "matters": ("secretary", "/matters/"),
    "matter_new": ("worker", "/matters/new/issue/"),
    "matter_import": ("worker", "/matters/import/"),
    "matter": ("secretary", "{matter}"),
    "matter_returned": ("secretary", "/matters/returned/"),
    "matter_sheet": ("secretary", "{matter_sheet}"),
    "meetings": ("secretary", "/meetings/"),
    "meeting_new": ("secretary", "/meetings/new/"),
    "meeting_past": ("secretary", "/meetings/past/"),
    "meeting_body": ("secretary", "{meeting_body}"),
    "meeting": ("secretary", "{meeting}"),
    "meeting_ahead": ("secretary", "{meeting_ahead}"),
    "calendar": ("secretary", "/meetings/calendar/"),
    "needs_diary": ("worker", "/ledger/home_visit/new/?quick=diary"),
    "needs_promise": ("worker", "{promise}"),
    "needs_analysis": ("secretary", "/analyses/base.residents_needs/"),
    "needs_analysis_read": ("leader", "/analyses/base.residents_needs/?unit=CC-YH-01"),
    "registers": ("secretary", "/registers/"),
    "register": ("secretary", "/registers/community_organisations/"),
    "register_new": ("secretary", "/registers/community_organisations/new/"),
    "register_item": ("secretary", "{register_item}"),
    "rosters": ("secretary", "/rosters/"),
    "rota_new": ("secretary", "/rosters/new/"),
    "rota": ("secretary", "{rota}"),
    "rota_servers": ("secretary", "/rosters/servers/"),
    "shift_book": ("secretary", "/rosters/book/"),
    "shift": ("secretary", "{shift}"),
    "desk": ("secretary", "/desk/"),
    "disclosure": ("secretary", "/disclosure/"),
    "disclosure_new": ("worker", "/disclosure/new/"),
    "disclosure_item": ("secretary", "{item_draft}"),
    "disclosure_edit": ("worker", "{item_draft}edit/"),
    "open_places": ("", "/open/"),
    "open": ("", "/open/CC-YH-01/"),
    "open_item": ("", "{item_open}"),
    "residents": ("", "/residents/"),
    "resident_report": ("", "/residents/CC-YH-01/"),
    "resident_follow": ("", "{follow}"),
    "matter_by_link": ("", "{matter_link}"),
    **INSPECTION_PAGES,
}
"""Pages of matters, of what is disclosed, of posts that change hands: name → (who, address)."""


def _meeting_places(page: Page, site: Any) -> dict[str, str]:
    """A body, a meeting of it with resolutions, one that is to come."""
    page.goto(f"{site.url}/meetings/")
    found = {
        "meeting_body": str(
            page.locator("aside a[href*='/bodies/']", has_text="荷风苑居民议事会").first.get_attribute("href")
        )
    }
    page.goto(site.url + found["meeting_body"])
    names = {"meeting": "荷风苑第三次居民议事会", "meeting_ahead": "荷风苑第四次居民议事会"}
    links = {key: page.locator("main table a", has_text=name).first for key, name in names.items()}
    return found | {key: str(link.get_attribute("href")) for key, link in links.items()}


def _needs_places(page: Page, site: Any) -> dict[str, str]:
    """A promise that waits, an organisation, a rota, a page of the handover book."""
    found = {}
    for name, place, link in (
        ("promise", "/", "main a[href*='/promises/']"),
        ("register_item", "/registers/community_organisations/", "main table a"),
        ("rota", "/rosters/", "main table a"),
        ("shift", "/rosters/book/", "main table a"),
    ):
        page.goto(f"{site.url}{place}")
        found[name] = str(page.locator(link).first.get_attribute("href"))
    return found


def matter_places(page: Page, site: Any) -> dict[str, str]:
    """Return the addresses of a matter that is being handled, of a link to it, and of what a resident follows."""
    page.goto(f"{site.url}/matters/?procedure=issue")
    found = {"matter": str(page.locator("main table a").first.get_attribute("href"))}
    page.goto(site.url + found["matter"])
    page.locator("#link button").first.click()
    told = page.locator("#link textarea").input_value()
    page.goto(f"{site.url}/matters/returned/")
    found["matter_sheet"] = str(page.locator("main a[href*='/sheets/']").first.get_attribute("href"))
    found["matter_link"] = told.partition(site.url)[2]
    found |= _meeting_places(page, site) | _needs_places(page, site)
    page.goto(f"{site.url}/disclosure/")
    row = page.locator("main tbody tr", has_text="临时救助发放").first
    found["item_draft"] = str(row.locator("a").first.get_attribute("href"))
    page.goto(f"{site.url}/open/CC-YH-01/")
    found["item_open"] = str(page.locator("main .y-rows a").first.get_attribute("href"))
    page.goto(f"{site.url}/residents/CC-YH-01/")
    page.fill("[name=title]", "楼道堆放杂物")
    page.select_option("[name='v.topic']", "safety")
    page.fill("[name='v.account']", "四楼通道被旧柜子堵住。")
    page.click("main .btn-primary")
    if page.locator("[name=same_as]").count():  # it was brought before
        page.click("main .btn-primary")
    page.locator("main textarea").wait_for()
    return found | {"follow": page.locator("main textarea").input_value().partition(site.url)[2]}
