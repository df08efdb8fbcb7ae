"""Days that stand in the wrong order: spans that end before they begin, phases that go back."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from yiben.text.consistency.findings import Inconsistency
from yiben.text.dates import phase_interval
from yiben.text.results import Heading, Metadata, Task

_DAY = r"(?:(?P<{0}y>(?:19|20)\d\d)年)?(?P<{0}m>1[0-2]|0?[1-9])月(?:(?P<{0}d>[12]\d|3[01]|0?[1-9])[日号])?"
_SPAN = re.compile(
    _DAY.format("a")
    + r"\s*(?:起|开始|启动)?[，,]?\s*(?:至|到|—+|-|~|～|－)\s*(?P<next>次年|翌年|第二年|明年)?"
    + _DAY.format("b")
)
_ORDERING = ("方案", "通知", "计划")
_PHASE = re.compile(r"阶段|步骤|环节|时期")


def wrong_order(
    text: str, outline: Sequence[Heading], head: Metadata, tasks: Sequence[Task]
) -> Iterator[Inconsistency]:
    """Yield spans whose end lies before their beginning (sure), phases that begin or end before an earlier one, and
    phases and deadlines of a paper that orders which were over on the day it was issued (ask)."""
    for span in _SPAN.finditer(text):
        first, last = _day(span, "a"), _day(span, "b")
        if last is None or first is None or span["next"]:
            continue
        years = (span["ay"], span["by"])
        if years[0] and not years[1]:
            last = (first[0], *last[1:])
        is_back = last < first if any(years) else last[1:] < first[1:]
        over_new_year = not any(years) and first[1] >= 10 and last[1] <= 3
        if is_back and not over_new_year:
            yield Inconsistency(
                span.start(), span.end(), span[0], "dates_out_of_order", "sure", None, {"span": span[0]}
            )
    yield from _phases(text, outline)
    if head.issued_on and head.genre in _ORDERING:
        yield from _over_already(text, outline, tasks, head.issued_on)


def _phases(text: str, outline: Sequence[Heading]) -> Iterator[Inconsistency]:
    earlier: tuple[int, int, int] | None = None
    ended: tuple[int, int, int] | None = None
    level = 0
    for heading in outline:
        if not _PHASE.search(heading.heading):
            continue
        span = _SPAN.search(heading.heading)
        begins = _day(span, "a") if span else None
        ends = _day(span, "b") if span else None
        if span is None or begins is None or ends is None:
            continue
        ends = (ends[0] or begins[0], *ends[1:])
        is_back = earlier is not None and ended is not None and (begins < earlier or ends < ended)
        if is_back and earlier is not None and heading.level == level and begins[0] == earlier[0]:
            place = text.find(span[0], heading.start)
            if place >= 0:
                data = {"phase": span[0]}
                yield Inconsistency(place, place + len(span[0]), span[0], "dates_out_of_order", "ask", None, data)
        earlier, ended, level = begins, ends, heading.level


def _over_already(text: str, outline: Sequence[Heading], tasks: Sequence[Task], issued: str) -> Iterator[Inconsistency]:
    year = int(issued[:4])
    for heading in outline:
        interval = phase_interval(heading.heading, year) if _PHASE.search(heading.heading) else None
        last = interval.rpartition("/")[2] if interval else ""
        if _is_before(last, issued):
            span = _SPAN.search(text, heading.start, heading.end) or re.compile(r"[0-9]{1,2}月").search(
                text, heading.start, heading.end
            )
            start, end = span.span() if span else (heading.start, heading.end)
            yield Inconsistency(start, end, text[start:end], "dates_out_of_order", "ask", None, {"issued": issued})
    for task in tasks:
        due = (
            task.deadline.text.rpartition("/")[2]
            if task.deadline and task.is_dated and task.deadline.kind == "day"
            else ""
        )
        if _is_before(due, issued):
            yield Inconsistency(task.start, task.end, task.text, "dates_out_of_order", "ask", None, {"issued": issued})


def _is_before(last: str, issued: str) -> bool:
    """Whether a day or month was over when a paper was issued. A time without its year says nothing."""
    return len(last) >= len("2026-05") and not last.startswith("-") and last < issued[: len(last)]


def _day(span: re.Match[str], end: str) -> tuple[int, int, int] | None:
    if not span[f"{end}m"]:
        return None
    fallback = 1 if end == "a" else 31
    return int(span[f"{end}y"] or 0), int(span[f"{end}m"]), int(span[f"{end}d"] or fallback)
