"""The three copies of a paper, as bytes: the clean one that is sent, the one to be edited, the one with sources."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from lxml import etree  # type: ignore[import-untyped]

from yiben.errors import Refusal
from yiben.rolling.cleaning import clean_copy
from yiben.rolling.models import RolledCopy, RolledPaper
from yiben.rolling.numbers import DateChoice, Number, dates_from
from yiben.rolling.package import WordFile, open_word
from yiben.rolling.patching import Edit, patch
from yiben.rolling.queries import file_of, numbers_of, open_numbers
from yiben.rolling.returning import mark_of
from yiben.rolling.revisions import unsettled
from yiben.rolling.running import RunningText, running_text
from yiben.rolling.sourcing import append_sources, source_rows

OPEN, FLAGGED = "yellow", "cyan"
"""Highlights of the working copy: a number that nobody decided on, a sentence that may no longer hold. They come back with
an edited file and are taken off its numbers."""
_OURS = frozenset({OPEN, FLAGGED})


UrlOf = Callable[[Number], str]
"""Where a bound number leads in the copy with sources; only a face knows the addresses. "" for nowhere."""


def make_copy(paper: RolledPaper, kind: str, *, url_of: UrlOf | None = None, accept: bool = False) -> bytes:
    """Return a copy of a paper. Refuses a clean copy while numbers are undecided (``rolling_undecided``) or tracked changes
    and comments are left that nobody said may be settled (``rolling_unsettled``)."""
    word = file_of(paper)
    if kind == RolledCopy.CLEAN:
        return _clean(paper, word, accept=accept)
    text, numbers = running_text(word), numbers_of(paper)
    edits = _numbers(paper, text, numbers, kind, url_of)
    patch(word, text, [*edits, *_dates(text, dates_from(paper.dates), edits)])
    if kind == RolledCopy.SOURCES:
        append_sources(word, source_rows(paper, numbers), paper.seq)
    return word.saved()


def paper_text(paper: RolledPaper) -> tuple[RunningText, list[Number], list[DateChoice]]:
    """Return the running text of a paper's file with its numbers and dates."""
    return running_text(file_of(paper)), numbers_of(paper), dates_from(paper.dates)


def _clean(paper: RolledPaper, word: WordFile, *, accept: bool) -> bytes:
    if undecided := open_numbers(paper):
        raise Refusal("rolling_undecided", count=len(undecided))
    left = unsettled(word)
    if left and not accept:
        raise Refusal("rolling_unsettled", revisions=left.revisions, comments=left.comments)
    text = running_text(word)
    edits = _plain_numbers(paper, text, numbers_of(paper))
    patch(word, text, [*edits, *_dates(text, dates_from(paper.dates), edits)])
    try:
        return clean_copy(open_word(paper.name, word.saved()))
    except (etree.XMLSyntaxError, ValueError) as problem:
        raise Refusal("document_broken", name=paper.name) from problem


def _dates(text: RunningText, dates: Sequence[DateChoice], numbers: Sequence[Edit]) -> list[Edit]:
    """The dates that are taken, without those that stand in a number."""
    return [
        Edit(each.start, each.end, each.new)
        for each in dates
        if each.is_taken
        and each.new
        and text.is_held(each.start, each.end)
        and not any(number.start < each.end and each.start < number.end for number in numbers)
    ]


def _plain_numbers(paper: RolledPaper, text: RunningText, numbers: Sequence[Number]) -> list[Edit]:
    return [
        Edit(each.start, each.end, each.shown, without=_without(paper))
        for each in numbers
        if text.is_held(each.start, each.end)
    ]


def _without(paper: RolledPaper) -> frozenset[str]:
    return _OURS if paper.returns else frozenset()


def _numbers(
    paper: RolledPaper, text: RunningText, numbers: Sequence[Number], kind: str, url_of: UrlOf | None
) -> list[Edit]:
    edits = []
    for index, each in enumerate(numbers):
        if not text.is_held(each.start, each.end):
            continue
        is_open = each.is_open and not paper.is_looked_at
        colour = OPEN if is_open else FLAGGED if each.flag else ""
        mark = mark_of(paper.uid, index)
        leads = url_of is not None and kind == RolledCopy.SOURCES and each.bound and each.new
        url = url_of(each) if url_of is not None and leads else ""
        shown = colour if kind == RolledCopy.WORKING else ""
        edits.append(Edit(each.start, each.end, each.shown, mark, shown, url, _without(paper)))
    return edits
