"""A record sent without a connection waits in the browser and goes out later: once, as the one who typed it."""

from __future__ import annotations

import io
import json
import re
import uuid

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.browser.conftest import NARROW, WIDE, Site, sign_in
from tests.browser.test_accessibility import AXE, RUN_AXE, TOO_WIDE

pytestmark = [pytest.mark.browser, pytest.mark.looks]
FORM = "/ledger/activity/new/"


def fill(page: Page, title: str, volunteers: str = "3") -> None:
    page.fill("[name='v.theme']", title)
    page.select_option("[name='v.series']", "safe_enterprises")
    page.fill("[name='v.participants']", "20")
    page.fill("[name='v.booklets']", "10")
    page.fill("[name='v.volunteers']", volunteers)


def photograph() -> dict[str, object]:
    kept = io.BytesIO()
    Image.new("RGB", (64, 48), (90, 120, 90)).save(kept, "JPEG")
    return {"name": "现场.jpg", "mimeType": "image/jpeg", "buffer": kept.getvalue()}


def send_away(page: Page, site: Site, title: str) -> str:
    """Fill the form, send it without a connection, and return the record's id."""
    page.goto(f"{site.url}{FORM}")
    page.context.set_offline(True)
    fill(page, title)
    uid = page.input_value("[data-uid]")
    page.click("button[value=send]")
    expect(page.locator("#queue summary")).to_contain_text("1")
    return uid


def recorded(page: Page, site: Site, title: str) -> int:
    """How often a title stands in the book."""
    page.goto(f"{site.url}/ledger/activity/?q={title}")
    return page.locator("table.y tbody tr", has_text=title).count()


def resend(page: Page, site: Site, uid: str, **changed: str) -> tuple[int, dict[str, object]]:
    """Send the record of that id as the queue would, with other answers when given."""
    page.goto(f"{site.url}{FORM}")
    known = page.request.get(f"{site.url}/queue/token/").json()
    form = page.evaluate("() => Object.fromEntries(new FormData(document.querySelector('form[data-queue]')))")
    form = {name: value for name, value in form.items() if name != "files"}
    values = {"v.theme": "再发一次", "v.series": "safe_enterprises", "v.participants": "20", "v.booklets": "10"}
    form |= values | {"v.volunteers": "3", "uid": uid, "do": "send", "queue_owner": known["owner"]}
    form |= {"csrfmiddlewaretoken": known["token"], **changed}
    answer = page.request.post(f"{site.url}{FORM}", multipart=form, headers={"Accept": "application/json"})
    return answer.status, answer.json()


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["1440", "390"])
def test_a_record_waits_with_its_photo_and_is_sent_once(site, page, context, size):
    title = f"断网活动{uuid.uuid4().hex[:6]}"
    page.set_viewport_size(size)
    sign_in(page, site, "secretary")
    page.goto(f"{site.url}{FORM}")
    context.set_offline(True)
    fill(page, title)
    page.set_input_files("input[name=files]", photograph())
    page.click("button[value=send]")
    expect(page.locator("#queue")).to_contain_text(title)
    assert page.input_value("[name='v.theme']") == ""
    context.set_offline(False)
    expect(page.locator("#queue [data-says] a")).to_be_visible()
    page.click("#queue [data-says] a")
    expect(page.locator("main")).to_contain_text(title)
    assert recorded(page, site, title) == 1
    expect(page.locator("#queue")).to_be_hidden()


def test_what_waits_is_told_on_every_page_and_sent_by_the_next_one(site, context):
    page = context.new_page()  # its console tells of the requests that are cut off here
    title = f"断网活动{uuid.uuid4().hex[:6]}"
    sign_in(page, site, "secretary")
    send_away(page, site, title)
    page.route("**/queue/token/", lambda route: route.abort())  # pages come, sending does not
    context.set_offline(False)
    page.goto(f"{site.url}/ledger/")
    expect(page.locator("#queue summary")).to_contain_text("1")
    page.goto("about:blank")  # the ledger's page shall not send it on its way out
    page.unroute("**/queue/token/")
    page.goto(f"{site.url}/notices/")
    expect(page.locator("#queue [data-says] a")).to_be_visible(timeout=20_000)
    assert recorded(page, site, title) == 1


