"""Twelve returned tables, as offices send them, become one merged table in a few clicks."""

from __future__ import annotations

import re
import shutil

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Site, sign_in
from tests.browser.pages import XLSX
from tests.sheets.making import xlsx
from yiben.sheets.opening import open_workbook
from yiben.text.opening_office import converted

pytestmark = [pytest.mark.browser, pytest.mark.looks]

MOST_CLICKS = 5
HEAD = ("序号", "社区", "活动场次", "参加人数", "经费（元）", "备注")
MOVED = ("序号", "社区", "参加人数", "备注", "活动场次", "经费（元）")


def asked_units(page: Page) -> list[str]:
    """Choose twelve communities in the form; return their names as they stand there."""
    page.click("details[data-units] summary")
    boxes = page.query_selector_all("details[data-units] input[type=checkbox][data-label$='社区']")
    names = [str(box.get_attribute("data-label")) for box in boxes][:12]
    for name in names:
        page.check(f"details[data-units] input[data-label='{name}']")
    return names


def layout(units: list[str]) -> bytes:
    rows = [(at, name, "", "", "", "") for at, name in enumerate(units, start=1)]
    last = 2 + len(units)
    total = ("合计", "", *(f"=SUM({column}3:{column}{last})" for column in "CDE"), "")
    return xlsx({"汇总表": [("活动情况汇总表",), HEAD, *rows, total]})


def returned(units: list[str], at: int) -> tuple[str, bytes]:
    """The table as the unit at a place sends it: three with moved columns, one .xls and one .et, the others .xlsx."""
    own = {"序号": at + 1, "社区": units[at], "活动场次": at + 1, "参加人数": 100 + at, "经费（元）": 50, "备注": ""}
    head = MOVED if at in (2, 5, 8) else HEAD
    rows = [
        tuple(own[name] for name in head)
        if other == units[at]
        else tuple({"序号": number + 1, "社区": other}.get(name, "") for name in head)
        for number, other in enumerate(units)
    ]
    data = xlsx({"汇总表": [("活动情况汇总表",), head, *rows]})
    if at in (3, 7):
        return f"{units[at]}.{'xls' if at == 3 else 'et'}", converted(data, "a.xlsx", "xls")
    return f"{units[at]}.xlsx", data


@pytest.mark.skipif(not (shutil.which("soffice") or shutil.which("libreoffice")), reason="LibreOffice writes .xls")
def test_twelve_returns_are_one_merged_table_in_at_most_five_clicks(page: Page, site: Site) -> None:
    sign_in(page, site, "district")
    page.goto(f"{site.url}/collections/new/")
    page.fill("[name=title]", "活动情况汇总")
    page.fill("[name=due_on]", "2027-01-15")
    units = asked_units(page)
    assert len(units) == 12
    page.set_input_files("[name=layout]", {"name": "汇总表.xlsx", "mimeType": XLSX, "buffer": layout(units)})
    page.click("main form .btn-primary")
    page.wait_for_url(re.compile(r"/collections/\w{32}/"))
    files = [returned(units, at) for at in range(12)]
    page.goto(site.url)

    clicks = ["main a[href='/collections/']", "main a:has-text('活动情况汇总')"]
    for selector in clicks:
        page.click(selector)
    sent = [{"name": name, "mimeType": XLSX, "buffer": data} for name, data in files]
    page.set_input_files("[name=files][multiple]", sent)
    page.click("button[value=drop]")
    with page.expect_download() as waiting:
        page.click("main .y-actions .btn-primary")
    assert len(clicks) + 3 <= MOST_CLICKS  # choosing the files counts as one
    with open(waiting.value.path(), "rb") as kept:
        sheet = open_workbook(kept.read(), "汇总表.xlsx").sheets[0]
    rows = [[sheet.value(row, column) for column in range(1, 5)] for row in range(2, 14)]
    assert rows == [[name, at + 1, 100 + at, 50] for at, name in enumerate(units)]
