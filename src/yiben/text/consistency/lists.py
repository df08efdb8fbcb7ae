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
_ALL_NAMED = re.compile(
    rf"(?P<items>(?:[^，。；：:、\s“”（）()]{{2,12}}、){{2,12}}[^，。；：:、\s“”（）()]{{2,12}}?)等{_NUMBER}{_WORD}(?![余多])"
)
_ITEM = re.compile(r"(?:^|[。；;：:，,\n\s])(?P<n>[一二三四五六七八九十]{1,2})(?:是|要|、)")
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
        behind = text[match.end() : match.end() + _REACH]
        if behind.startswith(("一是", "一要", "一、")):  # on one line, or in paragraphs of their own
            behind = behind.partition("\n")[0]
        named = _named(behind)
        if isinstance(said, int) and named >= 2 and named != said:
            yield _found(text, match, said, named, "ask")
    yield from _overfull(text)


def _overfull(text: str) -> Iterator[Inconsistency]:
    """“甲队、乙队、丙队等两支队伍”: with 等 fewer may be named than there are, never more."""
    for match in _ALL_NAMED.finditer(text):
        items, said = match["items"].split("、"), numeral(match["number"])
        if isinstance(said, int) and len(items) > said:
            yield _found(text, match, said, len(items), "ask")


def _named(text: str) -> int:
    """How far 一是, 二是, 三是 … run on without a gap."""
    wanted = 1
    for match in _ITEM.finditer(text):
        number = numeral(match["n"])
        if number == 1 and wanted > 1:
            break
        if number == wanted:
            wanted += 1
    return wanted - 1


def _found(text: str, match: re.Match[str], said: int, named: int, certainty: Certainty) -> Inconsistency:
    data = {"said": said, "named": named}
    return Inconsistency(match.start(), match.end(), match[0], "list_count", certainty, str(named), data)
