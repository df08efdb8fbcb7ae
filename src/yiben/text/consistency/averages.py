"""Averages held against the total and the count that stand before them: 走访150户、发放9万元，户均900元."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction

from yiben.text.consistency.findings import Inconsistency, Sentence, exactly, is_exact, is_same_kind, number_at, printed
from yiben.text.results import Fact

_EACH = re.compile(
    r"(?:(?P<one>[户人校村班])均|(?P<each>平均每)[个家所支名户场期栋]?|每(?P<two>[户人])平均)(?P<what>[^，。；、0-9]{0,10}?)(?:达到?|为|约|近)?$"
)
_UNITS = {"户": ("户",), "人": ("人", "名", "位"), "校": ("所",), "村": ("个",), "班": ("个",)}
_SHORT_BODIES = frozenset("村校镇街")
_BODIES = frozenset({"个", "家", "所", "支", "名", "户", "人", "期"})
_TIMES = re.compile("[年月日天周季次]")
_LIST = re.compile(r"^[^。；]{0,24}$")
_MOST_BEFORE = 12
"""Quantities before an average among which its total and count are looked for."""
_SMALL_WORDS = re.compile("达到?|共|约|为|的")


def wrong_averages(text: str, found: Sequence[Sentence]) -> Iterator[Inconsistency]:
    """Yield averages that do not follow from the total and the count before them in the same sentence.

    Of what the average is said has to be plain: the total is the last quantity of its unit before it, and names what the
    average names (人均可支配收入 is no share of 总收入). Rounding and cutting off are both right.
    """
    for sentence in found:
        for index, fact in enumerate(sentence.facts):
            if fact.kind not in {"count", "amount"} or fact.approx or fact.value_max is not None:
                continue
            start = number_at(text, fact)
            each = _EACH.search(text[max(sentence.start, start - 24) : start])
            if each is None or (each["each"] and _TIMES.match(each["what"])):
                continue
            pair = _pair(text, sentence.facts[max(0, index - _MOST_BEFORE) : index], fact, each)
            if pair is not None and not _follows(text, fact, pair):
                total, count = pair
                computed = exactly(total.value) / exactly(count.value)
                corrected = printed(computed, _places(text, fact)) + fact.unit
                data = {"part": total.text, "whole": count.text, "computed": corrected}
                yield Inconsistency(fact.start, fact.end, fact.text, "percent_of_counts", "sure", corrected, data)


def _pair(text: str, before: Sequence[Fact], fact: Fact, each: re.Match[str]) -> tuple[Fact, Fact] | None:
    """The total and the count that an average is made of; None where it is not plain which."""
    counts = [one for one in before if is_exact(one) and _is_counted(text, one, each)]
    totals = [one for one in before if is_exact(one) and one.unit == fact.unit and one not in counts]
    if not totals or len(counts) != 1 or not counts[0].value:
        return None
    what = each["what"][len(_body(text, counts[0], each)) :]
    total, what = totals[-1], _SMALL_WORDS.sub("", what)
    if (what and what not in total.text) or (not what and len(totals) > 1):
        return None
    if not _LIST.match(text[total.end : fact.start]):
        return None
    return total, counts[0]


def _is_counted(text: str, one: Fact, each: re.Match[str]) -> bool:
    kind = each["one"] or each["two"]
    if kind:
        return any(is_same_kind(one.unit, unit) for unit in _UNITS[kind])
    return bool(_body(text, one, each))


def _body(text: str, one: Fact, each: re.Match[str]) -> str:
    """What 平均每个 is said of, where a count counts it: 社区 of 平均每个社区办公面积 and 12个社区."""
    if not each["each"]:
        return ""
    start = number_at(text, one)
    before = text[max(one.start, start - 6) : start] if one.unit in _BODIES else ""
    named = text[start : one.end + 4] + before
    heads = (each["what"][:length] for length in (4, 3, 2, 1))
    return next((head for head in heads if (len(head) > 1 or head in _SHORT_BODIES) and head in named), "")


def _follows(text: str, fact: Fact, pair: tuple[Fact, Fact]) -> bool:
    return abs(exactly(fact.value) - exactly(pair[0].value) / exactly(pair[1].value)) < _step(text, fact)


def _step(text: str, fact: Fact) -> Fraction:
    """One unit of the last digit that is printed: 0.1万元 in 2.5万元."""
    scale = 10**4 if "万" in text[fact.start : fact.end] else 1
    return Fraction(scale, 10 ** _places(text, fact))


def _places(text: str, fact: Fact) -> int:
    decimals = re.search(r"[0-9]\.([0-9]+)", text[fact.start : fact.end])
    return len(decimals[1]) if decimals else 0
