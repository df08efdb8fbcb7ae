"""Months as integers yyyymm: they sort, compare and sit in an index of four bytes."""

from __future__ import annotations

from datetime import date


def month_of(day: date) -> int:
    """Return the month of a day.

    >>> month_of(date(2026, 3, 5))
    202603
    """
    return day.year * 100 + day.month


def next_month(month: int) -> int:
    """Return the month after ``month``.

    >>> next_month(202612)
    202701
    """
    return month + 89 if month % 100 == 12 else month + 1


def previous_month(month: int) -> int:
    """Return the month before ``month``.

    >>> previous_month(202701)
    202612
    """
    return month - 89 if month % 100 == 1 else month - 1


def month_plus(month: int, count: int) -> int:
    """Return the month so many later, earlier for a negative count.

    >>> month_plus(202611, 3), month_plus(202602, -2)
    (202702, 202512)
    """
    index = month // 100 * 12 + month % 100 - 1 + count
    return index // 12 * 100 + index % 12 + 1


def months_apart(first: int, last: int) -> int:
    """Return how many months later ``last`` is than ``first``, 0 for the same.

    >>> months_apart(202511, 202602)
    3
    """
    return (last // 100 - first // 100) * 12 + last % 100 - first % 100


def months_between(first: int, last: int) -> list[int]:
    """Return all months from first to last, both included; none when last lies before first.

    >>> months_between(202511, 202602)
    [202511, 202512, 202601, 202602]
    """
    return [month_plus(first, count) for count in range(months_apart(first, last) + 1)]


def first_day(month: int) -> date:
    """Return the first day of ``month``."""
    return date(month // 100, month % 100, 1)


def last_day(month: int) -> date:
    """Return the last day of ``month``."""
    return date.fromordinal(first_day(next_month(month)).toordinal() - 1)


def day_number(day: date) -> int:
    """Return a day as the integer yyyymmdd, the form in which lines keep it."""
    return day.year * 10000 + day.month * 100 + day.day


def day_from_number(number: int) -> date:
    """Return the day of an integer yyyymmdd."""
    return date(number // 10000, number // 100 % 100, number % 100)


def month_text(month: int) -> str:
    """Return ``2026-03`` for 202603, the form in which bodies keep it."""
    return f"{month // 100:04d}-{month % 100:02d}"


def month_from_text(text: str) -> int:
    """Return 202603 for ``2026-03``."""
    year, month = text.split("-")
    return int(year) * 100 + int(month)
