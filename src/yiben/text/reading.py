"""Read a document: open → repair → articles → outline → tasks → facts. Each stage is a pure function; none raises on any text."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import NamedTuple, TypeVar

from yiben.text.articles import Part, articles
from yiben.text.context import sections
from yiben.text.facts import facts
from yiben.text.metadata import metadata
from yiben.text.numerals import half_width
from yiben.text.opening import open_document
from yiben.text.outlining import outline
from yiben.text.repairing import Repaired, repair
from yiben.text.repeats import is_repeated, repeats
from yiben.text.results import Article, Fact, Heading, Metadata, Reading, Repair, Repeat, Task
from yiben.text.tasks import tasks

_DEEPEST = 5
_MOSTLY = 0.8
_Spanned = TypeVar("_Spanned", Task, Fact)


class _Body(NamedTuple):
    """The text of one document and what in it repeats what was read before: all that it takes to read it."""

    text: str
    again: tuple[Repeat, ...]


class _Contents(NamedTuple):
    """What one document says; offsets count from its own beginning."""

    head: Metadata
    outline: tuple[Heading, ...]
    tasks: tuple[Task, ...]
    facts: tuple[Fact, ...]


Each = Callable[[Callable[[_Body], _Contents], Iterable[_Body]], Iterable[_Contents]]
"""How the documents of a file are read: by ``map`` one after the other, or by the ``map`` of a pool of processes."""


def read_text(text: str, kind: str = "txt", warnings: tuple[str, ...] = (), each: Each = map) -> Reading:
    """Return everything that can be read from a text. Offsets count in ``clean_text``, which is the repaired text.

    A file that holds several documents is read document by document, each with its own genre, sections and tasks.
    """
    return read_repaired(repair(text), kind, warnings, each)


def read_repaired(repaired: Repaired, kind: str = "txt", warnings: tuple[str, ...] = (), each: Each = map) -> Reading:
    """Return everything that can be read from a text whose repairs are known."""
    clean = half_width(repaired.text)
    again = repeats(clean)
    parts = articles(clean)
    heads: list[Metadata] = []
    headings: list[Heading] = []
    found: list[Task] = []
    numbers: list[Fact] = []
    for part, said in zip(parts, each(_read, _bodies(clean, parts, again)), strict=True):
        heads.append(said.head)
        headings += _shifted_outline(said.outline, part, said.head, is_one_of_many=len(parts) > 1)
        found += _shifted(said.tasks, part.body)
        numbers += _shifted(said.facts, part.body)
    listed = _listed(parts, heads, again) if len(parts) > 1 else ()
    return Reading(
        repaired.text,
        repaired.repairs,
        heads[0],
        tuple(headings),
        tuple(found),
        tuple(numbers),
        kind,
        warnings,
        listed,
        again,
    )


def read_articles(text: str, kind: str = "txt", warnings: tuple[str, ...] = (), each: Each = map) -> Iterator[Reading]:
    """Yield the documents of a file one by one as soon as each is read; nothing is kept of those before.

    Every reading has the text of its document alone, without the header line, and offsets into that; its repairs keep
    their place in the file as it arrived. What repeats an earlier document is not read again.
    """
    repaired = repair(text)
    clean = half_width(repaired.text)
    again = repeats(clean)
    parts = articles(clean)
    changes = iter(repaired.repairs)
    change = next(changes, None)
    for part, said in zip(parts, each(_read, _bodies(clean, parts, again)), strict=True):
        own: list[Repair] = []
        while change is not None and change.start < part.end:
            if change.start >= part.body:
                own.append(replace(change, start=change.start - part.body, end=change.end - part.body))
            change = next(changes, None)
        body = repaired.text[part.body : part.end]
        yield Reading(body, tuple(own), said.head, said.outline, said.tasks, said.facts, kind, warnings)


def read_bytes(data: bytes, name: str = "", each: Each = map) -> Reading:
    """Return the reading of a file. Its kind is told by its bytes; ``name`` only serves messages.

    Raises TextProblem when the file cannot be read as a document.
    """
    source = open_document(data, name)
    return read_text(source.text, source.kind, source.warnings, each)


def _bodies(clean: str, parts: Iterable[Part], again: tuple[Repeat, ...]) -> Iterator[_Body]:
    at = 0
    for part in parts:
        within = []
        while at < len(again) and again[at].start < part.end:
            if again[at].end > part.body:
                within.append(_moved(again[at], -part.body))
            if again[at].end > part.end:
                break
            at += 1
        yield _Body(clean[part.body : part.end], tuple(within))


def _read(body: _Body) -> _Contents:
    text, again = body
    known = [(each.start, each.end) for each in again]
    own = outline(text)
    head = metadata(text, own)
    cut = sections(text, own, head)
    set_here = tasks(text, own, cut, known)
    told_here = facts(text, cut, set_here, known)
    return _Contents(head, own, _new(set_here, again), _new(told_here, again))


def _new(found: tuple[_Spanned, ...], again: tuple[Repeat, ...]) -> tuple[_Spanned, ...]:
    return tuple(each for each in found if not is_repeated(each.start, again)) if again else found


def _moved(each: Repeat, by: int) -> Repeat:
    return replace(each, start=each.start + by, end=each.end + by)


def _shifted(found: tuple[_Spanned, ...], offset: int) -> Iterable[_Spanned]:
    if not offset:
        return found
    return [replace(each, start=each.start + offset, end=each.end + offset) for each in found]


def _shifted_outline(
    own: tuple[Heading, ...], part: Part, head: Metadata, *, is_one_of_many: bool
) -> Iterable[Heading]:
    if not part.body:
        return own
    deeper = 1 if is_one_of_many else 0
    shifted = [
        replace(each, level=min(each.level + deeper, _DEEPEST), start=each.start + part.body, end=each.end + part.body)
        for each in own
    ]
    if not is_one_of_many:
        return shifted
    return [Heading(1, part.number, head.title or part.label or part.number, part.start, part.body), *shifted]


def _listed(parts: tuple[Part, ...], heads: list[Metadata], again: tuple[Repeat, ...]) -> tuple[Article, ...]:
    begins = [part.start for part in parts]
    return tuple(
        Article(part.start, part.end, part.number, part.label, head, _same_as(part, begins, again))
        for part, head in zip(parts, heads, strict=True)
    )


def _same_as(part: Part, begins: list[int], again: tuple[Repeat, ...]) -> int | None:
    """The earlier article that an article repeats nearly whole. ``begins``: where each article does."""
    first = bisect_left(again, part.body, key=lambda each: each.start)
    last = bisect_left(again, part.end, key=lambda each: each.start)
    same = sum(each.end - each.start for each in again[first:last])
    if first == last or same < _MOSTLY * (part.end - part.body):
        return None
    return bisect_right(begins, again[first].first_start) - 1
