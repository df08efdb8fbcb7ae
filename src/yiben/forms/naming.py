"""Which metric the headings of a blank name: exactly (sure), by a part or nearly (asked), or not at all."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from rapidfuzz import fuzz

from yiben.checking.naming import is_alike, names_of
from yiben.forms.measure_words import is_measure_word
from yiben.packs.definitions import Metric
from yiben.sheets.merging.measures import measure_named
from yiben.sheets.values import plain

Why = Literal["same", "part", "narrowed", "near", "title", "last"]
"""Why a metric is offered: its very name; the heading is a part of its name; the heading says more than its name; the two
are nearly alike; the table's title names it; it was confirmed for a heading nearly alike."""

_LEAST_ALIKE: Final = 78
_SHORTEST: Final = 2
_MOST: Final = 5
_ORDINAL: Final = re.compile(
    r"^(?:[一二三四五六七八九十]+[、.．]|[(（][一二三四五六七八九十\d]+[)）]|\d+[、.．)）](?!\d))"
)
_BRACKETS: Final = re.compile(r"[（(](?:单位[:：])?(?P<word>[^（）()]{1,4})[）)]")
_LED: Final = re.compile(r"^(?:组织|开展|举办|举行|累计|实际|已|共|新增|设置|制作|发动)+")
_COUNTED: Final = re.compile(
    r"(?:发放量|印制量|总量|总数量|数量|总数|场次数?|期数|起数|篇数|人次数?|人数|次数|个数|件数|户数|份数|条数|块数|总金额|金额|总额|时长|情况|数|量)$"
)
_GENERIC: Final = re.compile(
    r"^(?:数量|总数|总量|合计|总计|小计|人数|人次|场次|次数|件数|户数|份数|金额|经费|总额|个数|期数|篇数|条数|块数|数额|数值|指标值|完成情况|完成值"
    r"|情况|实绩|填报数|统计数|数据|本期|计|总人数|总场次|数|个|场|人|元|量)?$"
)
_EMPTY: Final = re.compile(
    r"(?:完成情况|完成值|情况|指标值|数据|数值|数额|实绩|填报数|统计数|数量?|合计|总计|小计|计|总数|指标|项目|内容|本年度?|年度)"
)
"""Words of a heading that say nothing beside a name."""
_SAID: Final[tuple[tuple[str, str], ...]] = (
    ("人次", "人次"), ("人数", "人"), ("场次", "场"), ("户数", "户"), ("金额", "元"), ("经费", "元"), ("份数", "份"),
    ("件数", "件"), ("次数", "次"), ("期数", "期"), ("篇数", "篇"), ("条数", "条"), ("块数", "块"), ("起数", "起"),
)  # fmt: skip


@dataclass(frozen=True)
class Candidate:
    """A metric (full id) that may be meant, why, and how alike (0 to 100)."""

    metric: str
    why: Why
    score: int


@dataclass(frozen=True)
class Name:
    """What the headings of a blank say beside units and time. ``text`` is its key; ``measure`` the measure word that they
    state, "" for none."""

    parts: tuple[str, ...]
    measure: str = ""

    @property
    def text(self) -> str:
        """The parts in one line, with the measure word."""
        return "/".join(self.parts) + (f"（{self.measure}）" if self.measure else "")


def name_of(parts: Iterable[str], measure: str) -> Name:
    """Return the name that headings give, in order: words of measure stay (人数), those that say nothing (完成情况) and
    repeated ones go.

    >>> name_of(["1.悬挂横幅", "数量（条）"], "条").text
    '悬挂横幅（条）'
    """
    cleaned = [_clean(each) for each in parts]
    kept = tuple(each for at, each in enumerate(cleaned) if each and each not in cleaned[:at])
    kept = tuple(each for each in kept if not _EMPTY.fullmatch(each)) or kept
    return Name(kept, measure)


