"""The plans as a list: who set each, when, how many tasks it has and how they stand."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from yiben.plans.models import Plan
from yiben.plans.queries import PlanTree
from yiben.units.models import Unit
from yiben.web.asking import unit_groups
from yiben.web.kit.fields import Choice, Group
from yiben.web.kit.lists import Listing
from yiben.web.kit.parts import Empty
from yiben.web.kit.places import Filter, Place
from yiben.web.kit.tables import Cell, Column, Row, Table
from yiben.web.showing import day_text

LIGHTS = ("red", "yellow", "green")


@dataclass(frozen=True)
class PlanLine:
    """A plan with its tasks as they stand; a draft has none yet."""

    plan: Plan
    tree: PlanTree | None

    def matches(self, place: Place) -> bool:
        """Say whether the list is to hold it."""
        wanted = place.narrowed
        return wanted.get("unit", self.plan.unit.code) == self.plan.unit.code and wanted.get("q", "") in self.plan.title

    def count(self, light: str) -> int:
        """The number of its tasks with a light."""
        return 0 if self.tree is None else self.tree.lights[light]


def plan_columns() -> list[Column]:
    """Return the columns of the list of plans."""
    return [
        Column("title", _("Plan"), "title"),
        Column("unit", _("Unit"), "short", can_sort=True),
        Column("day", _("Day"), "short", can_sort=True),
        Column("tasks", _("Tasks"), "number", can_sort=True),
        Column("red", _("red"), "number", can_sort=True),
        Column("yellow", _("yellow"), "number", can_sort=True),
        Column("green", _("green"), "number", can_sort=True, is_minor=True),
        Column("state", _("State"), "state"),
    ]


def plan_keys() -> dict[str, Callable[[PlanLine], Any]]:
    """Return by what each column of ``plan_columns`` sorts."""
    keys: dict[str, Callable[[PlanLine], Any]] = {
        "unit": lambda line: (line.plan.unit.order, line.plan.unit.code),
        "day": lambda line: line.plan.day,
        "tasks": lambda line: len(line.tree.tasks) if line.tree else None,
    }
    return keys | {light: lambda line, light=light: line.count(light) for light in LIGHTS}


def plan_row(line: PlanLine) -> Row:
    """Return a plan under ``plan_columns``; one that is being read opens where it is read."""
    plan, tree = line.plan, line.tree
    words = {
        Plan.DRAFT: _("being read"),
        Plan.SUPERSEDED: _("replaced by a revision"),
        Plan.PUBLISHED: _("followed"),
    }
    url = reverse("plan-show" if tree else "plan-read", args=[plan.uid])
    return Row(
        [
            Cell(plan.title, url, tags=[_("revision")] if plan.revises_id else []),
            Cell(plan.unit.short_name),
            Cell(day_text(plan.day), plain=plan.day.isoformat()),
            Cell(str(len(tree.tasks)) if tree else ""),
            *(Cell(str(line.count(light)) if tree else "") for light in LIGHTS),
            Cell(words[plan.state], state="g" if plan.state == Plan.PUBLISHED else "n"),
        ]
    )


def plans_listing(lines: Sequence[PlanLine], units: Iterable[Unit], place: Place, *, may_read: bool) -> Listing:
    """Return the list. ``units`` are those that have plans; ``may_read``: the caller may have a scheme read."""
    text = (
        _("Upload a scheme beside this; the program reads the clauses and tasks out of it.")
        if may_read
        else _("Plans that concern your unit will stand here once they are published.")
    )
    wanted = place.narrowed
    table = Table(
        _("Plans"), plan_columns(), [plan_row(each) for each in lines], Empty(_("No plan yet"), text), place=place
    )
    unit, words = wanted.get("unit", ""), wanted.get("q", "")
    ordered = sorted(units, key=lambda each: (each.order, each.code))
    groups = [Group("", [Choice("", _("all"))]), *unit_groups(ordered, {unit}, by="code")]
    filters = [
        Filter("unit", _("Unit"), groups, is_usual=not unit),
        Filter("q", _("Words"), typed=words, is_usual=not words),
    ]
    return Listing(table, place, filters)
