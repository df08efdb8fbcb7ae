"""Laws of reading values: nothing raises, and what is canonical stays as it is."""

import json

import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from tests.packs.test_values import BOOK, DIGEST
from yiben.packs.numerals import read_numeral
from yiben.packs.values import read_values, value_to_form

WORDS = [
    "12",
    "0",
    "-3",
    "3.5",
    "1,200",
    "约200",
    "三十",
    "1e9",
    "85%",
    "3/4",
    "banner",
    "LED显示屏",
    "青年、老年人",
    "2026-03-05",
    "9:05",
    "是",
    "u1、u2",
]
TYPED = (
    st.sampled_from([*WORDS, DIGEST, "11010519491231002X", '[{"a": "b"}]', '{"a": 1'])
    | st.text(max_size=30)
    | st.integers()
    | st.floats()
    | st.booleans()
    | st.none()
)
RAW = st.recursive(
    TYPED,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.tuples(inner)
        | st.dictionaries(st.text(max_size=3) | st.sampled_from(["n", "d"]), inner, max_size=3)
    ),
    max_leaves=6,
)
FORMS = st.dictionaries(st.sampled_from([*(item.id for item in BOOK.fields), "unknown"]), RAW, max_size=6)


@given(FORMS)
def test_reading_never_raises_and_gives_bytes_that_can_be_hashed(raw: dict[str, object]) -> None:
    values = read_values(BOOK, raw)
    assert rfc8785.dumps(values.plain)
    assert rfc8785.dumps(values.private)
    given_ids = set(values.plain) | set(values.private) | {each.field for each in values.problems}
    assert given_ids <= set(raw)


@given(FORMS)
def test_canonical_values_are_stable_under_reading_again(raw: dict[str, object]) -> None:
    once = read_values(BOOK, raw)
    again = read_values(BOOK, {**once.plain, **once.private}, canonical=True)
    assert (again.plain, again.private, again.problems) == (once.plain, once.private, ())


@given(FORMS)
def test_a_form_filled_from_canonical_values_reads_back_to_them(raw: dict[str, object]) -> None:
    plain = read_values(BOOK, raw).plain
    fields = {item.id: item for item in BOOK.fields}
    shown = {key: value_to_form(fields[key], value) for key, value in plain.items()}
    assert read_values(BOOK, shown).plain == plain


@given(st.integers(0, 10**12 - 1))
def test_a_count_is_read_exactly_in_every_writing(number: int) -> None:
    full_width = str(number).translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    for typed in (number, str(number), f"{number:,}", full_width, f"{number}人"):
        assert read_values(BOOK, {"people": typed}).plain == {"people": number}


@given(st.text(max_size=40) | st.text("零一二三四五六七八九十百千万亿两〇0123456789.", max_size=12))
def test_a_numeral_is_a_whole_number_or_nothing(text: str) -> None:
    value = read_numeral(text)
    assert value is None or value >= 0
    assert json.dumps(value)
