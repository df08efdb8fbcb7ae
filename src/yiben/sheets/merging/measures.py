"""Units of measure in headings and cells: “万元” against “元”."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from yiben.sheets.values import plain

_MEASURES: dict[str, tuple[str, Fraction]] = {
    **{name: ("money", Fraction(10) ** power) for name, power in (("元", 0), ("千元", 3), ("万元", 4), ("百万元", 6), ("亿元", 8))},
    **{name: ("people", Fraction(10) ** power) for name, power in (("人", 0), ("千人", 3), ("万人", 4))},
    **{name: ("visits", Fraction(10) ** power) for name, power in (("人次", 0), ("千人次", 3), ("万人次", 4))},
    **{name: ("households", Fraction(10) ** power) for name, power in (("户", 0), ("万户", 4))},
    **{name: ("copies", Fraction(10) ** power) for name, power in (("份", 0), ("千份", 3), ("万份", 4))},
    **{name: ("area", Fraction(10) ** power) for name, power in (("平方米", 0), ("平米", 0), ("㎡", 0), ("m2", 0), ("万平方米", 4), ("公顷", 4))},
    "亩": ("area", Fraction(2000, 3)),
    **{name: ("length", Fraction(10) ** power) for name, power in (("米", 0), ("千米", 3), ("公里", 3))},
    "小时": ("time", Fraction(60)),
    "分钟": ("time", Fraction(1)),
}  # fmt: skip
_IN_HEADING = re.compile(r"[((](?:单位[::])?(?P<measure>[^()()]{1,6})[))]")
_SCALED = re.compile(r"\d[百千万亿]|\d元")
_IN_CELL = re.compile(r"(?P<number>-?\d[\d,]*(?:\.\d+)?)(?P<measure>[^\d\s.,]{1,4})")


@dataclass(frozen=True)
class Measure:
    """A unit of measure: what it measures, and how many of the smallest unit it holds."""

    name: str
    kind: str
    size: Fraction


def measure_in(heading: str) -> Measure | None:
    """Return the unit of measure that a heading names.

    >>> measure_in("投入经费（万元）").size, measure_in("参加人数")
    (Fraction(10000, 1), None)
    """
    for found in reversed(list(_IN_HEADING.finditer(plain(heading)))):
        if (measure := measure_named(found["measure"])) is not None:
            return measure
    return None


def measure_named(name: str) -> Measure | None:
    """Return a unit of measure by its name."""
    known = _MEASURES.get(plain(name))
    return Measure(name, *known) if known else None


def without_measure(heading: str) -> str:
    """Return a heading without the unit of measure in it.

    >>> without_measure("投入经费（万元）"), without_measure("人数（含志愿者）")
    ('投入经费', '人数(含志愿者)')
    """
    return _IN_HEADING.sub(lambda found: "" if measure_named(found["measure"]) else found[0], plain(heading))


def factor(sent: Measure | None, wanted: Measure | None) -> Fraction | None:
    """Return by what a number as sent is multiplied; None where nothing is to be done or the two measure other things."""
    if sent is None or wanted is None or sent.kind != wanted.kind or sent.size == wanted.size:
        return None
    return sent.size / wanted.size


def converted(number: int | Decimal, by: Fraction) -> int | Decimal:
    """Return a number in another unit of measure, exact as far as its digits go."""
    value = Fraction(number) * by
    if value.denominator == 1:
        return int(value)
    return (Decimal(value.numerator) / Decimal(value.denominator)).normalize()


def in_measure_of(heading: str, cell: object, number: int | Decimal | None) -> int | Decimal | None:
    """Return the number of a cell in the unit of measure that its heading names: “2万” under 万元 is 2. A number
    written without any is in that unit already.

    >>> in_measure_of("经费（万元）", "2万", 20000), in_measure_of("经费（万元）", "1.5", 2), in_measure_of("经费（元）", "2万", 20000)
    (2, 2, 20000)
    """
    if number is None or not isinstance(cell, str) or not _SCALED.search(plain(cell)):
        return number
    wanted = measure_in(heading)
    return number if wanted is None or wanted.size == 1 else converted(number, 1 / wanted.size)


def in_yuan(heading: str, number: int | Decimal | None) -> int | Decimal | None:
    """Return an amount of money in 元, whatever its heading counts in (万元, 千元).

    >>> in_yuan("经费（万元）", Decimal("1.5")), in_yuan("经费", 300)
    (15000, 300)
    """
    measure = measure_in(heading)
    if number is None or measure is None or measure.kind != "money" or measure.size == 1:
        return number
    return converted(number, measure.size)


def measured(text: str) -> tuple[int | Decimal, Measure] | None:
    """Return number and unit of measure of a cell such as “3.5万元”, None for anything else."""
    found = _IN_CELL.fullmatch(plain(text))
    measure = measure_named(found["measure"]) if found else None
    if found is None or measure is None:
        return None
    number = Decimal(found["number"].replace(",", ""))
    return (int(number) if number == number.to_integral_value() else number), measure
