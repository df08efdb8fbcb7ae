"""Periods as people name them: 2025, 2025H1, 2025Q1, 2025-03, 2025-03-01..2025-03-31. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from yiben.errors import Refusal
from yiben.units.months import first_day, last_day, month_of, month_plus, months_apart

_FORMS = re.compile(
    r"(?P<year>[12]\d{3})(?:H(?P<half>[12])|Q(?P<quarter>[1-4])|-(?P<month>0[1-9]|1[0-2]))?"
    r"|(?P<start>\d{4}-\d\d-\d\d)\.\.(?P<end>\d{4}-\d\d-\d\d)"
)


@dataclass(frozen=True)
class Period:
    """Days from ``start`` to ``end``, both included. ``text`` is how it was named."""

    text: str
    start: date
    end: date

    @cached_property
    def months(self) -> tuple[int, int] | None:
        """The first and last month if the period is made of whole months, else None."""
        first, last = month_of(self.start), month_of(self.end)
        if self.start == first_day(first) and self.end == last_day(last):
            return first, last
        return None

    @property
    def label(self) -> str:
        """How officials write it: 2025年, 2025年上半年, 2025年第一季度, 2025年3月, 2025年3月1日至3月31日."""
        match = _FORMS.fullmatch(self.text)
        parts = match.groupdict() if match else {}
        if parts.get("start"):
            end = "" if self.start.year == self.end.year else f"{self.end.year}年"
            return f"{_day(self.start)}至{end}{self.end.month}月{self.end.day}日"
        name = f"{self.start.year}年"
        if parts.get("half"):
            name += "上半年" if parts["half"] == "1" else "下半年"
        elif parts.get("quarter"):
            name += f"第{'一二三四'[int(parts['quarter']) - 1]}季度"
        elif parts.get("month"):
            name += f"{self.start.month}月"
        return name


def parse_period(text: str) -> Period:
    """Return the period that ``text`` names. Raises Refusal ``period_unknown`` or ``period_backwards``.

    >>> parse_period("2025H1").months
    (202501, 202506)
    """
    match = _FORMS.fullmatch(text.strip())
    if match is None:
        raise Refusal("period_unknown", text=text)
    parts = match.groupdict()
    if parts["start"]:
        try:
            start, end = date.fromisoformat(parts["start"]), date.fromisoformat(parts["end"])
        except ValueError as problem:
            raise Refusal("period_unknown", text=text) from problem
        if end < start:
            raise Refusal("period_backwards", text=text)
        return Period(text.strip(), start, end)
    year = int(parts["year"])
    first, last = 1, 12
    if parts["half"]:
        first = 6 * int(parts["half"]) - 5
        last = first + 5
    elif parts["quarter"]:
        first = 3 * int(parts["quarter"]) - 2
        last = first + 2
    elif parts["month"]:
        first = last = int(parts["month"])
    return Period(text.strip(), date(year, first, 1), last_day(year * 100 + last))


def month_period(month: int) -> Period:
    """Return the period of one month yyyymm."""
    return parse_period(f"{month // 100:04d}-{month % 100:02d}")


def period_of(start: date, end: date) -> Period:
    """Return the period of these days, under the name it has if it has one.

    >>> period_of(date(2026, 4, 1), date(2026, 6, 30)).text, period_of(date(2026, 4, 1), date(2026, 5, 31)).text
    ('2026Q2', '2026-04-01..2026-05-31')
    """
    months = Period("", start, end).months
    text = f"{start.isoformat()}..{end.isoformat()}"
    if months is not None and start.year == end.year:
        if start.month == end.month:
            return month_period(months[0])
        names = {(1, 12): f"{start.year}", (1, 6): f"{start.year}H1", (7, 12): f"{start.year}H2"}
        names |= {(3 * quarter - 2, 3 * quarter): f"{start.year}Q{quarter}" for quarter in range(1, 5)}
        text = names.get((start.month, end.month), text)
    return parse_period(text)


def year_before(period: Period) -> Period:
    """Return the same period one year earlier; 29 February becomes the 28th."""
    text = re.sub(r"[12]\d{3}(?=$|[HQ-])", lambda year: str(int(year[0]) - 1), period.text)
    return parse_period(text.replace("-02-29", "-02-28"))


def year_after(period: Period) -> Period:
    """Return the same period one year later; 29 February becomes the 28th.

    >>> year_after(parse_period("2026H1")).text
    '2027H1'
    """
    text = re.sub(r"[12]\d{3}(?=$|[HQ-])", lambda year: str(int(year[0]) + 1), period.text)
    return parse_period(text.replace("-02-29", "-02-28"))


def period_before(period: Period) -> Period:
    """Return the period of the same length that ends the day before: the month before a month, the quarter before a
    quarter; of other days as many days.

    >>> period_before(parse_period("2026Q1")).text, period_before(parse_period("2026-03-01..2026-03-10")).text
    ('2025Q4', '2026-02-19..2026-02-28')
    """
    end = period.start - timedelta(days=1)
    if period.months is None:
        return period_of(end - (period.end - period.start), end)
    return period_of(first_day(month_plus(month_of(end), -months_apart(*period.months))), end)


def next_of(period: Period) -> Period:
    """Return the period that follows: the month after a month, the quarter after a quarter.

    >>> next_of(parse_period("2026Q4")).text, next_of(parse_period("2026")).text
    ('2027Q1', '2027')
    """
    start = period.end + timedelta(days=1)
    if period.months is None:
        return period_of(start, start + (period.end - period.start))
    return period_of(start, last_day(month_plus(month_of(start), months_apart(*period.months))))


def reached(period: Period, today: date) -> Period:
    """Return a period as far as it has come: one that still runs ends today, any other stays as it is.

    >>> reached(parse_period("2026Q1"), date(2026, 2, 10)).text, reached(parse_period("2026-01"), date(2026, 2, 10)).text
    ('2026-01-01..2026-02-10', '2026-01')
    """
    return period_of(period.start, today) if period.start <= today < period.end else period


def earlier_part(period: Period, against: str, today: date) -> Period:
    """Return what a period is compared with: the same period of last year (``year_before``) or the one before
    (``period_before``); of one that still runs only as much of it as the own has come: to the same day, or as many days.

    >>> earlier_part(parse_period("2026"), "year_before", date(2026, 12, 1)).text
    '2025-01-01..2025-12-01'
    >>> earlier_part(parse_period("2026-03"), "period_before", date(2026, 3, 30)).text
    '2026-02'
    """
    is_year = against == "year_before"
    earlier = year_before(period) if is_year else period_before(period)
    so_far = reached(period, today)
    if so_far == period:
        return earlier
    end = year_before(so_far).end if is_year else earlier.start + (so_far.end - so_far.start)
    return period_of(earlier.start, min(earlier.end, end))


def year_to(period: Period) -> Period:
    """Return the period from the beginning of the year to the end of a period."""
    return period_of(date(period.end.year, 1, 1), period.end)


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
