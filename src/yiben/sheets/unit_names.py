"""Which unit a cell means: by official name, short name, alias, or one wrong character."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from rapidfuzz import process
from rapidfuzz.distance import OSA

from yiben.sheets.values import plain

Match = Literal["exact", "misspelt", "unknown", "ambiguous"]
_TAILS = {
    "community": r"社区居民委员会|社区居委会|社区居民委|居民委员会|居委会|社区",
    "street": r"街道办事处|街道办|街道",
    "village": r"村民委员会|村委会|村",
}
"""What kind of body a name's ending says; 石牌村 and 石牌社区 are two bodies."""
_TAIL = re.compile("(?:" + "|".join(f"(?P<{kind}>{tail})" for kind, tail in _TAILS.items()) + ")$")
_OTHER_BODY = re.compile(r"(?:小区|小学|中学|学校|幼儿园|花园|新村|市场|广场|派出所|物业|公司|医院)$")
_ORGANS = re.compile(
    r"(?<=社区)(?:党委|党总支|党支部|居委|工作站|党群服务(?:中心|站)|(?:综合|便民)?服务(?:中心|站)|新时代文明实践站|妇联|团支部|关工委|工会|第?[一二三四五六七八九十0-9]{1,3}网格)$|(?<=..)居委$"
)
"""A community's own organs and places: the community, where none of them is a unit of its own."""
_LABEL = re.compile(r"^(?:主办|承办|协办|举办|责任|牵头)?(?:单位)?[:：]")
_BETWEEN = re.compile(r"[\s\-—–~·|]+|(?<=社区)(?=.)|(?<=居委会)(?=.)")
"""Where units may be told apart that nothing else tells apart: only where each part is a unit's name."""
_JOINT = re.compile(r"[、，,;；/\n&+＋]|(?<=\S)(?:和|与|及|暨|联合|会同)(?=\S)")
_NOTES = re.compile(r"[（(【\[][^（()）】\]]*[)）】\]]")
_TOGETHER = re.compile(r"(?:等)?(?:联合|共同|合作|协同|协作|联手)?(?:举办|主办|承办|开展|组织|实施)?$")
_OVER = re.compile(
    r"^(?:.{2,8}?(?:市|县|(?<!社)区))?.{1,8}?(?P<over>街道|街|镇|乡)(?:办事处)?(?=.{2})|^.{1,8}?(?:市|县|(?<!社)区)(?=.{2,}(?:街道|镇|乡|社区|村|居委会|村委会)$)"
)
"""The offices above, before a unit's own name: 桂花街道滨江社区."""
_SHORTEST = 3
"""Characters of the shortest name in which one wrong character is forgiven."""


@dataclass(frozen=True)
class UnitName:
    """A unit: official name, place in the official order, and what else it is called."""

    name: str
    order: int = 0
    others: tuple[str, ...] = ()


@dataclass(frozen=True)
class Meant:
    """What a cell means: the units' official names, and how sure that is. ``text`` is what was not understood."""

    names: tuple[str, ...] = ()
    match: Match = "exact"
    text: str = ""


