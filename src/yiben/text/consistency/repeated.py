"""The same measure said twice with different numbers, or with 万 lost."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from yiben.text.consistency.findings import Certainty, Code, Inconsistency, exactly, is_exact
from yiben.text.results import Fact

_LEAD = re.compile(
    r"^(?:全年|本年度?|今年以来|年内|全(?:市|区|县|街道|镇))*(?:共计?|累计|总计|合计|总共)?(?:全年)?(?:共计?|累计)?"
)
_TO_WHOLE = re.compile(
    r"^(?:(?:此|本|这|该)次)?(?:活动|宣传|行动|培训|演练|检查|整治|期间|[周月]){0,3}共(?:计|(?![建享同青产驻治有识青]))"
)
"""“此次宣传共悬挂横幅” names 悬挂横幅."""
_OF_BODY = re.compile(r"^(?:全|本)?(?:街道|社区|区|县|镇|乡|市)(?=辖区|总?人口|总?户数|面积|常住|户籍)")
_DIMENSIONS = (
    frozenset({"平方公里", "平方千米", "平方米", "公顷", "亩"}),
    frozenset({"公里", "千米", "米"}),
    frozenset({"小时", "分钟"}),
)
_WHOLE = re.compile(r"全年|累计|总计|合计|总共|共")
_TIME = re.compile(
    "(?:20[0-9]{2}年|去年|上年|今年|本年)?(?:[0-9]{1,2}月(?:[0-9]{1,2}日|底|初)?|[上下]半年|[一二三四]季度)|20[0-9]{2}年|去年|上年"
)
_MOST_COMPARED = 20
"""Mentions of one measure that later ones are held against: a check stays linear in the length of a draft."""
_SHORTEST = 4
_TEN_THOUSAND = 10**4


def wrong_repeats(text: str, facts: Sequence[Fact]) -> Iterator[Inconsistency]:
    """Yield totals of one measure and unit that differ (ask), and amounts of one measure that differ by 万 (sure).

    A measure is said of many things in many places: only those called totals both times, in the same words, are
    compared.
    """
    seen: dict[str, list[Fact]] = defaultdict(list)
    swapped: dict[str, list[Fact]] = defaultdict(list)
    for fact in facts:
        if not is_exact(fact):
            continue
        name = _OF_BODY.sub("", _LEAD.sub("", _TO_WHOLE.sub("", fact.measure)))
        if len(name) < _SHORTEST:
            continue
        for earlier in seen[name]:
            code = _code(text, earlier, fact)
            if code is not None:
                data = {"earlier": earlier.text}
                certainty: Certainty = "sure" if code == "unit_swapped" else "ask"
                yield Inconsistency(fact.start, fact.end, fact.text, code, certainty, None, data)
                break
        else:
            yield from _lost_scale(fact, swapped[name[-_SHORTEST:]])
        if len(seen[name]) < _MOST_COMPARED:
            seen[name].append(fact)
            swapped[name[-_SHORTEST:]].append(fact)


def _lost_scale(fact: Fact, earlier: Sequence[Fact]) -> Iterator[Inconsistency]:
    """“手册1.2万册”, later “手册1.2册”: a count with a fraction, ten thousand times too small."""
    whole = next(
        (
            each
            for each in earlier
            if each.unit == fact.unit and exactly(each.value) == exactly(fact.value) * _TEN_THOUSAND
        ),
        None,
    )
    if whole is not None and fact.kind == "count" and exactly(fact.value).denominator > 1:
        yield Inconsistency(fact.start, fact.end, fact.text, "unit_swapped", "sure", None, {"earlier": whole.text})


def _code(text: str, earlier: Fact, fact: Fact) -> Code | None:
    one, other = exactly(earlier.value), exactly(fact.value)
    if one == other:
        is_swapped = any(earlier.unit in units and fact.unit in units for units in _DIMENSIONS)
        return "unit_swapped" if is_swapped and earlier.unit != fact.unit else None
    if one and other and max(one / other, other / one) == _TEN_THOUSAND:
        return "unit_swapped"
    if earlier.unit != fact.unit or not (_is_total(text, earlier) and _is_total(text, fact)):
        return None
    return "repeat_differs" if _times(text, earlier) == _times(text, fact) else None


def _times(text: str, fact: Fact) -> set[str]:
    """The months and years that stand before a quantity in its sentence: at another time it may be another number."""
    start = max(text.rfind(mark, 0, fact.start) for mark in "。\n") + 1
    return set(_TIME.findall(text, max(start, fact.start - 120), fact.start + 12))


def _is_total(text: str, fact: Fact) -> bool:
    return bool(_WHOLE.search(text[max(0, fact.start - 4) : fact.end]))
