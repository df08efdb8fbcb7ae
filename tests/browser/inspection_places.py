"""Addresses of checklists, rounds and assessments for the pages that are looked at."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import Page

INSPECTION_PAGES = {
    "checklists": ("secretary", "/checklists/"),
    "checklist": ("secretary", "/checklists/ten_rules/CC-YH-01/"),
    "checklist_units": ("subdistrict", "/checklists/ten_rules/"),
    "checklist_printed": ("secretary", "/checklists/ten_rules/CC-YH-01/print/"),
    "inspections": ("subdistrict", "/inspections/"),
    "inspection_new": ("subdistrict", "/inspections/new/"),
    "inspection": ("subdistrict", "{round}"),
    "inspection_draws": ("subdistrict", "{round}draws/"),
    "inspection_circular": ("subdistrict", "{round}circular/"),
    "inspection_visit": ("subdistrict", "{visit}"),
    "inspection_visited": ("subdistrict", "{visited}"),
    "assessments": ("subdistrict", "/assessments/"),
    "assessment_new": ("subdistrict", "/assessments/new/?scheme=community_year"),
    "assessment_edit": ("subdistrict", "{assessment_draft}edit/"),
    "assessment": ("subdistrict", "{assessment}"),
    "assessment_unit": ("secretary", "{assessment}units/CC-YH-01/"),
    "assessment_judge": ("subdistrict", "{assessment}judge/CC-YH-02/"),
    "assessment_appeal": ("subdistrict", "{appeal}"),
}
"""Pages of checklists, rounds and assessments: name → (who, address)."""

INSPECTION_FILES = (
    "checklist-bundle", "checklist-paper", "inspection-paper", "inspection-again", "inspection-hand", "inspection-results",
    "assessment-paper", "assessment-xlsx", "assessment-docx",
)  # fmt: skip
"""Their routes that show no page."""


def inspection_places(page: Page, site: Any) -> dict[str, str]:
    """Return the addresses of the demo's round with a visit to come and one that was made, of its assessment with the
    appeal, and of a draft of another one."""
    page.goto(f"{site.url}/inspections/")
    found = {"round": _href(page, "main table a:has-text('下半年平安宣传督查')")}
    page.goto(site.url + found["round"])
    found["visit"] = _href(page, "#visits a.btn")
    found["visited"] = _href(page, "#findings td a")
    page.goto(f"{site.url}/assessments/")
    found["assessment"] = _href(page, "main table a:has-text('上半年工作考核')")
    page.goto(site.url + found["assessment"])
    found["appeal"] = _href(page, "aside a[href*='/appeals/']")
    page.goto(f"{site.url}/assessments/new/?scheme=community_year")
    page.click("button[value=keep]")
    page.wait_for_url(re.compile(r"/assessments/\w{32}/$"))
    return found | {"assessment_draft": page.url.removeprefix(site.url)}


def _href(page: Page, selector: str) -> str:
    return str(page.locator(selector).first.get_attribute("href"))
