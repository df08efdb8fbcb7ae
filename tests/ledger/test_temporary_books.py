"""A book from the heading of a sheet, and a field or choice more: added on site, for ever, and nothing taken away."""

from __future__ import annotations

from datetime import date

import pytest

from tests.cast import OUTSIDER, PEOPLE, Cast
from tests.ledger.facts import last_seq, record, refused
from tests.ledger.imports import take, verdicts
from tests.sheets.making import xlsx
from yiben.audit.callers import SYSTEM
from yiben.catalog.models import PackVersion
from yiben.catalog.queries import catalogue, current_book, files_of
from yiben.errors import PackProblem
from yiben.ledger.importing.actions import stage_rows
from yiben.ledger.models import Entry, ImportFile
from yiben.ledger.queries import read_entry
from yiben.ledger.temporary.actions.books import Wanted, add_choice, add_field, bring_sheet, drafted, make_book
from yiben.ledger.temporary.queries import barred_units
from yiben.ledger.verifying import verify
from yiben.packs.definitions import FieldType

HEAD = ["序号", "排查日期", "社区", "点位名称", "隐患类型", "整改(处)", "民族", "经费(元)"]
ROWS = [
    [1, "2026.3.5", "枫林社区", "红叶楼", "电线", 2, "汉", 120.5],
    [2, "2026.3.6", "枫林社区", "石阶楼", "堆物", 0, "汉", "/"],
]
OFFICER = "subdistrict_officer"


def brought(cast: Cast, rows=ROWS) -> ImportFile:
    data = xlsx({"排查": [["2026年楼道隐患排查台账"], HEAD, *rows]})
    return bring_sheet(SYSTEM, unit=cast.unit("subdistrict"), name="排查.xlsx", data=data)


def wanted(file: ImportFile) -> dict[str, Wanted]:
    return {each.heading: Wanted(each.heading, each.type, each.word, False, each.values) for each in drafted(file)}


def made(cast: Cast, label: str = "楼道隐患排查") -> ImportFile:
    file = brought(cast)
    return make_book(SYSTEM, file, label=label, wanted=wanted(file))


def test_columns_are_proposed_with_types_and_what_nothing_may_hold_is_left_out(cast: Cast):
    file = brought(cast)
    found = {each.heading: (each.type.value, each.word, each.target) for each in drafted(file)}
    assert found == {
        "排查日期": ("date", "", "occurred_on"),
        "社区": ("text", "", "unit"),
        "点位名称": ("text", "", ""),
        "隐患类型": ("text", "", ""),
        "整改(处)": ("count", "处", ""),
        "经费(元)": ("amount", "", ""),
    }
    assert (file.dropped, file.book) == (["民族"], "")


def test_a_book_is_made_and_the_rows_come_in(cast: Cast):
    file = made(cast)
    stage_rows(file.uid)
    file.refresh_from_db()
    assert (file.book, verdicts(file)) == ("t1", (0, 2, 0, 0))
    assert take(file) == 2
    book, _number = current_book("t1")
    assert [(each.id, each.label, each.type.value) for each in book.fields] == [
        ("f1", "点位名称", "text"),
        ("f2", "隐患类型", "text"),
        ("f3", "整改(处)", "count"),
        ("f4", "经费(元)", "amount"),
    ]
    first = read_entry(SYSTEM, last_seq() - 1).values
    assert (first["f1"], first["f3"], first["f4"]) == ("红叶楼", 2, 12050)
    assert "f4" not in read_entry(SYSTEM, last_seq()).values
    assert verify(deep=True).is_clean


def test_what_was_made_is_an_overlay_of_its_own(cast: Cast):
    made(cast)
    version = PackVersion.objects.get(name="base.local")
    assert set(files_of(version.pk)) == {"pack.yaml", "books/t1.yaml"}
    assert Entry.objects.get(seq=version.seq).kind == "pack"
    assert catalogue().owners["t1"] == "base.local"
    made(cast, "另一本")
    assert set(catalogue().books) >= {"t1", "t2"}
    assert PackVersion.objects.filter(name="base.local").count() == 2


