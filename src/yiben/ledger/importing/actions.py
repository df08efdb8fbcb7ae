"""The verbs of an import: begin, confirm the columns, read and judge its rows, mend single ones, take them in.

Reading and taking are jobs: they go in batches, each whole by itself, and go on where they stopped.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date
from itertools import islice
from typing import Any

from django.db import connection, transaction

from yiben.audit import hooks
from yiben.audit.actions import log
from yiben.audit.callers import Caller
from yiben.catalog.queries import current_book
from yiben.errors import Refusal, TextProblem
from yiben.ledger.appending import append
from yiben.ledger.checking import RollNames, people_named, subjects_named
from yiben.ledger.importing.judging import bench_for, caller_of, judge
from yiben.ledger.importing.mapping import DAY, FOR_ALL, UNIT, propose_mapping, shape_of, targets
from yiben.ledger.importing.reading import columns_of, read_file, rows_of
from yiben.ledger.models import ImportFile, ImportMapping, ImportRow
from yiben.ledger.proposals import Proposal
from yiben.units.models import Unit
from yiben.units.queries import path

BATCH = 500
"""Rows judged at once."""
CHUNK = 500
"""Entries appended in one transaction: others wait no longer than for these."""


@transaction.atomic
def begin_import(
    caller: Caller, *, unit: Unit, book: str, name: str, data: bytes, ask_again: bool = False
) -> tuple[ImportFile, bool]:
    """Take in a spreadsheet for a book and return it with whether it is new: the same file is imported once.

    Its columns are proposed, or, for a shape that was confirmed before for this unit or one above it, taken as they
    were then, unless they are to be asked about again (``ask_again``). Raises TextProblem for what is no table, Refusal ``import_no_table`` for one without records.
    """
    hooks.require(caller, "entry.import", unit.pk)
    defined, _version = current_book(book)
    digest = f"sha256:{hashlib.sha256(data).hexdigest()}"
    earlier = ImportFile.objects.filter(unit=unit, book=book, digest=digest).exclude(state=ImportFile.CANCELLED)
    if (known := earlier.first()) is not None:
        return known, False
    units = {each.uid: each for each in Unit.objects.all()}
    columns, dropped = columns_of(data, name, defined, units)
    if not columns:
        raise Refusal("import_no_table", name=name)
    file = ImportFile.objects.create(
        unit=unit,
        book=book,
        name=name.replace("\\", "/").rpartition("/")[2][-120:],
        digest=digest,
        content=data,
        post=caller.post,
        person=caller.person,
        columns=[
            {"sheet": each.sheet, "heading": each.heading, "kind": each.kind, "samples": list(each.samples)}
            for each in columns
        ],
        shape=shape_of(columns),
        mapping=propose_mapping(defined, columns),
        dropped=dropped,
    )
    log(caller, "import.begin", file.uid, book=book)
    kept = ImportMapping.objects.filter(book=book, shape=file.shape)
    for above in reversed(path(unit)):
        if (confirmed := kept.filter(unit=above).first()) is not None:
            file.mapping = confirmed.mapping
            file.save()
            if not ask_again:
                _stage(file)
            break
    return file, True


@transaction.atomic
def confirm_columns(caller: Caller, file: ImportFile, mapping: Mapping[str, str]) -> None:
    """Say which field each heading goes to, and what holds for all rows (``=field``), for this file and all of its
    shape, and have the rows read.

    Refuses a field named twice (``import_field_twice``) and one that the book does not have (``unknown_field``).
    """
    _require(caller, file, ImportFile.COLUMNS)
    book, _version = current_book(file.book)
    labels = {DAY: DAY, UNIT: UNIT} | {each.id: each.label for each in targets(book)}
    chosen = {each["heading"]: mapping.get(each["heading"], "") for each in file.columns}
    named = [target for target in chosen.values() if target]
    for target in named:
        if target not in labels:
            raise Refusal("unknown_field", field=target, allowed=list(labels.values()))
        if named.count(target) > 1:
            raise Refusal("import_field_twice", label=labels[target])
    for key, value in mapping.items():
        if key.startswith(FOR_ALL) and value and book.field(key.removeprefix(FOR_ALL)) is not None:
            chosen[key] = value
    file.mapping = chosen
    ImportMapping.objects.update_or_create(
        unit=file.unit, book=file.book, shape=file.shape, defaults={"mapping": chosen}
    )
    log(caller, "import.confirm", file.uid)
    _stage(file)


def stage_rows(uid: str) -> int:
    """Read the rows of a file and judge them, in batches; return how many there are. The job behind ``_stage``.

    A cancelled file is left where it is; one that was read in part goes on after its last row.
    """
    file = ImportFile.objects.select_related("unit").get(uid=uid)
    if file.state != ImportFile.STAGING or file.content is None:
        return file.rows_done
    bench = bench_for(file)
    try:
        proposed = read_file(file, bench.book, bench.units)
    except TextProblem as problem:
        ImportFile.objects.filter(uid=uid).update(state=ImportFile.FAILED, problem=problem.code, content=None)
        return 0
    ImportFile.objects.filter(uid=uid).update(rows_found=len(proposed.records))
    done = file.rows.count()
    rows = rows_of(file, bench.book, bench.units, proposed, after=done)
    while batch := list(islice(rows, BATCH)):
        judge(batch, bench)
        with transaction.atomic():
            if not _is_still(uid, ImportFile.STAGING):
                return done
            _insert(batch)
            done += len(batch)
            ImportFile.objects.filter(uid=uid).update(rows_done=done)
    totals = [
        {
            "sheet": each.sheet or "",
            "row": each.row,
            "heading": each.heading,
            "printed": str(each.printed),
            "agrees": each.agrees,
        }
        for each in proposed.totals
    ]
    ImportFile.objects.filter(uid=uid, state=ImportFile.STAGING).update(
        state=ImportFile.STAGED, content=None, totals=totals
    )
    return done


@transaction.atomic
def answer_unit(caller: Caller, file: ImportFile, text: str, unit: Unit) -> int:
    """Say which unit a name in the file means; judge its rows again and return how many there are."""
    _require(caller, file, ImportFile.STAGED)
    file.units = {**file.units, text: unit.uid}
    file.save(update_fields=["units"])
    rows = list(file.rows.filter(verdict=ImportRow.ASK, unit_text=text))
    _judge_again(file, rows)
    return len(rows)


@transaction.atomic
def mend_row(
    caller: Caller,
    file: ImportFile,
    number: int,
    *,
    unit: str,
    on: date | None,
    values: Mapping[str, Any],
    partners: Sequence[str] = (),
    reason: str = "",
) -> ImportRow:
    """Put what somebody typed in the place of what a row says, and judge it again."""
    _require(caller, file, ImportFile.STAGED)
    row = _open_row(file, number)
    given = {"unit": unit, "on": on.isoformat() if on else "", "partners": list(partners), "values": dict(values)}
    row.given = {**given, "reason": reason.strip(), "keep": True, "noted": row.given.get("noted", [])}
    _judge_again(file, [row])
    return row


@transaction.atomic
def keep_row(caller: Caller, file: ImportFile, number: int, *, is_kept: bool) -> ImportRow:
    """Take in a row that would be left out, or leave out one that would be taken."""
    _require(caller, file, ImportFile.STAGED)
    row = _open_row(file, number)
    noted = [each for each in row.given.get("noted", []) if each[0] != "row_left_out"]
    row.given = {**row.given, "keep": is_kept, "noted": noted if is_kept else [*noted, ["row_left_out", {}]]}
    _judge_again(file, [row])
    return row


@transaction.atomic
def take_in(caller: Caller, file: ImportFile, *, late: bool = False) -> None:
    """Have the rows that are ready recorded. Refuses with ``import_closed`` when some fall into closed months, unless
    ``late``: then each counts in its first open one."""
    _require(caller, file, ImportFile.STAGED)
    ready = file.rows.filter(verdict=ImportRow.READY)
    if not late and (closed := ready.filter(counts_later=True).count()):
        raise Refusal("import_closed", count=closed)
    file.state, file.is_late_confirmed = ImportFile.TAKING, late
    file.rows_found, file.rows_done = ready.count(), 0
    file.post, file.person = caller.post, caller.person
    file.save()
    log(caller, "import.take", file.uid, rows=file.rows_found)
    _enqueue_taking(file.uid)


def take_rows(uid: str) -> int:
    """Append the rows of a file that are ready, a chunk a transaction; return how many became entries. The job behind
    ``take_in``. A chunk that the ledger refuses is tried row by row, and what is refused is asked about."""
    file = ImportFile.objects.select_related("unit").get(uid=uid)
    taken = 0
    while file.state == ImportFile.TAKING:
        rows = list(file.rows.filter(verdict=ImportRow.READY).order_by("number")[:CHUNK])
        if not rows:
            break
        try:
            taken += _append(file, rows)
        except Refusal:
            taken += sum(_append_alone(file, row) for row in rows)
        file.refresh_from_db()
    has_open = file.rows.filter(verdict=ImportRow.ASK).exists()
    ended = ImportFile.STAGED if has_open else ImportFile.DONE
    ImportFile.objects.filter(uid=uid, state=ImportFile.TAKING).update(state=ended)
    return taken


@transaction.atomic
def cancel_import(caller: Caller, file: ImportFile) -> None:
    """Stop an import. What became entries stays; nothing more is read or taken until it is resumed."""
    hooks.require(caller, "entry.import", file.unit_id)
    if file.state not in {ImportFile.DONE, ImportFile.CANCELLED}:
        file.state = ImportFile.CANCELLED
        file.save(update_fields=["state"])
        log(caller, "import.cancel", file.uid)


@transaction.atomic
def resume_import(caller: Caller, file: ImportFile) -> None:
    """Go on with an import that was stopped, or whose job was lost, where it stopped."""
    hooks.require(caller, "entry.import", file.unit_id)
    if file.state == ImportFile.TAKING:
        _enqueue_taking(file.uid)
    elif file.state in {ImportFile.CANCELLED, ImportFile.STAGING}:
        if file.content is None:
            file.state = ImportFile.STAGED
            file.save(update_fields=["state"])
        elif file.rows.exists() or file.state == ImportFile.STAGING:
            _stage(file)
        else:
            file.state = ImportFile.COLUMNS
            file.save(update_fields=["state"])


@transaction.atomic
def drop_import(caller: Caller, file: ImportFile) -> None:
    """Throw away an import none of whose rows became an entry."""
    hooks.require(caller, "entry.import", file.unit_id)
    if file.rows.filter(verdict=ImportRow.TAKEN).exists():
        raise Refusal("import_taken")
    file.delete()


def clear_imports(before: date) -> int:
    """Empty what was read of files begun before a day and never taken in; return how many files that concerned."""
    old = ImportFile.objects.filter(begun_at__date__lt=before)
    rows = ImportRow.objects.filter(file__in=old).exclude(verdict=ImportRow.TAKEN)
    files = set(rows.values_list("file_id", flat=True)) | set(old.exclude(content=None).values_list("uid", flat=True))
    rows.delete()
    old.filter(uid__in=files).update(content=None, state=ImportFile.DONE)
    return len(files)


def _stage(file: ImportFile) -> None:
    from yiben.ledger.jobs import stage_import

    file.state = ImportFile.STAGING
    file.save()
    stage_import.enqueue(file.uid)


def _enqueue_taking(uid: str) -> None:
    from yiben.ledger.jobs import take_import

    take_import.enqueue(uid)


def _require(caller: Caller, file: ImportFile, state: str) -> None:
    hooks.require(caller, "entry.import", file.unit_id)
    file.refresh_from_db()
    if file.state != state:
        raise Refusal("import_changed")


def _is_still(uid: str, state: str) -> bool:
    """Lock a file and say whether it is still in a state."""
    return ImportFile.objects.select_for_update().filter(uid=uid).values_list("state", flat=True).get() == state


def _insert(rows: Sequence[ImportRow]) -> None:
    """Write new rows with executemany: the ORM would take longer over them than reading and judging do."""
    columns = [field for field in ImportRow._meta.concrete_fields if not field.primary_key]
    names = ", ".join(str(field.column) for field in columns)
    marks = ", ".join(["%s"] * len(columns))
    given = [
        [field.get_db_prep_save(getattr(row, str(field.attname)), connection) for field in columns] for row in rows
    ]
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO ledger_importrow ({names}) VALUES ({marks})", given)


def _open_row(file: ImportFile, number: int) -> ImportRow:
    row = file.rows.filter(number=number).exclude(verdict=ImportRow.TAKEN).first()
    if row is None:
        raise Refusal("row_unknown", row=number)
    return row


def _judge_again(file: ImportFile, rows: Sequence[ImportRow]) -> None:
    if rows:
        judge(rows, bench_for(file))
        fields = ["verdict", "counts_later", "remarks", "problems", "cells", "given", "checked"]
        ImportRow.objects.bulk_update(rows, fields, batch_size=BATCH)


def _append(file: ImportFile, rows: Sequence[ImportRow]) -> int:
    """Append rows and note that they are entries, in one transaction; none when the import was cancelled meanwhile."""
    caller = caller_of(file)
    named = _subjects(file, rows)
    proposals = [_proposal(file, row, caller, named.get(row.number, ())) for row in rows]
    emptied: dict[str, Any] = {"cells": {}, "given": {}, "checked": {}, "problems": [], "remarks": []}
    with transaction.atomic():
        append(proposals)
        if not _is_still(file.uid, ImportFile.TAKING):
            transaction.set_rollback(True)
            return 0
        numbers = [row.number for row in rows]
        among = file.rows.filter(number__range=(numbers[0], numbers[-1]), verdict=ImportRow.READY)
        among.update(verdict=ImportRow.TAKEN, **emptied)
        ImportFile.objects.filter(uid=file.uid).update(rows_done=file.rows_done + len(rows))
    return len(rows)


def _append_alone(file: ImportFile, row: ImportRow) -> int:
    try:
        return _append(file, [row])
    except Refusal as refusal:
        row.verdict, row.problems = ImportRow.ASK, [["occurred_on", refusal.code, dict(refusal.data)]]
        row.save(update_fields=["verdict", "problems"])
        return 0


def _subjects(file: ImportFile, rows: Sequence[ImportRow]) -> dict[int, tuple[tuple[str, str], ...]]:
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


def _proposal(file: ImportFile, row: ImportRow, caller: Caller, subjects: tuple[tuple[str, str], ...]) -> Proposal:
    checked = row.checked
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
        source={"kind": "import", "ref": f"{file.uid}#{row.number}"},
        reason=row.given.get("reason", ""),
        may_post_late=file.is_late_confirmed,
    )
