"""Who is named at the head of a clause: the body or the people that are told to do something."""

from __future__ import annotations

import re
from functools import cache

from yiben.text.wordlists import any_of, opening, pattern, words_here

MODALS = (
    "要",
    "应当",
    "应该",
    "应",
    "必须",
    "须",
    "需要",
    "需",
    "务必",
    "不得",
    "严禁",
    "不要",
    "请",
    "将",
    "可",
    "负责",
    "力争",
    "禁止",
    "暂不",
)
_LONGEST = 48
_TIME = (
    r"(?=[每定按逐年0-9一二三四五六七八九十今明本上下全至不适随及])(?:每(?:[0-9一二两三四五六七八九十半]?个?)?[年季月周旬日天](?:度)?|定期|按[月季年周]|逐[月季年]|年[底末]前?|[0-9一二三四五六七八九十]{1,3}月|(?:19|20)[0-9]{2}年|今年|明年|本[年月周]"
    r"|[0-9一二三四五六七八九十]{1,3}个?(?:工作日|日|天)内|[上下]半年|全年|至少|不少于|适时|随时|及时)"
)
_OPENING_TIME = re.compile(
    r"(?=[近今目当下年原其同明上中午0-9一二三四五六七八九十每])(?:(?:近日|近期|今后|目前|当前|下一步|年内|原则上|其中|同时|明年|今年内?)[,，]?|(?:今天|明天|今日|明日)?[上下中]?午?[0-9一二三四五六七八九十]{1,3}[点时][0-9半]{0,2}分?前|(?:(?:19|20)[0-9]{2}年|今年|明年)?(?:[0-9一二三四五六七八九十]{1,3}月(?:[0-9一二三四五六七八九十]{1,3}[日号]|[底末初]|[上中下]旬)?(?:之?前|底前)|年底前|每(?:季度|[年月周]))(?:[,，])?)"
)
_POSTED = re.compile(r"([\u4e00-\u9fff]{2,4})[ \u3000]+(?=负责|分管|联系|包)")
_NOBODY = re.compile(r"[0-9、，,]|其(?!余|他)|这|该项|本次|此次|凡|以及|和|与|及|或")
_NO_NAME = re.compile(r"进行|实行|的(?=工作)|[,，;；:：“”《》]")
_OPENED = re.compile(r"[(（][^()（）]*$")
_NOT_BEHIND = ("工作", "建设", "的", "、", "管理", "服务", "成员", "代表", "协商")
_OTHERS = (
    *("因", "凭", "由", "会同", "联合", "配合", "与", "和", "对", "向", "按", "按照", "根据", "依据", "依照", "遵照", "本着", "对照"),
    *("结合", "围绕", "在", "为", "以", "利用", "充分利用", "采取", "采用", "通过", "借助", "依托", "于", "分", "下设", "有", "从", "自", "经", "每", "牵头", "派", "指派", "全部", "汇总"),
)  # fmt: skip


@cache
def predicate_start() -> re.Pattern[str]:
    """Return what can stand behind an owner: a verb, an adverb, a modal, a time, or the ground of what follows."""
    verbs = words_here("tasks", "concrete", "soft", "vague", "adverbs")
    each = f"各(?={words_here('tasks', 'concrete')})"  # 三个社区各开办1个班
    return re.compile(f"{_TIME}|{verbs}|{each}|{any_of({*_OTHERS, *MODALS})}")


@cache
def opening_verb() -> re.Pattern[str]:
    """Return what no owner begins with: a verb, a preposition or an adverb."""
    return opening("tasks", "concrete", "soft", "vague", "purpose", "basis", "means", "adverbs", "ways")


@cache
def owner_end() -> re.Pattern[str]:
    """Return what the name of an owner ends with."""
    return pattern("tasks", "owners")


@cache
def _body_of_a_verb() -> re.Pattern[str]:
    """组织部, 督查组 and 指导委员会 begin with a verb and are bodies all the same."""
    ending = r"(?:领导|工作|协调)?(?:小组|委员会|办公室|中心|所|组|部|科|处|局|办|站|队|员)"
    return re.compile(f"{words_here('tasks', 'bodies')}{{1,2}}{ending}")


_BLANK_AND_MUST = tuple(blank + must for blank in " \u3000" for must in ("要", "须", "应", "负责"))


def owner_at(text: str, start: int, end: int) -> tuple[str | None, int]:
    """Return who is named at the head of a stretch, and where the rest begins; (None, start) when nobody is.

    A name ends like one (data/tasks.yaml, owners), what follows it could be what is to be done, and it does not begin
    with a verb or a preposition: 走进社区 and 通过街道 name nobody, 组织部 does. 由民政科负责 and 请各社区报送 name whom 由 and 请 name.
    """
    limit = min(end, start + _LONGEST)
    head = text[start : start + 6]
    if (" " in head or "\u3000" in head) and (named := _POSTED.match(text, start, limit)):
        return named[1], named.end()
    time = _OPENING_TIME.match(text, start, limit)
    begin = time.end() if time else start
    if begin < limit and text[begin] in "由请望":
        begin += 1
    body = _body_of_a_verb().match(text, begin, limit)
    if body and predicate_start().match(text, body.end(), end):
        return body[0], body.end()
    if opening_verb().match(text, begin, limit) or _NOBODY.match(text, begin, limit):
        return None, start
    for ending in owner_end().finditer(text, begin, limit):
        after = ending.end()
        if text.startswith((")", "）"), after) and _OPENED.search(text, begin, after):
            after += 1  # 各村（社区）, 镇（街道）
        name_end = after
        if text.startswith(_BLANK_AND_MUST, after):
            after += 1  # what a page or a typist put between: 各社区 要
        if after - begin < 2 or text.startswith(_NOT_BEHIND, after) or not predicate_start().match(text, after, end):
            continue
        if _body_of_a_verb().match(text, after, limit):
            continue  # 社区选举委员会 is one body, not a 社区 that elects
        if _NO_NAME.search(text, begin, after):
            return None, start
        joined = _joined(text, name_end, limit, end)
        return text[begin:joined], max(after, joined)
    return None, start


def _joined(text: str, after: int, limit: int, end: int) -> int:
    """Return where the name ends when another is joined to it: 相关乡镇和社区, 各级政府和有关部门."""
    if not text.startswith(("和", "与", "及"), after):
        return after
    for ending in owner_end().finditer(text, after + 1, min(limit, after + 18)):
        more = predicate_start().match(text, ending.end(), end)
        if more and not _NO_NAME.search(text, after, ending.end()) and not text.startswith(_NOT_BEHIND, ending.end()):
            return after if more[0] in ("联合", "共同", "会同") else ending.end()
    return after
