"""Write the overlay of a pack: what was added on site, as the plain files of a pack like any other."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence

from yiben.packs.definitions import LOCAL, Book, BookExtension, Definition, Field, Metric, Pack

_BOOK, _FIELD, _CHOICE, _METRIC = "t", "f", "c", "m"
"""Before the numbers of ids made on site. They say nothing, so that a label may change; a number is never used again."""


def overlay(
    base: Pack,
    old: Pack | None,
    books: Sequence[Book] = (),
    extensions: Sequence[BookExtension] = (),
    metrics: Sequence[Metric] = (),
    builds_on: Mapping[str, int] | None = None,
) -> Pack:
    """Return the next version of the overlay of ``base``: what ``old`` holds, with what is added.

    A book or metric that it holds already is replaced; ``compare`` refuses a book with fewer fields and a metric that
    computes something else.
    ``builds_on`` names further packs, with their versions, that what is added speaks of.
    """
    required = {**(old.requires if old else {}), **(builds_on or {}), base.name: base.version}
    held = {book.id: book for book in old.books} if old else {}
    added = {each.extends: each for each in old.extensions} if old else {}
    held |= {book.id: book for book in books}
    counted = {metric.id: metric for metric in (*(old.metrics if old else ()), *metrics)}
    for each in extensions:
        added[each.extends] = _joined(added.get(each.extends), each)
    return Pack(
        name=base.name + LOCAL,
        label=f"{base.label}·本地"[:60],
        version=old.version + 1 if old else 1,
        requires=required,
        books=tuple(held.values()),
        extensions=tuple(added.values()),
        metrics=tuple(counted.values()),
    )


def pack_files(pack: Pack) -> dict[str, bytes]:
    """Return the files of an overlay, as ``load_files`` reads them."""
    head = {"name": pack.name, "label": pack.label, "version": pack.version, "requires": pack.requires}
    files = {"pack.yaml": "".join(f"{key}: {_flow(value)}\n" for key, value in head.items())}
    for book in pack.books:
        files[f"books/{book.id}.yaml"] = _written(_plain(book), ("fields",))
    for each in pack.extensions:
        files[f"books/{each.extends}_more.yaml"] = _written(_plain(each), ("fields",))
    if pack.metrics:
        files["metrics.yaml"] = "".join(f"- {_flow(_plain(item))}\n" for item in pack.metrics)
    return {name: text.encode() for name, text in files.items()}


def free_book_id(books: Iterable[str]) -> str:
    """Return the next id for a book made on site."""
    return _next(_BOOK, books)


def free_field_ids(taken: Iterable[str], count: int) -> list[str]:
    """Return the next ids for fields made on site.

    >>> free_field_ids(["theme", "f1", "f3"], 2)
    ['f4', 'f5']
    """
    first = int(_next(_FIELD, taken).removeprefix(_FIELD))
    return [f"{_FIELD}{number}" for number in range(first, first + count)]


def free_choice_id(field: Field) -> str:
    """Return the next id for a choice made on site."""
    return _next(_CHOICE, [choice.id for choice in field.choices])


def free_metric_id(metrics: Iterable[str]) -> str:
    """Return the next id for a metric made on site."""
    return _next(_METRIC, metrics)


def _next(letter: str, taken: Iterable[str]) -> str:
    numbers = [int(found[1]) for name in taken if (found := re.fullmatch(rf"{letter}(\d{{1,6}})", name))]
    return f"{letter}{max(numbers, default=0) + 1}"


def _joined(old: BookExtension | None, more: BookExtension) -> BookExtension:
    if old is None:
        return more
    choices = {
        name: (*old.choices.get(name, ()), *more.choices.get(name, ())) for name in {**old.choices, **more.choices}
    }
    return BookExtension(extends=old.extends, fields=(*old.fields, *more.fields), choices=choices)


def _plain(item: Definition) -> dict[str, object]:
    return item.model_dump(mode="json", exclude_unset=True)


def _written(plain: Mapping[str, object], long: Sequence[str]) -> str:
    """A mapping as YAML: lists of mappings line by line, the rest on one line each."""
    text = ""
    for key, value in plain.items():
        if key in long and isinstance(value, list):
            text += f"{key}:\n" + "".join(f"  - {_flow(each)}\n" for each in value)
        elif value not in ([], {}):
            text += f"{key}: {_flow(value)}\n"
    return text


def _flow(value: object) -> str:
    """A value as it may stand in one line of YAML: JSON is YAML."""
    return json.dumps(value, ensure_ascii=False)
