"""The verbs of books made on site: bring a sheet, make its book, add a field or a choice to a book that is there.

What is made is the next version of an overlay (``base.local`` for books of their own), installed like any pack.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypedDict

from django.db import transaction
from django.utils import timezone

from yiben.audit import hooks
from yiben.audit.actions import log
from yiben.audit.callers import Caller
from yiben.catalog.actions import check_addition, extend_pack
from yiben.catalog.queries import catalogue
from yiben.errors import Refusal
from yiben.ledger.importing.actions import confirm_columns
from yiben.ledger.importing.mapping import DAY, UNIT, shape_of
from yiben.ledger.importing.reading import columns_of, unit_names
from yiben.ledger.models import ImportFile
from yiben.packs.boundaries import forbidden_in_label
from yiben.packs.composing import free_book_id, free_choice_id, free_field_ids
from yiben.packs.definitions import LOCAL, Book, BookExtension, Choice, Field, FieldType
from yiben.sheets.drafting import DraftField, draft_fields
from yiben.sheets.opening import open_workbook
from yiben.units.models import Unit

SHELF = "base"
"""The pack whose overlay holds books that belong to no line of work."""
ENTRY_WORD = "条"
MOST_FIELDS = 60
OFFERED = (
    FieldType.COUNT, FieldType.AMOUNT, FieldType.MINUTES, FieldType.AREA, FieldType.PERCENT, FieldType.CHOICE,
    FieldType.MULTICHOICE, FieldType.YESNO, FieldType.DATE, FieldType.TIME, FieldType.TEXT, FieldType.LONGTEXT,
    FieldType.PLACE, FieldType.PERSON, FieldType.PHONE, FieldType.ID_NUMBER, FieldType.ADDRESS,
)  # fmt: skip
"""The types that a field made on site may have."""


class _Addition(TypedDict, total=False):
    books: list[Book]
    extensions: list[BookExtension]


@dataclass(frozen=True)
class Wanted:
    """A field as somebody wants it: its name, its type, the measure word of a count, the choices of a choice."""

    label: str
    type: FieldType
    word: str = ""
    is_required: bool = False
    choices: tuple[str, ...] = ()


@transaction.atomic
def bring_sheet(caller: Caller, *, unit: Unit, name: str, data: bytes) -> ImportFile:
    """Take in a sheet that no book fits yet: an import that waits for its book. A heading alone is enough.

    Raises TextProblem for what is no table, Refusal ``import_no_table`` for one without a heading.
    """
    hooks.require(caller, "entry.import", unit.pk)
    hooks.require(caller, "pack.extend", None)
    units = {each.uid: each for each in Unit.objects.all()}
    columns, dropped = columns_of(data, name, None, units)
    if not columns:
        raise Refusal("import_no_table", name=name)
    file = ImportFile.objects.create(
        unit=unit,
        name=name.replace("\\", "/").rpartition("/")[2][-120:],
        digest=f"sha256:{hashlib.sha256(data).hexdigest()}",
        content=data,
        post=caller.post,
        person=caller.person,
        columns=[
            {"sheet": each.sheet, "heading": each.heading, "kind": each.kind, "samples": list(each.samples)}
            for each in columns
        ],
        shape=shape_of(columns),
        dropped=dropped,
    )
    log(caller, "import.begin", file.uid, book="")
    return file


def drafted(file: ImportFile) -> list[DraftField]:
    """Return what the columns of a waiting sheet would be as fields."""
    workbook = open_workbook(bytes(file.content or b""), file.name)
    units = {each.uid: each for each in Unit.objects.all()}
    return draft_fields(workbook, unit_names(units))[0]


@transaction.atomic
def make_book(caller: Caller, file: ImportFile, *, label: str, wanted: Mapping[str, Wanted]) -> ImportFile:
    """Make a book of the columns wanted, by heading, and have the rows of the sheet read into it.

    Columns that are not wanted are not taken. Refuses a book without a name or without a field, names twice, and what
    no field may hold.
    """
    hooks.require(caller, "entry.import", file.unit_id)
    hooks.require(caller, "pack.extend", None)
    file = ImportFile.objects.select_for_update().get(uid=file.uid)
    if file.book or file.content is None:
        raise Refusal("import_changed")
    called = " ".join(label.split())[:60]
    books = catalogue().books
    if not called:
        raise Refusal("book_unnamed")
    if any(book.label == called for book in books.values()):
        raise Refusal("book_name_used", label=called)
    columns = {each.heading: each for each in drafted(file)}
    chosen = {heading: item for heading, item in wanted.items() if heading in columns and not columns[heading].target}
    if not chosen or len(chosen) > MOST_FIELDS:
        raise Refusal("book_fields", most=MOST_FIELDS)
    ids = free_field_ids((), len(chosen))
    fields = _fields(list(chosen.values()), ids)
    title = next((each.id for each in fields if each.type is FieldType.TEXT), None)
    book = Book(id=free_book_id(books), label=called, entry_word=ENTRY_WORD, title=title, fields=fields)
    extend_pack(caller, SHELF, books=[book], on=timezone.localdate())
    file.book = book.id
    file.save(update_fields=["book"])
    standing = {each.heading: each.target for each in columns.values() if each.target in (DAY, UNIT)}
    confirm_columns(caller, file, standing | dict(zip(chosen, ids, strict=True)))
    log(caller, "book.make", book.id)
    return file


@transaction.atomic
def add_field(caller: Caller, book_id: str, wanted: Wanted) -> str:
    """Add a field to a book, at its end, and return its id. Nobody has to answer it: older records have none."""
    hooks.require(caller, "pack.extend", None)
    name, more = _new_field(book_id, wanted)
    base, added = _addition(book_id, more)
    extend_pack(caller, base, **added, on=timezone.localdate())
    log(caller, "book.add_field", book_id, field=name)
    return name


@transaction.atomic
def add_choice(caller: Caller, book_id: str, field_id: str, label: str) -> str:
    """Add a choice to a field and return its id. Refuses one that is there, and a field that has no choices."""
    hooks.require(caller, "pack.extend", None)
    name, more = _new_choice(book_id, field_id, label)
    base, added = _addition(book_id, more)
    extend_pack(caller, base, **added, on=timezone.localdate())
    log(caller, "book.add_choice", book_id, field=field_id, choice=name)
    return name


def check_field(book_id: str, wanted: Wanted) -> None:
    """Raise what ``add_field`` would raise; nothing is written."""
    base, added = _addition(book_id, _new_field(book_id, wanted)[1])
    check_addition(base, **added)


def check_choice(book_id: str, field_id: str, label: str) -> None:
    """Raise what ``add_choice`` would raise; nothing is written."""
    base, added = _addition(book_id, _new_choice(book_id, field_id, label)[1])
    check_addition(base, **added)


def _new_field(book_id: str, wanted: Wanted) -> tuple[str, BookExtension]:
    book = _book(book_id)
    if any(each.label == wanted.label for each in book.fields):
        raise Refusal("field_name_used", label=wanted.label)
    (name,) = free_field_ids([each.id for each in book.fields], 1)
    (field,) = _fields([wanted], [name])
    return name, BookExtension(extends=book_id, fields=(field,))


def _new_choice(book_id: str, field_id: str, label: str) -> tuple[str, BookExtension]:
    field, called = _book(book_id).field(field_id), " ".join(label.split())[:60]
    if field is None or field.type not in (FieldType.CHOICE, FieldType.MULTICHOICE):
        raise Refusal("field_without_choices", field=field_id)
    if not called or any(each.label == called for each in field.choices):
        raise Refusal("choice_name_used", label=called)
    _require_allowed(called)
    choice = Choice(id=free_choice_id(field), label=called)
    return choice.id, BookExtension(extends=book_id, choices={field_id: (choice,)})


def _book(book_id: str) -> Book:
    book = catalogue().book(book_id)
    if book is None:
        raise Refusal("book_unknown", book=book_id)
    return book


def _addition(book_id: str, more: BookExtension) -> tuple[str, _Addition]:
    """The pack whose overlay grows, and how: a book that is itself of an overlay is written anew, with more."""
    owner = catalogue().owners[book_id]
    if not owner.endswith(LOCAL):
        return owner, {"extensions": [more]}
    own = catalogue().packs[owner].book(book_id)
    assert own is not None
    kept = [
        item.model_copy(update={"choices": (*item.choices, *more.choices[item.id])})
        if item.id in more.choices
        else item
        for item in own.fields
    ]
    return owner.removesuffix(LOCAL), {"books": [own.model_copy(update={"fields": (*kept, *more.fields)})]}


def _fields(wanted: Sequence[Wanted], ids: Sequence[str]) -> tuple[Field, ...]:
    labels = [" ".join(each.label.split()) for each in wanted]
    for label in labels:
        if not label or len(label) > 60 or labels.count(label) > 1:
            raise Refusal("field_name_used", label=label[:60])
        _require_allowed(label)
    return tuple(_field(each, label, name) for each, label, name in zip(wanted, labels, ids, strict=True))


def _field(wanted: Wanted, label: str, name: str) -> Field:
    if wanted.type not in OFFERED:
        raise Refusal("field_type", label=label)
    given: dict[str, object] = {"id": name, "label": label, "type": wanted.type, "short": True}
    if wanted.is_required:
        given["required"] = True
    if wanted.type.is_number:
        given["add"] = "flow"
    if wanted.type is FieldType.COUNT:
        given["unit"] = (wanted.word.strip() or "个")[:8]
    if wanted.type in (FieldType.CHOICE, FieldType.MULTICHOICE):
        choices = tuple(dict.fromkeys(text for each in wanted.choices if (text := " ".join(each.split())[:60])))
        if not choices:
            raise Refusal("field_without_choices", field=label)
        for text in choices:
            _require_allowed(text)
        given["choices"] = tuple(Choice(id=f"c{n}", label=text) for n, text in enumerate(choices, 1))
    return Field(**given)  # type: ignore[arg-type]


def _require_allowed(label: str) -> None:
    if forbidden_in_label(label):
        raise Refusal("label_forbidden", label=label)
