"""What can be seen in the words of a clause alone: its verb, its object, and what speaks against it being a task."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache, lru_cache

from yiben.text.wordlists import any_of, opening, pattern, word_list

_COVERB = re.compile(
    r"(?:对|将|把|向|与|同|在|从|以|为|给|由|就|于|到|走进|走入|进入|围绕|深入(?!开展|推进|贯彻|实施|学习|落实|细致))"
)
_KINDS = ("soft", "vague", "concrete", "purpose")
"""Of equally long verbs the later kind counts."""
_NATURES = ("making", "reporting", "examining", "light")
_VERBS = frozenset(f"verb {name}" for name in _KINDS)
_DIGITS = "0123456789"
_NUMBERS = "一两二三四五六七八九十" + _DIGITS
GOAL = re.compile(
    r"(?:不少于|不低于|至少|达到|不超过|力争|完成|实现)[^,，]{0,12}?(?:[0-9]|百分之)|[0-9][余多]?[万亿]?[\u4e00-\u9fff%％]{1,3}(?:及|或)?以上"
)
_IN_THE_WHOLE = tuple(
    (name, re.compile(expression), frozenset(needs))
    for name, expression, needs in (
        (
            "perfect",
            r"了(?!解)|过(?<![通超不经越]过)(?!程|半|渡|度|去|失|硬|关|错)|已(?!故)|曾|先后|得到|取得|有了",
            "了过已曾先得",
        ),
        (
            "permission",
            r"可(?!以?靠|行|持|能|操作|信|见|及|供|支配|再生|回收|防性|视)(?:以|由|采取|采用|按|根据|聘|设|组织|办|通过|[^,，]{0,3})",
            "可",
        ),
        ("conditional", r"有条件的|条件具备的|鼓励|提倡", "条鼓提"),
        (
            "made up of",
            r"由.{1,90}(?:组成|兼任|产生|担任|任[^,，]{0,8}长$)|选举产生$|办公室设在|任副?总?指挥(?:长)?$|任(?:副?[组院主指总队站校]?[^,，]{0,4}长|主任|副主任|召集人)$",
            "组兼产任设",
        ),
        (
            "composition",
            r"由.{2,40}(?:组成|兼任|担任|任组长)|设(?:主任|副主任|组长)|任(?:组长|副组长|主任)|年龄|文化程度|有效$|始得",
            "由设任龄程效得",
        ),
        (
            "to be done by then",
            r"[月年日号旬底内前后](?:(?<=[月年])[底末])?前?[^,，、]{0,6}?(?:完成|建成|办结|结束|竣工|启用|开工|到位|实现|达到)",
            "月年日号旬底内前后",
        ),
        (
            "announces",
            r"(?:以下|如下|下列|[一二两三四五六七八九十几](?:个|大)?方面|几[项点个])[^,，]{0,8}$|[一二两三四五六七八九十几][项件个](?:重点|主要)?(?:工作|任务|大?事)$",
            "下面几工任事",
        ),
        (
            "of the meeting or the paper itself",
            r"^会议(?:还|原则|一致)*(?:同意|听取|指出|强调|认为|研究|审议|审定|通过|传达|学习)|特?制[定订](?:本|如下|以下)|^(?:主要)?用于|[(（](?:签字|盖章|签章|签名|公章)[)）]",
            "议制签章于",
        ),
        ("roughly", r"各项|各种|相应|有关|一定的?|多种|若干|一系列|种种|各类", "各相有一多若种"),
        ("quantified goal", GOAL.pattern, _DIGITS + "百"),
        (
            "rate to be reached",
            r"(?:率|覆盖面|比例)[^,，]{0,8}?(?:达到?|不低于|不少于|提高到|保持在|控制在|低于)[^,，]{0,6}?(?:[0-9.]+[%％]|百分之)",
            "率覆例",
        ),
        (
            "quantity",
            r"[0-9一两二三四五六七八九十](?:(?<=[0-9])[0-9]*(?:\.[0-9]+)?(?:[余多]?[万亿]?)"
            r"(?:个|名|人|次|场|户|支|%|平方米|元|条|份|期|天|学时|件|项)|(?<![0-9])(?:个|名|次|场|支|项|批|份))",
            _NUMBERS,
        ),
        (
            "time",
            r"(?:月|日|年)(?:[0-9]*日)?(?:底|末|中旬|上旬|下旬)?前|年底|每[年季月周半]|定期|今年内|工作日|月底(?<=[0-9]月底)",
            "月日年每定",
        ),
    )
)
_IN_THE_PREDICATE = tuple(
    (name, re.compile(expression), frozenset(needs))
    for name, expression, needs in (
        (
            "state",
            r"(?:是|有|为|具有|属于|存在|包括|位于|还有|没有|不够|比较|较|更加|日益|主要包括|主要是|不仅|不但|既|即|如|以及)",
            "是有为属存包位没不比较更日主既即如以",
        ),
        ("is so", r"(?:是(?!否)|具有|具备|属于|意味着|标志着|关系到|包括|直接影响)", "是具属意标关包直"),
        ("standing", r"(?:在[^,，]{2,16}下)?(?:积极|依法|独立|独立自主地|认真)?开展(?:各项)?工作$", "工"),
        ("anaphora", r"(?:这|它|他们|其(?!余|他)|该|此)", "这它他其该此"),
        ("states", r"[^要应须将]{2,24}?(?:是(?!否)|包括|分为|[有无]效$)", "是包分效"),
        (
            "subject before its modal",
            r"[^要应须将必]{2,22}?(?:要(?!求)|应(?!急)|必须|须|不得|最多|一般)",
            "要应须不最般",
        ),
        ("named object", r".*?[“《][^”》]{2,}[”》]", "”》"),
    )
)
_NOMINAL = ("工作", "建设", "管理", "服务", "情况", "方面", "制度", "要求", "任务")
_BETTER = ("提高", "提升", "增强", "加强", "改善", "完善", "发展", "控制", "健全", "规范", "改进")
_EFFECT = re.compile(r"(?:得到|不断|进一步|明显|持续|更加|有效|显著)[^,，]{0,6}(?:" + "|".join(_BETTER) + ")$")
_EMPTY = (
    *("工作", "领导", "管理", "建设", "宣传", "学习", "认识", "思想", "责任", "措施", "要求", "力度", "任务", "服务"),
    *("职责", "联系", "沟通", "配合", "协调"),
)
_LIGHT = (
    *("工作", "落实", "管理", "建设", "服务", "宣传", "教育", "配合", "团结", "关系", "思想", "认识", "措施", "责任"),
    *("要求", "任务", "问题", "形式", "发展", "组织"),
)
_USUAL_ENDS = tuple({*_NOMINAL, *_EMPTY, *_LIGHT})
_NEEDED = frozenset[str]().union(*(needs for _, _, needs in (*_IN_THE_WHOLE, *_IN_THE_PREDICATE)))
_Tests = tuple[tuple[str, Callable[[str], object]], ...]
_SPECIFIC = re.compile(r"[“《0-9]")
_BEHIND_THE_OBJECT = re.compile(r"[(（][^()（）]*[)）]$")


@lru_cache(maxsize=4096)
def traits(whole: str, predicate: str) -> frozenset[str]:
    """Return the marks that a clause bears by its words. ``predicate`` is its part from the verb on.

    The same clause stands in many papers (召开动员会议): it is looked at once.
    """
    in_the_whole, in_the_predicate = _tests(_NEEDED.intersection(whole))
    found = {name for name, search in in_the_whole if search(whole)}
    found.update([name for name, match in in_the_predicate if match(predicate)])
    verb = _opening_verb().match(predicate)
    if verb:
        found |= _kinds_of(verb[0])
    if found.isdisjoint(_VERBS):
        found.add(_without_verb(predicate))
    if "、" in predicate:
        found.add("list")
        if predicate.count("、") > 2 and not _any_verb().match(predicate):
            found.add("list of names")
    return _ending(predicate, found)


@lru_cache(maxsize=4096)
def _tests(used: frozenset[str]) -> tuple[_Tests, _Tests]:
    """The tests of the whole and of the predicate for which the characters of a clause give a reason."""
    return (
        tuple((name, test.search) for name, test, needs in _IN_THE_WHOLE if not needs.isdisjoint(used)),
        tuple((name, test.match) for name, test, needs in _IN_THE_PREDICATE if not needs.isdisjoint(used)),
    )


def _ending(predicate: str, found: set[str]) -> frozenset[str]:
    bare = _BEHIND_THE_OBJECT.sub("", predicate) if predicate.endswith((")", "）")) else predicate
    if _ends_with("objects", bare) or (bare.endswith("等") and _ends_with("objects", bare[:-1])):
        found.add("object that exists or not")
    if _ends_with("abstract", predicate):
        found.add("abstract end")
    length = len(predicate)
    if length <= 18 and predicate.endswith(_USUAL_ENDS):
        if length <= 6 and predicate.endswith(_NOMINAL) and "," not in predicate and "，" not in predicate:
            found.add("noun phrase")
        if 4 <= length <= 6 and predicate.endswith(_EMPTY):
            found.add("empty object")
        if length >= 4 and predicate.endswith(_LIGHT) and not _SPECIFIC.search(predicate[:-2]):
            found.add("light object")
    if predicate.endswith(_BETTER) and _EFFECT.search(predicate):
        found.add("effect")
    return frozenset(found)


def _ends_with(name: str, text: str) -> bool:
    lasts, words = _endings(name)
    return text[-1:] in lasts and text.endswith(words)


@cache
def _endings(name: str) -> tuple[frozenset[str], tuple[str, ...]]:
    """The words of a list with their last characters, by which most clauses are told not to end in one."""
    listed = word_list("tasks", name)
    return frozenset(word[-1] for word in listed), listed


@cache
def _kinds_of(verb: str) -> frozenset[str]:
    """The kind and the natures of what a predicate begins with: in each list its longest word counts."""
    longest, kind = 0, ""
    for name in _KINDS:
        match = pattern("tasks", name).match(verb)
        if match and match.end() >= longest:
            longest, kind = match.end(), name
    natures = (name for name in _NATURES if pattern("tasks", name).match(verb))
    return frozenset(f"verb {name}" for name in (kind, *natures) if name)


def _without_verb(predicate: str) -> str:
    if _COVERB.match(predicate):
        return "verb after its object" if _act_inside().search(predicate, 2) else "coverb without verb"
    return "verb within" if pattern("tasks", "concrete").search(predicate) else "no verb"


@cache
def _opening_verb() -> re.Pattern[str]:
    return opening("tasks", *_KINDS, *_NATURES)


@cache
def _act_inside() -> re.Pattern[str]:
    return re.compile(any_of(["进行", *word_list("tasks", "concrete")]))


@cache
def _any_verb() -> re.Pattern[str]:
    return opening("tasks", "concrete", "soft", "vague", "means", "purpose")
