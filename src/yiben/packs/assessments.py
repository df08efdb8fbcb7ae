"""What a pack, or an office on screen, may declare about an assessment of units: items, weights, how each is scored."""

import re
from collections.abc import Iterator
from fractions import Fraction
from typing import Annotated, Any, Literal

import pydantic
from pydantic import StringConstraints

from yiben.packs.base import Definition, Help, Id, Label
from yiben.packs.checklists import MetricName

WHOLE = 100
"""What the weights of a scheme sum to, exactly."""
MOST_ITEMS = 40

Exact = int | Annotated[str, StringConstraints(pattern=r"^\d{1,4}(\.\d{1,4}|/[1-9]\d{0,3})?$")]
"""A number that is no float: a whole one, or as text 12.5 or 1/3."""

_SCORED_BY: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("photos", re.compile(r"照片|拍照|图片|截图|留痕|(?:^|_)(?:photo|picture|screenshot)s?(?:_|$)")),
    (
        "clicks",
        re.compile(r"点击|浏览量|阅读量|转发|点赞|关注数|粉丝|下载量|注册量|(?:^|_)(?:click|like|view|share)s(?:_|$)"),
    ),
    (
        "online",
        re.compile(r"在线时长|登录次数|登录天数|活跃度|打卡|学习积分|积分排名|(?:^|_)(?:online|login|clock_in)(?:_|$)"),
    ),
    (
        "persons",
        re.compile(r"(?:个人|人员|干部|职工|工作者|网格员)(?:的)?(?:得分|评分|打分|积分|排名|排序|名次|考评|考核)"),
    ),
)


def exact(value: int | str) -> Fraction:
    """Return a number as it was written.

    >>> exact(12), exact("12.5"), exact("1/3")
    (Fraction(12, 1), Fraction(25, 2), Fraction(1, 3))
    """
    return Fraction(value)


class Band(Definition):
    """From ``least`` of a metric on (in its unit), ``percent`` of the item's weight."""

    least: Exact
    percent: Annotated[int, pydantic.Field(ge=0, le=100)]


class Grade(Definition):
    """From ``least`` points on, a unit is called so."""

    id: Id
    label: Label
    least: Exact


class AssessedItem(Definition):
    """One item. metric: by ``bands``, or in proportion to ``target`` (never above its weight); checklist: the share of its
    standards that are ticked; judgement: points from 0 to the weight, given by assessors with a reason."""

    id: Id
    label: Label
    weight: Exact
    how: Literal["metric", "checklist", "judgement"]
    metric: MetricName | None = None
    target: Exact | None = None
    bands: Annotated[tuple[Band, ...], pydantic.Field(max_length=10)] = ()
    checklist: Id | None = None
    help: Help = ""


class Scheme(Definition):
    """An assessment of units, never of persons. Weights sum to 100 exactly. ``combine``: how the judgements of several
    assessors become one: their mean, their median, or the mean without the highest and the lowest (``trimmed``).
    ``appeal_workdays``: for how many working days after the draft is published a unit may appeal. ``ranks``: whether places
    are shown; without, only grades. ``applies``: the kinds of units it is for; none: all."""

    id: Id
    label: Label
    applies: tuple[Id, ...] = ()
    help: Help = ""
    items: Annotated[tuple[AssessedItem, ...], pydantic.Field(min_length=1, max_length=MOST_ITEMS)]
    grades: Annotated[tuple[Grade, ...], pydantic.Field(max_length=8)] = ()
    combine: Literal["mean", "median", "trimmed"] = "mean"
    appeal_workdays: Annotated[int, pydantic.Field(ge=1, le=60)] = 5
    ranks: bool = False

    def item(self, item_id: str) -> AssessedItem | None:
        """Return the item with this id, None when there is none."""
        return next((each for each in self.items if each.id == item_id), None)


SchemeProblem = tuple[str, tuple[str | int, ...], dict[str, Any]]
"""Code, where (as a path in the scheme), data."""


def scheme_problems(scheme: Scheme) -> Iterator[SchemeProblem]:
    """Yield what is wrong with a scheme in itself: weights, grades, what an item lacks, what nobody may be judged by."""
    total = sum((exact(each.weight) for each in scheme.items), Fraction(0))
    if total != WHOLE:
        yield "PK113", ("items",), {"total": plain(total)}
    refused = scored_by(scheme.label)
    if refused:
        yield "PK115", ("label",), {"item": scheme.label, "by": refused}
    levels = [exact(each.least) for each in scheme.grades]
    if levels and (levels != sorted(set(levels), reverse=True) or levels[-1] != 0):
        yield "PK116", ("grades",), {"item": scheme.label}
    for index, item in enumerate(scheme.items):
        yield from _item_problems(("items", index), item)


def scored_by(*texts: str) -> str:
    """Return by what a wording judges that nothing may be judged by (photos, clicks, online, persons), "" for none.

    No judging by 拍照留痕, points or online time (整治形式主义为基层减负若干规定); never a ranking of persons.

    >>> scored_by("上传照片数"), scored_by("活动场次")
    ('photos', '')
    """
    return next((name for name, pattern in _SCORED_BY for text in texts if pattern.search(text)), "")


def plain(value: Fraction) -> str:
    """Return an exact number as it is written: whole, with its decimals where they end, else as a fraction.

    >>> plain(Fraction(25, 2)), plain(Fraction(1, 3)), plain(Fraction(100))
    ('12.5', '1/3', '100')
    """
    for places in range(5):
        scaled = value * 10**places
        if scaled.denominator == 1:
            digits = str(abs(scaled.numerator)).rjust(places + 1, "0")
            sign = "-" if value < 0 else ""
            return sign + (f"{digits[:-places]}.{digits[-places:]}" if places else digits)
    return f"{value.numerator}/{value.denominator}"


def _item_problems(path: tuple[str | int, ...], item: AssessedItem) -> Iterator[SchemeProblem]:
    data = {"item": item.label}
    refused = scored_by(item.label, item.metric or "")
    if refused:
        yield "PK115", (*path, "label"), {**data, "by": refused}
    if exact(item.weight) <= 0:
        yield "PK113", (*path, "weight"), {"total": plain(exact(item.weight))}
    wanted = {
        "metric": item.metric is not None and (item.target is None) != (not item.bands) and item.checklist is None,
        "checklist": item.checklist is not None and not (item.metric or item.target or item.bands),
        "judgement": not (item.metric or item.target or item.bands or item.checklist),
    }
    if not wanted[item.how]:
        yield "PK114", path, {**data, "how": item.how}
    if item.target is not None and exact(item.target) <= 0:
        yield "PK116", (*path, "target"), data
    steps = [exact(each.least) for each in item.bands]
    if steps != sorted(set(steps), reverse=True):
        yield "PK116", (*path, "bands"), data
