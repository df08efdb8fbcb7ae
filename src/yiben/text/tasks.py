"""The tasks that a document sets: who is to do what, by when, how much, in which phase."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from yiben.text.clauses import Clause, clauses
from yiben.text.context import Section
from yiben.text.dates import deadline_in
from yiben.text.duties import Duty, duties
from yiben.text.evidence import marks
from yiben.text.results import Deadline, Heading, Task
from yiben.text.targets import target_in
from yiben.text.wordlists import word_points

_TOLD = re.compile(r"要|应当|必须")
_PARTNERS = re.compile(
    r"(?:会同|联合|配合|协同)(?P<others>[^,，。;；]{2,20}?)(?=根据|按照|开展|组织|对|做好|共同|在|制定|进行|合理|分系统|主动|联动)"
)
_WITH = re.compile(r"(?:与|和)(?P<others>[^,，。;；]{2,16}?)(?:联动|联合|共同)")
_AND = re.compile(r"^(?P<first>[^、,，]{2,16}(?:部门|单位))和(?P<second>[^、,，]{2,12})$")


def candidates(text: str, parts: Sequence[Section]) -> Iterator[tuple[Clause, Section, frozenset[str]]]:
    """Yield every clause that might be a task, with the section it stands in and the marks it bears."""
    for section in parts:
        for start, end in _paragraphs(text, section):
            told = _TOLD.search(text, start, min(start + 60, end)) is not None
            before: frozenset[str] = frozenset()
            for clause in clauses(text, start, end):
                before = marks(text, clause, section, told, before)
                yield clause, section, before


def tasks(text: str, headings: Sequence[Heading], parts: Sequence[Section]) -> tuple[Task, ...]:
    """Return the tasks in order.

    Every item of a duty list is one; any other clause is one when the points of its marks (data/evidence.yaml) reach 0.
    """
    points = word_points("evidence", "marks")
    listed = duties(text, parts)
    found = [_duty_task(duty) for duty in listed]
    spans = [(duty.start, duty.end) for duty in listed]
    times = _Times()
    for clause, section, borne in candidates(text, parts):
        time = times.of(text, clause, section)
        if any(start < clause.end and clause.start < end for start, end in _near(spans, clause.start)):
            continue
        sure = points["start"] + sum(points.get(mark, 0) for mark in borne)
        if sure >= 0:
            found.append(_task(text, clause, section, time, sure))
    return tuple(sorted(found, key=lambda task: (task.start, task.end)))


class _Times:
    """The time phrase that opens a sentence holds for its coordinated clauses until a new time or subject."""

    def __init__(self) -> None:
        self._sentence = -1
        self._carried: Deadline | None = None

    def of(self, text: str, clause: Clause, section: Section) -> Deadline | None:
        if clause.sentence != self._sentence:
            self._sentence, self._carried = clause.sentence, None
            opening = deadline_in(text[clause.sentence : clause.sentence + 14], section.year)
            if opening and opening[1] <= 6 and clause.position == 0 and opening[0].kind != "recurrence":
                self._carried = opening[0]
        found = deadline_in(text[clause.start : clause.end], section.year)
        if found:
            if found[1] <= 8 and clause.position == 0 and found[0].kind != "recurrence":
                self._carried = found[0]
            return found[0]
        return self._carried


def _task(text: str, clause: Clause, section: Section, time: Deadline | None, sure: int) -> Task:
    owner, partners = _who(text, clause)
    deadline = time or (Deadline("day", section.due) if section.due else None)
    whole = text[clause.start : clause.end]
    return Task(
        start=clause.start,
        end=clause.end,
        text=whole,
        action=text[clause.predicate : clause.end],
        owner=owner,
        co_owners=partners,
        deadline=deadline,
        phase=section.phase,
        target=target_in(text, clause.start, clause.end),
        points=sure,
    )


def _who(text: str, clause: Clause) -> tuple[str | None, tuple[str, ...]]:
    owner = clause.owner or clause.owner_before
    whole = text[clause.start : clause.end]
    together = _PARTNERS.search(whole) or (_WITH.search(whole) if owner else None)
    if together:
        return owner, (together["others"].removeprefix("的"),)
    pair = _AND.match(owner or "")
    if pair and pair["first"][-2:] == "部门" and len(pair["first"]) > 5 and "各" not in pair["first"]:
        return pair["first"], (pair["second"],)
    return owner, ()


def _duty_task(duty: Duty) -> Task:
    return Task(duty.start, duty.end, duty.text, duty.text, duty.owner, points=20)


def _near(spans: Sequence[tuple[int, int]], position: int) -> Sequence[tuple[int, int]]:
    # Duty lists are short and few; a linear scan per clause would make long documents quadratic.
    at = bisect_left(spans, (position, position))
    return spans[max(0, at - 1) : at + 2]


def _paragraphs(text: str, section: Section) -> Iterator[tuple[int, int]]:
    start = section.start
    while start < section.end:
        end = text.find("\n", start, section.end)
        end = section.end if end < 0 else end
        yield start, end
        start = end + 1
