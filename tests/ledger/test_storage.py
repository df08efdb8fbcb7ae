"""How rows lie in the database: what a later migration must not lose."""

from __future__ import annotations

import pytest
from django.db import connection

from tests.cast import Cast
from tests.ledger.facts import record, request
from yiben.catalog.queries import catalogue
from yiben.metrics import paging
from yiben.metrics.planning import plan_metric
from yiben.metrics.statements import distinct_lines

only_sqlite = pytest.mark.skipif(connection.vendor != "sqlite", reason="how SQLite keeps its tables")


def rows(sql: str, parameters: list[object] | None = None) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return list(cursor.fetchall())


@only_sqlite
@pytest.mark.parametrize("table", ["ledger_line", "ledger_cell"])
@pytest.mark.django_db
def test_lines_and_cells_lie_in_the_order_of_their_keys(table):
    [(made,)] = rows("SELECT sql FROM sqlite_master WHERE type = 'table' AND name = %s", [table])
    assert str(made).endswith("WITHOUT ROWID")


@only_sqlite
@pytest.mark.django_db
def test_an_entry_lies_by_its_number():
    [(kind,)] = rows("SELECT type FROM pragma_table_info('ledger_entry') WHERE name = 'seq'")
    assert str(kind).lower() == "integer"
    found = {name for (name,) in rows("SELECT name FROM pragma_index_list('ledger_entry') WHERE origin = 'pk'")}
    assert found == set()


@only_sqlite
@pytest.mark.parametrize("view", ["posted", "corrected"])
def test_lines_of_a_scope_are_looked_up_unit_by_unit(view, cast: Cast):
    record(cast.unit("community"))
    asked = request("activity_participants", cast.unit("district"), view=view)
    sql, parameters = distinct_lines(plan_metric(asked.metric, catalogue()), asked.scope, 1)
    plan = " ".join(str(row[3]) for row in rows(f"EXPLAIN QUERY PLAN {sql}", parameters))
    assert "SEARCH l USING INDEX ledger_line_sums (unit_id=? AND measure_id=?" in plan


@only_sqlite
def test_entries_are_walked_in_the_order_of_an_index(cast: Cast, monkeypatch):
    record(cast.unit("community"))
    said: list[str] = []
    walk = paging._Walk("activity", "2026-01-01", "2026-12-31", True, None)
    monkeypatch.setattr(
        paging, "select", lambda sql, given: said.append(str(rows(f"EXPLAIN QUERY PLAN {sql}", given))) or []
    )
    paging._next_entries(walk, ("2026-03-05", 9), 20)
    assert "ledger_entry_day" in said[0]
    assert "TEMP B-TREE" not in said[0]


@pytest.mark.skipif(connection.vendor != "postgresql", reason="how PostgreSQL keeps its tables")
@pytest.mark.django_db
def test_lines_lie_without_gaps_and_stand_once_an_entry_in_their_index():
    found = rows(
        "SELECT attname FROM pg_attribute WHERE attrelid = 'ledger_line'::regclass AND attnum > 0 ORDER BY attnum"
    )
    assert [name for (name,) in found[:3]] == ["seq", "amount", "record_seq"]
    made = dict(rows("SELECT indexname, indexdef FROM pg_indexes WHERE tablename = 'ledger_line'"))
    assert made["ledger_line_entry"].endswith("(seq)")  # type: ignore[attr-defined]
    assert "posted_period, occurred_on, seq, amount" in made["ledger_line_sums"]  # type: ignore[operator]
