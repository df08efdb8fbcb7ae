"""What of a repaired text a person has to compare with the paper: guessed characters, blots, numbers beside either."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from yiben.text.results import Repair

SURE = 0.9
"""A repair below this confidence was guessed."""
_BLOT = re.compile(r"□+")
_NUMBER = re.compile(
    r"[0-9０-９][0-9０-９.．,]*[%％‰]?|[一二两三四五六七八九十百千万亿零〇]+(?=[个名人户次场件条项份张幢栋本册元年月日号岁家所支批期届])"
)
_END = re.compile(r"[，。；、：！？\n]")


@dataclass(frozen=True, slots=True)
class Doubt:
    """A place to be confirmed. ``code``: guess (a repair that was guessed), blot (□), number (one in the same clause
    as a guess or a blot)."""

    start: int
    end: int
    code: str


def doubts(text: str, repairs: Iterable[Repair]) -> list[Doubt]:
    """Return the places in the order of the text, none twice. Linear in the length of the text.

    >>> doubts("发放手册□□册，共3场。", [])
    [Doubt(start=4, end=6, code='blot')]
    >>> [each.code for each in doubts("走访12户□次。", [])]
    ['number', 'blot']
    """
    guessed = [Doubt(each.start, each.end, "guess") for each in repairs if each.confidence < SURE]
    guessed.sort(key=lambda each: (each.start, each.end))
    blots = _apart((Doubt(*match.span(), "blot") for match in _BLOT.finditer(text)), guessed)
    found = sorted([*guessed, *blots], key=lambda each: (each.start, each.end))
    numbers: list[Doubt] = []
    at = begin = 0
    while at < len(found):
        stop = _END.search(text, begin)
        end = stop.start() if stop else len(text)
        first = at
        while at < len(found) and found[at].start <= end:
            at += 1
        if at > first:
            inside = (Doubt(*match.span(), "number") for match in _NUMBER.finditer(text, begin, end))
            numbers += _apart(inside, found[first:at])
        begin = end + 1
    return sorted([*found, *numbers], key=lambda each: (each.start, each.end))


def _apart(places: Iterable[Doubt], others: Sequence[Doubt]) -> Iterator[Doubt]:
    """The places that meet none of the others; both are in order."""
    at = 0
    for each in places:
        while at < len(others) and others[at].end <= each.start:
            at += 1
        if at == len(others) or others[at].start >= each.end:
            yield each
