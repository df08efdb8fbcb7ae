"""Meetings in rows: the list, resolutions, members, periods without a meeting, the story."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yiben.catalog.queries import catalogue
from yiben.meetings.models import Meeting, MeetingStep, Membership
from yiben.meetings.queries import Rhythm, Standing
from yiben.sentences import say
from yiben.web.kit.parts import Empty, Event
from yiben.web.kit.tables import Cell, Column, Row, Table
from yiben.web.showing import day_text, listed
from yiben.web.stories import told_steps

STATES: Mapping[str, tuple[str, Any]] = {
    "planned": ("n", gettext_lazy("planned")),
    "called": ("y", gettext_lazy("called")),
    "held": ("y", gettext_lazy("minutes to be written")),
    "minuted": ("g", gettext_lazy("minutes finished")),
    "closed": ("n", gettext_lazy("filed")),
    "cancelled": ("r", gettext_lazy("called off")),
}
RESOLVED: Mapping[str, tuple[str, Any]] = {
    "noted": ("n", gettext_lazy("nothing to do")),
    "open": ("y", gettext_lazy("being carried out")),
    "reported": ("g", gettext_lazy("reported done")),
    "done": ("g", gettext_lazy("done")),
    "dropped": ("n", gettext_lazy("dropped")),
    "unfulfilled": ("r", gettext_lazy("struck off undone")),
}
ROLES = {
    "chair": gettext_lazy("chair"),
    "secretary": gettext_lazy("takes the minutes"),
    "member": gettext_lazy("member"),
}
_STEPS = {
    "plan": gettext_lazy("planned it"),
    "call": gettext_lazy("called it"),
    "move": gettext_lazy("changed time or place"),
    "told": gettext_lazy("kept who was told"),
    "agenda": gettext_lazy("changed the agenda"),
    "papers": gettext_lazy("put papers with the call"),
    "paper_off": gettext_lazy("took a paper off the call"),
    "cancel": gettext_lazy("called it off"),
    "hold": gettext_lazy("kept who came"),
    "attend": gettext_lazy("kept who came of its body"),
    "resolve": gettext_lazy("kept a resolution"),
    "finish": gettext_lazy("struck a resolution off"),
    "edit": gettext_lazy("changed the minutes by hand"),
    "drop_edits": gettext_lazy("had the minutes written anew"),
    "finish_minutes": gettext_lazy("finished the minutes"),
    "close": gettext_lazy("filed it"),
}


def kind_label(kind: str) -> str:
    """Return what a kind of meeting is called."""
    found = catalogue().meetings.get(kind)
    return found.label if found else kind


def meetings_table(rows: Iterable[Meeting]) -> Table:
    """Return meetings in rows."""
    columns = [
        Column("title", _("Meeting"), "title"),
        Column("kind", _("Kind")),
        Column("unit", _("Convened by")),
        Column("day", _("Day"), "short"),
        Column("place", _("Place"), is_minor=True),
        Column("state", _("State"), "state"),
    ]
    lines = []
    for each in rows:
        css, word = STATES[each.state]
        lines.append(
            Row(
                [
                    Cell(each.title, reverse("meeting-show", args=[each.uid])),
                    Cell(kind_label(each.kind)),
                    Cell(each.unit.short_name),
                    Cell(day_text(each.day, short=True)),
                    Cell(each.place),
                    Cell(str(word), state=css),
                ]
            )
        )
    nothing = Empty(_("No meeting in this month"), _("Plan one, or take in one that was held."))
    return Table(_("Meetings"), columns, lines, nothing)


def resolutions_table(rows: Sequence[Standing], *, with_meeting: bool = True) -> Table:
    """Return resolutions in rows, each with how it stands."""
    columns = [
        Column("text", _("Resolution"), "title"),
        Column("number", _("Resolution no."), "short"),
        Column("unit", _("Carried out by")),
        Column("due", _("Due"), "short"),
        Column("state", _("State"), "state"),
    ]
    lines = []
    for each in rows:
        made = each.resolution
        css, word = RESOLVED[each.state]
        notes = [made.meeting.title] if with_meeting else []
        if made.in_favour is not None:
            votes = {"yes": made.in_favour, "no": made.against or 0, "none": made.abstained or 0}
            notes.append(_("%(yes)s in favour, %(no)s against, %(none)s abstained") % votes)
        notes += passed_over(made.over)
        state = listed([str(word), _("late")]) if each.is_late else str(word)
        lines.append(
            Row(
                [
                    Cell(made.text, reverse("meeting-show", args=[made.meeting.uid]), note=listed(notes)),
                    Cell(made.number),
                    Cell(made.unit.short_name if made.unit else ""),
                    Cell(day_text(made.due_on, short=True) if made.due_on else ""),
                    Cell(state, state="r" if each.is_late and each.state != "done" else css),
                ]
            )
        )
    return Table(_("Resolutions"), columns, lines, Empty(_("No resolution"), ""), is_tight=True)


def members_table(rows: Sequence[Membership], *, are_named: bool) -> Table:
    """Return members in rows, those who have left among them; without names for who only reads."""
    columns = [
        Column("name", _("Name"), "title"),
        Column("role", _("Role")),
        Column("from", _("From day"), "short"),
        Column("until", _("Until"), "short"),
    ]
    lines = []
    for number, each in enumerate(rows, start=1):
        name = str(each.name.get("name", "")) if are_named else _("member %(number)s") % {"number": number}
        tags = [] if each.can_vote else [_("no vote")]
        until = day_text(each.to_day, short=True) if each.to_day else ""
        lines.append(
            Row(
                [
                    Cell(name, tags=tags),
                    Cell(str(ROLES.get(each.role, each.role))),
                    Cell(day_text(each.from_day, short=True)),
                    Cell(until),
                ]
            )
        )
    return Table(_("Members"), columns, lines, Empty(_("No member yet"), ""), is_tight=True)


def rhythm_table(rows: Sequence[Rhythm]) -> Table:
    """Return how often bodies have to meet, and the periods of the year without a meeting."""
    every = {
        "month": _("every month"),
        "quarter": _("every quarter"),
        "half": _("every half-year"),
        "year": _("every year"),
    }
    columns = [
        Column("body", _("Body"), "title"),
        Column("every", _("How often it meets")),
        Column("held", _("Held"), "number"),
        Column("missing", _("Without a meeting"), "state"),
    ]
    lines = []
    for each in rows:
        missing = listed([period_text(one, each.kind.every) for one in each.missing])
        lines.append(
            Row(
                [
                    Cell(each.body.name, reverse("meeting-body", args=[each.body.uid]), note=each.body.unit.short_name),
                    Cell(every[each.kind.every], note=each.basis, is_note_cited=True),
                    Cell(str(each.held)),
                    Cell(missing or _("none missing"), state="y" if missing else "g"),
                ]
            )
        )
    return Table(_("How often they meet"), columns, lines, Empty(_("No body has to meet so often"), ""), is_tight=True)


def period_text(period: str, every: str) -> str:
    """Return a period as people say it: a month, a quarter, a half-year, the year."""
    year, _dash, months = period.partition("-")
    first = int(months.partition("..")[0])
    if every == "month":
        return _("month %(number)s") % {"number": first}
    if every == "quarter":
        return _("quarter %(number)s") % {"number": (first + 2) // 3}
    if every == "half":
        return _("first half-year") if first == 1 else _("second half-year")
    return year


def passed_over(over: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return what a rule asked and was not so, each with the reason for going on."""
    found = []
    for each in over:
        text = say(each["code"], each["data"])
        reason = each.get("reason", "")
        found.append(_("%(what)s Because: %(reason)s") % {"what": text, "reason": reason} if reason else text)
    return found


def story_events(steps: Sequence[MeetingStep]) -> list[Event]:
    """Return the story of a meeting."""
    return told_steps(steps, _STEPS, lambda said: str(said.get("number", "")))
