"""What people type, and what stands in the books."""

import pytest

from yiben.packs.definitions import Book, Choice, Field
from yiben.packs.values import ValueProblem, read_values, value_to_form

FIELDS = (
    Field(id="people", label="人数", type="count", unit="人", min=0, add="flow"),
    Field(id="few", label="次数", type="count", unit="次", min=2, max=50, add="flow"),
    Field(id="change", label="增减", type="count", unit="人", min=-100, add="flow"),
    Field(id="money", label="金额", type="amount", add="flow"),
    Field(id="area", label="面积", type="area", add="stock"),
    Field(id="length", label="时长", type="minutes", add="flow"),
    Field(id="share", label="比例", type="percent"),
    Field(
        id="kind",
        label="类别",
        type="choice",
        choices=(Choice(id="banner", label="横幅"), Choice(id="led", label="LED显示屏")),
    ),
    Field(
        id="ages",
        label="年龄段",
        type="multichoice",
        choices=(Choice(id="youth", label="青年"), Choice(id="elders", label="老年人")),
    ),
    Field(id="day", label="日期", type="date"),
    Field(id="at", label="时间", type="time"),
    Field(id="done", label="完成", type="yesno"),
    Field(id="host", label="单位", type="unit"),
    Field(id="partners", label="参与单位", type="unit", many=True),
    Field(id="title", label="标题", type="text"),
    Field(id="story", label="经过", type="longtext"),
    Field(id="id_card", label="身份证号", type="id_number"),
    Field(id="tel", label="电话", type="phone"),
    Field(id="photos", label="照片", type="file"),
    Field(id="rows", label="明细", type="table"),
)
BOOK = Book(id="all_types", label="样本", entry_word="条", fields=FIELDS)
UNITS = {"听荷社区": "u2", "云杉社区": "u1", "u1": "u1", "u2": "u2"}
DIGEST = "ab" * 32


def read(field_id: str, raw: object) -> object:
    """Return the canonical value, or the (code, suggestion) of its only problem."""
    values = read_values(BOOK, {field_id: raw}, known_unit=UNITS.get)
    if values.problems:
        (problem,) = values.problems
        assert not values.plain
        assert not values.private
        assert problem.field == field_id
        return problem.code, problem.data.get("suggestion")
    return {**values.plain, **values.private}.get(field_id)


@pytest.mark.parametrize(
    ("field_id", "typed", "value"),
    [
        ("people", "120", 120),
        ("people", "１２０", 120),
        ("people", " 1,200 ", 1200),
        ("people", "１，２００人", 1200),
        ("people", "1 200", 1200),
        ("people", 7, 7),
        ("people", "0", 0),
        ("people", "3.0", 3),
        ("change", "-3", -3),
        ("money", "1,234.5", 123450),
        ("money", "¥0.01元", 1),
        ("money", 12, 1200),
        ("area", "71.25平方米", 7125),
        ("length", "90分钟", 90),
        ("share", "85%", {"n": 85, "d": 100}),
        ("share", "70/104", {"n": 70, "d": 104}),
        ("share", "12.5", {"n": 125, "d": 1000}),
        ("kind", "LED显示屏", "led"),
        ("kind", "ＬＥＤ显示屏", "led"),
        ("kind", ["banner"], "banner"),
        ("ages", "老年人、青年", ["elders", "youth"]),
        ("ages", ["youth", "youth"], ["youth"]),
        ("day", "2026年3月5日", "2026-03-05"),
        ("day", "2026/3/5", "2026-03-05"),
        ("at", "9：05", "09:05"),
        ("at", "9点半", "09:30"),
        ("done", "否", False),
        ("done", False, False),
        ("host", "听荷社区", "u2"),
        ("partners", "听荷社区、云杉社区", ["u1", "u2"]),
        ("title", "  一\n次\x00 ", "一 次"),
        ("story", "一\r\n二", "一\n二"),
        ("id_card", "11010519491231002x", "11010519491231002X"),
        ("tel", "020-5550 1234", "020-55501234"),
        ("photos", DIGEST, [DIGEST]),
        ("rows", '[{"品名": "米", "袋": 3}]', [{"品名": "米", "袋": "3"}]),
    ],
)
def test_what_is_typed_becomes_canonical(field_id: str, typed: object, value: object) -> None:
    got = read(field_id, typed)
    assert got == value
    assert type(got) is type(value)


