"""Answer sheets of units without an account: handed out, come back by whatever way, looked at, taken as a step."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from yiben.audit import hooks
from yiben.audit.actions import log
from yiben.audit.callers import Caller
from yiben.errors import Conflict, Refusal
from yiben.ledger import papers as kept_files
from yiben.ledger.papers import Paper, paper_bytes
from yiben.matters.actions.linking import require_handling, unit_for_step
from yiben.matters.actions.stepping import Said, lock, take
from yiben.matters.answer_sheet import Filled, read_file
from yiben.matters.answers import procedure_of, step_of
from yiben.matters.models import EarlierSheetFile, HandlerSheet, Matter, MatterPaper
from yiben.matters.queries import steps_of_unit
from yiben.units.models import Unit

SUPERSEDED = "（已被后一份取代）"
"""Before the name of a file whose place a later one took."""


@transaction.atomic
def hand_out_sheet(caller: Caller, matter: Matter, unit: Unit) -> HandlerSheet:
    """Make a sheet in which a unit that leads or helps answers, and return it. Refuses ``matter_sheet_nothing`` when the
    unit has no step to take."""
    kept = lock(matter)
    hooks.require(caller, "matter.assign", kept.unit_id)
    require_handling(kept, unit)
    if not steps_of_unit(kept, unit):
        raise Refusal("matter_sheet_nothing", title=kept.title, unit=unit.short_name)
    sheet = HandlerSheet.objects.create(matter=kept, unit=unit, revision=kept.revision, post=caller.post)
    log(caller, "matter.sheet", kept.uid, unit=unit.uid)
    return sheet


@transaction.atomic
def take_in_sheet(caller: Caller, name: str, data: bytes, *, matter: Matter | None = None) -> HandlerSheet:
    """Keep a file that came back until somebody has looked at it, and return its sheet. A newer file of the same sheet takes
    the older one's place while nobody has taken it; the older one is kept beside it, superseded.

    Refuses what ``read_file`` refuses; ``matter_sheet_other`` for one of another matter than ``matter``;
    ``matter_sheet_taken`` and ``matter_sheet_again`` for one that came before; ``matter_sheet_moved_on`` when the matter
    asks nothing of its unit any more. Whose matter the caller may not read is not told.
    """
    filled = read_file(data, name)
    sheet = HandlerSheet.objects.select_related("matter__unit", "matter__lead", "unit", "step").get(uid=filled.sheet)
    kept = lock(sheet.matter)
    if not hooks.allow(caller, "matter.assign", kept.unit_id):
        raise Refusal("matter_sheet_foreign", name=name)
    if matter is not None and kept.pk != matter.pk:
        raise Refusal("matter_sheet_other", name=name, title=kept.title)
    sheet = (
        HandlerSheet.objects.select_for_update(of=("self",)).select_related("matter", "unit", "step").get(pk=sheet.pk)
    )
    refuse_stale(sheet, kept, name)
    file = kept_files.keep_papers([Paper(name, data)], "file")[0]
    if sheet.digest == file.digest and sheet.came_on is not None:
        raise Refusal("matter_sheet_again", name=name, day=sheet.came_on.isoformat())
    if sheet.is_waiting and sheet.came_at is not None:
        EarlierSheetFile.objects.create(
            sheet=sheet,
            name=sheet.name,
            digest=sheet.digest,
            media_type=sheet.media_type,
            size=sheet.size,
            came_at=sheet.came_at,
        )
        log(caller, "matter.sheet_superseded", kept.uid, unit=sheet.unit.uid)
    sheet.name, sheet.digest, sheet.media_type, sheet.size = file.name, file.digest, file.media_type, file.size
    sheet.came_at = timezone.now()
    sheet.save()
    log(caller, "matter.sheet_back", kept.uid, unit=sheet.unit.uid)
    return sheet


def refuse_stale(sheet: HandlerSheet, matter: Matter, name: str) -> None:
    """Refuse a sheet that was taken already, and one whose unit has nothing to say any more as the matter stands."""
    declared = procedure_of(matter.procedure)
    if sheet.step is not None:
        step = declared.step(sheet.step.step)
        day = timezone.localdate(sheet.step.at).isoformat()
        raise Refusal("matter_sheet_taken", name=name, day=day, step=step.label if step else sheet.step.step)
    handles = matter.lead_id == sheet.unit_id or matter.helpers.filter(unit=sheet.unit, is_released=False).exists()
    if not handles or not steps_of_unit(matter, sheet.unit):
        state = declared.state(matter.state)
        raise Refusal(
            "matter_sheet_moved_on",
            name=name,
            title=matter.title,
            state=state.label if state else matter.state,
            unit=sheet.unit.short_name,
        )


def filled_in(file: HandlerSheet | EarlierSheetFile) -> Filled:
    """Return what stands in the file of a sheet that came back, or in one that it superseded."""
    return read_file(paper_bytes(file.digest, file.name), file.name)


@transaction.atomic
def take_sheet(
    caller: Caller, sheet: HandlerSheet, name: str, said: Said, *, revision: int, changed: Sequence[str] = ()
) -> Matter:
    """Take what a returned sheet says as a step of its unit, filled in on its behalf; the file lies with the step, and so do
    earlier ones that it superseded, marked as such.
    ``changed``: the labels of what was mended after the file had been read, which the story tells.

    Refuses what ``take_step`` refuses, ``matter_sheet_gone`` for one that does not wait any more, and a step that is not
    its unit's.
    """
    kept = lock(sheet.matter)
    hooks.require(caller, "matter.assign", kept.unit_id)
    row = HandlerSheet.objects.select_for_update(of=("self",)).select_related("matter", "unit").get(pk=sheet.pk)
    if not row.is_waiting:
        raise Refusal("matter_sheet_gone")
    if kept.revision != revision:
        raise Conflict("matter_changed", title=kept.title)
    step = step_of(procedure_of(kept.procedure), name)
    unit = unit_for_step(kept, step, row.unit)
    taken = take(caller, kept, step, said, unit, beside={"sheet": row.uid, "changed": list(changed)})
    row.step = taken.steps.filter(step=step.id).last()
    row.save(update_fields=["step"])
    assert row.step is not None
    MatterPaper.objects.create(
        matter=taken, step=row.step, name=row.name, digest=row.digest, size=row.size, media_type=row.media_type
    )
    for each in row.earlier.all():
        name = f"{SUPERSEDED}{each.name}"[-120:]
        MatterPaper.objects.create(
            matter=taken, step=row.step, name=name, digest=each.digest, size=each.size, media_type=each.media_type
        )
    return taken


@transaction.atomic
def put_sheet_aside(caller: Caller, sheet: HandlerSheet) -> None:
    """Take a file that came back out of what waits; the sheet itself may come back once more."""
    hooks.require(caller, "matter.assign", sheet.matter.unit_id)
    row = HandlerSheet.objects.select_for_update(of=("self",)).get(pk=sheet.pk)
    if not row.is_waiting:
        raise Refusal("matter_sheet_gone")
    row.came_at, row.name, row.digest, row.media_type, row.size = None, "", "", "", 0
    row.save()
    log(caller, "matter.sheet_aside", sheet.matter.uid, unit=sheet.unit.uid)
