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
_MOST_SPANNED = 64
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?([A-Za-z0-9_-]+)", re.IGNORECASE)


def html_text(data: bytes, name: str) -> tuple[str, tuple[str, ...]]:
    """Return the visible text of a page. The encoding that the page names is taken where it fits."""
    page = _Page()
    page.feed(_decoded(data))
    page.close()
    lines = (re.sub(r"[ \u00a0]+", " ", line).strip(" ") for line in "".join(page.pieces).split("\n"))
    return "\n".join(re.sub(r" *\t *", "\t", line) for line in lines if line.strip()), ()


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


def _span(said: str | None) -> int:
    return max(1, min(int(said), _MOST_SPANNED)) if said and said.isdigit() and len(said) < 5 else 1


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self._hidden = self._column = self._wide = 0
        self._is_in_cell = False
        self._spans: dict[int, int] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._hidden += tag in _HIDDEN
        if tag in ("td", "th"):
            self._open_cell(dict(attrs))
        elif tag in _BLOCKS:
            self._break(tag)

    def handle_endtag(self, tag: str) -> None:
        self._hidden = max(0, self._hidden - (tag in _HIDDEN))
        if tag in ("td", "th"):
            self._is_in_cell = False
            self.pieces.append("\t" * self._wide)
            self._wide = 0
        elif tag in _BLOCKS:
            self._break(tag)

    def _open_cell(self, attrs: dict[str, str | None]) -> None:
        """Begin a cell in its own column: cells above that span several rows leave their place empty."""
        tabs = 0 if self._column == 0 else 1
        while self._spans.get(self._column, 0):
            self._spans[self._column] -= 1
            self._column, tabs = self._column + 1, tabs + 1
        self.pieces.append("\t" * tabs)
        columns, rows = _span(attrs.get("colspan")), _span(attrs.get("rowspan"))
        for column in range(self._column, self._column + columns):
            self._spans[column] = rows - 1
        self._column += columns
        self._is_in_cell, self._wide = True, columns - 1

    def _break(self, tag: str) -> None:
        """End a line, but within a cell, where only a row or a table does (<td><p>…</p></td>): there it is a blank."""
        if tag in ("tr", "table"):
            self._is_in_cell, self._column, self._wide = False, 0, 0
        if tag == "table":
            self._spans = {}
        self.pieces.append(" " if self._is_in_cell else "\n")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.pieces.append(re.sub(r"[\r\n\t]+", " ", data) if data.strip() else "")
