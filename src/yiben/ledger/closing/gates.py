"""What should be looked at before a month is submitted or closed. ``must``: it cannot go on so; ``may``: it passes with
a reason that stays beside the month."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from django.db.models import Min
from django.utils import timezone

from yiben.catalog.queries import catalogue
from yiben.ledger.assertions import broken
from yiben.ledger.calendars import posting_calendar
from yiben.ledger.checks.history import months_before
from yiben.ledger.checks.months import check_month
from yiben.ledger.lines import ENTRY
from yiben.ledger.models import Cell, Closing, Draft, Entry, Line, PeriodState
from yiben.units.models import Unit
from yiben.units.months import last_day, month_of, months_between
from yiben.units.queries import children, subtree_ids

TREE = "administrative"
OWN = 0
"""The tree number of a unit's own cells."""
_MOST_DRAFTS = 20
MONTHS_BEFORE = 3
"""How many months a book has to have been kept for its silence to be told."""


@dataclass(frozen=True)
class Gate:
    """One thing that was found. ``units`` are those it is about, when not the closing one itself; ``check`` is the key of
    the pack's check that found it, "" for what every closing looks at."""

    code: str
    tier: Literal["must", "may"]
    count: int = 1
    units: tuple[Unit, ...] = ()
    data: dict[str, Any] = field(default_factory=dict)
    check: str = ""

    @property
    def key(self) -> str:
        """Under what its reason is kept: the check, or the code."""
        return self.check or self.code


def gates(unit: Unit, month: int, today: date) -> list[Gate]:
    """Return what should be looked at before a unit's month goes on, what bars it first."""
    found = [*_order(unit, month, today), *_drafts(unit, today), *_below(unit, month), *_silent(unit, month)]
    found += [*_checked(unit, month), *_contradicted(unit, month)]
    return sorted(found, key=lambda gate: gate.tier != "must")


def units_below(unit: Unit, month: int) -> list[Unit]:
    """Return the units directly below that keep a ledger, in official order."""
    return [each for each in children(unit, TREE, month, month) if keeps_ledger(each)]


def keeps_ledger(unit: Unit) -> bool:
    """Say whether the unit records, so that its month has to be submitted."""
    kind = catalogue().kinds.get(unit.kind)
    return kind is None or kind.can_record


def open_before(unit: Unit, month: int) -> int:
    """Return the earliest month before ``month`` that counts something for the unit or one below it and is open there;
    0 when there is none.

    Months before this instance was begun that hold nothing but totals (期初, 汇总录入, 外来数据) are no months to be closed:
    they say what was before, and nobody kept their books here. With the first month that was closed, or in which single
    records stand, that ends.
    """
    ids = {unit.pk, *subtree_ids(unit, TREE, last_day(month))}
    counted = Cell.objects.filter(unit_id__in=ids, tree=OWN, posted_period__lt=month)
    closed = set(PeriodState.objects.filter(unit_id__in=ids, month__lt=month).values_list("unit_id", "month"))
    rows = set(counted.values_list("unit_id", "posted_period").distinct()) - closed
    kept_since = min([_first_month(), *(each for _unit, each in closed)])
    for each in sorted({posted for _unit, posted in rows}):
        if each >= kept_since or _holds_records(ids, each):
            return each
    return 0


def _first_month() -> int:
    """The month in which the first entry of this instance was made."""
    first = Entry.objects.order_by("seq").values_list("recorded_at", flat=True).first()
    return month_of(timezone.localdate(first) if first else timezone.localdate())


def _holds_records(unit_ids: set[int], month: int) -> bool:
    """Whether lines of a month come from more than totals."""
    lines = Line.objects.filter(
        unit_id__in=unit_ids,
        posted_period=month,
        measure_id__in=Cell.objects.filter(unit_id__in=unit_ids, tree=OWN, posted_period=month).values("measure"),
    )
    return Entry.objects.filter(seq__in=lines.values("seq"), kind__in=("record", "correction")).exists()


