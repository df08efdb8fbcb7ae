"""What a target can be counted by: the metric, book or field that the task's words name. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from yiben.ledger.lines import ENTRY
from yiben.packs.definitions import Book, Metric

_SAME = ({"场", "场次", "次", "期", "批"}, {"条", "幅"}, {"人", "人次", "名"}, {"册", "本"}, {"份", "张"}, {"块", "面"})
"""Measure words that documents use for one another."""
_SHORTEST = 2


@dataclass(frozen=True)
class Measure:
    """A number field of a book (or ``entry``: the records themselves), its measure word and the names it goes by.
    ``where``: what the records are like that it is about, as pairs of choice field and value."""

    book: str
    field: str
    word: str
    names: tuple[str, ...]
    where: tuple[tuple[str, str], ...] = ()


def measures_of(books: Iterable[Book], metrics: Iterable[Metric]) -> list[Measure]:
    """Return everything that a task may be counted by: books, their number fields, and metrics that count or add all
    of a book, or the records with one value of a required choice (“宣传栏” among the publicity material). What else a
    metric asks of its records (the campaign) is what the task itself says of them. A metric over several values, or
    over those of an optional choice alone, would count other records for the task as well, and is left out."""
    known = {book.id: book for book in books}
    found = list(_of_books(known.values()))
    for metric in metrics:
        where = [(name, value) for name, value in metric.where.items() if isinstance(value, str)]
        is_plain = metric.how in {"count", "sum"} and len(where) == len(metric.where)
        book = known.get(metric.book)
        if book is None or not is_plain:
            continue
        parting = {item.id for item in book.fields if item.parts_records}
        if not where or any(name in parting for name, _value in where):
            field = metric.field if metric.how == "sum" and metric.field else ENTRY
            names = (metric.label, *metric.aliases)
            found.append(Measure(metric.book, field, metric.unit, names, tuple(sorted(where))))
    return found


def measure_for(text: str, word: str, measures: Iterable[Measure]) -> Measure | None:
    """Return the measure whose name stands in the task's text and whose measure word is the target's.

    The longest name decides; None when nothing fits, or two different things fit equally well: a wrong measure is
    worse than none.

    >>> banners = Measure("publicity_material", "quantity", "条", ("悬挂横幅", "横幅"))
    >>> measure_for("各社区悬挂横幅不少于20条", "条", [banners]).field
    'quantity'
    >>> measure_for("各社区开展宣传20次", "次", [banners]) is None
    True
    """
    best: dict[int, dict[tuple[object, ...], Measure]] = {}
    for measure in measures:
        lengths = [len(name) for name in measure.names if len(name) >= _SHORTEST and name in text]
        if lengths and _same_word(measure.word, word):
            best.setdefault(max(lengths), {})[measure.book, measure.field, measure.where] = measure
    longest = best[max(best)] if best else {}
    return next(iter(longest.values())) if len(longest) == 1 else None


def _of_books(books: Iterable[Book]) -> Iterator[Measure]:
    for book in books:
        yield Measure(book.id, ENTRY, book.entry_word, (book.label,))
        for item in book.fields:
            if item.type.is_number:
                yield Measure(book.id, item.id, item.measure_word, (item.label,))


def _same_word(one: str, other: str) -> bool:
    return one == other or any(one in words and other in words for words in _SAME)
