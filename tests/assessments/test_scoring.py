"""Points are exact: laws of combining, bands and places."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yiben.assessments.scoring import combined, in_bands, in_proportion, places, shown
from yiben.packs.assessments import Band

POINTS = st.fractions(min_value=0, max_value=100, max_denominator=1000)


@given(st.lists(POINTS, min_size=1, max_size=9), st.sampled_from(["mean", "median", "trimmed"]), st.randoms())
def test_what_is_combined_lies_between_the_lowest_and_the_highest_whatever_the_order(points, rule, shuffled):
    found = combined(points, rule)
    assert min(points) <= found <= max(points)
    other = list(points)
    shuffled.shuffle(other)
    assert combined(other, rule) == found


@given(st.lists(POINTS, min_size=3, max_size=9), POINTS)
def test_one_assessor_alone_moves_a_trimmed_mean_only_so_far(points, extreme):
    assert min(points) <= combined([*points, extreme], "trimmed") <= max(points)


@given(POINTS, st.fractions(min_value=1, max_value=100), POINTS)
def test_a_share_of_a_target_is_never_more_than_the_weight(value, target, weight):
    assert 0 <= in_proportion(value, target, weight) <= weight


@given(st.lists(POINTS, max_size=12))
def test_places_count_those_who_are_better(totals):
    found = places(dict(enumerate(totals)))
    assert all(found[key] == 1 + sum(other > total for other in totals) for key, total in enumerate(totals))


@pytest.mark.parametrize(("value", "points"), [(12, 10), (11, 8), (6, 8), (0, 0)])
def test_a_band_begins_at_its_least(value, points):
    bands = [Band(least=12, percent=100), Band(least=6, percent=80), Band(least=0, percent=0)]
    assert in_bands(Fraction(value), bands, Fraction(10)) == points


def test_points_are_rounded_half_up_where_they_are_shown_alone():
    assert [shown(Fraction(text)) for text in ("1/3", "2/3", "12.345", "0", "33.5")] == [
        "0.33",
        "0.67",
        "12.35",
        "0",
        "33.5",
    ]
