"""Official wording of integers: “77块”, “160余条”, “25.4万册”.

A value is an integer in the smallest unit of its kind: fen where the unit is 元, 0.01 m² where it is 平方米,
a tenth of % and of an average, whole things otherwise (`smallest_per_unit`). Rounding is always downwards, in integers, and 余 is written if and
only if something was cut off. A missing value (None) is never written as 0.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from yiben.packs.definitions import smallest_per_unit
from yiben.packs.wordings import Wording

__all__ = [
    "Worded",
    "Wording",
    "WordingNote",
    "explain",
    "grouped",
    "in_wan",
    "over",
    "plain",
    "read_wording",
    "said_unit",
    "word",
]

MISSING: Final = "（缺报）"
MISSING_ON_SCREEN: Final = "—"
OVER: Final = "余"
WAN: Final = 10_000


@dataclass(frozen=True, slots=True)
class WordingNote:
    """How a number was rounded, as a code and its data, for the panel beside the report."""

    code: str
    data: Mapping[str, str | int] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Worded:
    """The text that stands in the document and the note that explains it."""

    text: str
    note: WordingNote


@dataclass(frozen=True, slots=True)
class NumberRead:
    """A worded number read back: the value it names (smallest unit; None = 缺报), whether 余 stood there, its unit."""

    value: int | None
    is_over: bool
    unit: str


def plain(value: int | None, unit: str) -> str:
    """Return the value in full with its unit, without thousands separators.

    >>> plain(77, "块"), plain(123450, "元"), plain(None, "块")
    ('77块', '1234.50元', '（缺报）')
    """
    return word(value, unit, Wording("plain")).text


def said_unit(unit: str) -> str:
    """Return the measure word as it is said and written: that of an average is that of what is averaged.

    >>> said_unit("天/件"), said_unit("场")
    ('天', '场')
    """
    return unit.partition("/")[0] or unit


def over(value: int | None, step: int, unit: str) -> str:
    """Return the value floored to a multiple of `step`, with 余 before the unit only when strictly above it.

    A value below one step, or below zero, is written in full: “0余” says nothing.

    >>> over(163, 10, "条"), over(160, 10, "条"), over(7, 10, "条")
    ('160余条', '160条', '7条')
    """
    return word(value, unit, Wording("over", step=step)).text


def in_wan(value: int | None, digits: int, unit: str, *, step: int = 0) -> str:
    """Return the value in 万 floored to `digits` decimals, trailing zeros dropped, 余 only when strictly above.

    Below 1万 the value is written by `over` when a step is given, else in full; below zero always in full.

    >>> in_wan(254000, 1, "册"), in_wan(254321, 1, "册"), in_wan(10001, 0, "张"), in_wan(3_200_000, 1, "元")
    ('25.4万册', '25.4万余册', '1万余张', '3.2万元')
    """
    return word(value, unit, Wording("in_wan", step=step, digits=digits)).text


def word(value: int | None, unit: str, wording: Wording) -> Worded:
    """Return the text and its note together, so that they can never disagree."""
    if value is None:
        return Worded(MISSING, WordingNote("wording.missing"))
    if value < 0 and wording.kind != "plain":
        return Worded(_in_full(value, unit), WordingNote("wording.negative"))
    if wording.kind == "in_wan" and value >= WAN * smallest_per_unit(unit):
        return _word_in_wan(value, unit, wording.digits)
    if wording.step:
        return _word_over(value, unit, wording.step)
    code = "wording.below_wan" if wording.kind == "in_wan" else "wording.plain"
    return Worded(_in_full(value, unit), WordingNote(code))


def explain(value: int | None, unit: str, wording: Wording) -> WordingNote:
    """Return how `word` rounds this value: the inverse of the wording, in words that a reader can check.

    >>> explain(254000, "册", Wording("in_wan", digits=1)).code
    'wording.wan_exact'
    """
    return word(value, unit, wording).note


def grouped(value: int | None, unit: str = "") -> str:
    """Return the value for screens: 千分撇, money always to the fen; a missing value is a dash.

    >>> grouped(254000), grouped(123450, "元"), grouped(254000, "册"), grouped(None, "册")
    ('254,000', '1,234.50元', '254,000册', '—')
    """
    return MISSING_ON_SCREEN if value is None else grouped_number(value, unit) + said_unit(unit)


def grouped_number(value: int | None, unit: str = "") -> str:
    """Return `grouped` without the unit behind it; the unit only tells what the smallest unit is."""
    if value is None:
        return MISSING_ON_SCREEN
    whole, rest = divmod(abs(value), smallest_per_unit(unit))
    decimals = _decimals(rest, unit, always=unit == "元")
    return f"{'-' if value < 0 else ''}{whole:,}{decimals}"


def read_wording(text: str) -> NumberRead | None:
    """Return what a text written by this module says, or None when it is no such text.

    >>> read_wording("25.4万余册")
    NumberRead(value=254000, is_over=True, unit='册')
    """
    if text == MISSING:
        return NumberRead(None, False, "")
    found = _WORDED.fullmatch(text)
    if found is None:
        return None
    unit = found["unit"]
    numerator = int(found["whole"] + (found["decimals"] or "")) * (WAN if found["wan"] else 1) * smallest_per_unit(unit)
    value, left = divmod(numerator, 10 ** len(found["decimals"] or ""))
    if left:
        return None
    return NumberRead(-value if found["minus"] else value, found["over"] is not None, unit)


_WORDED: Final = re.compile(
    rf"(?P<minus>-)?(?P<whole>[0-9]+)(?:\.(?P<decimals>[0-9]+))?(?P<wan>万)?(?P<over>{OVER})?(?P<unit>[^0-9.万{OVER}]*)"
)
_CHINESE_DIGITS: Final = "零一二三四"


def _word_over(value: int, unit: str, step: int) -> Worded:
    count, left = divmod(value, step * smallest_per_unit(unit))
    if not count:
        return Worded(_in_full(value, unit), WordingNote("wording.below_step", {"step": step}))
    if not left:
        return Worded(f"{count * step}{said_unit(unit)}", WordingNote("wording.over_exact", {"step": step}))
    data: dict[str, str | int] = {"step": step, "left": _in_full(left, unit)}
    return Worded(f"{count * step}{OVER}{said_unit(unit)}", WordingNote("wording.over", data))


def _word_in_wan(value: int, unit: str, digits: int) -> Worded:
    parts = 10**digits
    count, left = divmod(value * parts, WAN * smallest_per_unit(unit))
    whole, rest = divmod(count, parts)
    decimals = f"{rest:0{digits}d}".rstrip("0") if rest else ""
    data: dict[str, str | int] = {"digits": digits, "digits_zh": _CHINESE_DIGITS[digits]}
    code = "wording.wan" if digits else "wording.wan_whole"
    if left:
        data["left"] = _in_full(left // parts, unit)
    text = f"{whole}{'.' + decimals if decimals else ''}万{OVER if left else ''}{said_unit(unit)}"
    return Worded(text, WordingNote(f"{code}_{'over' if left else 'exact'}", data))


def _in_full(value: int, unit: str) -> str:
    whole, rest = divmod(abs(value), smallest_per_unit(unit))
    return f"{'-' if value < 0 else ''}{whole}{_decimals(rest, unit, always=False)}{said_unit(unit)}"


def _decimals(rest: int, unit: str, *, always: bool) -> str:
    scale = smallest_per_unit(unit)
    if scale == 1 or not (rest or always):
        return ""
    if scale == 10:
        return f".{rest}"
    return f".{rest:02d}" if unit == "元" else f".{rest:02d}".rstrip("0")
