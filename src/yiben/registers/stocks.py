"""The numbers of a register: how many things stand on it, of which kind, and the sums of theirs. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from yiben.packs.base import FilterValue
from yiben.packs.registers import Register, Stock


def stocks_of(register: Register, answers: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    """Return the register's stocks by field of its book, from the plain answers of the things that stand on it."""
    return {each.field: _stock(each, answers) for each in register.stocks}


def _stock(stock: Stock, answers: Sequence[Mapping[str, Any]]) -> int:
    kept = [each for each in answers if all(_matches(each.get(name), value) for name, value in stock.where.items())]
    return len(kept) if stock.sum is None else sum(int(each.get(stock.sum) or 0) for each in kept)


def _matches(answer: Any, wanted: FilterValue) -> bool:
    given = answer if isinstance(answer, list) else [answer]
    return any(each in (wanted if isinstance(wanted, tuple) else (wanted,)) for each in given)
