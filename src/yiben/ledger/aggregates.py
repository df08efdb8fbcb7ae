"""Entries that say how much there was, not what happened: 期初 (opening), 汇总录入 (total), 外来数据 (external),
预计数 (estimate).

They count on their first day, like every entry, and never stand beside single entries of the same book, unit and days
unseen: what is there already is listed, and who records both says why.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils import timezone

from yiben.audit import hooks
from yiben.audit.callers import Caller
from yiben.catalog.queries import current_book
from yiben.errors import Refusal
from yiben.ledger import canonical
from yiben.ledger.appending import Appended, append
from yiben.ledger.calendars import posting_calendar
from yiben.ledger.checking import FieldProblem, day_problems, read_uid, require_recording_unit
from yiben.ledger.lines import AGGREGATES, total_fields
from yiben.ledger.models import Entry
from yiben.ledger.proposals import Proposal
from yiben.ledger.queries import Reading, current, first_open_month, of_units, read_entry, with_choice
from yiben.packs.definitions import Book
from yiben.packs.values import read_values
from yiben.units.models import Unit
from yiben.units.queries import subtree_ids

MOST_LISTED = 20
LONGEST = 200
"""Characters of what a source says in words."""


@dataclass(frozen=True)
class Span:
    """The days of which a number speaks, both included. None: not said."""

    start: date | None
    end: date | None


def record_total(
    caller: Caller,
    book: str,
    unit: Unit,
    start: date | None,
    end: date | None,
    values: Mapping[str, object],
    *,
    id: str,
    source_kind: str = "",
    source_ref: str = "",
    provider: str = "",
    reason: str = "",
    beside: bool = False,
    late: bool = False,
) -> Appended:
    """Record how much there was from ``start`` to ``end`` without single entries (汇总录入).

    ``values`` are numbers of the book, ``entry`` (how many records), and choices that keep them apart, as a form gives
    them; a stock is of one day. ``source_kind`` and ``source_ref`` say where it came from (``document``, uid and place).
    Refuses with ``total_beside`` and the list when single entries or another number of the same book, unit and days
    are there, unless ``beside`` with a ``reason``, which the figure then shows.
    """
    source = _source(source_kind, source_ref, provider=provider)
    return _record("total", caller, book, unit, Span(start, end), values, id, source, reason, beside=beside, late=late)


def record_opening(
    caller: Caller,
    book: str,
    unit: Unit,
    on: date | None,
    values: Mapping[str, object],
    *,
    id: str,
    until: date | None = None,
    source_kind: str = "",
    source_ref: str = "",
    reason: str = "",
    beside: bool = False,
    late: bool = False,
) -> Appended:
    """Record what stood on a day when the book was begun (期初), or what there was from ``on`` to ``until`` in the
    years before. See ``record_total``."""
    source = _source(source_kind, source_ref)
    return _record(
        "opening", caller, book, unit, Span(on, until or on), values, id, source, reason, beside=beside, late=late
    )


def record_external(
    caller: Caller,
    book: str,
    unit: Unit,
    start: date | None,
    end: date | None,
    values: Mapping[str, object],
    *,
    id: str,
    provider: str,
    document: str,
    document_date: date | None,
    source_kind: str = "paper",
    source_ref: str = "",
    reason: str = "",
    beside: bool = False,
    late: bool = False,
) -> Appended:
    """Record a number that another department gave (外来数据): who gave it, in which document, of which day. See
    ``record_total``."""
    missing: list[FieldProblem] = [
        (name, "required", {})
        for name, given in (("provider", provider), ("document", document), ("document_date", document_date))
        if not given
    ]
    day = document_date.isoformat() if document_date else ""
    source = _source(source_kind, source_ref, provider=provider, document=document, date=day)
    return _record(
        "external", caller, book, unit, Span(start, end), values, id, source, reason, missing, beside=beside, late=late
    )


def record_estimate(
    caller: Caller,
    book: str,
    unit: Unit,
    start: date | None,
    end: date | None,
    values: Mapping[str, object],
    *,
    id: str,
    source_kind: str = "",
    source_ref: str = "",
    reason: str = "",
    beside: bool = False,
    late: bool = False,
) -> Appended:
    """Record what is expected (预计数); its days may lie ahead. ``replace_estimate`` puts the real number in its
    place. See ``record_total``."""
    source = _source(source_kind, source_ref)
    return _record(
        "estimate", caller, book, unit, Span(start, end), values, id, source, reason, beside=beside, late=late
    )


def correct_total(caller: Caller, seq: int, *, id: str, reason: str, values: Mapping[str, object]) -> Appended:
    """Correct the numbers of one of AGGREGATES, of the same days and kind, with a reason. Other days are another
    number: take this one back and record that."""
    old = _read(caller, seq)
    if not reason.strip():
        raise Refusal("reason_missing", fields=[("reason", "required", {})])
    return _replace(caller, old, old.entry.kind, id, reason, values, old.body.get("source", {}))


def replace_estimate(
    caller: Caller,
    seq: int,
    *,
    id: str,
    values: Mapping[str, object],
    reason: str = "",
    source_kind: str = "",
    source_ref: str = "",
) -> Appended:
    """Put the real number in the place of an estimate: a total of the same days that takes the estimate back. The
    story of the record shows the difference."""
    old = _read(caller, seq)
    if old.entry.kind != "estimate":
        raise Refusal("not_an_estimate", seq=seq)
    return _replace(caller, old, "total", id, reason, values, _source(source_kind, source_ref))


def read_total(book: Book, raw: Mapping[str, object]) -> tuple[dict[str, Any], list[FieldProblem]]:
    """Return the canonical values of one of AGGREGATES, and what is wrong with them."""
    asked = book.model_copy(update={"fields": total_fields(book)})
    read = read_values(asked, raw)
    problems: list[FieldProblem] = [(each.field, each.code, dict(each.data)) for each in read.problems]
    numbers = {item.id for item in asked.fields if item.type.is_number}
    if not problems and not numbers & set(read.plain):
        problems.append(("values", "total_empty", {}))
    return dict(read.plain), problems


def standing_beside(
    book: Book, unit: Unit, start: date, end: date, values: Mapping[str, Any], but: int = 0
) -> list[dict[str, Any]]:
    """Return what the ledger holds of the same book and days, of the unit and those below it, that would be counted
    twice with ``values``: single entries, and numbers of the same fields. ``but`` names a record to leave out."""
    fields = total_fields(book)
    flows = {item.id for item in fields if item.add == "flow" and item.id in values}
    if not flows:
        return []
    choices = {item.id: _text(values[item.id]) for item in fields if not item.type.is_number and item.id in values}
    units = {unit.pk, *subtree_ids(unit, "administrative", end)}
    rows = current(of_units(Entry.objects.filter(book=book.id), units)).exclude(record_seq=but)
    single = rows.filter(kind__in=("record", "correction"), occurred_on__range=(start, end))
    for name, value in choices.items():
        single = with_choice(single, book.id, name, value)
    found = [
        {"code": "entry_beside", "seq": entry.seq, "on": entry.occurred_on.isoformat()}
        for entry in single.order_by("occurred_on", "seq")[:MOST_LISTED]
    ]
    spans = Q(occurred_to__gte=start) | Q(occurred_to=None, occurred_on__gte=start)
    for entry in rows.filter(spans, kind__in=AGGREGATES, occurred_on__lte=end).order_by("occurred_on", "seq"):
        said = canonical.from_bytes(bytes(entry.body)).get("values", {})
        is_apart = any(name in said and _text(said[name]) != value for name, value in choices.items())
        if flows & set(said) and not is_apart:
            last = entry.occurred_to or entry.occurred_on
            days = {"on": entry.occurred_on.isoformat(), "until": last.isoformat()}
            found.append({"code": "number_beside", "seq": entry.seq, **days})
    return found[:MOST_LISTED]


def _record(
    kind: str,
    caller: Caller,
    book_id: str,
    unit: Unit,
    span: Span,
    raw: Mapping[str, object],
    id: str,
    source: dict[str, str],
    reason: str,
    missing: list[FieldProblem] | None = None,
    *,
    beside: bool,
    late: bool,
) -> Appended:
    hooks.require(caller, "entry.record", unit.pk)
    require_recording_unit(unit)
    book, version = current_book(book_id)
    values, problems = read_total(book, raw)
    problems += [*(missing or []), *_span_problems(kind, unit, span, book, values)]
    if problems:
        raise Refusal("values", fields=problems)
    start, end, uid = span.start, span.end, read_uid(id)
    assert start is not None
    assert end is not None
    if beside and not reason.strip():
        raise Refusal("reason_missing", fields=[("reason", "required", {})])
    if not beside and not Entry.objects.filter(uid=uid).exists():
        _refuse_beside(standing_beside(book, unit, start, end, values))
    counts_within = first_open_month([unit.pk], start) <= posting_calendar().month_of(end)
    proposal = Proposal(
        uid=uid,
        kind=kind,
        occurred_on=start,
        occurred_to=end if end != start else None,
        caller=caller,
        book=book_id,
        book_version=version,
        unit=unit.uid,
        credited=(unit.uid,),
        values=values,
        source=source,
        reason=reason.strip(),
        may_post_late=late or counts_within,
    )
    return append([proposal])[0]


def _replace(
    caller: Caller,
    old: Reading,
    kind: str,
    id: str,
    reason: str,
    raw: Mapping[str, object],
    source: Mapping[str, str],
) -> Appended:
    entry, unit = old.entry, old.entry.unit
    assert unit is not None
    hooks.require(caller, "entry.correct", unit.pk)
    book, version = current_book(entry.book)
    values, problems = read_total(book, raw)
    problems += _span_problems(kind, unit, Span(entry.occurred_on, entry.occurred_to), book, values)
    if problems:
        raise Refusal("values", fields=problems)
    proposal = Proposal(
        uid=read_uid(id),
        kind=kind,
        occurred_on=entry.occurred_on,
        occurred_to=entry.occurred_to,
        caller=caller,
        book=entry.book,
        book_version=version,
        unit=unit.uid,
        credited=tuple(old.credited),
        values=values,
        source=dict(source),
        supersedes=entry.uid,
        reason=reason.strip(),
        may_post_late=True,
    )
    return append([proposal])[0]


def _read(caller: Caller, seq: int) -> Reading:
    old = read_entry(caller, seq)
    if old.entry.kind not in AGGREGATES:
        raise Refusal("not_a_total", seq=seq)
    return old


def _span_problems(kind: str, unit: Unit, span: Span, book: Book, values: Mapping[str, Any]) -> list[FieldProblem]:
    start, end = span.start, span.end or span.start
    may_lie_ahead = kind == "estimate"
    problems = day_problems(unit, start, may_lie_ahead=may_lie_ahead)
    if start is None or end is None:
        return problems
    today = timezone.localdate()
    if end < start:
        problems.append(("occurred_to", "span_backwards", {"on": start.isoformat(), "until": end.isoformat()}))
    elif end > today and not may_lie_ahead:
        problems.append(("occurred_to", "day_in_future", {"on": end.isoformat(), "today": today.isoformat()}))
    if start != end:
        stocks = [item for item in book.fields if item.add == "stock" and item.id in values]
        problems += [(item.id, "stock_of_a_span", {"label": item.label}) for item in stocks]
    return problems


def _refuse_beside(found: list[dict[str, Any]]) -> None:
    if found:
        raise Refusal("total_beside", count=len(found), blockers=found)


def _source(kind: str, ref: str, **said: str) -> dict[str, str]:
    source = {"kind": kind or "form", "ref": ref, **said}
    return {key: value.strip()[:LONGEST] for key, value in source.items() if value.strip()}


def _text(value: Any) -> str:
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)
