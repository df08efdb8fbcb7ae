"""What holds of every history: all ways to a figure agree with the bytes of the entries, and nothing is lost."""

from __future__ import annotations

from dataclasses import replace
from unittest import mock

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.cast import Cast
from tests.conftest import IS_LONG
from tests.ledger.facts import last_seq
from tests.ledger.histories import HISTORIES, Ledger, Step, play, played
from tests.ledger.oracle import read_world, recompute, recompute_overlap
from yiben.catalog.queries import catalogue
from yiben.ledger.cells import differences
from yiben.ledger.models import ChainHead, Entry, Erasure
from yiben.ledger.verifying import verify
from yiben.metrics import paging
from yiben.metrics.figures import adjustments, break_down, count_behind, evaluate, records_behind, request_figure
from yiben.metrics.periods import parse_period
from yiben.metrics.planning import plan_metric
from yiben.metrics.records import count_records, list_records
from yiben.metrics.scopes import FigureRequest, Scope
from yiben.packs.definitions import Metric
from yiben.units.queries import tree_number

ANY_CENTRE = Metric(
    id="any", label="中心", means="任何活动", unit="个", how="distinct", book="activity", field="centres"
)
SUMS = ["activity_entries", "activity_participants", "events", "volunteers", "booklets", "banners"]
PERIODS = ["2026", "2026H1", "2026Q1", "2026-02", "2026-04", "2026-01-10..2026-03-15"]
SCOPES = st.lists(
    st.tuples(
        st.sampled_from([4, 4, 3, 0, 1, 5, 6]),
        st.sampled_from(PERIODS),
        st.sampled_from(["posted", "corrected"]),
        st.integers(0, 9),
    ),
    min_size=1,
    max_size=3,
)
law = settings(
    max_examples=300 if IS_LONG else 30,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def requests(ledger: Ledger, chosen: list[tuple[int, str, str, int]]) -> list[FigureRequest]:
    """Every metric in every scope chosen, now; without a choice: for the whole district."""
    found = []
    for number, period, view, _ in chosen or [(4, "2026", "posted", 0)]:
        scope = Scope(ledger.unit(number), parse_period(period), view=view)  # type: ignore[arg-type]
        found += [request_figure(name, scope) for name in (*SUMS, "centres")]
        found.append(FigureRequest("test.any_centre", ANY_CENTRE, scope))
    return found


def at(request: FigureRequest, seq: int) -> FigureRequest:
    return replace(request, scope=replace(request.scope, as_of=seq))


def slow(request: FigureRequest, seq: int) -> int:
    scope = request.scope
    return recompute(read_world(seq), request.metric, scope.unit.uid, scope.period, scope.view, below=scope.below)


@law
@given(HISTORIES)
def test_lines_and_cells_are_what_the_bodies_say(cast: Cast, steps: list[Step]):
    with played(cast, steps):
        assert differences() == []
        result = verify(deep=True)
        assert (result.findings, result.entries) == ([], last_seq())
        numbers = list(Entry.objects.order_by("seq").values_list("seq", "origin_seq"))
        assert numbers == [(n, n) for n in range(1, last_seq() + 1)]
        assert ChainHead.objects.get().number == last_seq()


@law
@given(HISTORIES, SCOPES)
def test_cells_lines_and_bodies_give_the_same_figures(cast: Cast, steps: list[Step], chosen):
    with played(cast, steps) as ledger:
        asked, last = requests(ledger, chosen), last_seq()
        world = read_world(last)
        now = [figure.value for figure in evaluate(asked)]
        by_lines = [figure.value for figure in evaluate([at(each, last) for each in asked])]
        by_hand = [
            recompute(world, each.metric, each.scope.unit.uid, each.scope.period, each.scope.view) for each in asked
        ]
        assert now == by_lines == by_hand


@law
@given(HISTORIES, SCOPES)
def test_a_figure_as_of_a_number_is_what_the_bodies_up_to_it_say(cast: Cast, steps: list[Step], chosen):
    with played(cast, steps) as ledger:
        for request in requests(ledger, chosen):
            seq = ledger.seqs[chosen[0][3] % len(ledger.seqs)]
            assert evaluate([at(request, seq)])[0].value == slow(request, seq)


@law
@given(HISTORIES, SCOPES, HISTORIES)
def test_a_figure_as_of_a_number_never_changes(cast: Cast, steps: list[Step], chosen, more: list[Step]):
    with played(cast, steps) as ledger:
        asked = [at(each, last_seq()) for each in requests(ledger, chosen)]
        before = [figure.value for figure in evaluate(asked)]
        for step in more:
            play(ledger, step)
        assert [figure.value for figure in evaluate(asked)] == before


@law
@given(HISTORIES, SCOPES)
def test_as_corrected_is_as_posted_plus_adjustments(cast: Cast, steps: list[Step], chosen):
    with played(cast, steps) as ledger:
        for request in requests(ledger, chosen):
            if request.scope.period.months and request.metric.how != "distinct":
                both = [replace(request, scope=replace(request.scope, view=v)) for v in ("posted", "corrected")]
                posted, corrected = (figure.value or 0 for figure in evaluate(both))
                assert corrected == posted + adjustments(request)


@law
@given(HISTORIES, SCOPES)
def test_a_figure_is_its_parts_less_what_they_share(cast: Cast, steps: list[Step], chosen):
    with played(cast, steps) as ledger:
        world = read_world(last_seq())
        for request in requests(ledger, chosen[:1])[::3]:
            shown, scope = break_down(request), request.scope
            assert shown.value == sum(share.value or 0 for share in shown.shares) - shown.overlap
            if request.metric.how != "distinct":
                unit = scope.unit.uid
                assert shown.overlap == recompute_overlap(world, request.metric, unit, scope.period, scope.view)


@law
@given(HISTORIES, SCOPES)
def test_the_records_behind_a_figure_add_up_to_it(cast: Cast, steps: list[Step], chosen):
    with played(cast, steps) as ledger:
        for request in requests(ledger, chosen[:1]):
            behind = records_behind(request, limit=1000)
            assert len(behind) == count_behind(request) == len({record for record, _, _ in behind})
            if request.metric.how != "distinct":
                assert sum(net for _, _, net in behind) == evaluate([request])[0].value


@law
@given(HISTORIES, SCOPES, st.integers(0, 4))
def test_counting_up_to_a_bound_says_of_the_rest_only_that_there_is_more(cast: Cast, steps: list[Step], chosen, most):
    with played(cast, steps) as ledger:
        for request in requests(ledger, chosen[:2]):
            assert count_behind(request, most) == min(count_behind(request), most + 1)


WHERE = [{}, {"series": "general"}, {"age_band": ("youth", "elders")}]


@law
@given(
    HISTORIES,
    SCOPES,
    st.sampled_from(WHERE),
    st.sampled_from(["stood", "restated"]),
    st.booleans(),
    st.integers(1, 4),
    st.booleans(),
)
def test_the_first_pages_by_day_are_those_of_all_records(
    cast: Cast, steps: list[Step], chosen, where, trees, is_earlier, size, is_met_often
):
    walked = {"_FIRST": size, "_LARGEST": size, "_is_met_often": lambda *_: is_met_often}
    with played(cast, steps) as ledger, mock.patch.multiple(paging, **walked):
        for request in requests(ledger, chosen[:1])[:2]:
            as_of = ledger.seqs[chosen[0][3] % len(ledger.seqs)] if is_earlier else None
            scope = replace(request.scope, trees=trees, as_of=as_of)
            metric = request.metric.model_copy(update={"where": where})
            asked = (plan_metric(metric, catalogue(as_of)), scope, tree_number(scope.tree))
            for order in ("-day", "day"):
                whole = list_records(*asked, 1000, 0, order)
                assert count_records(*asked) == len(whole)
                pages = [list_records(*asked, 2, at, order, metric.book) for at in range(0, len(whole) + 1, 2)]
                assert [each for page in pages for each in page] == whole


@law
@given(HISTORIES)
def test_an_erasure_leaves_every_count_and_the_verification_whole(cast: Cast, steps: list[Step]):
    with played(cast, steps) as ledger:
        asked = requests(ledger, [])
        before = [figure.value for figure in evaluate(asked)]
        for place in range(len(ledger.newest)):
            play(ledger, replace(steps[0], verb="erase", target=place))
        assert [figure.value for figure in evaluate(asked)] == before
        result = verify(deep=True)
        kept = Erasure.objects.order_by("entry_id").values_list("entry_id", "field", "erased_by_id")
        assert (result.findings, result.erased) == ([], list(kept))
