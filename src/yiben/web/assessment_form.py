"""The form of an assessment: its items as rows, bands and grades as people write them; points and reasons by item."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from yiben.assessments.actions import AssessmentPlan
from yiben.assessments.declared import standing_checklists
from yiben.assessments.judging import candidates
from yiben.assessments.models import Assessment
from yiben.catalog.queries import catalogue, current_book
from yiben.metrics.periods import parse_period, year_after
from yiben.packs.assessments import Scheme
from yiben.units.models import Unit
from yiben.units.queries import living_units
from yiben.web.kit.fields import Choice, Group, Question, loose
from yiben.web.typed_days import typed_day

LEAST_ROWS, SPARE, MOST_ROWS = 5, 2, 40
_BAND = re.compile(r"([0-9./]+)\s*[:：]\s*(\d+)\s*%?")
_GRADE = re.compile(r"([^\s、,，;；0-9.]+)\s*[:：]?\s*([0-9.]+)")
HOW = ("metric", "checklist", "judgement")


@dataclass(frozen=True)
class ItemRow:
    """One item as the form asks it: its fields, what is wrong with it."""

    number: int
    questions: list[Question]
    problems: Sequence[str]


def typed_of(scheme: Mapping[str, Any]) -> dict[str, str]:
    """Return a scheme as the fields of the form hold it."""
    found = {
        "scheme": str(scheme.get("id", "")),
        "combine": str(scheme.get("combine", "mean")),
        "appeal_workdays": str(scheme.get("appeal_workdays", 5)),
        "ranks": "1" if scheme.get("ranks") else "",
        "grades": "、".join(f"{each['label']}{each['least']}" for each in scheme.get("grades", ())),
        "applies": str(next(iter(scheme.get("applies", ())), "")),
    }
    for number, item in enumerate(scheme.get("items", ())):
        for name in ("id", "label", "weight", "how", "metric", "target", "checklist", "help"):
            found[f"items.{number}.{name}"] = str(item.get(name) or "")
        bands = [f"{each['least']}:{each['percent']}" for each in item.get("bands", ())]
        found[f"items.{number}.bands"] = " ".join(bands)
    return found


def scheme_sent(sent: Mapping[str, str], title: str) -> dict[str, Any]:
    """Return the scheme that a form says, as plain data; rows without a name and a weight are left out."""
    items = []
    for number in range(MOST_ROWS):
        label, weight = (sent.get(f"items.{number}.{name}", "").strip() for name in ("label", "weight"))
        if not label and not weight:
            continue
        how = sent.get(f"items.{number}.how", "")
        item: dict[str, Any] = {"id": sent.get(f"items.{number}.id") or f"i{number + 1}", "label": label, "how": how}
        item["weight"] = number_of(weight)
        if how == "metric":
            target, bands = (sent.get(f"items.{number}.{name}", "").strip() for name in ("target", "bands"))
            item["metric"] = sent.get(f"items.{number}.metric", "")
            item |= {"target": number_of(target)} if target else {}
            found = [{"least": number_of(least), "percent": int(percent)} for least, percent in _BAND.findall(bands)]
            item |= {"bands": found} if found else {}
        elif how == "checklist":
            item["checklist"] = sent.get(f"items.{number}.checklist", "")
        if sent.get(f"items.{number}.help", "").strip():
            item["help"] = sent[f"items.{number}.help"].strip()[:300]
        items.append(item)
    days = sent.get("appeal_workdays", "").strip()
    return {
        "id": sent.get("scheme") or "on_screen",
        "label": title.strip()[:60] or "—",
        "items": items,
        "grades": _grades(sent.get("grades", "")),
        "combine": sent.get("combine", "mean"),
        "appeal_workdays": int(days) if days.isascii() and days.isdigit() and len(days) < 4 else 5,
        "ranks": bool(sent.get("ranks")),
        **({"applies": [sent["applies"]]} if sent.get("applies") else {}),
    }


def plan_sent(sent: QueryDict) -> AssessmentPlan:
    """Return an assessment as a form puts it together."""
    typed = {name: str(value) for name, value in sent.items()}
    chosen = {each.uid: each for each in living_units(timezone.localdate())}
    return AssessmentPlan(
        title=sent.get("title", ""),
        period=sent.get("period", ""),
        scheme=scheme_sent(typed, sent.get("title", "")),
        units=[chosen[uid] for uid in sent.getlist("units") if uid in chosen],
        assessors=[chosen[uid] for uid in sent.getlist("assessors") if uid in chosen],
        judges_until=typed_day(sent, "judges_until"),
    )


def item_rows(typed: Mapping[str, str], problems: Mapping[str, list[str]]) -> list[ItemRow]:
    """Return the rows of items: those that were typed and some empty ones behind them."""
    numbers = [int(name.split(".")[1]) for name in typed if re.fullmatch(r"items\.\d{1,2}\.label", name)]
    used = max(
        (each + 1 for each in numbers if typed.get(f"items.{each}.label") or typed.get(f"items.{each}.weight")),
        default=0,
    )
    count = min(max(used + SPARE, LEAST_ROWS), MOST_ROWS)
    order = [each for each in range(count) if typed.get(f"items.{each}.label") or typed.get(f"items.{each}.weight")]
    wrong = {number: problems.get(f"items.{place}", []) for place, number in enumerate(order)}
    metrics = [Choice(key, each.label) for key, each in catalogue().metrics.items()]
    lists = [Choice(each.id, each.label) for each in standing_checklists()]
    return [ItemRow(each, _questions(each, typed, metrics, lists), wrong.get(each, [])) for each in range(count)]


def kinds_groups(chosen: str) -> list[Group]:
    """Return the kinds of units that can be assessed."""
    return loose([Choice(each.id, each.label, each.id == chosen) for each in catalogue().kinds.values()])


def units_offered(unit: Unit, kind: str) -> list[Unit]:
    """Return the units of a kind that a unit may assess."""
    item = {"id": "x", "label": "x", "weight": 100, "how": "judgement"}
    scheme = Scheme.model_validate({"id": "x", "label": "x", "applies": (kind,) if kind else (), "items": (item,)})
    return candidates(unit, scheme)


def assessors_offered(units: Sequence[Unit]) -> list[Unit]:
    """Return the units that may judge: those that keep books and are not assessed themselves."""
    kinds = {each.id for each in catalogue().kinds.values() if each.can_record}
    assessed = {each.pk for each in units}
    return [each for each in living_units(timezone.localdate()) if each.kind in kinds and each.pk not in assessed]


def usual_kind(schemes: Sequence[Scheme]) -> str:
    """Return the kind of units that is assessed usually: that of the first scheme that says one."""
    return next((kind for each in schemes for kind in each.applies), "")


def points_sent(sent: QueryDict, name: str) -> dict[str, str]:
    """Return what a form says by item: ``points`` or ``reason``."""
    return {key.removeprefix(f"{name}."): str(value) for key, value in sent.items() if key.startswith(f"{name}.")}


def typed_plan(row: Assessment) -> dict[str, str]:
    """Return an assessment as its form holds it."""
    until = row.judges_until.isoformat() if row.judges_until else ""
    return {**typed_of(row.scheme), "title": row.title, "period": row.period, "judges_until": until}


def typed_again(row: Assessment) -> dict[str, str]:
    """Return an assessment as the form of next year's holds it: the same scheme, period and name a year on; the day until which
    it is judged is chosen anew."""
    was = parse_period(row.period)
    period = year_after(was)
    title = row.title.replace(str(was.start.year), str(period.start.year))
    return {**typed_of(row.scheme), "title": title, "period": period.text, "judges_until": ""}


def number_of(text: str) -> int | str:
    """Return a number as a scheme takes it: a whole one as such, any other as it was typed."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else text


