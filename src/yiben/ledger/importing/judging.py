"""A verdict on every row: what is wrong with it, what was inferred, whether it is in the ledger already.

Rows are judged in batches, with one query a batch and question. Nothing is written here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import connection
from django.utils import timezone

from yiben.accounts.queries import units_allowed
from yiben.audit.callers import SYSTEM, Caller
from yiben.catalog.queries import catalogue, current_book
from yiben.ledger import canonical
from yiben.ledger.aggregates import read_total, standing_beside
from yiben.ledger.calendars import posting_calendar
from yiben.ledger.checking import FieldProblem, RollNames, day_problems, known_unit, people_named
from yiben.ledger.checks.recording import Checks, impossible
from yiben.ledger.details import value_of
from yiben.ledger.importing.reading import StagedRow
from yiben.ledger.models import Entry, EntryDetail, ImportFile, ImportRow, PeriodState
from yiben.ledger.queries import current
from yiben.packs.definitions import Book
from yiben.packs.values import read_values
from yiben.remembering import reading_once
from yiben.statements import select
from yiben.units.models import Unit
from yiben.units.months import next_month

Judged = StagedRow | ImportRow
LEAVES_OUT = frozenset({"row_duplicate", "row_cancelled", "row_in_ledger", "row_left_out"})
"""Remarks for which a row is left out unless somebody takes it in."""
_PLACES = 400
"""Units with days asked about at once."""


@dataclass
class Bench:
    """What rows of a file are judged by: the book as it is now, units, rights, closed months, kinds of units that keep
    no books, what cannot be."""

    file: ImportFile
    book: Book
    version: int
    units: dict[str, Unit]
    allowed: set[int]
    closed: dict[int, set[int]]
    without_books: frozenset[str]
    impossible: Checks
    today: date
    found_units: dict[str, str | None] = field(default_factory=dict)
    roll_names: RollNames = field(default_factory=dict)

    def known_unit(self, text: str) -> str | None:
        """Return the uid of a unit as a field names it; each name is looked up once."""
        if text not in self.found_units:
            self.found_units[text] = known_unit(text)
        return self.found_units[text]


def caller_of(file: ImportFile) -> Caller:
    """Return on whose behalf a file is imported."""
    return Caller(person=file.person, post=file.post) if file.post else SYSTEM


def bench_for(file: ImportFile) -> Bench:
    """Return what the rows of a file are judged by."""
    caller, (book, version) = caller_of(file), current_book(file.book)
    units = {unit.uid: unit for unit in Unit.objects.all()}
    allowed = {unit.pk for unit in units.values()} if caller.is_system else units_allowed(caller, "entry.import")
    closed: dict[int, set[int]] = defaultdict(set)
    for unit_id, month in PeriodState.objects.filter(unit_id__in=allowed).values_list("unit_id", "month"):
        closed[unit_id].add(month)
    known = catalogue()
    without_books = frozenset(kind.id for kind in known.kinds.values() if not kind.can_record)
    checks = known.checks_of("impossible", book.id)
    return Bench(file, book, version, units, allowed, closed, without_books, checks, timezone.localdate())


def judge(rows: Sequence[Judged], bench: Bench) -> None:
    """Set verdict, remarks, problems and canonical values of rows."""
    uids = [row.entry_uid for row in rows]
    there = set(Entry.objects.filter(uid__in=uids).values_list("uid", flat=True))
    with reading_once():
        for row in rows:
            if row.entry_uid in there:
                row.verdict = ImportRow.TAKEN
                row.remarks, row.problems, row.cells, row.given, row.checked = [], [], {}, {}, {}
            else:
                _judge_alone(row, bench)
    fresh = [row for row in rows if row.verdict == ImportRow.READY and row.kind == "record"]
    for row, code, seq in _in_ledger(fresh, bench):
        row.remarks.append([code, {"seq": seq}])
        row.verdict = _verdict(row)


def _judge_alone(row: Judged, bench: Bench) -> None:
    given, problems = row.given, _unread(row)
    row.remarks = [list(each) for each in given.get("noted", [])]
    row.checked = {}
    on = date.fromisoformat(given["on"]) if given.get("on") else None
    unit = bench.units.get(given.get("unit") or bench.file.units.get(row.unit_text, ""))
    problems += _unit_problems(unit, row.unit_text, bench)
    if unit is not None and on is not None:
        problems += day_problems(unit, on, today=bench.today)
        _remark_closed(row, unit, on, bench)
    elif on is None and not any(name == "occurred_on" for name, _, _ in problems):
        problems.append(("occurred_on", "required", {}))
    partners = [uid for uid in given.get("partners", []) if unit is None or uid != unit.uid]
    for host in (bench.units[uid] for uid in partners if uid in bench.units):
        if on is not None and (found := day_problems(host, on, today=bench.today)):
            problems.append(("credited", "unit_not_there", dict(found[0][2])))
    if row.kind == "total":
        values, found = _total_values(row, bench, unit, on)
        private: dict[str, Any] = {}
        problems += found
    else:
        read = read_values(bench.book, given.get("values", {}), known_unit=bench.known_unit)
        values, private = dict(read.plain), dict(read.private)
        unread = {name for name, _, _ in problems}
        problems += [(each.field, each.code, dict(each.data)) for each in read.problems if each.field not in unread]
        if unit is not None and on is not None:
            problems += people_named(bench.book, private, unit, on, bench.roll_names)[1]
        if not problems:
            broken = impossible(bench.book, values, on, checks=bench.impossible)
            problems += [(each.field, each.code, dict(each.data)) for each in broken]
    row.problems = [list(each) for each in problems]
    if not problems and unit is not None and on is not None:
        until = _end_of_month(on).isoformat() if row.kind == "total" else ""
        hosts = sorted({unit.uid, *partners})
        row.checked = {"on": on.isoformat(), "until": until, "unit": unit.uid, "credited": hosts}
        row.checked |= {"version": bench.version, "values": values, "private": private}
        row.checked |= {name: given[name] for name in ("reason", "approx") if given.get(name)}
    row.verdict = _verdict(row)


def _verdict(row: Judged) -> str:
    if not row.given.get("keep") and any(code in LEAVES_OUT for code, _ in row.remarks):
        return ImportRow.LEFT_OUT
    return ImportRow.ASK if row.problems else ImportRow.READY


def _unread(row: Judged) -> list[FieldProblem]:
    """What stands in the sheet and could not be read: [field, code, data]."""
    return [(name, code, dict(data)) for name, code, data in row.given.get("unread", [])]


def _unit_problems(unit: Unit | None, text: str, bench: Bench) -> list[FieldProblem]:
    if unit is None:
        return [("unit", "unit_unknown", {"text": text}) if text else ("unit", "required", {})]
    if unit.kind in bench.without_books:
        return [("unit", "unit_keeps_no_books", {"unit": unit.name})]
    return [] if unit.pk in bench.allowed else [("unit", "row_unit_not_yours", {"unit": unit.name})]


def _end_of_month(on: date) -> date:
    calendar = posting_calendar()
    return calendar.last_day(calendar.month_of(on))


def _remark_closed(row: Judged, unit: Unit, on: date, bench: Bench) -> None:
    closed = bench.closed.get(unit.pk)
    if not closed:
        row.counts_later = False
        return
    month = wanted = posting_calendar().month_of(on)
    while month in closed:
        month = next_month(month)
    row.counts_later = month != wanted
    if row.counts_later:
        row.remarks.append(["row_closed", {"month": wanted, "counts_in": month}])


def _total_values(
    row: Judged, bench: Bench, unit: Unit | None, on: date | None
) -> tuple[dict[str, Any], list[FieldProblem]]:
    """The numbers of a month without single events."""
    values, problems = read_total(bench.book, row.given.get("values", {}))
    if on is not None and unit is not None and not problems:
        end = _end_of_month(on)
        if end > bench.today:
            problems.append(("occurred_on", "day_in_future", {"on": end.isoformat(), "today": bench.today.isoformat()}))
        beside = standing_beside(bench.book, unit, on, end, values)
        if beside and not row.given.get("reason"):
            problems.append(("reason", "row_beside", {"count": len(beside), "seq": beside[0]["seq"]}))
    return values, problems


def _in_ledger(rows: Sequence[Judged], bench: Bench) -> list[tuple[Judged, str, int]]:
    """Rows that the ledger holds: the same unit, day, title and numbers (``row_in_ledger``), or the same but for the
    numbers (``row_like_ledger``), with the entry."""
    by_place: dict[tuple[int, str], list[Judged]] = defaultdict(list)
    for row in rows:
        by_place[bench.units[row.checked["unit"]].pk, row.checked["on"]].append(row)
    entries = current(Entry.objects.filter(seq__in=_at_places(bench.book, by_place)))
    kept = [
        (seq, (unit, on.isoformat()), canonical.from_bytes(bytes(body)).get("values", {}))
        for seq, unit, on, body in entries.order_by("seq").values_list("seq", "unit_id", "occurred_on", "body")
    ]
    titles = _titles([seq for seq, _, _ in kept], bench.book)
    found: dict[int, tuple[Judged, str, int]] = {}
    for seq, place, values in kept:
        for row in by_place[place]:
            if row.checked["private"].get(bench.book.title or "") == titles.get(seq):
                is_same = row.checked["values"] == values
                if is_same or row.number not in found:
                    found[row.number] = (row, "row_in_ledger" if is_same else "row_like_ledger", seq)
    return list(found.values())


def _at_places(book: Book, places: Iterable[tuple[int, str]]) -> list[int]:
    """The records of a book at pairs of unit and day, each pair looked up in the index: what a batch costs does not
    grow with the ledger."""
    wanted, found = list(places), []
    day = "CAST(p.day AS date)" if connection.vendor == "postgresql" else "p.day"
    for first in range(0, len(wanted), _PLACES):
        some = wanted[first : first + _PLACES]
        pairs = ", ".join(["(%s, %s)"] * len(some))
        found += select(
            f"WITH p(unit, day) AS (VALUES {pairs}) SELECT e.seq FROM p CROSS JOIN ledger_entry e "
            f"WHERE e.unit_id = p.unit AND e.book = %s AND e.occurred_on = {day} "
            "AND e.kind IN ('record', 'correction')",
            [*(part for pair in some for part in pair), book.id],
        )
    return [seq for (seq,) in found]


def _titles(seqs: list[int], book: Book) -> dict[int, Any]:
    details = EntryDetail.objects.filter(entry_id__in=seqs, field=book.title or "")
    return {detail.entry_id: value_of(detail) for detail in details}
