"""Lists of duties: behind 主要职责 every numbered item is one task of the body named before."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from yiben.text.context import Section
from yiben.text.wordlists import words

_LEAD = re.compile(r"(?:主要|工作|具体)?(?:职责|职能|任务分工)(?:是|为|如下|包括)?[:：]\s*")
_NAMED = re.compile("职责|职能|任务分工")
_ITEM = re.compile(
    r"[\s]*(?:[①-⑳][、.]?|[0-9]{1,2}[、.．)）]|[(（][0-9一二三四五六七八九十]{1,2}[)）][、.]?|[一二三四五六七八九十]{1,2}、)\s*"
)
_ITEM_END = re.compile(r"[;；。\n]|$")
_PURPOSE = re.compile(r"[,，](?:以|充分)?(?:发挥|促进|确保|形成|使|让|营造|提高|增强)[^;；。\n]*$")
_LONGEST_LIST = 40
_LONGEST_ITEM = 300


@dataclass(frozen=True, slots=True)
class Duty:
    """One item of a duty list and whose duty it is."""

    start: int
    end: int
    text: str
    owner: str | None


@cache
def _bodies() -> re.Pattern[str]:
    ending = words("tasks", "owners")
    return re.compile(
        rf"(?:组成|成立|产生|建立|设立)(?P<formed>[^,，。;；:：的()（）]{{2,24}}?{ending})(?=[,，。;；]|$)"
        rf"|(?:^|[。\n、.])(?:第[一二三四五六七八九十百]{{1,4}}条[ \u3000]*)?(?P<subject>(?!第[一二三四五六七八九十百]{{1,4}}条)[^,，。;；:：\n()（）]{{0,20}}?{ending})(?=是|在|由|应当?|须|履行|承担|的(?:主要)?职责)"
    )


def duties(text: str, parts: Sequence[Section]) -> list[Duty]:
    """Return the items of all duty lists in order."""
    found = []
    for section in parts:
        if not _NAMED.search(text, section.start, section.end):
            continue
        for lead in _LEAD.finditer(text, section.start, section.end):
            owner = _owner(text, section, lead.start())
            found += _items(text, lead.end(), section.end, owner)
    return found


def _items(text: str, start: int, limit: int, owner: str | None) -> list[Duty]:
    listed: list[Duty] = []
    position = start
    for _ in range(_LONGEST_LIST):
        item = _ITEM.match(text, position, limit)
        if item is None:
            break
        reach = min(limit, item.end() + _LONGEST_ITEM)
        stop = _ITEM_END.search(text, item.end(), reach)
        end = stop.start() if stop else reach
        whole = _PURPOSE.sub("", text[item.end() : end]).rstrip()
        if whole:
            listed.append(Duty(item.end(), item.end() + len(whole), whole, owner))
        position = min(end + 1, limit)
        if end < limit and text[end] != "\n":
            tail = text.find("\n", end, limit)
            position = (
                end + 1
                if _ITEM.match(text, end + 1, limit)
                else (tail + 1 if tail >= 0 and not text[end + 1 : tail].strip() else end + 1)
            )
    return listed


def _owner(text: str, section: Section, lead: int) -> str | None:
    before = text[max(section.start, lead - 400) : lead]
    named = None
    for match in _bodies().finditer(before):
        named = match["formed"] or match["subject"] or named
    if named:
        return named
    headed = _bodies().search(f"。{section.heading}")
    return headed["formed"] or headed["subject"] if headed else None
