"""Figures computed from figures: shares, averages, weighted means, sums since January, targets, change."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from tests.cast import Cast
from tests.ledger.facts import last_seq, record, refused, request
from yiben.audit.callers import SYSTEM
from yiben.catalog.queries import catalogue
from yiben.metrics.actions import set_target
from yiben.metrics.computing import round_half_up
from yiben.metrics.figures import evaluate, parts_of
from yiben.metrics.models import Target
from yiben.metrics.periods import parse_period
from yiben.metrics.scopes import Figure, FigureRequest
from yiben.packs.definitions import Metric

WHOLE = "base.activity_participants"


def computed(cast: Cast, how: str, unit: str, period: str = "2026", as_of: int | None = None, **keys: object) -> Figure:
    metric = Metric.model_validate(
        {"id": "tried", "label": "试算", "means": "试算。", "unit": unit, "how": how, **keys}
    )
    asked = FigureRequest("base.tried", metric, request(WHOLE, cast.unit("district"), period, as_of=as_of).scope)
    return evaluate([asked])[0]


def set_for(cast: Cast, name: str, typed: str, period: str = "2026") -> Target | None:
    metric = catalogue().metrics[WHOLE]
    return set_target(SYSTEM, WHOLE, metric, cast.unit(name), parse_period(period), typed)


@pytest.fixture
def two_months(cast: Cast) -> Cast:
    """In March 40 and 21 people, in February 50, a year before 40."""
    for day, people in (((2026, 3, 5), 40), ((2026, 3, 9), 21), ((2026, 2, 3), 50), ((2025, 3, 1), 40)):
        record(cast.unit("community"), date(*day), participants=people, volunteers=8)
    return cast


def test_an_average_is_rounded_once_half_up_and_keeps_its_parts(two_months: Cast):
    figure = computed(two_months, "average", "人/场", "2026-03", of="activity_participants", to="activity_entries")
    assert (figure.value, figure.exact, figure.way) == (305, Fraction(61, 2), "cells")
    assert [part.value for part in figure.parts] == [61, 2]


def test_a_share_of_two_figures_is_exact_before_it_is_rounded(two_months: Cast):
    figure = computed(two_months, "ratio", "%", "2026-03", of="safe_community.volunteers", to=WHOLE)
    assert (figure.value, figure.exact) == (262, Fraction(1600, 61))


def test_nothing_is_divided_by_nothing(two_months: Cast):
    assert computed(two_months, "average", "人/场", "2024", of=WHOLE, to="activity_entries").value is None


def test_what_was_counted_since_january_is_asked_month_by_month(two_months: Cast):
    found = [
        computed(two_months, "cumulative", "人次", each, of=WHOLE).value for each in ("2026-02", "2026-03", "2026")
    ]
    assert found == [50, 111, 111]


@pytest.mark.parametrize(("against", "value"), [("year_before", 525), ("period_before", 220)])
def test_a_change_is_in_per_cent_of_what_was_before(two_months: Cast, against, value):
    figure = computed(two_months, "change", "%", "2026-03", of=WHOLE, against=against)
    assert (figure.value, len(figure.parts)) == (value, 2)


def test_a_period_that_still_runs_is_compared_with_the_same_part_of_the_earlier_one(two_months: Cast):
    record(cast := two_months.unit("community"), date(2025, 5, 28), participants=900)
    record(cast, date(2025, 5, 20), participants=100)
    record(cast, date(2026, 5, 20), participants=150)
    running = computed(two_months, "change", "%", "2026-05", of=WHOLE, against="year_before")
    assert (running.value, running.parts[1].request.scope.period.text) == (500, "2025-05-01..2025-05-20")
    over = replace(running.request, scope=replace(running.request.scope, on=date(2026, 6, 1)))
    assert evaluate([over])[0].value == -850


def test_a_weighted_mean_weighs_each_part(two_months: Cast):
    parts = {"activity_participants": 3, "activity_entries": 1}
    assert computed(two_months, "weighted", "分", "2026-03", parts=parts).exact == Fraction(3 * 61 + 2, 4)


def test_a_computed_figure_may_be_computed_from_computed_ones(two_months: Cast):
    figure = computed(two_months, "change", "%", "2026-03", of="participants_per_activity", against="period_before")
    assert figure.exact == (Fraction(61, 2) - 50) / 50 * 100
    assert [part.request.metric.how for part in figure.parts] == ["average", "average"]


def test_a_target_is_reached_in_part_and_withdrawn(two_months: Cast):
    ask = {"how": "target", "unit": "%", "of": "activity_participants_so_far"}
    assert computed(two_months, **ask).value is None
    set_target(
        SYSTEM,
        "base.activity_participants_so_far",
        catalogue().metrics["base.activity_participants_so_far"],
        two_months.unit("district"),
        parse_period("2026"),
        "222",
    )
    assert [computed(two_months, period=each, **ask).value for each in ("2026-02", "2026-03")] == [225, 500]


def test_a_unit_without_a_target_has_the_sum_of_those_below_if_all_have_one(two_months: Cast):
    ask = {"how": "target", "unit": "%", "of": "activity_participants"}
    for name in ("subdistrict", "other_subdistrict"):
        set_for(two_months, name, "111")
    assert computed(two_months, **ask).value is None  # the office of the district has none
    set_for(two_months, "department", "0")
    assert computed(two_months, **ask).value == 500


def test_a_target_as_of_an_earlier_number_is_the_earlier_one(two_months: Cast):
    ask = {"how": "target", "unit": "%", "of": "activity_participants"}
    set_for(two_months, "district", "111")
    then = last_seq()
    set_for(two_months, "district", "222")
    set_for(two_months, "district", "")
    assert computed(two_months, as_of=then, **ask).value == 1000
    assert computed(two_months, **ask).value is None
    assert Target.objects.count() == 2


def test_a_target_is_refused_to_who_may_not_set_it_and_where_it_makes_no_sense(cast: Cast):
    metric, unit = catalogue().metrics[WHOLE], cast.unit("district")
    with refused("no_access"):
        set_target(cast.caller("outsider"), WHOLE, metric, unit, parse_period("2026"), "5")
    with refused("target_months"):
        set_target(SYSTEM, WHOLE, metric, unit, parse_period("2026-03-01..2026-03-09"), "5")
    with refused("target_number"):
        set_target(SYSTEM, WHOLE, metric, unit, parse_period("2026"), "很多")
    average = catalogue().metrics["base.participants_per_activity"]
    with refused("target_metric"):
        set_target(SYSTEM, "base.participants_per_activity", average, unit, parse_period("2026"), "5")


def test_what_a_computed_figure_is_made_of_is_named_in_order(cast: Cast):
    asked = request("base.participants_per_activity", cast.unit("district"))
    assert [part.key for part in parts_of(asked)] == [WHOLE, "base.activity_entries"]


@pytest.mark.parametrize(("value", "rounded"), [((1, 2), 1), ((-1, 2), -1), ((4, 3), 1), ((0, 1), 0), ((-7, 3), -2)])
def test_half_is_rounded_away_from_nought(value, rounded):
    assert round_half_up(Fraction(*value)) == rounded
