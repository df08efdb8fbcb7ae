"""The ledger: the books, and one book as a list that can be filtered, sorted, printed, copied and exported."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from yiben.accounts.queries import units_allowed
from yiben.audit import hooks
from yiben.catalog.queries import catalogue
from yiben.errors import Refusal
from yiben.ledger.calendars import posting_month
from yiben.ledger.models import Entry
from yiben.ledger.queries import (
    books_kept,
    count_evidence,
    current,
    find_entries,
    in_order,
    read_entries,
    reading_units,
    recording_units,
    sum_fields,
    visible_entries,
    with_words,
)
from yiben.metrics.periods import Period, parse_period
from yiben.packs.definitions import Book, Field
from yiben.registers.queries import registers
from yiben.reports.wording import grouped_number
from yiben.units.models import Unit
from yiben.units.queries import find_unit, subtree_ids
from yiben.web.access import PostRequest, access_book, access_entries, access_entry
from yiben.web.asking import unit_groups
from yiben.web.kit.copies import send_table
from yiben.web.kit.fields import Choice, Group, loose
from yiben.web.kit.lists import FORMATS, Listing
from yiben.web.kit.parts import Empty
from yiben.web.kit.places import FORMAT, PAGE, Filter, Place, page_of, read_place
from yiben.web.kit.tables import Cell, Column, Row, Table
from yiben.web.ledger_table import (
    choice_columns,
    count_text,
    export_columns,
    export_lines,
    ledger_columns,
    ledger_row,
    number_columns,
)
from yiben.web.pages.entries import entry_context
from yiben.web.scoping import period_options
from yiben.web.showing import day_text, period_text, unit_names
from yiben.web.viewing import saved_views

SIZE = 25
STEP = 500
"""Records read at a time for an export."""


@dataclass(frozen=True)
class Asked:
    """What the list is narrowed to, as the address says. ``choices`` are ids by field."""

    book: Book
    period: Period
    unit: Unit | None
    choices: dict[str, str]
    words: str
    place: Place


@require_safe
def index(request: PostRequest) -> HttpResponse:
    """List the books with what each holds."""
    access_entries(request)
    kept = books_kept(current(visible_entries(request.caller)))
    may_record = bool(recording_units(request.caller))
    columns = [
        Column("book", _("Book"), "title"),
        Column("records", _("Records"), "number"),
        Column("latest", _("Latest"), "short"),
        Column("help", _("What goes into it"), is_minor=True),
        *([Column("new", _("Record something"), "number")] if may_record else []),
    ]
    rows = []
    for book in catalogue().books.values():
        count, latest = kept.get(book.id, (0, None))
        cells = [
            Cell(book.label, reverse("ledger-show", args=[book.id])),
            Cell(grouped_number(count)),
            Cell(day_text(latest, short=True) if latest else "—"),
            Cell(book.help),
            *([_recording(book)] if may_record else []),
        ]
        rows.append(Row(cells))
    nothing = Empty(_("No book yet"), _("Books come with the packs. Ask the system administrator to install one."))
    may_extend = hooks.allow(request.caller, "pack.extend", None)
    ctx: dict[str, Any] = {"table": Table(_("Books"), columns, rows, nothing), "may_extend": may_extend}
    ctx["may_list"] = bool(registers()) and bool(units_allowed(request.caller, "register.read"))
    return render(request, "ledger/index.html", ctx)


def _recording(book: Book) -> Cell:
    if book.kept_by:
        return Cell(_("by itself"))
    return Cell(url=reverse("entry-new", args=[book.id]), button=_("Record"))


@require_safe
def book(request: PostRequest, book: str) -> HttpResponse:
    """Show the records of a book, a page at a time, with the sums of all of them, or send them all."""
    wanted = request.GET.get("book", "")
    if wanted and wanted != book and wanted in catalogue().books:
        return redirect("ledger-show", wanted)
    asked = _asked(request, access_book(request, book))
    entries = _entries(request, asked)
    format_ = request.GET.get(FORMAT, "")
    if format_ in FORMATS:
        name = _("%(book)s %(period)s") % {"book": asked.book.label, "period": period_text(asked.period)}
        return send_table(format_, name, export_columns(asked.book), _all_lines(request, asked.book, entries))
    chosen = request.GET.get("entry", "")
    beside = int(chosen) if chosen.isascii() and chosen.isdigit() else 0
    page = page_of(entries, request.GET, SIZE)
    listing = _listing(request, asked, entries, page, beside)
    ctx: dict[str, Any] = {
        "book": asked.book,
        "asked": asked,
        "listing": listing,
        "counted": count_text(page.paginator.count),
        "may_record": bool(recording_units(request.caller)),
        "may_import": bool(units_allowed(request.caller, "entry.import")),
    }
    if beside:
        ctx |= entry_context(request, access_entry(request, beside))
    return render(request, "ledger/book.html", ctx)


def _asked(request: PostRequest, book: Book) -> Asked:
    """Read the filters. Refuses a unit whose entries the caller may not read; an unknown choice narrows nothing."""
    allowed, given = access_entries(request), request.GET
    names = ["period", "other_period", "unit", "q", *(f"c.{item.id}" for item in choice_columns(book))]
    sorts = ["seq", "day", "unit", *(item.id for item in number_columns(book))]
    place = read_place(reverse("ledger-show", args=[book.id]), given, names, sorts, "-day")
    narrowed = place.narrowed
    unit = find_unit(narrowed["unit"]) if "unit" in narrowed else None
    if unit is not None and unit.pk not in allowed:
        raise Refusal("no_access", verb="entry.read")
    period = narrowed.get("other_period") or narrowed.get("period") or str(timezone.localdate().year)
    choices = {key.removeprefix("c."): value for key, value in narrowed.items() if key.startswith("c.")}
    return Asked(book, parse_period(period), unit, choices, narrowed.get("q", ""), place)


def _entries(request: PostRequest, asked: Asked) -> QuerySet[Entry]:
    unit, period, book = asked.unit, asked.period, asked.book
    below = None if unit is None else subtree_ids(unit, "administrative", timezone.localdate())
    entries = find_entries(
        request.caller, book.id, start=period.start, end=period.end, unit_ids=below, choices=asked.choices
    )
    if asked.words:
        entries = with_words(entries, book.title, asked.words)
    return in_order(entries, book.id, asked.place.sort)


def _listing(request: PostRequest, asked: Asked, entries: QuerySet[Entry], page: Page[Entry], beside: int) -> Listing:
    book, place, count = asked.book, asked.place, page.paginator.count
    units = reading_units(request.caller)
    columns = ledger_columns(book, with_units=len(units) > 1, is_narrow=bool(beside))
    readings = read_entries(page.object_list)
    names = unit_names(readings)
    before = f"?{place.query}&{PAGE}={page.number}" if place.query else f"?{PAGE}={page.number}"
    rows = [
        ledger_row(each, columns, names, f"{before}&entry={each.entry.seq}#entry", is_selected=each.entry.seq == beside)
        for each in readings
    ]
    sums = sum_fields(entries, book.id)
    totals = {
        item.id: grouped_number(sums.get(item.id, 0), item.measure_word)
        for item in number_columns(book)
        if any(column.id == item.id for column in columns)
    }
    remark = _(
        "The total covers every record that matches, on all pages; a record held jointly counts once, a record taken "
        "back does not count."
    )
    table = Table(
        caption=_("%(book)s ledger") % {"book": book.label},
        columns=columns,
        rows=rows,
        empty=_nothing(request, asked),
        totals={**totals, "files": grouped_number(count_evidence(entries))},
        total_label=_("Total %(records)s") % {"records": count_text(count)},
        place=place,
        page=page,
        remark=remark,
    )
    return Listing(table, place, _filters(asked, units), saved_views(request.caller, place))


def _filters(asked: Asked, units: list[Unit]) -> list[Filter]:
    books = [Choice(each.id, each.label, each.id == asked.book.id) for each in catalogue().books.values()]
    periods = period_options(asked.period, posting_month(timezone.localdate()))
    found = [
        Filter("book", _("Book"), loose(books)),
        Filter("period", _("Period"), loose(periods), is_usual=asked.period.text == str(timezone.localdate().year)),
    ]
    if len(units) > 1:
        chosen = {asked.unit.code} if asked.unit else set()
        found.append(Filter("unit", _("Unit"), _all_or(unit_groups(units, chosen, by="code")), is_usual=not chosen))
    for item in choice_columns(asked.book):
        value = asked.choices.get(item.id, "")
        found.append(Filter(f"c.{item.id}", item.label, _all_or(loose(_choices(item, value))), is_usual=not value))
    if asked.book.title:
        found.append(Filter("q", _("Words"), typed=asked.words, is_usual=not asked.words))
    return found


def _all_or(groups: list[Group]) -> list[Group]:
    return [Group("", [Choice("", _("all"))]), *groups]


def _choices(item: Field, value: str) -> list[Choice]:
    pairs = [(choice.id, choice.label) for choice in item.choices] or [("yes", _("yes")), ("no", _("no"))]
    return [Choice(each, label, each == value) for each, label in pairs]


def _nothing(request: PostRequest, asked: Asked) -> Empty:
    title = _("No record matches")
    if asked.unit or asked.choices or asked.words:
        return Empty(title, _("Take a filter off, or choose another period."), asked.place.path, _("Clear filters"))
    text = _("Nothing was recorded in this period. Choose another one, or record something.")
    if asked.book.kept_by:
        return Empty(title, asked.book.kept_by)
    if not recording_units(request.caller):
        return Empty(title, text)
    new = reverse("entry-new", args=[asked.book.id])
    return Empty(title, text, new, _("Record: %(book)s") % {"book": asked.book.label})


def _all_lines(request: PostRequest, book: Book, entries: QuerySet[Entry]) -> Iterator[list[str]]:
    """Every record that matches, with all fields, read in steps."""
    for start in range(0, entries.count(), STEP):
        readings = read_entries(entries[start : start + STEP])
        yield from export_lines(request.caller, book, readings, unit_names(readings))
