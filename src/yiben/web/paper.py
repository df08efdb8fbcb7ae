"""A document as its reading page shows it: lines in pieces, as they arrived and as they are read, every change marked in
both, headings and tasks in the margin."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from yiben.documents.repairs import Change, DoubtfulPlace
from yiben.plans.models import Clause, ProposedTask
from yiben.plans.proposing import draft_clauses
from yiben.text.reviewing import SURE
from yiben.web.showing import listed

_HEADING_SLACK = 8
"""A line is a heading when it holds hardly more than its number and words."""
_CUT = "‸"
"""Stands where something was taken out."""


@dataclass(frozen=True)
class Piece:
    """A stretch of a line. ``mark``: fix (repaired), ask (to be compared with the paper), back (the repair was taken
    back) or empty; ``change`` is the number of the repair, 0 for none; ``other`` is what stands there in the other text;
    ``anchor`` names the place."""

    text: str
    mark: str = ""
    change: int = 0
    other: str = ""
    is_current: bool = False
    anchor: str = ""


@dataclass(frozen=True)
class Head:
    """A heading of the document: where it starts, its words, how it is cited; ``gap`` is the uid of a clause without any
    task."""

    start: int
    heading: str
    label: str
    gap: str = ""


@dataclass(frozen=True)
class PaperLine:
    """One line. ``arrived`` is the same line as it came; ``tasks`` are (number, uid) of the proposals in it; ``anchor``
    is where its heading starts."""

    pieces: list[Piece]
    arrived: list[Piece] = field(default_factory=list)
    is_title: bool = False
    is_heading: bool = False
    label: str = ""
    anchor: int | None = None
    tasks: list[tuple[int, str]] = field(default_factory=list)
    gap: str = ""
    is_current: bool = False


@dataclass(frozen=True)
class _Mark:
    start: int
    end: int
    piece: Piece
    before: str = ""


def paper_lines(
    text: str,
    title: str,
    heads: Sequence[Head],
    changes: Sequence[Change],
    places: Sequence[DoubtfulPlace] = (),
    proposals: Sequence[ProposedTask] = (),
    current: tuple[int, int] | None = None,
    window: tuple[int, int] | None = None,
) -> list[PaperLine]:
    """Return the lines of a document (those that begin in ``window``) that are not blank, or at which something was
    changed; the span ``current`` is marked. Linear in the text."""
    marks = _marks(text, changes, places)
    opens = sorted(heads, key=lambda head: head.start)
    numbered = sorted(enumerate(proposals, start=1), key=lambda pair: pair[1].start)
    found: list[PaperLine] = []
    begin = first = place = at = arrived_from = 0
    for raw in text.split("\n"):
        end = begin + len(raw)
        here = []
        while at < len(opens) and opens[at].start <= end:
            here.append(opens[at])
            at += 1
        tasks = []
        while place < len(numbered) and numbered[place][1].start <= end:
            tasks.append((numbered[place][0], numbered[place][1].uid))
            place += 1
        while first < len(marks) and marks[first].end < begin:
            first += 1
        inside = _inside(marks, first, begin, end)
        begun = [each for each in inside if each.start >= begin]
        is_shown = window is None or window[0] <= begin < window[1]
        arrived = list(_arrived(text, max(begin, arrived_from), end, begun)) if is_shown else []
        arrived_from = max([arrived_from, *(each.end for each in begun)])
        if is_shown and (raw.strip() or begun):
            is_on = current is not None and current[0] < end and current[1] > begin
            found.append(
                PaperLine(
                    list(_pieces(text, begin, end, inside, current if is_on else None)),
                    arrived,
                    is_title=not found and raw.strip() == title,
                    is_heading=any(len(raw.strip()) <= len(each.heading) + _HEADING_SLACK for each in here),
                    label=listed(each.label for each in here),
                    anchor=here[0].start if here else None,
                    tasks=tasks,
                    gap=next((each.gap for each in here if each.gap), ""),
                    is_current=is_on,
                )
            )
        begin = end + 1
    return found


def windows(text: str, size: int) -> list[tuple[int, int]]:
    """Return the stretches of whole lines, each hardly more than ``size`` characters, in which a long text is shown."""
    found = []
    begin = 0
    while len(text) - begin > size:
        end = text.find("\n", begin + size) + 1
        if not end:
            break
        found.append((begin, end))
        begin = end
    return [*found, (begin, len(text) + 1)]


def heads_of_clauses(clauses: Sequence[Clause], proposals: Sequence[ProposedTask]) -> list[Head]:
    """Return the headings of a plan's document, those of clauses without a task marked."""
    labels, gaps = clause_labels(clauses), gaps_of(clauses, proposals)
    return [
        Head(each.start, each.heading, labels[each.pk], each.uid if each.pk in gaps else "")
        for each in sorted(clauses, key=lambda clause: clause.start)
    ]


