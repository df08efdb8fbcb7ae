"""Read a document: open → repair → articles → outline → tasks → facts. Each stage is a pure function; none raises on any text."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TypeVar

from yiben.text.articles import Part, articles
from yiben.text.context import sections
from yiben.text.facts import facts
from yiben.text.metadata import metadata
from yiben.text.opening import open_document
from yiben.text.outlining import outline
from yiben.text.repairing import repair
from yiben.text.repeats import is_repeated, repeats
from yiben.text.results import Article, Fact, Heading, Metadata, Reading, Repeat, Task
from yiben.text.tasks import tasks

_DEEPEST = 5
_MOSTLY = 0.8
_Spanned = TypeVar("_Spanned", Task, Fact)


def read_text(text: str, kind: str = "txt", warnings: tuple[str, ...] = ()) -> Reading:
    """Return everything that can be read from a text. Offsets count in ``clean_text``, which is the repaired text.

    A file that holds several documents is read document by document, each with its own genre, sections and tasks.
    """
    repaired = repair(text)
    clean = repaired.text
    again = repeats(clean)
    parts = articles(clean)
    heads: list[Metadata] = []
    headings: list[Heading] = []
    found: list[Task] = []
    numbers: list[Fact] = []
    for part in parts:
        body = clean[part.body : part.end]
        own = outline(body)
        head = metadata(body, own)
        cut = sections(body, own, head)
        set_here = tasks(body, own, cut)
        heads.append(head)
        headings += _shifted_outline(own, part, head, is_one_of_many=len(parts) > 1)
        found += _kept(set_here, part.body, again)
        numbers += _kept(facts(body, cut, set_here), part.body, again)
    listed = _listed(parts, heads, again) if len(parts) > 1 else ()
    return Reading(
        clean,
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


def read_bytes(data: bytes, name: str = "") -> Reading:
    """Return the reading of a file. Its kind is told by its bytes; ``name`` only serves messages.

    Raises TextProblem when the file cannot be read as a document.
    """
    source = open_document(data, name)
    return read_text(source.text, source.kind, source.warnings)


def _shifted_outline(own: tuple[Heading, ...], part: Part, head: Metadata, *, is_one_of_many: bool) -> list[Heading]:
    deeper = 1 if is_one_of_many else 0
    shifted = [
        replace(
            each,
            level=min(each.level + deeper, _DEEPEST),
            start=each.start + part.body,
            end=each.end + part.body,
        )
        for each in own
    ]
    if not is_one_of_many:
        return shifted
    return [Heading(1, part.number, head.title or part.label or part.number, part.start, part.body), *shifted]


def _kept(found: Iterable[_Spanned], offset: int, again: tuple[Repeat, ...]) -> list[_Spanned]:
    return [
        replace(each, start=each.start + offset, end=each.end + offset) if offset else each
        for each in found
        if not is_repeated(each.start + offset, again)
    ]


def _listed(parts: tuple[Part, ...], heads: list[Metadata], again: tuple[Repeat, ...]) -> tuple[Article, ...]:
    return tuple(
        Article(part.start, part.end, part.number, part.label, head, _same_as(part, parts, again))
        for part, head in zip(parts, heads, strict=True)
    )


def _same_as(part: Part, parts: tuple[Part, ...], again: tuple[Repeat, ...]) -> int | None:
    """The earlier article that an article repeats nearly whole."""
    within = [each for each in again if part.body <= each.start < part.end]
    if sum(each.end - each.start for each in within) < _MOSTLY * (part.end - part.body):
        return None
    origin = within[0].first_start
    return next((number for number, other in enumerate(parts) if other.start <= origin < other.end), None)
