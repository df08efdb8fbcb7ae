"""Last year's summary becomes this year's clean copy in a few clicks; edited in LibreOffice it comes back with its figures."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Site, sign_in
from tests.rolling.papers import names, part, six_pages, text_of

pytestmark = pytest.mark.browser

MOST_CLICKS = 10
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


class Clicks:
    """Clicks on a page, counted."""

    def __init__(self, page: Page) -> None:
        self.page, self.count = page, 0

    def __call__(self, selector: str) -> None:
        self.count += 1
        self.page.click(selector)

    def choose(self, selector: str, data: bytes) -> None:
        self.count += 2  # open the chooser, take the file
        self.page.set_input_files(selector, {"name": "2025年总结.docx", "mimeType": DOCX, "buffer": data})


def downloaded(page: Page, click: Clicks, selector: str) -> bytes:
    with page.expect_download() as taken:
        click(selector)
    return Path(taken.value.path()).read_bytes()


def counted(site, metric: str) -> int:
    """A figure of this year, which other walks on the same demo have moved."""
    done = site.run("figure", f"safe_community.{metric}", "--unit", "root", "--period", "2026", "--json")
    return int(json.loads(done.stdout)["value"])


def test_last_years_summary_is_this_years_clean_copy_in_at_most_ten_clicks(page: Page, site: Site):
    sign_in(page, site, "district")
    click = Clicks(page)
    click("nav a[href='/reports/']")
    click("main a[href='/rolling/']")
    click.choose("input[name=paper]", six_pages())
    click("main aside .btn-primary")
    page.wait_for_url(re.compile(r"/rolling/\w+/$"))
    click("input[name=looked]")
    clean = downloaded(page, click, "button[value=clean]")
    assert click.count <= MOST_CLICKS
    said = text_of(clean)
    assert "2026年，全区认真落实《澄川区宣传工作办法》（澄政〔2024〕12号），召开部署会3次。" in said
    boards, screens, events, volunteers = (
        counted(site, each) for each in ("boards", "led_screens", "events", "volunteers")
    )
    assert f"设置宣传栏{boards}块，投入LED显示屏{screens}块" in said
    assert f"平安宣传活动{events}场，发放宣传手册" in said
    assert f"，平安宣传志愿者{volunteers}人" in said
    assert "2026年12月20日" in said
    xml = part(clean, "word/document.xml")
    assert not re.search(r"<w:hyperlink|w:rsid|_yb_|w:comment|<w:ins |<w:del ", xml)
    assert "李四" not in "".join(
        part(clean, name) for name in names(clean) if name.startswith("docProps") and "xml" in name
    )


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not here")
def test_edited_with_changes_tracked_it_comes_back_through_libreoffice(page: Page, site: Site, tmp_path: Path):
    sign_in(page, site, "district")
    page.goto(f"{site.url}/rolling/")
    click = Clicks(page)
    click.choose("input[name=paper]", six_pages())
    click("main aside .btn-primary")
    page.wait_for_url(re.compile(r"/rolling/\w+/$"))
    file = tmp_path / "a.docx"
    boards = counted(site, "boards")
    file.write_bytes(edited(downloaded(page, click, "button[value=working]"), boards, boards + 5))
    command = ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to"]
    subprocess.run(
        [*command, "docx:MS Word 2007 XML", "--outdir", str(tmp_path / "out"), str(file)],
        capture_output=True,
        timeout=180,
        check=True,
    )
    back = (tmp_path / "out/a.docx").read_bytes()
    assert "w:ins " in part(back, "word/document.xml")
    click.choose("form[action$='/return/'] input[name=paper]", back)
    click("form[action$='/return/'] button")
    expect(page.locator("main")).to_contain_text("1 处修订")
    expect(page.locator("main")).to_contain_text("1 个数字被手工改过")
    changed = page.locator(".y-rolls li", has=page.locator("b", has_text=f"{boards + 5}块"))
    changed.locator("select").select_option("=")
    click("input[name=looked]")
    click("input[name=accept]")
    said = text_of(downloaded(page, click, "button[value=clean]"))
    assert f"宣传栏{boards + 5}块" in said
    assert "（含补报）" in said


def edited(data: bytes, old: int, new: int) -> bytes:
    """The paper as somebody left it: one number changed, a remark put in with changes tracked."""
    from tests.rolling.papers import changed

    xml = part(data, "word/document.xml")
    assert f"设置宣传栏{old}块" in text_of(data)
    at = xml.index("设置宣传栏") if "设置宣传栏" in xml else xml.index("宣传栏")
    head, tail = xml[:at], xml[at:]
    tail, count = re.subn(rf">{old}(块?)<", rf">{new}\1<", tail, count=1)
    assert count == 1
    author = 'w:author="张三" w:date="2026-12-05T08:00:00Z"'
    remark = f'<w:ins w:id="9001" {author}><w:r><w:t>（含补报）</w:t></w:r></w:ins>'
    return changed(data, {"word/document.xml": (head + tail.replace("</w:p>", f"{remark}</w:p>", 1)).encode()})
