"""A year's totals spread over single records come back to the digit."""

from __future__ import annotations

import random
from collections import Counter
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yiben.seeding.replay import replay_spec
from yiben.seeding.spreading import Planned, split, spread_year

SEEDS = st.integers(0, 10**6)
EVENTS = {"safe_communities", "safe_campuses", "safe_enterprises", "safe_homes"}


@cache
def shipped() -> dict[str, Any]:
    return replay_spec("safe_community")


def spec(seed: int = 1) -> dict[str, Any]:
    return {**shipped(), "seed": seed}


def centres(year: dict[str, Any]) -> dict[str, list[str]]:
    total = next(row["total"] for row in year["figures"] if row["metric"] == "centres")
    codes = [row["code"] for row in year["units"]][:12]
    found: dict[str, list[str]] = {code: [] for code in codes}
    for index in range(total):
        found[codes[index % 12]].append(f"centre-{index}")
    return found


def spread(seed: int = 1) -> list[Planned]:
    return spread_year(spec(seed), 2025, centres(spec(seed)))


@given(st.integers(1, 60), st.integers(0, 10**6), SEEDS)
def test_the_parts_add_up_and_each_is_at_least_one(parts, spare, seed):
    shares = split(parts + spare, parts, random.Random(seed))
    assert (len(shares), sum(shares)) == (parts, parts + spare)
    assert min(shares) >= 1


def test_a_total_smaller_than_its_parts_is_refused():
    assert split(3, 3, random.Random(1)) == [1, 1, 1]
    with pytest.raises(ValueError, match="cannot be split"):
        split(2, 3, random.Random(1))


def test_the_same_seed_gives_the_same_year_and_another_seed_another():
    assert spread(7) == spread(7)
    assert spread(7) != spread(8)


@settings(max_examples=30)
@given(SEEDS)
def test_every_total_of_the_year_comes_back(seed):
    rows = spread(seed)
    totals = {row["metric"]: row["total"] for row in spec()["figures"]}
    events = [row for row in rows if row.values.get("series") in EVENTS]
    assert len(events) == totals["events"]
    assert sum(row.values["volunteers"] for row in events) == totals["volunteers"]
    assert sum(row.values.get("booklets", 0) for row in rows) == totals["booklets"]
    assert len({code for row in events for code in row.values.get("centres", ())}) == totals["centres"]
    banners = [row.values["quantity"] for row in rows if row.values.get("kind") == "banner"]
    assert sum(banners) == totals["banners"]


@settings(max_examples=30)
@given(SEEDS)
def test_days_lie_in_the_year_and_hosts_are_other_units(seed):
    rows = spread(seed)
    assert [row.on for row in rows] == sorted(row.on for row in rows)
    assert {row.on.year for row in rows} == {2025}
    joint = [row for row in rows if row.partners]
    assert Counter(len(row.partners) for row in joint) == {1: 10}
    assert not [row for row in joint if row.unit in row.partners]


def test_centres_that_do_not_match_the_total_are_refused():
    with pytest.raises(ValueError, match="centres exist"):
        spread_year(spec(), 2025, {"CC-YH-01": ["only-one"]})
