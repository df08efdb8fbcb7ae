"""All tasks of the plans that the post may read, as one list."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from yiben.tasks.following import follow
from yiben.tasks.models import Task
from yiben.tasks.queries import visible_tasks
from yiben.units.models import Unit
from yiben.web.access import PostRequest, require_plans
from yiben.web.asking import unit_groups
from yiben.web.following import ShownTask, light_word, show_tasks
from yiben.web.kit.copies import send_table
from yiben.web.kit.fields import Choice, Group, loose
from yiben.web.kit.lists import FORMATS, Listing
from yiben.web.kit.parts import Empty
from yiben.web.kit.places import FORMAT, Filter, Place, arrange, page_of, read_place
from yiben.web.kit.tables import Table
from yiben.web.tasks_table import LIGHTS, task_columns, task_keys, task_row
from yiben.web.viewing import saved_views

SIZE = 30
STATES = (Task.OPEN, Task.CLOSED)


@require_safe
def index(request: PostRequest) -> HttpResponse:
    """List the tasks, narrowed, sorted and paged as the address says, or send all of them."""
    require_plans(request)
    place = read_place(reverse("task-index"), request.GET, ("unit", "light", "state", "q"), task_keys(), "due")
    today = timezone.localdate()
    tasks = list(visible_tasks(request.caller).filter(state=_state(place)).order_by("order", "pk"))
    units = sorted({each.unit for each in tasks}, key=lambda unit: (unit.order, unit.code))
    shown = [each for each in show_tasks(follow(tasks, today), today) if _matches(each, place)]
    shown = arrange(shown, place, task_keys())  # type: ignore[arg-type]
    if request.GET.get(FORMAT) in FORMATS:
        lines = [[cell.copied for cell in task_row(each).cells] for each in shown]
        return send_table(request.GET[FORMAT], _("Tasks"), task_columns(), lines)
    page = page_of(shown, request.GET, SIZE)
    count = len(shown)
    counted = ngettext("%(count)s task in all", "%(count)s tasks in all", count) % {"count": count}
    table = Table(
        caption=_("Tasks"),
        columns=task_columns(),
        rows=[task_row(each) for each in page],
        empty=Empty(
            _("No task matches"), _("Take a filter off, or look at the plans."), place.path, _("Clear filters")
        ),
        total_label=counted,
        place=place,
        page=page,
    )
    listing = Listing(table, place, _filters(place, units), saved_views(request.caller, place))
    ctx: dict[str, Any] = {"listing": listing, "counted": counted}
    return render(request, "tasks/index.html", ctx)


def _state(place: Place) -> str:
    asked = place.narrowed.get("state", Task.OPEN)
    return asked if asked in STATES else Task.OPEN


def _matches(each: ShownTask, place: Place) -> bool:
    wanted, row = place.narrowed, each.row
    codes = {row.task.unit.code, *(unit.code for unit in row.task.co_units.all())}
    return (
        wanted.get("unit", row.task.unit.code) in codes
        and wanted.get("light", row.shown.light) == row.shown.light
        and wanted.get("q", "") in row.task.title
    )


def _filters(place: Place, units: list[Unit]) -> list[Filter]:
    wanted = place.narrowed
    light, unit, state = wanted.get("light", ""), wanted.get("unit", ""), _state(place)
    everything = Group("", [Choice("", _("all"))])
    lights = [Choice(each, light_word(each), each == light) for each in LIGHTS]
    states = [
        Choice(Task.OPEN, _("open task"), state == Task.OPEN),
        Choice(Task.CLOSED, _("struck off"), state != Task.OPEN),
    ]
    return [
        Filter("unit", _("Unit"), [everything, *unit_groups(units, {unit}, by="code")], is_usual=not unit),
        Filter("light", _("Light"), [everything, *loose(lights)], is_usual=not light),
        Filter("state", _("State"), loose(states), is_usual=state == Task.OPEN),
        Filter("q", _("Words"), typed=wanted.get("q", ""), is_usual="q" not in wanted),
    ]
