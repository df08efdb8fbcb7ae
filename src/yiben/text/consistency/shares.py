"""Percentages held against the counts beside them: shares, rates, and growth against last year."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction

from yiben.text.consistency.findings import (
    Inconsistency,
    Sentence,
    common,
    exactly,
    is_exact,
    is_same_kind,
)
from yiben.text.results import Fact

_GROWTH = re.compile(
    r"(?:同比|环比|比(?:上年|去年|上月|同期|上一?年)|较(?:上年|去年|上月|同期)|与去年[^，。]{0,6}相比)"
)
_UP = re.compile(r"增长|增加|上升|提高|增幅|多")
_DOWN = re.compile(r"下降|减少|降低|降幅|少")
_LAST = re.compile(r"去年|上年|上一年|同期")
_SHARE = re.compile(r"占(?P<base>[^占，。；、]{0,16}?)(?:的)?(?:比例|比重|百分比)?(?:为|达到?|约)?$")
_GENERIC = re.compile(r"^(?:全部|全体|其|总|总数|总人数|总量|总额|总计)?$")
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


def wrong_growth(text: str, found: Sequence[Sentence]) -> Iterator[Inconsistency]:
    """Yield the growth rates that do not follow from this year's and last year's count in the same sentence."""
    for sentence in found:
        for index, fact in enumerate(sentence.facts):
            told = text[max(sentence.start, fact.start - 16) : fact.end]
            if fact.kind != "percent" or fact.approx or not _GROWTH.search(told):
                continue
            counts = [each for each in sentence.facts[:index] if is_exact(each)]
            pair = _years(text, sentence, counts[-2:])
            is_down = bool(_DOWN.search(told)) and not _UP.search(told)
            if pair is None or not (is_down or _UP.search(told)):
                continue
            old, new = pair
            change = (exactly(new.value) - exactly(old.value)) * 100 / exactly(old.value)
            wanted = -change if is_down else change
            if not _follows(fact, text, wanted):
                data = {"old": old.text, "new": new.text, "computed": _printed(abs(change), _places(text, fact))}
                corrected = _printed(abs(change), _places(text, fact)) + "%"
                yield Inconsistency(fact.start, fact.end, fact.text, "wrong_year_on_year", "sure", corrected, data)


def _wholes(text: str, sentence: Sentence, part: Fact, fact: Fact, facts: Sequence[Fact]) -> list[Fact]:
    """The counts of which ``part`` may be a part: named as the base, or of the same noun."""
    between = text[part.end : _digits(text, fact)]
    share, rate = _SHARE.search(between), _RATE.search(text[: _digits(text, fact)][-20:])
    near = [each for each in sentence.facts if each is not part and _may_hold(each, part)]
    if share:
        base = re.sub(r"(?:总数|总人数|总量|总额|的)$", "", share["base"])
        if _GENERIC.match(base):
            return [each for each in near if each.start < part.start]
        return [
            each for each in near if each.start < part.start and common(base, _noun(text, each)) >= min(2, len(base))
        ]
    if rate is None or common(rate["name"], part.measure) < 2:
        return []
    in_sentence = [each for each in near if each.start < part.start]
    if in_sentence:
        return in_sentence[-1:]
    back = [each for each in facts if part.start - _BACK <= each.start < sentence.start and _may_hold(each, part)]
    named = [each for each in back if common(part.measure, each.measure) >= _NOUN]
    return named + [
        each for each in near if named and each.start > fact.end and common(part.measure, each.measure) >= _NOUN
    ]


def _may_hold(whole: Fact, part: Fact) -> bool:
    return is_exact(whole) and whole.value >= part.value > 0 and is_same_kind(whole.unit, part.unit)


def _noun(text: str, fact: Fact) -> str:
    return fact.measure + text[fact.end : fact.end + 8]


def _wrong(fact: Fact, text: str, part: Fact, wholes: Sequence[Fact]) -> Inconsistency | None:
    shares = [exactly(part.value) * 100 / exactly(whole.value) for whole in wholes]
    if not shares or any(_follows(fact, text, share) for share in shares):
        return None
    corrected = _printed(shares[0], _places(text, fact)) + "%"
    data = {"part": part.text, "whole": wholes[0].text, "computed": corrected}
    return Inconsistency(fact.start, fact.end, fact.text, "percent_of_counts", "sure", corrected, data)


def _years(text: str, sentence: Sentence, counts: Sequence[Fact]) -> tuple[Fact, Fact] | None:
    """Last year's and this year's count: of two of one unit, the one that “去年” stands before."""
    if len(counts) != 2 or counts[0].unit != counts[1].unit or not counts[0].value or not counts[1].value:
        return None
    begins = (max(sentence.start, counts[0].start - 10), max(counts[0].end, counts[1].start - 10))
    heads = [text[begin : each.end] for begin, each in zip(begins, counts, strict=True)]
    marked = [bool(_LAST.search(head)) for head in heads]
    if marked == [True, False]:
        return counts[0], counts[1]
    return (counts[1], counts[0]) if marked == [False, True] else None


def _follows(fact: Fact, text: str, wanted: Fraction) -> bool:
    return abs(exactly(fact.value) - wanted) < Fraction(1, 10 ** _places(text, fact))


def _places(text: str, fact: Fact) -> int:
    """How many decimals a percentage is printed with."""
    found = re.search(r"\d+(?:\.(\d+))?\s*[%％]", text[fact.start : fact.end])
    return len(found[1] or "") if found else 0


def _digits(text: str, fact: Fact) -> int:
    """Where the digits of a percentage begin."""
    found = re.search(r"\d+(?:\.\d+)?\s*[%％]|百分之", text[fact.start : fact.end])
    return fact.start + (found.start() if found else 0)


def _printed(value: Fraction, places: int) -> str:
    scaled = (value * 10**places + Fraction(1, 2)).__floor__()
    whole, rest = divmod(scaled, 10**places)
    return f"{whole}.{rest:0{places}d}" if places else str(whole)
