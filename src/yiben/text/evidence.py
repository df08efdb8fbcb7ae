"""What speaks for and against a clause being a task. Each mark has a name; data/evidence.yaml gives its points."""

from __future__ import annotations

import re
from functools import cache

from yiben.text.clauses import Clause
from yiben.text.context import Section
from yiben.text.wordlists import words

_COVERB = re.compile(r"(?:对|将|把|向|与|同|在|从|以|为|给|由|就|于|到)")
_QUANTITY = re.compile(
    r"[0-9]+(?:\.[0-9]+)?(?:[余多]?[万亿]?)(?:个|名|人|次|场|户|支|%|平方米|元|条|份|期|天|学时|件|项)|[一两二三四五六七八九十](?:个|名|次|场|支|项|批|份)"
)
_TIME = re.compile(
    r"(?:月|日|年)(?:[0-9]*日)?(?:底|末|中旬|上旬|下旬)?前|年底|每[年季月周半]|定期|今年内|工作日|[0-9]月底"
)
_PERFECT = re.compile(r"了(?!解)|(?<![通超不经越])过(?!程|半|渡|度|去|失|硬|关|错)|已(?!故)|曾|先后|得到|取得|有了")
_CONDITIONAL = re.compile(r"有条件的|条件具备的|鼓励|提倡")
_PERMISSION = re.compile(
    r"可(?!以?靠|行|持|能|操作|信|见|及|供)(?:以|由|采取|采用|按|根据|聘|设|组织|办|通过|[^,，]{0,3})"
)
_STATE = re.compile(
    r"^(?:是|有|为|具有|属于|存在|包括|位于|还有|没有|不够|比较|较|更加|日益|主要包括|主要是|不仅|不但|既|即|如|以及)"
)
_COMPOSED = re.compile(
    r"由.{2,40}(?:组成|兼任|担任|任组长)|设(?:主任|副主任|组长)|任(?:组长|副组长|主任)|年龄|文化程度|有效$|始得"
)
_MADE_UP = re.compile(r"由.{1,90}(?:组成|兼任|产生)|选举产生$")
_QUOTED = re.compile(r"[“《][^”》]{2,}[”》]")
_NOMINAL = re.compile(r"^[^,，]{0,4}(?:工作|建设|管理|服务|情况|方面|制度|要求|任务)$")
_SUBJECT_EFFECT = re.compile(
    r"(?:得到|不断|进一步|明显|持续|更加|有效|显著)(?:[^,，]{0,6})(?:提高|提升|增强|加强|改善|完善|发展|控制|健全|规范|改进)$"
)
_EMPTY_OBJECT = re.compile(
    r"^.{2,4}(?:工作|领导|管理|建设|宣传|学习|认识|思想|责任|措施|要求|力度|任务|服务|职责|联系|沟通|配合|协调)$"
)
_AHEAD = re.compile(
    r"[还也]将|将(?=适时|于|在|继续|进一步|组织|召开|全面|利用|采取|按照)|力争|下一步|下步|明年"
    r"|[月年]底?前(?:基本|全面)?完成|[月年]底(?:前|之前)?(?:基本|全面)?完成|前(?:基本|全面)?完成"
)
_POINT = re.compile(
    r"[\s　]*(?:[一二三四五六七八九十]是|[①-⑳]|[0-9]{1,2}[、.．]|[(（][0-9一二三四五六七八九十]{1,3}[)）])"
)
_ANAPHORA = re.compile(r"^(?:这|它|他们|其(?!余|他)|该|此)")


_VERBS = (
    "verb concrete",
    "verb soft",
    "verb vague",
    "verb purpose",
    "verb after its object",
    "verb within",
    "no verb",
    "perfect",
)


@cache
def _matcher(name: str) -> re.Pattern[str]:
    return re.compile(words("tasks", name))


@cache
def _object_end() -> re.Pattern[str]:
    return re.compile(f"{words('tasks', 'objects')}(?:等)?(?:[(（][^()（）]*[)）])?$")


@cache
def _abstract_end() -> re.Pattern[str]:
    return re.compile(f"{words('tasks', 'abstract')}$")


