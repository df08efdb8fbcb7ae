"""What stands around a number of a draft: its clause, its sentence, the times and places named before it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from yiben.checking.places import NamedPlace, Places
from yiben.checking.times import NamedTime, times_in
from yiben.metrics.periods import Period
from yiben.text.quantities import Quantity, quantities
from yiben.text.results import Fact

_SENTENCE = re.compile(r"[。；;！!？?\n]")
_CLAUSE = re.compile(r"[，,。；;：:！!？?\n]")
_STOP = re.compile(r"[，,。；;：:、！!？?（(\n]")
_TAIL = re.compile(r"[^，,。；;：:、！!？?\n0-9]{0,16}")
_LONGEST_HEADING = 40
_PART = re.compile(r"其中|计划|拟|力争|目标|预计|明年|下一步|争取|打算|分别|人均|户均|平均")
"""Words before a number that make it a part, a plan or a rate of what is counted."""
_EXTERNAL = re.compile(
    r"(?:据|根据|按照?)(?!不完全|初步)[^，,。；;\n]{2,24}?(?:统计|提供|反馈|通报|监测|测算|公布|发布|数据|调查|介绍)"
    r"|[\u4e00-\u9fff]{2,16}(?:统计|数据|调查|监测)(?:显示|表明)|由[^，,。；;\n]{2,16}提供"
)
_SOURCE_BEHIND = re.compile(r"来源[:：于][^。；;\n]{2,}|[^，,。；;（(\n]{2,16}提供[)）]")
_OUR_OWN = re.compile(r"台账|[我本][区街社镇乡]|系统")


@dataclass(frozen=True)
class Surroundings:
    """Where a claim stands. ``before`` is its clause up to the number, ``behind`` what follows, both with times and
    places blanked. ``times`` and ``places`` are those of its sentence, ``earlier_times`` and ``earlier_places`` those
    further up in the paragraph and in the heading above it. ``lead`` stands between the claim before, or the beginning
    of the sentence, and the clause; ``follows``: the claim before is of the same sentence; ``is_placed``: the clause
    itself names the unit."""

    quantity: Quantity | None
    before: str
    behind: str
    times: Sequence[NamedTime]
    places: Sequence[NamedPlace]
    earlier_times: Sequence[NamedTime]
    earlier_places: Sequence[NamedPlace]
    lead: str
    follows: bool
    is_placed: bool
    is_part: bool
    is_external: bool


@dataclass(frozen=True)
class _Line:
    start: int
    text: str
    times: Sequence[NamedTime]
    places: Sequence[NamedPlace]
    bare: str

    def named(self, start: int, end: int) -> tuple[list[NamedTime], list[NamedPlace]]:
        """The times and places between two places of the line."""
        times = [each for each in self.times if start <= each.start and each.end <= end]
        return times, [each for each in self.places if start <= each.start and each.end <= end]


def look_around(text: str, told: Sequence[Fact], places: Places, usual: Period) -> list[Surroundings]:
    """Return what stands around each claim, in order. Each line of the text is read once."""
    found: list[Surroundings] = []
    line, heading, passed = _read_line("", 0, places, usual), _read_line("", 0, places, usual), 0
    before: Fact | None = None
    for index, fact in enumerate(told):
        if fact.start > line.start + len(line.text) or not found:
            start, end = text.rfind("\n", 0, fact.start) + 1, text.find("\n", fact.start)
            line = _read_line(text[start : end if end >= 0 else len(text)], start, places, usual)
            for above in text[passed:start].splitlines()[::-1]:
                if above.strip() and len(above) <= _LONGEST_HEADING and "。" not in above:
                    heading = _read_line(above, 0, places, usual)
                    break
            passed = start
        after = told[index + 1].start if index + 1 < len(told) else len(text)
        found.append(_around(text, fact, (before.end if before else 0, after), line, heading))
        before = fact
    return found


def _around(text: str, fact: Fact, between: tuple[int, int], line: _Line, heading: _Line) -> Surroundings:
    same = (each for each in quantities(text, fact.start, fact.end) if each.unit == fact.unit)
    quantity = next((each for each in same if each.value == fact.value), None)
    start = (quantity.start if quantity else fact.start) - line.start
    after = (quantity.end if quantity else fact.end) - line.start
    passed, ahead = (max(place - line.start, 0) for place in between)
    sentence = _last(_SENTENCE, line.text, start)
    clause = max(_last(_CLAUSE, line.text, start), min(passed, start))
    closed = _SENTENCE.search(line.text, after)
    said = line.text[sentence : closed.start() if closed else len(line.text)]
    tail = _TAIL.match(line.bare, after)
    times, places = line.named(sentence, start)
    earlier_times, earlier_places = line.named(0, sentence)
    said_before = line.text[sentence:start]
    begun = _CLAUSE.search(line.text, min(passed, start)) if passed > sentence else None
    runs_on = ahead <= len(line.text) and not _STOP.search(line.text, after, ahead)
    return Surroundings(
        quantity,
        line.bare[clause:start] if quantity else fact.measure,
        tail[0] if tail and quantity else "",
        times,
        places,
        [*heading.times, *earlier_times],
        [*heading.places, *earlier_places],
        line.bare[min(begun.start() if begun else sentence, clause) : clause],
        passed > sentence,
        bool(places) and places[-1].start >= clause,
        quantity is None or runs_on or bool(_PART.search(said_before) or _PART.search(heading.text)),
        _is_external(said_before, said),
    )


def _read_line(text: str, start: int, places: Places, usual: Period) -> _Line:
    times, found = times_in(text, usual), places.find(text)
    bare = list(text)
    known = [(each.start, each.end) for each in found if each.unit is not None]
    for begin, end in [*((each.start, each.end) for each in times), *known]:
        bare[begin:end] = " " * (end - begin)
    return _Line(start, text, times, found, "".join(bare))


def _last(stop: re.Pattern[str], text: str, before: int) -> int:
    return max((each.end() for each in stop.finditer(text, 0, before)), default=0)


def _is_external(lead: str, said: str) -> bool:
    found = _EXTERNAL.search(lead) or _SOURCE_BEHIND.search(said)
    return found is not None and not _OUR_OWN.search(found[0])
