"""Founding, renaming, linking and closing units. Every change is an entry of the ledger first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.db.models import Q

from yiben.audit import hooks
from yiben.audit.actions import log
from yiben.audit.callers import Caller
from yiben.errors import Refusal
from yiben.units.models import Tree, Unit, UnitLink, UnitSpan, UnitTie, UnitVersion, new_uid
from yiben.units.months import first_day, month_of, next_month

ADMINISTRATIVE = "administrative"


def declare_trees(trees: Sequence[tuple[str, str]]) -> None:
    """Make sure that the trees (code, label) declared by packs exist. Numbers are given in order and kept for ever."""
    known = {tree.code: tree for tree in Tree.objects.all()}
    number = max((tree.number for tree in known.values()), default=0)
    for code, label in trees:
        if code not in known:
            number += 1
            Tree.objects.create(number=number, code=code, label=label)


@transaction.atomic
def found_unit(
    caller: Caller,
    *,
    code: str,
    kind: str,
    name: str,
    on: date,
    short_name: str = "",
    aliases: Sequence[str] = (),
    order: int = 0,
    parent: Unit | None = None,
    tree: str = ADMINISTRATIVE,
    is_received: bool = False,
) -> Unit:
    """Found a unit on a day, under ``parent`` in ``tree`` (None: a root), and return it.

    It counts from the month of ``on``. Refuses a code in use, a parent that does not exist on that day, and a month
    that the parent has closed. ``is_received``: it came with a bundle, for which the caller was asked, and
    is closed for the months that are closed above it.
    """
    if not is_received:
        hooks.require(caller, "unit.change", parent.pk if parent else None)
    if Unit.objects.filter(code=code).exists():
        raise Refusal("unit_code_used", unit_code=code)
    if not name.strip():
        raise Refusal("unit_name_missing")
    if parent is not None:
        _require_parent(parent, on, is_received=is_received)
    uid = new_uid()
    values = {
        "do": "found",
        "unit": uid,
        "code": code,
        "unit_kind": kind,
        "name": name,
        "short_name": short_name or name,
        "aliases": list(aliases),
        "order": order,
        **({"tree": tree, "parent": parent.uid} if parent else {}),
    }
    seq = hooks.record_change(hooks.Change("structure", on, values), caller)
    unit = Unit.objects.create(
        uid=uid,
        code=code,
        kind=kind,
        name=name,
        short_name=short_name or name,
        aliases=list(aliases),
        order=order,
        founded_on=on,
    )
    _write_version(unit, on, seq)
    for known in Tree.objects.all():
        _write_span(known, unit, unit, 0, month_of(on), None, seq)
    if parent is not None:
        link_months(Tree.objects.get(code=tree), parent, unit, on, month_of(on), seq)
    log(caller, "unit.found", uid, code=code)
    hooks.after_structure_change(seq, [unit.pk])
    return unit


@transaction.atomic
def link_unit(caller: Caller, unit: Unit, parent: Unit, *, tree: str, on: date) -> None:
    """Place a unit that has no parent in ``tree`` under ``parent`` from the month of ``on``.

    Refuses a second parent in the same tree (that is a move), a circle, units that do not exist on that day, and a
    month that the parent has closed.
    """
    hooks.require(caller, "unit.change", parent.pk)
    for each in (unit, parent):
        require_living(each, on)
    require_open_month(parent, on)
    known = Tree.objects.get(code=tree)
    if UnitLink.objects.filter(tree=known, child=unit, until_seq=None, to_month=None).exists():
        raise Refusal("unit_has_parent", unit=unit.name, tree=known.label)
    if UnitSpan.objects.filter(tree=known, ancestor=unit, descendant=parent, until_seq=None).exists():
        raise Refusal("unit_circle", unit=unit.name, parent=parent.name)
    values = {"do": "link", "unit": unit.uid, "parent": parent.uid, "tree": tree}
    seq = hooks.record_change(hooks.Change("structure", on, values), caller)
    link_months(known, parent, unit, on, month_of(on), seq)
    log(caller, "unit.link", unit.uid, parent=parent.uid, tree=tree)
    hooks.after_structure_change(seq, [unit.pk])


@transaction.atomic
def tie_units(caller: Caller, kind: str, source: Unit, target: Unit, *, on: date) -> None:
    """Record a typed tie (guides, serves, contact point) from the month of ``on``."""
    hooks.require(caller, "unit.change", source.pk)
    values = {"do": "tie", "tie": kind, "unit": source.uid, "target": target.uid}
    seq = hooks.record_change(hooks.Change("structure", on, values), caller)
    UnitTie.objects.create(kind=kind, source=source, target=target, from_month=month_of(on), seq=seq)
    log(caller, "unit.tie", source.uid, target=target.uid, tie=kind)


@transaction.atomic
def rename_unit(
    caller: Caller,
    unit: Unit,
    *,
    on: date,
    name: str | None = None,
    short_name: str | None = None,
    aliases: Sequence[str] | None = None,
    order: int | None = None,
    reason: str = "",
) -> Unit:
    """Give a unit another name, short name, aliases or official order from a day on; what is None stays.

    Reports as of an earlier arrival number keep the old ones.
    """
    hooks.require(caller, "unit.change", unit.pk)
    unit = Unit.objects.select_for_update().get(pk=unit.pk)
    require_living(unit, on)
    if name is not None and not name.strip():
        raise Refusal("unit_name_missing")
    current = UnitVersion.objects.get(unit=unit, until_seq=None, to_day=None)
    if on < current.from_day:
        raise Refusal("unit_renamed_later", unit=unit.name, on=current.from_day.isoformat())
    changes: dict[str, object] = {"name": name, "short_name": short_name, "order": order}
    changes["aliases"] = None if aliases is None else list(aliases)
    changes = {key: value for key, value in changes.items() if value is not None}
    values = {"do": "rename", "unit": unit.uid, **changes}
    seq = hooks.record_change(hooks.Change("structure", on, values, reason), caller)
    for key, value in changes.items():
        setattr(unit, key, value)
    unit.save(update_fields=[*changes])
    if on > current.from_day:
        _reissue_version(current, seq, to_day=date.fromordinal(on.toordinal() - 1))
    else:
        UnitVersion.objects.filter(pk=current.pk).update(until_seq=seq)
    _write_version(unit, on, seq)
    log(caller, "unit.rename", unit.uid, **values)
    return unit


@transaction.atomic
def close_unit(caller: Caller, unit: Unit, *, on: date, reason: str) -> Unit:
    """Close a unit at the end of a day. It stays in its trees to the end of that month, its history for ever.

    Refuses one that is closed already, and while drafts of the unit are unsent, records of later days count, or units below it still exist (the
    refusal lists them), and when a unit above has closed the month after.
    """
    hooks.require(caller, "unit.change", unit.pk)
    unit = Unit.objects.select_for_update().get(pk=unit.pk)
    require_living(unit, on)
    if unit.closed_on is not None:
        raise Refusal("unit_closed_already", unit=unit.name, on=unit.closed_on.isoformat())
    for link in UnitLink.objects.filter(child=unit, until_seq=None, to_month=None).select_related("parent"):
        require_open_month(link.parent, first_day(next_month(month_of(on))))
    if not reason.strip():
        raise Refusal("reason_missing")
    below = Unit.objects.filter(
        Q(parent_links__to_month=None) & Q(parent_links__until_seq=None), parent_links__parent=unit, closed_on=None
    ).distinct()
    blockers = [{"code": "unit_below", "unit": child.name} for child in below]
    blockers += hooks.unit_close_blockers(unit.pk, on)
    if blockers:
        raise Refusal("unit_not_clear", unit=unit.name, blockers=blockers, count=len(blockers))
    values = {"do": "close", "unit": unit.uid}
    seq = hooks.record_change(hooks.Change("structure", on, values, reason), caller)
    unit.closed_on = on
    unit.save(update_fields=["closed_on"])
    _reissue_version(UnitVersion.objects.get(unit=unit, until_seq=None, to_day=None), seq, to_day=on)
    for span in UnitSpan.objects.filter(descendant=unit, until_seq=None, to_month=None):
        reissue_months(span, seq, month_of(on))
    for link in UnitLink.objects.filter(child=unit, until_seq=None, to_month=None):
        reissue_months(link, seq, month_of(on))
    log(caller, "unit.close", unit.uid, reason=reason)
    hooks.after_structure_change(seq, [unit.pk])
    return unit


def _require_parent(parent: Unit, on: date, *, is_received: bool) -> None:
    require_living(parent, on)
    if not is_received:
        require_open_month(parent, on)


def require_living(unit: Unit, on: date) -> None:
    """Refuse a unit that does not exist on a day."""
    if on < unit.founded_on or (unit.closed_on is not None and on > unit.closed_on):
        raise Refusal("unit_not_there", unit=unit.name, on=on.isoformat(), founded_on=unit.founded_on.isoformat())


def require_open_month(parent: Unit, on: date) -> None:
    """Refuse a day in a month that the unit has closed: what stands below it then is sealed."""
    month = wanted = month_of(on)
    while month < wanted + 1000 and hooks.period_is_closed(parent.pk, month):  # without a ledger all are closed
        month = next_month(month)
    if month != wanted:
        raise Refusal("structure_closed", unit=parent.name, month=wanted, counts_in=month)


def link_months(tree: Tree, parent: Unit, child: Unit, on: date, month: int, seq: int) -> None:
    """Place ``child`` with all below it under ``parent`` from a month on; ``on`` is the legal day."""
    for unit in (parent, child):  # a tree that was declared after the unit was founded
        if not UnitSpan.objects.filter(tree=tree, ancestor=unit, descendant=unit, until_seq=None).exists():
            _write_span(tree, unit, unit, 0, month_of(unit.founded_on), None, seq)
    UnitLink.objects.create(tree=tree, parent=parent, child=child, legal_day=on, from_month=month, seq=seq)
    above = UnitSpan.objects.filter(tree=tree, descendant=parent, until_seq=None)
    below = list(UnitSpan.objects.filter(tree=tree, ancestor=child, until_seq=None))
    for up in above:
        for down in below:
            start = max(month, up.from_month, down.from_month)
            ends = [end for end in (up.to_month, down.to_month) if end is not None]
            if not ends or start <= min(ends):
                end = min(ends) if ends else None
                _write_span(tree, up.ancestor, down.descendant, up.depth + down.depth + 1, start, end, seq)


def _write_span(
    tree: Tree, ancestor: Unit, descendant: Unit, depth: int, start: int, end: int | None, seq: int
) -> None:
    UnitSpan.objects.create(
        tree=tree, ancestor=ancestor, descendant=descendant, depth=depth, from_month=start, to_month=end, seq=seq
    )


def _write_version(unit: Unit, on: date, seq: int) -> None:
    UnitVersion.objects.create(
        unit=unit,
        name=unit.name,
        short_name=unit.short_name,
        aliases=unit.aliases,
        order=unit.order,
        from_day=on,
        seq=seq,
    )


def _reissue_version(row: UnitVersion, seq: int, *, to_day: date) -> None:
    UnitVersion.objects.filter(pk=row.pk).update(until_seq=seq)
    row.pk, row.to_day, row.seq = None, to_day, seq
    row.save(force_insert=True)


def reissue_months(row: UnitSpan | UnitLink, seq: int, to_month: int) -> None:
    """End a row with a month, as known from ``seq`` on; as of an earlier number it goes on."""
    type(row).objects.filter(pk=row.pk).update(until_seq=seq)
    row.pk, row.to_month, row.seq = None, to_month, seq
    row.save(force_insert=True)
