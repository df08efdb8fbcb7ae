"""What a unit has recorded, for checks: sums by month, numbers by record, what stood last. One query each, whatever the
number of records: lines are found by measure, unit and month."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from django.db.models import Max, Sum

from yiben.ledger.calendars import posting_calendar
from yiben.ledger.lines import ENTRY
from yiben.ledger.models import Line, Measure
from yiben.units.models import Unit
from yiben.units.months import day_from_number, month_plus

Key = tuple[str, str]
"""Book and field; the field ``entry`` counts records."""


@dataclass
class History:
    """Sums of a unit by book, field and month; what it held jointly counts with it."""

    sums: Mapping[Key, Mapping[int, int]] = field(default_factory=dict)

    def of(self, book: str, name: str, month: int) -> int:
        """Return the sum of a field in a month, 0 when nothing was recorded."""
        return self.sums.get((book, name), {}).get(month, 0)

    def fields(self, book: str, month: int) -> dict[str, int]:
        """Return the sums of a book's fields in a month, its records under ``entry``."""
        return {name: months[month] for (of, name), months in self.sums.items() if of == book and month in months}

    def before(self, book: str, name: str, months: Iterable[int]) -> list[int]:
        """Return the sums above 0 of a field in those months."""
        return [amount for month in months if (amount := self.of(book, name, month)) > 0]

    def averages(self, book: str, name: str, months: Iterable[int]) -> list[int]:
        """Return what a record of each of those months had of a field on average, rounded down."""
        told = [(self.of(book, name, month), self.of(book, ENTRY, month)) for month in months]
        return [amount // count for amount, count in told if amount > 0 and count > 0]


def read_history(unit: Unit, books: Collection[str], months: Collection[int]) -> History:
    """Return the unit's sums in those months."""
    measures = _measures(books, is_stock=False)
    rows = Line.objects.filter(measure_id__in=measures, unit=unit, posted_period__in=months)
    sums: dict[Key, dict[int, int]] = defaultdict(dict)
    for measure, month, total in rows.values_list("measure_id", "posted_period").annotate(total=Sum("amount")):
        sums[measures[measure]][month] = int(total)
    return History(sums)


def read_records(unit: Unit, books: Collection[str], month: int) -> dict[str, dict[int, dict[str, int]]]:
    """Return the numbers of each record that counts in a month, by book, number of the record and field. What a later
    month only corrects is not a record of that month."""
    measures = _measures(books, is_stock=False)
    rows = Line.objects.filter(measure_id__in=measures, unit=unit, posted_period=month)
    found: dict[str, dict[int, dict[str, int]]] = defaultdict(lambda: defaultdict(dict))
    for measure, record, total in rows.values_list("measure_id", "record_seq").annotate(total=Sum("amount")):
        book, name = measures[measure]
        found[book][record][name] = int(total)
    return {
        book: {seq: numbers for seq, numbers in records.items() if numbers.get(ENTRY) == 1}
        for book, records in found.items()
    }


def last_stocks(unit: Unit, books: Collection[str], month: int) -> dict[Key, int]:
    """Return the month in which each stock of the unit was last recorded, up to ``month``."""
    measures = _measures(books, is_stock=True)
    rows = Line.objects.filter(measure_id__in=measures, unit=unit, posted_period__lte=month)
    days = rows.values_list("measure_id").annotate(last=Max("occurred_on"))
    counts_in = posting_calendar().month_of
    return {measures[measure]: counts_in(day_from_number(day)) for measure, day in days}


def months_before(month: int, count: int) -> list[int]:
    """Return the months before a month, latest first."""
    return [month_plus(month, -back) for back in range(1, count + 1)]


def _measures(books: Collection[str], *, is_stock: bool) -> dict[int, Key]:
    rows = Measure.objects.filter(book__in=books, dimension="", is_stock=is_stock)
    return {pk: (book, name) for pk, book, name in rows.values_list("pk", "book", "field")}
