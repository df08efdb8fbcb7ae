"""Totals held against their parts, and “more than” held against what it is said of."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

from yiben.text.consistency.findings import Inconsistency, Sentence, common, exactly, is_exact, number_at
from yiben.text.results import Fact

_TOTAL_AFTER = re.compile(r"[，,]?(?:以上)?(?:共计|合计|总计|累计|共)[^，。；]{0,8}$")
_EXHAUSTIVE = re.compile(r"^[^，。；]{0,10}[，,：:（(]?(?:分别(?:是|为)|由以下|(?:分|包括)?以下)")
_OF_IT = re.compile(r"^[^，。；\d]{0,8}[，,]?其中")
_BESIDES = re.compile("另|此外|还有|合计|共计|总计")
_COLON = re.compile(r"^[^，。；、\d]{0,6}[:：](?!其中|含)[^，。；、\d]{0,12}$")
_AMONG = re.compile(r"其中[:：,，]?[^，。；]{0,8}$")
_TOGETHER = re.compile("联合|共同|联办|合办|重复|同时")
_MADE_OF = re.compile(r"^[^，。；]{0,4}[，,]?由[^，。；0-9]{0,10}$")
_MAKES = re.compile(r"^[^，。；0-9]{0,4}(?:组成|构成)")
_LIST_GAP = re.compile(r"^[^，。；\d]{0,12}[、，,和及][^，。；\d]{0,16}$")
_BEYOND = re.compile(
    r"(?:超过|超出|超额完成|突破|多于|高于)(?:了)?(?:原?计划|目标|任务|指标|预期|年初|既定)[^，。；]{0,8}$"
)
_BARELY = re.compile(r"[，,](?:已|首次|成功|再次)?(?:突破|超过|超出|超额完成)(?:了)?(?:[^，。；、0-9]{0,6})")
_ALL_OVER = re.compile(r"(?:普遍|均|都|全部)[^，。；\d]{0,8}(\d[\d,]*(?:\.\d+)?)([^\d，。；、]{1,4}?)(?:及)?以上")
_PLANNED = re.compile("^(?:年初|原|年度)?(?:计划|目标|任务)")
_DONE = re.compile("实际|已|完成")
_EXCEEDED = re.compile("[，,](?:圆满)?(?:超额完成|突破|超过|超出)(?:了)?(?:年度|全年|年初|原定?)?(?:计划|目标|任务)")
_MOST_PARTS = 40
_NOUN = 4
_WAN = 10**4


def wrong_sums(text: str, found: Sequence[Sentence]) -> Iterator[Inconsistency]:
    """Yield totals that their parts do not make: a list closed by 共计, a total opened by 分别为, 男 and 女, and a part
    that is larger than its whole. Parts under 其中 may overlap or be incomplete: alone they say nothing."""
    for sentence in found:
        counts = [each for each in sentence.facts if is_exact(each)]
        for index, fact in enumerate(counts):
            yield from _closed(text, sentence, counts, index)
            yield from _opened(text, counts, index, fact)


def wrong_beyond(text: str, found: Sequence[Sentence], facts: Sequence[Fact]) -> Iterator[Inconsistency]:
    """Yield what is said to exceed a target and does not (sure), and “all … N and more” beside a smaller one (ask)."""
    for sentence in found:
        for index, fact in enumerate(sentence.facts[1:], start=1):
            done = sentence.facts[index - 1]
            same = done.unit == fact.unit and is_exact(done) and is_exact(fact)
            between = text[done.end : number_at(text, fact)]
            if same and (_BEYOND.search(between) or _BARELY.fullmatch(between)) and done.value <= fact.value:
                data = {"done": done.text, "beyond": fact.text}
                yield Inconsistency(fact.start, fact.end, fact.text, "over_is_not_over", "sure", None, data)
        yield from _short_of_plan(text, sentence)
    for match in _ALL_OVER.finditer(text):
        least, unit = exactly(match[1].replace(",", "")), match[2]
        noun = re.split(r"[，。；、]", text[max(0, match.start() - 20) : match.start()])[-1]
        for fact in facts:
            if fact.unit == unit and exactly(fact.value) < least and common(noun, fact.measure) >= _NOUN:
                data = {"beyond": match[0], "done": fact.text}
                yield Inconsistency(match.start(), match.end(), match[0], "over_is_not_over", "ask", None, data)
                break


def _short_of_plan(text: str, sentence: Sentence) -> Iterator[Inconsistency]:
    """“计划植树500株，实际植树480株，超额完成计划”: what was done is no more than what was planned."""
    for planned, done in pairwise(sentence.facts):
        if not (is_exact(planned) and is_exact(done) and planned.unit == done.unit and done.value <= planned.value):
            continue
        is_pair = _PLANNED.search(planned.measure) and _DONE.search(text[planned.end : number_at(text, done)])
        said = _EXCEEDED.match(text, done.end)
        if is_pair and said:
            data = {"done": done.text, "beyond": planned.text}
            yield Inconsistency(
                done.start, said.end(), text[done.start : said.end()], "over_is_not_over", "sure", None, data
            )


def _closed(text: str, sentence: Sentence, counts: Sequence[Fact], index: int) -> Iterator[Inconsistency]:
    """“A 3场、B 4场，共计8场”."""
    first, total = index, counts[index]
    while (
        first > index - _MOST_PARTS
        and first
        and counts[first - 1].unit == total.unit
        and _joins(text, counts[first - 1], counts[first], first == index)
    ):
        first -= 1
    parts = counts[first:index]
    if len(parts) < 2 or not _TOTAL_AFTER.search(text[parts[-1].end : number_at(text, total)]):
        return
    before = text[max(sentence.start, parts[0].start - 8) : number_at(text, parts[0])]
    if _TOGETHER.search(text, parts[0].start, total.end):
        return
    if not re.search(r"共|合计|其中|总", before):
        yield from _differs(total, parts)


def _joins(text: str, left: Fact, right: Fact, is_total: bool) -> bool:
    between = text[left.end : number_at(text, right)]
    return bool(_TOTAL_AFTER.search(between)) if is_total else "其中" not in between and bool(_LIST_GAP.match(between))


def _opened(text: str, counts: Sequence[Fact], index: int, total: Fact) -> Iterator[Inconsistency]:
    """“8场，分别为A 3场、B 4场”; “8人，其中男5人、女4人”; “8场，其中A 9场”."""
    parts: list[Fact] = []
    for each in counts[index + 1 : index + _MOST_PARTS]:
        between = text[(parts[-1] if parts else total).end : number_at(text, each)]
        if each.unit != total.unit or (parts and (not _LIST_GAP.match(between) or _BESIDES.search(between))):
            break
        parts.append(each)
    if not parts:
        return
    lead = text[total.end : number_at(text, parts[0])]
    made_of = _MADE_OF.match(lead) and _MAKES.match(text[parts[-1].end : parts[-1].end + 8])
    if len(parts) > 2 and _COLON.match(lead) and _ends(text, parts[-1]):
        for wrong in _differs(total, parts):
            yield replace(wrong, certainty="ask")
    elif len(parts) > 1 and (_EXHAUSTIVE.match(lead) or made_of):
        yield from _differs(total, parts)
    elif _AMONG.search(lead):
        sexes = {re.sub(r"性$", "", each.measure)[-1:] for each in parts}
        if len(parts) == 2 and sexes == {"男", "女"}:
            yield from _differs(total, parts)
        elif len(parts) > 1 and _OF_IT.match(lead) and _exceed(total, parts) and _are_apart(text, total, parts):
            data = {"total": total.text, "parts": [each.text for each in parts]}
            yield Inconsistency(total.start, total.end, total.text, "parts_do_not_sum", "ask", None, data)
        elif parts[0].value > total.value and not _is_of_another(text, counts[:index], total, parts[0]):
            data = {"total": total.text, "parts": [parts[0].text]}
            yield Inconsistency(parts[0].start, parts[0].end, parts[0].text, "parts_do_not_sum", "sure", None, data)


def _is_of_another(text: str, before: Sequence[Fact], total: Fact, part: Fact) -> bool:
    """“老年人860人、儿童30人，其中老年人中独居的210人”: a part that itself names the count it is of."""
    lead = text[total.end : number_at(text, part)]
    names = (re.sub(r"^.*[的有，、]", "", each.measure) for each in before)
    return any(len(name) > 1 and name in lead for name in names)


def _ends(text: str, last: Fact) -> bool:
    """Whether a list of parts ends with its sentence: nothing more is named, and no 等."""
    return bool(re.match(r"[。；\n]|$", text[last.end : last.end + 1]))


def _exceed(total: Fact, parts: Sequence[Fact]) -> bool:
    return sum((exactly(each.value) for each in parts), exactly(0)) > exactly(total.value)


def _are_apart(text: str, total: Fact, parts: Sequence[Fact]) -> bool:
    """Whether parts under 其中 cannot overlap: sums of money, which are spent once, and parts that are each a class (类)."""
    if total.unit == "元":
        return not re.search("[含（(]", text[parts[0].start : parts[-1].end])
    return all(re.search(r"类$", each.measure) for each in parts)


def _differs(total: Fact, parts: Sequence[Fact]) -> Iterator[Inconsistency]:
    made = sum((exactly(each.value) for each in parts), exactly(0))
    if made == exactly(total.value):
        return
    corrected = _printed(made, total)
    data = {"total": total.text, "parts": [each.text for each in parts], "computed": corrected}
    yield Inconsistency(total.start, total.end, total.text, "parts_do_not_sum", "sure", corrected, data)


def _printed(made: Fraction, total: Fact) -> str:
    """A sum as the total is printed: in 万 where that is."""
    in_wan = "万" in total.text and (made * 100 / _WAN).denominator == 1
    number, mark = (made / _WAN, "万") if in_wan else (made, "")
    return f"{int(number) if number.denominator == 1 else float(number)}{mark}{total.unit}"