def _order(unit: Unit, month: int, today: date) -> list[Gate]:
    found = []
    if today <= posting_calendar().last_day(month):
        found.append(Gate("month_not_over", "must", data={"month": month}))
    if waiting := open_before(unit, month):
        found.append(
            Gate("earlier_months_open", "may", len(months_between(waiting, month)) - 1, (), {"month": waiting})
        )
    sent_back = Closing.objects.filter(unit=unit, month__lt=month, state=Closing.SENT_BACK).aggregate(
        least=Min("month")
    )
    if sent_back["least"]:
        found.append(Gate("earlier_month_sent_back", "must", data={"month": sent_back["least"]}))
    return found


def _drafts(unit: Unit, today: date) -> list[Gate]:
    drafts = Draft.objects.filter(unit_id__in=subtree_ids(unit, TREE, today))
    units = Unit.objects.filter(pk__in=drafts.values("unit_id")).order_by("order", "code")
    kept = [[each.post, each.book, each.unit_id] for each in drafts.order_by("updated_at")[:_MOST_DRAFTS]]
    return [Gate("drafts_unsent", "may", drafts.count(), tuple(units), {"drafts": kept})] if units else []


def _below(unit: Unit, month: int) -> list[Gate]:
    below = units_below(unit, month)
    states = {each.unit_id: each for each in Closing.objects.filter(unit__in=below, month=month)}
    settled = {pk for pk, each in states.items() if each.state != Closing.SENT_BACK}
    missing = tuple(each for each in below if each.pk not in settled)
    found = [Gate("units_missing", "may", len(missing), missing)] if missing else []
    for each in below:
        state = states.get(each.pk)
        if state is not None and state.state == Closing.SUBMITTED and (count := changed_since(state)):
            found.append(Gate("changed_since_submission", "may", count, (each,), {"unit": each.short_name}))
    return found


def changed_since(closing: Closing) -> int:
    """Return how many entries came into a month after it was submitted."""
    return Entry.objects.filter(unit=closing.unit, posted_period=closing.month, seq__gt=closing.seq).count()


def _silent(unit: Unit, month: int) -> list[Gate]:
    """Books in which the unit has recorded in every one of the months before, and nothing in this one."""
    before = months_before(month, MONTHS_BEFORE)
    cells = Cell.objects.filter(unit=unit, tree=OWN, posted_period__in=[*before, month], amount__gt=0)
    rows = cells.filter(measure__field=ENTRY, measure__dimension="").values_list("measure__book", "posted_period")
    months: dict[str, set[int]] = defaultdict(set)
    for book, posted in rows:
        months[book].add(posted)
    silent = [book for book, seen in months.items() if seen >= set(before) and month not in seen]
    books = catalogue().books
    return [Gate("book_silent", "may", data={"book": books[each].label}) for each in sorted(silent) if each in books]


def _checked(unit: Unit, month: int) -> list[Gate]:
    """What the checks of the packs find in the unit's own month."""
    checks, found = catalogue().checks, []
    for each in check_month(unit, month):
        key = each.doubt.check
        tier: Literal["must", "may"] = "must" if checks[key].tier == "must" else "may"
        found.append(Gate(each.doubt.code, tier, each.count, each.units, dict(each.doubt.data), key))
    return found


def _contradicted(unit: Unit, month: int) -> list[Gate]:
    """Counts taken in the month, by the unit or below it, that the ledger contradicts: one gate for each."""
    ids = subtree_ids(unit, TREE, last_day(month))
    found = []
    calendar = posting_calendar()
    for each in broken(ids, start=calendar.first_day(month), end=calendar.last_day(month)):
        books, whose = catalogue().books, each.entry.unit
        if each.entry.book in books and whose is not None:
            said = {"book": books[each.entry.book].label, "label": each.field.label, "said": each.said}
            found.append(Gate("count_contradicted", "may", 1, (whose,), {**said, "found": each.found or 0}))
    return found
