"""Put byte-shifted runs back.

A page annotated traditional characters with their reading by replacing bytes of GBK, blind to where characters begin.
Where the pair of bytes lay across two characters, the decoder lost a byte (“?”) and read everything behind it shifted
by one byte. This module turns such a run into bytes again and looks, by beam search, for the reading that is Chinese.
"""

from __future__ import annotations

import heapq
import math
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from yiben.text.repairing.candidates import (
    characters_with_trail,
    likeliest_firsts,
    likeliest_seconds,
    likeliest_with_lead,
    numeral_before_bracket,
    plausible,
    simple,
    trails,
    vanished_numerals,
)
from yiben.text.repairing.edits import Edit
from yiben.text.repairing.elements import READING, SPLIT, Element, elements, misplaced_notes
from yiben.text.repairing.language import Language
from yiben.text.repairing.tables import only_simplified

_ALIGNED = -1
_WIDTH = 48
_COARSE = 2
_MOST_RUNS = 1000
_FINALISTS = 16
_LONGEST_RUN = 90
_SETTLED = 10
_LITERAL_QUESTION = -9.0
_LITERAL_SWALLOWED = -30.0
_UNEXPECTED_SIMPLIFIED = -7.0
_GUESSED_BYTE = -5.5
_GUESSED_TRAIL = -1.5
_VANISHED_PAIR = -3.5
_LIKELIEST_PAIR = -0.2
"""No pair of characters is likelier than this."""
_LOST_BEFORE_MARK = -13.0
_BROKEN_OFF = -4.0
_LINE_START = -3.0
_AT_LINE_START = ("", "")
_NO_NUMBER = -20.0
_NUMBER_OF_LINE = re.compile("（[一二三四五六七八九十]{1,3}）")
"""What stood at the start of a line of which an indent and half a bracket were read as a full stop."""
_EVIDENCE = re.compile(
    rf"\?{READING}\)|\?[{SPLIT}]|(?:^|(?<=\n))[ \t\u3000]*。[^\u4e00-\u9fff\s“”‘’《》「」A-Za-z0-9（()）]", re.MULTILINE
)


@dataclass(slots=True)
class _Path:
    """One reading so far: what was put out, the byte still waiting for its other half, the last byte seen."""

    score: float
    cost: float
    waiting: int
    byte: int
    last: str
    out: tuple[str, ...]
    guesses: int
    quiet: int
    skips: bool = False

    @property
    def head(self) -> tuple[str, ...]:
        """The number of a line, where one is read: nothing behind tells whether it is right."""
        return self.out[2:4] if self.out[:2] == _AT_LINE_START else ()


def realigned(text: str, lost: list[int], language: Language) -> list[Edit]:
    """Return the edits that put the shifted runs of a text back; nothing where no run gives better Chinese.

    ``lost``: the ``traces`` of the text.
    """
    edits = []
    done = 0
    runs = 0
    for start in lost:
        if start < done:
            continue
        reach = min(len(text), start + 4 * _LONGEST_RUN)
        line_end = text.find("\n", start, reach)
        runs += 1
        # What holds a thousand such runs is no document any more; it is read more coarsely, so that it ends in time.
        width = _WIDTH if runs <= _MOST_RUNS else _COARSE
        edit, done = _run(text, start, reach if line_end < 0 else line_end, language, width)
        if edit is not None:
            edits.append(edit)
    return edits


def traces(text: str) -> list[int]:
    """Return where bytes may have been lost: ?py) · ?, · 。ㄒ at a line's start · a note that is not of its character."""
    found = {match.start() + len(match[0]) - len(match[0].lstrip()) for match in _EVIDENCE.finditer(text)}
    return sorted(found | {match.start() for match in misplaced_notes(text)})


