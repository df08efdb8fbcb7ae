"""What has to hold before an entry may ask for its number: day, units, values, evidence."""

from __future__ import annotations

import re
import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone

from yiben.audit.callers import Caller
from yiben.catalog.queries import catalogue, current_book
from yiben.errors import Refusal
from yiben.ledger.checks.recording import impossible
from yiben.ledger.models import Evidence
from yiben.ledger.queries import read_evidence
from yiben.packs.definitions import Book
from yiben.packs.values import read_values
from yiben.rolls.actions.keeping import token_for
from yiben.rolls.models import Person
from yiben.rolls.queries import names_on_roll, standing_then
from yiben.units.models import Unit
from yiben.units.queries import find_unit

FieldProblem = tuple[str, str, dict[str, object]]
RollNames = dict[tuple[str, int], dict[str, list[tuple[Person, date]]]]
"""The people on rolls by what names them, by roll and unit."""
_PARTED = re.compile(r"[、,，;；\n]")


@dataclass(frozen=True)
class Checked:
    """Values that passed: canonical plain and private ones, the book and its version."""

    book: Book
    version: int
    values: dict[str, Any]
    private: dict[str, Any]
    credited: tuple[str, ...]
    subjects: tuple[tuple[str, str], ...] = ()

    @property
    def said(self) -> dict[str, Any]:
        """What of a proposal follows from them."""
        return {
            "book": self.book.id,
            "book_version": self.version,
            "credited": self.credited,
            "values": self.values,
            "private": self.private,
            "subjects": self.subjects,
            "definition": self.book,
        }


def check_entry(
    caller: Caller,
    *,
    book_id: str,
    unit: Unit,
    on: date | None,
    raw: Mapping[str, object],
    partners: Sequence[str],
    evidence: Sequence[str],
    erased: Collection[str] = (),
) -> Checked:
    """Return the checked values, or raise Refusal ``values`` with every problem beside its field.

    ``partners`` are the uids of further units to which the entry is credited (联办). What was ``erased`` of a record need
    not be told again when it is corrected.
    """
    book, version = current_book(book_id)
    problems: list[FieldProblem] = []
    read = read_values(book, raw, known_unit=known_unit)
    problems += [
        (problem.field, problem.code, dict(problem.data))
        for problem in read.problems
        if not (problem.code == "required" and problem.field in erased)
    ]
    problems += day_problems(unit, on)
    if not problems:
        problems += [(each.field, each.code, dict(each.data)) for each in impossible(book, read.plain, on)]
    hosts = {each.uid: each for each in Unit.objects.filter(uid__in=list(partners))} if partners else {}
    for uid in partners:
        host = hosts.get(uid)
        if host is None:
            problems.append(("credited", "unit_unknown", {"text": uid}))
        elif on is not None and not _is_there(host, on):
            problems.append(("credited", "unit_not_there", _there(host, on)))
    for name in evidence:
        if not Evidence.objects.filter(digest=name).exists():
            problems.append(("evidence", "evidence_unknown", {}))
        else:
            read_evidence(caller, name)
    problems += _files_apart(book, read.private, evidence)
    named, unnamed = people_named(book, read.private, unit, on or timezone.localdate())
    problems += unnamed
    if problems:
        raise Refusal("values", fields=problems)
    hosts_uids = tuple(sorted({unit.uid, *partners}))
    return Checked(book, version, read.plain, read.private, hosts_uids, subjects_named(named))


def _files_apart(book: Book, private: Mapping[str, Any], evidence: Sequence[str]) -> list[FieldProblem]:
    """The fields with a file of their own whose file is none of the entry's."""
    return [
        (item.id, "bad_file", {"label": item.label})
        for item in book.fields
        if item.separate and not set(private.get(item.id, ())) <= set(evidence)
    ]


def people_named(
    book: Book, private: Mapping[str, Any], unit: Unit, on: date, known: RollNames | None = None
) -> tuple[list[tuple[str, str, Person]], list[FieldProblem]]:
    """Return (field, roll, person) for everybody whom the fields that name a roll name, and who did not stand on it on the
    day.

    Names are parted by 、 or a comma; one that several bear is told by the end of the telephone number (``names_on_roll``).
    ``known`` keeps the names of rolls while many entries are read.
    """
    rolls = {} if known is None else known
    found: list[tuple[str, str, Person]] = []
    problems: list[FieldProblem] = []
    for item in book.fields:
        if item.roll is None or item.id not in private:
            continue
        if (item.roll, unit.pk) not in rolls:
            rolls[item.roll, unit.pk] = names_on_roll(item.roll, unit.pk)
        for text in dict.fromkeys(part.strip() for part in _PARTED.split(str(private[item.id])) if part.strip()):
            people = standing_then(rolls[item.roll, unit.pk].get(text, ()), on)
            if len(people) == 1:
                found.append((item.id, item.roll, people[0]))
            else:
                code = "person_ambiguous" if people else "person_not_on_roll"
                problems.append((item.id, code, {"label": item.label, "typed": text[:40]}))
    return found, problems


def subjects_named(named: Sequence[tuple[str, str, Person]]) -> tuple[tuple[str, str], ...]:
    """Return (field, token) for the people whom ``people_named`` found."""
    return tuple(dict.fromkeys((name, token_for(person, roll)) for name, roll, person in named))


def require_recording_unit(unit: Unit) -> None:
    """Refuse a unit of a kind that keeps no books, such as a partner organisation."""
    kind = catalogue().kinds.get(unit.kind)
    if kind is not None and not kind.can_record:
        raise Refusal("unit_keeps_no_books", unit=unit.name)


def read_uid(text: str) -> str:
    """Return a client's id in its canonical form. Refuses what is no UUID."""
    try:
        return str(uuid.UUID(text))
    except (ValueError, AttributeError, TypeError) as problem:
        raise Refusal("id_invalid") from problem


def known_unit(text: str) -> str | None:
    """Return the uid of the one unit of that uid, code, name, short name or alias; None when there is not just one."""
    try:
        return find_unit(text).uid
    except Refusal:
        return None


def day_problems(
    unit: Unit, on: date | None, *, may_lie_ahead: bool = False, today: date | None = None
) -> list[FieldProblem]:
    """Return what is wrong with the day of an entry: none, one that lies ahead, one on which the unit was not there.
    ``today`` is given where many are looked at."""
    if on is None:
        return [("occurred_on", "required", {})]
    today = today or timezone.localdate()
    if on > today and not may_lie_ahead:
        return [("occurred_on", "day_in_future", {"on": on.isoformat(), "today": today.isoformat()})]
    if not _is_there(unit, on):
        return [("occurred_on", "unit_not_there", _there(unit, on))]
    return []


def _is_there(unit: Unit, on: date) -> bool:
    return unit.founded_on <= on and (unit.closed_on is None or on <= unit.closed_on)


def _there(unit: Unit, on: date) -> dict[str, object]:
    return {"unit": unit.name, "on": on.isoformat(), "founded_on": unit.founded_on.isoformat()}
