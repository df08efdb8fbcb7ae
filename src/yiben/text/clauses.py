"""Cut sentences into clauses that can each set a task: owner, frame, verb and object, with their spans."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from yiben.text.owners import opening_verb, owner_at, owner_end
from yiben.text.wordlists import opening, pattern, word_list, words, words_here

_SENTENCE = re.compile(r"[^。；;！!？?\n]+")
_OPEN, _CLOSE = "“‘《(（「〈[", "”’》)）」〉]"
_RATIO = re.compile("[0-9][:：][0-9]")
_MUST = re.compile("要|应|须|将")
_MARK = re.compile(rf"[,，:：、\"{re.escape(_OPEN + _CLOSE)}]")
_LEAD = re.compile(
    r"(?=[\s　第一二三四五六七八九十①-⑳(（0-9同此另其并但然最首以且])[\s　]*(?:第[一二三四五六七八九十百0-9]{1,5}条[ 　]*|[一二三四五六七八九十]+是(?!否)|[①-⑳][、.]?|[(（]\s?[0-9一二三四五六七八九十]{1,3}\s?[)）][、.]?|[0-9]{1,2}[、.．)）](?![0-9])"
    r"|[一二三四五六七八九十]{1,3}[、.．]|同时|此外|另外|其中|并且|并(?!轨)|但|一方面|另一方面|然后|最后|首先|其次|以及|且|[\s　])*"
)
_BASIS_END = r"(?:要求|精神|规定|情况|实际(?!情况)|原则|方案|意见|办法|部署|安排|特点|需要|需求|形式|方式|基础上|领导下|指导下|主持下|帮助下|前提下|统一领导|文件|法律法规|章程|目标|重点|载体|主线|抓手|契机|平台|》)"
_MEANS = "(?:采取|采用|利用|充分利用|运用|借助|依托|通过)"
_MANNER = "(?:形式|方式|方法|手段|途径|措施|渠道|等)"
_FRAME = re.compile(
    rf"(?:(?:按照?|根据|依据|依照|遵照|本着|围绕|紧紧围绕|结合|紧密结合|针对|立足|坚持).*?{_BASIS_END}(?:[,，]|$)"
    r"|(?:在|从|当|待|经|自).*(?:下|中|上|时|后|前|内|间|同时|期间|方面|起|意|之际|工作中|批准)$"
    r"|(?:为|为了|随着|鉴于|由于|因|除|作为|对于|面对|针对|围绕|紧紧围绕|立足|着眼|面向).*"
    r"|(?:采取|采用|利用|充分利用|运用|充分运用|广泛运用|通过|借助|依托|抓住|发挥|充分发挥|创新).*(?:形式|方式|途径|手段|措施|办法|方法|媒体|渠道|等|平台|契机|机会|时机|优势|作用|载体|资源|阵地|力量|活动|条件|会议)$"
    rf"|{_MEANS}(?:(?!{_MANNER}[^,，的、和与或]{{3}}).){{2,30}}$|以.*为.*$|.*(?:的|基础上|前提下|指导下|领导下|主持下|的同时|过程中)$"
    r"|.{4,}(?:(?<![善今先前落背课幕])后|(?<![小及临按随定准限实平工课学同])时|期间)$"
    r"|.*(?:将|把).*等$)"
)
_FRAME_OPENS = re.compile(
    "按|根据|依[据照托]|遵照|本着|围绕|紧紧围绕|紧密|结合|针对|立足|坚持|[在从当待经自为随鉴由因除作对面着以采利充运广通借抓发创会协]"
)
_FRAME_ENDS = ("的", "上", "下", "的同时", "过程中", "后", "时", "期间", "等")
_MODAL_BEGINS = "也还都均又一原应必需务不严暂要须将请可负力禁决绝"
_BASIS_BEGINS = "以按根依结针围经"
_WAY_BEGINS = "深走进围聚通利借依结"
_BASIS_WITH_MORE = re.compile(
    rf"(?=[{_BASIS_BEGINS}])(?:经[^,，]{{2,20}}?(?:同意|批准|审核|审批|签字|审定|讨论|评议|公示)(?:通过)?后|以[^,，]{{1,20}}为(?:单位|重点|主|载体|契机)|(?:按照?|根据|依据|依照|结合|针对|围绕)[^,，]{{1,30}}?{_BASIS_END}(?=(?!{_BASIS_END})[^,，的和与》][^,，]{{2}}))"
)
_MODAL = re.compile(
    rf"(?=[{_MODAL_BEGINS}])(?:也|还|都|均|又|一律|原则上)?(?:应当|应该|必须|需要|务必|不得|严禁|禁止|不准|[决绝]?不允许|不要|暂不|要|应|须|需|将(?![^,，]{{1,30}}(?:结合|纳入|作为|移交|列入|报|送|融入|贯穿|转化|变成|交))|请|可以?|负责|力争)"
)
_TIME_ONLY = re.compile(
    r"(?=[今明0-9年内上下一二三四五六七八九十本到于在从自即至])[到于在]?(?:(?:今年|明年|[0-9]{4}年)?(?:年内|年底|内|上半年|下半年"
    r"|[0-9一二三四五六七八九十]{1,3}月(?:份|底|初|[上中下]旬|[0-9]{1,2}[日号])?)(?:之|以)?前?|今年|本年度"
    r"|至?[0-9]{4}年[底末]前?|[从自]?即日起至(?:年底|[0-9]{1,2}月(?:[0-9]{1,2}日|底)))"
)
_LEADS = re.compile(r"[\u4e00-\u9fff、（）()]{2,24}牵头(?:负责)?")
_HELPS = re.compile(r"[\u4e00-\u9fff、（）()]{2,40}(?:配合|参与|协助|参加|协同)(?:做好|实施)?")
_BARE = re.compile(rf"{_TIME_ONLY.pattern}|(?:负责)?[,，]{_HELPS.pattern}")
"""What a piece may hold beside who: a time, or who helps."""
_ASIDE = re.compile(r"[(（](?:[0-9]|电话|可|见|详见|附)[^()（）]*[)）]$")
_COUNTED = re.compile(r"[0-9][余多]?万?[\u4e00-\u9fff]{1,3}(?:以上|左右)?$")
_CLOSES_A_LIST = re.compile(r"等[^等,，]{0,3}(?:活动|行动|服务|项目|工程|比赛)$")
_ACTIVITIES = ("活动", "行动", "工程", "服务", "比赛", "讲座")
_HOLDS = re.compile("开展|举办|举行|组织|实施|推进|做好|抓好|搞好|参加|要|应|须|将")
_LEAST_LISTED = 2
_MOST_LISTED = 12
_LONGEST_LISTED = 16
_FROM = re.compile("[日号月](?:开始|起)$")
_STILL_TIME = re.compile("[至到](?:[0-9一二三四五六七八九十]{1,3}[月日]|年底|次年)")
_BLANK = frozenset(" \t\u3000")
_LONGEST = 400
"""Code points. Nobody sets a task in a longer clause, and rules that look twice at each character stay quick."""
_ABOUT = re.compile("对(?!照|接|口|标|比|外|内)|会同|协同")
_WHY = re.compile(r"(?:充分)?发挥.*|面向.*|立足.*|以.*为(?:载体|主线|抓手|依托)|(?!对).*的")


class Clause(NamedTuple):
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
    return re.compile(f"(?:{words_here('tasks', 'adverbs')}|地)+")


@cache
def _before_a_verb() -> frozenset[str]:
    """What a modal, an adverb or the ground of an act can begin with."""
    adverbs = (word[0] for word in word_list("tasks", "adverbs"))
    return frozenset({*adverbs, "地", *_MODAL_BEGINS, *_BASIS_BEGINS, *_WAY_BEGINS})


@cache
def _verbs_too() -> frozenset[str]:
    verbs = {word for name in ("concrete", "soft", "vague", "purpose") for word in word_list("tasks", name)}
    return frozenset(verbs & set(word_list("tasks", "adverbs")))


@cache
def _way_to_an_act() -> re.Pattern[str]:
    """深入企业 in 深入企业发放手册, 围绕居民代表 in 围绕居民代表召开座谈会; not 深入开展, whose verb comes at once."""
    act = words("tasks", "making", "examining")
    return re.compile(
        rf"(?=[{_WAY_BEGINS}])(?:深入到?|走进|进入|围绕|聚焦|通过|利用|借助|依托|结合)(?!{words('tasks', 'concrete', 'vague', 'soft')})"
        rf"[^,，、的和与及“《]{{2,14}}?(?={act}|开展|组织|举行|宣讲)"
    )


@cache
def _of_a_kind() -> re.Pattern[str]:
    """需要对规模进行调整的街道 says which ones are meant."""
    return re.compile(rf"[^由]{{4,}}的(?:[^,，的]{{0,8}}、)?(?:{words('tasks', 'owners')})")


@cache
def _act() -> re.Pattern[str]:
    return pattern("tasks", "concrete")


def clauses(text: str, start: int, end: int) -> Iterator[Clause]:
    """Yield the clauses of a stretch of text in order. Who was named before a semicolon is meant behind it as well."""
    carried: str | None = None
    for sentence in _SENTENCE.finditer(text, start, end):
        if sentence.start() == start or text[sentence.start() - 1] not in "；;":
            carried = None
        last: Clause | None = None
        for last in _of_sentence(text, sentence.start(), sentence.end(), carried):
            yield last
        if last is not None:
            carried = last.owner or last.owner_before


def _of_sentence(text: str, start: int, end: int, carried: str | None) -> Iterator[Clause]:
    position = frames = 0
    told_before = False
    owner_before = carried
    group_start = -1
    framed_owner: str | None = None
    framed_modal = ""
    pieces = _helpers_joined(text, _pieces(text, start, end))
    if len(pieces) > _LEAST_LISTED and text.find("等", start, end) > 0:
        pieces = _lists_joined(text, pieces)
    for number, (piece_start, piece_end) in enumerate(pieces):
        lead = _LEAD.match(text, piece_start, piece_end)
        begin = lead.end() if lead else piece_start
        stop = piece_end
        while stop > begin and text[stop - 1] in _BLANK:
            stop -= 1
        if text[stop - 1] in ")）" and (aside := _ASIDE.search(text, max(begin, stop - 60), stop)):
            stop = aside.start()
        if not 2 <= stop - begin <= _LONGEST:
            continue
        owner, after_owner = owner_at(text, begin, stop)
        modal, predicate = _modal(text, after_owner, stop)
        if owner and not modal and text.startswith("请", begin):
            modal = "请"
        more = number + 1 < len(pieces)
        if more and _names_only(text, begin, stop, pieces[number + 1]):
            owner = text[begin:stop] if owner_end().search(text, max(begin, stop - 6), stop) else None
            predicate = stop
        is_bare = predicate == stop or _BARE.fullmatch(text, predicate, stop) is not None
        if more and (is_bare or _is_frame(text[predicate:stop])):
            if not owner and (_says_why(text, after_owner, stop) or _says_why(text, predicate, stop)):
                group_start = -1
            elif owner or modal or is_bare or (_is_means(text, predicate) and group_start < 0):
                group_start = begin if group_start < 0 else group_start
            framed_owner, framed_modal = owner or framed_owner, modal or framed_modal
            frames += 1
            if owner or modal:
                told_before = True
            owner_before = owner or owner_before
            continue
        told = framed_owner is not None or framed_modal != ""
        alone = (owner and framed_owner) or _is_apart(text, group_start, begin, stop, modal, told=told)
        whole = begin if alone else group_start
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


def _pieces(text: str, start: int, end: int) -> list[tuple[int, int]]:
    pieces = []
    depth = 0
    begin = start
    for match in _MARK.finditer(text, start, end):
        character, position = match[0], match.start()
        if character in _OPEN:
            depth += 1
        elif character in _CLOSE or character == '"':
            depth = max(0, depth - 1)
        elif character == "、":
            if depth == 0 and _closes_an_act(text, begin, position, end):
                pieces.append((begin, position))
                begin = position + 1
        elif character in ",，" and _STILL_TIME.match(text, position + 1, end) and _FROM.search(text, begin, position):
            continue  # 从1月26日开始，至2月12日结束
        elif (depth == 0 or position - begin > 120) and not (character in ":：" and _RATIO.match(text, position - 1)):
            pieces.append((begin, position))
            begin = position + 1
    pieces.append((begin, end))
    return pieces


def _helpers_joined(text: str, pieces: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """民政科牵头，司法所、派出所配合 says who, in one piece."""
    if len(pieces) < _LEAST_LISTED or text.find("牵头", pieces[0][0], pieces[-1][1]) < 0:
        return pieces
    joined: list[tuple[int, int]] = []
    for start, end in pieces:
        if joined and _HELPS.fullmatch(text, start, end) and _LEADS.fullmatch(text, *joined[-1]):
            start = joined.pop()[0]
        joined.append((start, end))
    return joined


def _lists_joined(text: str, pieces: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Names of activities parted by commas and closed by 等活动 are one object: 开展义诊活动，送医行动，健康讲座等活动."""
    joined: list[tuple[int, int]] = []
    for start, end in pieces:
        if _CLOSES_A_LIST.search(text, max(start, end - 8), end) and not _act().match(text, start, end):
            first = len(joined)
            while first and len(joined) - first < _MOST_LISTED and _is_listed(text, *joined[first - 1]):
                first -= 1
            opens = first - 1
            if first < len(joined) and opens >= 0 and text.endswith(_ACTIVITIES, *joined[opens]):
                start = joined[opens][0]
                del joined[opens:]
        joined.append((start, end))
    return joined


