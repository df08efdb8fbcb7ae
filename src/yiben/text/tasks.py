"""The tasks that a document sets: who is to do what, by when, how much, in which phase."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import repeat

from yiben.text.assignments import assigned, assignments, without
from yiben.text.clauses import Clause, clauses
from yiben.text.context import Section
from yiben.text.dates import deadline_in
from yiben.text.duties import Duty, duties
from yiben.text.evidence import looking_ahead, marks, may_set_tasks, may_tell_the_past, tells_the_past
from yiben.text.repeats import is_within
from yiben.text.results import Deadline, Heading, Task
from yiben.text.targets import target_in
from yiben.text.task_tables import table_tasks
from yiben.text.wordlists import word_points

_TOLD = re.compile(r"要|应当|必须")
_PARTNERS = re.compile(
    r"(?:会同|联合|配合|协同)(?P<others>[^,，。;；]{2,20}?)(?=根据|按照|于|每|要|应|须|开展|组织|对|做好|共同|在|制定|进行|合理|分系统|主动|联动)"
)
_LED = re.compile(r"牵头(?:负责)?[,，](?P<others>[^,，。;；]{2,40}?)(?:配合|参与|协助|参加|协同)")
_WITH = re.compile(r"(?:与|和)(?P<others>[^,，。;；]{2,16}?)(?:联动|联合|共同)")
_FORMED = re.compile(r"(?:建立|成立|组建|设立)(?P<body>[^,，、。和与的]{3,20})$")
_IMPRINT = re.compile(r"(?:共印\s?[0-9]+\s?份|日印发)\s*[)）]?\s*(?=\n|\Z)")
"""The foot of a paper: who printed it, when, how many."""
_ATTACHED = re.compile(r"[ \t\u3000]*(?:附件[:：]?[ \t\u3000]*)?(?:[0-9]{1,2}[.．、])?[^。；，,;]{2,50}(?=\n|\Z)")
"""A line of the list of attachments: 附件：1.检查表⏎2.统计表."""
_NOTHING = repeat(0)
"""What a mark counts that is not listed."""
_AND = re.compile(r"^(?P<first>[^、,，]{2,16}(?:部门|单位))和(?P<second>[^、,，]{2,12})$")


def candidates(
    text: str, parts: Sequence[Section], known: Sequence[tuple[int, int]] = ()
) -> Iterator[tuple[Clause, Section, frozenset[str]]]:
    """Yield every clause that might be a task, with the section it stands in and the marks it bears.

    Paragraphs inside ``known`` stretches (repeats, in order) are passed over.
    """
    for section in parts:
        is_attached = False
        for start, end in _paragraphs(text, section):
            if known and is_within(known, start, end):
                continue
            is_attached = _ATTACHED.match(text, start, end) is not None and (is_attached or "附件" in text[start:end])
            if is_attached:
                continue
            if _IMPRINT.search(text, start, end) or not may_set_tasks(text, start, end, section):
                continue
            told = _TOLD.search(text, start, min(start + 60, end)) is not None
            is_past = may_tell_the_past(text, start, end)
            before: frozenset[str] = frozenset()
            listed: list[tuple[Clause, frozenset[str]]] = []
            for clause in clauses(text, start, end):
                before = marks(text, clause, section, told, before)
                listed.append((clause, before))
            for number, (clause, borne) in enumerate(listed):
                if is_past and tells_the_past(text, clause):
                    continue
                if number + 1 < len(listed) and listed[number + 1][0].sentence == clause.sentence:
                    borne |= looking_ahead(listed[number + 1][1])
                yield clause, section, borne


def tasks(
    text: str, headings: Sequence[Heading], parts: Sequence[Section], known: Sequence[tuple[int, int]] = ()
) -> tuple[Task, ...]:
    """Return the tasks in order; those inside ``known`` stretches, which stand elsewhere already, may be left out.

    Every item of a duty list and every row of a table of tasks is one; any other clause is one when the points of its
    marks (data/evidence.yaml) reach 0. Labels (责任单位：…) then say who answers for the tasks before them.
    """
    points = word_points("evidence", "marks").get
    start = points("start", 0)
    given = assignments(text, parts)
    read = without(text, given) if given else text
    found = [*(_duty_task(text, duty) for duty in duties(text, parts)), *table_tasks(text, parts)]
    spans = sorted((task.start, task.end) for task in found)
    times = _Times()
    # What is assigned to the tasks before it has to see all of them.
    for clause, section, borne in candidates(read, parts, () if given else known):
        times.see(clause)
        if spans and any(start < clause.end and clause.start < end for start, end in _near(spans, clause.start)):
            continue
        sure = sum(map(points, borne, _NOTHING), start)
        if sure >= 0:
            found.append(_task(text, clause, section, times.of(text, clause, section), sure))
    found.sort(key=lambda task: (task.start, task.end))
    return tuple(assigned(found, given, parts))


class _Times:
    """The time phrase that opens a sentence holds for its coordinated clauses until a new time or subject."""

    def __init__(self) -> None:
        self._first: Clause | None = None
        self._carried: Deadline | None = None
        self._is_known = False

    def see(self, clause: Clause) -> None:
        """Note a clause, whether or not it is a task: the first of a sentence may carry its time."""
        if self._first is None or clause.sentence != self._first.sentence:
            self._first, self._carried, self._is_known = clause, None, False

    def of(self, text: str, clause: Clause, section: Section) -> Deadline | None:
        """Return the deadline of a clause that was seen: its own, else the one its sentence carries."""
        found = deadline_in(text[clause.start : clause.end], section.year)
        if found:
            return found[0]
        if not self._is_known and self._first is not None:
            self._carried, self._is_known = _carried(text, self._first, section), True
        return self._carried


def _carried(text: str, first: Clause, section: Section) -> Deadline | None:
    """The time at the head of a sentence or of its first clause; a recurrence holds for its own clause alone."""
    if first.position:
        return None
    for start, end, latest in ((first.start, first.end, 8), (first.sentence, first.sentence + 14, 6)):
        found = deadline_in(text[start:end], section.year)
        if found and found[1] <= latest and found[0].kind != "recurrence":
            return found[0]
    return None


def _task(text: str, clause: Clause, section: Section, time: Deadline | None, sure: int) -> Task:
    owner, partners = _who(text, clause)
    if owner is None and clause.modal == "负责" and (formed := _FORMED.match(section.heading)):
        owner = formed["body"]
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
        is_named=clause.owner is not None,
        is_dated=time is not None,
    )


def _who(text: str, clause: Clause) -> tuple[str | None, tuple[str, ...]]:
    owner = clause.owner or clause.owner_before
    whole = text[clause.start : clause.end]
    if led := _LED.search(whole):
        return owner, tuple(re.split("[、和及与]", led["others"]))
    together = _PARTNERS.search(whole) or (_WITH.search(whole) if owner else None)
    if together:
        return owner, (together["others"].removeprefix("的"),)
    pair = _AND.match(owner or "")
    if pair and pair["first"][-2:] == "部门" and len(pair["first"]) > 5 and "各" not in pair["first"]:
        return pair["first"], (pair["second"],)
    return owner, ()


def _duty_task(text: str, duty: Duty) -> Task:
    time = deadline_in(duty.text, None)
    return Task(
        duty.start,
        duty.end,
        duty.text,
        duty.text,
        duty.owner,
        deadline=time[0] if time else None,
        target=target_in(text, duty.start, duty.end),
        points=20,
        is_named=duty.owner is not None,
        is_dated=time is not None,
    )


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
