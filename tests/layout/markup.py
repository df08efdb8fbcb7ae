"""Finds in a template what a strict Content-Security-Policy forbids, and what switches escaping off."""

from __future__ import annotations

import re
from html.parser import HTMLParser

COMMENT = re.compile(r"\{#.*?#\}|\{%\s*comment\b.*?%\}.*?\{%\s*endcomment\s*%\}", re.DOTALL)
CODE = re.compile(r"\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
UNESCAPED = re.compile(r"\{\{[^}]*\|\s*safe(seq)?\b[^}]*\}\}|\{%\s*autoescape\s+off\s*%\}")


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = {name: value or "" for name, value in attrs}
        if tag == "style" or (tag == "script" and "src" not in names):
            self.found.append(f"inline <{tag}>")
        for name, value in names.items():
            # hx-on holds a script; "js:" in hx-vals is evaluated
            if (
                name == "style"
                or re.match(r"on[a-z]+$|hx-on", name)
                or value.strip().startswith(("javascript:", "js:"))
            ):
                self.found.append(f"{name}=")


def inline_code(template: str) -> list[str]:
    """Return inline scripts, styles and event handlers of a template."""
    reader = _Reader()
    reader.feed(CODE.sub("", COMMENT.sub("", template)))
    reader.close()
    return reader.found


def unescaped(template: str) -> list[str]:
    """Return where a template switches escaping off."""
    return [found[0] for found in UNESCAPED.finditer(COMMENT.sub("", template))]
