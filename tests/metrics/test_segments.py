"""The analytical copy gives the same digits as the database, also where it lags behind."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings

from tests.cast import Cast
from tests.conftest import IS_LONG
from tests.ledger.facts import last_seq, record, refused, request
from tests.ledger.histories import HISTORIES, Step, play, played
from tests.ledger.test_laws import SCOPES, requests
from yiben.metrics.figures import evaluate
from yiben.metrics.segments import COLUMNS, covered, segments, write_segment
from yiben.metrics.slicing import evaluate_from_segments

pytest.importorskip("ibis")


@pytest.fixture
def home(tmp_path, settings):
    settings.HOME = tmp_path
    return tmp_path


def test_a_segment_holds_lines_once_and_goes_on_where_the_last_one_ended(cast: Cast, home):
    record(cast.unit("community"))
    first = write_segment()
    assert first is not None
    assert (first.first, first.last, covered()) == (1, last_seq(), last_seq())
    assert write_segment() is None
    record(cast.unit("community"))
    assert write_segment() is not None
    assert [each.first for each in segments()] == [1, first.last + 1]


def test_a_segment_holds_integers_only(cast: Cast, home):
    import pyarrow.parquet

    record(cast.unit("community"), theme="王小满家访")
    made = write_segment()
    assert made is not None
    assert [(field.name, str(field.type)) for field in pyarrow.parquet.read_schema(made.path)] == list(COLUMNS)
    assert "王小满".encode() not in made.path.read_bytes()


def test_what_lies_behind_a_gap_is_not_used(cast: Cast, home):
    record(cast.unit("community"))
    first = write_segment()
    record(cast.unit("community"))
    write_segment()
    assert first is not None
    first.path.unlink()
    assert (segments(), covered()) == ([], 0)
    with refused("segments_missing"):
        evaluate_from_segments([request("events", cast.unit("district"))])


def test_a_figure_says_that_it_came_from_the_copy_and_counts_what_came_since(cast: Cast, home):
    record(cast.unit("community"))
    write_segment()
    record(cast.unit("community"), date(2026, 4, 2))
    names = ("events", "centres", "activity_participants", "participants_per_activity")
    asked = [request(name, cast.unit("district")) for name in names]
    figures = evaluate_from_segments(asked)
    assert [each.value for each in figures] == [each.value for each in evaluate(asked)]
    assert {each.way for each in figures} == {"segments"}


@settings(
    max_examples=200 if IS_LONG else 30,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    deadline=None,
)
@given(steps=HISTORIES, late=HISTORIES, chosen=SCOPES)
def test_every_way_gives_the_same_digits(cast: Cast, home, steps: list[Step], late: list[Step], chosen):
    for each in (home / "segments").glob("*"):
        each.unlink()
    with played(cast, steps) as ledger:
        write_segment()
        for step in late:
            play(ledger, step)
        asked = requests(ledger, chosen)
        asked += [replace(each, scope=replace(each.scope, trees="restated")) for each in asked]
        asked += [replace(each, scope=replace(each.scope, as_of=ledger.seqs[len(steps) // 2])) for each in asked]
        asked = asked[len(steps) % 7 :: 7]  # a few of each kind: every one is a statement of its own
        assert [each.value for each in evaluate_from_segments(asked)] == [each.value for each in evaluate(asked)]
