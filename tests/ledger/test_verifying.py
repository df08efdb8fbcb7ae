"""Verifying names the entry and what of it was changed."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from django.db import connection

from tests.cast import Cast
from tests.ledger.facts import close_months, correct, last_seq, record
from tests.ledger.tampering import change, findings, undone
from yiben.audit.callers import SYSTEM
from yiben.ledger import verifying
from yiben.ledger.actions import erase_value, keep_evidence
from yiben.ledger.chains import Chain
from yiben.ledger.evidence import path_of
from yiben.ledger.models import Entry
from yiben.ledger.verifying import Finding, verify
from yiben.seeding.photographs import draw_photograph
from yiben.sentences import say


@dataclass(frozen=True)
class History:
    """A record with evidence, and its correction; ``other`` is another entry, ``last`` the last of all."""

    first: int
    second: int
    other: int
    last: int
    photo: str


@pytest.fixture
def history(cast: Cast) -> History:
    unit = cast.unit("community")
    photo = keep_evidence(SYSTEM, unit=unit, name="现场.jpg", data=draw_photograph(5)).digest
    first = record(unit, evidence=[photo], note="有一句话").seq
    second = correct(first, participants=64).seq
    other = record(cast.unit("neighbour"), partners=[cast.unit("foreign")]).seq
    last = record(unit, book="publicity_material", kind="banner", quantity=3).seq
    return History(first, second, other, last, photo)


def codes(found: list[Finding], seq: int) -> set[str]:
    assert all(say(each.code, {"seq": each.seq, **each.data}) for each in found)
    return {each.code for each in found if each.seq == seq}


def test_a_ledger_that_nobody_touched_is_clean(history: History):
    result = verify(deep=True, evidence=True)
    assert (result.findings, result.erased, result.is_clean) == ([], [], True)
    assert result.entries == last_seq()


def test_months_that_were_closed_and_values_that_were_erased_are_no_finding(history: History, cast: Cast):
    close_months(cast.unit("community"), 202601, 202602, 202603)
    correct(history.second, participants=65, late=True)
    erasure = erase_value(SYSTEM, history.first, field="note", reason="本人要求").seq
    result = verify(deep=True, evidence=True)
    assert (result.findings, result.erased) == ([], [(history.first, "note", erasure)])


@pytest.mark.parametrize("column", ["body", "hash"])
@pytest.mark.parametrize("at", [0, 20, -1])
def test_one_changed_byte_of_body_or_hash_is_found(column, at, history: History):
    kept = bytearray(bytes(getattr(Entry.objects.get(seq=history.second), column)))
    kept[at] ^= 1
    found = findings(f"UPDATE ledger_entry SET {column} = %s WHERE seq = %s", [bytes(kept), history.second])
    assert codes(found, history.second) == {"body_or_hash_changed"}


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("uid", "'11111111-1111-4111-8111-111111111111'"),
        ("kind", "'opening'"),
        ("book", "'fund'"),
        ("book_version", "9"),
        ("unit_id", "(SELECT id FROM units_unit WHERE code = 'LX-02-01')"),
        ("occurred_on", "'2026-03-06'"),
        ("occurred_to", "'2026-03-07'"),
        ("posted_period", "202604"),
        ("record_seq", "1"),
        ("supersedes", "1"),
        ("author_post", "'somebody'"),
        ("author_person", "'somebody'"),
        ("recorded_at", "'2020-01-01 00:00:00'"),
    ],
)
def test_a_changed_column_is_named_with_its_entry(column, value, history: History):
    found = findings(f"UPDATE ledger_entry SET {column} = {value} WHERE seq = {history.second}")
    named = [each.data.get("column") for each in found if each.seq == history.second]
    assert column.removesuffix("_id") in named
    assert codes(found, history.second) <= {"column_changed", "line_changed"}


@pytest.mark.parametrize(
    "setting",
    [
        "amount = amount + 1",
        "measure_id = (SELECT MAX(id) FROM ledger_measure)",
        "unit_id = (SELECT id FROM units_unit WHERE code = 'LX-01-PA')",
        "occurred_on = occurred_on + 1",
        "posted_period = 202604",
        "joint = NOT joint",
        "record_seq = 1",
        "n = n + 20",
    ],
)
def test_a_changed_line_is_named_with_its_entry(setting, history: History):
    line = "part = 0 AND n = 1 AND unit_id = (SELECT id FROM units_unit WHERE code = 'LX-01-01')"
    found = findings(f"UPDATE ledger_line SET {setting} WHERE seq = {history.first} AND {line}")
    assert codes(found, history.first) == {"line_changed"}


COPY = "seq, part, n, unit_id, measure_id, occurred_on, posted_period, amount, joint, record_seq"


@pytest.mark.parametrize(("seq", "part"), [("seq", "part + 1"), ("seq + 1000", "part")])
def test_an_added_line_is_found_also_under_a_number_that_no_entry_has(seq, part, history: History):
    added = COPY.replace("seq,", f"{seq},", 1).replace("part", part)
    found = findings(f"INSERT INTO ledger_line ({COPY}) SELECT {added} FROM ledger_line WHERE seq = {history.last}")
    place = history.last + (1000 if "1000" in seq else 0)
    assert codes(found, place) == {"line_changed"}


def test_a_deleted_line_is_found(history: History):
    found = findings(f"DELETE FROM ledger_line WHERE seq = {history.second} AND part = 1")
    assert codes(found, history.second) == {"line_changed"}


@pytest.mark.parametrize("setting", ["value = 'poster'", "is_stock = NOT is_stock", "dimension = 'campaign'"])
def test_a_changed_measure_is_found_at_the_entries_that_count_by_it(setting, history: History):
    found = findings(f"UPDATE ledger_measure SET {setting} WHERE value = 'banner' AND field = 'quantity'")
    assert codes(found, history.last) == {"line_changed"}


@pytest.mark.parametrize(
    ("sql", "code"),
    [
        ("UPDATE ledger_entrydetail SET value = '\"别的话\"' WHERE field = 'note'", "detail_changed"),
        ("UPDATE ledger_entrydetail SET field = 'venue' WHERE field = 'note'", "detail_missing"),
        ("UPDATE ledger_entrydetail SET field = 'venue' WHERE field = 'note'", "detail_added"),
        ("DELETE FROM ledger_entrydetail WHERE field = 'note'", "detail_missing"),
        ("DELETE FROM ledger_evidenceref", "evidence_changed"),
    ],
)
def test_a_changed_value_or_reference_is_found(sql, code, history: History):
    assert code in codes(findings(sql), history.first)


def test_a_changed_salt_is_found(history: History):
    found = findings("UPDATE ledger_entrydetail SET salt = %s WHERE field = 'note'", [b"0" * 16])
    assert codes(found, history.first) == {"detail_changed"}


@pytest.mark.parametrize("setting", ["amount = amount + 1", "posted_period = 202604"])
def test_a_changed_cell_is_found_when_asked_to_look_deep(setting, history: History):
    sql = f"UPDATE ledger_cell SET {setting} WHERE tree = 0 AND amount > 0"
    assert findings(sql) == []
    assert {each.code for each in findings(sql, deep=True)} == {"cell_differs"}


def test_a_missing_cell_is_found_when_asked_to_look_deep(history: History):
    sql = "DELETE FROM ledger_cell WHERE tree > 0 AND amount > 0"
    assert {each.code for each in findings(sql, deep=True)} == {"cell_differs"}


def test_an_entry_taken_out_of_the_chain_is_found(history: History):
    found = findings(f"UPDATE ledger_entry SET origin = 'elsewhere' WHERE seq = {history.other}")
    assert "entry_missing" in codes(found, history.other + 1)
    assert "arrivals_differ" in codes(found, 0)


def test_the_last_entry_taken_out_of_the_chain_is_found(history: History):
    found = findings(f"UPDATE ledger_entry SET origin = 'elsewhere' WHERE seq = {history.last}")
    assert codes(found, 0) >= {"head_differs", "arrivals_differ"}


@pytest.mark.skipif(connection.vendor != "sqlite", reason="only SQLite takes text where bytes belong")
@pytest.mark.parametrize("setting", ["body = '{}'", "hash = 'abc'", "body = CAST(body AS TEXT)"])
def test_text_written_by_hand_in_place_of_bytes_is_found(setting, history: History):
    found = findings(f"UPDATE ledger_entry SET {setting} WHERE seq = {history.first}", deep=True)
    assert codes(found, history.first) == {"body_or_hash_changed"}


@pytest.mark.parametrize("setting", ["number = number - 1", "hash = (SELECT body FROM ledger_entry WHERE seq = 1)"])
def test_a_changed_head_is_found(setting, history: History):
    assert codes(findings(f"UPDATE ledger_chainhead SET {setting}"), 0) == {"head_differs"}


def test_a_changed_count_of_arrivals_is_found(history: History):
    assert codes(findings("UPDATE ledger_arrival SET last_seq = last_seq + 1"), 0) == {"arrivals_differ"}


def test_a_body_that_is_no_json_stops_nothing(history: History):
    with undone():
        change("UPDATE ledger_entry SET body = %s WHERE seq = %s", [b"\xff\x00", history.first])
        found = verify(deep=True, evidence=True).findings
    assert codes(found, history.first) == {"body_or_hash_changed"}
    assert {each.seq for each in found} <= {history.first, history.second}


@pytest.mark.parametrize("code", ["file_missing", "file_changed"])
def test_a_file_that_is_missing_or_changed_is_found_when_asked(code, history: History):
    path = path_of(history.photo)
    kept = path.read_bytes()
    path.unlink() if code == "file_missing" else path.write_bytes(kept[:-1] + b"x")
    try:
        assert verify().is_clean
        assert codes(verify(evidence=True).findings, history.first) == {code}
    finally:
        path.write_bytes(kept)
    assert verify(evidence=True).is_clean


def test_a_run_that_agrees_is_passed_and_one_that_does_not_is_looked_at_closely(history: History, monkeypatch):
    looked: list[int] = []
    closer = verifying._look_closer

    def watched(chain: Chain, after: int, result: verifying.Verification) -> None:
        looked.append(after)
        closer(chain, after, result)

    monkeypatch.setattr(verifying, "_look_closer", watched)
    assert (verify().entries, looked) == (last_seq(), [])
    assert codes(findings("UPDATE ledger_line SET amount = 99 WHERE seq = %s", [history.first]), history.first)
    assert looked
