"""The numbers that a document reports: work done or a state of things, never targets, dates or labels."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from functools import cache

from yiben.text.context import Section
from yiben.text.numerals import numeral
from yiben.text.quantities import Quantity, quantities
from yiben.text.repeats import is_within, whole_lines
from yiben.text.results import Fact, Task
from yiben.text.table_facts import table_facts
from yiben.text.wordlists import opening, word_list, words, words_here

_STOP = re.compile(r"[。；;！!？?\n,，、:：()（）“”《》]")
_TOLD = re.compile(
    r"不少于|不低于|不得|至少|不超过|最多|力争|要求|应当?|必须|须|将(?!近)|(?<![主重需])要(?!求)|确保|达到[^了]{0,12}(?:目标|标准|要求)|标准|目标|以内|为宜|不足"
)
_THRESHOLD = re.compile(r"^(?:以下|以内|之内|内(?!设)|及以[上下])")
_THINGS = re.compile("(?:工作|大|实|好)?事(?!故|件|项|务|业)")
_POINTS = re.compile("方面|环节|阶段|步骤|层次|百分之|要点|月|多月")
_OPEN_END = re.compile(r"(?:的|了|建立|建成|成立|开设|设立|组织|落实|以及|部分|其余|针对|协调)$")
_CLASSIFIERS = ("个", "名", "家", "所", "支", "位", "类", "处", "条")
_RANK = re.compile(r"第([一二三四五六七八九十]{1,2}|[0-9]{1,3})([名位])")
_NOT_COUNTING_DIGITS = ("第", "这", "那", "“", "该")
_NOT_COUNTING = ("这", "那", "该", "各", "某", "另", "哪", "几", "“", "‘", "「", "第", "一把", "每")
_NOUN_AFTER = re.compile(r"[^。；;！!？?\n,，、:：()（）“”《》0-9]{1,16}")
_EARLIER = re.compile(r"[0-9][余多]?[万亿]?[^0-9]")
_NOUN_END = re.compile(r"等|全部|参与|进行|总面积|办公用房|正在|均|都|已|落实|的基础|了|为|是|在|和|与|被|由|达|占|共")
_LONGEST_ACT = 3
_QUOTED_BEFORE = re.compile(r"[“《]([^“”《》]{2,16})[”》][^\u4e00-\u9fff]{0,2}$")
_SENTENCE_STOP = re.compile("[。\n]")
_OF_UNITS = {"户": "户数", "人": "人数", "元": "金额", "%": "比例"}
_ONE_WORD = (
    "设立",
    "设置",
    "设施",
    "设备",
    "达成",
    "达标",
    "共建",
    "共同",
    "共有",
    "有关",
    "有效",
    "对口",
    "在册",
    "在职",
    "和谐",
)
"""Words that begin with what else only leads in."""
_COUNTED_BY = tuple("一两二三四五六七八九十")
_IN_CHINESE = frozenset(
    [
        "个",
        "名",
        "位",
        "家",
        "所",
        "支",
        "项",
        "人",
        "元",
        "人次",
        "条",
        "次",
        "场",
        "户",
        "件",
        "份",
        "起",
        "间",
        "处",
        "对",
    ]
)
_NO_NOUN = re.compile(r"[、，,。;；”’的]|[0-9.]+[%％]|一|是|好|不|会")
_OWN_POINTS = re.compile(r"[^。，,；;]{0,4}(?:方面|环节|阶段|步骤|问题|原则)")
_JOINT = re.compile(r"(?:共|已|先后|为|达到?|有|了|约|近|占|至|由|到|的|均|在|从|一共|仅)+$")
_KEEPS_TIME = ("天", "年", "个月", "小时", "分钟", "周")


@cache
def _lead_ins() -> re.Pattern[str]:
    return re.compile(f"{words_here('quantities', 'lead_ins')}+")


@cache
def _reported() -> re.Pattern[str]:
    return re.compile(words("quantities", "reported"))


@cache
def _not_counted() -> re.Pattern[str]:
    return opening("quantities", "not_counted")


def facts(
    text: str, parts: Sequence[Section], tasks: Sequence[Task], known: Sequence[tuple[int, int]] = ()
) -> tuple[Fact, ...]:
    """Return the reported quantities in order; those inside ``known`` stretches, which stand elsewhere already, may be
    left out. A number inside a task is its target, never a fact."""
    passed = whole_lines(text, known)
    spans = [(task.start, task.end) for task in tasks]
    at = 0
    found: list[Fact] = []
    for section in parts:
        for quantity in quantities(text, section.start, section.end):
            while at < len(spans) and spans[at][1] <= quantity.start:
                at += 1
            if at < len(spans) and spans[at][0] <= quantity.start:
                continue
            if passed and is_within(passed, quantity.start, quantity.end):
                continue
            if _is_reported(text, quantity, section):
                found.append(_fact(text, quantity, section, found[-1] if found else None))
        found += _ranks(text, section)
    if "\t" in text:
        found = _with_tables(found, text, parts, spans)
    return tuple(sorted(found, key=lambda fact: (fact.start, fact.end)))


def _with_tables(
    found: list[Fact], text: str, parts: Sequence[Section], tasks: Sequence[tuple[int, int]]
) -> list[Fact]:
    """The facts with those of tables: in a cell its headings say what is measured, not what stands in the cell before."""
    cells = [fact for fact in table_facts(text, parts) if not _overlaps(tasks, fact)]
    places = [(fact.start, fact.end) for fact in cells]
    return [*(fact for fact in found if not _overlaps(places, fact)), *cells]


def _overlaps(spans: Sequence[tuple[int, int]], fact: Fact) -> bool:
    at = bisect_left(spans, (fact.end, 0))
    return at > 0 and spans[at - 1][1] > fact.start


def _ranks(text: str, section: Section) -> list[Fact]:
    if section.usual != "past" and section.mood != "past":
        return []
    ranks = []
    for match in _RANK.finditer(text, section.start, section.end):
        start = _before(text, match.start(), section.start)
        value = numeral(match[1])
        if value is not None:
            ranks.append(
                Fact(
                    start,
                    match.end(),
                    text[start : match.end()],
                    text[start : match.start()],
                    value,
                    match[2],
                    False,
                    "rank",
                )
            )
    return ranks


def _is_reported(text: str, quantity: Quantity, section: Section) -> bool:
    clause_start = _before(text, quantity.start, section.start)
    clause = text[clause_start : quantity.end + 12]
    if _is_label(text, quantity) or _THRESHOLD.match(text, quantity.after_unit):
        return False
    if section.mood != "past" and not (section.mood == "preamble" and section.usual == "past"):
        sentence = _sentence_before(text, quantity.start, section.start) + text[quantity.start : quantity.end + 6]
        if not _reported().search(sentence) or _TOLD.search(clause):
            return False
    return not _TOLD.search(text, clause_start, quantity.digits_start) or "已" in clause


def _is_label(text: str, quantity: Quantity) -> bool:
    """Slogans, ordinals, ages, lengths of time and counts of the text's own points."""
    before = text[max(0, quantity.digits_start - 2) : quantity.digits_start]
    after = text[quantity.after_unit : quantity.after_unit + 6]
    if before.endswith("届") and quantity.unit == "次":
        return True  # 十届三次会议
    chinese = not quantity.written[0].isdigit()
    if before.endswith(_NOT_COUNTING if chinese else _NOT_COUNTING_DIGITS) or (
        quantity.unit == "个" and _POINTS.match(after)
    ):
        return True
    if after.startswith("以上") and text[quantity.after_unit + 2 : quantity.after_unit + 3] in (")", "）"):
        return True
    if quantity.unit == "岁":
        return "平均" not in text[max(0, quantity.start - 8) : quantity.start]
    if quantity.unit in _KEEPS_TIME:
        return not _is_duration(text, quantity)
    near = text[max(0, quantity.start - 3) : quantity.start]
    if quantity.unit == "%" and near.endswith("个") and near[-2:-1] in _COUNTED_BY:
        return True
    if near.endswith("几") or "少则" in near or "多则" in near or "多达几" in near:
        return True
    if not chinese:
        return quantity.unit in ("分", "线", "路", "届", "度")
    return _is_chinese_label(text, quantity, after)


