"""Fields that are computed from other fields of the same entry: sums and differences, never typed."""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from yiben.packs.circles import leads_back
from yiben.packs.definitions import Field

_NAME = "[a-z][a-z0-9_]*"
_FORMULA = re.compile(rf"{_NAME}(?: [+-] {_NAME})+")

Term = tuple[int, str]
"""A sign (1 or -1) and the id of a field."""


@lru_cache(maxsize=512)
def terms_of(formula: str) -> tuple[Term, ...]:
    """Return the terms of a formula, none when it is not written as ``a + b - c``.

    >>> terms_of("men + women - absent")
    ((1, 'men'), (1, 'women'), (-1, 'absent'))
    >>> terms_of("men + 2"), terms_of("(men + women)")
    ((), ())
    """
    if not _FORMULA.fullmatch(formula):
        return ()
    words = formula.split(" ")
    signs = ["+", *words[1::2]]
    return tuple((1 if sign == "+" else -1, name) for sign, name in zip(signs, words[::2], strict=True))


def in_order(fields: Sequence[Field]) -> list[Field]:
    """Return the computed fields, each behind those it is computed from; one in a circle is left out."""
    left = {item.id: item for item in fields if item.computed}
    found: list[Field] = []
    while ready := [item for item in left.values() if not any(name in left for _, name in terms_of(item.computed))]:
        found += ready
        left = {name: item for name, item in left.items() if item not in ready}
    return found


def circle_of(item: Field, fields: Mapping[str, Field]) -> bool:
    """Say whether a computed field needs itself."""
    known = {**fields, item.id: item}
    return leads_back(
        item.id, lambda name: [each for _, each in terms_of(known[name].computed)] if name in known else []
    )


def in_words(item: Field, labels: Mapping[str, str]) -> str:
    """Return the formula of a field with the labels of the fields it names: “男性 + 女性”."""
    written = "".join(f" {'+' if sign > 0 else '-'} {labels.get(name, name)}" for sign, name in terms_of(item.computed))
    return written.removeprefix(" + ")
