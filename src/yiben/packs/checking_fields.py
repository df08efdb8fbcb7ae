"""Rules about fields that depend on other fields of their book, and about the columns of tables."""

from collections.abc import Iterator, Mapping, Sequence

from yiben.packs.boundaries import forbidden_in_id, forbidden_in_label
from yiben.packs.definitions import Field, FieldType
from yiben.packs.findings import Finding, Path, View
from yiben.packs.formulas import circle_of, terms_of
from yiben.packs.problems import nearest

ASKED_BY = frozenset({FieldType.CHOICE, FieldType.MULTICHOICE, FieldType.YESNO})
"""Types of fields whose answer can make another field required."""


def check_dependent(
    path: Path, added: Sequence[Field], fields: Mapping[str, Field], book: str, view: View
) -> Iterator[Finding]:
    """Yield findings on ``required_if``, ``computed`` and ``columns`` of the fields at ``path``; ``fields`` are all that
    they may name."""
    for index, item in enumerate(added):
        here: Path = (*path, index)
        yield from _check_required_if(here, item, fields, book, view)
        if item.computed:
            yield from _check_computed((*here, "computed"), item, fields, book, view)
        yield from _check_columns((*here, "columns"), item)
        if item.separate and item.type is not FieldType.FILE:
            data = {"field": item.id, "type": item.type.value, "key": "separate"}
            yield Finding("PK034", (*here, "separate"), data)


def _check_required_if(
    here: Path, item: Field, fields: Mapping[str, Field], book: str, view: View
) -> Iterator[Finding]:
    if item.required and item.required_if:
        yield Finding("PK081", (*here, "required_if"), {"field": item.id})
    for name, wanted in item.required_if.items():
        path: Path = (*here, "required_if", name)
        other = fields.get(name)
        if other is None:
            if name not in view.skipped:
                yield Finding("PK022", path, {"field": name, "book": book}, nearest(name, fields))
            continue
        is_yesno = other.type is FieldType.YESNO
        if other.type not in ASKED_BY or other.id == item.id or isinstance(wanted, bool) != is_yesno:
            yield Finding("PK080", path, {"field": item.id, "other": name, "type": other.type.value})
            continue
        choices = [choice.id for choice in other.choices]
        for value in () if isinstance(wanted, bool) else (wanted,) if isinstance(wanted, str) else wanted:
            if value not in choices and value not in view.skipped:
                yield Finding("PK023", path, {"choice": value, "field": name}, nearest(value, choices))


def _check_computed(path: Path, item: Field, fields: Mapping[str, Field], book: str, view: View) -> Iterator[Finding]:
    terms = terms_of(item.computed)
    if not terms:
        yield Finding("PK082", path, {"field": item.id, "formula": item.computed})
        return
    if not item.type.is_number or item.required or item.required_if:
        yield Finding("PK085", path, {"field": item.id, "type": item.type.value})
        return
    for name in dict.fromkeys(name for _, name in terms):
        other = fields.get(name)
        if other is None:
            if name not in view.skipped:
                yield Finding("PK022", path, {"field": name, "book": book}, nearest(name, fields))
        elif (other.type, other.measure_word, other.add) != (item.type, item.measure_word, item.add):
            yield Finding("PK083", path, {"field": item.id, "other": name})
    if circle_of(item, fields):
        yield Finding("PK084", path, {"field": item.id})


def _check_columns(path: Path, item: Field) -> Iterator[Finding]:
    if item.columns and item.type is not FieldType.TABLE:
        yield Finding("PK034", path, {"field": item.id, "type": item.type.value, "key": "columns"})
    ids: set[str] = set()
    labels: set[str] = set()
    for index, column in enumerate(item.columns):
        here: Path = (*path, index)
        if column.id in ids:
            yield Finding("PK020", (*here, "id"), {"id": column.id})
        if column.label in labels:
            yield Finding("PK086", (*here, "label"), {"field": item.id, "label": column.label})
        ids.add(column.id)
        labels.add(column.label)
        attribute = forbidden_in_label(column.label) or forbidden_in_id(column.id)
        if attribute:
            yield Finding("PK017", (*here, "label"), {"what": attribute, "word": column.label})