def candidates(metrics: Mapping[str, Metric], name: Name, title: str = "") -> list[Candidate]:
    """Return the metrics that a name may mean, the likeliest first, at most five. Exactly one ``same`` is sure."""
    found: dict[str, Candidate] = {}
    specific = [each for each in name.parts if not _GENERIC.fullmatch(each)]
    generic = [each for each in name.parts if _GENERIC.fullmatch(each)]
    stated = name.measure or _said_measure(name.parts)
    for key, metric in metrics.items():
        if stated and not _measures_alike(metric.unit, stated):
            continue
        best = _best(metric, specific, generic, title)
        if best is not None:
            found[key] = Candidate(key, *best)
    ordered = sorted(found.values(), key=lambda each: (each.why != "same", -each.score, each.metric))
    return ordered[:_MOST]


def is_sure(offered: Sequence[Candidate]) -> bool:
    """Say whether the first of what is offered can be meant alone."""
    same = [each for each in offered if each.why == "same"]
    if len(same) == 1:
        return True
    return len(same) > 1 and same[0].score > same[1].score


def _best(metric: Metric, specific: Sequence[str], generic: Sequence[str], title: str) -> tuple[Why, int] | None:
    names = [_clean(each) for each in names_of(metric)]
    given = {_clean(each) for each in (metric.label, *metric.aliases)}
    if not specific:
        in_title = max((each for each in names if len(each) > _SHORTEST and each in plain(title)), key=len, default="")
        return ("title", 60 + len(in_title)) if in_title and generic else None
    whole = "".join(specific)
    joined = {whole, whole + "".join(generic), "".join(specific[::-1])}
    for text in joined:
        if text in given:
            return "same", 100 + (text == _clean(metric.label))
    if any(_bare(text) in {_bare(each) for each in names} for text in joined):
        return "same", 99
    last = specific[-1]
    if len(specific) > 1 and any(_bare(last) == _bare(each) for each in names):
        return ("same", 98) if _is_group(specific[:-1], names) else ("narrowed", 95)
    if len(specific) > 1 and any(_bare(specific[0]) == _bare(each) for each in names):
        return "narrowed", 90
    alike = max((round(fuzz.ratio(_bare(whole), _bare(each))) for each in names), default=0)
    if alike >= _LEAST_ALIKE:
        return "near", alike
    alike = max((round(fuzz.ratio(whole, each)) for each in given), default=0)
    if alike >= _LEAST_ALIKE:
        return "near", alike
    inside = max((each for each in names if len(each) >= _SHORTEST and _bare(each) in whole), key=len, default="")
    if inside:
        return "narrowed", 70 + min(20, 20 * len(inside) // max(len(whole), 1))
    if len(_bare(whole)) > _SHORTEST and any(_bare(whole) in each for each in names):
        return "part", 75
    return None


def _is_group(above: Sequence[str], names: Sequence[str]) -> bool:
    """Whether headings above a name only group what they stand over: 宣传工作情况, 基本情况, or the name's own words."""
    said = "".join(above)
    return bool(
        re.fullmatch(
            r".{0,12}(?:情况|工作|活动|方面|类|指标|项目|内容|载体|阵地|力量|队伍|建设|宣传|投入|成效|保障)", said
        )
    ) or any(_bare(said) in each for each in names)


def _clean(text: str) -> str:
    """A heading without its number, signs and measure word; other words in brackets stay, they may narrow it."""
    text = _ORDINAL.sub("", plain(text))
    text = _BRACKETS.sub(lambda found: "" if is_measure_word(found["word"]) else found[0], text)
    return re.sub(r"[\s·•*#:：、，,。“”\"《》()（）\[\]]+", "", text)


def _bare(text: str) -> str:
    text = _clean(text)
    short = _COUNTED.sub("", text)
    short = short if len(short) >= _SHORTEST else text
    led = _LED.sub("", short)
    return led if len(led) >= _SHORTEST else short


def _said_measure(parts: Sequence[str]) -> str:
    return next((unit for part in reversed(parts) for word, unit in _SAID if part.endswith(word)), "")


def _measures_alike(metric_word: str, said: str) -> bool:
    if metric_word == said or (is_alike(metric_word, said) and "人" not in metric_word + said):
        return True
    one, other = measure_named(metric_word), measure_named(said)
    return one is not None and other is not None and one.kind == other.kind
