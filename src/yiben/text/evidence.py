"""What speaks for and against a clause being a task. Each mark has a name; data/evidence.yaml gives its points."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from yiben.text.clauses import Clause
from yiben.text.context import Section
from yiben.text.traits import GOAL, traits
from yiben.text.wordlists import words

_AHEAD = re.compile(
    r"还将|也将|将(?=适时|于|在|继续|进一步|组织|召开|全面|利用|采取|按照)|力争|下一步|下步|明年"
    r"|前(?:(?<=[点时日午]前)[^,，。]{0,16}(?:报送|上报|报至|提交)|(?:基本|全面)?完成)"
    r"|底(?<=[月年]底)(?:前|之前)?(?:基本|全面)?完成"
)
_SINCE = re.compile(
    r"[\s　]*(?:去年[^,，。\n]{0,10}|过去的?一年|[^,，。\n]{0,22}(?:以来|[一几近]年来)|截[至止][^,，。\n]{0,14}|(?:目前|迄今|至今)已?)[,，]"
)
_SINCE_WORD = re.compile("来|截|目前|迄今|至今|去年|过去")
_POINT = re.compile(
    r"(?=[\s　一二三四五六七八九十①-⑳0-9(（])[\s　]*(?:[一二三四五六七八九十]是|[①-⑳]|[0-9]{1,2}[、.．]|[(（][0-9一二三四五六七八九十]{1,3}[)）])"
)
_DEMANDS = re.compile("(?:确保|力争|坚决|务必)(?=[^,，]{0,24}(?:[0-9]|月底|年底|遏制|杜绝|完成))")
_LONGEST_LIST = 400
_DONE = re.compile("[了已共]|现有|截至|目前|年龄|设(?:主任|副主任|组长)")
_MODAL_KINDS = (
    ("must not", re.compile("不|禁")),
    ("must", re.compile("应|要|须|务必")),
    ("answers for", re.compile("负责")),
    ("will", re.compile("将")),
    ("may", re.compile("可")),
    ("asked", re.compile("请")),
)
_REQUIREMENTS = re.compile(r"要求|保障|组织领导|高度重视|注重|提高|统一思想")
_CROSSED_VERBS = ("verb concrete", "verb soft", "verb vague", "verb purpose", "verb after its object")
_VERBS = frozenset({*_CROSSED_VERBS, "verb within", "no verb", "perfect"})
_TELLING = frozenset({"owner", "modal must", "modal will", "modal answers for", "modal asked", "modal must not"})
_MOOD_MARKS = {mood: f"mood {mood}" for mood in ("plan", "told", "past", "idle", "preamble")}
_MOODS = frozenset(_MOOD_MARKS.values())
_CROSSING = frozenset(
    {*_CROSSED_VERBS, *_TELLING, *_MOODS, "object that exists or not", "named object", "abstract end"}
)


def marks(text: str, clause: Clause, section: Section, told_paragraph: bool, before: frozenset[str]) -> frozenset[str]:
    """Return the names of all marks that a clause bears in its section; ``before``: those of the clause before it."""
    predicate = text[clause.predicate : clause.end]
    found = set(traits(text[clause.start : clause.end], predicate))
    found.add(_MOOD_MARKS[_mood(text, clause, section)])
    if "mood plan" in found and _is_planned(text, clause):
        found.add("planned figure")
    _add_telling(found, text, clause, told_paragraph)
    if clause.position:
        found |= _seen_from("after", before & _VERBS)
    else:
        found.add("opens its sentence")
        if _POINT.match(text, clause.sentence):
            found.add("a point of its own")
    if clause.end >= clause.sentence_end - 1:
        found.add("closes its sentence")
    length = len(predicate)
    found.add("very short" if length < 5 else "short" if length < 8 else "long" if length > 34 else "middling")
    if section.phase:
        found.add("in a phase")
    if _is_of_requirements(section.heading):
        found.add("under requirements")
    found |= _crossed(_CROSSING.intersection(found))
    return frozenset(found)


def may_set_tasks(text: str, start: int, end: int, section: Section) -> bool:
    """Whether a paragraph can set tasks at all: one that tells what was done does so only where it looks ahead."""
    return section.mood != "past" or _AHEAD.search(text, start, end) is not None


def tells_the_past(text: str, clause: Clause) -> bool:
    """Whether a sentence opens with 今年以来 or the like and a clause of it without 要 or 将 tells what was done."""
    return not clause.modal and _SINCE.match(text, clause.sentence, clause.end) is not None


def may_tell_the_past(text: str, start: int, end: int) -> bool:
    """Whether a paragraph holds a word with which such a sentence could open."""
    return _SINCE_WORD.search(text, start, end) is not None


def looking_ahead(borne: frozenset[str]) -> frozenset[str]:
    """Return the marks that the next clause of the sentence lends: an act is often followed by what it is for."""
    return _seen_from("before", borne & _VERBS)


@cache
def _seen_from(side: str, verbs: frozenset[str]) -> frozenset[str]:
    return frozenset(f"{side} {verb}" for verb in verbs)


def _mood(text: str, clause: Clause, section: Section) -> str:
    """The mood of one sentence: a speech orders where it says 要, a summary plans where it looks ahead."""
    if section.mood == "told":
        told = clause.modal or clause.told_before or clause.owner_before
        return "plan" if told or _is_demanded(text, clause) else "past"
    if section.mood == "idle" and (GOAL.search(text, clause.start, clause.end) or _is_planned(text, clause)):
        return "plan"  # an aim that can be counted is one that can be checked
    if section.mood in ("past", "preamble") and _AHEAD.search(text, _lead(text, clause.sentence), clause.sentence_end):
        return "plan"
    return section.mood


def _is_demanded(text: str, clause: Clause) -> bool:
    """Whether a speech demands something without 要: 确保6月底前投产, 播种面积不低于1.8万亩."""
    if _DONE.search(text, clause.start, clause.end):
        return False
    return (
        _DEMANDS.match(text, clause.start, clause.end) is not None
        or GOAL.search(text, clause.start, clause.end) is not None
    )


def _lead(text: str, start: int) -> int:
    """Where the full stop before a sentence is: 下一步做好：一是……；二是…… looks ahead in all of its parts."""
    if start and text[start - 1] in ";；":
        low = max(0, start - _LONGEST_LIST)
        return max(text.rfind("。", low, start), text.rfind("\n", low, start), low)
    return start


def _is_planned(text: str, clause: Clause) -> bool:
    """Whether a clause closes with a figure and tells no past: 固定资产投资3500万元."""
    end = clause.end
    return _figure().search(text, max(clause.start, end - 16), end) is not None and not _DONE.search(
        text, clause.start, end
    )


@cache
def _figure() -> re.Pattern[str]:
    return re.compile(rf"[0-9][万亿]?(?:[%％]|{words('quantities', 'units')})(?:及?以上|左右|以内)?$")


def _add_telling(found: set[str], text: str, clause: Clause, told_paragraph: bool) -> None:
    if clause.owner:
        found.add("owner")
    elif clause.owner_before:
        found.add("owner before")
    modal = clause.modal
    if modal:
        found.add(kind := _modal_kind(modal))
        if kind == "modal must not":
            found -= {"no verb", "permission"}  # whatever must not be done is an act
        elif kind == "modal must":
            found.discard("conditional")  # 条件具备的要成立支部 tells those whom it fits
    elif clause.told_before:
        found.add("modal before")
    elif told_paragraph:
        found.add("modal earlier in the paragraph")
    if text.startswith(("由", "会同", "联合"), clause.predicate):
        found.add("by whom")


@cache
def _modal_kind(modal: str) -> str:
    """还将 is 将 and 还可 is 可: what stands before the modal changes nothing."""
    kinds = (kind for kind, pattern in _MODAL_KINDS if pattern.search(modal))
    return f"modal {next(kinds, 'must')}"


@lru_cache(maxsize=1024)
def _is_of_requirements(heading: str) -> bool:
    return _REQUIREMENTS.search(heading) is not None


@cache
def _crossed(found: frozenset[str]) -> frozenset[str]:
    """Marks that weigh differently together."""
    told = "told" if found & _TELLING else "untold"
    crossed = set()
    for verb in found.intersection(_CROSSED_VERBS):
        crossed.add(f"{verb}, {told}")
        if "object that exists or not" in found or "named object" in found:
            crossed.add(f"{verb}, specific")
        if "abstract end" in found:
            crossed.add(f"{verb}, abstract")
    for mood in found & _MOODS:
        crossed.add(f"{mood}, {told}")
        if "verb concrete" in found:
            crossed.add(f"{mood}, verb concrete")
    return frozenset(crossed)
