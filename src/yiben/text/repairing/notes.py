"""Notes of pronunciation behind characters, and traditional script where a machine made it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache

from yiben.text.repairing.edits import Edit
from yiben.text.repairing.elements import READING, plain
from yiben.text.repairing.tables import readings, simplified

_NOTE = re.compile(rf"([\u3400-\u9fffA-Za-z|^])[(（]({READING})[)）]")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_AMBIGUOUS = frozenset(
    "后里干并于志愿范余准制面台松只系谷丑斗郁征表才卜厂范丰价借克据卷困累历了蒙辟签千秋曲舍沈术涂团吁咸须叶游云致折周注筑"
)
_GENUINE_ONLY = frozenset("於並後裏週")
_NAMES_OF_WORKS = re.compile(
    r"(?:顯|显|專|专|名|論|论|原|編|编|巨|鉅|土|卓|昭|新|譯|译|遺|遗|合|拙)著|著(?:名|作|稱|称|述|書|书|錄|录|者|有|《)"
)
_QUOTED = re.compile(r"[“《「][^”》」\n]{0,200}[”》」]")
_MACHINE_NOTES = 2


def is_annotated(text: str) -> bool:
    """Whether a machine wrote notes behind traditional characters: two at least, or one outside quotes and prose about script."""
    found = [match for match in _NOTE.finditer(text) if _is_note(match)]
    return len(found) >= _MACHINE_NOTES and not _speaks_of_script(text, found)


def without_notes(text: str) -> list[Edit]:
    """Return the edits that strip 續(xù) to 續, where the reading is one of the character's own."""
    return [Edit(match.start() + 1, match.end(), "", "note") for match in _NOTE.finditer(text) if _is_note(match)]


def is_machine_traditional(text: str) -> bool:
    """Whether traditional characters come from a machine: in number, outside quotes, without what only people write (於並後裏)."""
    bare = _QUOTED.sub("", text)
    traditional = sum(map(simplified().__contains__, bare))
    han = len(_HAN.findall(bare))
    if traditional < 2 or traditional < 0.08 * han or _GENUINE_ONLY & set(bare) or "「" in text:
        return False
    # A machine leaves nothing that it could have converted: 龍應台 among simplified text is a name.
    return sum(map(_simplified_only().__contains__, bare)) <= 2 * traditional


@cache
def _simplified_only() -> frozenset[str]:
    """Characters of simplified script alone: what exactly one traditional character becomes, but for those that machines
    leave as they are."""
    made = Counter(simplified().values())
    return frozenset(each for each, times in made.items() if times == 1) - _AMBIGUOUS - set(simplified())


def to_simplified(text: str) -> Iterator[Edit]:
    """Yield the edits that turn every traditional character into its simplified form; 著 is 着 but in 著名 or 顯著."""
    table = simplified()
    kept = {match.start() + match[0].index("著") for match in _NAMES_OF_WORKS.finditer(text)}
    for position, character in enumerate(text):
        simple = table.get(character)
        if simple is not None and character != "乾":
            yield Edit(position, position + 1, simple, "traditional")
        elif character == "著" and position not in kept:
            yield Edit(position, position + 1, "着", "traditional")


def _is_note(match: re.Match[str]) -> bool:
    return plain(match[2]) in readings().get(match[1], ())


def _speaks_of_script(text: str, found: list[re.Match[str]]) -> bool:
    """A lesson writes 龍(lóng) among simplified text; a machine leaves no simplified-only text around."""
    traditional = sum(map(simplified().__contains__, text))
    return traditional <= len(found) + 1 and len(found) < 4
