"""The text of a web page: what a reader sees, blocks as lines, cells with tabs."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from yiben.text.encodings import decode

_HIDDEN = frozenset({"script", "style", "head", "template", "noscript", "svg"})
_BLOCKS = frozenset(
    [
        "p",
        "div",
        "br",
        "li",
        "tr",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "table",
        "section",
        "article",
        "header",
        "footer",
        "ul",
        "ol",
        "blockquote",
        "pre",
        "dd",
        "dt",
        "hr",
    ]
)
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?([A-Za-z0-9_-]+)", re.IGNORECASE)


def html_text(data: bytes, name: str) -> tuple[str, tuple[str, ...]]:
    """Return the visible text of a page. The encoding that the page names is taken where it fits."""
    page = _Page()
    page.feed(_decoded(data))
    page.close()
    lines = (re.sub(r"[ \u00a0]+", " ", line).strip(" ") for line in "".join(page.pieces).split("\n"))
    return "\n".join(line for line in lines if line), ()


def _decoded(data: bytes) -> str:
    named = _CHARSET.search(data[:2048])
    if named:
        charset = named[1].decode("ascii").lower()
        try:
            return data.decode("gb18030" if charset.startswith("gb") else charset)
        except (UnicodeDecodeError, LookupError):
            pass  # a page that names the wrong encoding is read by its bytes
    decoded = decode(data)
    return decoded[0] if decoded else data.decode("utf-8", "replace")


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._hidden += tag in _HIDDEN
        if tag in _BLOCKS:
            self.pieces.append("\n")
        elif tag in ("td", "th"):
            self.pieces.append("\t" if self.pieces and not self.pieces[-1].endswith("\n") else "")

    def handle_endtag(self, tag: str) -> None:
        self._hidden = max(0, self._hidden - (tag in _HIDDEN))
        if tag in _BLOCKS:
            self.pieces.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.pieces.append(re.sub(r"[\r\n\t]+", " ", data) if data.strip() else "")
