"""Age in full years (周岁) on a day, and the bands that the law distinguishes (``data/age_bands.yaml``)."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib.resources import files

from ruamel.yaml import YAML

GUARDIAN_UNDER = 14
"""Under this age a guardian consents, and everything about the person is sensitive (个人信息保护法 §28, §31)."""
ADULT_FROM = 18
"""未成年人保护法 §2."""


@dataclass(frozen=True)
class AgeBand:
    """Ages from ``from_age`` up to below the next band's."""

    id: str
    from_age: int
    source: str


def age_on(born: date, day: date) -> int:
    """Return the full years of a person on a day: a year is full on the birthday, and, where the month has no such day,
    on its last one (民法典 §202). Before birth it is negative.

    >>> age_on(date(2012, 2, 29), date(2026, 2, 27)), age_on(date(2012, 2, 29), date(2026, 2, 28))
    (13, 14)
    """
    last = calendar.monthrange(day.year, born.month)[1]
    birthday = (born.month, min(born.day, last))
    return day.year - born.year - ((day.month, day.day) < birthday)


def age_band(born: date, day: date) -> AgeBand:
    """Return the band in which a person is on a day; the first one also before birth."""
    age = age_on(born, day)
    bands = age_bands()
    return next((band for band in reversed(bands) if band.from_age <= age), bands[0])


@lru_cache(maxsize=1)
def age_bands() -> tuple[AgeBand, ...]:
    """Return the bands, youngest first."""
    text = files("yiben.rules").joinpath("data/age_bands.yaml").read_text(encoding="utf-8")
    return tuple(AgeBand(**row) for row in YAML(typ="safe").load(text))
