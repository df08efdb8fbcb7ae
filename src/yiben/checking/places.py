"""Which unit a sentence names: one of those known, the whole, or some place that is none of them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from yiben.text.wordlists import any_of

_WHOLE = re.compile(r"[全我本](?P<level>市|区|县|街道|镇|乡|社区|村)|(?P<covered>辖区)")
_ELSEWHERE = re.compile(
    r"(?:^|[，,；;：:、在到于由对向])(?![全各本我每])[\u4e00-\u9fff]{2,10}?"
    r"(?:街道|社区|小区|村|镇|学校|中学|小学|大学|幼儿园|公司|医院|派出所|分局|园区|广场|公园|商圈|景区|车站)(?![\u4e00-\u9fff]{0,4}中心)"
)
_SHORTEST = 2


@dataclass(frozen=True)
class NamedPlace:
    """A place at ``start`` … ``end`` of a text. ``unit`` is the id of a unit that is known, None for any other."""

    start: int
    end: int
    unit: int | None


@dataclass(frozen=True)
class Places:
    """The units that a draft may name: the scope's own and those below it, by every name they have. A name that several
    have leads to None."""

    own: int
    own_name: str
    names: Mapping[str, int | None]

    @cached_property
    def _pattern(self) -> re.Pattern[str] | None:
        names = [name for name in self.names if len(name) >= _SHORTEST]
        return re.compile(any_of(names)) if names else None

    def find(self, text: str) -> list[NamedPlace]:
        """Return the places that a text names, in order; units that stand in a list mean no single one."""
        units = [] if self._pattern is None else [_place(self.names, each) for each in self._pattern.finditer(text)]
        bare = _without(text, units)
        wholes = [NamedPlace(*each.span(), self._whole(each)) for each in _WHOLE.finditer(bare)]
        bare = _without(bare, wholes)
        others = [NamedPlace(*each.span(), None) for each in _ELSEWHERE.finditer(bare)]
        found = sorted([*units, *wholes, *others], key=lambda each: each.start)
        return [
            NamedPlace(each.start, each.end, None) if index and _is_listed(text, found[index - 1], each) else each
            for index, each in enumerate(found)
        ]

    def _whole(self, match: re.Match[str]) -> int | None:
        """全区 means the scope's unit when that is a district; of a community's draft it means something larger."""
        level = match["level"]
        return self.own if level is None or level in self.own_name[-len(level) - 3 :] else None


def _without(text: str, places: Sequence[NamedPlace]) -> str:
    for each in places:
        text = text[: each.start] + " " * (each.end - each.start) + text[each.end :]
    return text


def _place(names: Mapping[str, int | None], match: re.Match[str]) -> NamedPlace:
    return NamedPlace(match.start(), match.end(), names[match[0]])


def _is_listed(text: str, left: NamedPlace, right: NamedPlace) -> bool:
    return text[left.end : right.start].strip() in {"、", "和", "及", "与", "以及"}
