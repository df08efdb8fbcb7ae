"""From the lines of fixed pages to paragraphs: what a page broke at its margin is put together again."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

_GAP = re.compile(r"(?<=[\u4e00-\u9fff，。；：、（）]) (?=[0-9])|(?<=[0-9%]) (?=[\u4e00-\u9fff，。；：、（）])")
_BEGINS_ANEW = re.compile(
    r"\s*(?:[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十0-9]{1,3}[）)]|[0-9]{1,2}[.．、](?![0-9])|第[一二三四五六七八九十]{1,3}[章节条篇阶部])"
)
_HEADS = re.compile(
    r"\s*(?:[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[）)]|第[一二三四五六七八九十]{1,3}[章节条篇部])"
)
_BOUNDARY = re.compile(r"(?<=[\u4e00-\u9fff])(?=[0-9A-Za-z])|(?<=[0-9A-Za-z])(?=[\u4e00-\u9fff])")
_SENTENCE_END = re.compile(r"[。；;：:！!？?]$")
_NEARLY_FULL = 3.1
"""Characters that a broken line may leave free: no line begins with a mark, and none ends with an opening one."""
_FULL = 1.2
_WHOLLY_FULL = 0.35
"""Few paragraphs end just where a line does, far more lines just where a sentence does."""
_INDENT = (1.2, 4.0)
_NARROWEST = 12
_LEAST_AT_MARGIN = 0.1
_SET_EVENLY = 0.25
_LEAST_INDENTED = 0.05


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a page and where it begins and ends, in points; ``height`` is 0 where that is not known."""

    text: str
    left: float = 0.0
    right: float = 0.0
    height: float = 0.0


@dataclass(frozen=True, slots=True)
class _Margins:
    left: float
    right: float
    are_indented: bool

    def free(self, line: Line) -> float:
        """How many characters would still stand on a line."""
        return (self.right - line.right) / line.height

    def is_indented(self, line: Line) -> bool:
        return self.are_indented and line.left - self.left > _INDENT[0] * line.height


def paragraphs(lines: Sequence[Line | str]) -> list[str]:
    """Return paragraphs of lines: one that reaches the right margin goes on in the next, unless that one begins anew.

    Where paragraphs are indented, a full line goes on behind the end of a sentence as well; elsewhere it has to reach
    the margin itself. Lines without a place are judged by how many characters they hold.
    """
    placed = [line if isinstance(line, Line) else Line(line) for line in lines]
    full = _usual_width([line.text for line in placed])
    margins = _margins(placed)
    joined: list[str] = []
    before: Line | None = None
    for line in placed:
        if "\t" in line.text:
            joined.append(line.text)
            before = None
            continue
        if before is not None and _goes_on(before, line, margins, full):
            joined[-1] += line.text.strip()
        else:
            joined.append(line.text.strip(" \u3000"))
        before = line
    # Typesetting leaves a gap between Chinese and digits that the text layer shows as a blank.
    return [_GAP.sub("", line) for line in joined]


def _goes_on(before: Line, line: Line, margins: _Margins | None, full: int) -> bool:
    begins_anew = _BEGINS_ANEW.match(line.text) is not None or line.text.startswith(("　　", "    "))
    ends = _SENTENCE_END.search(before.text) is not None
    if margins is None or not (before.height and line.height):
        width = _width(before.text)
        return not begins_anew and width >= full - 3 and (not ends or width >= full + 1)
    free = margins.free(before)
    if free > _NEARLY_FULL or _HEADS.match(line.text):
        return False
    if not margins.are_indented:
        return not begins_anew and (not ends or free <= _WHOLLY_FULL)
    if margins.is_indented(line):
        # A block that is indented as a whole goes on as well, but then its lines are full.
        return not begins_anew and not ends and (not margins.is_indented(before) or free <= _FULL)
    return not (ends or begins_anew) or free <= _FULL


def _margins(lines: Sequence[Line]) -> _Margins | None:
    """Where the text begins and ends on its pages, None where the places of its lines are not known."""
    placed = [line for line in lines if line.height]
    if len(placed) < 2:
        return None
    right = _right_margin(placed)
    lefts = Counter(round(line.left) for line in placed)
    usual = max(2, _LEAST_AT_MARGIN * len(placed))
    left = float(min((each for each, count in lefts.items() if count >= usual), default=min(lefts)))
    if right - left < _NARROWEST * placed[0].height:
        return None
    indents = [(line.left - left) / line.height for line in placed]
    indented = sum(_INDENT[0] < indent < _INDENT[1] for indent in indents)
    return _Margins(left, right, indented >= max(2, _LEAST_INDENTED * len(placed)))


def _right_margin(lines: Sequence[Line]) -> float:
    """Where most lines end, if they are set to end at one place (marks may hang over it); else what the longest reach."""
    rights = Counter(round(line.right) for line in lines)
    usual, count = min(rights.items(), key=lambda each: (-each[1], -each[0]))
    if count >= max(3, _SET_EVENLY * len(lines)):
        return float(usual)
    return sorted(line.right for line in lines)[int(len(lines) * 0.95)]


def _usual_width(lines: list[str]) -> int:
    """The width of a full line: what the widest tenth of the lines reach, in Chinese characters."""
    widths = sorted(_width(line) for line in lines)
    return max(widths[int(len(widths) * 0.9)] if widths else 0, 12)


def _width(line: str) -> int:
    """How wide a line is in Chinese characters; typesetting puts a quarter of one between Chinese and digits."""
    halves = sum(2 if ord(character) > 0x2E7F else 1 for character in line)
    return (2 * halves + len(_BOUNDARY.findall(line))) // 4
