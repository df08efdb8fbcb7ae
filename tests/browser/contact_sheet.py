"""Photographs every page at two widths and lays the pictures side by side: script/contact-sheet FOLDER

The folder gets one picture a page and width, ``index.html`` with all of them, and ``overview.png``. It needs Chromium.
"""

from __future__ import annotations

import sys
import tempfile
from html import escape
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser

from tests.browser.conftest import NARROW, WIDE, Site, build_demo, opened_browser, served
from tests.browser.pages import PAGES, find_places, sign_everybody_in

SIZES = {"1440": WIDE, "390": NARROW}
HEAD = """<!doctype html><html lang="zh-Hans"><meta charset="utf-8"><title>一本账</title><style>
body{margin:12px;font:12px sans-serif;background:#fff}figure{display:inline-block;margin:0 8px 12px 0;vertical-align:top}
figcaption{margin-bottom:2px}img{border:1px solid #ccc;display:block;object-fit:cover;object-position:top;height:150px}
img.w{width:240px}img.n{width:70px}</style>"""


def main(arguments: list[str]) -> int:
    """Make the sheet and return the exit code; 2 when no folder outside the repository is named."""
    folder = Path(arguments[0]).resolve() if len(arguments) == 1 else None
    if folder is None or Path(__file__).resolve().parents[2] in (folder, *folder.parents):
        sys.stderr.write("script/contact-sheet FOLDER: name one folder outside the repository\n")
        return 2
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as home:
        said = build_demo(Path(home))
        with served(Path(home), "", said) as site, opened_browser() as browser:
            photograph(site, browser, folder)
            lay_out(browser, folder)
    sys.stdout.write(f"{folder / 'index.html'}\n")
    return 0


def photograph(site: Site, browser: Browser, folder: Path) -> None:
    """Write the picture of each page at each width."""
    states: dict[str, Any] = sign_everybody_in(site, browser)
    places = find_places(site, browser, states)
    for name, (who, address) in PAGES.items():
        for width, size in SIZES.items():
            context = browser.new_context(viewport=size, locale="zh-CN", storage_state=states.get(who))
            page = context.new_page()
            page.goto(site.url + address.format_map(places))
            page.screenshot(path=folder / f"{name}-{width}.png", full_page=True)
            context.close()


def lay_out(browser: Browser, folder: Path) -> None:
    """Write the page with all pictures, and a picture of it."""
    figures = [
        f"<figure><figcaption>{escape(name)}</figcaption>"
        f'<a href="{name}-1440.png"><img class="w" src="{name}-1440.png" alt="{name} 1440"></a></figure>'
        f'<figure><figcaption>390</figcaption><a href="{name}-390.png">'
        f'<img class="n" src="{name}-390.png" alt="{name} 390"></a></figure>'
        for name in PAGES
    ]
    (folder / "index.html").write_text(HEAD + "\n".join(figures), encoding="utf-8")
    page = browser.new_page(viewport={"width": 1360, "height": 900})
    page.goto((folder / "index.html").as_uri())
    page.screenshot(path=folder / "overview.png", full_page=True)
    page.close()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
