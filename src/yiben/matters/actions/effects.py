"""What a step does beside moving the matter: naming who handles it, numbering, joining, splitting, answering, rating."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from yiben.audit.callers import Caller
from yiben.errors import Refusal
from yiben.matters.actions.running import extend_clock, start_clock, stop_clock
from yiben.matters.actions.writing import next_number
from yiben.matters.counting import take_counts_back
from yiben.matters.guards import those_who_brought
from yiben.matters.models import Helper, Matter, MatterClock, MatterStep
from yiben.packs.procedures import Procedure, Step
from yiben.units.models import Unit


@dataclass(frozen=True)
class Doing:
    """A step that is being taken: by whom, of which matter, with which words, on which day, for which unit."""

    caller: Caller
    matter: Matter
    procedure: Procedure
    step: Step
    words: str
    on: date
    unit: Unit | None


def apply_effects(
    doing: Doing,
    plain: Mapping[str, Any],
    lead: Unit | None,
    helpers: Sequence[Unit],
    into: Matter | None,
    until: date | None,
    party: int,
) -> dict[str, Any]:
    """Apply the effects of a step in the order in which the procedure names them; return what the story keeps of them."""
    told: dict[str, Any] = {}
    doers: Mapping[str, Callable[[], dict[str, Any]]] = {
        "assign": lambda: _assign(doing, lead, helpers),
        "transfer": lambda: _transfer(doing, lead, helpers),
        "hand_back": lambda: _hand_back(doing),
        "number": lambda: _number(doing),
        "join": lambda: _join(doing, into),
        "take_out": lambda: _take_out(doing),
        "split": lambda: _split(doing),
        "opinion": lambda: _opinion(doing),
        "urge": lambda: {"urged": doing.matter.lead.uid if doing.matter.lead else ""},
        "supervise": lambda: _supervise(doing),
        "answer": lambda: _answer(doing, party),
        "rate": lambda: _rate(doing, plain, party),
        "reopen": lambda: _reopen(doing),
        "extend": lambda: _extend(doing, until),
    }
    for effect in doing.step.effects:
        told |= doers[effect]()
    return told


def _assign(doing: Doing, lead: Unit | None, helpers: Sequence[Unit]) -> dict[str, Any]:
    assert lead is not None
    doing.matter.lead = lead
    for unit in helpers:
        _ask_help(doing, unit)
    return {"lead": lead.uid, "helpers": [unit.uid for unit in helpers]}


def _transfer(doing: Doing, lead: Unit | None, helpers: Sequence[Unit]) -> dict[str, Any]:
    before = doing.matter.lead
    if before is not None and lead == before:
        raise Refusal("values", fields=[("lead", "leads_already", {"unit": before.short_name})])
    told = _assign(doing, lead, helpers)
    return {**told, "before": before.uid if before else ""}


def _hand_back(doing: Doing) -> dict[str, Any]:
    before = doing.matter.lead
    doing.matter.lead = None
    for helper in doing.matter.helpers.filter(answered_on=None, is_released=False):
        helper.is_released = True
        helper.save(update_fields=["is_released"])
        if doing.procedure.co_clock:
            stop_clock(doing.matter, doing.procedure.co_clock, doing.on, helper)
    return {"before": before.uid if before else ""}


def _ask_help(doing: Doing, unit: Unit) -> None:
    helper, is_new = Helper.objects.get_or_create(matter=doing.matter, unit=unit, defaults={"asked_on": doing.on})
    if not is_new and (helper.is_released or helper.answered_on is not None):
        helper.is_released, helper.asked_on, helper.answered_on = False, doing.on, None
        helper.save(update_fields=["is_released", "asked_on", "answered_on"])
    if doing.procedure.co_clock:
        start_clock(doing.matter, doing.procedure, doing.procedure.co_clock, doing.on, helper)


def _number(doing: Doing) -> dict[str, Any]:
    doing.matter.number = next_number(doing.matter, doing.procedure, doing.on)
    return {"number": doing.matter.number}


def _join(doing: Doing, into: Matter | None) -> dict[str, Any]:
    """It goes into another matter of its kind, which is not itself joined to this one."""
    assert into is not None
    target = Matter.objects.select_for_update().get(pk=into.pk)
    while target.joined_to_id is not None:
        target = Matter.objects.select_for_update().get(pk=target.joined_to_id)
    if target.pk == doing.matter.pk or target.procedure != doing.matter.procedure:
        raise Refusal("values", fields=[("into", "join_impossible", {"title": target.title})])
    if target.is_done:
        raise Refusal("values", fields=[("into", "join_done", {"title": target.title})])
    doing.matter.joined_to = target
    _tell_whole(doing, target, "received_joined")
    running = doing.matter.clocks.filter(stopped_on=None).values_list("pk", flat=True)
    return {"into": target.uid, "title": target.title, "clocks": list(running)}


def _take_out(doing: Doing) -> dict[str, Any]:
    """It leaves the matter into which it went and stands where it stood; that it was joined no longer counts. Its times go on with the ends that they had: while it
    was joined the same was owed to those who brought it."""
    matter = doing.matter
    if matter.joined_to_id is None:
        raise Refusal("not_joined", title=matter.title)
    whole = Matter.objects.select_for_update().get(pk=matter.joined_to_id)
    if whole.is_done:
        raise Refusal("whole_done", title=whole.title)
    joined = matter.steps.filter(said__into=whole.uid).last()
    assert joined is not None
    left_by = doing.procedure.step(joined.step)
    if left_by is not None:
        take_counts_back(doing.caller, matter, left_by.counts, joined.on, doing.words)
    matter.joined_to, matter.state, matter.is_done, matter.closed_on = None, joined.origin, False, None
    for row in matter.clocks.filter(pk__in=joined.said.get("clocks", ()), stopped_on__gte=joined.on):
        row.stopped_on = None
        row.save(update_fields=["stopped_on"])
    _tell_whole(doing, whole, "released_joined")
    return {"out_of": whole.uid, "title": whole.title}


def _tell_whole(doing: Doing, whole: Matter, step: str) -> None:
    """Write into the story of a matter that another went into it, or left it."""
    MatterStep.objects.create(
        matter=whole,
        step=step,
        origin=whole.state,
        target=whole.state,
        on=doing.on,
        round=whole.round,
        unit=whole.unit,
        post=doing.caller.post,
        person=doing.caller.person,
        said={"matter": doing.matter.uid, "title": doing.matter.title},
    )
    whole.revision += 1
    whole.save(update_fields=["revision"])


def _split(doing: Doing) -> dict[str, Any]:
    """Every helping unit gets a matter of its own, whose times end when those of the whole do."""
    whole = doing.matter
    helpers = list(whole.helpers.filter(is_released=False, answered_on=None).select_related("unit"))
    if not helpers:
        raise Refusal("split_without_helpers", title=whole.title)
    running = list(MatterClock.objects.filter(matter=whole, helper=None, stopped_on=None))
    made = []
    for helper in helpers:
        part = Matter.objects.create(
            procedure=whole.procedure,
            title=whole.title,
            unit=whole.unit,
            lead=helper.unit,
            state=whole.state,
            channel=whole.channel,
            came_on=whole.came_on,
            due_on=whole.due_on,
            sort_on=whole.sort_on,
            answers=whole.answers,
            told=whole.told,
            parent=whole,
            source_kind="matter",
            source=whole.uid,
        )
        for row in running:
            row.pk, row.matter, row.turn = None, part, 1
            row._state.adding = True
            row.save(force_insert=True)
        MatterStep.objects.create(
            matter=part,
            step="split_off",
            target=part.state,
            on=doing.on,
            unit=whole.unit,
            post=doing.caller.post,
            person=doing.caller.person,
            said={"matter": whole.uid, "title": whole.title},
        )
        helper.is_released = True
        helper.save(update_fields=["is_released"])
        if doing.procedure.co_clock:
            stop_clock(whole, doing.procedure.co_clock, doing.on, helper)
        made.append(helper.unit.uid)
    return {"units": made}


def _opinion(doing: Doing) -> dict[str, Any]:
    helper = Helper.objects.select_for_update().get(matter=doing.matter, unit=doing.unit)
    helper.answered_on, helper.opinion = doing.on, {"words": doing.words}
    helper.save(update_fields=["answered_on", "opinion"])
    if doing.procedure.co_clock:
        stop_clock(doing.matter, doing.procedure.co_clock, doing.on, helper)
    return {}


def _supervise(doing: Doing) -> dict[str, Any]:
    doing.matter.is_supervised = True
    return {}


def _answer(doing: Doing, party: int) -> dict[str, Any]:
    """One of those who brought it is answered, or all of them that are not yet."""
    rows = those_who_brought(doing.matter)
    chosen = [rows[party - 1]] if 0 < party <= len(rows) else [] if party else rows
    if not chosen:
        raise Refusal("values", fields=[("party", "required", {})])
    for row in chosen:
        row.answered_on, row.answered_round = doing.on, doing.matter.round
        row.save(update_fields=["answered_on", "answered_round"])
    return {"answered": len(chosen), "of": len(rows)}


def _rate(doing: Doing, plain: Mapping[str, Any], party: int) -> dict[str, Any]:
    rows = those_who_brought(doing.matter)
    if rows:
        if not 0 < party <= len(rows):
            raise Refusal("values", fields=[("party", "required", {})])
        row = rows[party - 1]
        row.rating, row.rated_round = str(plain.get("rating", "")), doing.matter.round
        row.save(update_fields=["rating", "rated_round"])
    return {}


def _reopen(doing: Doing) -> dict[str, Any]:
    doing.matter.round += 1
    doing.matter.closed_on = None
    return {"round": doing.matter.round}


def _extend(doing: Doing, until: date | None) -> dict[str, Any]:
    assert doing.step.extends is not None
    row = extend_clock(doing.matter, doing.procedure, doing.step.extends, until)
    assert row.extended_from is not None
    return {"clock": row.clock, "from": row.extended_from.isoformat(), "until": row.due_on.isoformat()}
