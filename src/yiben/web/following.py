"""How a followed task is written: its light with shape, word and reason, its deadline, its progress."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from yiben.reports.wording import grouped_number
from yiben.tasks.following import Followed
from yiben.tasks.models import Task
from yiben.web.showing import day_text, listed, turn_text

_CLASSES = {"red": "r", "yellow": "y", "green": "g", "open": "n"}


@dataclass(frozen=True)
class ShownTask:
    """A task in a list. ``css`` is the class of its light; ``has_meter`` says whether there is a target to fill."""

    row: Followed
    css: str
    light: str
    reason: str
    owner: str
    shared: str
    due: str
    progress: str

    @property
    def task(self) -> Task:
        """The task itself."""
        return self.row.task

    @property
    def has_meter(self) -> bool:
        """Whether a meter can be drawn."""
        return bool(self.row.shares) or (self.task.kind == Task.COUNTED and self.task.target > 0)

    @property
    def full(self) -> int:
        """What fills the meter: the target, or the number of units that each do the task by themselves."""
        return len(self.row.shares) or self.task.target

    @property
    def filled(self) -> int:
        """How far the meter is filled; never more than full, never less than empty."""
        return max(0, min(self.row.settled_shares if self.row.shares else self.row.achieved, self.full))

    @property
    def missing(self) -> str:
        """The turns that passed unsettled, in words."""
        return listed(turn_text(slot.label) for slot in self.row.missing)


def light_word(light: str) -> str:
    """Return the word of a light."""
    words = {"red": _("red"), "yellow": _("yellow"), "green": _("green"), "open": _("not set")}
    return words[light]


def show_tasks(rows: Iterable[Followed], today: date) -> list[ShownTask]:
    """Return tasks as lists show them."""
    return [show_task(row, today) for row in rows]


def show_task(row: Followed, today: date) -> ShownTask:
    """Return a task as lists show it."""
    task = row.task
    others = [unit.short_name for unit in task.co_units.all()]
    count = len(others)
    shared = listed(others) if count <= 2 else ngettext("%(count)s unit", "%(count)s units", count) % {"count": count}
    light = row.shown.light
    return ShownTask(
        row,
        _CLASSES[light],
        light_word(light),
        _reason(row, today),
        row.unit.short_name,
        shared,
        due_text(task),
        _progress(row),
    )


def due_text(task: Task) -> str:
    """Return when a task is due, in words; empty when nothing says so."""
    if task.recurrence:
        return task.recurrence
    if task.due_on:
        return day_text(task.due_on, short=True)
    return task.due_said


def _progress(row: Followed) -> str:
    task = row.task
    if row.shares:
        counts = {"done": row.settled_shares, "count": len(row.shares)}
        return _("done by %(done)s of %(count)s units") % counts
    if task.kind == Task.COUNTED:
        numbers = {
            "done": grouped_number(row.achieved),
            "target": grouped_number(task.target),
            "word": task.target_word,
        }
        return _("%(done)s/%(target)s %(word)s") % numbers
    if row.last_return is None:
        return _("no return yet")
    return _("returned %(slot)s") % {"slot": turn_text(row.last_return.slot)}


def _reason(row: Followed, today: date) -> str:
    if row.shares:
        alike = [share for share in row.shares if share.shown == row.shown]
        if len(alike) < len(row.shares):
            count = {"count": len(alike), "reason": _reason(alike[0], today)}
            return ngettext("%(count)s unit: %(reason)s", "%(count)s units: %(reason)s", len(alike)) % count
        return _reason(alike[0], today)
    task, code = row.task, row.shown.reason
    due = row.due[0].due_on if row.due else task.due_on
    days = abs((due - today).days) if due else 0
    missing = len(row.missing)
    if code == "closed" and task.state != Task.CLOSED:
        return _("reported done, to be struck off")
    if code == "overdue":
        return ngettext("%(days)s day overdue", "%(days)s days overdue", days) % {"days": days}
    if code == "return_missing":
        return ngettext("%(count)s return missing", "%(count)s returns missing", missing) % {"count": missing}
    if code == "target_missed":
        return ngettext("target missed in %(count)s turn", "target missed in %(count)s turns", missing) % {
            "count": missing
        }
    if code == "due_soon":
        return (
            ngettext("due in %(days)s day", "due in %(days)s days", days) % {"days": days} if days else _("due today")
        )
    words = {
        "closed": _("struck off unfulfilled") if task.is_unfulfilled else _("struck off"),
        "target_reached": _("target reached"),
        "behind": _("behind the time passed"),
        "on_time": _("on time"),
        "no_deadline": _("no deadline"),
    }
    return words[code]


def missing_text(row: Followed) -> str:
    """Return the units that have not done a task that each does by itself, as text to paste into a group; "" for none."""
    waiting = [share.unit.short_name for share in row.shares if not share.is_settled]
    if not waiting:
        return ""
    said = {"title": row.task.title, "count": len(waiting), "units": listed(waiting)}
    if row.next_due is None:
        return _("“%(title)s”: %(count)s units are not done yet: %(units)s.") % said
    said["day"] = day_text(row.next_due, short=True)
    return _("“%(title)s”, due %(day)s: %(count)s units are not done yet: %(units)s.") % said
