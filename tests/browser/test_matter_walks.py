"""Every procedure walked in a browser by those who take its steps; whoever may not take the next one does not find it."""

from __future__ import annotations

import re
import uuid
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.conftest import NARROW, WIDE, Site, sign_in
from tests.browser.test_walks import photograph
from tests.matters.filled_sheets import filled

pytestmark = pytest.mark.browser

# procedure → who takes it in, then (who, step, answers that matter); "!" before a name: the step is not on that page
WALKS: dict[str, list[tuple[str, str, dict[str, str]]]] = {
    "issue": [
        ("worker", "", {}), ("!worker", "assign", {}), ("!leader", "assign", {}),
        ("secretary", "assign", {"lead": "听荷社区"}), ("worker", "accept", {}), ("worker", "first_reply", {}),
        ("worker", "ask", {}), ("worker", "resume", {}), ("!supervisor", "reply", {}), ("worker", "reply", {}),
        ("worker", "rate", {"v.rating": "not_satisfied"}), ("secretary", "rehandle", {}), ("worker", "reply", {}),
        ("worker", "rate", {"v.rating": "satisfied"}), ("secretary", "close", {}),
    ],
    "proposal": [
        ("district", "", {}), ("district", "review", {"v.advice": "file"}), ("!district", "file", {}), ("leader", "file", {}),
        ("district", "assign", {"lead": "砚湖街道"}), ("subdistrict", "contact", {}), ("subdistrict", "draft", {"v.outcome": "solved"}),
        ("!subdistrict", "sign", {}), ("leader", "sign", {}), ("subdistrict", "answer", {"party": "1"}),
        ("subdistrict", "answer", {"party": "2"}), ("subdistrict", "answered", {}), ("district", "rate", {"party": "1", "v.rating": "satisfied"}),
        ("district", "close", {}),
    ],
    "rectification": [
        ("supervisor", "", {}), ("supervisor", "assign", {"lead": "砚湖街道"}), ("subdistrict", "plan", {}), ("subdistrict", "report", {}),
        ("!subdistrict", "pass", {}), ("supervisor", "fail", {}), ("subdistrict", "report", {}), ("supervisor", "pass", {}), ("supervisor", "close", {}),
    ],
    "instruction": [
        ("supervisor", "", {}), ("supervisor", "file", {}), ("supervisor", "assign", {"lead": "砚湖街道"}), ("subdistrict", "progress", {}),
        ("supervisor", "urge", {}), ("subdistrict", "feed_back", {}), ("!subdistrict", "close", {}), ("supervisor", "close", {}),
    ],
    "project_claim": [
        ("secretary", "", {}), ("!worker", "claim", {}), ("secretary", "claim", {"lead": "邻里互助社"}), ("secretary", "agree", {}),
        ("partner", "progress", {}), ("partner", "finish", {}), ("!partner", "close", {}), ("secretary", "close", {}),
    ],
    "works_project": [
        ("worker", "", {}),
        ("worker", "consult", {}),
        ("!worker", "fund", {}),
        ("secretary", "fund", {}),
        ("secretary", "start", {"lead": "邻里互助社"}),
        ("partner", "progress", {}),
        ("partner", "finish", {}),
        ("!partner", "accept", {}),
        ("secretary", "accept", {}),
        ("worker", "rate", {"v.rating": "satisfied"}),
        ("secretary", "close", {}),
    ],
    "information_request": [
        ("district", "", {}), ("district", "accept", {}), ("district", "ask_third", {}), ("district", "third_answered", {}),
        ("district", "draft", {"v.outcome": "solved"}), ("!district", "sign", {}), ("leader", "sign", {}), ("district", "send", {}),
    ],
    "mediation": [
        ("worker", "", {}), ("worker", "accept", {"v.is_willing": "yes"}), ("worker", "record", {}), ("worker", "agree", {}),
        ("worker", "confirm", {}), ("!leader", "close", {}), ("worker", "close", {}),
    ],
    "hearing": [
        ("worker", "", {}), ("!worker", "agree", {}), ("secretary", "agree", {}), ("secretary", "announce", {"v.meeting_on": "2031-01-20", "v.notified_on": "2031-01-02"}),
        ("worker", "hold", {}), ("worker", "close", {}),
    ],
    "delegated_task": [
        ("worker", "", {"v.has_basis": "yes", "v.has_funds": "yes"}), ("!worker", "accept", {}), ("secretary", "accept", {}),
        ("worker", "deliver", {}), ("secretary", "close", {}),
    ],
}  # fmt: skip


