"""How much a task asks for: measure, operator, value, unit."""

from __future__ import annotations

import re

from yiben.text.quantities import Quantity, quantities
from yiben.text.results import Target

_AT_LEAST = re.compile(r"(?:不少于|不低于|至少|达到|达|不得少于|不得低于|力争|超过半数|不小于)$")
_AT_MOST = re.compile(r"(?:不超过|不高于|最多(?:只能)?(?:有)?|至多|控制在|不得超过|不多于)$")
_AT_LEAST_BEFORE = re.compile(r"(?:不少于|至少)[^,，。;；0-9]{0,6}$")
_MORE = re.compile(r"^以上|^及以上")
_LESS = re.compile(r"^(?:以内|以下|之内|内)")
_ABOUT = re.compile(r"^(?:左右|上下)|为宜")
_NOUN = re.compile(r"(?:的)?([^,，。;；、:：()（）0-9]{2,16})")
_TIME_UNITS = (
    "年",
    "天",
    "周",
    "个月",
    "个工作日",
    "小时",
    "分钟",
    "岁",
    "分",
    "届",
    "层",
    "线",
    "门",
    "路",
    "级",
    "课",
)


def target_in(text: str, start: int, end: int) -> Target | None:
    """Return the quantity that a task asks for: the first, or the first with 不少于, 以上 and the like behind 一个."""
    first: Target | None = None
    for quantity in quantities(text, start, end):
        if quantity.unit in _TIME_UNITS or _is_frame(text, quantity) or _is_quoted(text, start, quantity.start):
            continue
        found = _target(text[start : quantity.start], text[quantity.after_unit : end], quantity)
        if first is None and (found.op != "=" or quantity.value != 1):
            return found
        if found.op != "=":
            return found
        first = first or found
    return first


def _target(before: str, after: str, quantity: Quantity) -> Target:
    # 近 and 约 stand inside the quantity; 以上 and 左右 behind it decide the operator.
    if quantity.value_max is not None:
        return Target(_measure(before, after), "between", (quantity.value, quantity.value_max), quantity.unit)
    return Target(_measure(before, after), _operator(before, after), quantity.value, quantity.unit)


def _is_quoted(text: str, start: int, position: int) -> bool:
    """“千名志愿者千校行” is a name, not a number."""
    return text.rfind("“", start, position) > text.rfind("”", start, position)


def _operator(before: str, after: str) -> str:
    if _AT_LEAST.search(before) or _AT_LEAST_BEFORE.search(before) or _MORE.match(after):
        return ">="
    if _AT_MOST.search(before) or _LESS.match(after):
        return "<="
    return "≈" if _ABOUT.search(after[:6]) else "="


def _is_frame(text: str, quantity: Quantity) -> bool:
    """人口在1万人以上的社区 says which communities, 一批 and 一系列 say nothing that can be counted."""
    after = text[quantity.after_unit : quantity.after_unit + 4]
    if after.startswith(("以上的", "以下的")) and quantity.unit != "个":
        return True
    if quantity.written[0] == "二" and quantity.unit in ("次", "名", "个"):
        return True  # 二次办理 is the second time
    if quantity.unit in ("批", "步", "对", "面", "条线", "类", "道", "件"):
        return quantity.value == 1
    return quantity.value == 1 and after.startswith(("一", "地", "个一", "项地"))


def _measure(before: str, after: str) -> str:
    noun = _NOUN.match(re.sub(r"^(?:以上|左右|以内|以下)", "", after))
    if noun and len(noun[1]) >= 2:
        return noun[1][-16:]
    found = re.findall(r"[^,，。;；、:：()（）0-9]{2,}", before)
    return re.sub(r"(?:不少于|不低于|至少|达到|不超过|一般|为|应|要|每.{1,2})+$", "", found[-1])[-16:] if found else ""