def _is_listed(text: str, start: int, end: int) -> bool:
    """Whether a piece is a name: short, and nothing in it is an act or an order."""
    return (
        2 <= end - start <= _LONGEST_LISTED
        and opening_verb().match(text, start, end) is None
        and _MODAL.match(text, start, end) is None
        and _HOLDS.search(text, start, end) is None
        and (text.endswith(_ACTIVITIES, start, end) or _act().search(text, start, end) is None)
    )


def _dwarfs(frame: int, start: int, end: int) -> bool:
    """Whether a frame is so long that it stands for itself rather than as the manner of the clause behind it."""
    return start - frame > 3 * (end - start)


def _closes_an_act(text: str, start: int, mark: int, end: int) -> bool:
    """Whether 、 stands between two acts with their own objects: 悬挂横幅60条、发放手册3000册."""
    ended = text[mark - 1] in "”》" or _COUNTED.search(text, max(start, mark - 10), mark)
    return bool(ended) and bool(_act().match(text, mark + 1, end)) and bool(_act().search(text, start, mark))


def _is_the_verb(text: str, found: re.Match[str], end: int) -> bool:
    """规范 is an adverb in 规范开展 and the verb in 规范服务用语: what can be both is one where a verb follows."""
    return found[0] in _verbs_too() and opening_verb().match(text, found.end(), end) is None


