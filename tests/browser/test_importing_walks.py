"""A 台账 that exists comes in: read, mended, recorded, counted; in a real browser at both widths."""

from __future__ import annotations

import re
import uuid

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import NARROW, WIDE, Site, sign_in
from tests.sheets.making import xlsx

pytestmark = [pytest.mark.browser, pytest.mark.looks]
HEAD = ["序号", "日期", "活动名称", "参加人数"]


def shown_number(page: Page, site: Site) -> int:
    page.goto(f"{site.url}/figures/base.activity_participants/?period=2025-10")
    return int(re.sub(r"\D", "", page.locator(".y-big").first.inner_text()))


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["1440", "390"])
def test_a_ledger_with_errors_is_mended_recorded_and_counted(site: Site, page: Page, size, tmp_path):
    page.set_viewport_size(size)
    sign_in(page, site, "secretary")
    before, name = shown_number(page, site), f"秋季义诊{uuid.uuid4().hex[:6]}"
    rows = [["2025年活动台账"], HEAD, [1, "10月5日", name, 40], [2, "10月35日", "读书会", "若干"], ["合计", "", "", 40]]
    file = tmp_path / "活动台账.xlsx"
    file.write_bytes(xlsx({"10月": rows}))

    page.goto(f"{site.url}/ledger/activity/")
    page.click("a[href='/ledger/activity/import/']")
    page.set_input_files("input[type=file]", file)
    page.click("main .btn-primary")
    page.wait_for_url(re.compile("/imports/"))
    if page.locator("button[value=columns]").count():
        page.click("button[value=columns]")
    page.locator("button[value=take]").wait_for(timeout=60_000)

    expect(page.locator("main")).to_contain_text("若干")
    page.locator("main a[href*='/rows/2/']").click()
    page.fill("[name=other_day]", "2025-10-15")
    page.fill("[name='v.participants']", "25")
    page.click("main .btn-primary")
    page.locator("button[value=take]").click()
    page.locator("main .y-msg.g").wait_for(timeout=60_000)

    assert shown_number(page, site) == before + 65
    page.locator("main a", has_text=name).first.click()
    expect(page.locator("main")).to_contain_text("活动台账.xlsx")
