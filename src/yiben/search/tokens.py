"""Chinese text as overlapping pairs of characters, the same on every database. Pure.

A pair is written in hexadecimal, so that no database has to know the character (rare ones lie outside its tables). A
run of Chinese ends with its last character alone: a single character is then found wherever it stands, by the
beginning of a token.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import pairwise

_RUN = re.compile("[々〇\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+|[0-9a-z]+")
_FIRST_CHINESE = "\u3000"


def tokens(text: str) -> list[str]:
    """Return the tokens of a text in order: of Chinese every pair and the last character of a run, of letters and digits
    the whole word.

    >>> tokens("换届LED")
    ['6362x5c4a', '5c4ax', 'led']
    """
    return [token for run in _runs(text) for token in _of_run(run)]


def phrases(typed: str) -> list[tuple[list[str], bool]]:
    """Return for each word that was typed the tokens that have to follow one another, and whether the last of them is
    only the beginning of one.

    >>> phrases("换届"), phrases("县")
    ([(['6362x5c4a'], False)], [(['53bfx'], True)])
    """
    found = []
    for word in typed.split():
        runs = list(_runs(word))
        if not runs:
            continue
        last, before = runs[-1], [token for run in runs[:-1] for token in _of_run(run)]
        if last[0] < _FIRST_CHINESE:
            found.append(([*before, last], True))
        elif len(last) == 1:
            found.append(([*before, f"{ord(last):x}x"], True))
        else:
            found.append(([*before, *_of_run(last)[:-1]], False))
    return found


def _runs(text: str) -> Iterator[str]:
    for match in _RUN.finditer(unicodedata.normalize("NFKC", text).casefold()):
        yield match[0]


def _of_run(run: str) -> list[str]:
    if run[0] < _FIRST_CHINESE:
        return [run]
    pairs = [f"{ord(one):x}x{ord(other):x}" for one, other in pairwise(run)]
    return [*pairs, f"{ord(run[-1]):x}x"]
