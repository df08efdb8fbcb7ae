"""Twenty invented papers of every kind, annotated before they were read: what is found in them does not fall off."""

from __future__ import annotations

from collections import Counter
from functools import cache
from itertools import product
from typing import Any
from unicodedata import normalize

import pytest

from tests.text.annotated import Paper, papers
from yiben.text.json_form import as_json
from yiben.text.reading import read_text

FLOORS = {"outline": 0.98, "tasks": 0.90, "facts": 0.97}
"""F1 of all papers together; a little below what was reached (1.00, .92, .99)."""


@cache
def _read() -> list[tuple[Paper, dict[str, Any]]]:
    return [(each, as_json(read_text(each.text), each.name)) for each in papers()]


def _overlap(one: dict[str, Any], other: dict[str, Any]) -> float:
    both = max(0, min(one["end"], other["end"]) - max(one["start"], other["start"]))
    return both / (one["end"] - one["start"] + other["end"] - other["start"] - both)


def _pairs(gold: list[Any], found: list[Any], layer: str) -> list[tuple[Any, Any]]:
    """Each annotated item with what was found for it, one to one, the nearest first."""
    rated = [(_overlap(gold[g], found[f]), g, f) for g, f in product(range(len(gold)), range(len(found)))]
    pairs, taken = [], set()
    for near, g, f in sorted(rated, reverse=True):
        same = near >= 0.5 if layer == "tasks" else near > 0 and _same(gold[g], found[f])
        if same and not taken & {("g", g), ("f", f)}:
            taken |= {("g", g), ("f", f)}
            pairs.append((gold[g], found[f]))
    return pairs


def _same(gold: dict[str, Any], found: dict[str, Any]) -> bool:
    return gold["unit"] == found["unit"] and gold["value"] == pytest.approx(found["value"])


def _headings(listed: list[dict[str, Any]]) -> Counter[tuple[int, str]]:
    return Counter((each["level"], normalize("NFKC", each["heading"]).replace(" ", "")) for each in listed)


def _f1(layer: str) -> float:
    right = all_items = 0
    for paper, found in _read():
        gold = getattr(paper, layer)
        right += (
            (_headings(gold) & _headings(found[layer])).total()
            if layer == "outline"
            else len(_pairs(gold, found[layer], layer))
        )
        all_items += len(gold) + len(found[layer])
    return 2 * right / all_items


@pytest.mark.parametrize("layer", FLOORS)
def test_what_a_careful_reader_marks_is_found(layer):
    assert _f1(layer) >= FLOORS[layer]


@pytest.mark.parametrize(("field", "floor"), [("owner", 0.93), ("deadline", 0.88), ("phase", 0.98)])
def test_who_and_by_when_are_right_where_a_reader_gives_them(field, floor):
    asked = [
        (gold[field], found[field])
        for paper, read in _read()
        for gold, found in _pairs(paper.tasks, read["tasks"], "tasks")
        if gold[field]
    ]
    right = sum(_plain(one) == _plain(other) for one, other in asked)
    assert right >= floor * len(asked)


def _plain(value: object) -> str:
    return normalize("NFKC", str(value)).replace(" ", "")


def test_a_clean_paper_is_not_repaired():
    changed = {
        paper.name: read["repairs"]
        for paper, read in _read()
        if normalize("NFKC", paper.text) != normalize("NFKC", read["clean_text"])
    }
    assert not changed
