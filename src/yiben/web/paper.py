"""A document as its reading page shows it: lines in pieces, repairs marked, clauses and tasks in the margin."""

from __future__ import annotations

import itertools
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from yiben.plans.models import Clause, ProposedTask
from yiben.web.showing import listed

SURE = 0.9
"""Repairs below this confidence are shown to be looked at."""
_HEADING_SLACK = 8
"""A line is a heading when it holds hardly more than its number and words."""


@dataclass(frozen=True)
class Piece:
    """A stretch of a line. ``mark``: fix (repaired), ask (repaired, doubtful) or empty; ``before`` is what stood there."""

    text: str
    mark: str = ""
    before: str = ""
    is_current: bool = False


@dataclass(frozen=True)
class PaperLine:
    """One line. ``tasks`` are (number, uid) of the proposals in it; ``gap`` is the uid of a clause without any."""

    pieces: list[Piece]
    is_title: bool = False
    is_heading: bool = False
    label: str = ""
    tasks: list[tuple[int, str]] = field(default_factory=list)
    gap: str = ""
    is_current: bool = False


def paper_lines(
    text: str,
    title: str,
    clauses: Sequence[Clause],
    repairs: Sequence[Mapping[str, Any]],
    proposals: Sequence[ProposedTask],
    current: ProposedTask | None,
) -> list[PaperLine]:
    """Return the lines of a document that are not blank."""
    labels, gaps = clause_labels(clauses), gaps_of(clauses, proposals)
    fixes = sorted((each for each in repairs if each["end"] > each["start"]), key=lambda each: each["start"])
    starts = [each["start"] for each in fixes]
    found: list[PaperLine] = []
    opens = sorted(clauses, key=lambda clause: clause.start)
    begin = 0
    for raw in text.split("\n"):
        end = begin + len(raw)
        if raw.strip():
            here: list[Clause] = []
            while opens and opens[0].start <= end:
                here.append(opens.pop(0))
            tasks = [(n, each.uid) for n, each in enumerate(proposals, start=1) if begin <= each.start < max(end, 1)]
            inside = _overlapping(fixes, starts, begin, end)
            is_on = current is not None and current.start < end and current.end > begin
            found.append(
                PaperLine(
                    _pieces(text, begin, end, inside, current if is_on else None),
                    is_title=not found and raw.strip() == title,
                    is_heading=any(len(raw.strip()) <= len(each.heading) + _HEADING_SLACK for each in here),
                    label=listed(labels[each.pk] for each in here),
                    tasks=tasks,
                    gap=next((each.uid for each in here if each.pk in gaps), ""),
                    is_current=is_on,
                )
            )
        begin = end + 1
    return found


def clause_labels(clauses: Sequence[Clause]) -> dict[int, str]:
    """Return how each clause is cited: the numbers from the top, such as 二（一）."""
    labels: dict[int, str] = {}
    for clause in clauses:
        above = labels.get(clause.parent_id, "") if clause.parent_id else ""
        number = clause.number or clause.heading[:6]
        labels[clause.pk] = f"{above}（{number}）" if above else number
    return labels


def gaps_of(clauses: Sequence[Clause], proposals: Sequence[ProposedTask]) -> set[int]:
    """Return the ids of lowest clauses for which nothing is proposed (dropped proposals count as nothing)."""
    parents = {clause.parent_id for clause in clauses}
    served = {each.clause_id for each in proposals if each.state != ProposedTask.DROPPED}
    return {each.pk for each in clauses if each.pk not in parents and each.pk not in served and not each.needs_none}


def _overlapping(
    fixes: Sequence[Mapping[str, Any]], starts: list[int], begin: int, end: int
) -> list[Mapping[str, Any]]:
    first, last = bisect_left(starts, begin), bisect_left(starts, end)
    before = fixes[first - 1] if first and fixes[first - 1]["end"] > begin else None
    return ([before] if before else []) + list(fixes[first:last])


def _pieces(
    text: str, begin: int, end: int, fixes: Sequence[Mapping[str, Any]], current: ProposedTask | None
) -> list[Piece]:
    edges = {begin, end}
    spans = [(max(each["start"], begin), min(each["end"], end), each) for each in fixes]
    edges.update(edge for start, stop, _each in spans for edge in (start, stop))
    if current is not None:
        edges.update({max(current.start, begin), min(current.end, end)})
    pieces, places = [], sorted(edges)
    for start, stop in itertools.pairwise(places):
        fix = next((each for left, right, each in spans if left <= start < right), None)
        mark = "" if fix is None else ("fix" if fix["confidence"] >= SURE else "ask")
        is_on = current is not None and current.start <= start < current.end
        pieces.append(Piece(text[start:stop], mark, str(fix["before"]) if fix else "", is_on))
    return pieces