def test_sending_twice_gives_the_same_record_and_other_content_is_refused(site, page):
    sign_in(page, site, "secretary")
    uid = str(uuid.uuid4())
    first, again = resend(page, site, uid), resend(page, site, uid)
    assert first == again
    assert first[0] == 200
    status, said = resend(page, site, uid, **{"v.volunteers": "4"})
    assert (status, said["error"]) == (409, "id_used")
    status, said = resend(page, site, str(uuid.uuid4()), queue_owner="someone/else")
    assert (status, said["error"]) == (422, "queue_of_another")


def test_a_record_in_conflict_stays_with_its_reason_and_goes_out_from_the_form(site, page, context):
    title = f"断网活动{uuid.uuid4().hex[:6]}"
    sign_in(page, site, "secretary")
    uid = send_away(page, site, title)
    other = context.browser.new_context(locale="zh-CN")
    other_page = other.new_page()
    sign_in(other_page, site, "secretary")
    assert resend(other_page, site, uid, **{"v.theme": "先到的一条"})[0] == 200
    other.close()
    context.set_offline(False)
    page.click("#queue [data-edit]")
    expect(page.locator("[name='v.theme']")).to_have_value(title)
    page.click("button[value=send]")
    page.wait_for_url(re.compile(r"/entries/\d+/saved/"))
    expect(page.locator("#queue")).to_be_hidden()
    assert recorded(page, site, title) == 1


def test_a_record_that_lacks_something_stays_with_what_is_wrong(site, page, context):
    sign_in(page, site, "secretary")
    title = f"断网活动{uuid.uuid4().hex[:6]}"
    page.goto(f"{site.url}{FORM}")
    context.set_offline(True)
    fill(page, title, volunteers="三个半")
    page.click("button[value=send]")
    expect(page.locator("#queue")).to_contain_text(title)
    context.set_offline(False)
    expect(page.locator("#queue [data-list] [data-state]")).to_contain_text("志愿者")
    page.click("#queue [data-edit]")
    page.fill("[name='v.volunteers']", "3")
    page.click("button[value=send]")
    page.wait_for_url(re.compile(r"/entries/\d+/saved/"))
    assert recorded(page, site, title) == 1


def test_an_expired_sign_in_keeps_what_waits_and_sends_it_after_signing_in(site, page, context):
    title = f"断网活动{uuid.uuid4().hex[:6]}"
    sign_in(page, site, "secretary")
    send_away(page, site, title)
    context.clear_cookies()
    context.set_offline(False)
    expect(page.locator("#queue [data-signin]")).to_be_visible()
    sign_in(page, site, "secretary")
    expect(page.locator("#queue [data-says] a")).to_be_visible()
    assert recorded(page, site, title) == 1


def test_a_photo_survives_a_sign_in_that_has_run_out(site, page, context):
    title = f"过期活动{uuid.uuid4().hex[:6]}"
    sign_in(page, site, "secretary")
    page.goto(f"{site.url}{FORM}")
    fill(page, title)
    page.set_input_files("input[name=files]", photograph())
    context.clear_cookies()
    page.click("button[value=send]")
    page.click("#queue [data-signin]")
    page.fill("input[name=login]", "secretary")
    page.fill("input[name=password]", site.passwords["secretary"])
    page.click("main button")
    page.click("#queue [data-says] a")
    expect(page.locator("main")).to_contain_text(title)
    expect(page.locator("main")).to_contain_text("佐证 1 个文件")
    assert recorded(page, site, title) == 1


