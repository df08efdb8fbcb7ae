"""Checks of a whole month, when it is closed. The number of queries depends on the checks, not on the records."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from yiben.catalog.queries import catalogue
from yiben.ledger.calendars import posting_calendar
from yiben.ledger.checks.history import History, last_stocks, months_before, read_history, read_records
from yiben.ledger.checks.kinds import (
    Doubt,
    event_of,
    far_above,
    is_copied,
    is_impossible,
    is_round,
    is_twin,
    told,
)
from yiben.ledger.checks.neighbours import alike_entries, units_beside
from yiben.ledger.checks.recording import summed_fields
from yiben.ledger.lines import ENTRY
from yiben.ledger.queries import Reading
from yiben.packs.checking_checks import DAY
from yiben.packs.definitions import Book, Check, FieldType
from yiben.units.models import Unit
from yiben.units.months import first_day, last_day, months_apart

Checks = Mapping[str, Check]


@dataclass(frozen=True)
class Found:
    """A doubt about a month with the units it is about, other than the one that closes."""

    doubt: Doubt
    count: int = 1
    units: tuple[Unit, ...] = field(default_factory=tuple)


def check_month(unit: Unit, month: int) -> list[Found]:
    """Return what the checks of the installed packs find about a unit's own month."""
    books = catalogue().books
    by_kind: dict[str, dict[str, Check]] = defaultdict(dict)
    for key, check in catalogue().checks.items():
        by_kind[check.kind][key] = check
    span = max((check.months or 0 for check in by_kind["outlier"].values()), default=0)
    history = read_history(unit, list(books), [month, *months_before(month, max(span, 1))])
    kept = [book for book in books.values() if history.of(book.id, ENTRY, month) > 0]
    found = [*_impossible(unit, month, kept, by_kind["impossible"])]
    found += _outliers(month, kept, by_kind["outlier"], history)
    found += _copied(month, kept, by_kind["copied_month"], history)
    found += _round(unit, month, kept, by_kind["round_month"])
    found += _twins(unit, month, kept, by_kind["twin"])
    return [*found, *_stale(unit, month, by_kind["stale_stock"])]


def _pairs(checks: Checks, books: Sequence[Book]) -> Iterator[tuple[str, Check, Book]]:
    for key, check in checks.items():
        yield from ((key, check, book) for book in books if check.book in (None, book.id))


def _impossible(unit: Unit, month: int, books: Sequence[Book], checks: Checks) -> Iterator[Found]:
    """Comparisons of numbers that records of the month break, as they stand now; days are compared while recording."""
    pairs = [(key, check, book) for key, check, book in _pairs(checks, books) if DAY not in check.right]
    records = read_records(unit, {book.id for _key, _check, book in pairs}, month) if pairs else {}
    for key, check, book in pairs:
        broken = [
            seq
            for seq, numbers in sorted(records.get(book.id, {}).items())
            if is_impossible(check, book, numbers, first_day(month))
        ]
        if broken:
            said = {"book": book.label, "count": len(broken), "means": check.means, "seq": broken[0]}
            yield Found(Doubt(key, "check_impossible_month", check.left[0], said), len(broken))


def _outliers(month: int, books: Sequence[Book], checks: Checks, history: History) -> Iterator[Found]:
    for key, check, book in _pairs(checks, books):
        before = months_before(month, check.months or 1)
        for item in summed_fields(book, check):
            amount = history.of(book.id, item.id, month)
            bounds = {"factor": check.factor or 2, "history": check.history or 2, "least": check.least or 0}
            usual = far_above(amount, history.before(book.id, item.id, before), **bounds)
            if usual is not None:
                said = {"label": item.label, "amount": told(item, amount), "usual": told(item, usual)}
                yield Found(Doubt(key, "check_outlier", item.id, {"book": book.label, **said}))


def _copied(month: int, books: Sequence[Book], checks: Checks, history: History) -> Iterator[Found]:
    for key, check, book in _pairs(checks, books):
        now, before = history.fields(book.id, month), history.fields(book.id, months_before(month, 1)[0])
        if is_copied(now, before, check.numbers or 2):
            yield Found(Doubt(key, "check_copied_month", data={"book": book.label}))


def _round(unit: Unit, month: int, books: Sequence[Book], checks: Checks) -> Iterator[Found]:
    pairs = list(_pairs(checks, books))
    records = read_records(unit, {book.id for _key, _check, book in pairs}, month) if pairs else {}
    for key, check, book in pairs:
        counts = [item for item in book.fields if item.type is FieldType.COUNT and item.add == "flow"]
        numbers = [[each.get(item.id, 0) for item in counts] for each in records.get(book.id, {}).values()]
        multiple = check.multiple or 10
        if is_round(numbers, multiple, check.records or 2):
            said = {"book": book.label, "count": len(numbers), "multiple": multiple}
            yield Found(Doubt(key, "check_round_month", data=said), len(numbers))


def _twins(unit: Unit, month: int, books: Sequence[Book], checks: Checks) -> Iterator[Found]:
    pairs = [(key, check, book) for key, check, book in _pairs(checks, books) if book.title]
    beside = units_beside(unit, last_day(month)) if pairs else []
    for key, check, book in pairs:
        own = _of_month(book, unit, month)
        others = alike_entries(book.id, beside, {each.entry.occurred_on for each in own})
        by_day: dict[object, list[Reading]] = defaultdict(list)
        for each in others:
            by_day[each.entry.occurred_on].append(each)
        for one in own:
            for other in by_day[one.entry.occurred_on]:
                whose = other.entry.unit
                alike = is_twin(event_of(book, one.values), event_of(book, other.values), check.similarity or 100)
                if alike and whose is not None:
                    said: dict[str, object] = {"book": book.label, "unit": whose.short_name, "title": one.title}
                    said |= {"on": one.entry.occurred_on.isoformat(), "seq": one.entry.seq, "other": other.entry.seq}
                    yield Found(Doubt(key, "check_twin", data=said), 1, (whose,))


def _of_month(book: Book, unit: Unit, month: int) -> list[Reading]:
    calendar = posting_calendar()
    first, last = calendar.first_day(month), calendar.last_day(month)
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    return alike_entries(book.id, [unit], days)


def _stale(unit: Unit, month: int, checks: Checks) -> Iterator[Found]:
    books = list(catalogue().books.values())
    pairs = [(k, check, book) for k, check, book in _pairs(checks, books) if summed_fields(book, check)]
    stocks = last_stocks(unit, {book.id for _key, _check, book in pairs}, month) if pairs else {}
    for key, check, book in pairs:
        for item in summed_fields(book, check):
            last = stocks.get((book.id, item.id))
            if last is not None and months_apart(last, month) > (check.months or 1):
                said = {"book": book.label, "label": item.label, "month": last}
                yield Found(Doubt(key, "check_stale_stock", item.id, said))
