"""Every page, with who is to look at it: for axe, for narrow screens, for old browsers, for the contact sheet."""

from __future__ import annotations

import re
import uuid
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page

from tests.browser.conftest import WIDE, Site

SCHEME = Path(__file__).parents[1] / "plans/scheme.txt"

# name → (who, address); a word in braces is found in the demo
PAGES = {
    "sign_in": ("", "/accounts/login/"),
    "closed": ("", "/accounts/closed/"),
    "forgotten": ("", "/accounts/forgotten/"),
    "inactive": ("", "/accounts/inactive/"),
    "no_post": ("outsider", "/"),
    "refused": ("resident", "/"),
    "not_there": ("secretary", "/entries/99999999/"),
    "sign_out": ("secretary", "/accounts/logout/"),
    "password": ("secretary", "/accounts/password/change/"),
    "confirm_password": ("secretary", "/accounts/reauthenticate/"),
    "style": ("secretary", "/style/"),
    "workbench": ("secretary", "/"),
    "workbench_above": ("subdistrict", "/"),
    "books": ("secretary", "/ledger/"),
    "book": ("secretary", "/ledger/activity/?period=2025"),
    "book_of_all_units": ("district", "/ledger/activity/?period=2025"),
    "book_beside_record": ("secretary", "/ledger/activity/?period=2025&entry={entry}"),
    "book_empty": ("secretary", "/ledger/activity/?period=2019"),
    "record_activity": ("secretary", "/ledger/activity/new/"),
    "record_media_item": ("secretary", "/ledger/media_item/new/"),
    "record_fund": ("secretary", "/ledger/fund/new/"),
    "record_quiz": ("secretary", "/ledger/quiz/new/"),
    "draft": ("secretary", "{draft}"),
    "entry": ("secretary", "/entries/{entry}/"),
    "entry_saved": ("secretary", "/entries/{entry}/saved/"),
    "entry_correct": ("secretary", "/entries/{entry}/correct/"),
    "entry_corrected": ("worker", "/entries/{correction}/corrected/"),
    "entry_void": ("secretary", "/entries/{entry}/void/"),
    "plans": ("subdistrict", "/plans/"),
    "plan": ("subdistrict", "{plan}"),
    "plan_by_unit": ("subdistrict", "{plan}?by=unit"),
    "plan_gaps": ("subdistrict", "{plan}?by=gaps"),
    "plan_revise": ("subdistrict", "{plan}revise/"),
    "plan_reading": ("subdistrict", "{draft_plan}reading/"),
    "plan_publish": ("subdistrict", "{draft_plan}publish/"),
    "task_new": ("subdistrict", "{clause}task/"),
    "tasks": ("subdistrict", "/tasks/"),
    "task": ("subdistrict", "{task}"),
    "task_change": ("subdistrict", "{task}change/"),
    "task_return": ("secretary", "{own_task}return/"),
    "notices": ("subdistrict", "/notices/"),
    "search": ("subdistrict", "/search/?q=宣传"),
    "search_nothing": ("subdistrict", "/search/?q=查无此名"),
    "figure": ("subdistrict", "/figures/safe_community.volunteers/?period=2025"),
    "reports": ("subdistrict", "/reports/"),
    "report": ("subdistrict", "/reports/safe_community/annual/?period=2025"),
}
# routes that show no page: what is sent to them changes something or is answered with a file
NO_PAGES = {
    "post-switch", "view-keep", "view-drop", "draft-discard", "evidence-show", "plan-export", "plan-undo",
    "proposal-new", "proposal-decide", "clause-mark", "task-move", "task-delegate", "report-download",
    "account_language", "account_large_print", "queue-token",
}  # fmt: skip


def sign_everybody_in(site: Site, chromium: Browser) -> dict[str, Any]:
    """Return what the browser keeps of the sign-in of each person who looks at a page."""
    kept: dict[str, Any] = {}
    for username in sorted({who for who, _ in PAGES.values() if who}):
        context = chromium.new_context(viewport=WIDE, locale="zh-CN")
        page = context.new_page()
        page.goto(f"{site.url}/accounts/login/")
        page.fill("input[name=login]", username)
        page.fill("input[name=password]", site.passwords[username])
        page.click("main button")
        page.wait_for_url(f"{site.url}/")
        kept[username] = context.storage_state()
        context.close()
    return kept


def find_places(site: Site, chromium: Browser, states: dict[str, Any]) -> dict[str, str]:
    """Return the addresses that the demo decides: entries, a draft, plans, tasks; makes those that it lacks."""
    found: dict[str, str] = {}
    for who, look in (("secretary", _of_secretary), ("worker", _of_worker), ("subdistrict", _of_subdistrict)):
        context = chromium.new_context(viewport=WIDE, locale="zh-CN", storage_state=states[who])
        found |= look(context.new_page(), site)
        context.close()
    return found


def _of_secretary(page: Page, site: Site) -> dict[str, str]:
    page.goto(f"{site.url}/ledger/activity/new/")
    page.fill("[name='v.theme']", "防火宣传")
    page.click("button[value=draft]")
    found = {"draft": path_of(page, site)}
    page.goto(f"{site.url}/ledger/activity/?period=2025")
    entry = re.search(r"entry=(\d+)", page.locator("main table").inner_html())
    assert entry
    page.goto(f"{site.url}/tasks/")
    return found | {"entry": entry[1], "own_task": first_link(page, r"^/tasks/\w+/$")}


def _of_worker(page: Page, site: Site) -> dict[str, str]:
    page.goto(f"{site.url}/ledger/activity/new/")
    page.fill("[name='v.theme']", "园区消防演练")
    page.fill("[name='v.participants']", "68")
    page.click("button[value=send]")
    page.wait_for_url(re.compile("/saved/"))
    page.goto(page.url.replace("/saved/", "/correct/"))
    page.fill("[name='v.participants']", "86")
    page.fill("[name=reason]", "两位数字写倒了")
    page.click("main .btn-primary")
    page.wait_for_url(re.compile("/corrected/"))
    return {"correction": re.sub(r"\D", "", path_of(page, site))}


def _of_subdistrict(page: Page, site: Site) -> dict[str, str]:
    page.goto(f"{site.url}/plans/")
    plan = first_link(page, r"^/plans/\w+/$")
    own = SCHEME.read_bytes() + f"\n附注：{uuid.uuid4()}\n".encode()  # the same text twice would be the same plan
    page.set_input_files("input[type=file]", {"name": "方案.txt", "mimeType": "text/plain", "buffer": own})
    page.locator("form:has(input[type=file]) button").first.click()
    page.wait_for_url(re.compile("/reading/"))
    found = {"plan": plan, "draft_plan": path_of(page, site).partition("reading/")[0]}
    page.goto(f"{site.url}{plan}?by=gaps")
    found["clause"] = first_link(page, r"^/plans/\w+/clauses/\w+/task/$").removesuffix("task/")
    page.goto(site.url + plan)
    return found | {"task": first_link(page, r"^/tasks/\w+/$")}


def path_of(page: Page, site: Site) -> str:
    """Return the path of the address at which a page stands."""
    return page.url.removeprefix(site.url).partition("?")[0]


def first_link(page: Page, pattern: str) -> str:
    """Return the path of the first link of a page that matches."""
    links = page.eval_on_selector_all("main a[href]", "all => all.map(each => each.getAttribute('href'))")
    return next(path for link in links if re.match(pattern, path := link.partition("?")[0]))
