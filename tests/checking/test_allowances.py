"""What a written number allows the ledger to say."""

from __future__ import annotations

from fractions import Fraction

import pytest

from yiben.checking.allowances import Allowance, allowance
from yiben.text.quantities import quantities


def read(text: str, *, is_whole: bool = True) -> Allowance:
    found = next(quantities(text, 0, len(text)))
    return allowance(text, found, found.value, found.value_max, is_whole=is_whole)


@pytest.mark.parametrize(
    ("text", "inside", "outside"),
    [
        ("横幅160条", [160], [159, 161]),
        ("横幅160余条", [161, 169], [160, 170, 159]),
        ("横幅1000多条", [1001, 1999], [1000, 2000]),
        ("手册25.4万余册", [254001, 254999], [254000, 255000]),
        ("海报1万余张", [10240], [9999, 20000]),
        ("手册近2万册", [19000, 20000], [20001, 15000]),
        ("手册1.2万册", [12000, 12480, 11600], [11300, 13100]),
        ("手册约500册", [500, 460, 540], [400, 600]),
        ("活动90场以上", [90, 300], [89]),
        ("海报超过300张", [301], [299]),
        ("海报8000-9000张", [8000, 8500, 9000], [7999, 9001]),
        ("海报不到300张", [12], [301]),
    ],
)
def test_a_number_means_what_officials_mean_by_it(text, inside, outside):
    allowed = read(text)
    assert [number for number in inside if not allowed.admits(Fraction(number))] == []
    assert [number for number in outside if allowed.admits(Fraction(number))] == []


def test_money_may_be_rounded_at_its_last_digit_and_things_may_not():
    assert read("经费1234元", is_whole=False).admits(Fraction("1234.40"))
    assert not read("经费1234元", is_whole=False).admits(Fraction(1300))
    assert not read("横幅1234条").admits(Fraction("1234.40"))


def test_what_has_no_end_proves_little():
    assert read("活动90场以上").is_loose
    assert not read("活动80余场").is_loose


def test_a_bare_number_of_a_table_is_taken_exactly():
    assert allowance("37", None, 37, None, is_whole=True) == Allowance(Fraction(37), Fraction(37))
