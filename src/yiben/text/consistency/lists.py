"""A number of things, and the things that are named: “‘学、查、改’四个环节”, “以下五项：一是……”."""

from __future__ import annotations

import re
from collections.abc import Iterator

from yiben.text.consistency.findings import Certainty, Inconsistency
from yiben.text.numerals import numeral

_NUMBER = r"(?P<number>[2-9]|[1-2]\d|[二三四五六七八九两]|十[一二三四五六七八九]?)"
_WORD = r"(?:个|项|大|种|类|条|点|支|只|方面|环节|阶段|步骤|机制|制度|工程|行动|体系|要素)"
_QUOTED = re.compile(rf"[“‘](?P<items>[^“”‘’。；\n]{{2,80}})[”’](?P<etc>等)?(?:这)?{_NUMBER}{_WORD}")
_SPELLED = re.compile(rf"(?P<lead>以下|下列|如下){_NUMBER}(?P<word>{_WORD}{{1,2}})[^。:：\n]{{0,12}}[:：]")
_ITEM = re.compile(r"(?:^|[。；;：:\n\s])(?P<n>[一二三四五六七八九十]{1,2})(?:是|要|、)")
_REACH = 1200
_NUMERALS = "一二三四五六七八九十"


def wrong_lists(text: str) -> Iterator[Inconsistency]:
    """Yield numbers of things that are not the number of things named. With 等 fewer may be named, never more."""
    for match in _QUOTED.finditer(text):
        items = [item for item in re.split(r"[、，,]", match["items"]) if item.strip()]
        said = numeral(match["number"])
        if "、" not in match["items"] or not isinstance(said, int):
            continue
        if len(items) != said and not (match["etc"] and len(items) < said):
            yield _found(text, match, said, len(items), "ask" if match["etc"] else "sure")
    for match in _SPELLED.finditer(text):
        said = numeral(match["number"])
        named = _named(text[match.end() : match.end() + _REACH])
        if isinstance(said, int) and named >= 2 and named != said:
            yield _found(text, match, said, named, "ask")


def _named(text: str) -> int:
    """How far 一是, 二是, 三是 … run on without a gap."""
    wanted = 1
    for match in _ITEM.finditer(text):
        if numeral(match["n"]) == wanted:
            wanted += 1
    return wanted - 1


def _found(text: str, match: re.Match[str], said: int, named: int, certainty: Certainty) -> Inconsistency:
    data = {"said": said, "named": named}
    return Inconsistency(match.start(), match.end(), match[0], "list_count", certainty, str(named), data)