@dataclass(frozen=True)
class UnitNames:
    """All units that may be meant. Without any, a cell's text is taken as it stands."""

    units: tuple[UnitName, ...] = ()

    @cached_property
    def _whole(self) -> dict[str, set[str]]:
        found: dict[str, set[str]] = defaultdict(set)
        for unit in self.units:
            for name in (unit.name, *unit.others):
                found[plain(name)].add(unit.name)
        return found

    @cached_property
    def _stems(self) -> dict[str, set[str]]:
        found: dict[str, set[str]] = defaultdict(set)
        for name, meant in self._whole.items():
            found[_stem(name)] |= meant
        return found

    @cached_property
    def _kinds(self) -> dict[str, set[str]]:
        """What kinds of body the names of each unit say."""
        return {
            unit.name: {kind for name in (unit.name, *unit.others) if (kind := _kind(plain(name)))}
            for unit in self.units
        }

    @cached_property
    def _own(self) -> dict[str, set[str]]:
        """The units by their official names without the offices above them: 党政办公室 of 桂花街道党政办公室."""
        found: dict[str, set[str]] = defaultdict(set)
        for unit in self.units:
            name = plain(unit.name)
            over = _OVER.match(name)
            if over and over.end() < len(name):
                found[name[over.end() :]].add(unit.name)
        return found

    def find(self, text: str) -> Meant:
        """Return the unit or the joint units that a text names, leading one first.

        >>> names = UnitNames((UnitName("听荷社区居委会", 1, ("听荷社区",)), UnitName("望岫社区居委会", 2)))
        >>> names.find("听荷、望岫社区").names
        ('听荷社区居委会', '望岫社区居委会')
        >>> names.find("听河社区").match, names.find("明月社区").match
        ('misspelt', 'unknown')
        """
        asked = plain(text)
        if not self.units:
            return Meant(tuple(part for part in _JOINT.split(text.strip()) if part.strip()) or (text.strip(),))
        unlabelled = _LABEL.sub("", text.strip())
        bare = _TOGETHER.sub("", _NOTES.sub("", unlabelled)).strip("、,，;；/ \n")
        written = dict.fromkeys((asked, plain(_NOTES.sub("", unlabelled)), plain(bare)))
        for name in written:
            if name and (known := self._exact(name)) is not None:
                return known
        parts = [part for part in _JOINT.split(bare) if part and part.strip()]
        if len(parts) < 2:
            parts = [part for part in _BETWEEN.split(bare) if part]
            if len(parts) < 2 or any(self._exact(plain(part)) is None for part in parts):
                return next((near for name in written if name and (near := self._near(name)).names), self._near(asked))
        each = [self._one(plain(part)) for part in parts]
        unclear = next((meant for meant in each if not meant.names), None)
        if unclear is not None:
            return Meant((), unclear.match, unclear.text)
        names = tuple(dict.fromkeys(name for meant in each for name in meant.names))
        return Meant(names, "misspelt" if any(meant.match == "misspelt" for meant in each) else "exact")

    def named_in(self, text: str) -> str | None:
        """Return the one unit whose name stands in a title or file name, None for none or several."""
        asked = plain(text)
        written = [name for name, meant in self._whole.items() if name in asked and len(meant) == 1]
        found: dict[str, int] = {}
        for name in written:
            longer = "\0".join(other for other in written if name in other and name != other)
            if asked.count(name) > sum(asked.count(other) for other in longer.split("\0") if other):
                unit = next(iter(self._whole[name]))
                found[unit] = max(len(name), found.get(unit, 0))
        if len(found) > 1:  # “砚湖街道听荷社区”: the one named last stands for the sheet
            last = {unit: max(asked.rfind(plain(each)) for each in self._names(unit)) for unit in found}
            return max(last, key=lambda unit: last[unit])
        if found:
            return next(iter(found))
        stems = {
            next(iter(meant))
            for stem, meant in self._stems.items()
            if len(stem) > 1 and stem in asked and len(meant) == 1
        }
        return next(iter(stems)) if len(stems) == 1 else None

    def _names(self, unit: str) -> Sequence[str]:
        return next((each.name, *each.others) for each in self.units if each.name == unit)

    def _one(self, asked: str) -> Meant:
        return self._exact(asked) or self._near(asked)

    def _exact(self, asked: str) -> Meant | None:
        """What a name means as it stands: a unit, a unit's own organ, a unit behind the offices above it; ambiguous where
        it is several, None where it is none."""
        known: set[str] = set()
        for known in (self._whole.get(asked, set()), self._of_stem(asked), self._own.get(asked, set())):
            if len(known) == 1:
                return Meant(tuple(known))
            if known:
                return Meant((), "ambiguous", asked)
        own = _ORGANS.sub("", asked)
        return self._below(own) or (self._exact(own) if own != asked else None)

    def _of_stem(self, asked: str) -> set[str]:
        """The units of a name's stem, but those whose own names say that they are another kind of body."""
        return {unit for unit in self._stems.get(_stem(asked), set()) if self._is_of_kind(unit, _kind(asked))}

    def _is_of_kind(self, unit: str, kind: str) -> bool:
        return not kind or not self._kinds[unit] or kind in self._kinds[unit]

    def _below(self, asked: str) -> Meant | None:
        """The unit named behind the offices above it, unless its own official name says that it is another's."""
        over = _OVER.match(asked)
        own = asked[over.end() :] if over else ""
        known = (self._whole.get(own) or self._of_stem(own)) if own else None
        if over is None or not known or len(known) != 1:
            return None
        unit = next(iter(known))
        others = _OVER.match(plain(unit))
        return None if others and others[0] != over[0] and not over[0].endswith(others[0]) else Meant((unit,))

    def _near(self, asked: str) -> Meant:
        if len(asked) < _SHORTEST:
            return Meant((), "unknown", asked)
        meant = _within_one(asked, self._whole) | _within_one(_stem(asked), self._stems)
        meant = {unit for unit in meant if self._is_of_kind(unit, _kind(asked))}
        body = _OTHER_BODY.search(asked)
        if body:  # 红岭小区 is no slip for 红岭社区
            meant = {unit for unit in meant if any(plain(name).endswith(body[0]) for name in self._names(unit))}
        if len(meant) == 1:
            return Meant(tuple(meant), "misspelt", asked)
        return Meant((), "ambiguous" if meant else "unknown", asked)


def units_from(rows: Iterable[dict[str, object]]) -> UnitNames:
    """Return the units of ``units.json``: ``[{"name", "order", "short", "aliases"}]``. Raises ValueError otherwise."""
    units = []
    for number, row in enumerate(rows):
        if not isinstance(row, dict) or not isinstance(row.get("name"), str) or not row["name"]:
            raise ValueError("a unit needs a name")
        aliases = row.get("aliases") or []
        if not isinstance(aliases, list):
            raise ValueError("aliases are a list")
        others = [row.get("short"), *aliases]
        order = row.get("order")
        kept = tuple(str(each) for each in others if each)
        units.append(UnitName(str(row["name"]), order if isinstance(order, int) else number, kept))
    return UnitNames(tuple(units))


def _stem(name: str) -> str:
    return _TAIL.sub("", name) or name


def _kind(name: str) -> str:
    """What kind of body a name's ending says, "" for none."""
    found = _TAIL.search(name)
    return (found.lastgroup or "") if found and found.start() else ""


def _within_one(asked: str, names: dict[str, set[str]]) -> set[str]:
    if len(asked) < 2:
        return set()
    near = process.extract(asked, names.keys(), scorer=OSA.distance, processor=None, score_cutoff=1, limit=None)
    return {unit for name, _distance, _place in near if len(name) > 1 for unit in names[name]}
