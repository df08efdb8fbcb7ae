"""Watermarks of web sites, words blotted out by filters, document numbers, and slips that recur."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from yiben.text.repairing.edits import Edit
from yiben.text.repairing.tables import listed_repairs

_BLOT = re.compile(r"(?<![*0-9A-Za-z])\*{1,2}(?![*0-9A-Za-z])|(?<=20)\*{1,2}(?=年)")
_BOLD = re.compile(r"\*\*(?![年月日区市县镇乡村路省])[^*\n]{1,24}\*\*(?![年月日区市县镇乡村路省级届])")
_SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向汤"
)
_BEFORE_BLOT = re.compile(r"[\u4e00-\u9fff、，,。“《（(]$|20$|^$")
_AFTER_BLOT = re.compile(r"[\u4e00-\u9fff”》]")
_NUMBER = re.compile(r"[“„\"‘]((?:19|20)[0-9]{2})[”‟\"’“](?=\s?(?:第)?[0-9]*\s?号)")
_SWALLOWED_NUMBER = re.compile(r"^[ \t\u3000]*(。\?([0-9]?)[)）])", re.MULTILINE)
_ROUND_ZEROS = re.compile(r"(?<=[一二三四五六七八九])[oO0○]{1,3}(?=[一二三四五六七八九oO0○]{0,4}年)")


def swallowed_numbers(text: str) -> Iterator[Edit]:
    """Yield the edits for a line's number whose first digit went with half of its bracket: 。?) was （5）, or any other."""
    for match in _SWALLOWED_NUMBER.finditer(text) if "。?" in text else ():
        yield Edit(match.start(1), match.end(), f"（□{match[2]}）", "byte-shift", 0.6)


def watermarks(text: str) -> Iterator[Edit]:
    """Yield the edits that take notices of web sites out; a line that held nothing else goes with its break."""
    if not _suspicions().search(text):
        return
    for needed, pattern in _patterns():
        # A search for a word is a hundred times as quick as one for a pattern.
        for match in pattern.finditer(text) if any(word in text for word in needed) else ():
            start, end = match.span()
            alone = (start == 0 or text[start - 1] == "\n") and (end == len(text) or text[end] == "\n")
            if alone and end < len(text):
                end += 1
            if end > start:
                yield Edit(start, end, "", "watermark", 0.95)


def blots(text: str) -> Iterator[Edit]:
    """Yield the edits that show each * of a word filter as □. 王*明, 138****5678, **bold** and 3*4 stay."""
    for match in _BLOT.finditer(text):
        before, after = text[max(0, match.start() - 2) : match.start()], text[match.end() : match.end() + 1]
        if (
            not _BEFORE_BLOT.search(before)
            or not _AFTER_BLOT.match(after)
            or _is_name(text, match)
            or _is_markup(text, match)
        ):
            continue
        yield Edit(match.start(), match.end(), "□" * len(match[0]), "blot", 0.9)


def slips(text: str) -> Iterator[Edit]:
    """Yield the edits for 〔2011〕 that became quotes, 二ooo年, and the slips of the list."""
    for match in _NUMBER.finditer(text) if "号" in text else ():
        if "\u4e00" <= text[match.start() - 1 : match.start()] <= "\u9fff":
            yield Edit(match.start(), match.end(), f"〔{match[1]}〕", "document number", 0.95)
    for match in _ROUND_ZEROS.finditer(text) if any(zero in text for zero in "oO0○") else ():
        if not match[0].isdigit():
            yield Edit(match.start(), match.end(), "〇" * len(match[0]), "zero", 0.95)
    pattern, pairs = _slips()
    for match in pattern.finditer(text) if any(wrong in text for wrong in pairs) else ():
        yield Edit(match.start(), match.end(), pairs[match[0]], "slip", 0.8)


def _is_name(text: str, match: re.Match[str]) -> bool:
    return (
        len(match[0]) == 1
        and match.start() > 0
        and text[match.start() - 1] in _SURNAMES
        and text[match.end()] not in "市区县镇年月省"
    )


def _is_markup(text: str, match: re.Match[str]) -> bool:
    line_start = text.rfind("\n", 0, match.start()) + 1
    if match[0] == "**" and _BOLD.match(text, match.start()):
        return True
    if (
        match[0] == "**"
        and (opening := text.rfind("**", line_start, match.start())) >= 0
        and _BOLD.match(text, opening)
    ):
        return True
    return text.startswith(("|", "#", "- ", "* ", "**"), line_start) and not text.startswith(
        ("**年", "**区", "**市", "**县"), line_start
    )


@cache
def _patterns() -> tuple[tuple[tuple[str, ...], re.Pattern[str]], ...]:
    listed = listed_repairs()["watermarks"]["patterns"]
    return tuple((tuple(each["needs"]), re.compile(each["pattern"], re.MULTILINE)) for each in listed)


@cache
def _suspicions() -> re.Pattern[str]:
    """Any word that one of the patterns needs."""
    return re.compile("|".join(re.escape(word) for needed, _ in _patterns() for word in needed))


@cache
def _slips() -> tuple[re.Pattern[str], dict[str, str]]:
    pairs = {str(wrong): str(right) for wrong, right in listed_repairs()["slips"]["pairs"].items()}
    return re.compile("|".join(map(re.escape, pairs))), pairs