def test_a_book_needs_a_name_of_its_own_and_columns(cast: Cast):
    file = brought(cast)
    with refused("book_unnamed"):
        make_book(SYSTEM, file, label=" ", wanted=wanted(file))
    with refused("book_name_used"):
        make_book(SYSTEM, file, label="活动", wanted=wanted(file))
    with refused("book_fields"):
        make_book(SYSTEM, file, label="排查", wanted={})
    with refused("label_forbidden"):
        make_book(SYSTEM, file, label="排查", wanted={"点位名称": Wanted("户主民族", FieldType.TEXT)})
    with refused("field_name_used"):
        same = Wanted("点位", FieldType.TEXT)
        make_book(SYSTEM, file, label="排查", wanted={"点位名称": same, "隐患类型": same})
    make_book(SYSTEM, file, label="排查", wanted=wanted(file))
    with refused("import_changed"):
        make_book(SYSTEM, file, label="又一本", wanted=wanted(file))


def test_a_field_and_a_choice_are_added_to_a_book_that_is_there(cast: Cast):
    before = record(cast.unit("community"), date(2026, 3, 5)).seq
    field = add_field(SYSTEM, "activity", Wanted("到场单位数", FieldType.COUNT, "家"))
    choice = add_choice(SYSTEM, "activity", "series", "邻里节")
    made = record(cast.unit("community"), date(2026, 3, 6), series="邻里节", **{field: "3"}).seq
    values = read_entry(SYSTEM, made).values
    assert (field, choice, values[field], values["series"]) == ("f1", "c1", 3, "c1")
    assert "f1" not in read_entry(SYSTEM, before).values
    assert catalogue().packs["base.local"].version == 2
    assert verify(deep=True).is_clean


def test_a_field_is_added_to_a_book_made_on_site(cast: Cast):
    made(cast)
    assert add_field(SYSTEM, "t1", Wanted("等级", FieldType.CHOICE, choices=("一般", "较大"))) == "f5"
    assert add_choice(SYSTEM, "t1", "f5", "重大") == "c3"
    item = current_book("t1")[0].field("f5")
    assert item is not None
    assert [each.label for each in item.choices] == ["一般", "较大", "重大"]


def test_what_is_there_is_not_added_again(cast: Cast):
    with refused("field_name_used"):
        add_field(SYSTEM, "activity", Wanted("志愿者", FieldType.COUNT, "人"))
    with refused("choice_name_used"):
        add_choice(SYSTEM, "activity", "series", "日常活动")
    with refused("field_without_choices"):
        add_choice(SYSTEM, "activity", "participants", "很多")
    with refused("field_type"):
        add_field(SYSTEM, "activity", Wanted("附件", FieldType.FILE))


def test_an_overlay_that_gives_an_id_another_meaning_is_refused(cast: Cast):
    from yiben.catalog.actions import extend_pack

    made(cast)
    own = catalogue().packs["base.local"].books[0]
    changed = own.model_copy(
        update={"fields": (own.fields[0].model_copy(update={"type": FieldType.DATE}), *own.fields[1:])}
    )
    with pytest.raises(PackProblem) as caught:
        extend_pack(SYSTEM, "base", books=[changed], on=date(2026, 5, 20))
    assert [each.code for each in caught.value.data["problems"]] == ["PK051"]  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", [*PEOPLE, OUTSIDER])
def test_only_officers_of_district_and_sub_district_add(name, cast: Cast):
    if name in {"district_officer", "subdistrict_officer"}:
        assert add_choice(cast.caller(name), "activity", "series", "邻里节") == "c1"
        return
    with refused("no_access"):
        add_choice(cast.caller(name), "activity", "series", "邻里节")
    with refused("no_access"):
        add_field(cast.caller(name), "activity", Wanted("点位", FieldType.TEXT))


def test_whose_rows_cannot_come_in_is_known_before_the_book_is_made(cast: Cast):
    rows = [*ROWS, [3, "2026.3.7", "柳荫社区", "水阁", "堆物", 1, "汉", 5]]
    file = brought(cast, rows)
    told = barred_units(cast.caller(OFFICER), file)
    assert [(unit.short_name, count) for unit, count in told] == [("枫林社区", 2), ("柳荫社区", 1)]
    assert barred_units(SYSTEM, file) == []
    assert not file.book