def heads_of_reading(reading: Mapping[str, Any], length: int) -> list[Head]:
    """Return the headings of a document of which no plan was made."""
    labels: list[str] = []
    heads = []
    for each in draft_clauses(reading, length):
        above = labels[each.parent] if each.parent is not None else ""
        number = each.number or each.heading[:6]
        labels.append(f"{above}（{number}）" if above else number)
        heads.append(Head(each.start, each.heading, labels[-1]))
    return heads


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


def _marks(text: str, changes: Sequence[Change], places: Sequence[DoubtfulPlace]) -> list[_Mark]:
    """Everything marked in the clean text, in order, nothing over anything else."""
    confirmed = {each.place for each in places if each.is_confirmed}
    marks = []
    for change in changes:
        repair = change.repair
        is_sure = repair.confidence >= SURE or change.place in confirmed
        kind = "back" if change.is_reverted else "fix" if is_sure else "ask"
        before, after = _in_line(repair.before), _in_line(repair.after)
        shown = Piece(text[repair.start : repair.end], kind, change.number, after if change.is_reverted else before)
        marks.append(_Mark(repair.start, repair.end, shown, before))
    for each in places:
        doubt = each.doubt
        if doubt.code != "guess" and not each.is_confirmed:
            said = text[doubt.start : doubt.end]
            marks.append(_Mark(doubt.start, doubt.end, Piece(said, "ask", anchor=f"d{doubt.start}"), said))
    marks.sort(key=lambda mark: (mark.start, mark.end, not mark.piece.change))
    apart: list[_Mark] = []
    for mark in marks:
        if apart and mark.piece.change and not apart[-1].piece.change and mark.start < apart[-1].end:
            apart.pop()
        if not apart or mark.start >= apart[-1].end:
            apart.append(mark)
    return apart


def _inside(marks: Sequence[_Mark], first: int, begin: int, end: int) -> list[_Mark]:
    """The marks of a line; one that only ends where the line begins belongs to the line before."""
    found = []
    for number in range(first, len(marks)):
        each = marks[number]
        if each.start > end:
            break
        if each.end > begin or each.start >= begin:
            found.append(each)
    return found


def _pieces(
    text: str, begin: int, end: int, marks: Sequence[_Mark], current: tuple[int, int] | None
) -> Iterator[Piece]:
    position = begin
    for each in marks:
        start, stop = max(each.start, begin), min(each.end, end)
        yield from _plain(text, position, start, current)
        said, is_on = text[start:stop], current is not None and current[0] <= start < current[1]
        shown = replace(each.piece, text=said or (_CUT if each.piece.change else ""), is_current=is_on)
        yield replace(shown, anchor=f"c{shown.change}") if shown.change and each.start >= begin else shown
        position = max(position, stop)
    yield from _plain(text, position, end, current)


def _plain(text: str, start: int, end: int, current: tuple[int, int] | None) -> Iterator[Piece]:
    edges = [start, end] if current is None else sorted({start, end, *(edge for edge in current if start < edge < end)})
    for left, right in itertools.pairwise(edges):
        if left < right:
            is_on = current is not None and current[0] <= left < current[1]
            yield Piece(text[left:right], is_current=is_on)


def _arrived(text: str, begin: int, end: int, marks: Sequence[_Mark]) -> Iterator[Piece]:
    """A line as it arrived: what is unchanged, and what stood where something was changed."""
    position = begin
    for each in marks:
        if position < each.start:
            yield Piece(text[position : each.start])
        shown = each.piece
        after = "" if shown.mark == "back" else _in_line(shown.text)
        yield Piece(each.before or _CUT, shown.mark, shown.change, after)
        position = max(position, each.end)
    if position < end:
        yield Piece(text[position:end])


def _in_line(text: str) -> str:
    return text.replace("\n", "⏎")