def _is_chinese_label(text: str, quantity: Quantity, after: str) -> bool:
    if quantity.value == 1 and quantity.value_max is None:
        return True
    if quantity.unit == "%":
        return quantity.value >= 100  # 百分之百满意 is a promise
    if quantity.unit not in _IN_CHINESE:
        return True
    if quantity.unit in ("个", "项", "条") and _NO_NOUN.match(after):
        # 十一项制度 closes with its noun; 四个一, 五个好 and 三条 do not.
        return True
    if quantity.unit == "件" and quantity.value <= 3 and _THINGS.match(after):
        return True  # 主要抓了三件事
    if _not_counted().match(after) or _OWN_POINTS.match(after):
        return True
    return quantity.unit == "人" and not re.search("[余多百千万]", quantity.written)


def _is_duration(text: str, quantity: Quantity) -> bool:
    before = text[max(0, quantity.start - 10) : quantity.start]
    after = text[quantity.after_unit : quantity.after_unit + 5]
    if not quantity.written[0].isdigit():
        return False
    if quantity.unit == "年":
        return before.endswith("连续") or before.endswith("历时")
    if quantity.unit == "个月":
        return after.startswith("的时间") or before.endswith(("历时", "用时"))
    if quantity.unit in ("小时", "分钟"):
        return True
    return bool(re.search("时间|平均|累计|共", before)) and not after.startswith(("内", "前", "后"))


