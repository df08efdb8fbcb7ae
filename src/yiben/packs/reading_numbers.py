"""Read what a form, a sheet or an API gives for a number, exactly or not at all."""

import re
from datetime import date, datetime
from fractions import Fraction

from yiben.packs.definitions import Field, FieldType
from yiben.packs.numerals import read_numeral
from yiben.packs.refused import JSON, Refused, half_width, plain_text

SCALES = {FieldType.COUNT: 1, FieldType.MINUTES: 1, FieldType.AMOUNT: 100, FieldType.AREA: 100}
"""How many canonical units one typed unit has: 元 → 分, 平方米 → 0.01 平方米."""

CEILINGS = {
    FieldType.COUNT: 10**12,
    FieldType.MINUTES: 10**12,
    FieldType.AMOUNT: 10**14,
    FieldType.AREA: 10**14,
}
"""Canonical values from here on are refused: far above anything real, and their sums stay exact."""

_DECIMAL = re.compile(r"(?P<sign>[+\-−]|负)?(?P<digits>\d{1,3}(?:,\d{3})+|\d+)(?P<rest>\.\d+)?", re.ASCII)
_SCIENTIFIC = re.compile(r"[0-9]+(?:\.[0-9]+)?[eE]\+?[0-9]{1,3}")
_ABOUT = re.compile(r"^(?:大约|大概|约|近|将近|差不多|超过|超|不到|至少)|(?:左右|上下|以上|余|多|来|几)")
# "1 200" is a thousands group; "12 5" is two numbers or a slip.
_TWO_NUMBERS = re.compile(r"[0-9]\s+(?![0-9]{3}(?![0-9]))[0-9]|[0-9]{4,}\s+[0-9]")
_MAX_LENGTH, _DIGITS = 40, 12


def read_number(item: Field, raw: object) -> JSON | Refused:
    """Return the canonical integer of a count, amount, minutes or area field.

    Full-width digits, thousands separators and the field's own measure word are understood. A
    number in words or "about" is refused with a suggestion: what goes into the books is exact.
    """
    if isinstance(raw, bool) or not isinstance(raw, (int, str)):
        return Refused("not_a_number", {"typed": _shown(raw)})
    if isinstance(raw, int) or (len(raw) <= _DIGITS and raw.isascii() and raw.isdigit()):
        whole = int(raw)  # what nearly every cell of a sheet holds, and nearly everybody types
        if max(item.min or 0, 0) <= whole < CEILINGS[item.type] // SCALES[item.type] and item.max is None:
            return whole * SCALES[item.type]
    if isinstance(raw, int):
        return _within(item, Fraction(raw), str(raw) if abs(raw) < 10**30 else "…")
    text = plain_text(raw)
    if _TWO_NUMBERS.search(half_width(raw)):
        return Refused("not_a_number", {"typed": text[:_MAX_LENGTH]})
    for word in (item.measure_word, "元" if item.type is FieldType.AMOUNT else ""):
        if word and text.endswith(word) and text != word:
            text = text.removesuffix(word)
    if item.type is FieldType.AMOUNT:
        text = text.removeprefix("¥")
    shown = text[:_MAX_LENGTH]
    match = _DECIMAL.fullmatch(text)
    if match and len(text) <= _MAX_LENGTH:
        value = Fraction(match["digits"].replace(",", "") + (match["rest"] or ""))
        return _within(item, -value if match["sign"] not in (None, "+") else value, shown)
    if _DECIMAL.fullmatch(text):
        return Refused("too_large", {"typed": shown, "max": _ceiling(item)})
    return _unread(item, text, shown)


def read_percent(item: Field, raw: object) -> JSON | Refused:
    """Return {"n", "d"} of a share: "85%" → 85/100, "70/104" → 70/104, "12.5" → 125/1000."""
    if isinstance(raw, dict):
        numerator, denominator = raw.get("n"), raw.get("d")
        if set(raw) == {"n", "d"} and _is_count(numerator) and _is_count(denominator):
            return _share(int(str(numerator)), int(str(denominator)))
        return Refused("not_a_number", {"typed": ""})
    if isinstance(raw, bool) or not isinstance(raw, (int, str)):
        return Refused("not_a_number", {"typed": _shown(raw)})
    text = plain_text(str(raw) if isinstance(raw, str) or abs(raw) < 10**30 else "9" * 40)
    shown = text[:_MAX_LENGTH]
    fraction = re.fullmatch(r"([0-9]{1,13})/([0-9]{1,13})", text)
    if fraction:
        return _share(int(fraction[1]), int(fraction[2]))
    if text.startswith(("-", "−")):
        return Refused("negative", {"typed": shown})
    decimal = re.fullmatch(r"([0-9]{1,9})(?:\.([0-9]{1,6}))?%?", text)
    if not decimal:
        return Refused("not_a_number", {"typed": shown})
    places = decimal[2] or ""
    return _share(int(decimal[1] + places), 100 * 10 ** len(places))


