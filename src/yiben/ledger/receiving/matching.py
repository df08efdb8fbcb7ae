"""Whose units are whose: the units of a foreign chain held against those below the unit that received its bundle."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils import timezone

from yiben.errors import Refusal
from yiben.ledger.receiving.abroad import UnitThere
from yiben.units.models import Unit, UnitLink
from yiben.units.queries import subtree_ids


@dataclass(frozen=True)
class Match:
    """A unit there and the one here that it is taken for; ``unit`` None: it is founded here, below the match of its
    parent, a partner below none. ``why``: top, both (code and name), code, name, asked (somebody said so) or new."""

    there: UnitThere
    unit: Unit | None
    why: str


def match_units(
    there: Iterable[UnitThere], top: Unit, known: Mapping[str, str], asked: Mapping[str, Unit]
) -> list[Match]:
    """Return a match for every unit there that is not yet in ``known`` (uid there → uid here).

    The first one of all is ``top`` itself. ``asked`` says by a unit's code there which one here it is. Looked for are
    units below ``top`` that no other unit there was matched with, by code and by official name; a partner there, which stands below nobody, is looked for
    among the partners here. Refuses
    (``bundle_unit_doubtful``) a unit whose code and name lead to two units here, and two matched with one
    (``bundle_unit_twice``).
    """
    below = Unit.objects.filter(pk__in=subtree_ids(top, "administrative", timezone.localdate()))
    free = {unit.uid: unit for unit in below.order_by("order", "code") if unit.uid not in known.values()}
    partners = {unit.uid: unit for unit in _partners() if unit.uid not in known.values()}
    taken: dict[str, UnitThere] = {}
    found: list[Match] = []
    for each in there:
        if each.uid in known:
            continue
        is_top = not known and not found
        match = _match(each, top, free if each.parent or is_top else partners, asked, is_top=is_top)
        if match.unit is not None:
            if match.unit.uid in taken or match.unit.uid in known.values():
                raise Refusal("bundle_unit_twice", unit=match.unit.name, name=each.name)
            taken[match.unit.uid] = each
            free.pop(match.unit.uid, None)
            partners.pop(match.unit.uid, None)
        found.append(match)
    return found


def _partners() -> QuerySet[Unit]:
    """Units that stand in no tree, neither below another nor above one: partners, whose records are held jointly."""
    linked = UnitLink.objects.filter(until_seq=None)
    alone = Unit.objects.exclude(pk__in=linked.values("child")).exclude(pk__in=linked.values("parent"))
    return alone.order_by("order", "code")


def _match(each: UnitThere, top: Unit, free: Mapping[str, Unit], asked: Mapping[str, Unit], *, is_top: bool) -> Match:
    if each.code in asked:
        return Match(each, asked[each.code], "asked")
    if is_top:
        return Match(each, top, "top")
    by_code = [unit for unit in free.values() if unit.code == each.code and unit != top]
    by_name = [unit for unit in free.values() if unit.name == each.name and unit != top]
    both = list(dict.fromkeys([*by_code, *by_name]))
    if len(both) > 1:
        raise Refusal("bundle_unit_doubtful", name=each.name, unit_code=each.code, units=[unit.name for unit in both])
    if not both:
        return Match(each, None, "new")
    return Match(each, both[0], "both" if by_code and by_name else "code" if by_code else "name")
