"""What the check of a draft finds in invented drafts: every “wrong” is a slip, and most slips are found."""

from __future__ import annotations

import sys

from tests.text.drafting import drafts, evaluate, table

CODES = {
    "percent_of_counts",
    "parts_do_not_sum",
    "over_is_not_over",
    "unit_swapped",
    "repeat_differs",
    "wrong_year_on_year",
    "dates_out_of_order",
    "list_count",
}


def test_all_that_is_called_wrong_is_a_slip_and_most_slips_are_found():
    listed = drafts("slips", "more_slips", "clean", "more_clean")
    tally = evaluate(listed)
    sys.stdout.write(table(tally) + "\n")  # pytest -s shows precision and recall per code
    assert set(tally.there) == CODES
    assert tally.sure == tally.sure_right
    assert tally.found.total() >= 0.9 * tally.there.total()


def test_drafts_that_only_look_wrong_are_left_alone():
    assert evaluate(drafts("clean", "more_clean")).wrong == []
