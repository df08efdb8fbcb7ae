"""Which promises are open for a caller, and one promise by the number of its record."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, QuerySet

from yiben.accounts.queries import units_allowed
from yiben.audit.callers import Caller
from yiben.catalog.queries import catalogue
from yiben.errors import Refusal
from yiben.ledger.models import Entry, EntryRef
from yiben.ledger.queries import (
    COUNTED,
    Reading,
    current,
    hidden_fields,
    of_units,
    read_entries,
    read_entry,
    with_choice,
)
from yiben.packs.promises import Promise
from yiben.tasks.models import Task

READ = "entry.read"
SOURCE = "promise"
"""As what a task or a matter that came of a promise names its source."""
MOST = 500


@dataclass(frozen=True)
class Promised:
    """A promise: the record that holds it, its words ("" where the caller may not read them), the day by which it is to be
    kept, whether that has passed, the task that came of it."""

    reading: Reading
    declared: Promise
    words: str
    by: date
    is_late: bool
    task: Task | None = None


def open_promises(caller: Caller, unit_ids: Iterable[int], today: date) -> list[Promised]:
    """Return the promises in records of these units, as far as the caller may read them, that were not kept; soonest first."""
    allowed = set(unit_ids)
    if not caller.is_system:
        allowed &= units_allowed(caller, READ)
    if not allowed:
        return []
    found: list[Promised] = []
    for book in catalogue().books.values():
        if book.promise is None:
            continue
        rows = with_choice(
            current(Entry.objects.filter(kind__in=COUNTED, book=book.id)), book.id, book.promise.made, "yes"
        )
        rows = of_units(rows, allowed).filter(~Exists(kept_entries(book.promise))).select_related("unit")
        found += shown_promises(caller, read_entries(rows.order_by("-seq")[:MOST]), today)
    return sorted(found, key=lambda each: (each.by, each.reading.entry.seq))


def shown_promises(caller: Caller, readings: Iterable[Reading], today: date) -> list[Promised]:
    """Return what records promise; records that promise nothing are left out."""
    rows = [(each, each.book.promise) for each in readings if each.book is not None and each.book.promise is not None]
    tasks = _tasks_of([each.entry.record_seq for each, _declared in rows])
    found = []
    for each, declared in rows:
        said = each.values.get(declared.by)
        if not each.values.get(declared.made) or not said:
            continue
        by = date.fromisoformat(str(said))
        is_hidden = declared.says in hidden_fields(caller, each)
        words = "" if is_hidden else str(each.private.get(declared.says, ""))
        found.append(Promised(each, declared, words, by, by < today, tasks.get(each.entry.record_seq)))
    return found


def read_promise(caller: Caller, seq: int, today: date) -> Promised:
    """Return the promise of a record that the caller may read; Refusal ``promise_unknown`` when it promises nothing."""
    found = shown_promises(caller, [read_entry(caller, seq)], today)
    if not found:
        raise Refusal("promise_unknown")
    return found[0]


def is_kept(promised: Promised) -> bool:
    """Return whether a promise was kept."""
    rows = Entry.objects.filter(pk=promised.reading.entry.pk)
    return rows.filter(Exists(kept_entries(promised.declared))).exists()


def kept_entries(declared: Promise) -> QuerySet[Entry]:
    """Return the entries that say that the promise of the outer record was kept, whichever of its states they name."""
    referred = EntryRef.objects.filter(ref=OuterRef("uid")).filter(
        Exists(current(Entry.objects.filter(pk=OuterRef("entry_id"), book=declared.kept, kind__in=COUNTED)))
    )
    return Entry.objects.filter(record_seq=OuterRef("record_seq")).filter(Exists(referred))


def source_of(reading: Reading) -> str:
    """Return by which name a promise is the source of a task or matter: the number of its record, for ever the same."""
    return f"record-{reading.entry.record_seq}"


def _tasks_of(records: list[int]) -> dict[int, Task]:
    named = {f"record-{each}": each for each in records}
    rows = Task.objects.filter(source_kind=SOURCE, source__in=named).exclude(state=Task.DROPPED).order_by("pk")
    return {named[each.source]: each for each in rows}
