"""Tasks as tables: the columns that every list of tasks has, a plan by its clauses, what is due this week."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from yiben.web.following import ShownTask
from yiben.web.kit.parts import Empty
from yiben.web.kit.tables import Act, Cell, Column, Row, Table
from yiben.web.plan_rows import PlanRow, UnitCount
from yiben.web.showing import day_text

LIGHTS = ("red", "yellow", "open", "green")
"""In the order of how they press."""


def task_columns(*, can_sort: bool = True) -> list[Column]:
    """Return the columns of a list of tasks."""
    return [
        Column("title", _("Task"), "title"),
        Column("unit", _("Lead unit"), can_sort=can_sort),
        Column("due", _("Deadline"), "short", can_sort=can_sort),
        Column("progress", _("How far it has come"), can_sort=can_sort),
        Column("light", _("Light"), "state", can_sort=can_sort),
    ]


def task_row(each: ShownTask, level: int = 0) -> Row:
    """Return a task under ``task_columns``."""
    return Row(
        [
            Cell(each.task.title, reverse("task-show", args=[each.task.uid])),
            Cell(each.owner, note=_("with %(units)s") % {"units": each.shared} if each.shared else ""),
            Cell(each.due or _("no deadline"), is_missing=not each.due),
            Cell(each.progress, meter=(each.filled, each.full, each.css) if each.has_meter else None),
            Cell(f"{each.light} {each.reason}", state=each.css),
        ],
        level=level,
    )


def task_keys() -> dict[str, object]:
    """Return by what each column of ``task_columns`` sorts."""
    return {
        "unit": lambda each: (each.row.unit.order, each.row.unit.code),
        "due": lambda each: each.row.next_due,
        "progress": lambda each: each.filled / each.full if each.has_meter else None,
        "light": lambda each: LIGHTS.index(each.row.shown.light),
    }


def plan_table(plan: str, rows: Iterable[PlanRow], total: str, *, may_change: bool) -> Table:
    """Return the rows of a plan (by its uid) as a table; a clause without a task offers to set one."""
    drawn: list[Row] = []
    for each in rows:
        if each.task is not None:
            drawn.append(task_row(each.task, each.level))
            continue
        drawn.append(Row(heading=each.heading, level=each.level))
        if each.gap:
            drawn.append(_gap(plan, each, may_change=may_change))
    nothing = Empty(_("Nothing to show here"), _("No task matches. Choose another view."), "?by=clause", _("By clause"))
    columns = task_columns(can_sort=False)
    return Table(_("Clauses and tasks"), columns, drawn, nothing, total_label=total)


def unit_table(counts: Sequence[UnitCount], view: str) -> Table:
    """Return the lights of a plan by leading unit; a unit leads to its tasks in the same view."""
    columns = [
        Column("unit", _("Lead unit")),
        Column("red", _("red"), "number"),
        Column("yellow", _("yellow"), "number"),
        Column("green", _("green"), "number"),
        Column("open", _("not set"), "number"),
    ]
    rows = [
        Row(
            [
                Cell(each.unit.short_name, f"?by={view}&unit={each.unit.code}"),
                *(Cell(str(number)) for number in (each.red, each.yellow, each.green, each.open)),
            ]
        )
        for each in counts
    ]
    return Table(
        caption=_("By unit"),
        columns=columns,
        rows=rows,
        empty=Empty(_("No task"), ""),
        is_tight=True,
        remark=_("Each task stands with the unit that leads it."),
    )


def week_table(groups: Sequence[tuple[str, Sequence[tuple[date, ShownTask]]]], caption: str, empty: Empty) -> Table:
    """Return tasks under headings, each with the day on which it is or was due, in the order given."""
    columns = [
        Column("unit", _("Unit")),
        Column("title", _("Task"), "title"),
        Column("day", _("Day"), "short"),
        Column("state", _("State"), "state"),
        Column("progress", _("Progress"), "short"),
    ]
    rows = []
    for heading, tasks in groups:
        rows += [Row(heading=heading, level=1)] if tasks else []
        rows += [_due_row(day, each) for day, each in tasks]
    return Table(caption, columns, rows, empty)


def _due_row(day: date, each: ShownTask) -> Row:
    return Row(
        [
            Cell(each.owner),
            Cell(each.task.title, reverse("task-show", args=[each.task.uid])),
            Cell(day_text(day, short=True), plain=day.isoformat()),
            Cell(each.reason, state=each.css),
            Cell(each.progress),
        ]
    )


def _gap(plan: str, row: PlanRow, *, may_change: bool) -> Row:
    acts = [
        Act(_("Add a task"), reverse("task-new", args=[plan, row.gap])),
        Act(_("Needs no task"), reverse("clause-mark", args=[plan, row.gap]), "needs_none", "1"),
    ]
    says = Cell(_("No task stands under this clause"), is_missing=True, acts=acts if may_change else ())
    return Row([says, Cell(), Cell(), Cell(), Cell()], level=row.level + 1)
