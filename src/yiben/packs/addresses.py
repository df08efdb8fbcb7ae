"""Addresses of homes in four parts: 小区、楼、单元、室. Read from one cell or part by part, kept as typed."""

import re
from collections.abc import Mapping

from yiben.packs.definitions import Field
from yiben.packs.refused import JSON, Refused, half_width, storable_text

ADDRESS = ("estate", "building", "entrance", "room")
"""The parts of an address, in the order in which they are written."""
MARKS = ("", "幢", "单元", "室")
"""What stands behind each part."""
MOST_PART = 60
_NUMBER = "[0-9A-Za-z]{1,6}|[一二三四五六七八九十百]{1,4}|[甲乙丙丁]"
_BUILDING, _ENTRANCE, _ROOM = "号楼|栋|幢|座|楼|#", "单元|门|梯", "室|房|户|号"
_WRITTEN = re.compile(
    rf"(?P<estate>.*?)(?:(?P<building>{_NUMBER})(?:{_BUILDING}))?(?:(?P<entrance>{_NUMBER})(?:{_ENTRANCE}))?"
    rf"(?:(?P<room>{_NUMBER})(?:{_ROOM})?)?"
)
_DASHED = re.compile(
    r"(?P<estate>.*?)(?P<building>[0-9]{1,3})[-—–](?:(?P<entrance>[0-9]{1,2})[-—–])?(?P<room>[0-9]{3,4})(?:室|房)?"
)
_STREETS = ("路", "街", "巷", "弄", "道", "号", "村")
_BEHIND = {
    "building": re.compile(rf"({_NUMBER})(?:{_BUILDING})"),
    "entrance": re.compile(rf"({_NUMBER})(?:{_ENTRANCE})"),
    "room": re.compile(rf"({_NUMBER})(?:{_ROOM})"),
}


def read_address(item: Field, raw: object) -> JSON | Refused:
    """Return {estate, building, entrance, room}, what is open left out, of four parts or of one text.

    A text that names no building, entrance or room is kept whole as ``estate``: nothing of an address is guessed.
    """
    if isinstance(raw, str):
        parts = split_address(raw)
    elif isinstance(raw, Mapping) and set(raw) <= set(ADDRESS) and all(isinstance(each, str) for each in raw.values()):
        parts = {name: _bare(name, storable_text(str(raw.get(name, "")), keep_breaks=False)) for name in ADDRESS}
    else:
        return Refused("bad_address", {})
    longest = max(len(each) for each in parts.values())
    most = MOST_PART if isinstance(raw, Mapping) else 2 * MOST_PART
    if longest > most:
        return Refused("too_long", {"length": longest, "max": most})
    return {name: part for name, part in parts.items() if part}


def split_address(text: str) -> dict[str, str]:
    """Return the parts of an address that was written in one piece, "" for what it does not say.

    >>> split_address("枫林苑3栋2单元501")
    {'estate': '枫林苑', 'building': '3', 'entrance': '2', 'room': '501'}
    >>> split_address("枫林苑3-501")["room"], split_address("枫林路12号")["estate"]
    ('501', '枫林路12号')
    """
    whole = re.sub(r"\s+", "", half_width(storable_text(text, keep_breaks=False)))
    alone = {**dict.fromkeys(ADDRESS, ""), "estate": whole}
    if len(whole) > 2 * MOST_PART:
        return alone
    found = _DASHED.fullmatch(whole)
    if found is None or found["estate"].endswith(_STREETS):
        found = _WRITTEN.fullmatch(whole)
    if found is None or not (found["building"] or found["entrance"] or whole.endswith("室")):
        return alone
    return {name: found[name] or "" for name in ADDRESS}


def address_text(value: object) -> str:
    """Return an address as it is read; one that was kept as a text stays as it is.

    >>> address_text({"estate": "枫林苑", "building": "3", "room": "501"})
    '枫林苑3幢501室'
    """
    if not isinstance(value, Mapping):
        return str(value)
    parts = [(str(value.get(name, "")), mark) for name, mark in zip(ADDRESS, MARKS, strict=True)]
    return "".join(part + mark for part, mark in parts if part)


def _bare(name: str, part: str) -> str:
    """A part without the mark that stands behind it anyway: 3号楼 is building 3."""
    found = _BEHIND[name].fullmatch(half_width(part)) if name in _BEHIND else None
    return found[1] if found else part
