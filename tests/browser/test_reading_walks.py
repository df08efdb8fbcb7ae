"""Reading as a place to work, in a real browser: a damaged paper put right, decided on by keys and followed; one paper in
three formats; a message pasted on a phone. What needs the corpus is left out where it is not there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import NARROW, Site, sign_in
from tests.text.samples import corpus, word_document
from yiben.text.articles import articles
from yiben.text.reading import read_bytes

pytestmark = [pytest.mark.browser, pytest.mark.looks]
needs_corpus = pytest.mark.skipif(corpus() is None, reason="the corpus is not beside the project")
TAKEN_BACK = 3


def sample(name: str) -> bytes:
    folder = corpus()
    assert folder is not None
    return (folder / f"{name}.txt").read_bytes()


def press(page: Page, key: str) -> None:
    """Press a key that leads to another page, and wait for it."""
    with page.expect_navigation():
        page.keyboard.press(key)


def upload(page: Page, site: Site, name: str, data: bytes) -> None:
    page.goto(f"{site.url}/plans/")
    page.set_input_files("input[name=document]", {"name": name, "mimeType": "application/octet-stream", "buffer": data})
    page.click("main form .y-bar button")
    page.wait_for_url(re.compile("/reading/"), timeout=60_000)


def titles(page: Page) -> list[str]:
    """The tasks on the page; blanks, which printing sets around brackets, are left out."""
    shown = "all => all.map(each => each.textContent.replace(/^\\d+/, '').replace(/\\s/g, ''))"
    return page.eval_on_selector_all("li.y-task h3", shown)


@needs_corpus
def test_a_damaged_paper_is_put_right_decided_on_by_keys_and_followed(page: Page, site: Site):
    sign_in(page, site, "subdistrict")
    upload(page, site, "000.txt", sample("000"))
    repairs = len(read_bytes(sample("000"), "000.txt").repairs)
    assert repairs > 1000
    for marked in ("a[id^=c]", "mark[data-change]"):
        expect(page.locator(f".y-text {marked}")).to_have_count(repairs)
    page.keyboard.press("h")
    expect(page.locator(".y-cl.y-heading")).to_have_count(1)
    before = page.inner_text(".y-text")
    for number in range(1, TAKEN_BACK + 1):
        page.keyboard.press("n")
        expect(page.locator("#change b").first).to_contain_text(str(number))
        press(page, "r")
    expect(page.locator(".y-text a.back")).to_have_count(TAKEN_BACK)
    assert page.inner_text(".y-text") != before
    while page.locator("li.y-task .st.n").count():
        press(page, "a")
    press(page, "p")
    press(page, "p")
    page.wait_for_url(re.compile(r"/plans/\w+/$"))


@needs_corpus
def test_one_paper_in_three_formats_sets_the_same_tasks(page: Page, site: Site, chromium: Browser):
    text = read_bytes(sample("003"), "003.txt").clean_text
    part = articles(text)[1]
    paper = text[part.body : part.end]
    printer = chromium.new_page()
    body = "".join(f"<p>{line}</p>" for line in paper.splitlines() if line.strip())
    printer.set_content(f"<html lang='zh'><body style='font-size: 16pt'>{body}</body></html>")
    printed = printer.pdf(format="A4")
    printer.close()
    sign_in(page, site, "subdistrict")
    found = []
    for name, data in (("a.txt", paper.encode()), ("a.docx", word_document(paper)), ("a.pdf", printed)):
        upload(page, site, name, data)
        found.append(titles(page))
    assert len(found[0]) > 20
    assert found[1:] == found[:1] * 2


def test_a_pasted_message_becomes_a_record_on_a_phone(page: Page, site: Site):
    page.set_viewport_size(NARROW)
    sign_in(page, site, "secretary")
    page.click("main a[href='/paste/']")
    page.fill("textarea[name=text]", "张三 10:32\n昨天我们开展活动，发放手册120册，参与居民46人。\n李四 10:33\n收到")
    page.click("main .btn-primary")
    page.click("button[value='entry.1']")
    page.wait_for_url(re.compile("/drafts/"))
    assert page.input_value("[name='v.participants']") == "46"
    page.click("main button[value=send]")
    page.wait_for_url(re.compile("/saved/"))


def test_a_heap_of_papers_is_read_by_the_worker_and_found_by_a_word(page: Page, site: Site, tmp_path: Path):
    sign_in(page, site, "subdistrict")
    page.goto(f"{site.url}/papers/")
    papers = []
    for number in range(8):
        file = tmp_path / f"通知{number}.txt"
        file.write_text(
            f"关于第{number}号井盖巡查的通知\n\n请各社区{number + 1}月底前完成井盖巡查。\n", encoding="utf-8"
        )
        papers.append(file)
    page.set_input_files("input[name=papers]", papers)
    page.click("main aside .btn-primary")
    page.wait_for_url(re.compile("/batches/"))
    expect(page.locator("table .st.g")).to_have_count(8, timeout=60_000)
    page.goto(f"{site.url}/search/?q=井盖巡查")
    expect(page.locator("main table")).to_contain_text("第7号井盖")