def _names_only(text: str, start: int, end: int, following: tuple[int, int]) -> bool:
    """Whether a piece only says who (各区和人口在1万人以上的社区，) or when (年底，) and what is to be done follows."""
    if _TIME_ONLY.fullmatch(text, start, end):
        return True
    if text[end - 1] not in ")）" and not _ends_like_a_name(text, start, end):
        return False
    if text[start] == "对":
        return False
    if text.rfind("的", start, end) > start and _of_a_kind().fullmatch(text, start, min(end, start + 60)):
        return True
    if text[end : end + 3] in (":负责", "：负责") and end - start <= 20:
        return True  # 督查组：负责每天一督查
    if (
        end - start > 40
        or not _MODAL.match(text, following[0], following[1])
        or opening_verb().match(text, start, end)
        or _MODAL.search(text, start, end)
    ):
        return False
    while end > start and text[end - 1] in ")）":
        end -= 1
    return _ends_like_a_name(text, start, end)


def _ends_like_a_name(text: str, start: int, end: int) -> bool:
    return text[end - 1] in _last_characters() and text.endswith(word_list("tasks", "owners"), start, end)


@cache
def _last_characters() -> frozenset[str]:
    return frozenset(word[-1] for word in word_list("tasks", "owners"))


def _is_frame(piece: str) -> bool:
    opens = _FRAME_OPENS.match(piece) or piece.endswith(_FRAME_ENDS)
    return bool(opens) and len(piece) >= 2 and (_FRAME.fullmatch(piece) is not None or _is_about(piece))