def fill(form: Locator, given: dict[str, str]) -> None:
    """Answer what a form asks: as ``given``, else what is required with something that fits."""
    for name, value in given.items():
        field = form.locator(f"[name='{name}']")
        if field.first.get_attribute("type") == "radio":
            form.locator(f"[name='{name}'][value='{value}']").check(force=True)
        elif field.first.evaluate("each => each.tagName") == "SELECT":
            field.select_option(label=value) if name == "lead" else field.select_option(value)
        else:
            field.fill(value)
    for box in form.locator(".y-field").all():
        if "必填" in box.inner_text().split("\n")[0]:
            _answer(box, given)


def _answer(box: Locator, given: dict[str, str]) -> None:
    inputs = box.locator("input, select, textarea").all()
    name = inputs[0].get_attribute("name") or ""
    if name in given:
        return
    kind = inputs[0].evaluate("each => each.tagName === 'INPUT' ? each.type : each.tagName")
    if kind == "file":
        inputs[0].set_input_files(photograph())
    elif kind == "radio":
        inputs[0].check(force=True)
    elif kind == "checkbox":
        for each in inputs:
            each.check()
    elif kind == "SELECT":
        if not inputs[0].input_value():
            inputs[0].select_option(index=1)
    elif not inputs[0].input_value():
        inputs[0].fill({"date": "2026-01-15"}.get(str(kind), "5" if inputs[0].get_attribute("inputmode") else "说明"))


def take_in(page: Page, site: Site, procedure: str, given: dict[str, str]) -> str:
    page.goto(f"{site.url}/matters/new/{procedure}/")
    fill(page.locator("main form"), {"title": f"演练{uuid.uuid4().hex[:6]}", **given})
    if page.locator("[name=proposers]").count():
        page.fill("[name=proposers]", "甲某\n乙某")
    page.click("main form .btn-primary")
    page.wait_for_url(re.compile(r"/matters/\w{32}/$"))
    return page.url


def take(page: Page, place: str, step: str, given: dict[str, str]) -> None:
    page.goto(place)
    button = page.locator(f"button[name=do][value={step}]")
    form = page.locator("details.y-step", has=button)
    if form.get_attribute("open") is None:
        form.locator("summary").first.click()
    fill(form, given)
    button.click()
    page.wait_for_load_state()
    expect(page.locator("main .y-msg.g[role=status]")).to_contain_text("已办")


@pytest.mark.parametrize("procedure", WALKS)
def test_a_procedure_is_walked_by_those_who_take_its_steps(
    chromium: Browser, site: Site, states: dict[str, Any], procedure: str
):
    pages, place = {}, ""
    for number, (said, step, given) in enumerate(WALKS[procedure]):
        who = said.removeprefix("!")
        if who not in pages:
            size = NARROW if number % 2 else WIDE
            pages[who] = chromium.new_context(viewport=size, locale="zh-CN", storage_state=states.get(who)).new_page()
            if who not in states:
                sign_in(pages[who], site, who)
        if not step:
            place = take_in(pages[who], site, procedure, given)
        elif said.startswith("!"):
            answer = pages[who].goto(place)
            assert answer is not None
            assert answer.status in (200, 404)
            expect(pages[who].locator(f"button[name=do][value={step}]")).to_have_count(0)
        else:
            take(pages[who], place, step, given)
    for page in pages.values():
        page.context.close()


@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_a_unit_without_an_account_answers_by_a_file_that_comes_back(
    chromium: Browser, site: Site, states: dict[str, Any], size: Any, tmp_path: Path
):
    page = chromium.new_context(viewport=size, locale="zh-CN", storage_state=states["secretary"]).new_page()
    place = take_in(page, site, "issue", {"v.topic": "property"})
    take(page, place, "assign", {"lead": "邻里互助社"})
    with page.expect_download() as caught:
        page.locator("#link form[action$='/sheet/'] button").first.click()
    came = tmp_path / "答复单.xlsx"
    came.write_bytes(filled(caught.value.path().read_bytes(), {"办理环节": "首次答复", "答复或意见": "明天上门看。"}))
    page.locator("#sheet-files").set_input_files(came)
    page.locator("#link form[action$='/returned/'] button").click()
    expect(page.locator("textarea[name=words]")).to_have_value("明天上门看。")
    page.locator("button[name=do]").click()
    expect(page.locator("main")).to_contain_text("据退回的答复单")
    page.goto(f"{site.url}/matters/returned/")
    page.set_input_files("[name=files]", came)
    page.click("main .btn-primary")
    expect(page.locator("main .y-msg.r")).to_contain_text("以前退回过")
    page.context.close()