def _before(text: str, position: int, limit: int) -> int:
    low = max(limit, position - 60)
    found = _STOP.search(text[low:position][::-1])
    return position - found.start() if found else low


def _sentence_before(text: str, position: int, limit: int) -> str:
    low = max(limit, position - 120)
    cut = max(text.rfind(mark, low, position) for mark in "。；;\n")
    return text[max(cut + 1, low) : position]


def _fact(text: str, quantity: Quantity, section: Section, before: Fact | None) -> Fact:
    clause_start = _before(text, quantity.start, section.start)
    begin = max((match.end() for match in _EARLIER.finditer(text, clause_start, quantity.start)), default=clause_start)
    lead = _lead_ins().match(text, begin, quantity.start)
    noun_start = lead.end() if lead else begin
    if lead and text[noun_start - 1 : noun_start + 1] in _ONE_WORD:
        noun_start -= 1
    noun = _JOINT.sub("", text[noun_start : quantity.start]).strip()
    start, end = noun_start, quantity.end
    after = _NOUN_AFTER.match(text, quantity.end)
    counted = _counted(quantity, noun, after[0] if after else "")
    if len(noun) < 2 or _OPEN_END.search(noun):
        start = quantity.start if len(noun) < 2 else noun_start
        noun, end = (after[0].strip(), after.end()) if after else (noun, quantity.end)
    elif after and quantity.unit in _CLASSIFIERS:
        end = after.end()
    if quantity.unit == "次" and (listed := re.match(r"[(（][篇次场人][)）]", text[quantity.end : quantity.end + 3])):
        end = max(end, quantity.end + listed.end())
    measure = counted or (noun[-20:] or _implied(text, quantity, section, before))
    while start < end and text[start] in " \t\u3000":
        start += 1
    return Fact(
        start=start,
        end=end,
        text=text[start:end],
        measure=measure,
        value=quantity.value,
        unit=quantity.unit,
        approx=quantity.approx or quantity.value_max is not None,
        kind=_kind(quantity),
        value_max=quantity.value_max,
    )


def _counted(quantity: Quantity, noun: str, after: str) -> str:
    """新建2个老年活动室 counts 新建老年活动室: behind 个 and the like stands what is counted, before it what was done."""
    named = _NOUN_END.split(after.strip(), maxsplit=1)[0]
    if quantity.unit not in _CLASSIFIERS or len(named) < 2:
        return ""
    return ((noun if len(noun) <= _LONGEST_ACT and not _OPEN_END.search(noun) else "") + named)[:20]


def _implied(text: str, quantity: Quantity, section: Section, before: Fact | None) -> str:
    """What is measured where no noun stands beside the number: a name in quotes, or what was measured just before."""
    quoted = _QUOTED_BEFORE.search(text, max(section.start, quantity.start - 24), quantity.start)
    if quoted:
        return quoted[1]
    if before is not None and not _SENTENCE_STOP.search(text, before.end, quantity.start):
        return (
            f"{before.measure}占比"
            if quantity.unit == "%" and "占" in text[before.end : quantity.start]
            else before.measure
        )
    return _OF_UNITS.get(quantity.unit, section.heading)


def _kind(quantity: Quantity) -> str:
    if quantity.unit == "%":
        return "percent"
    return "amount" if quantity.unit in word_list("quantities", "money") else "count"
