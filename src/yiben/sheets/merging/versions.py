"""Which of two files of one unit counts: the later one, where their names or dates say which that is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from yiben.sheets.values import plain

_FINAL = re.compile(r"最终|终稿|定稿|最后|正式|final", re.IGNORECASE)
_CHANGED = re.compile(r"修改|修订|更正|更新|改正|订正|补正|补报|重报|重新|新版|最新|改|新", re.IGNORECASE)
_NUMBERED = re.compile(r"[vV](\d{1,2})|第([二三四五2-9])[次版稿]|[((](\d{1,2})[))]|修改(\d{1,2})|(?<=[^\d])([2-9])$")
_DRAFT = re.compile(r"初稿|草稿|旧|作废|原稿|原件|draft", re.IGNORECASE)
_DAY = re.compile(
    r"(?:(20\d\d)[年.\-_]?)?(?<!\d)(0?[1-9]|1[0-2])[月.\-_](0?[1-9]|[12]\d|3[01])日?(?!\d)|(20\d\d)?(0[1-9]|1[0-2])([0-2]\d|3[01])(?!\d)"
)
_CHINESE = {"二": 2, "三": 3, "四": 4, "五": 5}
_APART = timedelta(minutes=1)
"""Files saved together say nothing by their times."""


@dataclass(frozen=True)
class Version:
    """What tells the age of a file: its name without ending, when it was last saved, what it says (its rows)."""

    name: str
    saved_at: datetime | None
    content: object


def latest(versions: Sequence[Version]) -> int | None:
    """Return which version counts, None where that is not clear. Of equal contents the last by name counts."""
    best = 0
    for number in range(1, len(versions)):
        order = _order(versions[best], versions[number])
        if order is None:
            return None
        best = number if order < 0 else best
    return best


def _order(one: Version, two: Version) -> int | None:
    """Return -1 where the second is the later one, 1 where the first is, None where that is not clear."""
    days = _day(one.name), _day(two.name)
    if days[0] and days[1] and days[0] != days[1]:
        return -1 if days[0] < days[1] else 1
    steps = _step(one.name), _step(two.name)
    if steps[0] != steps[1]:
        return -1 if steps[0] < steps[1] else 1
    if one.saved_at and two.saved_at and abs(one.saved_at - two.saved_at) > _APART:
        return -1 if one.saved_at < two.saved_at else 1
    if one.content == two.content:
        return -1 if one.name < two.name else 1
    return None


def _day(name: str) -> tuple[int, int, int] | None:
    found = list(_DAY.finditer(plain(name)))
    if not found:
        return None
    last = found[-1]
    return int(last[1] or last[4] or 0), int(last[2] or last[5]), int(last[3] or last[6])


def _step(name: str) -> tuple[int, int]:
    """How far a file's name says that it has come: a draft, a first, a changed, a final one; and its number."""
    text = plain(name)
    numbers = [_CHINESE.get(part) or int(part) for found in _NUMBERED.finditer(text) for part in found.groups() if part]
    number = numbers[-1] if numbers else 0
    if _DRAFT.search(text):
        return 0, number
    if _FINAL.search(text):
        return 3, number
    return (2 if _CHANGED.search(_DAY.sub("", text)) or number else 1), number