def _run(text: str, start: int, line_end: int, language: Language, width: int) -> tuple[Edit | None, int]:
    steps = list(elements(text, start, line_end))[:_LONGEST_RUN]
    paths = [_Path(0.0, 0.0, _ALIGNED, *_context(text, start), (), 0, 0)]
    if text[start] == "。" and not text[text.rfind("\n", 0, start) + 1 : start].strip():
        paths.append(_Path(_LINE_START, _LINE_START, 0xA3, 0xA3, "\n", _AT_LINE_START, 0, 0))
        # （六） loses both its pairs: its brackets are all that is left.
        cost = _LINE_START + 2 * _VANISHED_PAIR
        paths += [
            _Path(cost, cost, 0xA3, 0xA3, each, (*_AT_LINE_START, f"（{each}"), 1, 0) for each in vanished_numerals()
        ]
        # All paths take the stop itself: one as it stands, others as half of an indent and half of a bracket.
        paths[0] = _literal(paths[0], steps[0], language)
        steps = steps[1:]
    at = 0
    for at, step in enumerate(steps):
        following = steps[at + 1] if at + 1 < len(steps) else None
        paths = _moved(paths, step, following, language, width)
        if not paths:
            return None, start + 1
        ahead = following is not None and following.kind in ("swallowed", "question")
        if not ahead and all(path.waiting == _ALIGNED and path.quiet >= _SETTLED for path in paths[:8]):
            break
    end_of_run = steps[at].end if steps else start
    finished = [ended for path in paths for ended in _endings(path, steps[at], end_of_run == line_end, language)]
    return _chosen(text, start, end_of_run, finished, language), end_of_run


def _endings(path: _Path, last: Element, at_line_end: bool, language: Language) -> Iterable[_Path]:
    """A run that breaks off in the middle of a character: its second byte is guessed."""
    if path.waiting == _ALIGNED:
        yield path
        return
    for guessed in _guessed(path, path.waiting, last, language):
        if at_line_end and guessed.last in "、，：；":
            continue
        yield replace(guessed, cost=guessed.cost + _BROKEN_OFF, score=guessed.score + _BROKEN_OFF)


def _context(text: str, start: int) -> tuple[int, str]:
    """The last byte and the last simplified character before a run; notes between do not count."""
    before = re.sub(rf"(?:[(（]{READING}[)）])+$", "", text[max(0, start - 12) : start])
    if not before:
        return 0, "\n"
    element = next(iter(elements(before, len(before) - 1, len(before))))
    return element.second or element.first, simple(before[-1])


def _moved(paths: list[_Path], step: Element, following: Element | None, language: Language, width: int) -> list[_Path]:
    """The best paths one step on.

    Vanished pairs open twenty ways each and are seldom right: those that could not be among the best are never looked at.
    """
    best = _Best(width)
    for path in paths:
        for moved in _moves(path, step, following, language):
            best.add(moved)
    if step.kind == "swallowed" or (step.kind in ("pair", "letter") and step.first):
        for path in paths:
            if path.waiting != _ALIGNED and not path.skips:
                for moved in _vanished(path, step, language, best):
                    best.add(moved)
    return best.paths()


class _Best:
    """The best paths among many: of those that go on alike only the better one."""

    def __init__(self, width: int) -> None:
        self._width = width
        self._kept: dict[tuple[int, int, str, tuple[str, ...]], _Path] = {}
        self._scores: list[float] = []
        self.least = -math.inf
        """No path that scores less can be among the best."""

    def add(self, path: _Path) -> None:
        key = (path.waiting, path.byte, path.last, path.head + path.out[-2:])
        other = self._kept.get(key)
        if other is None:
            self._kept[key] = path
            if len(self._scores) < self._width:
                heapq.heappush(self._scores, path.score)
                if len(self._scores) == self._width:
                    self.least = self._scores[0]
            elif path.score > self.least:
                heapq.heapreplace(self._scores, path.score)
                self.least = self._scores[0]
        elif path.score > other.score:
            self._kept[key] = path

    def paths(self) -> list[_Path]:
        return heapq.nlargest(self._width, self._kept.values(), key=lambda path: path.score)


