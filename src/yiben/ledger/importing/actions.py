"""The verbs of an import: begin, confirm the columns, read and judge its rows, mend single ones, take them in.

Reading and taking are jobs: they go in batches, each whole by itself, and go on where they stopped.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from itertools import islice
from typing import Any

from django.db import transaction

from yiben.audit import hooks
from yiben.audit.actions import log
from yiben.audit.callers import Caller
from yiben.catalog.queries import current_book
from yiben.documents.files import refuse_secret
from yiben.errors import Refusal, TextProblem
from yiben.ledger.importing.judging import bench_for, caller_of, judge
from yiben.ledger.importing.mapping import DAY, FOR_ALL, UNIT, propose_mapping, shape_of, targets
from yiben.ledger.importing.reading import StagedRow, columns_of, import_marked, is_mended, marks_in, read_file, rows_of
from yiben.ledger.importing.taking import is_still
from yiben.ledger.memory import collecting_later
from yiben.ledger.models import ImportFile, ImportMapping, ImportRow
from yiben.packs.definitions import Book
from yiben.sheets.cells import text_of
from yiben.statements import execute_many
from yiben.units.models import Unit
from yiben.units.queries import path
from yiben.vault.actions import locker
from yiben.vault.ciphers import Locker

BATCH = 2000
"""Rows judged at once."""
LARGE = 2**20
"""Bytes from which on the columns of a file are found by a job: a page would wait for seconds."""
_REFUSED = (ImportRow.ASK, ImportRow.LEFT_OUT)


@transaction.atomic
def begin_import(
    caller: Caller, *, unit: Unit, book: str, name: str, data: bytes, ask_again: bool = False
) -> tuple[ImportFile, bool]:
    """Take in a spreadsheet for a book and return it with whether it is new: the same file is imported once.

    Its columns are proposed, or, for a shape that was confirmed before for this unit or one above it, taken as they
    were then, unless they are to be asked about again (``ask_again``). A file of rows that an import refused, mended,
    goes back to that import: its rows take the place of those. Raises TextProblem for what is no table, Refusal ``import_no_table`` for one without records.
    """
    hooks.require(caller, "entry.import", unit.pk)
    refuse_secret(name, data)
    defined, _version = current_book(book)
    digest = f"sha256:{hashlib.sha256(data).hexdigest()}"
    earlier = ImportFile.objects.filter(unit=unit, book=book, digest=digest).exclude(state=ImportFile.CANCELLED)
    if (known := earlier.first()) is not None:
        return known, False
    file = ImportFile(
        unit=unit,
        book=book,
        name=name.replace("\\", "/").rpartition("/")[2][-120:],
        digest=digest,
        content=data,
        post=caller.post,
        person=caller.person,
        state=ImportFile.OPENING,
    )
    if len(data) > LARGE and not caller.is_system:  # a command waits; a page does not
        file.save()
        log(caller, "import.begin", file.uid, book=book)
        _enqueue_opening(file.uid, ask_again=ask_again)
        return file, True
    asking = _open(caller, file, defined, ask_again=ask_again)
    if asking is None:
        log(caller, "import.begin", file.uid, book=book)
    return asking or file, asking is None


def open_file(uid: str, *, ask_again: bool = False) -> int:
    """Find the columns of a large file and return how many there are. The job behind ``begin_import``; a second run
    finds the file opened. What is no table, or goes back to another import, ends as failed, with its code."""
    file = ImportFile.objects.select_related("unit").get(uid=uid)
    if file.state != ImportFile.OPENING:
        return len(file.columns)
    problem = ""
    with transaction.atomic():
        try:
            if _open(caller_of(file), file, current_book(file.book)[0], ask_again=ask_again) is not None:
                problem = "import_put_back"
        except (Refusal, TextProblem) as refused:
            problem = refused.code
    if problem:
        ImportFile.objects.filter(uid=uid).update(state=ImportFile.FAILED, problem=problem, content=None)
    return len(file.columns)


def _open(caller: Caller, file: ImportFile, book: Book, *, ask_again: bool) -> ImportFile | None:
    """Find the columns of a file and keep it, or return the import to which its rows went back."""
    data = bytes(file.content or b"")
    columns, file.dropped = columns_of(data, file.name, book, {each.uid: each for each in Unit.objects.all()})
    if not columns:
        raise Refusal("import_no_table", name=file.name)
    if (marked := import_marked(columns)) and (asking := _asking(caller, marked, file.book)) is not None:
        _put_back(asking, data)
        return asking
    file.columns = [
        {"sheet": each.sheet, "heading": each.heading, "kind": each.kind, "samples": list(each.samples)}
        for each in columns
    ]
    file.state, file.shape, file.mapping = ImportFile.COLUMNS, shape_of(columns), propose_mapping(book, columns)
    file.save()
    kept = ImportMapping.objects.filter(book=file.book, shape=file.shape)
    for above in reversed(path(file.unit)):
        if (confirmed := kept.filter(unit=above).first()) is not None:
            file.mapping = confirmed.mapping
            file.save()
            if not ask_again:
                _stage(file)
            break
    return None


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
    with collecting_later():
        return _stage_rows(file)


def _stage_rows(file: ImportFile) -> int:
    uid, bench = file.uid, bench_for(file)
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
            if not is_still(uid, ImportFile.STAGING):
                return done
            _insert(uid, batch)
            done += len(batch)
            ImportFile.objects.filter(uid=uid).update(rows_done=done)
    totals = [
        {
            "sheet": each.sheet or "",
            "row": each.row,
            "heading": each.heading,
            "printed": text_of(each.printed),
            "summed": text_of(each.summed),
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
    before = row.given.get("values", {})
    approx = [name for name in row.given.get("approx", []) if str(values.get(name)) == str(before.get(name))]
    given |= {"approx": approx, "noted": row.given.get("noted", [])}
    row.given = {**given, "reason": reason.strip(), "keep": True}
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
    elif file.state == ImportFile.OPENING or (file.content is not None and not file.columns):
        file.state = ImportFile.OPENING
        file.save(update_fields=["state"])
        _enqueue_opening(file.uid, ask_again=False)
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


def _asking(caller: Caller, uid: str, book: str) -> ImportFile | None:
    """The import that waits for its refused rows, if the caller may go on with it."""
    file = ImportFile.objects.select_related("unit").filter(uid=uid, book=book, state=ImportFile.STAGED).first()
    return file if file is not None and hooks.allow(caller, "entry.import", file.unit_id) else None


def _put_back(file: ImportFile, data: bytes) -> None:
    """Let the rows of a mended file of refused rows take the place of those, and judge them again."""
    bench = bench_for(file)
    proposed = read_file(file, bench.book, bench.units, data)
    numbers = marks_in(proposed)
    refused = {row.number: row for row in file.rows.filter(number__in=set(numbers.values()), verdict__in=_REFUSED)}
    mended = []
    for place, said in enumerate(rows_of(file, bench.book, bench.units, proposed)):
        row = refused.pop(numbers.get(place, 0), None)
        if row is not None and is_mended(file, row, said):
            cells = {
                heading: text for heading, text in said.cells.items() if heading in row.cells or heading in file.mapping
            }
            row.cells, row.given, row.kind, row.unit_text = cells, said.given, said.kind, said.unit_text
            mended.append(row)
    judge(mended, bench)
    fields = ["verdict", "counts_later", "remarks", "problems", "cells", "given", "checked", "kind", "unit_text"]
    ImportRow.objects.bulk_update(mended, fields, batch_size=BATCH)


def _stage(file: ImportFile) -> None:
    from yiben.ledger.jobs import stage_import

    file.state = ImportFile.STAGING
    file.save()
    stage_import.enqueue(file.uid)


def _enqueue_opening(uid: str, *, ask_again: bool) -> None:
    from yiben.ledger.jobs import open_import

    open_import.enqueue(uid, ask_again=ask_again)


def _enqueue_taking(uid: str) -> None:
    from yiben.ledger.jobs import take_import

    take_import.enqueue(uid)


def _require(caller: Caller, file: ImportFile, state: str) -> None:
    hooks.require(caller, "entry.import", file.unit_id)
    file.refresh_from_db()
    if file.state != state:
        raise Refusal("import_changed")


def _insert(uid: str, rows: Sequence[StagedRow]) -> None:
    """Write new rows with executemany: the ORM would take longer over them than reading and judging do."""
    columns = [field for field in ImportRow._meta.concrete_fields if not field.primary_key]
    names = ", ".join(str(field.column) for field in columns)
    marks = ", ".join(["%s"] * len(columns))
    lock = locker()
    kept = [(str(field.attname), _stored_by(field, lock)) for field in columns[1:]]
    assert columns[0].attname == "file_id"
    given = [(uid, *[stored(getattr(row, name)) for name, stored in kept]) for row in rows]
    execute_many(f"INSERT INTO ledger_importrow ({names}) VALUES ({marks})", given)


def _stored_by(field: Any, lock: Locker) -> Callable[[Any], Any]:
    """How a column keeps a value: what is locked by its field, everything else as it is."""
    made: Callable[[Any], Any] = getattr(field, "locked_by", lambda _lock: _as_it_is)(lock)
    return made


def _as_it_is(value: Any) -> Any:
    return value


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
