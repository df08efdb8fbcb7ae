"""A seed gives a district and its years, the same every time."""

from __future__ import annotations

import random
from typing import Any

import pytest

from tests.cast import Cast
from yiben.catalog.actions import install_pack
from yiben.ledger.appending import append
from yiben.ledger.models import Entry
from yiben.ledger.verifying import verify
from yiben.metrics.figures import evaluate, request_figure
from yiben.metrics.periods import parse_period
from yiben.metrics.scopes import Scope
from yiben.packs.loading import load_files
from yiben.seeding.generating import Amounts, batched_proposals, pack_of

SMALL = Amounts(books=3, years=2, entries=120, last=2025)


@pytest.mark.pure
def test_a_generated_pack_has_nothing_wrong_with_it():
    loaded = load_files(pack_of(40))
    assert (loaded.problems, len(loaded.pack.books if loaded.pack else ())) == ((), 40)


def made(cast: Cast, seed: int) -> list[Any]:
    units = list(cast.units.values())
    return [each for batch in batched_proposals(random.Random(seed), units, SMALL) for each in batch]


def test_the_same_seed_gives_the_same_entries(cast: Cast):
    install_pack_of_three(cast)
    assert made(cast, 7) == made(cast, 7)
    assert made(cast, 7) != made(cast, 8)


def test_what_is_generated_counts_and_verifies(cast: Cast):
    install_pack_of_three(cast)
    before = Entry.objects.count()
    for batch in batched_proposals(random.Random(3), list(cast.units.values()), SMALL):
        append(batch)
    assert Entry.objects.count() - before >= SMALL.entries
    asked = [
        request_figure(f"generated.entries_{n}", Scope(cast.unit("district"), parse_period("2024-01-01..2025-12-31")))
        for n in (1, 2, 3)
    ]
    assert sum(figure.value or 0 for figure in evaluate(asked)) == SMALL.entries
    assert verify(deep=True).is_clean


def install_pack_of_three(cast: Cast) -> None:
    from datetime import date

    from yiben.audit.callers import SYSTEM

    install_pack(SYSTEM, pack_of(3), on=date(2024, 1, 1))


@pytest.mark.looks
def test_the_command_fills_an_empty_home_and_no_other(tmp_path):
    from tests.ledger.instances import empty

    with empty(tmp_path / "home") as fresh:
        code, said = fresh.answer(
            "generate", "--subdistricts", "1", "--communities", "2", "--books", "1", "--entries", "9"
        )
        assert (code, said) == (0, {"entries": 9, "units": 4})
        assert fresh.yiben("verify", "--deep").returncode == 0
        assert fresh.yiben("generate").returncode == 2
