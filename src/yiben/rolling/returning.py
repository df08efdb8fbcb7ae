"""A paper that comes back from Word or WPS: its figures found again, by their bookmarks or else by place and value."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from yiben.rolling.numbers import Number
from yiben.rolling.running import MARK, RunningText

_CONTEXT = 4


@dataclass(frozen=True)
class Returned:
    """What came back: every number of the file in order, those that were ``changed`` by hand (as their places in
    ``numbers``), and the texts of those that are ``gone``."""

    numbers: list[Number]
    changed: list[int]
    gone: list[str]


def mark_of(paper: str, number: int) -> str:
    """Return the name of the bookmark around a number of a paper; Word allows forty characters."""
    return f"{MARK}{paper[:8]}_{number}"


def find_again(paper: str, text: RunningText, ours: Sequence[Number], found: Sequence[Number]) -> Returned:
    """Return the numbers of a file that came back. ``ours`` are those that were handed out, ``found`` every number that
    stands in it now; what is not ours was typed by hand. A number of ours with another text is changed: it keeps what it
    was bound to, and ``new`` is what stood there."""
    taken: dict[int, Number] = {}
    gone, used = [], set[tuple[int, int]]()
    for index, number in enumerate(ours):
        span = text.marks.get(mark_of(paper, index)) or _by_place(text.text, number, used)
        placed = _placed(text, number, span, found) if span else None
        if placed is None or placed.start in taken:
            gone.append(_said(number))
            continue
        used.add((placed.start, placed.end))
        taken[placed.start] = placed
    rest = [each for each in found if not any(start < each.end and each.start < end for start, end in used)]
    numbers = sorted([*taken.values(), *rest], key=lambda each: each.start)
    changed = [at for at, each in enumerate(numbers) if each.start in taken and each.text != each.new and each.new]
    return Returned(numbers, changed, gone)


def _placed(text: RunningText, number: Number, span: tuple[int, int], found: Sequence[Number]) -> Number | None:
    """A number of ours where it stands now: what a bookmark encloses, or the number that touches it."""
    start, end = span
    inside = (each for each in found if each.start < end and start < each.end)
    touching = (each for each in found if start == end and each.start <= end <= each.end)
    near = next(inside, None) or next(touching, None)
    if near is not None:
        start, end = near.start, near.end
    if not text.is_held(start, end):
        return None
    said = text.text[start:end]
    around = near.around if near else number.around
    unit = number.unit if near is None else near.unit
    before = text.text[max(0, start - 8) : start]
    is_same = said == number.shown
    return replace(
        number,
        start=start,
        end=end,
        text=said,
        unit=unit,
        before=before,
        around=around,
        new=number.shown,
        period=number.now or number.period,
        state=number.state if is_same else "choose",
    )


def _said(number: Number) -> str:
    """A number of ours with the words around it, as they were handed out."""
    return number.around.replace(number.text, number.shown, 1) if number.text in number.around else number.shown


def _by_place(text: str, number: Number, used: set[tuple[int, int]]) -> tuple[int, int] | None:
    """Where a number without its bookmark stands: behind the words that stood before it, else where its text stands
    once."""
    for lead in (number.before[-_CONTEXT:], ""):
        pattern = re.compile(rf"(?<![0-9.]){re.escape(number.shown)}" if not lead else re.escape(lead + number.shown))
        places = [(each.end() - len(number.shown), each.end()) for each in pattern.finditer(text)]
        free = [each for each in places if each not in used]
        if len(free) == 1 or (free and lead and len(lead) == _CONTEXT):
            return free[0]
    return None
