"""Moving, merging and splitting units. Each has a legal day, on which it was decided, and a statistical month, from which
it counts: the first one that begins on or after the legal day. What was counted before stays where it stood; who asks for
restated figures finds it with the successor (``restated_ids``)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import transaction

from yiben.audit import hooks
from yiben.audit.actions import log
from yiben.audit.callers import Caller
from yiben.errors import Refusal
from yiben.units.actions import (
    ADMINISTRATIVE,
    close_unit,
    link_months,
    reissue_months,
    require_living,
    require_open_month,
)
from yiben.units.models import Tree, Unit, UnitLink, UnitSpan, UnitSuccession
from yiben.units.months import first_day, last_day, month_of, month_text, next_month, previous_month


@transaction.atomic
def move_unit(caller: Caller, unit: Unit, parent: Unit, *, on: date, reason: str, tree: str = ADMINISTRATIVE) -> Unit:
    """Place a unit with all below it under another parent. Returns the unit.

    Refuses a unit that stands nowhere in the tree (``unit_has_no_parent``), the parent it has already, a circle, and
    months that the old or the new parent has closed.
    """
    hooks.require(caller, "unit.change", parent.pk)
    known, month = Tree.objects.get(code=tree), counts_from(on)
    for each in (unit, parent):
        require_living(each, first_day(month))
    link = (
        UnitLink.objects.filter(tree=known, child=unit, until_seq=None, to_month=None).select_related("parent").first()
    )
    if link is None:
        raise Refusal("unit_has_no_parent", unit=unit.name, tree=known.label)
    hooks.require(caller, "unit.change", link.parent_id)
    if link.parent_id == parent.pk:
        raise Refusal("unit_is_there", unit=unit.name, parent=parent.name)
    if UnitSpan.objects.filter(tree=known, ancestor=unit, descendant=parent, until_seq=None, to_month=None).exists():
        raise Refusal("unit_circle", unit=unit.name, parent=parent.name)
    for each in (link.parent, parent):
        require_open_month(each, first_day(month))
    if not reason.strip():
        raise Refusal("reason_missing")
    values = {"do": "move", "unit": unit.uid, "parent": parent.uid, "tree": tree, "counts_from": month_text(month)}
    seq = hooks.record_change(hooks.Change("structure", on, values, reason.strip()), caller)
    inside = _open_descendants(known, unit)
    _leave(known, unit, link, seq, month)
    link_months(known, parent, unit, on, month, seq)
    log(caller, "unit.move", unit.uid, parent=parent.uid, tree=tree)
    hooks.after_structure_change(seq, inside)
    return unit


@transaction.atomic
def merge_units(caller: Caller, units: Sequence[Unit], into: Unit, *, on: date, reason: str) -> Unit:
    """Merge units into one that lives on: what stands below them moves there, they are closed with the month before.

    Refuses what ``move_unit`` and ``close_unit`` refuse; nothing is done by halves.
    """
    if not units or into in units:
        raise Refusal("merge_into_itself", unit=into.name)
    month = counts_from(on)
    for unit in units:
        _hand_over(caller, unit, into, on, reason)
    values = {"do": "merge", "units": sorted(unit.uid for unit in units), "into": into.uid}
    values["counts_from"] = month_text(month)
    seq = hooks.record_change(hooks.Change("structure", on, values, reason.strip()), caller)
    for unit in units:
        close_unit(caller, unit, on=last_day(previous_month(month)), reason=reason)
        UnitSuccession.objects.create(kind=UnitSuccession.MERGE, old=unit, new=into, from_month=month, seq=seq)
    log(caller, "unit.merge", into.uid, units=values["units"])
    return into


@transaction.atomic
def split_unit(caller: Caller, unit: Unit, into: Sequence[Unit], *, on: date, reason: str) -> list[Unit]:
    """Split a unit into others that are there already: it is closed with the month before. Its history is apportioned to
    nobody; restated it stands on a row of its own under the nearest unit above all successors.

    Refuses fewer than two successors, units that still stand below it (they are moved first), and what ``close_unit``
    refuses.
    """
    parts = list(dict.fromkeys(into))
    if len(parts) < 2 or unit in parts:
        raise Refusal("split_into_two", unit=unit.name)
    month = counts_from(on)
    for each in parts:
        require_living(each, first_day(month))
    values = {"do": "split", "unit": unit.uid, "into": sorted(each.uid for each in parts)}
    values["counts_from"] = month_text(month)
    seq = hooks.record_change(hooks.Change("structure", on, values, reason.strip()), caller)
    close_unit(caller, unit, on=last_day(previous_month(month)), reason=reason)
    for each in parts:
        UnitSuccession.objects.create(kind=UnitSuccession.SPLIT, old=unit, new=each, from_month=month, seq=seq)
    log(caller, "unit.split", unit.uid, into=values["into"])
    return parts


def counts_from(on: date) -> int:
    """Return the month from which a change of a legal day counts.

    >>> counts_from(date(2026, 6, 1)), counts_from(date(2026, 6, 2))
    (202606, 202607)
    """
    return month_of(on) if on.day == 1 else next_month(month_of(on))


def _hand_over(caller: Caller, unit: Unit, into: Unit, on: date, reason: str) -> None:
    """Move everything that stands directly below a unit to its successor."""
    links = UnitLink.objects.filter(parent=unit, until_seq=None, to_month=None).select_related("child", "tree")
    for link in links:
        if link.child != into and link.child.closed_on is None:
            move_unit(caller, link.child, into, on=on, reason=reason, tree=link.tree.code)


def _leave(tree: Tree, unit: Unit, link: UnitLink, seq: int, month: int) -> None:
    """End the link and every span that leads through it with the month before."""
    inside = _open_descendants(tree, unit)
    above = UnitSpan.objects.filter(tree=tree, descendant=unit, depth__gt=0, until_seq=None, to_month=None)
    spans = UnitSpan.objects.filter(
        tree=tree, ancestor__in=above.values("ancestor"), descendant__in=inside, until_seq=None
    ).exclude(to_month__lt=month)
    rows: list[UnitSpan | UnitLink] = [*spans, link]
    for row in rows:
        if row.from_month >= month:
            row.until_seq = seq
            row.save(update_fields=["until_seq"])
        else:
            reissue_months(row, seq, previous_month(month))


def _open_descendants(tree: Tree, unit: Unit) -> list[int]:
    spans = UnitSpan.objects.filter(tree=tree, ancestor=unit, until_seq=None)
    return list(spans.values_list("descendant_id", flat=True).distinct())
