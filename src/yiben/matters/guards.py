"""What has to hold before a step: every condition looked at, each that does not hold as a code with its data.

A rule of law gives its verdict; it is kept with the step. What the statute itself forbids is forbidden; the rest may be
passed over with a reason, visibly.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from yiben.audit.callers import Caller
from yiben.matters.clocks import is_late
from yiben.matters.models import Matter, Party
from yiben.packs.procedures import Needed, Procedure, Step
from yiben.rules.calendars import WorkCalendar
from yiben.rules.laws import judge

NOT_WELL = "not_satisfied"
"""The rating that says: not solved."""


@dataclass(frozen=True)
class Unmet:
    """A condition that does not hold. ``may_pass``: with a reason it is passed over."""

    code: str
    data: Mapping[str, Any] = field(default_factory=dict)
    may_pass: bool = True


@dataclass(frozen=True)
class Attempt:
    """A step about to be taken: by whom, on which day, with which answers and how many papers."""

    caller: Caller
    on: date
    answers: Mapping[str, Any]
    papers: int
    work: WorkCalendar
    layers: tuple[str, ...] = ()


def unmet(matter: Matter, procedure: Procedure, step: Step, attempt: Attempt) -> list[Unmet]:
    """Return every condition of a step that does not hold, the parts of a split matter among them."""
    found = [each for need in step.needs if (each := _look(matter, procedure, need, attempt)) is not None]
    if "hand_back" in step.effects:
        found = [replace(each, code="hand_back_late") if each.code == "clock_ran_out" else each for each in found]
    target = procedure.state(step.to) if step.to else None
    if target is not None and target.kind == "done":
        open_parts = matter.parts.filter(is_done=False).count()
        if open_parts:
            found.append(Unmet("parts_open", {"count": open_parts}))
    return found


def those_who_brought(matter: Matter) -> list[Party]:
    """Return all who have to be answered: those of the matter and of every matter joined to it."""
    whole = [matter.pk, *_joined(matter)]
    return list(Party.objects.filter(matter_id__in=whole).order_by("matter_id", "order"))


def _joined(matter: Matter) -> list[int]:
    found: list[int] = []
    level = [matter.pk]
    while level:
        level = list(Matter.objects.filter(joined_to_id__in=level).exclude(pk__in=found).values_list("pk", flat=True))
        found += level
    return found


def _look(matter: Matter, procedure: Procedure, need: Needed, attempt: Attempt) -> Unmet | None:
    if need.what == "all_answered":
        open_ones = [each for each in those_who_brought(matter) if each.answered_round < matter.round]
        return Unmet("not_all_answered", {"count": len(open_ones)}, need.may_pass) if open_ones else None
    if need.what == "co_answered":
        waiting = matter.helpers.filter(answered_on=None, is_released=False).select_related("unit")
        units = [each.unit.short_name for each in waiting]
        return Unmet("helpers_silent", {"units": units}, need.may_pass) if units else None
    if need.what == "other_person":
        last = matter.steps.filter(step=need.of).last()
        is_same = last is not None and bool(last.person) and last.person == attempt.caller.person
        named = procedure.step(need.of or "")
        return Unmet("same_person", {"step": named.label if named else ""}, need.may_pass) if is_same else None
    if need.what == "papers":
        return None if attempt.papers else Unmet("paper_missing", {}, need.may_pass)
    if need.what == "clock_running":
        row = matter.clocks.filter(helper=None, clock=need.of).last()
        clock = procedure.clock(need.of or "")
        is_over = row is not None and is_late(row, attempt.on)
        data = {"clock": clock.label if clock else "", "due": row.due_on.isoformat() if row else ""}
        return Unmet("clock_ran_out", data, need.may_pass) if is_over else None
    if need.what == "rated_well":
        bad = any(each.rating == NOT_WELL and each.rated_round == matter.round for each in those_who_brought(matter))
        rated = matter.steps.filter(step="rate", round=matter.round).last()
        is_bad = bad or (rated is not None and rated.said.get("rating") == NOT_WELL)
        return Unmet("not_solved", {}, need.may_pass) if is_bad else None
    if need.what == "joined_none":
        count = matter.joined.count()
        return Unmet("has_joined", {"count": count}, need.may_pass) if count else None
    return _look_at_rule(matter, need, attempt)


def _look_at_rule(matter: Matter, need: Needed, attempt: Attempt) -> Unmet | None:
    given = {
        name: {**matter.answers, **attempt.answers}.get(value[1:]) if value.startswith("@") else value
        for name, value in need.given.items()
    }
    verdict = judge(
        need.of or "",
        {name: value for name, value in given.items() if value is not None},
        attempt.on,
        layers=attempt.layers,
        work=attempt.work,
    )
    if verdict.outcome == "pass" or (verdict.outcome == "na" and verdict.code == "rule_not_in_force"):
        return None
    data = {"basis": verdict.basis, "verdict": verdict.code, **verdict.computed}
    return Unmet("law_" + verdict.code, data, need.may_pass or verdict.outcome == "warn")
