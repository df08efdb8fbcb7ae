"""Find the numbering tokens of officialdom: 第一章 · 一、 · （一） · 1. · （1） · ① · 首先 · 第一阶段 · 一是."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from yiben.text.numerals import numeral

_HAN = "[一二三四五六七八九十]"
_STYLES = {
    "part": r"(?<=第)[一二三四五六七八九十百0-9]{1,3}(?:篇|部分|编)",
    "chapter": r"(?<=第)[一二三四五六七八九十百0-9]{1,3}章",
    "section": r"(?<=第)[一二三四五六七八九十百0-9]{1,3}节",
    "stage": rf"(?<=第){_HAN}{{1,2}}(?:阶段|步)(?=[\s:：、,，(（])",
    "ordinal": rf"(?<=第){_HAN}{{1,2}}(?=[、,，])",
    "adverb": r"(?:(?<=首)先|(?<=[其再])次|(?<=最)后)(?=[,，、:：])",
    "item": rf"(?<={_HAN}){_HAN}{{0,2}}是(?!否)",
    "han": rf"(?<={_HAN}){_HAN}{{0,2}}(?=[、.．])",
    "han_bracket": rf"(?<=[(（〔])\s?{_HAN}{{1,3}}\s?[)）〕]",
    "arabic_bracket": r"(?<=[(（])\s?[0-9]{1,2}\s?[)）]",
    "arabic_half": r"(?<=[0-9])[0-9]?[)）]",
    "arabic": r"(?<=[0-9])[0-9]?(?=[、.．](?![0-9]))",
    "circled": "(?<=[①-⑳])",
}
"""What stands behind the first character of each style."""
_FIRST = "[第首其再最一二三四五六七八九十(（〔0-9①-⑳]"
"""A search runs over everything but these ten times as fast as it would try each style at every character."""
_BRACKETED = frozenset({"han_bracket", "arabic_bracket", "arabic_half"})
_NOT_BEFORE = tuple("0123456789第.．")
_DEEPEST_INDENT = 40
_BARE = re.compile(r"[\s()（）〔〕]")
_SEPARATOR = re.compile(r"[、.．,，:：]?[ \t\u3000]*")


class Token(NamedTuple):
    """One numbering token. ``content`` is where what it numbers begins; ``opens_line``: nothing but blanks before it."""

    style: str
    label: str
    value: int
    start: int
    content: int
    opens_line: bool


@cache
def _pattern() -> re.Pattern[str]:
    alternatives = "|".join(f"(?P<{style}>{pattern})" for style, pattern in _STYLES.items())
    return re.compile(f"{_FIRST}(?:{alternatives})")


def tokens(text: str) -> Iterator[Token]:
    """Yield every numbering token in order. Whether it numbers a heading is decided by the outline."""
    for match in _pattern().finditer(text):
        if text[match.start() - 1 : match.start()] in _NOT_BEFORE and match.start():
            continue
        style = str(match.lastgroup)
        label = match[0]
        if style in _BRACKETED:
            label = _BARE.sub("", label).rstrip(")）")
        separator = _SEPARATOR.match(text, match.end())
        content = separator.end() if separator else match.end()
        start = match.start()
        line = text.rfind("\n", max(0, start - _DEEPEST_INDENT), start) + 1
        opens_line = (line > 0 or start <= _DEEPEST_INDENT) and not text[line:start].strip(" \t\u3000")
        yield Token(style, label, _value(style, label), start, content, opens_line)


def _value(style: str, label: str) -> int:
    if style == "circled":
        return ord(label) - ord("①") + 1
    if style == "adverb":
        return {"首先": 1, "其次": 2, "再次": 3}.get(label, 0)
    return int(numeral(label.strip("第篇部分编章节阶段步是")) or 0)
