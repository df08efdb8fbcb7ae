"""The records behind a figure as a list, and what a record added to figures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from urllib.parse import parse_qsl

from django.urls import reverse
from django.utils.translation import gettext as _

from yiben.ledger.queries import Reading, readable
from yiben.metrics.figures import count_behind, records_behind
from yiben.metrics.records import ORDERS
from yiben.metrics.scopes import Figure, FigureRequest
from yiben.reports.wording import grouped_number
from yiben.web.access import PostRequest
from yiben.web.kit.copies import plain_number
from yiben.web.kit.lists import Listing
from yiben.web.kit.parts import Empty
from yiben.web.kit.places import SORT, Place, page_of
from yiben.web.kit.tables import Cell, Column, Row, Table
from yiben.web.ledger_table import count_text, more_text
from yiben.web.scoping import figure_url, scope_query
from yiben.web.showing import NOTHING, called, day_text, listed, unit_names
from yiben.web.totals import KIND_LABELS
from yiben.web.viewing import saved_views

SIZE, STEP = 20, 500
MOST_COUNTED = 10_000
"""Records that a page counts; of more it says so, and counts them all when that is asked for (COUNT=all)."""
COUNT = "count"


@dataclass(frozen=True)
class CountedRecords:
    """How many records a page has counted, and whether there are more."""

    records: int
    has_more: bool = False

    @classmethod
    def behind(cls, asked: FigureRequest, *, all_of_them: bool) -> CountedRecords:
        """Count the records behind a figure."""
        found = count_behind(asked, None if all_of_them else MOST_COUNTED)
        has_more = found > MOST_COUNTED and not all_of_them
        return cls(MOST_COUNTED if has_more else found, has_more)

    @property
    def number(self) -> str:
        """“3”, “more than 10,000”."""
        shown = grouped_number(self.records)
        return _("more than %(shown)s") % {"shown": shown} if self.has_more else shown

    @property
    def text(self) -> str:
        """“3 records”, “more than 10,000 records”."""
        return more_text(self.records) if self.has_more else count_text(self.records)


def records_listing(request: PostRequest, figure: Figure) -> tuple[Listing, CountedRecords]:
    """Return a page of the records behind a figure as a list, and how many there are."""
    asked = figure.request
    order = request.GET.get(SORT, "")
    narrowed = dict(parse_qsl(scope_query(asked.scope)))
    path = reverse("figure-show", args=[asked.key])
    place = Place(path, narrowed, order if order in ORDERS else "-day", "-day", "#records")
    total = CountedRecords.behind(asked, all_of_them=request.GET.get(COUNT) == "all")
    page = page_of(range(total.records), request.GET, SIZE)
    rows = _rows(request, asked, place.sort, page.paginator.per_page, max(0, page.start_index() - 1))
    is_distinct = asked.metric.how == "distinct"
    remark = _("The rows count what each record names; the same one named twice counts once in the total.")
    table = Table(
        caption=_("Comes from these records"),
        columns=record_columns(asked),
        rows=rows,
        empty=Empty(_("No record in this scope"), _("Choose another period or unit above, or record something.")),
        totals={"amount": grouped_number(figure.value, figure.unit)},
        total_label=_("All together: %(records)s") % {"records": total.text},
        place=place,
        page=page,
        is_tight=True,
        remark=remark if is_distinct else "",
    )
    return Listing(table, place, views=saved_views(request.caller, place, _("Own unit, this year"))), total


def record_columns(asked: FigureRequest) -> list[Column]:
    """Return the columns of the records behind a figure. A stock has no order but the official one of its units."""
    can_sort = asked.metric.how != "stock"
    return [
        Column("day", _("Day"), "short", can_sort=can_sort),
        Column("hosts", _("Hosts")),
        Column("title", _("Record"), "title"),
        Column("remark", _("Remark"), "short"),
        Column("amount", asked.metric.unit, "number", can_sort=can_sort),
    ]


def record_lines(request: PostRequest, asked: FigureRequest, order: str) -> Iterator[list[str]]:
    """Yield every record behind a figure as a line of plain cells under ``record_columns``, read in steps."""
    for start in count(0, STEP):
        rows = _rows(request, asked, order, STEP, start)
        for row in rows:
            yield [cell.copied for cell in row.cells]
        if len(rows) < STEP:
            return


def added_table(figures: Sequence[tuple[Figure, int]]) -> Table:
    """Return what a record added to figures, beside what they are now."""
    columns = [
        Column("figure", _("Figure"), "title"),
        Column("adds", _("This record"), "number"),
        Column("now", _("Now"), "number"),
    ]
    rows = [Row([Cell(each.label), Cell(grouped_number(adds, each.unit)), _figure(each)]) for each, adds in figures]
    return Table(_("Figures that changed with it"), columns, rows, Empty(_("No figure counts it"), ""))


def changed_table(pairs: Sequence[tuple[Figure, Figure]]) -> Table:
    """Return figures as they were before a correction and as they are after it; those that did not move are left out."""
    columns = [
        Column("figure", _("Figure"), "title"),
        Column("before", _("Before"), "number"),
        Column("after", _("After"), "number"),
    ]
    rows = [
        Row([Cell(after.label), Cell(grouped_number(before.value, before.unit)), _figure(after)])
        for before, after in pairs
        if before.value != after.value
    ]
    nothing = Empty(_("No figure changed"), _("What was corrected is not counted by any metric."))
    return Table(_("Figures that changed with it"), columns, rows, nothing)


def _figure(figure: Figure) -> Cell:
    url = figure_url(figure.metric_id, figure.request.scope)
    return Cell(f"{grouped_number(figure.value, figure.unit)} {figure.unit}", url, is_figure=True)


def record_rows(request: PostRequest, behind: Sequence[tuple[int, int, int]], word: str) -> list[Row]:
    """Return records under ``record_columns`` with what each adds, as (record, newest entry, amount); one that the caller
    may not read is named by its number alone."""
    readings = readable(request.caller, [seq for _record, seq, _net in behind])
    names = unit_names(readings.values())
    return [_row(readings.get(seq), seq, net, names, word) for _record, seq, net in behind]


def _rows(request: PostRequest, asked: FigureRequest, order: str, limit: int, offset: int) -> list[Row]:
    behind = records_behind(asked, limit=limit, offset=offset, order=order)
    return record_rows(request, behind, asked.metric.unit)


def _row(reading: Reading | None, seq: int, net: int, names: dict[str, str], word: str) -> Row:
    text = grouped_number(net, word)
    amount = Cell(text, plain=plain_number(text))
    if reading is None:
        other = _("No. %(seq)s, recorded by another unit") % {"seq": seq}
        return Row([Cell(NOTHING), Cell(NOTHING), Cell(other), Cell(tags=[_("joint")], plain=_("joint")), amount])
    day = reading.entry.occurred_on
    tags = [_("joint")] if len(reading.credited) > 1 else []
    tags += [_("corrected")] if reading.entry.kind == "correction" else []
    tags += [str(KIND_LABELS[reading.entry.kind])] if reading.entry.kind in KIND_LABELS else []
    return Row(
        [
            Cell(day_text(day, short=True), plain=day.isoformat()),
            Cell(listed(names.get(uid, "") for uid in reading.credited)),
            Cell(called(reading, word), reverse("entry-show", args=[seq])),
            Cell(tags=tags, plain=listed(tags)),
            amount,
        ]
    )
