"""The fractions of the law, in integers only.

民法典 §1259: 以上, 以下, 以内, 届满 include the number itself; 不满, 超过, 以外 do not. So 过半数 is more than half,
半数以上 at least half; 三分之二以上 at least, 超过三分之二 more than two thirds.
"""

from __future__ import annotations


def at_least(part: int, whole: int, numerator: int, denominator: int) -> bool:
    """Say whether ``part`` is at least ``numerator/denominator`` of ``whole`` (“…以上”).

    >>> at_least(2, 3, 2, 3), at_least(19, 30, 2, 3)
    (True, False)
    """
    _require(part, whole, numerator, denominator)
    return part * denominator >= whole * numerator


def more_than(part: int, whole: int, numerator: int, denominator: int) -> bool:
    """Say whether ``part`` exceeds ``numerator/denominator`` of ``whole`` (“超过…”, “过半数”).

    >>> more_than(50, 100, 1, 2), more_than(51, 100, 1, 2)
    (False, True)
    """
    _require(part, whole, numerator, denominator)
    return part * denominator > whole * numerator


def smallest_at_least(whole: int, numerator: int, denominator: int) -> int:
    """Return the smallest number that is at least the fraction of ``whole``.

    >>> smallest_at_least(9, 1, 5)
    2
    """
    _require(0, whole, numerator, denominator)
    return -(-whole * numerator // denominator)


def smallest_more_than(whole: int, numerator: int, denominator: int) -> int:
    """Return the smallest number that exceeds the fraction of ``whole``.

    >>> smallest_more_than(100, 1, 2), smallest_more_than(99, 2, 3)
    (51, 67)
    """
    _require(0, whole, numerator, denominator)
    return whole * numerator // denominator + 1


def _require(part: int, whole: int, numerator: int, denominator: int) -> None:
    if part < 0 or whole < 0 or numerator < 0 or denominator <= 0:
        raise ValueError("counts and fractions are never negative")