def _moves(path: _Path, step: Element, following: Element | None, language: Language) -> Iterable[_Path]:
    if path.skips:
        yield replace(path, skips=False)
        return
    if step.kind == "note":
        yield _skipped(path, step)
        return
    if path.waiting == _ALIGNED:
        yield _literal(path, step, language)
        yield from _beginnings(path, step, following, language)
        return
    lead = path.waiting
    if step.kind == "pair":
        yield from _joined(path, lead, step.first, step, step.second, language, 0.0)
    elif step.kind == "letter" and step.first:
        yield from _joined(path, lead, step.first, step, _ALIGNED, language, 0.0)
        # A full-width letter that was folded to half width afterwards.
        yield from _joined(path, lead, 0xA3, step, step.first + 0x80, language, -1.0)
    elif step.kind == "swallowed":
        for trail in trails(path.byte, step.reading):
            yield from _joined(path, lead, trail, step, _ALIGNED, language, 0.0)
    elif step.kind == "question":
        yield from _guessed(path, lead, step, language)
        yield from _joined(path, lead, step.first, step, step.second, language, -2.0)
    elif step.kind == "mark":
        yield from _joined(path, lead, step.first, step, step.second, language, -1.0)
        yield from _lost_before(path, lead, step, language)


def _literal(path: _Path, step: Element, language: Language) -> _Path:
    shown = simple(step.text)
    cost = 0.0
    if step.kind == "question":
        cost = _LITERAL_QUESTION
    elif step.kind == "swallowed":
        cost = _LITERAL_SWALLOWED
    elif step.text in only_simplified():
        cost = _UNEXPECTED_SIMPLIFIED
    last = chr(ord(shown) + 0xFEE0) if shown in ",;!?:()" else shown[-1]
    chance = 0.0 if step.kind in ("question", "swallowed") else language.step(path.last, last)
    byte = step.second or step.first
    return _Path(
        path.score + chance + cost,
        path.cost + cost,
        _ALIGNED,
        byte,
        last,
        (*path.out, step.text),
        path.guesses,
        path.quiet + 1,
    )


def _skipped(path: _Path, step: Element) -> _Path:
    out = (*path.out, step.text) if path.waiting == _ALIGNED else path.out
    if path.waiting == _ALIGNED and path.quiet == 0:
        out = path.out  # the note belongs to a character that has just been put together
    return _Path(path.score, path.cost, path.waiting, path.byte, path.last, out, path.guesses, path.quiet)


def _beginnings(path: _Path, step: Element, following: Element | None, language: Language) -> Iterable[_Path]:
    """An aligned path loses step: a swallowed byte, or a byte dangling before a mark that was none."""
    if step.kind == "swallowed":
        for byte in trails(path.byte, step.reading):
            if byte >= 0x81:
                yield _Path(path.score, path.cost, byte, byte, path.last, (*path.out, ""), path.guesses, 0)
    elif (
        step.kind == "question"
        and following is not None
        and following.kind in ("mark", "question")
        and following.first == 0xA3
    ):
        scored = (
            (language.step(path.last, simple(character)), character)
            for _, character in characters_with_trail(following.first)
        )
        for chance, character in heapq.nlargest(30, scored):
            cost = _GUESSED_BYTE
            out = (*path.out, character)
            score = path.score + chance + cost
            last = simple(character)
            yield _Path(
                score, path.cost + cost, following.second, following.second, last, out, path.guesses + 1, 0, skips=True
            )


def _joined(
    path: _Path, lead: int, trail: int, step: Element, waiting: int, language: Language, cost: float
) -> Iterable[_Path]:
    character = plausible(lead, trail)
    if character:
        shown = simple(character)
        chance = language.step(path.last, shown) + cost
        byte = trail if waiting == _ALIGNED else waiting
        yield _Path(
            path.score + chance, path.cost + cost, waiting, byte, shown, (*path.out, character), path.guesses, 0
        )


