"""What comes along when text is copied from a web page or typed in haste: marks of HTML, characters that nobody sees,
characters that were lost on the way, and letters typed for digits."""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from html.entities import html5

from yiben.text.repairing.edits import Edit
from yiben.text.repairing.tables import listed_repairs

_AMPERSAND = "(?:amp|#0{0,4}38|#[xX]0{0,4}26);"
_ENTITY = re.compile(
    rf"&(?:{_AMPERSAND}){{0,8}}(?:([A-Za-z][A-Za-z0-9]{{1,24}})|#([0-9]{{1,7}})|#[xX]([0-9A-Fa-f]{{1,6}}));"
)
_BEHIND_BLANK = re.compile(r"[!-~]+\Z")
_CODE = re.compile(r"[{}<>=\\]")
_INVISIBLE = "\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff\u00ad"
_RUN_OF_INVISIBLE = re.compile(f"[{_INVISIBLE}]+")
_JOINING = re.compile("[\u0590-\u109f\u1780-\u18af\u1a00-\u1aff\ua840-\ua87f\ufe0f\u2600-\u27bf\U0001f000-\U0001faff]")
"""Scripts and pictures that are written with such characters."""
_LOST = re.compile("\ufffd+|(?:锟斤拷)+(?:锟斤?)?|烫{3,}|屯{3,}")
_SPACES = {"\u00a0": " ", "\u2002": " ", "\u2003": "\u3000", "\u2009": " ", "\u202f": " "}
_LETTERS = str.maketrans("OolI", "0011")
_MOST = {"月": 12, "日": 31, "时": 24, "分": 60}


def invisible(text: str) -> Iterator[Edit]:
    """Yield the edits that take out characters without width; those that join letters or pictures stay.

    Soft hyphens, marks of direction and byte order, spaces and joiners of no width.
    """
    if not any(character in text for character in _INVISIBLE):
        return
    for match in _RUN_OF_INVISIBLE.finditer(text):
        around = text[max(0, match.start() - 1) : match.start()] + text[match.end() : match.end() + 1]
        if not _JOINING.search(around):
            yield Edit(match.start(), match.end(), "", "invisible", 0.98)


def entities(text: str) -> Iterator[Edit]:
    """Yield the edits that read the marks of HTML, also those escaped twice. Spoken of (“&nbsp;”), and in addresses, they stay.

    &quot; becomes “ or ” where its line holds an even number of them and is no code.
    """
    start = text.find("&")
    while start >= 0:
        line = text.rfind("\n", 0, start) + 1
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        yield from _entities_of_line(text, line, end)
        start = text.find("&", end)


def _entities_of_line(text: str, line: int, line_end: int) -> Iterator[Edit]:
    quotes = itertools.cycle("“”" if _pairs_quotes(text[line:line_end]) else '"')
    for match in _ENTITY.finditer(text, line, line_end):
        start, end = match.span()
        character = _character(match)
        if not character or _is_spoken_of(text, start, end) or _is_in_address(text[max(line, start - 100) : start]):
            continue
        if character == '"':
            character = next(quotes)
        yield Edit(start, end, _SPACES.get(character, "" if character in _INVISIBLE else character), "entity", 0.95)


def _is_in_address(before: str) -> bool:
    """Whether what stands before a mark is an address with a query: https://…?a=1&copy;=2."""
    run = _BEHIND_BLANK.search(before)
    return run is not None and ("://" in run[0] or "=" in run[0].partition("?")[2])


def _pairs_quotes(line: str) -> bool:
    """Whether the &quot; of a line are those of Chinese prose, opening and closing in turn."""
    return line.count("quot;") % 2 == 0 and re.search("[\u4e00-\u9fff]", line) is not None and not _CODE.search(line)


def lost(text: str) -> Iterator[Edit]:
    """Yield the edits that show as □ what was lost before the text came here: 锟斤拷, 烫烫烫, 屯屯屯, the sign of replacement.

    Two signs of replacement, read as GBK, are 锟斤拷; so three characters stand for two that were lost.
    """
    if not any(trace in text for trace in ("\ufffd", "锟斤拷", "烫烫烫", "屯屯屯")):
        return
    for match in _LOST.finditer(text):
        if not _is_spoken_of(text, *match.span()):
            count = len(match[0]) * 2 // 3 if match[0][0] == "锟" else len(match[0])
            yield Edit(match.start(), match.end(), "□" * count, "lost", 0.9)


def letters(text: str) -> Iterator[Edit]:
    """Yield the edits that put digits for letters typed in their place: 5OO册, l2月, 2O25年. Guesses: a person confirms them.

    A digit has to stand in the same run, and a unit of measure or of time behind it; a whole number begins with no 0, and
    no month has the number 13. Codes (O2O, B2B, A4, G2O) stay.
    """
    if not any(letter in text for letter in "OolI"):
        return
    for match in _typed().finditer(text):
        typed, unit = match["typed"], match["unit"]
        number = typed.translate(_LETTERS)
        if number != typed and _is_number(typed, number, unit, text[max(0, match.start() - 1) : match.start()]):
            yield Edit(match.start("typed"), match.end("typed"), number, "letter for digit", 0.85)


@cache
def _typed() -> re.Pattern[str]:
    listed = listed_repairs()["letters"]
    units = "|".join(sorted(map(re.escape, listed["units"]), key=len, reverse=True))
    others = "|".join(sorted(map(re.escape, listed["not_before"]), key=len, reverse=True))
    return re.compile(
        rf"(?<![0-9A-Za-z０-９Ａ-Ｚａ-ｚ_.,/#@&=+*~-])(?P<typed>[0-9OolI]+(?:\.[0-9OolI]+)?)(?!{others})"
        rf"(?P<unit>[%％]|(?:余|多|来)?[十百千万亿]{{0,2}}(?:余|多)?(?:{units}))"
    )


def _is_number(typed: str, number: str, unit: str, before: str) -> bool:
    """Whether what was typed can only be a number."""
    # l月 behind a year, l日 behind a month, 第lO条: I may be a Roman numeral.
    stands_alone = typed[0] == "l" and "I" not in typed and (before == "第" or before + unit in ("年月", "月日"))
    if not stands_alone and not any(character.isdigit() for character in typed):
        return False
    most = _MOST.get(unit)
    if most is not None:
        return number.isdigit() and len(number) <= 2 and (unit in "时分" or int(number) > 0) and int(number) <= most
    if unit == "年" and len(number) == 4:
        return number[:2] in ("19", "20")
    return not (number.startswith("0") and not number.startswith("0."))


def _character(match: re.Match[str]) -> str:
    """What an entity stands for; empty where it stands for nothing that a text can hold."""
    name, decimal, hexadecimal = match.groups()
    if name is not None:
        return html5.get(name + ";", "")
    code = int(decimal) if decimal is not None else int(hexadecimal, 16)
    if code == 39:
        return "'"
    if not 32 <= code <= 0x10FFFF or unicodedata.category(chr(code)) in ("Cc", "Cs", "Cn", "Co"):
        return ""
    return chr(code)


def _is_spoken_of(text: str, start: int, end: int) -> bool:
    """Whether quotes or brackets hold a mark and nothing else."""
    return start > 0 and end < len(text) and text[start - 1] in "“‘「『《\"'（(" and text[end] in "”’」』》\"'）)"
