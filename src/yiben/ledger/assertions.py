"""盘点: “this number was N on that day”, held against the ledger for ever. A broken one is kept and shown, never mended.

An assertion counts nothing. Of a stock it names what stood on its day; of a number that adds up, what there was from
its first day to its last.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, Sum

from yiben.audit import hooks
from yiben.audit.callers import Caller
from yiben.catalog.queries import book_version, current_book
from yiben.errors import Refusal
from yiben.ledger import canonical
from yiben.ledger.aggregates import read_total
from yiben.ledger.appending import Appended, append
from yiben.ledger.checking import FieldProblem, day_problems, read_uid, require_recording_unit
from yiben.ledger.lines import total_fields
from yiben.ledger.models import Entry, Line
from yiben.ledger.proposals import Proposal
from yiben.ledger.queries import current
from yiben.packs.definitions import Field
from yiben.units.models import Unit
from yiben.units.months import day_number


@dataclass(frozen=True)
class Assertion:
    """One number that was asserted. ``found`` is what the ledger says now, None when it says nothing."""

    entry: Entry
    field: Field
    said: int
    found: int | None

    @property
    def holds(self) -> bool:
        """Whether the ledger says the same."""
        return self.said == self.found


def record_assertion(
    caller: Caller,
    book: str,
    unit: Unit,
    on: date | None,
    values: Mapping[str, object],
    *,
    id: str,
    since: date | None = None,
    reason: str = "",
) -> Appended:
    """Record that numbers of a book are what ``values`` say: a stock on the day ``on``, a number that adds up (and
    ``entry``, how many records) from ``since`` to ``on``, from the first of January where it is not said.

    It may contradict the ledger: that is what it is for.
    """
    hooks.require(caller, "entry.record", unit.pk)
    require_recording_unit(unit)
    defined, version = current_book(book)
    read, problems = read_total(defined, values)
    fields = {item.id: item for item in total_fields(defined)}
    problems += [(name, "assertion_number", {}) for name in read if not fields[name].type.is_number]
    if on is not None and any(fields[name].add == "flow" for name in read):
        since = since or date(on.year, 1, 1)
    problems += _days(unit, since, on)
    if problems:
        raise Refusal("values", fields=problems)
    assert on is not None
    proposal = Proposal(
        uid=read_uid(id),
        kind="assertion",
        occurred_on=since or on,
        occurred_to=on if since not in (None, on) else None,
        caller=caller,
        book=book,
        book_version=version,
        unit=unit.uid,
        values=read,
        source={"kind": "form"},
        reason=reason.strip(),
    )
    return append([proposal])[0]


def assertions(
    unit_ids: Iterable[int], *, book: str = "", start: date | None = None, end: date | None = None
) -> list[Assertion]:
    """Return what was asserted for the units and not taken back, each held against the ledger as it is now, by day.

    ``start`` and ``end`` keep those whose days touch the period.
    """
    rows = current(Entry.objects.filter(kind="assertion", unit_id__in=list(unit_ids)))
    if book:
        rows = rows.filter(book=book)
    if end is not None:
        rows = rows.filter(occurred_on__lte=end)
    if start is not None:
        rows = rows.filter(Q(occurred_to__gte=start) | Q(occurred_to=None, occurred_on__gte=start))
    found: list[Assertion] = []
    for entry in rows.select_related("unit").order_by("occurred_on", "seq"):
        said: dict[str, Any] = canonical.from_bytes(bytes(entry.body)).get("values", {})
        for item in total_fields(book_version(entry.book, entry.book_version)):
            if item.id in said:
                found.append(Assertion(entry, item, said[item.id], _found(entry, item)))
    return found


def broken(
    unit_ids: Iterable[int], *, book: str = "", start: date | None = None, end: date | None = None
) -> list[Assertion]:
    """Return the assertions that the ledger contradicts."""
    return [each for each in assertions(unit_ids, book=book, start=start, end=end) if not each.holds]


def _found(entry: Entry, item: Field) -> int | None:
    """What the ledger says of the entry's own unit, by day of occurrence."""
    lines = Line.objects.filter(
        unit=entry.unit, measure__book=entry.book, measure__field=item.id, measure__dimension=""
    )
    last = day_number(entry.occurred_to or entry.occurred_on)
    if item.add == "stock":
        standing = current(Entry.objects.all()).values("seq")
        line = lines.filter(part=0, occurred_on__lte=last, seq__in=standing).order_by("occurred_on", "seq").last()
        return line.amount if line else None
    total = lines.filter(occurred_on__range=(day_number(entry.occurred_on), last)).aggregate(sum=Sum("amount"))["sum"]
    return int(total or 0)


def _days(unit: Unit, since: date | None, on: date | None) -> list[FieldProblem]:
    problems = day_problems(unit, on)
    if since is not None and on is not None:
        if since > on:
            days: dict[str, object] = {"on": since.isoformat(), "until": on.isoformat()}
            problems.append(("occurred_to", "span_backwards", days))
        problems += [] if problems else day_problems(unit, since)
    return problems
