"""A table goes out, comes back by account or in a heap, and is merged; who may do what."""

from __future__ import annotations

import io
import zipfile
from datetime import date

import pytest

from tests.ledger.facts import refused
from tests.sheets.making import xlsx
from tests.sheets.returns import listing
from yiben.collections.actions import assign_file, begin_collection, close_collection, drop_files, send_table, withdraw
from yiben.collections.queries import (
    file_stands,
    read_collection,
    unit_stands,
    visible_collections,
    waiting_collections,
)
from yiben.sheets.opening import open_workbook

TODAY = date(2026, 5, 20)


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.DOCUMENT_FOLDER = tmp_path / "documents"


@pytest.fixture
def officer(cast):
    return cast.caller("subdistrict_officer")


@pytest.fixture
def secretary(cast):
    return cast.caller("community_secretary")


@pytest.fixture
def begin(cast, officer):
    def begun(caller=None, **more):
        units = [cast.unit("community"), cast.unit("neighbour")]
        given = {"unit": cast.unit("subdistrict"), "units": units, "title": "4月活动台账", "name": "活动台账.xlsx"}
        given |= {"data": xlsx(listing()), "due_on": date(2026, 5, 22)}
        return begin_collection(caller or officer, **(given | more))

    return begun


def filled(unit, people, **more):
    return xlsx(listing([(1, "2026-04-03", "消防演练", people, 600, "=E4/D4", "")], unit=unit.name, **more))


def merged_people(collection):
    from yiben.collections.queries import content_of

    rows = open_workbook(content_of(collection.output), "汇总.xlsx").sheets[0].rows
    return [row[3] for row in rows if row[2] == "消防演练"]


def test_a_table_goes_out_and_waits_on_the_workbench_of_the_units_asked(begin, cast, secretary):
    made = begin()
    assert [each for each, _late in waiting_collections(secretary, cast.unit("community"), TODAY)] == [made]
    assert [each.file for each in unit_stands(made)] == [None, None]


def test_what_is_missing_in_a_new_collection_is_said_beside_its_field(begin):
    with refused("values") as refusal:
        begin(title=" ", due_on=None, units=[])
    assert {name for name, _code, _data in refusal.value.fields} == {"title", "due_on", "units"}


@pytest.mark.parametrize(
    ("data", "code"), [(b"no table", "document_broken"), (xlsx({"a": [("只有一句话",)]}), "merge_layout_without_table")]
)
def test_a_layout_that_cannot_be_merged_into_is_refused_at_once(begin, data, code):
    with refused(code):
        begin(data=data)


def test_a_unit_sends_and_sends_again_and_the_later_one_counts(begin, cast, secretary):
    made, unit = begin(), cast.unit("community")
    send_table(secretary, made, unit, "活动.xlsx", filled(unit, 30))
    send_table(secretary, made, unit, "活动改.xlsx", filled(unit, 33))
    assert merged_people(made) == [33]
    assert made.returned.count() == 2
    assert waiting_collections(secretary, unit, TODAY) == []


def test_two_units_may_send_the_same_bytes(begin, cast, officer):
    made, data = begin(), xlsx(listing([(1, "2026-04-03", "消防演练", 9, 90, "=E4/D4", "")]))
    for name in ("community", "neighbour"):
        send_table(officer, made, cast.unit(name), "活动.xlsx", data)
    assert made.returned.filter(is_withdrawn=False).count() == 2


def test_returned_files_are_dropped_at_once_and_say_whose_they_are(begin, cast, officer):
    made, (one, two) = begin(), (cast.unit("community"), cast.unit("neighbour"))
    heap = io.BytesIO()
    with zipfile.ZipFile(heap, "w") as archive:
        archive.writestr("b.xlsx", filled(two, 12))
    drop_files(officer, made, [("a.xlsx", filled(one, 30)), ("其余.zip", heap.getvalue())])
    assert [each.file.status for each in unit_stands(made)] == ["accepted", "accepted"]
    assert merged_people(made) == [30, 12]


def test_the_same_file_dropped_twice_is_kept_once_and_can_be_taken_out(begin, cast, officer):
    made, unit = begin(), cast.unit("community")
    data = filled(unit, 30)
    drop_files(officer, made, [("a.xlsx", data)])
    assert drop_files(officer, made, [("a 副本.xlsx", data)]) == []
    withdraw(officer, made.returned.get())
    assert (file_stands(made), made.returned.get().is_withdrawn) == ([], True)


def test_a_file_that_does_not_say_whose_it_is_is_assigned_by_the_officer(begin, cast, officer, secretary):
    made, unit = begin(), cast.unit("community")
    drop_files(officer, made, [("x.xlsx", xlsx(listing([(1, "2026-04-03", "消防演练", 9, 90, "=E4/D4", "")])))])
    returned = made.returned.get()
    assert [each.status for each in file_stands(made)] == ["ask"]
    with refused("no_access"):
        assign_file(secretary, returned, unit)
    assign_file(officer, returned, unit)
    made.refresh_from_db()
    assert merged_people(made) == [9]


def test_a_file_that_is_no_table_is_listed_and_merged_into_nothing(begin, officer):
    made = begin()
    drop_files(officer, made, [("说明.xlsx", b"nothing of the kind")])
    (row,) = file_stands(made)
    assert row.status == "ask"
    assert row.deviations[0]["code"] == "unreadable"


def test_who_was_not_asked_neither_sees_nor_sends(begin, cast, officer, secretary):
    made = begin(units=[cast.unit("neighbour")])
    with refused("collection_not_asked"):
        send_table(secretary, made, cast.unit("community"), "a.xlsx", filled(cast.unit("community"), 3))
    assert list(visible_collections(secretary)) == []
    with refused("collection_unknown"):
        read_collection(cast.caller("foreign_secretary"), made.uid)


def test_who_answers_does_not_manage(begin, cast, secretary):
    with refused("no_access"):
        begin(secretary)
    made = begin()
    for act in (lambda: drop_files(secretary, made, [("a.xlsx", b"x")]), lambda: close_collection(secretary, made)):
        with refused("no_access"):
            act()
    with refused("no_access"):
        send_table(secretary, made, cast.unit("neighbour"), "a.xlsx", filled(cast.unit("neighbour"), 3))


def test_an_archive_without_a_file_is_said(begin, cast, secretary):
    empty = io.BytesIO()
    zipfile.ZipFile(empty, "w").close()
    made = begin()
    with refused("values"):
        send_table(secretary, made, cast.unit("community"), "空.zip", empty.getvalue())


def test_nothing_comes_into_a_closed_collection(begin, cast, officer, secretary):
    made = close_collection(officer, begin())
    with refused("collection_closed"):
        send_table(secretary, made, cast.unit("community"), "a.xlsx", filled(cast.unit("community"), 3))
