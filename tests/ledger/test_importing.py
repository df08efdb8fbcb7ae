"""Bringing a 台账 in: columns, verdicts, mending, taking in; nothing is doubled and nothing is lost."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from tests.cast import Cast
from tests.ledger.facts import close_months, figure, last_seq, new_id, record, refused
from tests.ledger.imports import HEAD, ROWS, bring, row, said, sheet, take, verdicts
from yiben.accounts.models import Grant
from yiben.audit.callers import SYSTEM
from yiben.errors import TextProblem
from yiben.jobs.working import run_due
from yiben.ledger.actions import erase_value, void_entry
from yiben.ledger.importing import actions, taking
from yiben.ledger.importing.actions import (
    answer_unit,
    begin_import,
    cancel_import,
    confirm_columns,
    drop_import,
    keep_row,
    mend_row,
    resume_import,
    stage_rows,
    take_in,
)
from yiben.ledger.importing.mapping import typed_value
from yiben.ledger.importing.queries import read_import, row_behind, unknown_units
from yiben.ledger.importing.taking import clear_imports, take_rows
from yiben.ledger.models import Entry, ImportFile, ImportRow
from yiben.ledger.queries import read_entry
from yiben.ledger.verifying import verify
from yiben.packs.definitions import Field

WITH_UNIT = ["日期", "主办单位", "活动名称", "参加人数"]


def test_rows_become_entries_that_count(cast: Cast):
    file = bring(cast, sheet())
    assert verdicts(file) == (0, 3, 0, 0)
    assert take(file) == 3
    assert (file.state, verdicts(file)) == ("done", (0, 0, 0, 3))
    assert figure("activity_participants", cast.unit("community")) == 88
    assert figure("activity_entries", cast.unit("community"), "2026-03") == 3
    assert verify(deep=True).is_clean


def test_nothing_reported_is_nothing_and_zero_is_zero(cast: Cast):
    file = bring(cast, sheet())
    take(file)
    values = [
        read_entry(SYSTEM, seq).values for seq in Entry.objects.filter(kind="record").values_list("seq", flat=True)
    ]
    assert [each.get("booklets") for each in values] == [120, None, 0]
    assert [each.get("series") for each in values] == ["general", "general", None]


def test_an_entry_opens_to_its_row_and_keeps_no_second_copy(cast: Cast):
    file = bring(cast, sheet())
    take(file)
    reading = read_entry(SYSTEM, last_seq())
    behind = row_behind(reading.body["source"]["ref"])
    assert behind is not None
    assert (behind.file.name, behind.sheet, behind.row) == ("活动台账.xlsx", "活动台账", 5)
    assert (behind.cells, behind.given, behind.checked) == ({}, {}, {})
    erase_value(SYSTEM, reading.entry.seq, field="theme", reason="本人要求")
    assert "theme" not in read_entry(SYSTEM, reading.entry.seq).values


def test_the_file_itself_is_kept_only_until_its_rows_are_read(cast: Cast):
    file = bring(cast, sheet(head=[*HEAD[:3], "民族", *HEAD[4:]]))
    assert (file.content, file.dropped) == (None, ["民族"])
    assert not any("民族" in each.cells for each in file.rows.all())


def test_the_same_file_is_imported_once(cast: Cast):
    file = bring(cast, sheet())
    take(file)
    again, is_new = begin_import(SYSTEM, unit=cast.unit("community"), book="activity", name="副本.xlsx", data=sheet())
    assert (again.uid, is_new) == (file.uid, False)


def test_a_file_that_was_thrown_away_and_sent_again_doubles_nothing(cast: Cast):
    file = bring(cast, sheet())
    take(file)
    ImportFile.objects.filter(uid=file.uid).update(state=ImportFile.CANCELLED)
    again = bring(cast, sheet())
    assert again.uid != file.uid
    assert verdicts(again) == (0, 0, 0, 3)
    assert figure("activity_entries", cast.unit("community")) == 3


def test_rows_that_the_ledger_holds_are_left_out_and_can_be_taken_in(cast: Cast):
    made = record(cast.unit("community"), date(2026, 3, 12), theme="消防演练", series="general", participants=30,
                  booklets=None, volunteers=None)  # fmt: skip
    file = bring(cast, sheet())
    assert (verdicts(file), row(file, 2).remarks) == ((0, 2, 1, 0), [["row_in_ledger", {"seq": made.seq}]])
    keep_row(SYSTEM, file, 2, is_kept=True)
    assert verdicts(file) == (0, 3, 0, 0)
    keep_row(SYSTEM, file, 1, is_kept=False)
    assert verdicts(file) == (0, 2, 1, 0)


def test_a_record_with_other_numbers_is_said_and_does_not_stand_in_the_way(cast: Cast):
    record(cast.unit("community"), date(2026, 3, 12), theme="消防演练", participants=31)
    file = bring(cast, sheet())
    assert said(file, 2) == {"row_like_ledger"}
    assert verdicts(file) == (0, 3, 0, 0)


def test_a_repeated_row_is_left_out_and_said(cast: Cast):
    file = bring(cast, sheet([*ROWS, [4, "2026.3.5", "反诈宣传进楼院", "日常活动", 46, 120]]))
    assert (verdicts(file), said(file, 4)) == ((0, 3, 1, 0), {"row_duplicate"})


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        (["2026.2.30", "夜校", "", 5, ""], "row_date_invalid"),
        (["2027.3.1", "夜校", "", 5, ""], "day_in_future"),
        (["2023.3.1", "夜校", "", 5, ""], "unit_not_there"),
        (["2026.3.1", "", "", 5, ""], "required"),
        (["2026.3.1", "夜校", "", "若干", ""], "not_a_number"),
        (["2026.3.1", "夜校", "", -5, ""], "negative"),
        (["2026.3.1", "夜校", "没有的系列", 5, ""], "unknown_choice"),
    ],
)
def test_what_is_wrong_with_a_row_is_said_and_the_rest_is_ready(cells, code, cast: Cast):
    file = bring(cast, sheet([*ROWS, [4, *cells]]))
    assert (verdicts(file), said(file, 4)) == ((1, 3, 0, 0), {code})


@pytest.mark.parametrize(
    ("cells", "code", "people"),
    [
        (["2026.3.1", "夜校", "", "约200人", ""], "row_approx", 200),
        (["2026年3月", "夜校", "", 5, ""], "row_month_only", 5),
        (["", "夜校", "", 5, ""], "row_date_carried", 5),
    ],
)
def test_what_was_inferred_is_said_and_taken(cells, code, people, cast: Cast):
    file = bring(cast, sheet([ROWS[0], [2, *cells]]))
    assert (verdicts(file), said(file, 2)) == ((0, 2, 0, 0), {code})
    assert row(file, 2).checked["values"]["participants"] == people


def test_a_row_is_mended_in_place(cast: Cast):
    file = bring(cast, sheet([[1, "2026.2.30", "夜校", "", "若干", ""]]))
    assert verdicts(file) == (1, 0, 0, 0)
    given = {"unit": cast.unit("community").uid, "values": {"theme": "夜校", "participants": "25"}}
    mend_row(SYSTEM, file, 1, on=date(2026, 2, 28), **given)
    assert take(file) == 1
    assert figure("activity_participants", cast.unit("community"), "2026-02") == 25
    with refused("import_changed"):
        mend_row(SYSTEM, file, 1, on=date(2026, 2, 27), **given)


def test_a_name_that_no_unit_has_is_asked_once_for_all_its_rows(cast: Cast):
    rows = [
        ["2026.3.1", "枫叶苑小区", "夜校", 5],
        ["2026.3.2", "枫叶苑小区", "议事", 6],
        ["2026.3.3", "桥西社区", "读书", 7],
    ]
    file = bring(cast, sheet(rows, WITH_UNIT), unit="subdistrict")
    assert (verdicts(file), unknown_units(file)) == ((2, 1, 0, 0), [("枫叶苑小区", 2)])
    assert answer_unit(SYSTEM, file, "枫叶苑小区", cast.unit("community")) == 2
    assert (verdicts(file), unknown_units(file)) == ((0, 3, 0, 0), [])
    take(file)
    assert figure("activity_participants", cast.unit("community")) == 11
    assert figure("activity_participants", cast.unit("subdistrict")) == 18


def test_joint_hosts_are_one_entry_of_all_of_them(cast: Cast):
    file = bring(cast, sheet([["2026.3.1", "枫林社区、桥西社区", "夜校", 5]], WITH_UNIT), unit="subdistrict")
    take(file)
    counted = [figure("activity_participants", cast.unit(name)) for name in ("community", "neighbour", "subdistrict")]
    assert counted == [5, 5, 5]


def test_a_months_number_without_events_becomes_a_total(cast: Cast):
    rows = [["2026年1月", 8, 300], ["2026年2月", 5, 120]]
    file = bring(cast, sheet(rows, ["月份", "场次", "参加人数"]))
    assert said(file, 1) == {"row_total"}
    take(file)
    entry = Entry.objects.get(kind="total", occurred_on="2026-01-01")
    assert (entry.occurred_to, figure("activity_entries", cast.unit("community"), "2026Q1")) == (date(2026, 1, 31), 13)


def test_a_total_beside_single_records_asks_for_a_reason(cast: Cast):
    record(cast.unit("community"), date(2026, 1, 9))
    file = bring(cast, sheet([["2026年1月", 8, 300]], ["月份", "场次", "参加人数"]))
    assert said(file, 1) == {"row_total", "row_beside"}
    given = {"unit": cast.unit("community").uid, "on": date(2026, 1, 1), "values": row(file, 1).given["values"]}
    mend_row(SYSTEM, file, 1, reason="月报数不含逐场记的那一场", **given)
    assert take(file) == 1
    assert figure("activity_entries", cast.unit("community"), "2026-01") == 9


def test_rows_of_closed_months_wait_for_a_yes(cast: Cast):
    close_months(cast.unit("community"), 202601, 202602, 202603)
    file = bring(cast, sheet())
    assert said(file, 1) == {"row_closed"}
    with refused("import_closed"):
        take_in(SYSTEM, file)
    assert take(file, late=True) == 3
    assert set(Entry.objects.filter(kind="record").values_list("posted_period", flat=True)) == {202604}


def test_a_mapping_is_confirmed_once_for_all_files_of_its_shape(cast: Cast):
    first = bring(cast, sheet(), unit="subdistrict", mapping={"发放手册": "leaflets"})
    more = sheet([[1, "2026.4.5", "清明倡议", "", 9, 40]])
    file, _ = begin_import(SYSTEM, unit=cast.unit("community"), book="activity", name="四月.xlsx", data=more)
    assert (file.state, file.mapping["发放手册"]) == ("staging", "leaflets")
    asked = sheet([[1, "2026.4.6", "清明倡议", "", 9, 40]])
    given = {"unit": cast.unit("community"), "book": "activity", "name": "四月.xlsx", "data": asked}
    again, _ = begin_import(SYSTEM, ask_again=True, **given)
    assert (again.state, again.mapping["发放手册"]) == ("columns", "leaflets")
    elsewhere, _ = begin_import(SYSTEM, unit=cast.unit("foreign"), book="activity", name="四月.xlsx", data=more)
    assert (elsewhere.state, elsewhere.mapping["发放手册"], first.state) == ("columns", "booklets", "staged")


def test_two_columns_for_one_field_and_fields_that_are_not_there_are_refused(cast: Cast):
    file, _ = begin_import(SYSTEM, unit=cast.unit("community"), book="activity", name="a.xlsx", data=sheet())
    with refused("import_field_twice"):
        confirm_columns(SYSTEM, file, {**file.mapping, "系列": "theme"})
    with refused("unknown_field"):
        confirm_columns(SYSTEM, file, {**file.mapping, "系列": "religion"})


def test_jobs_read_and_take_in_and_may_run_twice(cast: Cast, monkeypatch):
    monkeypatch.setattr("yiben.jobs.working.all_jobs", list)
    file, _ = begin_import(SYSTEM, unit=cast.unit("community"), book="activity", name="a.xlsx", data=sheet())
    confirm_columns(SYSTEM, file, file.mapping)
    assert len(run_due("w")) == 1
    stage_rows(file.uid)
    take_in(SYSTEM, file)
    run_due("w")
    take_rows(file.uid)
    assert figure("activity_entries", cast.unit("community")) == 3


def test_reading_goes_on_after_the_last_row_that_is_there(cast: Cast, monkeypatch):
    monkeypatch.setattr(actions, "BATCH", 2)
    file, _ = begin_import(SYSTEM, unit=cast.unit("community"), book="activity", name="a.xlsx", data=sheet())
    confirm_columns(SYSTEM, file, file.mapping)
    monkeypatch.setattr(actions, "is_still", lambda uid, state: not ImportRow.objects.exists())
    assert stage_rows(file.uid) == 2
    monkeypatch.undo()
    cancel_import(SYSTEM, file)
    assert stage_rows(file.uid) == 2
    resume_import(SYSTEM, file)
    assert stage_rows(file.uid) == 3
    assert list(file.rows.order_by("number").values_list("number", flat=True)) == [1, 2, 3]


def test_a_transaction_that_others_wait_long_for_is_followed_by_a_smaller_one():
    assert taking.next_size(2000, 0.1) == 4000
    assert taking.next_size(4000, taking.SECONDS * 0.9) == 4000
    assert taking.next_size(8000, 0.1) == taking.MOST
    assert taking.next_size(4000, 3.0) == 2000
    assert taking.next_size(2000, 3.0) == taking.CHUNK


def test_taking_in_goes_on_where_it_stopped(cast: Cast, monkeypatch):
    monkeypatch.setattr(taking, "CHUNK", 1)
    file = bring(cast, sheet())
    take_in(SYSTEM, file)
    once = taking._append

    def stopped_after_one(*given):
        taken = once(*given)
        cancel_import(SYSTEM, file)
        return taken

    monkeypatch.setattr(taking, "_append", stopped_after_one)
    assert take_rows(file.uid) == 1
    monkeypatch.undo()
    assert (verdicts(file), figure("activity_entries", cast.unit("community"))) == ((0, 2, 0, 1), 1)
    resume_import(SYSTEM, file)
    assert take(file) == 2


def test_what_the_ledger_refuses_is_asked_about_and_the_rest_goes_in(cast: Cast):
    file = bring(cast, sheet())
    take_in(SYSTEM, file)
    ImportRow.objects.filter(file=file, number=2).update(entry_uid=str(Entry.objects.first().uid))  # type: ignore[union-attr]
    assert take_rows(file.uid) == 2
    assert (verdicts(file), said(file, 2)) == ((1, 0, 0, 2), {"id_used"})


def test_what_was_left_for_a_month_is_cleared_away(cast: Cast):
    file = bring(cast, sheet())
    assert clear_imports(date(2026, 5, 20)) == 0
    assert clear_imports(date(2026, 5, 21)) == 1
    assert not file.rows.exists()
    assert clear_imports(date(2026, 5, 21)) == 0


def test_an_import_is_thrown_away_only_while_none_of_its_rows_is_an_entry(cast: Cast):
    file = bring(cast, sheet())
    taken = bring(cast, sheet([[1, "2026.4.5", "清明倡议", "", 9, 40]]))
    take(taken)
    drop_import(SYSTEM, file)
    with refused("import_taken"):
        drop_import(SYSTEM, taken)


def test_a_record_taken_back_can_be_recorded_anew_by_hand_but_not_by_the_same_file(cast: Cast):
    file = bring(cast, sheet())
    take(file)
    void_entry(SYSTEM, last_seq(), uid=new_id(), reason="表里写错了")
    assert figure("activity_entries", cast.unit("community")) == 2
    assert take_rows(file.uid) == 0


def test_who_may_not_import_for_a_unit_sees_and_takes_nothing(cast: Cast):
    secretary, foreign = cast.caller("community_secretary"), cast.caller("foreign_secretary")
    with refused("no_access"):
        bring(cast, sheet(), caller=foreign)
    file = bring(cast, sheet(), caller=secretary)
    with refused("import_unknown"):
        read_import(foreign, file.uid)
    with refused("no_access"):
        take_in(foreign, file)
    assert take(file, secretary) == 3
    assert Entry.objects.latest("seq").author_post == secretary.post


def test_rows_of_units_elsewhere_are_not_taken_in(cast: Cast):
    rows = [["2026.3.1", "柳荫社区", "夜校", 5], ["2026.3.2", "枫林社区", "议事", 6]]
    file = bring(cast, sheet(rows, WITH_UNIT), caller=cast.caller("community_secretary"))
    assert (verdicts(file), said(file, 1)) == ((1, 1, 0, 0), {"row_unit_not_yours"})


@pytest.mark.parametrize("data", [b"", b"\x89PNG\r\n", b"%PDF-1.4 nothing"])
def test_what_is_no_table_is_refused(data, cast: Cast):
    with pytest.raises(TextProblem):
        bring(cast, data)
    assert not ImportFile.objects.exists()


def test_the_columns_of_a_large_file_are_found_by_a_job(cast: Cast, monkeypatch):
    monkeypatch.setattr(actions, "LARGE", 10)
    monkeypatch.setattr("yiben.jobs.working.all_jobs", list)
    secretary = cast.caller("community_secretary")
    given = {"unit": cast.unit("community"), "book": "activity", "name": "a.xlsx"}
    file, is_new = begin_import(secretary, data=sheet(), **given)
    assert (file.state, file.columns, is_new) == ("opening", [], True)
    run_due("w")
    file.refresh_from_db()
    assert (file.state, file.mapping["活动名称"], len(file.columns)) == ("columns", "theme", 5)
    assert actions.open_file(file.uid) == 5
    bad, _ = begin_import(secretary, data=b"%PDF-1.4 nothing at all", **given)
    cancel_import(secretary, bad)
    resume_import(secretary, bad)
    assert actions.open_file(bad.uid) == 0
    bad.refresh_from_db()
    assert (bad.state, bad.problem, bad.content) == ("failed", "sheet_expected", None)


def test_an_officer_imports_for_the_units_below_where_the_post_may(cast: Cast):
    officer, rows = cast.caller("subdistrict_officer"), [["2026.3.1", "枫林社区", "夜校", 5]]
    file = bring(cast, sheet(rows, WITH_UNIT), unit="subdistrict", caller=officer)
    assert (verdicts(file), said(file, 1)) == ((1, 0, 0, 0), {"row_unit_not_yours"})
    Grant.objects.filter(post__uid=officer.post, verb="entry.import").update(below=True)
    drop_import(officer, file)
    again = bring(cast, sheet(rows, WITH_UNIT), unit="subdistrict", caller=officer)
    assert verdicts(again) == (0, 1, 0, 0)
    assert take(again, officer) == 1
    assert figure("activity_participants", cast.unit("community")) == 5


@pytest.mark.pure
@pytest.mark.parametrize(
    ("heading", "cell", "typed"),
    [
        ("参与率", "0.85", "85%"),
        ("参与率", Decimal("0.125"), "12.5%"),
        ("参与率", 1, "100%"),
        ("参与率", "1/3", "1/3"),
        ("参与率(%)", "0.85", "0.85"),
        ("参与率", "85%", "85%"),
        ("参与率", 85, 85),
    ],
)
def test_a_cell_that_shows_per_cent_is_read_as_it_shows(heading, cell, typed):
    assert typed_value(Field(id="rate", label="参与率", type="percent"), heading, cell) == typed
