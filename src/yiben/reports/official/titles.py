"""Breaking a title into lines that keep words together and make a trapezoid or a rhombus (GB/T 9704-2012, 7.3.1). Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import combinations, pairwise

from yiben.reports.docx_forms import width_of
from yiben.text.repairing.tables import words

WIDEST = 20
"""Characters of 二号 (22 pt) that stand on a line of 156 mm."""
_LONGEST_WORD = 8
_UNKNOWN = -16.0
"""The weight of a character that is no word of the dictionary."""
_NEVER_FIRST = frozenset("，。；：、！？”’）》〉】〕的和及与等了")
_NEVER_LAST = frozenset("“‘（《〈【〔")
_TOGETHER = re.compile(
    r"《[^《》]{1,14}》|（[^（）]{1,14}）|“[^“”]{1,10}”|[0-9]+(?:年度|[年月日号期届次条项])?|[A-Za-z]+"
)
_MOST_TRIED = 4_000
_STUB = 4
"""A line of fewer characters looks lost."""


def break_title(title: str, keep: Iterable[str] = ()) -> tuple[str, ...]:
    """Return the lines of a title: no word, book title or name of ``keep`` cut, as even as they come, never an hourglass.

    >>> break_title("枫桥街道办事处关于申请解决桥西社区老旧小区改造项目配套资金缺口的请示")
    ('枫桥街道办事处关于申请解决桥西社区', '老旧小区改造项目配套资金缺口的请示')
    """
    text = " ".join(title.split())
    if width_of(text) <= WIDEST:
        return (text,) if text else ()
    pieces = _pieces(text, tuple(keep))
    least = -(-round(width_of(text) * 2) // (2 * WIDEST))
    for count in range(least, len(pieces) + 1):
        found = _best(pieces, count)
        if found:
            return found
    return tuple(text[at : at + WIDEST] for at in range(0, len(text), WIDEST))


def _best(pieces: Sequence[str], count: int) -> tuple[str, ...]:
    """The best lines of a count, () when they do not fit."""
    best: tuple[float, tuple[str, ...]] | None = None
    places = [at for at in range(1, len(pieces)) if _may_break(pieces[at - 1], pieces[at])]
    for tried, cut in enumerate(combinations(places, count - 1)):
        if tried > _MOST_TRIED:
            break
        edges = (0, *cut, len(pieces))
        lines = tuple("".join(pieces[a:b]).strip() for a, b in pairwise(edges))
        if max(map(width_of, lines)) <= WIDEST:
            cost = _cost(lines)
            if best is None or cost < best[0]:
                best = (cost, lines)
    return best[1] if best else ()


def _cost(lines: Sequence[str]) -> float:
    widths = [width_of(line) for line in lines]
    mean = sum(widths) / len(widths)
    cost = sum((width - mean) ** 2 for width in widths)
    cost += sum(40 for width in widths if width < _STUB)
    if len(widths) > 2 and min(widths[1:-1]) < min(widths[0], widths[-1]):
        cost += 60  # an hourglass
    cost += sum(25 for line in lines[:-1] if line.endswith(("关于", "印发", "转发", "做好", "开展")))
    cost -= sum(8 for line in lines[1:] if line.startswith("关于"))
    return cost


def _may_break(before: str, after: str) -> bool:
    return after[0] not in _NEVER_FIRST and before[-1] not in _NEVER_LAST


@lru_cache(maxsize=256)
def _pieces(text: str, keep: tuple[str, ...]) -> tuple[str, ...]:
    """The title cut into what stays together."""
    names = [re.escape(name) for name in sorted(filter(None, keep), key=len, reverse=True) if len(name) <= WIDEST]
    pattern = re.compile("|".join([*names, _TOGETHER.pattern]))
    found: list[str] = []
    at = 0
    for match in pattern.finditer(text):
        found += [*_words(text[at : match.start()]), match[0]]
        at = match.end()
    return (*found, *_words(text[at:]))


def _words(text: str) -> list[str]:
    """The likeliest words of a text, by the shares of a dictionary."""
    known = words()
    best: list[tuple[float, int]] = [(0.0, 0)]
    for end in range(1, len(text) + 1):
        best.append(
            max(
                (best[start][0] + known.get(text[start:end], _UNKNOWN if end - start == 1 else -1e9), start)
                for start in range(max(0, end - _LONGEST_WORD), end)
            )
        )
    cut: list[str] = []
    end = len(text)
    while end:
        start = best[end][1]
        cut.append(text[start:end])
        end = start
    return cut[::-1]
