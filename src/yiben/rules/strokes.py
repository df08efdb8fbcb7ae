"""Lists of names by the strokes of the surname (姓氏笔画), the customary neutral order of Chinese rolls.

Fewer strokes come first; equal counts stand in the order of their strokes (横竖撇点折) as GF 3003-1999 has it: the table
``data/strokes.txt`` holds the characters in that order. A compound surname (欧阳) is one surname and comes behind the single
one of its first character; then the given name, character by character. What the table lacks comes last among its kind.
"""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files

_UNKNOWN = 10**6


def strokes_of(character: str) -> int | None:
    """Return the number of strokes of a Han character, None for what the table does not hold.

    >>> strokes_of("王"), strokes_of("䶮"), strokes_of("A")
    (4, 9, None)
    """
    found = _table().get(character)
    return found[0] if found else None


def surname_of(name: str) -> str:
    """Return the surname of a Han name: a compound one as a whole; "" for an empty name.

    >>> surname_of("欧阳喆"), surname_of("欧喆"), surname_of("王䶮")
    ('欧阳', '欧', '王')
    """
    text = name.strip()
    return text[:2] if len(text) > 2 and text[:2] in _compounds() else text[:1]


def name_key(name: str) -> tuple[tuple[int, ...], tuple[int, ...], str]:
    """Return by what a name is sorted.

    >>> sorted(["赵堃", "欧阳一", "丁䶮", "欧二", "王喆"], key=name_key)
    ['丁䶮', '王喆', '欧二', '欧阳一', '赵堃']
    """
    text = name.strip()
    surname = surname_of(text)
    return _places(surname), _places(text[len(surname) :]), text


def _places(characters: str) -> tuple[int, ...]:
    table = _table()
    return tuple(table[each][1] if each in table else _UNKNOWN + ord(each) for each in characters)


@lru_cache(maxsize=1)
def _table() -> dict[str, tuple[int, int]]:
    """Strokes and place in the order, by character."""
    found: dict[str, tuple[int, int]] = {}
    for line in _lines("strokes.txt"):
        count, characters = line.split(" ")
        for each in characters:
            found[each] = (int(count), len(found))
    return found


@lru_cache(maxsize=1)
def _compounds() -> frozenset[str]:
    return frozenset(name for line in _lines("compound_surnames.txt") for name in line.split())


def _lines(name: str) -> list[str]:
    text = files("yiben.rules").joinpath(f"data/{name}").read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]
