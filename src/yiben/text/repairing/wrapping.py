"""Text that was broken at a fixed width, and the marks that a mail program put before what it quotes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from yiben.text.repairing.edits import Edit
from yiben.text.repairing.lines import line_spans
from yiben.text.repairing.punctuation import NUMBERED, PROSE, makes_a_word

_MAIL_MARK = re.compile(r"(?:[>＞][ \t]?){1,5}")
_LEAST_QUOTED = 3
_WORD, _TOKEN = 2, 1
_NARROWEST, _WIDEST = 14, 60
"""Characters of a line; as columns twice as many."""
_OUTLIERS = 50
"""One line in so many may be longer than the width: an address, a table."""
_LONGEST_HEADING = 24
_FEW = 3
_LEAST_SHARE = 0.1
"""Of the ends of lines that people set, one in two hundred makes a word with what stands below."""
_OF_ITS_OWN = re.compile(r"(?:[（(][^（）()\n]{1,40}[)）]|[^，。；：:\n]{2,24}[：:])$", re.MULTILINE)
"""A line below that begins anew: （2026年3月1日） or 各社区：."""
_TITLE = re.compile(
    "(?:通知|通报|方案|意见|办法|细则|规定|纪要|报告|总结|计划|规划|要点|公告|通告|讲话|汇报|函)[》）)]?$"
)
_BLANK = re.compile(r"\S[ \t\u3000]+\S")
_WITHIN_PROSE = re.compile("[。；;：:]")
_INDENT = re.compile(r"[ \t\u3000]")
_CLOSED = re.compile(r"[。！？!?：:；;][”’」』）)]?$")


def mail_marks(text: str) -> Iterator[Edit]:
    """Yield the edits that take “> ” off the lines a mail program quoted: three in a row, or every line of a text."""
    if ">" not in text and "＞" not in text:
        return
    run: list[Edit] = []
    whole = True
    for start, end in line_spans(text):
        match = _MAIL_MARK.match(text, start, end)
        if match is not None:
            run.append(Edit(start, match.end(), "", "mail mark", 0.95))
        elif end > start:
            whole = False
            yield from run if len(run) >= _LEAST_QUOTED else ()
            run = []
    if len(run) >= _LEAST_QUOTED or (whole and len(run) > 1):
        yield from run


def fixed_width(text: str) -> Iterator[Edit]:
    """Yield the edits that join lines broken at one width, whatever stood there: 各社⏎区.

    Lines are full where the next character found no place. It has to be seen that the width broke them: full lines end inside
    a word, two at least where there are more than three. A line that ends a sentence is left; so is one before a number, an indent or an empty line.
    """
    if len(text) > 2 * _WIDEST * (text.count("\n") + 1):
        return
    lines = list(line_spans(text))
    longest = sorted(end - start for start, end in lines)[-1 - len(lines) // _OUTLIERS]
    if len(lines) < 3 or not _NARROWEST <= longest <= 2 * _WIDEST:
        return
    for measure, slack, factor in ((_columns, 4, 2), (len, 2, 1)):
        seams = list(_seams(text, lines, measure, slack, factor))
        words = sum(seam == _WORD for _, seam in seams)
        if words >= (1 if len(seams) <= _FEW else 2) and words >= _LEAST_SHARE * len(seams):
            for at, seam in seams:
                if seam or _goes_on(text, at):
                    yield Edit(at, at + 1, "", "line break", 0.95 if seam == _WORD else 0.9)
            return


def _seams(
    text: str, lines: list[tuple[int, int]], measure: Callable[[str], int], slack: int, factor: int
) -> Iterator[tuple[int, int]]:
    """Yield the ends of full lines that may go on below, each with what it splits."""
    widths = [measure(text[start:end]) for start, end in lines]
    width = sorted(widths)[-1 - len(lines) // _OUTLIERS]
    if not _NARROWEST * factor <= width <= _WIDEST * factor:
        return
    for number in range(len(lines) - 1):
        (start, end), (below, below_end) = lines[number], lines[number + 1]
        is_full = width - slack <= widths[number] <= width and below_end > below
        if is_full and not any(begins.match(text, below, below_end) for begins in (_INDENT, NUMBERED, _OF_ITS_OWN)):
            yield end, _splits(text[max(start, end - 3) : end], text[below : min(below_end, below + 3)])


def _splits(before: str, after: str) -> int:
    """What a line's end splits: a word, or a clause from the mark that ends it; a number or a name of Latin letters; nothing.

    Rows of lists may end and begin with numbers; so those prove nothing.
    """
    last, first = before[-1], after[0]
    if first in "，。；、：！？）”》〕" and last not in "。！？：；":
        return _WORD
    if last.isascii() and first.isascii() and last.isalnum() and first.isalnum():
        return _TOKEN if last.isdigit() == first.isdigit() else 0
    is_han = "\u4e00" <= last <= "\u9fff" and "\u4e00" <= first <= "\u9fff"
    return _WORD if is_han and makes_a_word(before, after) else 0


def _goes_on(text: str, at: int) -> bool:
    """Whether a full line that splits no word goes on: it ends no sentence, and is no heading or title of its own."""
    start = text.rfind("\n", max(0, at - 2 * _WIDEST - 1), at) + 1
    line = text[start:at]
    if _CLOSED.search(line):
        return False
    if line[-1] in "，、,":
        return True
    if NUMBERED.match(line) and len(line) < _LONGEST_HEADING:
        return _WITHIN_PROSE.search(line) is not None
    return PROSE.search(line) is not None or not (_BLANK.search(line) or _TITLE.search(line))


def _columns(line: str) -> int:
    """How wide a line is where a Chinese character takes two columns."""
    return 2 * len(line) - len(line.encode("ascii", "ignore"))
