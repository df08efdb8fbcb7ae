"""Matters in rows: the board, the story of one, its times, those who brought and those who help with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yiben.accounts.queries import people, post_titles, post_units
from yiben.disclosure.masking import mask
from yiben.matters.actions.registering import BEGUN, channels
from yiben.matters.answers import procedures
from yiben.matters.clocks import light_of
from yiben.matters.guards import those_who_brought
from yiben.matters.models import Matter, MatterStep
from yiben.matters.queries import RunningTime, Standing
from yiben.packs.definitions import Field
from yiben.packs.procedures import Procedure
from yiben.sentences import say
from yiben.units.models import Unit
from yiben.web.kit.parts import Empty, Event
from yiben.web.kit.tables import Cell, Column, Row, Table
from yiben.web.showing import day_text, listed, show_value

LIGHTS: Mapping[str, tuple[str, Any]] = {
    "red": ("r", gettext_lazy("overdue")),
    "yellow": ("y", gettext_lazy("soon due")),
    "green": ("g", gettext_lazy("in time")),
    "paused": ("n", gettext_lazy("stands still")),
    "done": ("n", gettext_lazy("stopped")),
}
_OWN_STEPS = {
    BEGUN: gettext_lazy("took it in"),
    "erased": gettext_lazy("forgot who brought it"),
    "received_joined": gettext_lazy("another matter was joined to it"),
    "released_joined": gettext_lazy("a matter that was joined to it was taken out again"),
    "forgotten": gettext_lazy("who brought it was forgotten, since its time was over"),
    "split_off": gettext_lazy("was split off"),
    "added": gettext_lazy("added something"),
    "updated": gettext_lazy("took over what the other system says"),
}


def board_columns() -> list[Column]:
    """Return the columns of a list of matters."""
    return [
        Column("title", _("Matter"), "title"),
        Column("kind", _("Kind")),
        Column("number", _("Number"), is_minor=True),
        Column("unit", _("Kept by")),
        Column("lead", _("Handled by")),
        Column("came", _("Came on"), "short", is_minor=True),
        Column("state", _("Stage"), "short"),
        Column("due", _("Due"), "state"),
    ]


def board_row(each: Matter, labels: Mapping[str, Procedure], today: date) -> Row:
    """Return a matter under ``board_columns``."""
    declared = labels.get(each.procedure)
    state = declared.state(each.state) if declared else None
    light = light_of(each.due_on, today, is_done=each.is_done)
    due = (
        Cell("")
        if each.due_on is None or each.is_done
        else Cell(day_text(each.due_on, short=True), state=LIGHTS[light][0])
    )
    return Row(
        [
            Cell(
                each.title,
                reverse("matter-show", args=[each.uid]),
                tags=[_("followed from above")] if each.is_supervised else [],
            ),
            Cell(declared.label if declared else each.procedure),
            Cell(each.number or each.outside_number),
            Cell(each.unit.short_name),
            Cell(each.lead.short_name if each.lead else "", is_missing=each.lead is None and not each.is_done),
            Cell(day_text(each.came_on, short=True)),
            Cell(state.label if state else each.state),
            due,
        ]
    )


def labels() -> dict[str, Procedure]:
    """Return the procedures by id."""
    return {each.id: each for each in procedures()}


def nothing_here() -> Empty:
    """Return what a list of matters says when it is empty."""
    return Empty(
        _("No matter here"), _("Take one in, or take a filter off."), reverse("matter-index"), _("Clear filters")
    )


def times_table(clocks: Sequence[RunningTime]) -> Table:
    """Return the clocks of a matter: what runs until when, by which text, what was extended or stood still."""
    columns = [
        Column("clock", _("Time limit"), "title"),
        Column("due", _("Until"), "short"),
        Column("state", _("State"), "state"),
    ]
    words = {"days": _("%(count)s days"), "workdays": _("%(count)s working days"), "months": _("%(count)s months")}
    rows = []
    for each in clocks:
        row = each.row
        css, word = LIGHTS[each.light]
        notes = [words[row.measure] % {"count": row.count}]
        if row.extended_from:
            notes.append(_("extended from %(day)s") % {"day": day_text(row.extended_from, short=True)})
        if row.paused:
            notes.append(_("stood still for %(count)s") % {"count": row.paused})
        if row.basis:
            notes.append(row.basis)
        if row.is_provisional:
            notes.append(_("provisional"))
        if row.helper_id and row.helper:
            notes.insert(0, row.helper.unit.short_name)
        stopped = str(word)
        if row.stopped_on:
            ended = _("ended %(day)s, in time") if row.stopped_on <= row.due_on else _("ended %(day)s, late")
            stopped = ended % {"day": day_text(row.stopped_on, short=True)}
        rows.append(
            Row(
                [
                    Cell(each.label, note=listed(notes)),
                    Cell(day_text(row.due_on, short=True)),
                    Cell(stopped, state=css),
                ]
            )
        )
    return Table(_("Time limits"), columns, rows, Empty(_("No time runs"), ""), is_tight=True)


def parties_table(matter: Matter, declared: Procedure) -> Table:
    """Return those who brought a matter and those of what was joined to it: who has an answer, what they say of it."""
    is_answered_each = any("answer" in step.effects for step in declared.steps)
    columns = [Column("name", _("Brought by"), "title")]
    if is_answered_each:
        columns += [Column("answer", _("Answer"), "state"), Column("rating", _("Says"))]
    ratings = {"satisfied": _("satisfied"), "fairly": _("fairly satisfied"), "not_satisfied": _("not satisfied")}
    rows = []
    for number, each in enumerate(those_who_brought(matter), start=1):
        is_answered = each.answered_round >= matter.round
        answer = day_text(each.answered_on, short=True) if is_answered and each.answered_on else _("not yet")
        cells = [Cell(f"{number}. {each.name.get('name', '')}")]
        if is_answered_each:
            cells.append(Cell(answer, state="g" if is_answered else "y"))
            cells.append(Cell(ratings.get(each.rating, each.rating) if each.rated_round == matter.round else ""))
        rows.append(Row(cells))
    return Table(_("Brought by"), columns, rows, Empty(_("Nobody"), ""), is_tight=True)


def helpers_table(matter: Matter) -> Table:
    """Return the units that help: what each said and when."""
    columns = [Column("unit", _("Helps"), "title"), Column("state", _("State"), "state"), Column("says", _("Opinion"))]
    rows = []
    for each in matter.helpers.filter(is_released=False).select_related("unit"):
        told = day_text(each.answered_on, short=True) if each.answered_on else _("not yet")
        cells = [Cell(each.unit.short_name), Cell(told, state="g" if each.answered_on else "y")]
        rows.append(Row([*cells, Cell(str(each.opinion.get("words", "")))]))
    return Table(_("Units that help"), columns, rows, Empty(_("None"), ""), is_tight=True)


def answers_said(matter: Matter, declared: Procedure) -> list[tuple[str, str]]:
    """Return what a matter says, as (question, answer), in the order of its procedure."""
    return _said(declared.fields, {**matter.answers, **matter.told})


def story_events(standing: Standing, steps: Sequence[MatterStep], *, is_public: bool = False) -> list[Event]:
    """Return the story of a matter. ``is_public``: only what the one who brought it reads, without who did it."""
    declared = standing.procedure
    who, posts = people({each.person for each in steps}), post_titles({each.post for each in steps})
    units = _units_said(steps)
    homes = {} if is_public else post_units({each.post for each in steps})
    events = []
    for each in steps:
        step = declared.step(each.step)
        is_told = each.step in (BEGUN, "added") or bool(step and (step.to_requester or step.at == "requester"))
        if is_public and not is_told and not (step and step.to):
            continue
        label = step.done if step else str(_OWN_STEPS.get(each.step, each.step))
        over = listed([say(one["code"], one["data"]) for one in each.over])
        words = str(each.told.get("words", "")) if is_told or not is_public else ""
        said = [("", mask(words).text if is_public else words)] if words else []
        fields = step.asks if step and (is_told or not is_public) else ()
        said += _said(fields, {**each.said, **{k: v for k, v in each.told.items() if k != "words"}})
        events.append(
            Event(
                at=each.at,
                what=label
                if not (each.unit and step and step.at != "keeper" and not is_public)
                else f"{each.unit.short_name} {label}",
                who=_teller(each, is_public) or who.get(each.person, "") or (_("by a link") if each.by_link else ""),
                post="" if is_public else posts.get(each.post, ""),
                reason=_("Passed over: %(what)s Because: %(reason)s") % {"what": over, "reason": each.over[0]["reason"]}
                if over and not is_public
                else "",
                note="" if is_public else _note(each, units, homes),
                said=said,
                is_current=each is steps[-1],
            )
        )
    return events


def _teller(step: MatterStep, is_public: bool) -> str:
    """Who did something, as the one who brought the matter reads it: they themselves, or the unit."""
    if not is_public:
        return ""
    is_own = step.unit is None or (step.by_link and step.step == BEGUN)
    return _("You") if is_own or step.unit is None else step.unit.short_name


def channel_label(matter: Matter) -> str:
    """Return how a matter came, in words."""
    return channels().get(matter.channel, matter.channel)


def _said(fields: Iterable[Field], values: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [
        (each.label, show_value(each, values[each.id], {}))
        for each in fields
        if values.get(each.id) not in (None, "", [])
    ]


def _units_said(steps: Iterable[MatterStep]) -> dict[str, str]:
    uids: set[str] = set()
    for each in steps:
        uids |= {str(each.said[name]) for name in ("lead", "before", "urged") if each.said.get(name)}
        uids |= {str(uid) for name in ("helpers", "units") for uid in each.said.get(name, ())}
    return {unit.uid: unit.short_name for unit in Unit.objects.filter(uid__in=uids)}


def _note(step: MatterStep, units: Mapping[str, str], homes: Mapping[str, int]) -> str:
    """What a step did beside moving the matter, in words; ``homes`` are the units of posts."""
    said, told = step.said, []
    if step.unit_id is not None and homes.get(step.post, step.unit_id) != step.unit_id:
        told.append(_("filled in on behalf of the unit"))
    told += _of_sheet(said)
    if step.on != timezone.localdate(step.at):
        told.append(_("of %(day)s") % {"day": day_text(step.on, short=True)})
    if said.get("lead"):
        told.append(_("handled by %(unit)s") % {"unit": units.get(said["lead"], "")})
    if said.get("helpers"):
        told.append(_("with %(units)s") % {"units": listed([units.get(uid, "") for uid in said["helpers"]])})
    if said.get("units"):
        told.append(listed([units.get(uid, "") for uid in said["units"]]))
    if said.get("number"):
        told.append(str(said["number"]))
    if said.get("until"):
        told.append(_("now until %(day)s") % {"day": day_text(date.fromisoformat(said["until"]))})
    if said.get("title"):
        told.append(str(said["title"]))
    if said.get("answered"):
        told.append(_("%(count)s of %(all)s answered") % {"count": said["answered"], "all": said["of"]})
    if step.step == BEGUN and said.get("channel"):
        told.append(channels().get(said["channel"], ""))
    return listed(told)


def _of_sheet(said: Mapping[str, Any]) -> list[str]:
    """What is told of a step that was taken from an answer sheet."""
    told = [_("from the answer sheet that came back")] if said.get("sheet") else []
    if said.get("changed"):
        told.append(_("mended when it was taken: %(labels)s") % {"labels": listed(said["changed"])})
    return told


def supervision_cells(number: int, each: Matter, labels: Mapping[str, Procedure], today: date) -> list[str]:
    """Return a matter under the headings of the supervision ledger: where it came from, how far it has come."""
    declared = labels.get(each.procedure)
    state = declared.state(each.state) if declared else None
    steps = list(each.steps.exclude(step=BEGUN))
    told = next(
        (str(one.told["words"]) for one in reversed(steps) if one.step not in ("urge",) and one.told.get("words")), ""
    )
    urged = [day_text(one.on, short=True) for one in steps if one.step == "urge"]
    light = LIGHTS[light_of(each.due_on, today, is_done=each.is_done)]
    source = " ".join(filter(None, [declared.label if declared else "", each.number]))
    helping = each.helpers.filter(is_released=False).select_related("unit")
    return [
        str(number),
        each.title,
        source,
        str(each.told.get("given_by", "")),
        each.lead.name if each.lead else each.unit.name,
        "、".join(one.unit.name for one in helping),
        "",
        day_text(each.due_on) if each.due_on else "",
        "",
        told,
        _("urged on %(days)s") % {"days": listed(urged)} if urged else "",
        "",
        f"{state.label if state else each.state} {light[1] if each.due_on else ''}".strip(),
    ]
