"""The matters of the demo, each as far as its steps go: ``demo/matters.yaml`` of a pack. Every step by who would take it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from yiben.accounts.models import Appointment
from yiben.accounts.queries import allow, caller_for
from yiben.audit.callers import SYSTEM, Caller
from yiben.disclosure.actions import Draft, begin_item, post_item
from yiben.matters.actions import Brought, Said, change_desk, hand_out_sheet, register_matter, take_in_sheet, take_step
from yiben.matters.answer_sheet import sheet_file
from yiben.matters.answers import procedure_of, step_of
from yiben.matters.models import Matter
from yiben.matters.queries import steps_of_unit
from yiben.sheets.filling import fill_cells
from yiben.sheets.opening import open_workbook
from yiben.units.queries import find_unit


def handle_matters(spec: dict[str, Any], today: date) -> list[Matter]:
    """Open the pages for residents, post what is disclosed, take every matter in and through its steps, and return the matters. Days are counted back
    from today."""
    for row in spec["desks"]:
        change_desk(SYSTEM, find_unit(row["unit"]), is_open=True, note=row["note"])
    for row in spec["disclosed"]:
        item = begin_item(SYSTEM, find_unit(row["unit"]), Draft(row["kind"], row["title"], "", row["body"]))
        if row.get("posted"):
            post_item(SYSTEM, item, until=None)
    return [_handle(row, today) for row in spec["matters"]]


def _handle(row: dict[str, Any], today: date) -> Matter:
    brought = Brought(
        title=row["title"],
        came_on=today - timedelta(days=row["ago"]),
        channel=row["channel"],
        answers=_answers(row.get("answers", {}), today),
        requester=row.get("requester", {}),
        proposers=row.get("proposers", ()),
        outside=(row["channel"], row.get("outside_number", "")),
    )
    unit = find_unit(row["unit"])
    matter = register_matter(caller_who_may(row["by"], "matter.register", unit.pk), row["procedure"], unit, brought)
    for step in row.get("steps", ()):
        matter = _step(matter, step, today)
    if "sheet" in row:
        _answer_by_sheet(matter, **row["sheet"], today=today)
    return matter


def _answer_by_sheet(matter: Matter, unit: str, by: str, backs: list[dict[str, str]], today: date) -> None:
    """Hand out the file in which a unit without an account answers, fill it in and hand it in, several times where it changed
    its mind: the last one waits to be looked at. ``{yesterday}`` is that day without its year."""
    caller, answering = caller_who_may(by, "matter.assign", matter.unit_id), find_unit(unit)
    sheet = hand_out_sheet(caller, matter, answering)
    content = sheet_file(sheet, steps_of_unit(matter, answering), [("事项", matter.title), ("编号", matter.number)])
    (page,) = open_workbook(content).sheets
    labels = {str(page.value(row, 0)): row + 1 for row in range(len(page.rows))}
    yesterday = today - timedelta(days=1)
    said = f"{yesterday.month}月{yesterday.day}日"
    for back in backs:
        cells = {f"{page.name}!B{labels[label]}": text.format(yesterday=said) for label, text in back.items()}
        take_in_sheet(caller, f"答复单 {answering.short_name}.xlsx", fill_cells(content, cells), matter=matter)


def _step(matter: Matter, row: dict[str, Any], today: date) -> Matter:
    step = step_of(procedure_of(matter.procedure), row["do"])
    helping = find_unit(row["unit"]) if "unit" in row else None
    unit_id = {"lead": matter.lead_id, "co": helping.pk if helping else None}.get(step.at, matter.unit_id)
    said = Said(
        on=today - timedelta(days=row["ago"]),
        words=row.get("words", ""),
        answers=_answers(row.get("answers", {}), today),
        lead=find_unit(row["lead"]) if "lead" in row else None,
        helpers=[find_unit(code) for code in row.get("helpers", ())],
        unit=helping,
        party=row.get("party", 0),
    )
    return take_step(caller_who_may(row["by"], step.by, unit_id), matter, step.id, said, revision=matter.revision)


def _answers(given: dict[str, Any], today: date) -> dict[str, Any]:
    """Answers as a form gives them; “-5” stands for five days ago."""
    return {
        name: (today + timedelta(days=int(value))).isoformat()
        if isinstance(value, str) and value.startswith("-") and value[1:].isdigit()
        else value
        for name, value in given.items()
    }


def caller_who_may(username: str, verb: str, unit_id: int | None) -> Caller:
    """The account acting from that of its posts which may do it."""
    held = Appointment.objects.filter(user__username=username).select_related("user", "post").order_by("pk")
    callers = [caller_for(each.user, each.post) for each in held]
    return next((each for each in callers if allow(each, verb, unit_id)), callers[0])
