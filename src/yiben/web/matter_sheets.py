"""Answer sheets on their way to a page: what stands above the questions, and what came back as the step's form takes it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from yiben.disclosure.masking import mask
from yiben.matters.answer_sheet import DAY, STEP, WORDS, Filled, asked_of
from yiben.matters.answers import procedure_of
from yiben.matters.models import HandlerSheet, Matter
from yiben.packs.fields import Field, FieldType
from yiben.packs.procedures import Step
from yiben.packs.questions import answers_to_form, read_answers
from yiben.packs.reading_numbers import read_date
from yiben.sheets.days import nearest_day
from yiben.web.answers import PREFIX, takes_several
from yiben.web.matter_rows import answers_said
from yiben.web.showing import day_text

_DAY = Field(id="day", label=DAY, type=FieldType.DATE)


@dataclass(frozen=True)
class CameBack:
    """A sheet as it came back: the step it names (None: none that its unit can take now), the form filled, labels of rows that
    this step does not ask; ``dated``: what each day was taken for that was written otherwise than a form takes it, as (label,
    as typed, day)."""

    step: Step | None
    sent: QueryDict
    beside: Sequence[str]
    dated: Sequence[tuple[str, str, date]] = ()


def about_sheet(sheet: HandlerSheet) -> list[tuple[str, str]]:
    """Return what the unit has to know, as (label, text). The file leaves the house: nothing of who brought the matter stands
    in it, and particulars of people in what was written are hidden; the place stays as it is, since it has to be found."""
    matter = sheet.matter
    declared = procedure_of(matter.procedure)
    state = declared.state(matter.state)
    number = " ".join(filter(None, [matter.number, matter.outside_number]))
    told = [("事项", mask(matter.title).text), ("编号", number), ("来件单位", matter.unit.name)]
    told += [("答复单位", sheet.unit.name), ("现在环节", state.label if state else matter.state)]
    whole = matter.parent
    told.insert(1, ("分自", f"{mask(whole.title).text} {whole.number}".strip() if whole else ""))
    due = _due(sheet)
    told.append(("限期", day_text(due) if due else ""))
    places = {each.label for each in declared.fields if each.type is FieldType.PLACE}
    said = answers_said(matter, declared)
    told += [(label, text if label in places else mask(text).text) for label, text in said]
    return [(label, text) for label, text in told if text]


def came_back(filled: Filled, steps: Sequence[Step], around: date, chosen: str = "") -> CameBack:
    """Return a returned sheet as the form of its step; ``chosen``: the step that somebody chose instead of what it says. A day
    without a year is the one nearest to ``around``, the day on which the file came back."""
    named = filled.step.replace(" ", "")
    step = next((each for each in steps if each.id == chosen), None)
    step = step or next((each for each in steps if each.label == named), None)
    sent, answers = QueryDict(mutable=True), dict(filled.answers)
    dated: list[tuple[str, str, date]] = []
    sent["words"], sent["on"] = filled.words, _dated(_DAY, filled.day, around, dated)
    sent["do"] = step.id if step else ""
    for field in asked_of(step) if step else ():
        typed = answers.pop(field.label, "")
        if typed:
            typed = _dated(field, typed, around, dated) if field.type is FieldType.DATE else typed
            value = as_form(field, typed)
            sent.setlist(PREFIX + field.id, value if isinstance(value, list) else [value])
    return CameBack(step, sent, tuple(answers), dated)


def as_form(field: Field, typed: str) -> Any:
    """Return what was typed into a cell as the form of the field gives it; what cannot be read stays as it was typed."""
    plain, private, problems = read_answers([field], {field.id: typed})
    if problems:
        return [typed] if takes_several(field) else typed
    return answers_to_form([field], {**plain, **private}).get(field.id, "")


def mended(back: CameBack, sent: QueryDict) -> list[str]:
    """Return the labels of what was changed on the page after the file had been read."""
    found = []
    if back.step is None or sent.get("do", "") != back.step.id:
        found.append(STEP)
    found += [label for name, label in (("on", DAY), ("words", WORDS)) if _bare(sent, name) != _bare(back.sent, name)]
    for field in asked_of(back.step) if back.step else ():
        name = PREFIX + field.id
        if _bare(sent, name) != _bare(back.sent, name):
            found.append(field.label)
    return found


def since_then(sheet: HandlerSheet, matter: Matter) -> str:
    """Return a remark when something happened to the matter after the sheet had been handed out, else nothing."""
    if sheet.revision == matter.revision:
        return ""
    day = day_text(sheet.made_on, short=True)
    return _(
        "The matter has a step more than on %(day)s, when the sheet was handed out; look whether the answer still fits."
    ) % {"day": day}


def _due(sheet: HandlerSheet) -> Any:
    """The day by which the unit has to answer: that of its own time where it helps, else of the matter."""
    helping = sheet.matter.clocks.filter(helper__unit=sheet.unit, stopped_on=None).order_by("due_on").first()
    return helping.due_on if helping else sheet.matter.due_on


def _dated(field: Field, typed: str, around: date, dated: list[tuple[str, str, date]]) -> str:
    """A day as a form takes it; what had to be understood is noted down, what is no day stays as it was typed."""
    read = read_date(field, typed) if typed else ""
    if isinstance(read, str):
        return read
    found = nearest_day(typed, around)
    if found is None:
        return typed
    dated.append((field.label, typed, found))
    return found.isoformat()


def _bare(sent: QueryDict, name: str) -> list[str]:
    return [each.replace("\r\n", "\n").strip() for each in sent.getlist(name) if each.strip()]
