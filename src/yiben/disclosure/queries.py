"""What is disclosed: by whom it may be drafted, what residents see, which kinds are missing."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from yiben.accounts.queries import units_allowed
from yiben.audit.callers import Caller
from yiben.disclosure.actions import DRAFT_VERB, KINDS, POST_VERB
from yiben.disclosure.models import Inquiry, Item
from yiben.errors import Refusal
from yiben.units.models import Unit

COVERED_DAYS = 92
"""In how many days each of the seven kinds should have stood there once (a quarter: advice, the law sets no cycle)."""


def visible_items(caller: Caller) -> QuerySet[Item]:
    """Return the items of units for which the caller may draft or post."""
    units = units_allowed(caller, DRAFT_VERB) | units_allowed(caller, POST_VERB)
    return Item.objects.filter(unit_id__in=units).select_related("unit")


def read_item(caller: Caller, uid: str) -> Item:
    """Return an item that the caller may see; Refusal ``item_unknown`` otherwise."""
    found = visible_items(caller).filter(uid=uid).first()
    if found is None:
        raise Refusal("item_unknown")
    return found


def public_items(unit: Unit) -> list[Item]:
    """Return what residents see of a unit: what is posted, and what was withdrawn (title, day, reason); newest first."""
    return list(Item.objects.filter(unit=unit, state__in=(Item.POSTED, Item.WITHDRAWN)).order_by("-posted_on", "-pk"))


def past_items(unit: Unit) -> list[Item]:
    """Return what stood there and has ended, newest first."""
    return list(Item.objects.filter(unit=unit, state=Item.ENDED).order_by("-posted_on", "-pk")[:60])


def public_item(code: str, uid: str) -> Item:
    """Return an item that residents may read; Refusal ``item_unknown`` for a draft or what was withdrawn."""
    rows = Item.objects.filter(unit__code=code, uid=uid, state__in=(Item.POSTED, Item.ENDED)).select_related("unit")
    found = rows.first()
    if found is None:
        raise Refusal("item_unknown")
    return found


def disclosing_units() -> list[Unit]:
    """Return the units that have posted something, in official order."""
    posted = Item.objects.filter(state__in=(Item.POSTED, Item.ENDED, Item.WITHDRAWN)).values("unit_id")
    return list(Unit.objects.filter(pk__in=posted).order_by("order", "code"))


def missing_kinds(unit: Unit, today: date | None = None) -> list[str]:
    """Return the kinds of the statute of which nothing was posted in the last quarter."""
    day = today or timezone.localdate()
    rows = Item.objects.filter(unit=unit).exclude(state=Item.DRAFT)
    recent = rows.filter(Q(posted_on__gte=day - timedelta(days=COVERED_DAYS)) | Q(state=Item.POSTED))
    there = set(recent.values_list("kind", flat=True))
    return [kind for kind in KINDS if kind not in there]


def open_inquiries(caller: Caller) -> list[Inquiry]:
    """Return the questions that the caller may answer and nobody has, the soonest due first."""
    units = units_allowed(caller, POST_VERB)
    rows = Inquiry.objects.filter(item__unit_id__in=units, answered_on=None).select_related("item__unit")
    return list(rows.order_by("due_on", "pk"))


def answered(item: Item) -> Iterable[Inquiry]:
    """Return the questions about an item that were answered in public."""
    return item.inquiries.exclude(answered_on=None).order_by("pk")


def due_to_end(caller: Caller, today: date) -> list[Item]:
    """Return what has stood there until its day."""
    units = units_allowed(caller, POST_VERB)
    return list(Item.objects.filter(unit_id__in=units, state=Item.POSTED, until__lt=today).order_by("until"))
