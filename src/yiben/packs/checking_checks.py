"""Rules about checks: which keys each kind needs, and what its fields may be."""

from collections.abc import Iterator, Mapping

from yiben.packs.definitions import Book, Check, Field, FieldType, Pack
from yiben.packs.findings import Finding, Path, View
from yiben.packs.problems import nearest

_COMMON = frozenset({"id", "label", "tier", "kind", "means", "remedy", "book"})
_NEEDED: Mapping[str, tuple[str, ...]] = {
    "impossible": ("book", "left", "op"),
    "outlier": ("factor", "months", "history"),
    "copied_month": ("numbers",),
    "round_month": ("records", "multiple"),
    "twin": ("similarity",),
    "stale_stock": ("months",),
}
_ALLOWED: Mapping[str, tuple[str, ...]] = {
    "impossible": ("right", "than"),
    "outlier": ("field", "each", "least"),
    "stale_stock": ("field",),
}
DAY = "occurred_on"
"""Names the day of a record among the fields of a comparison."""


def check_checks(pack: Pack, view: View) -> Iterator[Finding]:
    """Yield findings on the keys, books and fields that checks name."""
    for index, check in enumerate(pack.checks):
        path: Path = ("checks", index)
        yield from _check_keys(path, check)
        if check.book is None:
            if check.field is not None:
                yield Finding("PK060", path, {"check": check.id, "kind": check.kind, "key": "book"})
            continue
        book = view.base_books.get(check.book)
        if book is None:
            if not view.is_open(check.book, pack):
                yield Finding("PK021", (*path, "book"), {"book": check.book}, nearest(check.book, view.base_books))
            continue
        owner = view.owners[book.id]
        if owner != pack.name and owner not in pack.requires:
            yield Finding("PK030", (*path, "book"), {"book": book.id, "pack": owner})
        yield from _check_fields(path, check, book, view)


def _check_keys(path: Path, check: Check) -> Iterator[Finding]:
    data: dict[str, object] = {"check": check.id, "kind": check.kind}
    needed = _NEEDED[check.kind]
    for key in needed:
        if getattr(check, key) in (None, ()):
            yield Finding("PK060", path, {**data, "key": key})
    if check.kind == "impossible" and (not check.right) == (check.than is None):
        yield Finding("PK060", path, {**data, "key": "right / than"})
    for key in sorted(check.model_fields_set - _COMMON - {*needed, *_ALLOWED.get(check.kind, ())}):
        yield Finding("PK061", (*path, key), {**data, "key": key})
    if check.tier == "must" and check.kind != "impossible":
        yield Finding("PK063", (*path, "tier"), data)


def _check_fields(path: Path, check: Check, book: Book, view: View) -> Iterator[Finding]:
    fields = view.fields(book)
    named: list[tuple[Path, str]] = [(("left", index), name) for index, name in enumerate(check.left)]
    named += [(("right", index), name) for index, name in enumerate(check.right)]
    named += [(("field",), check.field)] if check.field else []
    for place, name in named:
        if name not in fields and name != DAY and name not in view.skipped:
            data: dict[str, object] = {"field": name, "book": book.id}
            yield Finding("PK022", (*path, *place), data, nearest(name, fields))
    known = [fields[name] for _place, name in named if name in fields]
    days = [item for item in known if item.type is FieldType.DATE]
    is_of_days = bool(days) or DAY in (*check.left, *check.right)
    for item in known:
        if not _suits(check, item, is_of_days):
            told = {"check": check.id, "field": item.id, "type": item.type.value, "add": item.add}
            yield Finding("PK062", path, told)
    if is_of_days and (len(check.left) != 1 or len(check.right) != 1):
        key = "right" if check.than is not None else "left"
        yield Finding("PK061", (*path, key), {"check": check.id, "kind": check.kind, "key": key})


def _suits(check: Check, item: Field, is_of_days: bool) -> bool:
    if check.kind == "impossible":
        return item.type is FieldType.DATE if is_of_days else item.type.is_number
    return item.type.is_number and item.add == ("stock" if check.kind == "stale_stock" else "flow")
