"""Cut sentences into clauses that can each set a task: owner, frame, verb and object, with their spans."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from yiben.text.wordlists import word_list, words

_SENTENCE = re.compile(r"[^。；;！!？?\n]+")
_OPEN, _CLOSE = "“‘《(（「〈[", "”’》)）」〉]"
_LEAD = re.compile(
    r"[\s　]*(?:[一二三四五六七八九十]+是(?!否)|[①-⑳][、.]?|[(（]\s?[0-9一二三四五六七八九十]{1,3}\s?[)）][、.]?|[0-9]{1,2}[、.．)）](?![0-9])"
    r"|[一二三四五六七八九十]{1,3}[、.．]|同时|此外|另外|其中|并且|并(?!轨)|但|一方面|另一方面|然后|最后|首先|其次|以及|且|[\s　])*"
)
_BASIS_END = r"(?:要求|精神|规定|情况|实际(?!情况)|原则|方案|意见|办法|部署|安排|特点|需要|需求|形式|方式|基础上|领导下|指导下|主持下|帮助下|前提下|统一领导|文件|法律法规|章程|目标|重点|载体|主线|抓手|契机|平台|》)"
_FRAME = re.compile(
    rf"(?:(?:按照?|根据|依据|依照|遵照|本着|围绕|紧紧围绕|结合|紧密结合|针对|立足|坚持).*?{_BASIS_END}(?:[,，]|$)"
    r"|(?:在|从|当|待|经|自).*(?:下|中|上|时|后|前|内|间|同时|期间|方面|起|意|之际|工作中|批准)$"
    r"|(?:为|为了|随着|鉴于|由于|因|除|作为|对于|面对|针对|围绕|紧紧围绕|立足|着眼|面向).*"
    r"|(?:采取|采用|利用|充分利用|运用|充分运用|广泛运用|通过|借助|依托|抓住|发挥|充分发挥|创新).*(?:形式|方式|途径|手段|措施|办法|方法|媒体|渠道|等|平台|契机|机会|时机|优势|作用|载体|资源|阵地|力量|活动|条件|会议)$"
    r"|(?:采取|采用|利用|充分利用|运用|借助|依托).*|以.*为.*$|.*(?:的|基础上|前提下|指导下|领导下|主持下|的同时|过程中)$"
    r"|.*(?:将|把).*等$)"
)
_BASIS_WITH_MORE = re.compile(
    rf"以[^,，]{{1,20}}为(?:单位|重点|主|载体|契机)|(?:按照?|根据|依据|依照|结合|针对|围绕)[^,，]{{1,30}}?{_BASIS_END}(?=[^,，的和与])"
)
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
    "暂不",
)
_MODAL = re.compile(
    r"(?:也|还|都|均|又|一律|原则上)?(?:应当|应该|必须|需要|务必|不得|严禁|不要|暂不|要|应|须|需|将(?![^,，]{1,30}(?:结合|纳入|作为|移交|列入|报|送|融入|贯穿|转化|变成|交))|请|可以?|负责|力争)"
)
_TIME_ONLY = re.compile(
    r"(?:今年|明年|[0-9]{4}年)?(?:年内|年底|内|上半年|下半年|[0-9一二三四五六七八九十]{1,3}月(?:份|底|初|[上中下]旬)?)前?|今年|本年度"
)
_LONGEST = 400
"""Code points. Nobody sets a task in a longer clause, and rules that look twice at each character stay quick."""
_WHY = re.compile(r"(?:充分)?发挥.*|面向.*|立足.*|以.*为(?:载体|主线|抓手|依托)|.*的")
_POSTED = re.compile(r"([\u4e00-\u9fff]{2,4})[ \u3000]+(?=负责|分管|联系|包)")
_NOT_OWNER = re.compile(r"[^、]*?(?:进行|实行|的(?=工作)|,|，)|[0-9]|其(?!余|他)|这|该项|本次|此次|通过|经过|凡")


@dataclass(frozen=True, slots=True)
class Clause:
    """One comma clause with the frames before it.

    ``start``…``end`` is the whole; ``predicate`` is where, behind owner, modal and adverbs, the verb stands.
    ``position`` counts clauses in the sentence from 0; ``sentence`` is the offset of the sentence.
    """

    start: int
    end: int
    sentence: int
    sentence_end: int
    position: int
    frames: int
    owner: str | None
    modal: str
    predicate: int
    told_before: bool
    owner_before: str | None


@cache
def _adverbs() -> re.Pattern[str]:
    return re.compile(f"(?:{words('tasks', 'adverbs')}|地)+")


@cache
def _predicate_start() -> re.Pattern[str]:
    verbs = (
        *word_list("tasks", "concrete"),
        *word_list("tasks", "soft"),
        *word_list("tasks", "vague"),
        *word_list("tasks", "adverbs"),
    )
    others = (
        "由",
        "会同",
        "联合",
        "配合",
        "与",
        "和",
        "对",
        "向",
        "按",
        "根据",
        "结合",
        "围绕",
        "在",
        "为",
        "以",
        "利用",
        "充分利用",
        "于",
        "分",
        "下设",
        "有",
    )
    escaped = "|".join(
        re.escape(each) for each in sorted({*verbs, *others, *MODALS}, key=lambda each: (-len(each), each))
    )
    return re.compile(f"(?:{escaped})")


@cache
def _opening_verb() -> re.Pattern[str]:
    return re.compile(f"(?:{words('tasks', 'concrete', 'soft', 'vague', 'purpose', 'basis', 'means', 'adverbs')})")


@cache
def _owner_end() -> re.Pattern[str]:
    return re.compile(words("tasks", "owners"))


def clauses(text: str, start: int, end: int) -> Iterator[Clause]:
    """Yield the clauses of a stretch of text in order."""
    for sentence in _SENTENCE.finditer(text, start, end):
        yield from _of_sentence(text, sentence.start(), sentence.end())


def _of_sentence(text: str, start: int, end: int) -> Iterator[Clause]:
    position = frames = 0
    told_before = False
    owner_before: str | None = None
    group_start = -1
    framed_owner: str | None = None
    framed_modal = ""
    pieces = list(_pieces(text, start, end))
    for number, (piece_start, piece_end) in enumerate(pieces):
        lead = _LEAD.match(text, piece_start, piece_end)
        begin = lead.end() if lead else piece_start
        stop = piece_end
        while stop > begin and text[stop - 1] in " \t\u3000":
            stop -= 1
        if not 2 <= stop - begin <= _LONGEST:
            continue
        owner, after_owner = _owner(text, begin, stop)
        modal, predicate = _modal(text, after_owner, stop)
        more = number + 1 < len(pieces)
        if more and owner is None and not modal and _names_only(text, begin, stop, pieces[number + 1]):
            owner = text[begin:stop] if _owner_end().search(text[max(begin, stop - 6) : stop]) else None
            predicate = stop
        if more and (predicate == stop or _is_frame(text[predicate:stop])):
            if _says_why(text, predicate, stop) and not owner:
                group_start = -1
            elif owner or modal or predicate == stop or (_is_means(text, predicate) and group_start < 0):
                group_start = begin if group_start < 0 else group_start
            framed_owner, framed_modal = owner or framed_owner, modal or framed_modal
            frames += 1
            if owner or modal:
                told_before = True
            owner_before = owner or owner_before
            continue
        whole = group_start if group_start >= 0 else begin
        yield Clause(
            whole,
            stop,
            start,
            end,
            position,
            frames,
            owner or framed_owner,
            modal or framed_modal,
            predicate,
            told_before,
            owner_before,
        )
        told_before = told_before or bool(modal)
        owner_before = owner or framed_owner or owner_before
        position += 1
        frames, group_start, framed_owner, framed_modal = 0, -1, None, ""


def _pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    depth = 0
    begin = start
    for position in range(start, end):
        character = text[position]
        if character in _OPEN:
            depth += 1
        elif character in _CLOSE:
            depth = max(0, depth - 1)
        elif character in ",，:：" and (depth == 0 or position - begin > 120):
            yield begin, position
            begin = position + 1
    yield begin, end


def _names_only(text: str, start: int, end: int, following: tuple[int, int]) -> bool:
    """Whether a piece only says who (各区和人口在1万人以上的社区，) or when (年底，) and what is to be done follows."""
    if _TIME_ONLY.fullmatch(text, start, end):
        return True
    if (
        end - start > 40
        or _opening_verb().match(text, start, end)
        or not _MODAL.match(text, following[0], following[1])
    ):
        return False
    return re.search(f"(?:{_owner_end().pattern})(?:[)）])?$", text[start:end]) is not None


def _is_frame(piece: str) -> bool:
    return len(piece) >= 2 and _FRAME.fullmatch(piece) is not None


def _says_why(text: str, start: int, end: int) -> bool:
    """Whether a frame gives a condition or a spirit rather than the way in which something is done."""
    return _WHY.fullmatch(text, start, end) is not None


def _is_means(text: str, position: int) -> bool:
    return re.compile(words("tasks", "means")).match(text, position) is not None


def _owner(text: str, start: int, end: int) -> tuple[str | None, int]:
    """Return who is named at the head of a piece, and where the rest begins."""
    limit = min(end, start + 48)
    named = _POSTED.match(text, start, limit)
    if named:
        return named[1], named.end()
    opening = _opening_verb().match(text, start, limit)
    by = re.compile("(?:，|,|^)?由").match(text, start, limit)
    begin = by.end() if by else start
    if opening and not by:
        return None, start
    found: tuple[str, int] | None = None
    for ending in _owner_end().finditer(text, begin, limit):
        after = ending.end()
        if ending.end() - begin < 2 or _NOT_OWNER.match(text, begin, begin + 1):
            continue
        follows = _predicate_start().match(text, after, end)
        if follows and not text.startswith(("工作", "建设", "的", "、", "管理", "服务", "成员", "代表", "协商"), after):
            name = text[begin:after]
            if "," not in name and "，" not in name:
                found = (name, after)
                break
    return found if found else (None, start)


def _modal(text: str, start: int, end: int) -> tuple[str, int]:
    modal = ""
    position = start
    for _ in range(4):
        if found := _MODAL.match(text, position, end):
            modal = modal or found[0]
            position = found.end()
        elif found := _adverbs().match(text, position, end):
            position = found.end()
            if not modal and (inner := re.search("要|应|须|将|必须", found[0])):
                modal = inner[0]
        elif found := _BASIS_WITH_MORE.match(text, position, end):
            position = found.end()
        else:
            break
    return modal, position
