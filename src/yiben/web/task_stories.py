"""What happened to a task: who set, changed, returned, passed on or struck it off, and why."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from yiben.accounts.queries import people, post_titles
from yiben.tasks.models import Task, TaskEvent, TaskReturn
from yiben.units.queries import short_names
from yiben.web.kit.parts import Change, Event
from yiben.web.showing import comma, listed, turn_text


def tell_task(task: Task) -> list[Event]:
    """Return the story of a task, latest first, each return with what it said."""
    events, returns = list(task.events.all()), list(task.returns.all())
    who = people({event.person for event in events})
    posts = post_titles({event.post for event in events})
    units = short_names({uid for event in events for uid in _uids(event)})
    waiting = iter(returns)
    steps = []
    for event in events:
        told = next(waiting, None) if event.verb == "returned" else None
        steps.append(
            Event(
                at=event.at,
                what=_what(event, units),
                who=who.get(event.person, ""),
                post=posts.get(event.post, ""),
                changes=_changes(event, units),
                reason=str(event.detail.get("reason") or event.detail.get("note") or ""),
                said=_said(told) if told else (),
            )
        )
    return steps[::-1]


def _said(told: TaskReturn) -> list[tuple[str, str]]:
    parts = [("", told.progress), (_("Problems"), told.problems), (_("Next steps"), told.next_steps)]
    return [(heading, text) for heading, text in parts if text]


def _what(event: TaskEvent, units: Mapping[str, str]) -> str:
    detail = event.detail
    words = {
        "set": pgettext("task story", "set the task"),
        "changed": pgettext("task story", "changed the task"),
        "closed": pgettext("task story", "struck it off unfulfilled")
        if detail.get("unfulfilled")
        else pgettext("task story", "struck it off"),
        "reopened": pgettext("task story", "took it up again"),
        "dropped": pgettext("task story", "dropped it"),
        "delegated": _("passed it on to %(unit)s") % {"unit": units.get(str(detail.get("to")), "")},
        "returned": _("sent the return for %(slot)s") % {"slot": turn_text(str(detail.get("slot") or ""))},
    }
    if event.verb == "returned" and detail.get("unit") in units:
        said = words["returned"]
        words["returned"] = _("%(unit)s: %(task)s") % {"unit": units[str(detail["unit"])], "task": said}
    done = _("reported it done") if detail.get("done") else ""
    return comma().join(part for part in (words.get(event.verb, event.verb), done) if part)


def _changes(event: TaskEvent, units: Mapping[str, str]) -> list[Change]:
    labels = {
        "title": _("Task"),
        "unit": _("Lead unit"),
        "co_units": _("Co-units"),
        "lead_leader": _("Lead leader"),
        "contact": _("Contact"),
        "phase": _("Phase"),
        "starts_on": _("First day"),
        "due_on": _("Last day"),
        "recurrence": _("Recurrence"),
        "target": _("Target"),
    }
    before: Mapping[str, Any] = event.detail.get("before", {})
    return [
        Change(labels[name], *(_written(each, units) for each in pair))
        for name, pair in before.items()
        if name in labels
    ]


def _written(value: Any, units: Mapping[str, str]) -> str:
    parts = value if isinstance(value, list) else [value]
    return listed(str(units.get(str(each), each)) for each in parts if each not in ("", None)) or "—"


def _uids(event: TaskEvent) -> list[str]:
    detail = event.detail
    before = detail.get("before", {})
    changed = [*before.get("unit", []), *(uid for uids in before.get("co_units", []) for uid in uids)]
    return [str(uid) for uid in [detail.get("to"), detail.get("unit"), *changed] if uid]
