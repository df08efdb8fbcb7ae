"""Which name as sent is which name of the layout: of columns, rows and sheets alike."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from rapidfuzz import fuzz

from yiben.sheets.layout import LINE_ORDINAL
from yiben.sheets.merging.measures import without_measure
from yiben.sheets.values import plain

How = Literal["exact", "like", "position"]

_NUMBERING = re.compile(
    r"^(?:[((]?(?:\d{1,2}|[一二三四五六七八九十]{1,3})[))]?[.、.)]|[((][\d一二三四五六七八九十]{1,3}[))]|其中[::]?)"
)
_BRACKETS = re.compile(r"[((].*?[))]")
_SIGNS = re.compile(r"[\s*＊:：_\-—、,，.。;;'\"“”《》]+")
_SYNONYMS = tuple(
    (re.compile(pattern), word)
    for pattern, word in (
        *((r"参与|参会|到场|出席", "参加"), (r"日期|举办时间|开展时间", "时间"), (r"题目|标题|主题", "名称")),
        *((r"地址|场所|位置", "地点"), (r"经费|资金|费用|款项", "金额"), (r"联系电话|联系方式|手机号码?|手机", "电话")),
        *((r"责任人|主管人", "负责人"), (r"场数|次数|场次数", "场次"), (r"说明", "备注"), (r"的|数量|总数|个数", "")),
        *((r"居委会|居民委员会", "社区"), (r"人员数|人数量", "人数"), (r"举行|举办|组织", "开展")),
    )
)
_CONTRASTS = tuple(
    tuple(pair.split("|"))
    for pair in (
        "人次|人数", "男|女", "本月|累计", "本年|上年", "今年|去年", "本期|上期", "本期|累计", "开始|结束", "起|止", "计划|实际",
        "数|率", "户|人", "收入|支出", "新增|减少", "线上|线下", "应|实", "市|区", "上半年|下半年", "党员|群众", "老年|青年", "未|已",
        "联系人|负责人", "场次|人数", "场次|人次", "时间|地点", "名称|内容", "单位|人",
    )
)  # fmt: skip
_CONFUSED = re.compile("人数|人次")
"""What is often said for each other: asked about where the position agrees."""
_ALIKE, _NEAR = 75, 60
"""Likeness (0–100) from which a name is taken for another; and from which on where it stands must agree as well."""


@dataclass(frozen=True)
class Pair:
    """A name of the layout and one as sent, by their places in the two lists."""

    wanted: int
    sent: int
    how: How = "exact"


def pairs(
    wanted: Sequence[str], sent: Sequence[str], may_be: Callable[[int, int], bool] = lambda _wanted, _sent: False
) -> list[Pair]:
    """Return which name as sent is which of the layout, in the layout's order.

    Equal names first, then those of equal end or meaning, then like ones; a name left over between the same neighbours
    on both sides is taken by its position where ``may_be`` allows it.

    >>> [(each.wanted, each.sent, each.how) for each in pairs(["日期", "参加人数"], ["参与人数", "日期"])]
    [(0, 1, 'exact'), (1, 0, 'like')]
    """
    found: dict[int, Pair] = {}
    for key, how in _KEYS:
        _by_key(wanted, sent, key, how, found)
    _by_likeness(wanted, sent, found)
    _by_position(wanted, sent, may_be, found)
    return [found[number] for number in sorted(found)]


def moved(found: Sequence[Pair]) -> list[Pair]:
    """Return the pairs that stand in another order than in the layout: the fewest without which the order is kept."""
    chains: list[list[Pair]] = [[]]
    for pair in found:
        before = [chain for chain in chains if not chain or chain[-1].sent < pair.sent]
        chains.append([*sorted(before, key=len)[-1], pair])
    kept = sorted(chains, key=len)[-1]
    return [pair for pair in found if pair not in kept]


def likeness(one: str, two: str) -> float:
    """Return how like two names are (0–100); 0 for names that say the opposite of each other."""
    left, right = _meaning(one), _meaning(two)
    if not left or not right or _are_opposed(left, right):
        return 0.0
    is_end = min(len(left), len(right)) > 1 and (left.endswith(right) or right.endswith(left))
    return max(float(fuzz.ratio(left, right)), _ALIKE + 1.0 if is_end else 0.0)


def _by_key(
    wanted: Sequence[str], sent: Sequence[str], key: Callable[[str], str], how: How, found: dict[int, Pair]
) -> None:
    taken = {pair.sent for pair in found.values()}
    free = [number for number in range(len(sent)) if number not in taken]
    keys = {number: key(sent[number]) for number in free}
    for number, name in enumerate(wanted):
        meant = key(name)
        alike = [each for each in free if keys[each] == meant] if meant and number not in found else []
        others = [other for other in range(len(wanted)) if other not in found and key(wanted[other]) == meant]
        if alike and (how == "exact" or len(alike) == len(others) == 1):
            found[number] = Pair(number, alike[0], how)
            free.remove(alike[0])


def _by_likeness(wanted: Sequence[str], sent: Sequence[str], found: dict[int, Pair]) -> None:
    taken = {pair.sent for pair in found.values()}
    scored = sorted(
        (
            (likeness(name, sent[other]), -number, -other)
            for number, name in enumerate(wanted)
            if number not in found
            for other in range(len(sent))
            if other not in taken
        ),
        reverse=True,
    )
    for score, number, other in scored:
        if -number in found or -other in taken or score < _NEAR:
            continue
        if score >= _ALIKE or _neighbours(found, -number, -other, len(wanted), len(sent)):
            found[-number] = Pair(-number, -other, "like" if score >= _ALIKE else "position")
            taken.add(-other)


def _by_position(
    wanted: Sequence[str], sent: Sequence[str], may_be: Callable[[int, int], bool], found: dict[int, Pair]
) -> None:
    taken = {pair.sent for pair in found.values()}
    for number in range(len(wanted)):
        if number in found:
            continue
        for other in range(len(sent)):
            if other in taken or not _neighbours(found, number, other, len(wanted), len(sent)):
                continue
            is_near = bool(set(_meaning(wanted[number])) & set(_meaning(sent[other]))) or may_be(number, other)
            if is_near and not _are_opposed(
                *(_CONFUSED.sub("人", _meaning(each)) for each in (wanted[number], sent[other]))
            ):
                found[number] = Pair(number, other, "position")
                taken.add(other)
                break


def _neighbours(found: dict[int, Pair], number: int, other: int, last: int, last_sent: int) -> bool:
    """Whether the names beside both are each other's: the one before and the one after."""
    before = found[number - 1].sent if number - 1 in found else (-1 if number == 0 else None)
    after = found[number + 1].sent if number + 1 in found else (last_sent if number == last - 1 else None)
    return before == other - 1 and after == other + 1


