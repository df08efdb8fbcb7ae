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
_COLON = re.compile(
    rf"{_NUMBER}(?:个|支|项|类|种|条|块|大|所|家)(?P<head>[^，。；：:、\d“”（）()]{{1,8}})[:：](?P<items>[^。；\n：:\d“”]{{4,120}})(?=[。；\n])"
)
_EACH_ONE = re.compile(
    r"(?P<number>[三四五六七八九十])个一[”’]?[^，。；：:\n]{0,4}[:：](?P<items>[^。；\n：:]{4,120})(?=[。；\n])"
)
_TOLD = re.compile(rf"{_NUMBER}(?P<word>{_WORD}|件)[^。:：，,；\n]{{0,10}}[:：，,](?=一是|一要)")
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
    for match in _TOLD.finditer(text):
        said, named = numeral(match["number"]), _named(text[match.end() : match.end() + _REACH].partition("\n")[0])
        is_spelled = _SPELLED.search(text, max(0, match.start() - 2), match.end()) is not None
        if isinstance(said, int) and named >= 2 and named != said and not is_spelled:
            yield _found(text, match, said, named, "ask")
    yield from _overfull(text)
    yield from _after_colon(text)


def _after_colon(text: str) -> Iterator[Inconsistency]:
    """“5个工作组：协调组、宣传组、排查组”, where each named ends as what they are called; “五个一”: 一次…、一场…."""
    for match in _COLON.finditer(text):
        items, said = _split(match["items"]), numeral(match["number"])
        alike = len(items) > 1 and all(item.endswith(match["head"][-1]) and len(item) <= 14 for item in items)
        if isinstance(said, int) and alike and len(items) != said:
            yield _found(text, match, said, len(items), "ask")
    for match in _EACH_ONE.finditer(text):
        items, said = _split(match["items"]), numeral(match["number"])
        if isinstance(said, int) and len(items) > 1 and all(item[0] == "一" for item in items) and len(items) != said:
            yield _found(text, match, said, len(items), "ask")


def _split(items: str) -> list[str]:
    """The things named; none where 等 leaves some out."""
    return [] if re.search(r"等(?=[，。；]|$)", items) else [each for each in re.split(r"[、，,]|和|及", items) if each]


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
