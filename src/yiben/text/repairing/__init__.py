"""Repair of damaged text: what was changed on the way from the page to the file is put back, every change logged."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from functools import cache

from yiben.text.repairing import marks, notes, pasted, punctuation, wrapping
from yiben.text.repairing.alignment import realigned, traces
from yiben.text.repairing.edits import Draft
from yiben.text.repairing.elements import READING
from yiben.text.repairing.language import Language
from yiben.text.repairing.tables import simplified, to_simple
from yiben.text.results import Repair

_MOST_NESTED = 8
"""Brackets within brackets are widened from the inside out, a pass each."""
_MOST_PASSES = 4
_CLAUSE_END = re.compile(r"[,，。;；\n]|\Z")
_SHIFTED = frozenset(
    chr(code) for first, last in ((0x3105, 0x312A), (0x2500, 0x2580)) for code in range(first, last)
) | set("ǎǐǒǔǖǘǚǜ")
"""What stands where an indent was read as half of a bracket (。ㄒ唬┘)."""
_NOTE = re.compile(rf"[(（]{READING}[)）]")


@dataclass(frozen=True, slots=True)
class Repaired:
    """Clean text and the changes that led to it, in the order of the text."""

    text: str
    repairs: tuple[Repair, ...]


def repair(text: str) -> Repaired:
    """Return the text with its damage put right. Clean text comes back unchanged.

    Deterministic, linear in the length of the text, and repairing twice changes nothing more.
    """
    draft = Draft(text)
    for _ in range(_MOST_PASSES):
        before = draft.text
        _put_right(draft)
        if draft.text == before:
            break
    return Repaired(draft.text, draft.repairs())


def _put_right(draft: Draft) -> None:
    """All stages once. What one of them puts right can be what an earlier one looks for: a second pass finds it."""
    draft.apply(pasted.invisible(draft.text))
    draft.apply(pasted.entities(draft.text))
    draft.apply(pasted.lost(draft.text))
    draft.apply(wrapping.mail_marks(draft.text))
    draft.apply(wrapping.fixed_width(draft.text))
    text = draft.text
    if _of_another_script().search(text):
        _restore_script(draft)
    elif "?" in text:
        draft.apply(punctuation.quotes_lost_alone(draft.text))
    draft.apply(marks.watermarks(draft.text))
    if "'" in text or "“" in text:
        draft.apply(punctuation.quotes(draft.text))
    if "*" in text:
        draft.apply(marks.blots(draft.text))
    draft.apply(marks.slips(draft.text))
    for _ in range(_MOST_NESTED):
        before = draft.text
        draft.apply(punctuation.widths(draft.text))
        draft.apply(punctuation.wraps(draft.text))
        if draft.text == before:
            break
        draft.apply(marks.watermarks(draft.text))
    draft.apply(pasted.letters(draft.text))


@cache
def _of_another_script() -> re.Pattern[str]:
    """One character of those that only traditional or shifted text holds: clean text is searched once for all of them."""
    return re.compile(f"[{re.escape(''.join(sorted({*simplified(), *_SHIFTED})))}]")


def _restore_script(draft: Draft) -> None:
    """Undo what a page did to traditional characters: notes, the bytes that they cost, and the script itself."""
    text = draft.text
    annotated = notes.is_annotated(text)
    traditional = notes.is_machine_traditional(_NOTE.sub("", text))
    if annotated or traditional:
        draft.apply(marks.swallowed_numbers(text))
        text = draft.text
    if (annotated or traditional or _has_shifted_line(text)) and (lost := traces(text)):
        draft.apply(realigned(text, lost, Language(_sample(text, lost))))
        traditional = traditional or notes.is_machine_traditional(_NOTE.sub("", draft.text))
    if annotated or traditional:
        draft.apply(notes.without_notes(draft.text))
        draft.apply(notes.to_simplified(draft.text))
        draft.apply(marks.watermarks(draft.text))
        draft.apply(punctuation.lost_quotes(draft.text))
        draft.apply(punctuation.blanks(draft.text))


def _has_shifted_line(text: str) -> bool:
    return re.search(r"^[ \t\u3000]*。[ㄅ-ㄩ─-╿ǎ-ǜ]", text, re.MULTILINE) is not None


def _sample(text: str, lost: list[int]) -> str:
    """The undamaged part of a text in simplified script: clauses around which no byte was lost."""
    clauses = []
    start = 0
    for match in _CLAUSE_END.finditer(text):
        at = bisect_left(lost, start)
        if at == len(lost) or lost[at] > match.end():
            clauses.append(text[start : match.end()])
        start = match.end()
    return _NOTE.sub("", "".join(clauses)).translate(to_simple())
