"""Percentages held against the counts beside them: shares and rates."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction

from yiben.text.consistency.findings import (
    Inconsistency,
    Sentence,
    common,
    decimals,
    exactly,
    is_exact,
    is_same_kind,
    printed,
)
from yiben.text.results import Fact

_GROWTH = re.compile(
    r"(?:同比|环比|比(?:上年|去年|上月|同期|上一?年)|较(?:上年|去年|上月|同期)|与去年[^，。]{0,6}相比)"
)
_SHARE = re.compile(r"占(?P<base>[^占，。；、]{0,16}?)(?:的)?(?:比例|比重|百分比|比)?(?:为|达到?|约)?$")
_GENERIC = re.compile(r"^(?:全部|全体|其|总|总数|总人数|总量|总额|总计)?$")
_OF_WHOM = re.compile("全(?:国|省|市|区|县|镇|乡|街道|街|村|社区|院|校|系统|行业)|本?辖区")
_RATE = re.compile(r"(?P<name>[^，。；、0-9（）()]{1,12})率(?:达到?|为|约|是)?$")
_UNSURE = re.compile(r"多选|可多选|不完全统计|平均|人均|户均")
_BACK = 600
"""Characters before a rate in which its whole is looked for."""
_NOUN = 4
"""Characters that a part's and a whole's name share at least, when they stand apart."""
_GAP = 24


def wrong_shares(text: str, found: Sequence[Sentence], facts: Sequence[Fact]) -> Iterator[Inconsistency]:
    """Yield the percentages that do not follow from the two counts they are said of.

    A percentage agrees when it lies less than one unit of its last digit from the quotient: rounding and cutting off
    are both right. Only the count directly before it is taken for the part.
    """
    for sentence in found:
        for index, fact in enumerate(sentence.facts):
            if fact.kind != "percent" or fact.approx or fact.value_max is not None or not 0 < fact.value <= 100:
                continue
            before = text[sentence.start : _digits(text, fact)]
            if _UNSURE.search(before[-40:]) or _GROWTH.search(text[max(sentence.start, fact.start - 24) : fact.end]):
                continue
            part = sentence.facts[index - 1] if index else None
            if part is None or not is_exact(part) or _digits(text, fact) - part.end > _GAP:
                continue
            wholes = _wholes(text, sentence, part, fact, facts)
            wrong = _wrong(fact, text, part, wholes)
            if wrong is not None:
                yield wrong


def _wholes(text: str, sentence: Sentence, part: Fact, fact: Fact, facts: Sequence[Fact]) -> list[Fact]:
    """The counts of which ``part`` may be a part: named as the base, or of the same noun."""
    between = text[part.end : _digits(text, fact)]
    share, rate = _SHARE.search(between), _RATE.search(text[: _digits(text, fact)][-20:])
    near = [each for each in sentence.facts if each is not part and _may_hold(each, part)]
    if share:
        base = re.sub(r"(?:总数|总人数|总量|总额|的)$", "", share["base"])
        if _GENERIC.match(base):
            return [each for each in near if each.start < part.start]
        of_whom = _OF_WHOM.match(base)
        if of_whom and of_whom[0] not in text[sentence.start : part.start]:
            return []
        return [
            each for each in near if each.start < part.start and common(base, _noun(text, each)) >= min(2, len(base))
        ]
    if rate is not None and (due := _due(text, sentence, part)) is not None:
        return [due]
    if rate is None or not _is_rate_of(rate["name"], part):
        return []
    in_sentence = [each for each in near if each.start < part.start]
    if in_sentence:
        return in_sentence[::-1]
    back = [each for each in facts if part.start - _BACK <= each.start < sentence.start and _may_hold(each, part)]
    named = [each for each in back if common(part.measure, each.measure) >= _NOUN or _is_due(rate["name"], each)]
    return named + [
        each for each in near if named and each.start > fact.end and common(part.measure, each.measure) >= _NOUN
    ]


def _due(text: str, sentence: Sentence, part: Fact) -> Fact | None:
    """“应到86名，实到79名，到会率…”: the whole is what ought to be, directly before what was."""
    place = sentence.facts.index(part)
    before = sentence.facts[place - 1] if place else None
    if before is None or not _may_hold(before, part):
        return None
    ought = re.search(r"应(?!急|用|届)", text[max(sentence.start, before.start - 4) : before.end])
    return before if ought and re.search("实", text[before.end : part.end]) else None


def _is_rate_of(name: str, part: Fact) -> bool:
    """办结率 is of what was 办结, 回收率 of what was 收回."""
    return common(name, part.measure) >= 2 or (len(name) > 1 and name[-1] + name[-2] in part.measure)


def _is_due(rate: str, each: Fact) -> bool:
    """应参保12000人 is the whole of the 参保率."""
    return "应" in each.measure and rate.lstrip("的")[-4:] in each.measure


def _may_hold(whole: Fact, part: Fact) -> bool:
    return is_exact(whole) and whole.value >= part.value > 0 and is_same_kind(whole.unit, part.unit)


def _noun(text: str, fact: Fact) -> str:
    return fact.measure + text[fact.end : fact.end + 8]


def _wrong(fact: Fact, text: str, part: Fact, wholes: Sequence[Fact]) -> Inconsistency | None:
    shares = [exactly(part.value) * 100 / exactly(whole.value) for whole in wholes]
    if not shares or any(_follows(fact, text, share) for share in shares):
        return None
    corrected = printed(shares[0], _places(text, fact)) + "%"
    data = {"part": part.text, "whole": wholes[0].text, "computed": corrected}
    return Inconsistency(fact.start, fact.end, fact.text, "percent_of_counts", "sure", corrected, data)


def _follows(fact: Fact, text: str, wanted: Fraction) -> bool:
    return abs(exactly(fact.value) - wanted) < Fraction(1, 10 ** _places(text, fact))


def _places(text: str, fact: Fact) -> int:
    """How many decimals a percentage is printed with."""
    return decimals(text[fact.start : fact.end])


def _digits(text: str, fact: Fact) -> int:
    """Where the digits of a percentage begin."""
    found = re.search(r"\d+(?:\.\d+)?\s*(?:[%％]|$)|百分之", text[fact.start : fact.end])
    return fact.start + (found.start() if found else 0)