def test_somebody_else_on_the_same_computer_neither_sees_nor_sends_it(site, page, context):
    title = f"断网活动{uuid.uuid4().hex[:6]}"
    sign_in(page, site, "secretary")
    send_away(page, site, title)
    context.clear_cookies()
    context.set_offline(False)
    expect(page.locator("#queue [data-signin]")).to_be_visible()
    sign_in(page, site, "worker")
    page.wait_for_load_state("networkidle")
    expect(page.locator("#queue")).to_be_hidden()
    assert recorded(page, site, title) == 0
    context.clear_cookies()
    sign_in(page, site, "secretary")
    expect(page.locator("#queue [data-says] a")).to_be_visible()
    assert recorded(page, site, title) == 1


def test_what_waits_can_be_thrown_away_after_a_question(site, page, context):
    sign_in(page, site, "secretary")
    send_away(page, site, f"断网活动{uuid.uuid4().hex[:6]}")
    page.click("#queue summary")
    page.once("dialog", lambda dialog: dialog.dismiss())
    page.click("#queue [data-discard]")
    expect(page.locator("#queue [data-list] li")).to_have_count(1)
    page.once("dialog", lambda dialog: dialog.accept())
    page.click("#queue [data-discard]")
    expect(page.locator("#queue [data-list] li")).to_have_count(0)


def test_without_a_database_in_the_browser_the_record_is_kept_and_the_photo_is_asked_for_again(site, page, context):
    title = f"断网活动{uuid.uuid4().hex[:6]}"
    page.add_init_script("Object.defineProperty(window, 'indexedDB', { value: undefined })")
    sign_in(page, site, "secretary")
    page.goto(f"{site.url}{FORM}")
    context.set_offline(True)
    fill(page, title)
    page.set_input_files("input[name=files]", photograph())
    page.click("button[value=send]")
    expect(page.locator("#queue")).to_contain_text(title)
    kept = page.evaluate("() => Object.entries(localStorage).filter(([key]) => key.startsWith('yiben/queue/'))")
    assert [json.loads(value)["files"] for _key, value in kept] == [[]]
    context.set_offline(False)
    expect(page.locator("#queue [data-says] a")).to_be_visible()
    assert recorded(page, site, title) == 1


def test_without_scripts_a_record_is_sent_as_ever(site, chromium):
    context = chromium.new_context(java_script_enabled=False, locale="zh-CN")
    page = context.new_page()
    sign_in(page, site, "secretary")
    page.goto(f"{site.url}{FORM}")
    fill(page, "没有脚本的一条")
    page.click("button[value=send]")
    page.wait_for_url(re.compile(r"/entries/\d+/saved/"))
    expect(page.locator("#queue")).to_be_hidden()
    context.close()


def test_a_return_waits_is_changed_and_sent_once(site, page, context):
    said = f"断网时写的进展{uuid.uuid4().hex[:6]}"
    sign_in(page, site, "secretary")
    page.goto(f"{site.url}/notices/")
    task = page.locator("main a[href^='/tasks/']").first.get_attribute("href")
    page.goto(f"{site.url}{task}return/")
    context.set_offline(True)
    page.fill("#progress", said)
    page.click("form[data-queue] .btn-primary")
    expect(page.locator("#queue")).to_contain_text(said)
    page.click("#queue summary")
    page.click("#queue [data-edit]")
    expect(page.locator("#progress")).to_have_value(said)
    context.set_offline(False)
    page.fill("#progress", said + "，已补充")
    page.click("form[data-queue] .btn-primary")
    page.wait_for_url(f"{site.url}{task}")
    expect(page.locator("main")).to_contain_text(said + "，已补充")
    expect(page.locator("#queue")).to_be_hidden()


def test_the_list_of_what_waits_passes_axe_and_fits_a_narrow_screen(site, page, context):
    page.set_viewport_size({"width": 360, "height": 740})
    sign_in(page, site, "secretary")
    send_away(page, site, "断网活动" + "很长的名称" * 6)
    page.click("#queue summary")
    page.evaluate(AXE)
    assert page.evaluate(RUN_AXE) == []
    assert page.evaluate(TOO_WIDE) == []
