"""What somebody has typed into the form of a book: read from a request, a draft or an entry."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.http import QueryDict

from yiben.ledger.models import Draft
from yiben.ledger.queries import Reading
from yiben.packs.addresses import ADDRESS
from yiben.packs.definitions import Book, Field, FieldType
from yiben.packs.reading_numbers import read_date
from yiben.packs.values import value_to_form

PREFIX = "v."
"""Stands before field ids in the names of inputs, so that a field may be called ``unit`` or ``day``."""
OTHER_DAY = "other"
MOST_ROWS = 60
"""Rows of a small table that a form takes."""
SEVERAL = frozenset({FieldType.MULTICHOICE})
_DAY = Field(id="occurred_on", label="occurred_on", type=FieldType.DATE)

Typed = str | list[str] | dict[str, str] | list[dict[str, str]]


@dataclass(frozen=True)
class Answers:
    """The answers exactly as typed. ``uid`` becomes the entry's id; ``unit`` and ``partners`` are unit uids;
    ``day`` is an ISO day of the quick choice or ``other``, then ``other_day`` holds what was typed. ``task`` is the uid
    of the task that it is done for.
    """

    uid: str
    unit: str
    day: str
    other_day: str = ""
    partners: tuple[str, ...] = ()
    values: Mapping[str, Typed] = field(default_factory=dict)
    evidence: tuple[str, ...] = ()
    is_late_confirmed: bool = False
    reason: str = ""
    task: str = ""

    @property
    def is_blank(self) -> bool:
        """Whether nothing was typed but unit and day, which a form proposes."""
        return not (self.evidence or self.partners or any(_says(value) for value in self.values.values()))

    @property
    def on(self) -> date | None:
        """The day of the fact, None when none was typed or it cannot be read."""
        text = self.other_day if self.day in ("", OTHER_DAY) else self.day
        read = read_date(_DAY, text)
        return date.fromisoformat(read) if isinstance(read, str) else None

    @property
    def day_typed(self) -> str:
        """What stands in the field for another day."""
        return self.other_day if self.day in ("", OTHER_DAY) else ""


def takes_several(item: Field) -> bool:
    """Say whether an answer to the field is a list."""
    return item.type in SEVERAL or (item.type is FieldType.UNIT and item.many)


def new_uid() -> str:
    """Return a new id for an entry to be."""
    return str(uuid.uuid4())


def blank_answers(unit: str, day: date) -> Answers:
    """Return the answers of a form that was just opened."""
    return Answers(uid=new_uid(), unit=unit, day=day.isoformat())


def read_answers(book: Book, data: QueryDict) -> Answers:
    """Return what a form sent. Fields that the book does not have are not looked at."""
    values: dict[str, Typed] = {}
    for item in book.fields:
        typed = _typed(item, data)
        if typed:
            values[item.id] = typed
    return Answers(
        uid=data.get("uid", ""),
        unit=data.get("unit", ""),
        day=data.get("day", ""),
        other_day=data.get("other_day", "").strip(),
        partners=tuple(dict.fromkeys(data.getlist("partners"))),
        values=values,
        evidence=tuple(dict.fromkeys(data.getlist("evidence"))),
        is_late_confirmed=data.get("late") == "1",
        reason=data.get("reason", ""),
        task=data.get("task", ""),
    )


def _typed(item: Field, data: QueryDict) -> Typed:
    """What a form says of a field, empty for nothing."""
    name = PREFIX + item.id
    if item.type is FieldType.FILE:
        kept = [each for each in data.getlist(name) if each]  # a browser sends a file that was not chosen as ""
        return kept[:1] if item.separate else ""
    if item.type is FieldType.ADDRESS and name not in data:
        parts = {part: data.get(f"{name}.{part}", "").strip() for part in ADDRESS}
        return {part: text for part, text in parts.items() if text}
    if item.columns and name not in data:
        rows = [
            {column.id: data.get(f"{name}.{row}.{column.id}", "").strip() for column in item.columns}
            for row in range(MOST_ROWS)
        ]
        return [row for row in rows if any(row.values())]
    if item.type is FieldType.TABLE:
        return _rows(data.get(name, ""))
    if item.roll:  # picked one by one, or typed in one line
        return "、".join(data.getlist(name))
    return data.getlist(name) if takes_several(item) else data.get(name, "")


def answers_of_draft(draft: Draft) -> Answers:
    """Return what a draft keeps."""
    kept: dict[str, Any] = draft.fields
    return Answers(
        uid=draft.uid,
        unit=draft.unit.uid,
        day=kept.get("day", ""),
        other_day=kept.get("other_day", ""),
        partners=tuple(kept.get("partners", ())),
        values=kept.get("values", {}),
        evidence=tuple(draft.evidence),
        task=kept.get("task", ""),
    )


def draft_fields(answers: Answers) -> dict[str, Any]:
    """Return what a draft keeps of the answers. A quick choice of a day is kept as that day."""
    on = answers.on.isoformat() if answers.on else answers.day_typed
    typed = {"partners": list(answers.partners), "values": dict(answers.values), "task": answers.task}
    return {"day": OTHER_DAY, "other_day": on, **typed}


def draft_title(draft: Draft, book: Book) -> str:
    """Return what a draft is about, in its own words as far as they are typed: the title of its book, else the first text."""
    values: dict[str, Any] = draft.fields.get("values", {})
    texts = [each.id for each in book.fields if each.type in (FieldType.TEXT, FieldType.LONGTEXT)]
    names = [book.title, *texts] if book.title else texts
    said = (values.get(name) for name in names)
    return next((each.strip()[:60] for each in said if isinstance(each, str) and each.strip()), "")


def answers_of_entry(reading: Reading) -> Answers:
    """Return an entry's content as its form would be filled, under a new id."""
    unit = reading.entry.unit
    own = unit.uid if unit else ""
    fields = reading.book.fields if reading.book else ()
    values = {item.id: value_to_form(item, reading.values[item.id]) for item in fields if item.id in reading.values}
    return Answers(
        uid=new_uid(),
        unit=own,
        day=OTHER_DAY,
        other_day=reading.entry.occurred_on.isoformat(),
        partners=tuple(uid for uid in reading.credited if uid != own),
        values=values,
        evidence=tuple(kept.digest for kept in reading.evidence),
    )


def _rows(text: str) -> Typed:
    """A table typed or pasted as lines with tabs, headings first; JSON passes as it is."""
    lines = [line.split("\t") for line in text.splitlines() if line.strip()]
    if text.lstrip().startswith("[") or len(lines) < 2:
        return text
    return [dict(zip(lines[0], line, strict=False)) for line in lines[1:]]


def _says(typed: Any) -> bool:
    """Whether a field was filled; one of several inputs where any of them was."""
    if isinstance(typed, Mapping):
        return any(_says(each) for each in typed.values())
    if isinstance(typed, str):
        return bool(typed.strip())
    return any(_says(each) for each in typed) if isinstance(typed, Sequence) else bool(typed)
