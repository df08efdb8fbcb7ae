"""The ledger: the books, and one book as a list that can be filtered, printed, copied and exported."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from yiben.catalog.queries import catalogue
from yiben.errors import Refusal
from yiben.ledger.models import Entry
from yiben.ledger.queries import (
    books_kept,
    count_evidence,
    current,
    find_entries,
    read_entries,
    reading_units,
    recording_units,
    sum_fields,
    visible_entries,
)
from yiben.metrics.periods import Period, parse_period
from yiben.packs.definitions import Book
from yiben.units.models import Unit
from yiben.units.queries import find_unit, subtree_ids
from yiben.web.access import PostRequest, access_book, access_entries, access_entry
from yiben.web.pages.entries import entry_context
from yiben.web.scoping import Option, period_options
from yiben.web.showing import unit_names
from yiben.web.tables import build_table, choice_columns, export_heads, export_lines, table_lines

PAGE = 25
EXPORT_STEP = 500


@dataclass(frozen=True)
class Listing:
    """What the list is narrowed to, as the address says."""

    book: Book
    period: Period
    unit: Unit | None
    choices: dict[str, str]

    @property
    def query(self) -> str:
        """The address of the same list."""
        unit = {"unit": self.unit.code} if self.unit else {}
        return urlencode(
            {"period": self.period.text, **unit, **{f"c.{key}": value for key, value in self.choices.items()}}
        )

    @property
    def is_one_year(self) -> bool:
        """Whether days can be written without their year."""
        return self.period.start.year == self.period.end.year

    @property
    def is_narrowed(self) -> bool:
        """Whether something can be taken off."""
        return bool(self.choices or self.unit)


@require_safe
def index(request: PostRequest) -> HttpResponse:
    """List the books with what each holds."""
    access_entries(request)
    kept = books_kept(current(visible_entries(request.caller)))
    ctx = {
        "books": [(book, kept.get(book.id)) for book in catalogue().books.values()],
        "may_record": bool(recording_units(request.caller)),
    }
    return render(request, "ledger/index.html", ctx)


@require_safe
def book(request: PostRequest, book: str) -> HttpResponse:
    """Show the records of a book, a page at a time, with the sums of all of them."""
    asked = access_book(request, book)
    listing = _listing(request, asked)
    entries = _entries(request, listing)
    chosen = request.GET.get("entry", "")
    page = Paginator(entries, PAGE).get_page(request.GET.get("page"))
    readings = read_entries(page.object_list)
    table = build_table(
        asked,
        readings,
        unit_names(readings),
        count=page.paginator.count,
        files=count_evidence(entries),
        sums=sum_fields(entries, asked.id),
        is_narrow=bool(chosen),
    )
    units = reading_units(request.caller)
    ctx: dict[str, Any] = {
        "book": asked,
        "books": catalogue().books.values(),
        "listing": listing,
        "page": page,
        "table": table,
        "lines": table_lines(table, with_units=len(units) > 1),
        "units": [Option(unit.code, unit.short_name, unit == listing.unit) for unit in units],
        "periods": period_options(listing.period, timezone.localdate()),
        "filters": [(item, listing.choices.get(item.id, "")) for item in choice_columns(asked)],
        "may_record": bool(recording_units(request.caller)),
    }
    if chosen.isascii() and chosen.isdigit():
        ctx |= {"chosen": int(chosen), **entry_context(request, access_entry(request, int(chosen)))}
    return render(request, "ledger/book.html", ctx)


@require_safe
def export(request: PostRequest, book: str) -> HttpResponse:
    """Send every record of the list with all fields as a .csv that WPS and Excel open."""
    asked = access_book(request, book)
    listing = _listing(request, asked)
    entries = _entries(request, listing)
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(export_heads(asked))
    for start in range(0, entries.count(), EXPORT_STEP):
        readings = read_entries(entries[start : start + EXPORT_STEP])
        writer.writerows(export_lines(request.caller, asked, readings, unit_names(readings)))
    response = HttpResponse(text.getvalue().encode("utf-8-sig"), content_type="text/csv; charset=utf-8")
    name = _("%(book)s %(period)s.csv") % {"book": asked.label, "period": listing.period.label}
    response.headers["Content-Disposition"] = content_disposition_header(True, name) or ""
    return response


def _listing(request: PostRequest, book: Book) -> Listing:
    """Read the filters. Refuses a unit whose entries the caller may not read; an unknown choice narrows nothing."""
    allowed = access_entries(request)
    typed = request.GET.get("other_period", "").strip() or request.GET.get("period", "").strip()
    code = request.GET.get("unit", "")
    unit = find_unit(code) if code else None
    if unit is not None and unit.pk not in allowed:
        raise Refusal("no_access", verb="entry.read")
    choices = {item.id: request.GET.get(f"c.{item.id}", "") for item in choice_columns(book)}
    return Listing(
        book,
        parse_period(typed or str(timezone.localdate().year)),
        unit,
        {key: value for key, value in choices.items() if value},
    )


def _entries(request: PostRequest, listing: Listing) -> QuerySet[Entry]:
    unit, period = listing.unit, listing.period
    below = None if unit is None else subtree_ids(unit, "administrative", timezone.localdate())
    return find_entries(
        request.caller,
        listing.book.id,
        start=period.start,
        end=period.end,
        unit_ids=below,
        choices=listing.choices,
    )
