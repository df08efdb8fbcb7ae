"""Every prefix of a text read as a whole, in minutes instead of hours: prefixes share what cannot differ between them.

The whole of ``read_text`` runs for each. Shared are the search for the reading of one damaged run, where the run, what
stands before it and every count that the search asked of the document are the same, and the reading of one document
of a compiled file, where its text and its repeats are the same.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from yiben.text.reading import read_text
from yiben.text.repairing import alignment, repair
from yiben.text.repairing.edits import Edit
from yiben.text.repairing.language import Language
from yiben.text.results import Reading


@dataclass
class Walk:
    """What a walk over prefixes met."""

    read: int = 0
    wrong: tuple[str, ...] = ()
    seconds: float = 0.0
    slowest: tuple[float, int] = (0.0, 0)
    """Seconds of processor time, and the length of that prefix."""

    def __str__(self) -> str:
        wrong = "; ".join(self.wrong) or "none"
        slowest = f"{self.slowest[0]:.2f} s at {self.slowest[1]} characters"
        return f"{self.read} prefixes read in {self.seconds:.0f} s of processor time, slowest {slowest}; wrong: {wrong}"


def walk(text: str, lengths: Iterable[int]) -> Walk:
    """Read the prefixes of a text; what raises, loses its place or is not repaired at once is listed, not raised."""
    met = Walk()
    began = time.process_time()
    documents: dict[Any, Any] = {}
    with shared_searches():
        for length in lengths:
            start = time.process_time()
            if said := _wrong(text[:length], lambda read, bodies: (_known(documents, read, body) for body in bodies)):
                met = replace(met, wrong=(*met.wrong, f"{length}: {said}"))
            met = replace(met, read=met.read + 1, slowest=max(met.slowest, (time.process_time() - start, length)))
    return replace(met, seconds=time.process_time() - began)


def _known(documents: dict[Any, Any], read: Callable[[Any], Any], body: Any) -> Any:
    if body not in documents:
        if len(documents) > 200:
            documents.clear()
        documents[body] = read(body)
    return documents[body]


def _wrong(damaged: str, each: Any) -> str:
    """What does not hold of a prefix; empty when all does."""
    try:
        reading = read_text(damaged, each=each)
        return misplaced(damaged, reading) or ("" if repair(reading.clean_text).repairs == () else "repaired twice")
    except Exception as error:  # noqa: BLE001 - whatever is raised is what is looked for
        return repr(error)


def misplaced(damaged: str, reading: Reading) -> str:
    """Which span does not lie where it says; empty when all do."""
    clean = reading.clean_text
    for each in reading.repairs:
        if (
            damaged[each.original_start : each.original_end] != each.before
            or clean[each.start : each.end] != each.after
        ):
            return f"repair at {each.start}"
    spans = [*reading.outline, *reading.tasks, *reading.facts]
    return next((f"span {each}" for each in spans if not 0 <= each.start <= each.end <= len(clean)), "")


class _Searched(NamedTuple):
    edit: Edit | None
    end: int
    asked: Mapping[str, int]
    """Pairs that the document holds more than once, with how often, of those that were asked."""
    absent: frozenset[str]
    """Pairs that were asked and that it does not."""


class _Asked(dict[str, int]):
    """Counts that remember what was asked of them."""

    def __init__(self, counts: Mapping[str, int]) -> None:
        super().__init__()
        self._counts = counts

    def get(self, pair: str, default: Any = None) -> Any:
        count = self._counts.get(pair)
        self[pair] = count if count is not None and count > 1 else 0
        return count if count is not None else default


@contextmanager
def shared_searches() -> Iterator[None]:
    """Let equal damaged runs of different texts be searched once."""
    search = alignment._run
    known: dict[Any, _Searched] = {}
    often: dict[int, tuple[Language, frozenset[str]]] = {}

    def run(text: str, start: int, line_end: int, language: Language, width: int) -> tuple[Edit | None, int]:
        begin = max(0, start - 12)
        at_line_start = not text[text.rfind("\n", 0, start) + 1 : start].strip()
        key = (text[begin:line_end], start - begin, at_line_start, width)
        if id(language) not in often:
            often.clear()
            often[id(language)] = language, frozenset(pair for pair, count in language._own.items() if count > 1)
        found = known.get(key)
        if found is None or not _holds(found, language, often[id(language)][1]):
            fresh = Language("")
            fresh._own = asked = _Asked(language._own)  # type: ignore[assignment]
            edit, end = search(text, start, line_end, fresh, width)
            moved = None if edit is None else edit._replace(start=edit.start - start, end=edit.end - start)
            counted = {pair: count for pair, count in asked.items() if count}
            found = known[key] = _Searched(moved, end - start, counted, frozenset(asked.keys() - counted.keys()))
        edit = found.edit
        moved = None if edit is None else edit._replace(start=edit.start + start, end=edit.end + start)
        return moved, found.end + start

    alignment._run = run
    try:
        yield
    finally:
        alignment._run = search


def _holds(found: _Searched, language: Language, often: frozenset[str]) -> bool:
    """Whether a search would ask and be told the same in another document."""
    own = language._own
    return all(own.get(pair) == count for pair, count in found.asked.items()) and found.absent.isdisjoint(often)
