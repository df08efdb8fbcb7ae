"""Comparison phrases: each way in which there is something, or nothing, to compare."""

import pytest

from yiben.packs.wordings import Comparison
from yiben.reports.comparing import change_in_percent, compare_in_words

YEAR, BEFORE = Comparison("year_before"), Comparison("period_before", 0)


@pytest.mark.parametrize(
    ("now", "before", "unit", "comparison", "text", "code"),
    [
        (45, 40, "场", YEAR, "与去年同期相比增加12.5%", "wording.compared_exact"),
        (2, 3, "场", YEAR, "与去年同期相比减少33.3%", "wording.compared_rounded"),
        (2, 3, "场", BEFORE, "与上期相比减少33%", "wording.compared_rounded"),
        (40, 40, "场", YEAR, "与去年同期相比持平", "wording.compared_same"),
        (0, 0, "场", YEAR, "与去年同期相比持平", "wording.compared_same"),
        (5, 0, "场", YEAR, "去年同期为0场", "wording.compared_zero"),
        (5, None, "场", YEAR, "去年同期没有统计", "wording.no_base"),
        (None, 5, "场", YEAR, "（缺报）", "wording.missing"),
        (10001, 10000, "册", YEAR, "与去年同期相比增加1册", "wording.compared_small"),
        (125_050, 100_000, "元", YEAR, "与去年同期相比增加25.1%", "wording.compared_rounded"),
        (853, 802, "%", YEAR, "与去年同期相比提高5.1个百分点", "wording.compared_points"),
    ],
)
def test_a_comparison_says_what_there_is_to_compare(now, before, unit, comparison, text, code) -> None:
    worded = compare_in_words(now, before, unit, comparison)
    assert (worded.text, worded.note.code) == (text, code)


@pytest.mark.parametrize(
    ("now", "before", "text"),
    [(45, 40, "12.5%"), (2, 3, "-33.3%"), (3, 3, "0"), (3, 0, "—"), (0, 0, "0"), (None, 3, "—"), (3, None, "—")],
)
def test_a_cell_says_the_change_or_a_dash(now, before, text) -> None:
    assert change_in_percent(now, before) == text


def test_more_than_two_decimals_are_refused() -> None:
    with pytest.raises(ValueError, match="0 to 2"):
        Comparison("year_before", 3)