def _is_about(piece: str) -> bool:
    """对督查组反馈的26个问题 says of what; 对隐患登记造册 holds its act already."""
    return _ABOUT.match(piece) is not None and _acts_on().search(piece, piece.rfind("的") + 1) is None


def _is_apart(text: str, frame: int, begin: int, end: int, modal: str, *, told: bool) -> bool:
    """Whether a clause stands without the frame before it (-1: there is none): the frame is far longer, or only says of what."""
    if frame < 0:
        return True
    return (not told and _dwarfs(frame, begin, end)) or bool(modal and _says_of_what(text, frame, begin))


def _says_of_what(text: str, start: int, end: int) -> bool:
    """对突出问题，要集中整改: who is told, is told behind it. 对逾期不改的，应当通报 says which ones."""
    return text[start] == "对" and text[end - 2] != "的"


@cache
def _acts_on() -> re.Pattern[str]:
    return re.compile(f"进行|{words('tasks', 'concrete', 'soft', 'vague')}")


def _says_why(text: str, start: int, end: int) -> bool:
    """Whether a frame gives a condition or a spirit rather than the way in which something is done."""
    return _WHY.fullmatch(text, start, end) is not None


def _is_means(text: str, position: int) -> bool:
    return opening("tasks", "means").match(text, position) is not None


def _modal(text: str, start: int, end: int) -> tuple[str, int]:
    modal = ""
    position = start
    before_a_verb = _before_a_verb()
    for _ in range(4):
        if text[position : position + 1] not in before_a_verb:
            break
        if found := _MODAL.match(text, position, end):
            modal = modal or found[0]
            position = found.end()
        elif (found := _adverbs().match(text, position, end)) and not _is_the_verb(text, found, end):
            position = found.end()
            if not modal and (inner := _MUST.search(found[0])):
                modal = inner[0]
        elif found := _BASIS_WITH_MORE.match(text, position, end) or _way_to_an_act().match(text, position, end):
            position = found.end()
        else:
            break
    return modal, position
