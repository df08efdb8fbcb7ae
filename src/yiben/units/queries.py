"""Reading units: by name, by tree, as known at an arrival number."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Q, QuerySet

from yiben.errors import Refusal
from yiben.remembering import remembered
from yiben.statements import select
from yiben.units.models import Unit, UnitLink, UnitSpan, UnitSuccession, UnitVersion
from yiben.units.months import month_of


def find_unit(text: str) -> Unit:
    """Return the one unit whose code, official name, short name or alias is ``text``; ``root`` is the top unit.

    Raises Refusal ``unit_unknown``, or ``unit_ambiguous`` with the candidates.
    """
    text = text.strip()
    if text == "root":
        return root_unit()
    exact = list(Unit.objects.filter(Q(code=text) | Q(uid=text)))
    found = exact or list(Unit.objects.filter(Q(name=text) | Q(short_name=text)))
    if not found:
        found = [unit for unit in Unit.objects.exclude(aliases=[]) if text in unit.aliases]
    if len(found) == 1:
        return found[0]
    if not found:
        raise Refusal("unit_unknown", text=text)
    raise Refusal("unit_ambiguous", text=text, candidates=[f"{unit.name} ({unit.code})" for unit in found])


def root_unit() -> Unit:
    """Return the instance's top unit: the first one that was founded."""
    unit = Unit.objects.order_by("pk").first()
    if unit is None:
        raise Refusal("no_units")
    return unit


def tree_number(code: str) -> int:
    """Return the number of a tree; Refusal ``tree_unknown`` if there is none of that code."""
    return remembered((tree_number, code), lambda: _tree_number(code))


def _tree_number(code: str) -> int:
    found = select("SELECT number FROM units_tree WHERE code = %s", [code])
    if not found:
        raise Refusal("tree_unknown", tree=code)
    return int(found[0][0])


def spans_known(as_of: int | None) -> QuerySet[UnitSpan]:
    """Return the spans known at arrival number ``as_of`` (None: now)."""
    if as_of is None:
        return UnitSpan.objects.filter(until_seq=None)
    return UnitSpan.objects.filter(seq__lte=as_of).filter(Q(until_seq=None) | Q(until_seq__gt=as_of))


def subtree_ids(unit: Unit, tree: str, on: date, as_of: int | None = None) -> list[int]:
    """Return the ids of ``unit`` and all under it in ``tree`` in the month of ``on``."""
    month = month_of(on)
    spans = spans_known(as_of).filter(tree__code=tree, ancestor=unit, from_month__lte=month)
    spans = spans.filter(Q(to_month=None) | Q(to_month__gte=month))
    return sorted({unit.pk, *spans.values_list("descendant_id", flat=True)})


def children(unit: Unit, tree: str, from_month: int, to_month: int, as_of: int | None = None) -> list[Unit]:
    """Return the units directly under ``unit`` at any time in the months given, in official order."""
    spans = spans_known(as_of).filter(tree__code=tree, ancestor=unit, depth=1, from_month__lte=to_month)
    spans = spans.filter(Q(to_month=None) | Q(to_month__gte=from_month))
    return list(Unit.objects.filter(pk__in=spans.values("descendant_id")).order_by("order", "code"))


def path(unit: Unit, tree: str = "administrative") -> list[Unit]:
    """Return the units from the root of ``tree`` down to ``unit``, as they stand now."""
    spans = UnitSpan.objects.filter(tree__code=tree, descendant=unit, until_seq=None, to_month=None)
    spans = spans.select_related("ancestor").order_by("-depth")
    return [span.ancestor for span in spans] or [unit]


def names_known(unit_ids: Iterable[int], as_of: int | None) -> dict[int, tuple[str, str]]:
    """Return (official name, short name) of units as known at ``as_of``: the latest version in days."""
    versions = UnitVersion.objects.filter(unit_id__in=list(unit_ids)).order_by("from_day", "seq")
    if as_of is None:
        versions = versions.filter(until_seq=None)
    else:
        versions = versions.filter(seq__lte=as_of).filter(Q(until_seq=None) | Q(until_seq__gt=as_of))
    return {version.unit_id: (version.name, version.short_name) for version in versions}


def living_units(on: date) -> QuerySet[Unit]:
    """Return the units that exist on a day, in official order."""
    living = Unit.objects.filter(founded_on__lte=on).filter(Q(closed_on=None) | Q(closed_on__gte=on))
    return living.order_by("order", "code")


def parents(unit: Unit) -> QuerySet[UnitLink]:
    """Return the open links to the parents of a unit."""
    return UnitLink.objects.filter(child=unit, until_seq=None, to_month=None).select_related("parent", "tree")


def parent_names(units: Iterable[Unit], tree: str = "administrative") -> dict[int, str]:
    """Return the short name of the unit above each unit, by id; a unit at the top of the tree has none."""
    ids = [unit.pk for unit in units]
    links = UnitLink.objects.filter(child_id__in=ids, tree__code=tree, until_seq=None, to_month=None)
    return dict(links.values_list("child_id", "parent__short_name"))


def units_in_order(unit_ids: Iterable[int]) -> list[Unit]:
    """Return the units of these ids in official order."""
    return list(Unit.objects.filter(pk__in=list(unit_ids)).order_by("order", "code"))


def units_near(unit: Unit, kinds: Iterable[str], on: date, tree: str = "administrative") -> list[Unit]:
    """Return the living units of these kinds below ``unit``, or below the nearest unit above it that has any.

    Without kinds: all living units. In official order.
    """
    wanted = list(kinds)
    if not wanted:
        return list(living_units(on))
    for above in reversed(path(unit, tree)):
        below = living_units(on).filter(kind__in=wanted, pk__in=subtree_ids(above, tree, on))
        if below:
            return list(below)
    return list(living_units(on).filter(kind__in=wanted))


def short_names(uids: Iterable[str]) -> dict[str, str]:
    """Return the short names of units by uid, in official order."""
    rows = Unit.objects.filter(uid__in=list(uids)).order_by("order", "code")
    return dict(rows.values_list("uid", "short_name"))


def restated_ids(unit: Unit, tree: str, on: date, as_of: int | None = None) -> set[int]:
    """Return the units whose whole history belongs to ``unit`` as the tree of a day has it, known at ``as_of``: those
    below it then, what was merged into one of them, what was split into several that all stand below it, and what was
    closed without a successor while it last stood below one of them."""
    found = set(subtree_ids(unit, tree, on, as_of))
    heirs: dict[int, set[int]] = {}
    successions = UnitSuccession.objects.all() if as_of is None else UnitSuccession.objects.filter(seq__lte=as_of)
    for old, new in successions.values_list("old_id", "new_id"):
        heirs.setdefault(old, set()).add(new)
    for child, parent in _last_places(tree, month_of(on), as_of):
        heirs.setdefault(child, {parent})
    while more := {old for old, news in heirs.items() if news <= found} - found:
        found |= more
    return found


def _last_places(tree: str, month: int, as_of: int | None) -> list[tuple[int, int]]:
    """Return (unit, the unit directly above it when it last stood in the tree) of those that stand there no more."""
    spans = spans_known(as_of).filter(tree__code=tree, depth=1)
    standing = set(
        spans.filter(from_month__lte=month)
        .filter(Q(to_month=None) | Q(to_month__gte=month))
        .values_list("descendant_id", flat=True)
    )
    past = spans.filter(to_month__lt=month).order_by("to_month").values_list("descendant_id", "ancestor_id")
    return [(child, parent) for child, parent in dict(past).items() if child not in standing]