def _guessed(path: _Path, lead: int, step: Element, language: Language) -> Iterable[_Path]:
    """A byte that dangled before a mark is lost; the likeliest characters with this lead are tried."""
    for chance, trail, character, shown in likeliest_with_lead(path.last, lead, language):
        score, cost = path.score + chance + _GUESSED_TRAIL, path.cost + _GUESSED_TRAIL
        yield _Path(score, cost, _ALIGNED, trail, shown, (*path.out, character), path.guesses + 1, 0)


def _lost_before(path: _Path, lead: int, step: Element, language: Language) -> Iterable[_Path]:
    for guessed in _guessed(path, lead, step, language):
        after = _literal(guessed, step, language)
        yield _Path(
            after.score + _LOST_BEFORE_MARK,
            after.cost + _LOST_BEFORE_MARK,
            _ALIGNED,
            after.byte,
            after.last,
            after.out,
            after.guesses,
            0,
        )


def _vanished(path: _Path, step: Element, language: Language, best: _Best) -> Iterable[_Path]:
    """A pair of bytes that is no character vanished without a trace: the trail of one character, the lead of the next."""
    waiting = step.second if step.kind == "pair" else _ALIGNED
    cost = path.cost + _VANISHED_PAIR
    before = path.score + _VANISHED_PAIR
    if path.last == "（" and (numeral := numeral_before_bracket(path.waiting)):
        # 三）强: the bracket lost its lead with 三 and its trail with 强.
        for chance, second in likeliest_seconds("）", 0xA9, step, language):
            out = (*path.out, f"{numeral}）{second}")
            score, cost_of_both = before + chance + _VANISHED_PAIR, cost + _VANISHED_PAIR
            byte = step.second or step.first
            yield _Path(score, cost_of_both, waiting, byte, simple(second), out, path.guesses + 1, 0)
    for chance, trail, first, shown in likeliest_firsts(path.last, path.waiting, language):
        if before + chance + _LIKELIEST_PAIR < best.least:
            return
        for next_chance, second in likeliest_seconds(shown, trail, step, language):
            score = before + (chance + next_chance)
            if score < best.least:
                break
            out = (*path.out, first + second)
            byte = step.second or step.first
            yield _Path(score, cost, waiting, byte, simple(second), out, path.guesses + 1, 0)


def _chosen(text: str, start: int, end: int, paths: list[_Path], language: Language) -> Edit | None:
    ranked = []
    for path in heapq.nlargest(_FINALISTS, paths, key=lambda each: each.score):
        out = "".join(path.out)
        shown = re.sub(rf"[(（]{READING}[)）]", "", out)
        chance = path.cost + language.likely("".join(map(simple, _widened(shown))))
        if text[start] == "。" != out[:1] and not _NUMBER_OF_LINE.match(out):
            chance += _NO_NUMBER
        ranked.append((chance, path.guesses, out))
    if not ranked:
        return None
    ranked.sort(key=lambda each: -each[0])
    best, guesses, out = ranked[0]
    if out == text[start:end] or not out:
        return None
    margin = best - ranked[1][0] if len(ranked) > 1 else 20.0
    sure = 0.97 if not guesses else 0.6 if margin < 3 else 0.85
    return _narrowed(text, start, end, out, sure)


def _widened(text: str) -> str:
    return "".join(chr(ord(character) + 0xFEE0) if character in ",;!?:()" else character for character in text)


def _narrowed(text: str, start: int, end: int, out: str, sure: float) -> Edit:
    """Leave the common head and tail of a run out of the change."""
    while start < end and out and text[start] == out[0]:
        start, out = start + 1, out[1:]
    while end > start and out and text[end - 1] == out[-1]:
        end, out = end - 1, out[:-1]
    return Edit(start, end, out, "byte-shift", sure)
