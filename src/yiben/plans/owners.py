"""From an owner as a document names it to units.

A list is split at 、 and 和; the first unit leads. Collective words (各街道, 各社区, 各部门 …) mean all units of that kind
under the plan's unit, which itself leads then.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

COLLECTIVE: Mapping[str, tuple[str, ...]] = {
    "街道": ("subdistrict",),
    "街道办": ("subdistrict",),
    "街道办事处": ("subdistrict",),
    "镇街": ("subdistrict",),
    "乡镇": ("subdistrict",),
    "社区": ("community",),
    "社区居委会": ("community",),
    "居委会": ("community",),
    "部门": ("department", "section"),
    "单位": ("department", "section", "subdistrict"),
    "成员单位": ("department", "section", "subdistrict"),
    "科室": ("section",),
    "学校": ("school",),
    "社区服务中心": ("service_centre",),
}
_EACH = re.compile(r"^(?:各|全体|所有|辖区各|区直各|各有关|各相关|相关)(?:级|有关|相关)?(?P<kind>\S+)$")
_PARTS = re.compile(r"[、，,；;]|(?<=\S)(?:和|及|与|会同)(?=各|\S{2,})")


@dataclass(frozen=True)
class UnitName:
    """A unit that may be meant: its uid, kind, and all names it goes by."""

    uid: str
    kind: str
    names: tuple[str, ...]


@dataclass(frozen=True)
class Owners:
    """The units meant, leading one first; ``unknown`` and ``ambiguous`` names are to be asked about."""

    units: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    ambiguous: tuple[str, ...] = ()


def find_owners(text: str | None, units: Sequence[UnitName]) -> Owners:
    """Return the units that an owner's name means among ``units``, in the order named.

    >>> find_owners("团区委、教育局", [UnitName("a", "department", ("区教育局", "教育局"))])
    Owners(units=('a',), unknown=('团区委',), ambiguous=())
    """
    if not text or not text.strip():
        return Owners()
    whole = _named(text.strip(), units)
    if len(whole) == 1:
        return Owners((whole[0],))
    found: list[str] = []
    unknown: list[str] = []
    ambiguous: list[str] = []
    for part in (piece.strip() for piece in _PARTS.split(text.strip())):
        if not part:
            continue
        each = _EACH.match(part)
        kinds = COLLECTIVE.get(each["kind"]) if each else None
        if kinds:
            found += [unit.uid for unit in units if unit.kind in kinds]
            continue
        meant = _named(part, units)
        if len(meant) == 1:
            found.append(meant[0])
        else:
            (ambiguous if meant else unknown).append(part)
    return Owners(tuple(dict.fromkeys(found)), tuple(unknown), tuple(ambiguous))


def is_collective(text: str | None) -> bool:
    """Say whether a name means all units of a kind."""
    each = _EACH.match((text or "").strip())
    return bool(each and each["kind"] in COLLECTIVE)


def _named(name: str, units: Sequence[UnitName]) -> list[str]:
    exact = [unit.uid for unit in units if name in unit.names]
    if exact:
        return exact
    bare = re.sub(r"^(?:由|各|区|街道|本)", "", name)
    return [unit.uid for unit in units if bare and bare in unit.names]
