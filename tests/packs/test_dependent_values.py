"""Values that hang together: computed ones, those that an answer asks for; addresses and small tables."""

import pytest

from yiben.packs.addresses import address_text
from yiben.packs.definitions import Book, Choice, Field, Pack, TableColumn
from yiben.packs.resolving import compare
from yiben.packs.values import read_values, value_to_form

pytestmark = pytest.mark.pure
KINDS = (
    Choice(id="routine", label="日常走访"),
    Choice(id="festival", label="节日慰问"),
    Choice(id="hard", label="困难探望"),
)
PEOPLE = {"type": "count", "unit": "人", "min": 0, "add": "flow"}
BOOK = Book(
    id="visit",
    label="走访",
    entry_word="次",
    fields=(
        Field(id="kind", label="类别", type="choice", choices=KINDS),
        Field(id="handed", label="发放物品", type="yesno"),
        Field(id="goods", label="慰问品", type="text", required_if={"kind": ("festival", "hard")}),
        Field(id="receipt", label="签收人", type="text", required_if={"handed": True}),
        Field(id="all", label="总人数", **PEOPLE, computed="people + absent"),
        Field(id="people", label="到场", **PEOPLE, computed="men + women"),
        Field(id="men", label="男性", **PEOPLE),
        Field(id="women", label="女性", **PEOPLE),
        Field(id="absent", label="缺席", **PEOPLE),
        Field(id="left", label="结余", type="amount", add="flow", computed="got - spent"),
        Field(id="got", label="收入", type="amount", add="flow"),
        Field(id="spent", label="支出", type="amount", add="flow"),
        Field(id="home", label="住址", type="address"),
        Field(
            id="gifts",
            label="物品",
            type="table",
            columns=(TableColumn(id="what", label="品名"), TableColumn(id="many", label="数量")),
        ),
        Field(id="paper", label="签收单", type="file", separate=True),
    ),
)


def read(**raw):
    found = read_values(BOOK, raw)
    return {**found.plain, **found.private}, [(each.field, each.code) for each in found.problems]


def test_a_computed_value_is_put_in_also_from_another_computed_one():
    assert read(men="3", women="４", absent="0")[0] == {"men": 3, "women": 4, "absent": 0, "people": 7, "all": 7}


def test_amounts_are_subtracted_in_fen_and_a_rest_below_nothing_is_refused():
    assert read(got="10.50", spent="0.55")[0]["left"] == 995
    assert read(got="1", spent="2")[1] == [("left", "negative")]


def test_a_typed_sum_has_to_be_the_right_one():
    _values, problems = read(men=3, women=4, people=8)
    assert problems == [("people", "computed_differs")]
    (said,) = read_values(BOOK, {"men": 3, "women": 4, "people": 8}).problems
    assert (said.data["formula"], said.data["typed"], said.data["right"]) == ("男性 + 女性", "8人", "7人")
    assert read(men=3, women=4, people=7)[1] == []


def test_a_whole_of_which_no_part_was_counted_stays_one_with_some_parts_is_refused():
    assert read(people=7) == ({"people": 7}, [])
    assert read(people=7, men=3)[1] == [("people", "computed_open")]
    assert read(men=3) == ({"men": 3}, [])


def test_a_part_that_cannot_be_read_is_the_only_problem():
    assert read(men="三十", women=4, people=8)[1] == [("men", "number_in_words")]


def test_canonical_values_come_back_unchanged():
    values = {"got": 1050, "spent": 55, "left": 995}
    assert dict(read_values(BOOK, values, canonical=True).plain) == values


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ({"kind": "festival"}, [("goods", "required_if")]),
        ({"kind": "困难探望", "goods": " "}, [("goods", "required_if")]),
        ({"kind": "festival", "goods": "米"}, []),
        ({"kind": "routine"}, []),
        ({}, []),
        ({"handed": "是"}, [("receipt", "required_if_yes")]),
        ({"handed": "否"}, []),
    ],
)
def test_an_answer_asks_for_another(given, problem):
    assert read(**given)[1] == problem


@pytest.mark.parametrize(
    ("typed", "parts"),
    [
        ("枫林苑3栋2单元501室", ("枫林苑", "3", "2", "501")),
        ("3栋2单元501", ("", "3", "2", "501")),
        ("枫林苑 ３号楼 501", ("枫林苑", "3", "", "501")),
        ("枫林苑3-2-501", ("枫林苑", "3", "2", "501")),
        ("枫林苑甲幢", ("枫林苑", "甲", "", "")),
        ("三里屯12号", ("三里屯12号", "", "", "")),
        ("枫林路12-301", ("枫林路12-301", "", "", "")),
        ({"estate": "枫林苑", "building": "3号楼", "room": "501室"}, ("枫林苑", "3", "", "501")),
        ({"estate": " ", "room": ""}, None),
    ],
)
def test_an_address_is_read_in_four_parts_and_never_guessed(typed, parts):
    values, problems = read(home=typed)
    wanted = {
        name: part for name, part in zip(("estate", "building", "entrance", "room"), parts or (), strict=False) if part
    }
    assert (values.get("home"), problems) == (wanted or None, [])
    if wanted:
        assert read(home=value_to_form(BOOK.field("home"), values["home"]))[0] == values


def test_an_address_is_written_as_it_is_read_and_an_older_text_stays():
    assert address_text({"estate": "枫林苑", "building": "3", "entrance": "2", "room": "501"}) == "枫林苑3幢2单元501室"
    assert address_text("河沿街旧楼") == "河沿街旧楼"


@pytest.mark.parametrize("typed", [7, {"street": "x"}, {"estate": 7}, ["a"]])
def test_what_is_no_address_is_refused(typed):
    assert read(home=typed)[1] == [("home", "bad_address")]


def test_hostile_addresses_take_no_time_and_are_refused():
    assert read(home="1" * 100_000)[1] == [("home", "too_long")]
    assert read(home={"estate": "长" * 61})[1] == [("home", "too_long")]


def test_the_rows_of_a_table_are_kept_under_the_ids_of_its_columns():
    values, problems = read(gifts=[{"品名": "米", "many": 3}, {"品名": " "}])
    assert (values, problems) == ({"gifts": [{"what": "米", "many": "3"}]}, [])
    assert read(gifts=value_to_form(BOOK.field("gifts"), values["gifts"]))[0] == values


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("甲 3；乙 2", "table_in_cell"),
        ([{"价格": "3"}], "table_column"),
        ([{"what": "米"}] * 201, "too_many"),
        ({"a": 1}, "table_in_cell"),
    ],
)
def test_a_table_is_not_read_from_one_cell_and_has_no_other_columns(typed, code):
    assert read(gifts=typed)[1] == [("gifts", code)]


def test_a_field_with_a_file_of_its_own_takes_one():
    assert read(paper=["ab" * 32])[1] == []
    assert read(paper=["ab" * 32, "cd" * 32])[1] == [("paper", "too_many")]


def test_a_column_and_a_formula_are_for_ever():
    def pack(version, *fields):
        return Pack(name="visits", label="走访", version=version, books=(BOOK.model_copy(update={"fields": fields}),))

    before = (BOOK.field("men"), BOOK.field("women"), BOOK.field("people"), BOOK.field("gifts"))
    less = BOOK.field("gifts").model_copy(update={"columns": BOOK.field("gifts").columns[:1]})
    other = BOOK.field("people").model_copy(update={"computed": "men - women"})
    found = compare(pack(1, *before), pack(2, *before[:2], other, less))
    assert [(each.code, each.data.get("id") or each.data["key"]) for each in found] == [
        ("PK051", "computed"),
        ("PK050", "many"),
    ]
