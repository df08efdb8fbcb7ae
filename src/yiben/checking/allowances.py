"""What numbers a written number may stand for: 160余条, 近2万, 1.2万, 100场以上, 8000-9000张."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from yiben.text.consistency.findings import exactly
from yiben.text.quantities import Quantity
from yiben.text.results import Number

_WRITTEN = re.compile(r"[0-9,]+(?:\.(?P<places>[0-9]+))?[余多]?(?P<scale>[百千万亿]*)")
_SCALES = {"百": 10**2, "千": 10**3, "万": 10**4, "亿": 10**8}
_OVER = re.compile(r"[余多几]")
_AT_LEAST = re.compile(r"(?:超过|超|逾|突破|至少|不少于|不低于)$")
_AT_MOST = re.compile(r"(?:不足|不到|不超过|少于|低于|至多|最多)$")
_NEAR = re.compile(r"(?:近|将近|接近)$")
_ABOUT = re.compile(r"(?:约|大约|约有|约为|多达)$")


@dataclass(frozen=True)
class Allowance:
    """The numbers from ``low`` to ``high`` (None: without an end) in the measure word's own unit.

    ``is_open``: the ends themselves are not among them. ``is_loose``: so wide that a number inside proves little.
    """

    low: Fraction | None
    high: Fraction | None
    is_open: bool = False
    is_loose: bool = False

    def admits(self, number: Fraction) -> bool:
        """Say whether a number is among them."""
        if self.is_open and number in (self.low, self.high):
            return False
        return (self.low is None or self.low <= number) and (self.high is None or number <= self.high)


def allowance(
    text: str, quantity: Quantity | None, value: Number, value_max: Number | None, *, is_whole: bool
) -> Allowance:
    """Return what a quantity of ``text`` allows; None: a bare number, such as a table's cell.

    余, 多: more, but less than one more of the last digit that is not zero. 近: at most, and not below four fifths.
    约, 左右: a tenth to either side. 超过, 以上: no less. In 万, and where ``is_whole`` is False (money, areas, hours),
    a plain number may be rounded or cut off at its last digit, by no more than a tenth.
    """
    number = exactly(value)
    if value_max is not None:
        return Allowance(number, exactly(value_max))
    if quantity is None:
        return Allowance(number, number)
    before = text[max(0, quantity.start - 4) : quantity.digits_start]
    behind = text[quantity.after_unit : quantity.end]
    if _AT_MOST.search(before):
        return Allowance(None, number, is_loose=True)
    if _AT_LEAST.search(before) or "以上" in behind:
        return Allowance(number, None, is_loose=True)
    if _OVER.search(quantity.written + behind):
        return Allowance(number, number + _last_digit(number), is_open=True)
    if _NEAR.search(before):
        return Allowance(number * Fraction(4, 5), number, is_loose=True)
    if _ABOUT.search(before) or behind or "来" in quantity.written:
        return Allowance(number * Fraction(9, 10), number * Fraction(11, 10), is_loose=True)
    return _rounded(number, quantity.written, is_whole=is_whole)


def _rounded(number: Fraction, written: str, *, is_whole: bool) -> Allowance:
    match = _WRITTEN.match(written)
    scale = 1
    for character in match["scale"] if match else "":
        scale *= _SCALES[character]
    if match is None or (scale == 1 and is_whole):
        return Allowance(number, number)
    step = Fraction(scale, 10 ** len(match["places"] or ""))
    return Allowance(number - min(step / 2, number / 10), number + min(step, number / 10))


def _last_digit(number: Fraction) -> Fraction:
    """One of the last digit that is not zero: 160 → 10, 254000 → 1000, 1.5 → 0.1."""
    step = Fraction(1)
    while (number / step).denominator != 1:
        step /= 10
    while number and (number / (step * 10)).denominator == 1:
        step *= 10
    return step
