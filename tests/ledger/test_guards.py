"""The database itself refuses to change what stands in the ledger, on both vendors."""

from __future__ import annotations

import pytest
from django.core.checks import Error
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from tests.cast import Cast
from tests.ledger.facts import close_months, record
from tests.ledger.tampering import drop_trigger, run, undone
from yiben.audit.callers import SYSTEM
from yiben.ledger import triggers
from yiben.ledger.actions import erase_value, keep_evidence
from yiben.ledger.models import ChainHead, EntryDetail, ReceivedSeal, Seal, Subject
from yiben.ledger.verifying import verify
from yiben.seeding.photographs import draw_photograph

HERE = [table for table in triggers.FROZEN if table.partition("_")[0] in {"audit", "catalog", "ledger"}]
"""The frozen tables of this room and of those below; the rooms above test their own."""


@pytest.fixture
def _full_ledger(cast: Cast) -> None:
    unit = cast.unit("community")
    photo = keep_evidence(SYSTEM, unit=unit, name="现场.jpg", data=draw_photograph(3)).digest
    made = record(unit, evidence=[photo], note="有一句话")
    Subject.objects.create(entry_id=made.seq, field="someone", token="t" * 32)
    erase_value(SYSTEM, made.seq, field="note", reason="本人要求")
    close_months(unit, 202601)
    given = {"number": 1, "statement": b"{}", "signature": "00", "first": 1, "last": made.seq}
    Seal.objects.create(unit=unit, month=202601, at=timezone.now(), **given)
    ReceivedSeal.objects.create(origin="o" * 32, **given)


def assert_refused(sql: str) -> None:
    with pytest.raises(DatabaseError, match="yiben: "), transaction.atomic():
        run(sql)


def column_of(table: str) -> str:
    with connection.cursor() as cursor:
        return connection.introspection.get_table_description(cursor, table)[-1].name


@pytest.mark.usefixtures("_full_ledger")
@pytest.mark.parametrize("table", HERE)
def test_a_frozen_row_is_neither_changed_nor_deleted(table):
    column = column_of(table)
    assert_refused(f"UPDATE {table} SET {column} = {column}")
    assert_refused(f"DELETE FROM {table}")


@pytest.mark.usefixtures("_full_ledger")
@pytest.mark.parametrize("table", HERE)
def test_a_frozen_row_is_not_replaced_nor_its_table_emptied(table):
    if connection.vendor == "sqlite":
        assert_refused(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table} LIMIT 1")
    else:
        run("SET CONSTRAINTS ALL IMMEDIATE")
        assert_refused(f"TRUNCATE {table} CASCADE")


def test_a_private_value_is_never_changed_and_goes_only_with_an_erasure(cast: Cast):
    made = record(cast.unit("community"))
    assert_refused("UPDATE ledger_entrydetail SET value = 'x'")
    assert_refused("DELETE FROM ledger_entrydetail")
    erase_value(SYSTEM, made.seq, field="theme", reason="本人要求")
    assert not EntryDetail.objects.filter(entry_id=made.seq).exists()


def test_the_erasure_of_one_field_does_not_let_another_go(cast: Cast):
    made = record(cast.unit("community"), note="有一句话")
    erase_value(SYSTEM, made.seq, field="note", reason="本人要求")
    assert_refused(f"DELETE FROM ledger_entrydetail WHERE entry_id = {made.seq} AND field = 'theme'")


@pytest.mark.parametrize("step", ["number = number - 1", "number = number + 1", "number = number", "hash = hash"])
def test_the_head_moves_only_to_the_last_entry(step, cast: Cast):
    record(cast.unit("community"))
    assert_refused(f"UPDATE ledger_chainhead SET {step}")


def test_the_head_and_the_count_of_arrivals_stay(cast: Cast):
    number = record(cast.unit("community")).seq
    assert_refused("DELETE FROM ledger_chainhead")
    assert_refused("DELETE FROM ledger_arrival")
    assert_refused("UPDATE ledger_arrival SET last_seq = last_seq - 1")
    assert ChainHead.objects.get().number == number


def test_a_line_into_a_closed_month_is_refused_and_into_an_open_one_is_not(cast: Cast):
    unit = cast.unit("community")
    made = record(unit)
    copied = (
        "INSERT INTO ledger_line (seq, part, n, unit_id, measure_id, occurred_on, posted_period, amount, joint, "
        f"record_seq) SELECT seq, 9, n, unit_id, measure_id, occurred_on, 202603, amount, joint, record_seq "
        f"FROM ledger_line WHERE seq = {made.seq}"
    )
    with undone():
        assert run(copied) > 0
    close_months(unit, 202603)
    assert_refused(copied)


@pytest.mark.parametrize("name", ["yiben_ledger_entry_update", "yiben_line_insert", "yiben_detail_delete"])
def test_a_missing_trigger_is_found_by_the_check_and_by_verify(name, cast: Cast):
    assert triggers.check_triggers(databases=["default"]) == []
    with undone():
        drop_trigger(name)
        expected = [Error(f"trigger {name} is missing", id="ledger.E001")]
        assert triggers.check_triggers(databases=["default"]) == expected
        assert [(each.code, each.data) for each in verify().findings] == [("trigger_missing", {"name": name})]
        triggers.install(connection)
        assert triggers.missing(connection) == []


def test_a_trigger_that_does_nothing_is_as_good_as_missing(cast: Cast):
    name = "yiben_ledger_entry_delete"
    with undone():
        if connection.vendor == "sqlite":
            drop_trigger(name)
            run(f"CREATE TRIGGER {name} BEFORE DELETE ON ledger_entry BEGIN SELECT 1; END")
        else:
            run("SET CONSTRAINTS ALL IMMEDIATE")
            run(f"ALTER TABLE ledger_entry DISABLE TRIGGER {name}")
        assert triggers.missing(connection) == [name]


def test_without_a_database_no_check_is_made():
    assert triggers.check_triggers(databases=None) == []
