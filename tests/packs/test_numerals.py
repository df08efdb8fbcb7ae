"""Chinese numerals: read when sure, otherwise not at all."""

import pytest

from yiben.packs.numerals import read_numeral


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("零", 0),
        ("十", 10),
        ("十五", 15),
        ("三十", 30),
        ("一百零五", 105),
        ("一百二十", 120),
        ("两千零五", 2005),
        ("一万二千", 12_000),
        ("一亿零三万", 100_030_000),
        ("叁拾", 30),
        ("二〇二六", 2026),
        ("25.4万", 254_000),
    ],
)
def test_a_sure_numeral_is_read(text: str, value: int) -> None:
    assert read_numeral(text) == value


@pytest.mark.parametrize(
    "text", ["", "百", "一百五", "两万三", "三十十", "十百", "一二十", "1.23456万", "三十人", "数百"]
)
def test_a_numeral_that_is_not_sure_is_not_read(text: str) -> None:
    assert read_numeral(text) is None