def read_date(item: Field, raw: object) -> JSON | Refused:
    """Return "YYYY-MM-DD" for a day written 2026-03-05, 2026/3/5, 2026.3.5 or 2026年3月5日."""
    if isinstance(raw, date):
        return (raw.date() if isinstance(raw, datetime) else raw).isoformat()
    text = plain_text(raw) if isinstance(raw, str) else ""
    match = re.fullmatch(r"([0-9]{4})([-/.年])([0-9]{1,2})[-/.月]([0-9]{1,2})[日号]?", text)
    if match and 1900 <= int(match[1]) <= 2100:
        try:
            return date(int(match[1]), int(match[3]), int(match[4])).isoformat()
        except ValueError:
            pass  # a day that does not exist, such as 30 February, is refused below
    return Refused("bad_date", {"typed": text[:_MAX_LENGTH] or _shown(raw)})


def read_time(item: Field, raw: object) -> JSON | Refused:
    """Return "HH:MM" for a time written 9:05, 09:05:00, 9点5分 or 9点半."""
    text = plain_text(raw) if isinstance(raw, str) else ""
    text = text.replace("点半", ":30").replace("时半", ":30")
    match = re.fullmatch(r"([0-9]{1,2})[:点时](?:([0-9]{1,2})(?::00|分)?)?", text)
    is_whole = match is not None and (match[2] is not None or not text.endswith(":"))
    if match and is_whole and int(match[1]) < 24 and int(match[2] or 0) < 60:
        return f"{int(match[1]):02d}:{int(match[2] or 0):02d}"
    return Refused("bad_time", {"typed": text[:_MAX_LENGTH] or _shown(raw)})


def _unread(item: Field, text: str, shown: str) -> Refused:
    if _SCIENTIFIC.fullmatch(text):
        value = _within(item, Fraction(text), shown)
        return value if isinstance(value, Refused) else Refused("scientific", {"typed": shown})
    if text.startswith("负"):
        return Refused("negative", {"typed": shown})
    numeral = read_numeral(text)
    if numeral is not None:
        return Refused("number_in_words", {"typed": shown, "suggestion": numeral})
    if _ABOUT.search(text):
        core = _ABOUT.sub("", text)
        for word in (item.measure_word, "人次", "余"):
            core = core.removesuffix(word) if word else core
        digits = _DECIMAL.fullmatch(core)
        exact = int(digits["digits"].replace(",", "")) if digits and not digits["rest"] else None
        suggestion = exact if exact is not None else read_numeral(core)
        if suggestion is not None:
            return Refused("approximate", {"typed": shown, "suggestion": suggestion})
    return Refused("not_a_number", {"typed": shown})


def _within(item: Field, value: Fraction, shown: str) -> int | Refused:
    scaled = value * SCALES[item.type]
    if value < 0 and (item.min is None or item.min >= 0):
        return Refused("negative", {"typed": shown})
    if scaled >= CEILINGS[item.type] or (item.max is not None and value > item.max):
        return Refused("too_large", {"typed": shown, "max": _ceiling(item)})
    if -scaled >= CEILINGS[item.type] or (item.min is not None and value < item.min):
        return Refused("too_small", {"typed": shown, "min": item.min or 0})
    if scaled.denominator != 1:
        places = 0 if SCALES[item.type] == 1 else 2
        code = "not_whole" if places == 0 else "too_many_decimals"
        return Refused(code, {"typed": shown, "places": places})
    return int(scaled)


def _ceiling(item: Field) -> int:
    most = CEILINGS[item.type] // SCALES[item.type] - 1
    return most if item.max is None else min(most, item.max)


def _share(numerator: int, denominator: int) -> JSON | Refused:
    if denominator == 0:
        return Refused("zero_denominator", {})
    if max(numerator, denominator) >= CEILINGS[FieldType.AMOUNT]:
        return Refused("too_large", {"typed": str(numerator)[:_MAX_LENGTH], "max": 10**12})
    return {"n": numerator, "d": denominator}


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _shown(raw: object) -> str:
    return str(raw)[:_MAX_LENGTH] if isinstance(raw, (float, bool)) else ""
