"""How much more or less is said to be, held against the two counts it is said of."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction

from yiben.text.consistency.findings import (
    Inconsistency,
    Sentence,
    decimals,
    exactly,
    is_exact,
    number_at,
    printed,
)
from yiben.text.numerals import numeral
from yiben.text.results import Fact

_GROWTH = re.compile(
    r"(?:同比|环比|[比较](?:上年|去年|上月|同期|上一?年|(?:19|20)\d\d年)|与(?:去年|(?:19|20)\d\d年)[^，。]{0,6}相比)"
)
_UP = re.compile(r"增长|增加|上升|提高|增幅|多")
_DOWN = re.compile(r"下降|减少|降低|降幅|少")
_LAST = re.compile(r"去年|上年|上一年|同期")
_N = r"[0-9][0-9,]{0,12}(?:\.[0-9]{1,6})?"
_FROM_TO = re.compile(
    rf"[由从](?P<head>[^，。；\n0-9]{{0,12}})(?P<old>{_N})(?P<old_scale>[万亿]?)(?P<unit>[\u4e00-\u9fff]{{1,3}}?)(?:[^，。；\n0-9]{{0,2}})"
    r"(?P<way>增加|上升|提高|增长|扩大|上涨|发展|下降|降低|减少|缩短|压缩|缩减|降)(?:到|至|为)(?P<mid>[^，。；\n0-9]{0,8})"
    rf"(?P<new>{_N})(?P<new_scale>[万亿]?)(?P=unit)[，,]?(?P<tail>[^，。；\n0-9]{{0,8}}?)(?P<rate>{_N})[%％]"
)
_WAY = re.compile("增长|增加|上升|提高|增幅|涨幅|下降|减少|降低|降幅|缩短|压缩")
_MORE_BY = re.compile(
    r"(?:比|较)(?:上年|去年|上月|同期|上一?年|去年同期|上年同期)[^，。；]{0,12}?(?:增加|减少|多|少|增|减)(?:了)?$"
)


def wrong_growth(text: str, found: Sequence[Sentence]) -> Iterator[Inconsistency]:
    """Yield rates and amounts of growth that do not follow from this year's and last year's count in the same sentence,
    or from “由40场增加到50场”."""
    for sentence in found:
        for index, fact in enumerate(sentence.facts):
            yield from _rate(text, sentence, index, fact)
            yield from _amount(text, sentence, index, fact)
    yield from _from_to(text)


def _rate(text: str, sentence: Sentence, index: int, fact: Fact) -> Iterator[Inconsistency]:
    told = text[max(sentence.start, fact.start - 16) : fact.end]
    if fact.kind != "percent" or fact.approx or not _GROWTH.search(told):
        return
    before = [each for each in sentence.facts[max(0, index - 6) : index] if is_exact(each)]
    pair = _years(text, sentence, before[-2:]) or _base_behind(text, sentence, index, before)
    is_down = bool(_DOWN.search(told)) and not _UP.search(told)
    if pair is None or not (is_down or _UP.search(told)):
        return
    change = (exactly(pair[1].value) - exactly(pair[0].value)) * 100 / exactly(pair[0].value)
    places = decimals(text[fact.start : fact.end])
    if not _is_near(exactly(fact.value), -change if is_down else change, places):
        corrected = printed(abs(change), places) + "%"
        data = {"old": pair[0].text, "new": pair[1].text, "computed": corrected}
        yield Inconsistency(fact.start, fact.end, fact.text, "wrong_year_on_year", "sure", corrected, data)


def _base_behind(text: str, sentence: Sentence, index: int, before: Sequence[Fact]) -> tuple[Fact, Fact] | None:
    """“560个，同比增长40%（去年同期为420个）”: last year's count stands in brackets behind the rate."""
    behind = next((each for each in sentence.facts[index + 1 : index + 2] if is_exact(each)), None)
    if behind is None or not before or not behind.value or before[-1].unit != behind.unit:
        return None
    lead = text[sentence.facts[index].end : number_at(text, behind)]
    return (behind, before[-1]) if re.fullmatch(r"[（(](?:去年|上年)[^，。；0-9（(]{0,8}", lead) else None


