"""What stands in labelled places: the unit's name, the period as the form writes it, the day of filling."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from yiben.forms.layout import FormLayout, Label
from yiben.metrics.periods import Period
from yiben.sheets.cells import Sheet, text_of

Place = tuple[str, int, int]
_QUARTERS = "一二三四"


@dataclass(frozen=True)
class Told:
    """What facts say: the unit's official name, the period, the day of filling, who fills."""

    unit: str
    period: Period
    day: date
    filler: str = ""

    def text(self, fact: str, label: Label) -> str:
        """Return what stands at a label; "" where nothing is said."""
        if fact == "period":
            return period_words(label.text, self.period)
        words = {"unit": self.unit, "day": day_words(self.day), "filler": self.filler}
        return words.get(fact, "")


def period_words(pattern: str, period: Period) -> str:
    """Return a period as a place for it asks: 年月, 年季度, 年, else as officials write it.

    >>> from yiben.metrics.periods import parse_period
    >>> period_words("年月", parse_period("2026-03")), period_words("年季度", parse_period("2026Q2"))
    ('2026年3月', '2026年第二季度')
    """
    year = f"{period.start.year}年"
    if pattern == "年月" and period.months is not None:
        first, last = (each % 100 for each in period.months)
        return f"{year}{first}月" if first == last else f"{year}{first}—{last}月"
    if pattern == "年季度" and period.months is not None:
        return f"{year}第{_QUARTERS[(period.months[1] % 100 - 1) // 3]}季度"
    return year if pattern == "年" else period.label


def day_words(day: date) -> str:
    """Return a day as officials write it."""
    return f"{day.year}年{day.month}月{day.day}日"


def fact_cells(layout: FormLayout, facts: Mapping[str, str], sheets: Sequence[Sheet], told: Told) -> dict[Place, str]:
    """Return the cells with labels whose fact is bound, as they read once filled."""
    by_name = {each.name or "": each for each in sheets}
    found: dict[Place, str] = {}
    for label in sorted(layout.labels, key=lambda each: -each.start):
        said = told.text(facts.get(label.key, ""), label)
        place = (label.sheet, label.row, label.column)
        if not said:
            continue
        if label.end < 0:
            found[place] = said
            continue
        text = found.get(place) or text_of_cell(by_name[label.sheet], label)
        behind = text[label.end :]
        gap = "" if not behind or behind[:1] in "）)，,。；;" else "  "
        gap = "" if label.fact != "unit" else gap
        found[place] = text[: label.start] + said + gap + behind
    return found


def text_of_cell(sheet: Sheet, label: Label) -> str:
    """Return a label's cell with the blanks at its ends."""
    value = sheet.value(label.row, label.column)
    return value if isinstance(value, str) else text_of(value)
