"""A plan as rows: headings of clauses, units or months, with the tasks below them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from yiben.plans.queries import Branch, PlanTree, by_unit
from yiben.tasks.following import Followed
from yiben.units.models import Unit
from yiben.web.following import ShownTask, show_task
from yiben.web.showing import month_text

VIEWS = ("clause", "unit", "deadline", "alert", "gaps")
_ALERTS = {"red", "yellow"}


@dataclass(frozen=True)
class PlanRow:
    """A heading, a task, or a clause without a task (``gap`` is its uid). ``level`` is 1 for the outermost heading."""

    level: int
    heading: str = ""
    task: ShownTask | None = None
    gap: str = ""


@dataclass(frozen=True)
class UnitCount:
    """The lights of a unit's tasks."""

    unit: Unit
    red: int
    yellow: int
    green: int
    open: int


def plan_rows(tree: PlanTree, view: str, unit: str, today: date, *, with_gaps: bool) -> list[PlanRow]:
    """Return a plan in one of VIEWS; ``unit`` (a code) keeps the tasks that the unit leads or shares. Gaps are left
    out for who does not see every task: a clause would seem empty that is not."""
    keep = {id(row) for row in tree.tasks if _wanted(row, view, unit)}
    idle = {id(row) for row in tree.gaps.idle_tasks}
    if view == "gaps":
        keep &= idle
    if view == "unit":
        return _grouped([(u.short_name, [row for row in rows if id(row) in keep]) for u, rows in by_unit(tree)], today)
    if view == "deadline":
        return _by_deadline([row for row in tree.tasks if id(row) in keep], today)
    shows_gaps = with_gaps and view in {"clause", "gaps"} and not unit
    gaps = {clause.uid for clause in tree.gaps.clauses} if shows_gaps else set()
    rows: list[PlanRow] = []
    for branch in tree.branches:
        rows += _branch(branch, 1, keep, gaps, today, is_full=view == "clause" and not unit)
    loose = [row for row in tree.loose if id(row) in keep]
    return rows + (_grouped([(_("Under no clause"), loose)], today) if loose else [])


def unit_counts(groups: Sequence[tuple[Unit, Sequence[Followed]]]) -> list[UnitCount]:
    """Return the lights by leading unit, in the order given."""
    found = []
    for unit, rows in groups:
        lights = [row.shown.light for row in rows]
        found.append(UnitCount(unit, *(lights.count(light) for light in ("red", "yellow", "green", "open"))))
    return found


def _wanted(row: Followed, view: str, unit: str) -> bool:
    if view == "alert" and row.shown.light not in _ALERTS:
        return False
    codes = {row.task.unit.code, *(each.code for each in row.task.co_units.all())}
    return not unit or unit in codes


def _branch(branch: Branch, level: int, keep: set[int], gaps: set[str], today: date, *, is_full: bool) -> list[PlanRow]:
    below: list[PlanRow] = []
    for each in branch.below:
        below += _branch(each, level + 1, keep, gaps, today, is_full=is_full)
    tasks = [PlanRow(level + 1, task=show_task(row, today)) for row in branch.tasks if id(row) in keep]
    gap = branch.clause.uid if branch.clause.uid in gaps else ""
    if not (tasks or below or gap or is_full):
        return []
    number, heading = branch.clause.number, branch.clause.heading
    called = f"{number}、{heading}" if number and level == 1 else (f"（{number}）{heading}" if number else heading)
    return [PlanRow(level, heading=called, gap=gap), *tasks, *below]


def _grouped(groups: Sequence[tuple[str, Sequence[Followed]]], today: date) -> list[PlanRow]:
    rows = []
    for heading, tasks in groups:
        if tasks:
            rows.append(PlanRow(1, heading=heading))
            rows += [PlanRow(2, task=show_task(each, today)) for each in tasks]
    return rows


def _by_deadline(tasks: Sequence[Followed], today: date) -> list[PlanRow]:
    dated = sorted((row for row in tasks if row.next_due), key=lambda row: (row.next_due or today, row.task.order))
    months: dict[str, list[Followed]] = {}
    for row in dated:
        assert row.next_due is not None
        months.setdefault(month_text(row.next_due.year * 100 + row.next_due.month), []).append(row)
    without = [row for row in tasks if not row.next_due]
    return _grouped([*months.items(), (_("No deadline"), without)], today)
