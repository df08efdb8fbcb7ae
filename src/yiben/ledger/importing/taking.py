"""Recording the rows of an import that are ready: a chunk a transaction, each through the ledger's one door."""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import F

from yiben.audit.callers import Caller
from yiben.catalog.queries import current_book
from yiben.errors import Refusal
from yiben.ledger.appending import append_within
from yiben.ledger.checking import RollNames, people_named, subjects_named
from yiben.ledger.importing.judging import caller_of
from yiben.ledger.memory import collecting_later, more_pages
from yiben.ledger.models import ImportFile, ImportRow
from yiben.ledger.proposals import Proposal
from yiben.statements import select
from yiben.units.models import Unit

CHUNK, MOST = 2000, 8000
"""Entries appended in one transaction, at first and at most: others wait no longer than for these. The more there are, the
more of them share a page of the database."""
SECONDS = 1.0
"""How long others may wait: a transaction that took longer is followed by one half as large, one that took less than half of
it by one twice as large."""


def take_rows(uid: str) -> int:
    """Append the rows of a file that are ready, a chunk a transaction; return how many became entries. The job behind
    ``take_in``. A chunk that the ledger refuses is tried row by row, and what is refused is asked about."""
    file = ImportFile.objects.select_related("unit").get(uid=uid)
    with collecting_later(), more_pages():
        taken = _take_rows(file)
    has_open = file.rows.filter(verdict=ImportRow.ASK).exists()
    ended = ImportFile.STAGED if has_open else ImportFile.DONE
    ImportFile.objects.filter(uid=uid, state=ImportFile.TAKING).update(state=ended)
    return taken


def _take_rows(file: ImportFile) -> int:
    taken, size, opened = 0, CHUNK, ImportRow._meta.get_field("checked").opened  # type: ignore[attr-defined]
    while file.state == ImportFile.TAKING:
        ready = select(_READY, (file.uid, ImportRow.READY, size))
        rows = [_Ready(number, uid, kind, opened(checked)) for number, uid, kind, checked in ready]
        if not rows:
            break
        began = time.monotonic()
        try:
            taken += _append(file, rows)
        except Refusal:
            taken += sum(_append_alone(file, row) for row in rows)
        size = next_size(size, time.monotonic() - began)
        file.refresh_from_db(fields=["state", "rows_done"])
    return taken


_READY = (
    "SELECT number, entry_uid, kind, checked FROM ledger_importrow WHERE file_id = %s AND verdict = %s "
    "ORDER BY number LIMIT %s"
)


def next_size(size: int, seconds: float) -> int:
    """Return how many rows the next transaction takes in, after one of ``size`` that took so long."""
    if seconds > SECONDS:
        return max(size // 2, CHUNK)
    return min(2 * size, MOST) if seconds < SECONDS / 2 else size


def is_still(uid: str, state: str) -> bool:
    """Lock a file and say whether it is still in a state."""
    return ImportFile.objects.select_for_update().filter(uid=uid).values_list("state", flat=True).get() == state


def clear_imports(before: date) -> int:
    """Empty what was read of files begun before a day and never taken in; return how many files that concerned."""
    old = ImportFile.objects.filter(begun_at__date__lt=before)
    rows = ImportRow.objects.filter(file__in=old).exclude(verdict=ImportRow.TAKEN)
    files = set(rows.values_list("file_id", flat=True)) | set(old.exclude(content=None).values_list("uid", flat=True))
    rows.delete()
    old.filter(uid__in=files).update(content=None, state=ImportFile.DONE)
    return len(files)


class _Ready(NamedTuple):
    """What is read of a row that is ready: all that its entry needs."""

    number: int
    entry_uid: str
    kind: str
    checked: dict[str, Any]


def _append(file: ImportFile, rows: Sequence[_Ready]) -> int:
    """Append rows and note that they are entries, in one transaction; none when the import was cancelled meanwhile."""
    caller = caller_of(file)
    named = _subjects(file, rows)
    proposals = [_proposal(file, row, caller, named.get(row.number, ())) for row in rows]
    emptied: dict[str, Any] = {"cells": {}, "given": {}, "checked": {}, "problems": []}
    with transaction.atomic():
        append_within(proposals)
        if not is_still(file.uid, ImportFile.TAKING):
            transaction.set_rollback(True)
            return 0
        among = file.rows.filter(number__range=(rows[0].number, rows[-1].number), verdict=ImportRow.READY)
        among.update(verdict=ImportRow.TAKEN, **emptied)
        ImportFile.objects.filter(uid=file.uid).update(rows_done=F("rows_done") + len(rows))
    return len(rows)


def _append_alone(file: ImportFile, row: _Ready) -> int:
    try:
        return _append(file, [row])
    except Refusal as refusal:
        problems = [["occurred_on", refusal.code, dict(refusal.data)]]
        file.rows.filter(number=row.number).update(verdict=ImportRow.ASK, problems=problems)
        return 0


def _subjects(file: ImportFile, rows: Sequence[_Ready]) -> dict[int, tuple[tuple[str, str], ...]]:
    """The tokens of the people whom rows name, by row number; nothing for a book that names no roll."""
    book = current_book(file.book)[0]
    if not any(item.roll for item in book.fields):
        return {}
    units = {unit.uid: unit for unit in Unit.objects.filter(uid__in={row.checked["unit"] for row in rows})}
    known: RollNames = {}
    found = {}
    for row in rows:
        unit, on = units[row.checked["unit"]], date.fromisoformat(row.checked["on"])
        found[row.number] = subjects_named(people_named(book, row.checked["private"], unit, on, known)[0])
    return found


def _proposal(file: ImportFile, row: _Ready, caller: Caller, subjects: tuple[tuple[str, str], ...]) -> Proposal:
    """The entry that a row becomes. Which of its numbers were written as “about” stays with it for ever."""
    checked = row.checked
    source = {"kind": "import", "ref": f"{file.uid}#{row.number}"}
    if checked.get("approx"):
        source["approx"] = ",".join(checked["approx"])
    return Proposal(
        uid=row.entry_uid,
        kind=row.kind,
        occurred_on=date.fromisoformat(checked["on"]),
        occurred_to=date.fromisoformat(checked["until"]) if checked["until"] else None,
        caller=caller,
        book=file.book,
        book_version=checked["version"],
        unit=checked["unit"],
        credited=tuple(checked["credited"]),
        values=checked["values"],
        private=checked["private"],
        subjects=subjects,
        source=source,
        reason=checked.get("reason", ""),
        may_post_late=file.is_late_confirmed,
    )
