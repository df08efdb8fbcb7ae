"""Damaged snippets are put right, and clean lines that look odd stay as they are, to the character."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from yiben.text.repairing import repair

SNIPPETS = Path(__file__).parent / "snippets"


def _lines(name: str) -> list[str]:
    return (SNIPPETS / f"{name}.txt").read_text(encoding="utf-8").rstrip("\n").split("\n")


def _damaged() -> list[tuple[str, str]]:
    """Pairs of damaged and clean text; a snippet may run over several lines until its “⇒”."""
    pairs, begun = [], []
    for line in _lines("damaged"):
        begun.append(line)
        if "⇒" in line:
            damaged, _, clean = "\n".join(begun).partition("⇒")
            pairs.append((damaged.rstrip(" "), clean.strip(" ")))
            begun = []
    return pairs


def _errors(one: str, other: str) -> int:
    """Characters to change, put in or leave out (Levenshtein)."""
    row = list(range(len(other) + 1))
    for number, character in enumerate(one, start=1):
        above, row = row, [number]
        for place, (left, over) in enumerate(pairwise(above)):
            row.append(min(left + (character != other[place]), over + 1, row[-1] + 1))
    return row[-1]


def test_few_characters_of_damaged_snippets_stay_wrong():
    pairs = _damaged()
    wrong = sum(_errors(repair(damaged).text, clean) for damaged, clean in pairs)
    assert len(pairs) >= 60
    assert wrong <= 0.006 * sum(len(clean) for _, clean in pairs)


@pytest.mark.parametrize("text", [line.replace("↵", "\n") for line in _lines("controls")])
def test_a_clean_line_is_returned_as_it_is(text):
    assert repair(text).text == text


@pytest.mark.parametrize("text", [damaged for damaged, _ in _damaged()])
def test_repairing_twice_changes_nothing_more(text):
    once = repair(text).text
    assert repair(once).text == once
