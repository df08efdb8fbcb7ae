"""What figures, the records behind them and verifying cost, beside SQL written by hand, DuckDB over Parquet, the ORM."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from dataclasses import replace
from typing import Any

from tests.bench import Row
from tests.bench.timing import in_turn, median, timed

YEARS = range(2021, 2026)
METRICS = tuple(f"generated.{kind}_{book}" for kind in ("entries", "people", "sheets") for book in (1, 2, 3, 7, 40))
COVER = "CREATE INDEX bench_cover ON ledger_line (measure_id, unit_id, posted_period, seq, part, n, amount)"
"""What PostgreSQL needs to answer by hand from an index alone; on SQLite the index of lines holds all of it."""


def _run(sql: str, parameters: Sequence[Any] = ()) -> list[Any]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(sql, list(parameters) or None)
        return list(cursor.fetchall())


def figures_of(units: Sequence[Any], dice: random.Random, size: str) -> Iterator[Row]:
    """200 figures of a page: the planned statement beside the same by hand, the whole call, and the other ways beside it."""
    from yiben.ledger.models import Arrival, Line
    from yiben.metrics import figures, sums
    from yiben.metrics.periods import parse_period
    from yiben.metrics.scopes import Scope

    periods = [f"{year}{part}" for year in YEARS for part in ("", "Q1", "Q3", "-02", "-11")]
    scopes = [Scope(dice.choice(units), parse_period(dice.choice(periods))) for _ in range(200)]
    requests = [figures.request_figure(dice.choice(METRICS), scope) for scope in scopes]
    plans = {each.key: figures.plan_metric(each.metric, figures.catalogue()) for each in requests}
    asked = [(n, plans[each.key], each.scope, 1) for n, each in enumerate(requests)]
    values = ", ".join(
        f"({n}, {at}, {scope.unit.pk}, {measure}, {scope.period.months[0]}, {scope.period.months[1]})"
        for n, plan, scope, tree in asked
        for measure in plan.measures
        for at in (0, tree)
        if scope.period.months
    )
    by_hand = (
        f"WITH w(i, t, u, m, a, b) AS (VALUES {values}) SELECT i, SUM(amount) FROM w JOIN ledger_cell c ON c.tree = t "
        "AND c.unit_id = u AND c.measure_id = m AND c.posted_period BETWEEN a AND b GROUP BY i"
    )
    figures.evaluate(requests)
    planned, written = in_turn(lambda: sums.sum_cells(asked), lambda: _run(by_hand), 20)
    name = f"200 figures, statement over cells, {size}"
    yield Row(name, planned * 1000, "ms", False, written * 1000, "SQL by hand", 3)
    whole = median(lambda: figures.evaluate(requests), 20)
    yield Row(f"200 figures, whole call, {size}", whole * 1000, "ms", False, goal=30)
    seq = Arrival.objects.get().last_seq // 2
    few = requests[:20]
    for name, some in (
        ("restated", [replace(each, scope=replace(each.scope, trees="restated")) for each in requests]),
        ("as corrected", [replace(each, scope=replace(each.scope, view="corrected")) for each in requests]),
        ("as of an earlier number", [replace(each, scope=replace(each.scope, as_of=seq)) for each in few]),
        ("filtered by what no roll-up keeps", [_looked_up(each) for each in few]),
    ):
        took = median(lambda asked=some: figures.evaluate(asked), 3)  # type: ignore[misc]
        yield Row(f"figures, {name}, each, {size}", took / len(some) * 1000, "ms", False)
    yield from _over_parquet(few, size)

    def naive() -> None:
        for each in few:
            below = each.scope.unit.spans_down.filter(tree_id=1, until_seq=None).values("descendant")
            months = each.scope.period.months
            lines = Line.objects.filter(
                unit__in=below, measure__in=plans[each.key].measures, posted_period__range=months
            )
            sum(lines.values_list("amount", flat=True))

    yield Row(f"figures, naive ORM over lines, each, {size}", median(naive, 1) / len(few) * 1000, "ms", False)


def _over_parquet(few: Sequence[Any], size: str) -> Iterator[Row]:
    from yiben.errors import Refusal
    from yiben.metrics.segments import write_segment
    from yiben.metrics.slicing import evaluate_from_segments

    try:
        took = timed(write_segment)
        each = median(lambda: evaluate_from_segments(few), 1) / len(few)
    except Refusal as refusal:
        print(f"DuckDB over Parquet: skipped, the extra is not installed ({refusal.code})")
        return
    yield Row(f"lines copied to Parquet, {size}", took.wall, "s", False)
    yield Row(f"figures, DuckDB over Parquet, each, {size}", each * 1000, "ms", False)


def _looked_up(request: Any) -> Any:
    metric = request.metric
    return replace(request, metric=metric.model_copy(update={"where": {**metric.where, "urgency": "now"}}))


def one_filtered(units: Sequence[Any], size: str) -> Iterator[Row]:
    """One figure of a unit and a month with a filter: one that is kept apart, and one that is looked up in the entries."""
    from django.db import connection

    from yiben.metrics import figures
    from yiben.metrics.periods import parse_period
    from yiben.metrics.scopes import Scope
    from yiben.remembering import read_once

    is_postgresql = connection.vendor == "postgresql"
    if is_postgresql:
        _run_alone(COVER)
        _run_alone("VACUUM ANALYZE ledger_line")
    says = "j.value = 'now' FROM json_each(CAST(e.body AS TEXT), '$.values.urgency') j"
    if is_postgresql:
        says = "convert_from(e.body, 'UTF8')::jsonb #>> '{values,urgency}' = 'now'"
    try:
        for level, unit in (("a community", units[-1]), ("a sub-district", units[1]), ("the district", units[0])):
            kept = figures.request_figure("generated.sheets_1", Scope(unit, parse_period("2024-05")))
            people = figures.request_figure("generated.people_1", kept.scope)
            for name, asked, test in (
                ("kept apart", kept, ""),
                (
                    "looked up",
                    _looked_up(people),
                    "AND EXISTS (SELECT 1 FROM ledger_entry e WHERE e.seq = l.seq AND "
                    + (says if is_postgresql else f"(SELECT {says})")
                    + ")",
                ),
            ):
                plan = figures.plan_metric(asked.metric, figures.catalogue())
                [measure] = plan.measures
                by_hand = (
                    "SELECT SUM(amount) FROM (SELECT MIN(l.amount) AS amount FROM units_unitspan s CROSS JOIN ledger_line l "
                    f"WHERE s.tree_id = 1 AND s.ancestor_id = {unit.pk} AND l.unit_id = s.descendant_id "
                    f"AND l.measure_id = {measure} AND l.posted_period = 202405 {test} GROUP BY l.seq, l.part, l.n) AS d"
                )
                work = f"one figure of {level} and month, filter {name}, {size}, processor time"
                ours, theirs = in_turn(lambda p=plan, s=asked.scope: _sum(p, s), lambda s=by_hand: _run(s), 25, "cpu")  # type: ignore[misc]
                yield Row(f"{work}, statement", ours * 1000, "ms", False, theirs * 1000, "covering index by hand", 1.5)
                for place, once in (("", nullcontext), (", on a page that shows others", read_once)):
                    with once():
                        figures.evaluate([asked])
                        ours, theirs = in_turn(  # type: ignore[misc]
                            lambda a=asked: figures.evaluate([a]), lambda s=by_hand: _run(s), 25, "cpu"
                        )
                    yield Row(f"{work}{place}", ours * 1000, "ms", False, theirs * 1000, "covering index by hand", 1.5)
    finally:
        if is_postgresql:
            _run_alone("DROP INDEX bench_cover")


def _sum(plan: Any, scope: Any) -> Any:
    """What the planned figure asks the database for."""
    from yiben.metrics import sums

    return sums.sum_cells([(0, plan, scope, 1)]) if plan.fits_cells else sums.sum_lines(plan, scope, 1)


def _run_alone(sql: str) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(sql)


def pages(units: Sequence[Any], size: str) -> Iterator[Row]:
    """The first fifty records behind a figure of everything, and their count."""
    from yiben.metrics import figures
    from yiben.metrics.periods import parse_period
    from yiben.metrics.scopes import Scope

    first, last = YEARS[0], YEARS[-1]
    top = figures.request_figure(METRICS[5], Scope(units[0], parse_period(f"{first}-01-01..{last}-12-31")))
    [measure] = figures.plan_metric(top.metric, figures.catalogue()).measures
    page = (
        f"SELECT l.record_seq, l.seq, l.amount FROM ledger_entry e CROSS JOIN ledger_line l WHERE e.book = 'book_1' "
        f"AND l.seq = e.seq AND l.measure_id = {measure} ORDER BY e.occurred_on DESC, e.seq DESC LIMIT 50"
    )
    counting = timed(lambda: figures.count_behind(top))
    bounded = median(lambda: figures.count_behind(top, 10_000), 5)
    total = figures.count_behind(top)
    for name, asked in (
        ("", top),
        (", as corrected", replace(top, scope=replace(top.scope, view="corrected", period=parse_period("2023")))),
        (", filtered", _looked_up(top)),
        (", of a sub-district", replace(top, scope=top.scope.at(units[1]))),
    ):
        ours, theirs = in_turn(lambda a=asked: figures.records_behind(a, 50), lambda: _run(page), 5)  # type: ignore[misc]
        work = f"first page of {total:,} records behind a figure{name}, {size}"
        yield Row(work, ours * 1000, "ms", False, theirs * 1000, "LIMIT 50 by hand")
    yield Row(f"counting them up to 10,000, {size}", bounded * 1000, "ms", False)
    yield Row(f"counting all of them, {size}", counting.wall * 1000, "ms", False)


def verifying() -> Iterator[Row]:
    """The chain, and what is projected from it, each beside the hashing alone."""
    from yiben.ledger.agreeing import Known
    from yiben.ledger.chains import read_chain
    from yiben.ledger.models import ChainHead, Entry
    from yiben.ledger.verifying import Verification, _verify_projections, verify

    bodies = [bytes(body) for body in Entry.objects.order_by("seq").values_list("body", flat=True)[:100_000]]
    hashing = len(bodies) / timed(lambda: [hashlib.sha256(body).digest() for body in bodies]).cpu
    by = "SHA-256 over the same bytes"
    origin = ChainHead.objects.get(is_own=True).origin
    chain = read_chain(origin)
    took = timed(lambda: read_chain(origin))
    yield Row("verify the chain, processor time", chain.entries / took.cpu, "entries/s", True, goal=150_000)
    yield Row("verify the chain, processor time", chain.entries / took.cpu, "entries/s", True, hashing, by)
    result = Verification()
    took = timed(lambda: _verify_projections(chain, Known.load(), result))
    rate = chain.entries / took.cpu
    yield Row("verify columns, lines, private values, processor time", rate, "entries/s", True, hashing, by)
    began = timed(lambda: result.findings.extend(verify().findings))
    assert result.is_clean, result.findings[:3]
    yield Row("verify, the whole with the file's own check", chain.entries / began.wall, "entries/s", True)