def _amount(text: str, sentence: Sentence, index: int, fact: Fact) -> Iterator[Inconsistency]:
    """“去年24场，今年31场，比去年增加9场”."""
    start = number_at(text, fact)
    if not is_exact(fact) or not _MORE_BY.search(text[max(sentence.start, start - 20) : start]):
        return
    pair = _years(text, sentence, [each for each in sentence.facts[max(0, index - 6) : index] if is_exact(each)][-2:])
    if pair is None or pair[0].unit != fact.unit:
        return
    change = abs(exactly(pair[1].value) - exactly(pair[0].value))
    step = max(_step(text, each) for each in (*pair, fact))
    if abs(change - exactly(fact.value)) > (step if step > 1 else 0):
        corrected = _amount_text(change, fact)
        data = {"old": pair[0].text, "new": pair[1].text, "computed": corrected}
        yield Inconsistency(fact.start, fact.end, fact.text, "wrong_year_on_year", "sure", corrected, data)


def _step(text: str, fact: Fact) -> Fraction:
    """One unit of the last printed digit, in which rounded amounts may differ: 1000元 in 36.5万元, 1 in 24场."""
    said = text[fact.start : fact.end]
    scale = 10**8 if "亿" in said else 10**4 if "万" in said else 1
    return Fraction(scale, 10 ** decimals(said))


def _amount_text(value: Fraction, fact: Fact) -> str:
    scale, mark = (10**4, "万") if "万" in fact.text and value >= 10**4 else (1, "")
    shown = float(value / scale)
    return f"{shown:g}{mark}{fact.unit}"


def _from_to(text: str) -> Iterator[Inconsistency]:
    """“由40场增加到50场，增长20%”."""
    for match in _FROM_TO.finditer(text):
        old, new = _value(match, "old"), _value(match, "new")
        if not old or not _WAY.search(match["tail"]) or re.search("近|约|余", match["head"][-1:] + match["mid"][-1:]):
            continue
        change = abs(new - old) * 100 / old
        places = decimals(match["rate"])
        if not _is_near(exactly(match["rate"].replace(",", "")), change, places):
            start = match.start("tail")
            corrected = printed(change, places) + "%"
            unit = match["unit"]
            data = {
                "old": match["old"] + match["old_scale"] + unit,
                "new": match["new"] + match["new_scale"] + unit,
                "computed": corrected,
            }
            said = text[start : match.end()]
            yield Inconsistency(start, match.end(), said, "wrong_year_on_year", "sure", corrected, data)


def _value(match: re.Match[str], which: str) -> Fraction:
    return exactly(numeral(match[which] + match[f"{which}_scale"]) or 0)


def _is_near(said: Fraction, wanted: Fraction, places: int) -> bool:
    return abs(said - wanted) < Fraction(1, 10**places)


def _years(text: str, sentence: Sentence, counts: Sequence[Fact]) -> tuple[Fact, Fact] | None:
    """Last year's and this year's count: of two of one unit, the one that “去年” stands before."""
    if len(counts) != 2 or counts[0].unit != counts[1].unit or not counts[0].value or not counts[1].value:
        return None
    begins = (max(sentence.start, counts[0].start - 10), max(counts[0].end, counts[1].start - 10))
    heads = [text[begin : each.end] for begin, each in zip(begins, counts, strict=True)]
    marked = [bool(_LAST.search(head)) for head in heads]
    if marked == [True, False]:
        return counts[0], counts[1]
    if marked == [False, True]:
        return counts[1], counts[0]
    years = [_year(text[begin : each.end]) for begin, each in zip((sentence.start, counts[0].end), counts, strict=True)]
    if marked == [False, False] and years[0] and years[1] and abs(years[0] - years[1]) == 1:
        return (counts[0], counts[1]) if years[0] < years[1] else (counts[1], counts[0])
    return None


def _year(text: str) -> int:
    """The last year that a stretch names, 0 for none; a stretch that names months or halves says more than a year."""
    found = re.findall(r"((?:19|20)\d\d)年(?!\d|[上下]半|[一二三四第])", text)
    return int(found[-1]) if found else 0
