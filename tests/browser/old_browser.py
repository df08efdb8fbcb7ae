"""A page as the oldest browser (Chromium 86) shows it: each rule above that floor taken out of its sheets. No run in an
old browser is claimed."""

from __future__ import annotations

from tests.layout.browser_floor import at_floor
from tests.layout.sources import STATIC

READ_AS_FLOOR = """sheets => {
    const links = Array.from(document.querySelectorAll("link[rel=stylesheet]"));
    document.adoptedStyleSheets = links.map(link => {
        const name = link.href.split("/").pop().split("?")[0];
        const made = new CSSStyleSheet({baseURL: link.href, media: link.media});
        made.replaceSync(sheets[name]);
        link.disabled = true;
        return made;
    });
}"""
"""Puts what the floor reads in the place of a page's sheets. The content policy keeps styles out of the page itself."""

COVERED = """() => {
    const controls = Array.from(document.querySelectorAll(
        "main a.btn, main button, main select, main textarea, main summary, main input:not([type=hidden])"));
    const isShown = part => part.offsetParent && !part.closest("details:not([open]) > :not(summary)");
    return controls.filter(isShown).filter(part => {
        part.scrollIntoView({block: "center", inline: "center", behavior: "instant"});
        const box = part.getBoundingClientRect();
        if (box.width < 1 || box.height < 1) return true;
        const hit = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
        const own = part.closest("label") || part;
        return !(hit && (own.contains(hit) || hit.contains(part)));
    }).map(part => part.outerHTML.slice(0, 120));
}"""


def floor_sheets() -> dict[str, str]:
    """Return each shipped sheet as the floor reads it, by its name."""
    return {path.name: at_floor(path.read_text(encoding="utf-8")) for path in STATIC.rglob("*.css")}