@pytest.mark.parametrize(
    ("field_id", "typed", "code", "suggestion"),
    [
        ("people", "abc", "not_a_number", None),
        ("people", "1,20", "not_a_number", None),
        ("people", "12 5", "not_a_number", None),
        ("people", "10²", "not_a_number", None),
        ("people", 3.5, "not_a_number", None),
        ("people", True, "not_a_number", None),
        ("people", "三十", "number_in_words", 30),
        ("people", "1.2万", "number_in_words", 12000),
        ("people", "约200", "approximate", 200),
        ("people", "200余人", "approximate", 200),
        ("people", "一百多", "approximate", 100),
        ("people", "-3", "negative", None),
        ("people", "负三", "negative", None),
        ("people", "1e12", "too_large", None),
        ("people", "1e3", "scientific", None),
        ("people", "1000000000000", "too_large", None),
        ("people", "9" * 60, "too_large", None),
        ("few", "51", "too_large", None),
        ("few", "1", "too_small", None),
        ("people", "3.5", "not_whole", None),
        ("money", "0.001", "too_many_decimals", None),
        ("share", "3/0", "zero_denominator", None),
        ("kind", "海报", "unknown_choice", None),
        ("ages", ["youth", 3], "unknown_choice", None),
        ("day", "2026-02-30", "bad_date", None),
        ("day", "3月5日", "bad_date", None),
        ("at", "25:00", "bad_time", None),
        ("done", "也许", "not_yes_or_no", None),
        ("host", "不存在社区", "unknown_unit", None),
        ("host", ["u1", "u2"], "one_unit_only", None),
        ("partners", "听荷社区、某某", "unknown_unit", None),
        ("title", "长" * 201, "too_long", None),
        ("story", "长" * 20_001, "too_long", None),
        ("title", ["a"], "not_a_text", None),
        ("id_card", "110105194912310021", "bad_id_number", None),
        ("tel", "没有", "bad_phone", None),
        ("photos", "photo.jpg", "bad_file", None),
        ("photos", [f"{n:064x}" for n in range(101)], "too_many", None),
        ("rows", "[[1]]", "bad_table", None),
    ],
)
def test_what_cannot_be_taken_says_why(field_id: str, typed: object, code: str, suggestion: int | None) -> None:
    assert read(field_id, typed) == (code, suggestion)


def test_an_integer_too_long_to_be_written_out_is_refused_everywhere() -> None:
    huge = 10**5000
    for item in FIELDS:
        assert [each.field for each in read_values(BOOK, {item.id: huge}).problems] == [item.id]
        assert read_values(BOOK, {item.id: huge}, canonical=True).problems
    assert read("people", huge) == ("too_large", None)
    assert read("rows", [{"袋": huge}]) == ("bad_table", None)


@pytest.mark.parametrize("empty", [None, "", "  ", [], [""]])
def test_an_empty_value_is_left_out(empty: object) -> None:
    for item in FIELDS:
        if empty != [""] or item.many:
            assert read_values(BOOK, {item.id: empty}).plain == {}


def test_required_means_given_and_nought_is_given() -> None:
    item = FIELDS[0].model_copy(update={"required": True})
    book = BOOK.model_copy(update={"fields": (item,)})
    assert read_values(book, {"people": "0"}).plain == {"people": 0}
    missing = read_values(book, {}).problems
    assert missing == (ValueProblem("people", "required", {"label": "人数"}),)


def test_an_unknown_field_is_named_with_the_nearest_one() -> None:
    (problem,) = read_values(BOOK, {"peple": "3"}).problems
    assert (problem.code, problem.field, problem.data["nearest"]) == (
        "unknown_field",
        "peple",
        "people",
    )


def test_one_wrong_value_loses_nothing_of_the_others() -> None:
    values = read_values(BOOK, {"people": "abc", "money": "5", "title": "走访"})
    assert values.plain == {"money": 500}
    assert values.private == {"title": "走访"}
    assert [each.field for each in values.problems] == ["people"]


@pytest.mark.parametrize(
    ("field_id", "value", "shown"),
    [
        ("money", 123450, "1234.50"),
        ("money", 1200, "12"),
        ("share", {"n": 70, "d": 104}, "70/104"),
        ("done", False, "no"),
        ("ages", ["elders", "youth"], ["elders", "youth"]),
    ],
)
def test_a_form_comes_back_filled(field_id: str, value: object, shown: object) -> None:
    item = BOOK.field(field_id)
    assert item is not None
    assert value_to_form(item, value) == shown  # type: ignore[arg-type]
    assert read(field_id, shown) == value