def marks(text: str, clause: Clause, section: Section, told_paragraph: bool, before: frozenset[str]) -> frozenset[str]:
    """Return the names of all marks that a clause bears in its section; ``before``: those of the clause before it."""
    mood = _mood(text, clause, section)
    found = {f"mood {mood}"}
    predicate = text[clause.predicate : clause.end]
    whole = text[clause.start : clause.end]
    found |= _telling(text, clause, told_paragraph)
    found |= _verb_marks(predicate)
    found |= _object_marks(predicate, whole)
    found |= _negative_marks(predicate, whole)
    if _POINT.match(text, clause.sentence) and clause.position == 0:
        found.add("a point of its own")
    if section.phase:
        found.add("in a phase")
    if clause.position == 0:
        found.add("opens its sentence")
    if clause.end >= clause.sentence_end - 1:
        found.add("closes its sentence")
    if _TIME.search(whole):
        found.add("time")
    length = len(predicate)
    found.add("very short" if length < 5 else "short" if length < 8 else "long" if length > 34 else "middling")
    if clause.position:
        found |= {f"after {mark}" for mark in before if mark in _VERBS}
    return frozenset(found | _crossed(found))


def _mood(text: str, clause: Clause, section: Section) -> str:
    """The mood of one sentence: a speech orders where it says 要, a summary plans where it looks ahead."""
    if section.mood == "told":
        return "plan" if clause.modal or clause.told_before or clause.owner_before else "past"
    if section.mood in ("past", "preamble") and _AHEAD.search(text, clause.sentence, clause.sentence_end):
        return "plan"
    return section.mood


def _telling(text: str, clause: Clause, told_paragraph: bool) -> set[str]:
    found = set()
    if clause.owner:
        found.add("owner")
    elif clause.owner_before:
        found.add("owner before")
    modal = clause.modal
    if modal:
        kind = {"将": "will", "可": "may", "可以": "may", "负责": "answers for", "请": "asked"}.get(modal)
        kind = kind or ("must not" if re.search("不|禁", modal) else "must")
        found.add(f"modal {kind}")
    elif clause.told_before:
        found.add("modal before")
    elif told_paragraph:
        found.add("modal earlier in the paragraph")
    if text.startswith(("由", "会同", "联合"), clause.predicate):
        found.add("by whom")
    return found


def _verb_marks(predicate: str) -> set[str]:
    concrete, soft, vague, purpose = (
        _matcher(name).match(predicate) for name in ("concrete", "soft", "vague", "purpose")
    )
    lengths = [
        (len(each[0]), rank, name)
        for rank, (name, each) in enumerate(
            (("soft", soft), ("vague", vague), ("concrete", concrete), ("purpose", purpose))
        )
        if each
    ]
    if lengths:
        return {f"verb {max(lengths)[2]}"}
    if _COVERB.match(predicate):
        inner = re.search(f"进行|{_matcher('concrete').pattern}", predicate[2:])
        return {"verb after its object" if inner else "coverb without verb"}
    inner = _matcher("concrete").search(predicate)
    if inner:
        return {"verb within"}
    return {"no verb"}


def _object_marks(predicate: str, whole: str) -> set[str]:
    found = set()
    if _QUOTED.search(predicate):
        found.add("named object")
    if _object_end().search(predicate):
        found.add("object that exists or not")
    if _abstract_end().search(predicate):
        found.add("abstract end")
    if _QUANTITY.search(whole):
        found.add("quantity")
    if "、" in predicate:
        found.add("list")
    return found


def _negative_marks(predicate: str, whole: str) -> set[str]:
    tests = (
        ("perfect", _PERFECT, whole),
        ("permission", _PERMISSION, whole),
        ("conditional", _CONDITIONAL, whole),
        ("state", _STATE, predicate),
        ("made up of", _MADE_UP, whole),
        ("composition", _COMPOSED, whole),
        ("noun phrase", _NOMINAL, predicate),
        ("effect", _SUBJECT_EFFECT, predicate),
        ("empty object", _EMPTY_OBJECT, predicate),
        ("anaphora", _ANAPHORA, predicate),
    )
    return {name for name, pattern, where in tests if pattern.search(where)}


def _crossed(found: set[str]) -> set[str]:
    """Marks that weigh differently together."""
    told = bool(found & {"owner", "modal must", "modal will", "modal answers for", "modal asked", "modal must not"})
    crossed = set()
    for verb in ("verb concrete", "verb soft", "verb vague", "verb purpose", "verb after its object"):
        if verb in found:
            crossed.add(f"{verb}, {'told' if told else 'untold'}")
            if "object that exists or not" in found or "named object" in found:
                crossed.add(f"{verb}, specific")
            if "abstract end" in found:
                crossed.add(f"{verb}, abstract")
    mood = next(each for each in found if each.startswith("mood "))
    crossed.add(f"{mood}, {'told' if told else 'untold'}")
    if "verb concrete" in found:
        crossed.add(f"{mood}, verb concrete")
    return crossed