def _same(name: str) -> str:
    return _SIGNS.sub("", without_measure(name))


def _last(name: str) -> str:
    return _SIGNS.sub("", without_measure(name).rpartition("/")[2])


def _meaning(name: str) -> str:
    text = _NUMBERING.sub("", _BRACKETS.sub("", without_measure(name)))
    if LINE_ORDINAL.fullmatch(text):
        return "序号"
    text = _SIGNS.sub("", text)
    for pattern, word in _SYNONYMS:
        text = pattern.sub(word, text) or text
    return text


def _are_opposed(one: str, two: str) -> bool:
    if one == two:
        return False
    rest, other = _differences(one, two)
    return any(
        (left in rest and right in other and right not in rest and left not in other)
        or (right in rest and left in other and left not in rest and right not in other)
        for left, right in _CONTRASTS
    )


def _differences(one: str, two: str) -> tuple[str, str]:
    """Return what is left of two names without their common beginning, and, where more is left, their common end."""
    start = 0
    while start < min(len(one), len(two)) and one[start] == two[start]:
        start += 1
    return one[max(start - 1, 0) :], two[max(start - 1, 0) :]


_KEYS: tuple[tuple[Callable[[str], str], How], ...] = (
    (plain, "exact"),
    (_same, "exact"),
    (_last, "like"),
    (_meaning, "like"),
)
