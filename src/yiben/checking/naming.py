"""Which metric a claim names: by name, aliases and measure word. The longest name decides."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from yiben.packs.definitions import Metric
from yiben.text.consistency.findings import is_same_kind

_ALIKE = (
    {"篇", "条", "篇次", "次"},
    {"条", "幅"},
    {"张", "幅", "份"},
    {"块", "个", "处", "面"},
    {"册", "本", "份"},
    {"分钟", "小时"},
    {"起", "件", "例", "宗"},
    {"期", "次", "场"},
)
_COUNTED = re.compile(r"(?:发放量|印制量|总量|数量|场次|期数|起数|篇数|人次|次数|个数|总数|金额|时长|数|量)$")
_SHORTEST = 2
_NEUTRAL = re.compile(
    "截至目前|据不完全统计|累计|共计|总共|合计|总计|先后|已经|开展|组织|举办|举行|实施|完成|设置|设立|投入|依托|发放|派发"
    "|散发|张贴|悬挂|刊播|刊登|发布|制作了|发动|动员|参与|参加|广泛|积极|扎实|认真|大力|深入|集中|持续|各类|各种|场次|数量"
    "|总数|总计|人次|金额|达到|我们|期内|年内|全年|同时|[一二三四五六七八九十]是|另|还|并|共|已|了|等|达|为|有|的|是|约|近|逾|超过|超|突破"
)
_BETWEEN = re.compile(r"[\s，,：:“”‘’《》()（）—\-·、/]+")
_STANDS_BEHIND = frozenset({"个", "名", "人", "位", "家", "所", "处", "支", "户", "件", "起"})
"""Measure words behind which stands what is counted: words there narrow it."""


@dataclass(frozen=True)
class Named:
    """The metrics (full ids) that fit a claim best: none, one, or several that fit equally.

    ``is_narrowed``: beside the name stand words that may make it a part of the metric.
    """

    keys: tuple[str, ...] = ()
    is_narrowed: bool = False


def name_claim(metrics: Mapping[str, Metric], measure_word: str, before: str, behind: str) -> Named:
    """Return the metrics named before or directly behind a number. Times and units' names have been taken out.

    >>> metric = Metric(id="talks", label="讲座场次", means="一场算一次。", unit="场", how="count", book="talk")
    >>> name_claim({"p.talks": metric}, "场", "开展讲座", ""), name_claim({"p.talks": metric}, "场", "开展防火讲座", "")
    (Named(keys=('p.talks',), is_narrowed=False), Named(keys=('p.talks',), is_narrowed=True))
    """
    found: dict[str, str] = {}
    behind = behind.strip().removeprefix("的")
    for key, metric in metrics.items():
        if is_alike(metric.unit, measure_word):
            inside = [name for name in names_of(metric) if name in before or behind.startswith(name)]
            if inside:
                found[key] = max(inside, key=len)
    longest = max((len(name) for name in found.values()), default=0)
    keys = tuple(key for key, name in found.items() if len(name) == longest)
    if len(keys) != 1:
        return Named(keys)
    name, metric = found[keys[0]], metrics[keys[0]]
    head, mark, tail = before.rpartition(name)
    rest = [head, tail] if mark else [before, behind.removeprefix(name)]
    if mark and measure_word in _STANDS_BEHIND:
        rest.append(behind)
    return Named(keys, not all(_is_explained(each, metric) for each in rest))


def names_of(metric: Metric) -> tuple[str, ...]:
    """Return what a metric is called: its label, its aliases, and the label without its closing “how many”."""
    bare = _COUNTED.sub("", metric.label)
    short = (bare,) if len(bare) >= _SHORTEST else ()
    return tuple(dict.fromkeys((metric.label, *metric.aliases, *short)))


def is_alike(metric_word: str, said: str) -> bool:
    """Say whether a claim's measure word can be that of a metric: 本 can be 册, 户 cannot be 人."""
    return is_same_kind(metric_word, said) or any(metric_word in words and said in words for words in _ALIKE)


def is_bare(lead: str) -> bool:
    """Say whether words that stand before a claim only lead in and so narrow nothing."""
    return not any(_NEUTRAL.sub("", piece) for piece in _BETWEEN.split(lead))


def _is_explained(rest: str, metric: Metric) -> bool:
    """Whether what stands beside a name says nothing more: words that only lead in, or of the metric's own names."""
    own = (metric.label, *metric.aliases)
    left = (_NEUTRAL.sub("", piece) for piece in _BETWEEN.split(rest) if not _is_own(piece, own))
    return all(not piece or _is_own(piece, own) for piece in left) and "、" not in rest.strip("、")


def _is_own(piece: str, names: tuple[str, ...]) -> bool:
    return len(piece) >= _SHORTEST and any(piece in name for name in names)
