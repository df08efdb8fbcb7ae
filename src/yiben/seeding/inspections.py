"""Ticks, rounds and assessments of the demo, each as far as it goes: ``demo/inspections.yaml`` of a pack."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from yiben.assessments.actions import (
    AssessmentPlan,
    Proof,
    appeal,
    begin_assessment,
    judge_unit,
    open_assessment,
    publish_draft,
    review_unit,
    score_self,
    tick_standard,
    untick_standard,
)
from yiben.assessments.computing import scores
from yiben.assessments.declared import schemes
from yiben.assessments.models import Assessed, Assessment
from yiben.inspections.actions import (
    RoundPlan,
    Sampling,
    Seen,
    correct_visit,
    draw_sample,
    hand_on,
    open_round,
    plan_round,
    record_visit,
    visit_again,
)
from yiben.inspections.declared import questions_of
from yiben.inspections.models import Round, Visit
from yiben.seeding.matters import caller_who_may
from yiben.units.queries import find_unit


def inspect_and_assess(spec: dict[str, Any], today: date) -> None:
    """Tick the checklists, go the rounds, assess the units. Days are counted back from today."""
    for row in spec["ticks"]:
        unit = find_unit(row["unit"])
        caller = caller_who_may(row["by"], "checklist.tick", unit.pk)
        on = today - timedelta(days=row["ago"])
        for item, note in row["items"].items():
            tick_standard(caller, unit, row["checklist"], item, Proof(on, note))
    for row in spec["unticked"]:
        unit = find_unit(row["unit"])
        caller = caller_who_may(row["by"], "checklist.tick", unit.pk)
        untick_standard(caller, unit, row["checklist"], row["item"], row["reason"])
    for row in spec["rounds"]:
        _go(row, today)
    for row in spec["assessments"]:
        _assess(row, today)


def _go(row: dict[str, Any], today: date) -> None:
    unit = find_unit(row["unit"])
    caller = caller_who_may(row["by"], "inspection.lead", unit.pk)
    plan = RoundPlan(
        title=row["title"],
        checklist=row["checklist"],
        begins_on=today - timedelta(days=row["begins"]),
        ends_on=today - timedelta(days=row["ends"]),
        approval=row.get("approval", "").format(year=today.year),
        unapproved=row.get("unapproved", ""),
        is_announced=not row.get("unannounced", False),
    )
    made = plan_round(caller, unit, plan)
    draw_sample(caller, made, Sampling(row["size"], row["seed"]), revision=made.revision)
    made.refresh_from_db()
    made = open_round(caller, made, revision=made.revision)
    for visit, said in zip(list(made.visits.order_by("order")), row["visits"], strict=False):
        _visit(caller_who_may(row["by"], "inspection.visit", unit.pk), made, visit, said, today)


def _visit(caller: Any, row: Round, visit: Visit, said: dict[str, Any], today: date) -> None:
    done = record_visit(caller, visit, _seen(row, said, today), revision=visit.revision)
    if "corrected" in said:
        right = said["corrected"]
        done = correct_visit(caller, done, _seen(row, right, today), reason=right["reason"], revision=done.revision)
    for answer in done.answers.filter(answer="no") if said.get("hand") else ():
        hand_on(caller, answer)
    if "again" in said:
        again = visit_again(caller, done)
        record_visit(caller, again, _seen(row, said["again"], today), revision=again.revision)


def _seen(row: Round, said: dict[str, Any], today: date) -> Seen:
    answers = {item.id: "yes" for item in questions_of(row.checklist).items} | said["answers"]
    return Seen(today - timedelta(days=said["ago"]), answers, said.get("notes", {}), note=said.get("note", ""))


def _assess(row: dict[str, Any], today: date) -> Assessment:
    unit = find_unit(row["unit"])
    caller = caller_who_may(row["by"], "assessment.lead", unit.pk)
    scheme = next(each for each in schemes() if each.id == row["scheme"])
    data = scheme.model_dump(mode="json", exclude_defaults=True) | {"ranks": row["ranks"]}
    plan = AssessmentPlan(
        title=row["title"].format(year=today.year),
        period=row["period"].format(year=today.year),
        scheme=data,
        units=[find_unit(code) for code in row["units"]],
        assessors=[find_unit(code) for code in row["assessors"]],
    )
    made = begin_assessment(caller, unit, plan)
    made = open_assessment(caller, made, revision=made.revision)
    for code, said in row["self"].items():
        who = caller_who_may(said["by"], "assessment.answer", find_unit(code).pk)
        score_self(who, _row(made, code), {item: str(points) for item, points in said["points"].items()})
    items = [each.id for each in scheme.items if each.how == "judgement"]
    for code, points in row["judged"].items():
        for (office, username), given in zip(row["assessors"].items(), points, strict=True):
            by = find_unit(office)
            judging = caller_who_may(username, "assessment.score", by.pk)
            judge_unit(
                judging, _row(made, code), by, dict.fromkeys(items, str(given)), dict.fromkeys(items, row["reason"])
            )
    for code in row["units"]:
        _review(caller, _row(made, code), row)
    made.refresh_from_db()
    made = publish_draft(caller, made, over=row["over"], revision=made.revision)
    said = row["appeal"]
    who = caller_who_may(said["by"], "assessment.answer", find_unit(said["unit"]).pk)
    appeal(who, _row(made, said["unit"]), said["item"], said["words"])
    return made


def _review(caller: Any, assessed: Assessed, row: dict[str, Any]) -> None:
    """Review a unit: what has no figure gets the points that the file says, with its reason."""
    points, reasons = {}, {}
    for score in scores(assessed.assessment, [assessed])[assessed.pk]:
        reasons[score.item.id] = "按台账和清单计算" if score.claimed is not None else ""
        if score.stands is None:
            points[score.item.id], reasons[score.item.id] = str(row["missing"]), row["missing_reason"]
    review_unit(caller, assessed, points, reasons)


def _row(made: Assessment, code: str) -> Assessed:
    return made.assessed.select_related("unit", "assessment__unit").get(unit__code=code)
