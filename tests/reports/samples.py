"""An invented district's figures and names for the tests of reports."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

TEMPLATE = """# {{ unit.name }}平安建设领导小组办公室
# 关于{{ period.label }}平安创建宣传工作情况的报告
市平安建设领导小组办公室：
现将{{ period.label }}工作情况报告如下。
一、总体情况
全区共开展活动{{ figure('events')|over(10) }}，发动志愿者{{ figure('volunteers') }}。
二、主要做法
（一）营造氛围。悬挂横幅{{ figure('banners')|over(10) }}，发放手册{{ figure('booklets')|in_wan(1) }}。
（二）抓好重点
1. 由{{ figure('members') }}牵头。
> {{ issuer }}
> {{ today }}
"""


@dataclass(frozen=True)
class SampleFigure:
    """A figure as a report sees it."""

    metric_id: str
    value: int | None
    unit: str
    label: str


FIGURES = {
    figure.metric_id: figure
    for figure in (
        SampleFigure("events", 86, "场", "宣传活动"),
        SampleFigure("volunteers", 1063, "人", "志愿者"),
        SampleFigure("banners", 163, "条", "横幅"),
        SampleFigure("booklets", 254_000, "册", "手册"),
        SampleFigure("spent", 3_200_000, "元", "支出"),
        SampleFigure("members", None, "家", "成员单位"),
    )
}
METRIC_IDS = frozenset(FIGURES)


@dataclass(frozen=True)
class SampleUnit:
    """A unit with more attributes than a template may see."""

    name: str
    short: str
    secret: str = "不得外露"


def names(unit: str = "澄川区", *, missing: tuple[str, ...] = ()) -> dict[str, object]:
    """Return what stands behind the names of a template."""
    return {
        "unit": SampleUnit(unit, "我区"),
        "period": {"label": "2026年1—11月", "year": 2026},
        "today": date(2026, 11, 8),
        "issuer": "澄川区平安建设领导小组办公室",
        "missing_units": [SampleUnit(name, name[:2]) for name in missing],
    }


def figure(metric_id: str) -> SampleFigure:
    """Answer one figure."""
    return FIGURES[metric_id]


def counting(calls: list[str]) -> Callable[[str], SampleFigure]:
    """Answer figures and note which were asked for."""

    def ask(metric_id: str) -> SampleFigure:
        calls.append(metric_id)
        return FIGURES[metric_id]

    return ask
