"""Rules of a pack that span several keys or files. Findings carry a path, never a line."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from yiben.packs.boundaries import forbidden_in_id, forbidden_in_label
from yiben.packs.checking_checklists import check_assessments, check_checklists
from yiben.packs.checking_checks import check_checks
from yiben.packs.checking_fields import check_dependent
from yiben.packs.checking_kept import check_analyses, check_promises, check_registers, check_rosters
from yiben.packs.checking_meetings import check_meetings
from yiben.packs.checking_metrics import check_metrics, check_reports
from yiben.packs.checking_notes import check_note
from yiben.packs.checking_procedures import check_procedures
from yiben.packs.checking_rolls import check_roll_of, check_rolls
from yiben.packs.definitions import (
    FIXED_UNITS,
    LOCAL,
    MAX_ROLLUPS,
    RESERVED_IDS,
    VERBS,
    Book,
    BookExtension,
    Choice,
    Field,
    FieldType,
    Pack,
)
from yiben.packs.findings import Finding, Path, View
from yiben.packs.problems import nearest

__all__ = ["Finding", "check_pack"]

_NOT_ADDED = (
    "kinds",
    "trees",
    "ties",
    "roles",
    "reports",
    "procedures",
    "meetings",
    "checklists",
    "assessments",
    "registers",
    "rosters",
    "analyses",
)
"""What an overlay may not hold."""


def check_pack(pack: Pack, known: Sequence[Pack] = (), skipped: frozenset[str] = frozenset()) -> tuple[Finding, ...]:
    """Return all findings about a pack beside the packs it may build upon.

    ``skipped`` are ids of declarations left out because they are wrong in themselves; a
    reference to one of them is no finding of its own.
    """
    view = View.of(pack, known, skipped)
    return (
        *_check_requirements(pack, known),
        *_check_overlay(pack),
        *_check_duplicates(pack, view),
        *_check_books(pack, view),
        *_check_extensions(pack, view),
        *_check_roles(pack, view),
        *check_rolls(pack, view),
        *check_metrics(pack, view),
        *check_checks(pack, view),
        *check_reports(pack, view),
        *check_procedures(pack, view),
        *check_meetings(pack, view),
        *check_promises(pack, view),
        *check_registers(pack, view),
        *check_rosters(pack, view),
        *check_analyses(pack, view),
        *check_checklists(pack, view),
        *check_assessments(pack, view),
    )


def _check_requirements(pack: Pack, known: Sequence[Pack]) -> Iterator[Finding]:
    versions = {other.name: other.version for other in known}
    for name, version in pack.requires.items():
        path: Path = ("requires", name)
        if name not in versions:
            yield Finding("PK027", path, {"pack": name}, nearest(name, versions))
        elif versions[name] < version:
            data = {"pack": name, "wanted": version, "found": versions[name]}
            yield Finding("PK028", path, data)


def _check_overlay(pack: Pack) -> Iterator[Finding]:
    """An overlay may only add: books, fields, choices, metrics. What people and units may be stays with the packs."""
    if pack.is_local:
        for key in _NOT_ADDED:
            if getattr(pack, key):
                yield Finding("PK070", (key,), {"key": key})
        owner = pack.name.removesuffix(LOCAL)
        if owner not in pack.requires:
            yield Finding("PK071", ("name",), {"pack": owner})


def _check_duplicates(pack: Pack, view: View) -> Iterator[Finding]:
    lists: Mapping[str, Sequence[str]] = {
        "kinds": [kind.id for kind in pack.kinds],
        "trees": [tree.id for tree in pack.trees],
        "ties": [tie.id for tie in pack.ties],
        "roles": [role.id for role in pack.roles],
        "books": [book.id for book in pack.books],
        "rolls": [roll.id for roll in pack.rolls],
        "metrics": [metric.id for metric in pack.metrics],
        "checks": [check.id for check in pack.checks],
        "reports": [report.id for report in pack.reports],
        "procedures": [each.id for each in pack.procedures],
        "meetings": [each.id for each in pack.meetings],
        "registers": [each.id for each in pack.registers],
        "rosters": [each.id for each in pack.rosters],
        "analyses": [each.id for each in pack.analyses],
        "checklists": [each.id for each in pack.checklists],
        "assessments": [each.id for each in pack.assessments],
    }
    for name, ids in lists.items():
        taken = view.taken(name)
        yield from _duplicates((name,), ids, taken)
    extended = [extension.extends for extension in pack.extensions]
    yield from _duplicates(("extensions",), extended, frozenset(), key="extends")


def _duplicates(
    path: Path, ids: Iterable[str], taken: frozenset[str] = frozenset(), key: str = "id"
) -> Iterator[Finding]:
    seen = set(taken)
    for index, identifier in enumerate(ids):
        if identifier in seen:
            yield Finding("PK020", (*path, index, key), {"id": identifier})
        seen.add(identifier)


def _check_books(pack: Pack, view: View) -> Iterator[Finding]:
    for index, book in enumerate(pack.books):
        path: Path = ("books", index)
        yield from _check_wording(path, book.id, book.label)
        yield from _duplicates((*path, "fields"), [item.id for item in book.fields])
        yield from _check_fields((*path, "fields"), book.fields, view)
        if book.title and not book.field(book.title) and book.title not in view.skipped:
            hint = nearest(book.title, [item.id for item in book.fields])
            yield Finding("PK022", (*path, "title"), {"field": book.title, "book": book.id}, hint)
        yield from _check_rollups((*path, "fields"), book, (), view)
        own = {item.id: item for item in book.fields}
        yield from check_dependent((*path, "fields"), book.fields, own, book.id, view)
        yield from check_note((*path, "note"), book.note, view.fields(book), book.id, view)


def _check_fields(path: Path, fields: Sequence[Field], view: View) -> Iterator[Finding]:
    for index, item in enumerate(fields):
        here: Path = (*path, index)
        yield from _check_wording(here, item.id, item.label)
        if item.id in RESERVED_IDS:
            yield Finding("PK018", (*here, "id"), {"id": item.id})
        yield from _check_number(here, item)
        yield from _check_choices(here, item)
        yield from _check_unit_field(here, item, view)
        yield from check_roll_of(here, item, view)
        if item.rollup and not item.type.is_groupable:
            yield Finding("PK037", (*here, "rollup"), {"field": item.id, "type": item.type.value})


def _check_wording(path: Path, identifier: str, label: str) -> Iterator[Finding]:
    attribute = forbidden_in_label(label)
    if attribute:
        yield Finding("PK017", (*path, "label"), {"what": attribute, "word": label})
    else:
        attribute = forbidden_in_id(identifier)
        if attribute:
            yield Finding("PK017", (*path, "id"), {"what": attribute, "word": identifier})


def _check_number(path: Path, item: Field) -> Iterator[Finding]:
    data = {"field": item.id, "type": item.type.value}
    fixed = FIXED_UNITS.get(item.type)
    if item.type is FieldType.COUNT and not item.unit:
        yield Finding("PK031", path, data)
    if fixed and item.unit and item.unit != fixed:
        yield Finding("PK032", (*path, "unit"), {**data, "unit": item.unit, "fixed": fixed})
    if item.type.is_number:
        if item.add == "none" and "add" not in item.model_fields_set:
            yield Finding("PK039", path, data)
        if item.min is not None and item.max is not None and item.min > item.max:
            yield Finding("PK033", (*path, "min"), {**data, "min": item.min, "max": item.max})
        return
    if item.add != "none":
        yield Finding("PK040", (*path, "add"), data)
    for key in ("min", "max"):
        if getattr(item, key) is not None:
            yield Finding("PK034", (*path, key), {**data, "key": key})


def _check_choices(path: Path, item: Field) -> Iterator[Finding]:
    data = {"field": item.id, "type": item.type.value}
    has_choices = item.type in (FieldType.CHOICE, FieldType.MULTICHOICE)
    if has_choices and not item.choices:
        yield Finding("PK035", path, data)
    if item.choices and not has_choices:
        yield Finding("PK036", (*path, "choices"), data)
    yield from _check_choice_list((*path, "choices"), item.choices)


def _check_choice_list(path: Path, choices: Sequence[Choice], taken: frozenset[str] = frozenset()) -> Iterator[Finding]:
    yield from _duplicates(path, [choice.id for choice in choices], taken)
    for index, choice in enumerate(choices):
        yield from _check_wording((*path, index), choice.id, choice.label)


def _check_unit_field(path: Path, item: Field, view: View) -> Iterator[Finding]:
    if item.type is not FieldType.UNIT:
        for key in ("many", "unit_kinds"):
            if getattr(item, key):
                yield Finding("PK041", (*path, key), {"field": item.id, "key": key})
        return
    for index, kind in enumerate(item.unit_kinds):
        if kind not in view.kinds and kind not in view.skipped:
            hint = nearest(kind, view.kinds)
            yield Finding("PK029", (*path, "unit_kinds", index), {"kind": kind}, hint)


def _check_extensions(pack: Pack, view: View) -> Iterator[Finding]:
    for index, extension in enumerate(pack.extensions):
        path: Path = ("extensions", index)
        yield from _check_fields((*path, "fields"), extension.fields, view)
        book = view.base_books.get(extension.extends)
        if book is None:
            if not view.is_open(extension.extends, pack):
                hint = nearest(extension.extends, view.base_books)
                data = {"book": extension.extends}
                yield Finding("PK021", (*path, "extends"), data, hint)
            continue
        owner = view.owners[book.id]
        if owner != pack.name and owner not in pack.requires:
            yield Finding("PK030", (*path, "extends"), {"book": book.id, "pack": owner})
        taken = frozenset(item.id for item in view.other_fields(book, pack.name))
        ids = [item.id for item in extension.fields]
        yield from _duplicates((*path, "fields"), ids, taken)
        yield from _check_added_choices(path, extension, book, view)
        yield from _check_rollups((*path, "fields"), book, extension.fields, view)
        yield from check_dependent((*path, "fields"), extension.fields, view.fields(book), book.id, view)
        yield from check_note((*path, "note"), extension.note, view.fields(book), book.id, view)


def _check_added_choices(path: Path, extension: BookExtension, book: Book, view: View) -> Iterator[Finding]:
    fields = {item.id: item for item in book.fields}
    for field_id, choices in extension.choices.items():
        here: Path = (*path, "choices", field_id)
        item = fields.get(field_id)
        if item is None:
            hint = nearest(field_id, fields)
            yield Finding("PK022", here, {"field": field_id, "book": book.id}, hint)
        elif item.type not in (FieldType.CHOICE, FieldType.MULTICHOICE):
            yield Finding("PK036", here, {"field": field_id, "type": item.type.value})
        else:
            others = view.other_choices(book.id, field_id)
            taken = frozenset(choice.id for choice in (*item.choices, *others))
            yield from _check_choice_list(here, choices, taken)


def _check_rollups(path: Path, book: Book, added: Sequence[Field], view: View) -> Iterator[Finding]:
    before = view.other_fields(book, view.pack_name) if added else ()
    count = sum(item.rollup for item in before)
    for index, item in enumerate(added or book.fields):
        count += item.rollup
        if item.rollup and count > MAX_ROLLUPS:
            data = {"book": book.id, "count": count, "most": MAX_ROLLUPS}
            yield Finding("PK038", (*path, index, "rollup"), data)


def _check_roles(pack: Pack, view: View) -> Iterator[Finding]:
    for index, role in enumerate(pack.roles):
        for number, rule in enumerate(role.grants):
            path: Path = ("roles", index, "grants", number)
            for place, verb in enumerate(rule.verbs):
                if verb not in VERBS:
                    hint = nearest(verb, VERBS)
                    yield Finding("PK024", (*path, "verbs", place), {"verb": verb}, hint)
            for place, name in enumerate(rule.packs):
                if name != "*" and name not in view.pack_names:
                    hint = nearest(name, sorted(view.pack_names))
                    yield Finding("PK045", (*path, "packs", place), {"pack": name}, hint)
