"""The wording of numbers: tables of what officials write, and the law that joins 余 to what was cut off."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yiben.reports.wording import (
    Wording,
    explain,
    grouped,
    grouped_number,
    in_wan,
    over,
    plain,
    read_wording,
    word,
)

UNITS = st.sampled_from(["册", "人次", "元", "平方米", ""])
WORDINGS = st.one_of(
    st.builds(lambda tens: Wording("over", step=tens * 10), st.integers(1, 2_000)),
    st.builds(lambda digits: Wording("in_wan", digits=digits), st.integers(0, 4)),
)


def _step(value: int, unit: str, wording: Wording) -> int:
    """The width of one step in the smallest unit, 1 where the value is written in full; from the rule, not the code."""
    scale = 100 if unit in ("元", "平方米") else 1
    if wording.kind == "over":
        return wording.step * scale if value >= wording.step * scale else 1
    return 10_000 * scale // 10**wording.digits if value >= 10_000 * scale else 1


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [(77, "块", "77块"), (0, "块", "0块"), (254000, "册", "254000册"), (-3, "场", "-3场"), (None, "块", "（缺报）"),
     (123450, "元", "1234.50元"), (123400, "元", "1234元"), (-5, "元", "-0.05元"), (7150, "平方米", "71.5平方米")],
)  # fmt: skip
def test_a_plain_number_is_written_in_full_without_separators(value: int | None, unit: str, text: str) -> None:
    assert plain(value, unit) == text


@pytest.mark.parametrize(
    ("value", "step", "unit", "text"),
    [(163, 10, "条", "160余条"), (160, 10, "条", "160条"), (161, 10, "条", "160余条"), (169, 10, "条", "160余条"),
     (7, 10, "条", "7条"), (10, 10, "条", "10条"), (1999, 100, "人次", "1900余人次"), (0, 10, "条", "0条"),
     (-163, 10, "条", "-163条"), (None, 10, "条", "（缺报）"), (120050, 10, "元", "1200余元")],
)  # fmt: skip
def test_over_is_written_only_strictly_above_the_step(value: int | None, step: int, unit: str, text: str) -> None:
    assert over(value, step, unit) == text


@pytest.mark.parametrize(
    ("value", "digits", "unit", "text"),
    [(254000, 1, "册", "25.4万册"), (254321, 1, "册", "25.4万余册"), (10001, 0, "张", "1万余张"),
     (10000, 0, "张", "1万张"), (10000, 2, "张", "1万张"), (100400, 1, "张", "10万余张"), (9999, 1, "张", "9999张"),
     (259999, 1, "册", "25.9万余册"), (123456789, 4, "人", "12345.6789万人"), (3_200_000, 1, "元", "3.2万元"),
     (3_200_001, 1, "元", "3.2万余元"), (-20000, 0, "册", "-20000册"), (None, 1, "册", "（缺报）")],
)  # fmt: skip
def test_in_wan_floors_to_its_digits(value: int | None, digits: int, unit: str, text: str) -> None:
    assert in_wan(value, digits, unit) == text


def test_below_ten_thousand_in_wan_takes_the_step_when_one_is_given() -> None:
    assert in_wan(9876, 0, "张", step=100) == "9800余张"
    assert in_wan(9876, 0, "张") == "9876张"


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [(254000, "", "254,000"), (254000, "册", "254,000册"), (123450, "元", "1,234.50元"), (5_000_000, "元", "50,000.00元"),
     (999, "", "999"), (-1234567, "", "-1,234,567"), (0, "元", "0.00元"), (None, "册", "—")],
)  # fmt: skip
def test_screens_separate_thousands_and_show_money_to_the_fen(value: int | None, unit: str, text: str) -> None:
    assert grouped(value, unit) == text


def test_the_number_alone_keeps_the_scale_of_its_unit() -> None:
    assert (grouped_number(123450, "元"), grouped_number(123450, "册")) == ("1,234.50", "123,450")


def test_a_missing_value_is_never_zero() -> None:
    assert "0" not in plain(None, "块") + over(None, 10, "块") + in_wan(None, 1, "块") + grouped(None)
    assert plain(0, "块") == "0块"


@pytest.mark.parametrize("step", [0, -10, 5, 11])
def test_a_step_that_is_no_multiple_of_ten_is_refused(step: int) -> None:
    with pytest.raises(ValueError, match="multiple of 10"):
        over(163, step, "条")


@pytest.mark.parametrize("digits", [-1, 5])
def test_more_digits_than_wan_has_are_refused(digits: int) -> None:
    with pytest.raises(ValueError, match="digits"):
        in_wan(254000, digits, "册")


@given(st.integers(0, 10**12), UNITS, WORDINGS)
def test_over_stands_exactly_when_something_was_cut_off(value: int, unit: str, wording: Wording) -> None:
    is_above = value % _step(value, unit, wording) != 0
    assert ("余" in word(value, unit, wording).text) is is_above


@given(st.integers(0, 10**12), UNITS, WORDINGS)
def test_the_value_lies_between_the_written_number_and_the_next_step(value: int, unit: str, wording: Wording) -> None:
    read = read_wording(word(value, unit, wording).text)
    assert read is not None
    assert read.value is not None
    assert read.value <= value < read.value + _step(value, unit, wording)
    assert (read.is_over, read.unit) == (read.value < value, unit)


@given(st.integers(-(10**12), 10**12), UNITS)
def test_a_number_in_full_reads_back_to_itself(value: int, unit: str) -> None:
    read = read_wording(plain(value, unit))
    assert read is not None
    assert (read.value, read.is_over) == (value, False)


@given(st.integers(-(10**9), 10**12), UNITS, WORDINGS)
def test_the_note_says_over_exactly_when_the_text_does(value: int, unit: str, wording: Wording) -> None:
    worded = word(value, unit, wording)
    assert worded.note.code.endswith("over") is ("余" in worded.text)
    assert ("left" in worded.note.data) is ("余" in worded.text)


@pytest.mark.parametrize("text", ["", "册", "25.4余万册", "二十册", "1.2.3万册", "160余余条", "10 册x9", "0.005元"])
def test_a_text_that_is_no_wording_is_not_read(text: str) -> None:
    assert read_wording(text) is None


def test_a_missing_figure_reads_back_as_missing() -> None:
    read = read_wording("（缺报）")
    assert read is not None
    assert read.value is None


@pytest.mark.parametrize(
    ("value", "wording", "code"),
    [(254000, Wording("in_wan", digits=1), "wording.wan_exact"), (254001, Wording("in_wan", digits=1), "wording.wan_over"),
     (20000, Wording("in_wan"), "wording.wan_whole_exact"), (20001, Wording("in_wan"), "wording.wan_whole_over"),
     (9999, Wording("in_wan"), "wording.below_wan"), (163, Wording("over", step=10), "wording.over"),
     (160, Wording("over", step=10), "wording.over_exact"), (7, Wording("over", step=10), "wording.below_step"),
     (-7, Wording("over", step=10), "wording.negative"), (7, Wording(), "wording.plain"),
     (None, Wording("in_wan"), "wording.missing")],
)  # fmt: skip
def test_every_rounding_explains_itself(value: int | None, wording: Wording, code: str) -> None:
    assert explain(value, "册", wording).code == code


def test_a_note_tells_what_was_left_out_in_the_unit_of_the_figure() -> None:
    assert explain(254321, "册", Wording("in_wan", digits=1)).data == {"digits": 1, "digits_zh": "一", "left": "321册"}
    assert explain(3_212_345, "元", Wording("in_wan", digits=1)).data["left"] == "123.45元"