def how_words() -> dict[str, str]:
    """Return what the ways of scoring are called."""
    return {"metric": _("a figure"), "checklist": _("a checklist"), "judgement": _("judged by assessors")}


def _questions(number: int, typed: Mapping[str, str], metrics: list[Choice], lists: list[Choice]) -> list[Question]:
    def at(name: str) -> str:
        return f"items.{number}.{name}"

    def pick(choices: Sequence[Choice], name: str) -> list[Group]:
        return loose([Choice(each.value, each.label, typed.get(at(name)) == each.value) for each in choices])

    ways = [Choice(name, word) for name, word in how_words().items()]
    return [
        Question(at("label"), at("label"), _("Item"), "text", typed.get(at("label"), ""), longest=60),
        Question(at("weight"), at("weight"), _("Weight"), "text", typed.get(at("weight"), ""), longest=9, is_small=True),
        Question(at("how"), at("how"), _("Scored by"), "select", groups=pick(ways, "how"), is_small=True, can_narrow=False),
        Question(at("metric"), at("metric"), _("Metric"), "select", groups=pick(metrics, "metric"), blank=_("Please choose"), is_small=True),
        Question(at("target"), at("target"), _("Target (full points)"), "text", typed.get(at("target"), ""), longest=9, is_small=True),
        Question(
            at("bands"), at("bands"), _("or bands"), "text", typed.get(at("bands"), ""), longest=120, is_small=True,
            example="12:100 6:80 0:0",
        ),
        Question(at("checklist"), at("checklist"), _("Checklist"), "select", groups=pick(lists, "checklist"), blank=_("Please choose"), is_small=True),
    ]  # fmt: skip


def _grades(text: str) -> list[dict[str, Any]]:
    """Grades as people write them: 优秀90、良好80; one that the book of results knows keeps its id."""
    known: dict[str, str] = {}
    if "assessment" in catalogue().books:
        asked = current_book("assessment")[0].field("grade")
        known = {each.label: each.id for each in asked.choices} if asked else {}
    found = _GRADE.findall(text)
    return [
        {"id": known.get(label, f"g{number}"), "label": label, "least": number_of(least)}
        for number, (label, least) in enumerate(found, start=1)
    ]
