"""Values that follow from other values of the same entry: computed ones, and those that an answer makes required."""

from collections.abc import Callable, Collection, Iterator, Mapping

from yiben.packs.definitions import Book, Field, FieldType, FilterValue
from yiben.packs.formulas import in_order, in_words, terms_of
from yiben.packs.refused import JSON, Refused

Problem = tuple[str, str, Mapping[str, object]]
"""(field, code, data)"""


def with_computed(
    book: Book,
    plain: dict[str, JSON],
    wrong: Collection[str],
    bounded: Callable[[Field, int], JSON | Refused],
    shown: Callable[[Field, JSON], str],
) -> Iterator[Problem]:
    """Put the computed values into ``plain`` and yield what does not agree.

    Computed is what has all its parts; a value that was typed as well has to be the same. Where no part is given a typed
    value stays: only the whole was counted. Where some are missing it cannot be judged and is refused. ``wrong`` names
    fields with a problem of their own, by which nothing is judged; ``bounded`` holds a value against the field's limits,
    ``shown`` writes it.
    """
    labels = {item.id: item.label for item in book.fields}
    for item in in_order(book.fields):
        terms = terms_of(item.computed)
        typed = plain.get(item.id)
        if item.id in wrong or any(name in wrong for _, name in terms):
            continue
        missing = [name for _, name in terms if name not in plain]
        data = {"label": item.label, "formula": in_words(item, labels)}
        if missing:
            if typed is not None and len(missing) < len(terms):
                first = labels.get(missing[0], missing[0])
                yield item.id, "computed_open", {**data, "missing": first}
            continue
        right = sum(sign * int(str(plain[name])) for sign, name in terms)
        value = bounded(item, right)
        if isinstance(value, Refused):
            yield item.id, value.code, {"label": item.label, **value.data}
        elif typed is not None and typed != right:
            yield item.id, "computed_differs", {**data, "typed": shown(item, typed), "right": shown(item, right)}
        else:
            plain[item.id] = right


def missing_because(book: Book, values: Mapping[str, JSON], wrong: Collection[str]) -> Iterator[Problem]:
    """Yield the fields that are open although another answer asks for them. ``wrong`` names fields with a problem."""
    for item in book.fields:
        if item.required_if and item.id not in values and item.id not in wrong and is_asked(item, values):
            other, wanted = next(iter(item.required_if.items()))
            asking = book.field(other)
            if asking is not None:
                yield item.id, *_because(item, asking, wanted, values.get(other))


def is_asked(item: Field, values: Mapping[str, JSON]) -> bool:
    """Say whether the answers of an entry make a field required."""
    return bool(item.required_if) and all(_has(values.get(name), wanted) for name, wanted in item.required_if.items())


def _has(value: JSON | None, wanted: FilterValue) -> bool:
    if value is None:
        return False
    given = value if isinstance(value, list) else [value]
    return any(each in (wanted if isinstance(wanted, tuple) else (wanted,)) for each in given)


def _because(item: Field, asking: Field, wanted: FilterValue, value: JSON | None) -> tuple[str, Mapping[str, object]]:
    data = {"label": item.label, "other": asking.label}
    if asking.type is FieldType.YESNO:
        return ("required_if_yes" if wanted is True else "required_if_no"), data
    chosen = value if isinstance(value, list) else [value]
    labels = [choice.label for choice in asking.choices if choice.id in chosen and _has(choice.id, wanted)]
    return "required_if", {**data, "value": "、".join(labels)}
