"""The form of a roll: what it asks and nothing else, the consent it needs, each with what was typed and what is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yiben.audit.callers import Caller
from yiben.packs.definitions import Book, Field, FieldType, Roll
from yiben.packs.reading_numbers import read_date
from yiben.rolls.actions.people import Consent
from yiben.rolls.particulars import ADDRESS, Particulars
from yiben.rolls.queries import names_to_pick
from yiben.rolls.wording import PARTICULARS, SEXES
from yiben.units.models import Unit
from yiben.web.kit.fields import Choice, Group, Question, loose
from yiben.web.roll_rows import strokes_text

_DAY = Field(id="day", label="day", type=FieldType.DATE)
_HINTS = {
    "id_number": gettext_lazy("Only where it is really needed. Birth date and sex are read from it."),
}


def labels() -> dict[str, str]:
    """Return what each particular is called, for the sentences about what was typed wrongly."""
    return {name: str(label) for name, label in PARTICULARS.items()}


def roll_questions(roll: Roll, typed: Mapping[str, str], wrong: Mapping[str, list[str]]) -> list[Question]:
    """Return the questions of what a roll asks of a person, in its order; an address in four parts."""
    found: list[Question] = []
    for each in roll.asks:
        if each.ask == "address":
            found += [_part(name, typed, wrong, is_required=each.required and name == "estate") for name in ADDRESS]
            continue
        is_required = each.required or each.ask == "name"
        if each.ask == "sex":
            chosen = typed.get("sex", "")
            choices = [Choice(value, str(label), value == chosen) for value, label in SEXES.items()]
            choices.append(Choice("", _("not filled in"), not chosen))
            found.append(
                Question(
                    "sex",
                    "sex",
                    str(PARTICULARS["sex"]),
                    "radios",
                    groups=loose(choices),
                    problems=wrong.get("sex", ()),
                )
            )
            continue
        found.append(
            Question(
                each.ask,
                each.ask,
                str(PARTICULARS[each.ask]),
                "date" if each.ask == "birth_date" else "text",
                typed=typed.get(each.ask, ""),
                is_required=is_required,
                problems=wrong.get(each.ask, ()),
                hint=str(_HINTS.get(each.ask, "")),
                mode="tel" if each.ask == "phone" else "text",
                longest=60,
            )
        )
    return found


def consent_questions(roll: Roll, typed: Mapping[str, str], wrong: Mapping[str, list[str]]) -> list[Question]:
    """Return the questions about the consent; none for a roll that a statute orders."""
    if roll.basis != "consent":
        return []
    return [
        Question(
            "consent_on",
            "consent_on",
            _("Consent given on"),
            "date",
            typed=typed.get("consent_on", ""),
            is_required=True,
            problems=wrong.get("consent_on", ()),
        ),
        Question(
            "is_separate",
            "is_separate",
            _("Separate consent for sensitive data was given (always needed under 14)"),
            "tick",
            typed=typed.get("is_separate", ""),
            problems=wrong.get("is_separate", ()),
        ),
        Question(
            "guardian",
            "guardian",
            _("Guardian (under 14)"),
            "text",
            typed=typed.get("guardian", ""),
            problems=wrong.get("guardian", ()),
            longest=60,
        ),
        Question(
            "relation", "relation", _("The guardian's relation"), "text", typed=typed.get("relation", ""), longest=20
        ),
    ]


def read_consent(data: QueryDict) -> Consent:
    """Return the consent that a form tells of."""
    return Consent(
        on=read_day(data.get("consent_on", "")),
        is_separate=data.get("is_separate") == "1",
        guardian=data.get("guardian", ""),
        relation=data.get("relation", ""),
    )


def read_day(text: str) -> date | None:
    """Return a day as typed, None when there is none or it cannot be read."""
    read = read_date(_DAY, text) if text.strip() else None
    return date.fromisoformat(read) if isinstance(read, str) else None


def typed_of(who: Particulars) -> dict[str, str]:
    """Return particulars as the form shows them."""
    parts = dict(zip(ADDRESS, who.address_parts, strict=True))
    said = {"name": who.name, "sex": who.sex, "birth_date": who.born, "id_number": who.id_number, "phone": who.phone}
    return {**said, **parts}


def _part(name: str, typed: Mapping[str, str], wrong: Mapping[str, list[str]], *, is_required: bool) -> Question:
    return Question(
        name,
        name,
        str(PARTICULARS[name]),
        "text",
        typed=typed.get(name, ""),
        is_required=is_required,
        problems=wrong.get(name, ()),
        longest=60,
    )


def roll_picks(caller: Caller, book: Book, unit: Unit, today: date) -> dict[str, list[Group]]:
    """Return who can be picked for the fields of a book that name a roll, under headings of strokes, by field."""
    found: dict[str, list[Group]] = {}
    for item in book.fields:
        if item.roll is None:
            continue
        groups: dict[str, Group] = {}
        for strokes, name in names_to_pick(caller, item.roll, unit.pk, today):
            heading = strokes_text(strokes)
            groups.setdefault(heading, Group(heading, [])).choices.append(Choice(name, name))
        found[item.id] = list(groups.values())
        if len(groups) == 1:  # one group alone would stand open, however many are in it
            found[item.id].append(Group("", []))
    return found
