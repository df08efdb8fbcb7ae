"""Collections that concern a caller, and how each unit stands with one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import timezone

from yiben.accounts.queries import units_allowed
from yiben.audit.callers import Caller
from yiben.collections.actions import ANSWER, MANAGE, layout_of, names_of
from yiben.collections.links import refuse_dead_link, secret_digest
from yiben.collections.models import AnswerLink, Collection, Returned
from yiben.documents.files import path_of
from yiben.errors import Refusal, TextProblem
from yiben.sheets.merging.answers import ReturnedFile
from yiben.sheets.merging.onscreen import AskedSheet, asked_sheets, for_unit
from yiben.units.models import Unit


@dataclass(frozen=True)
class FileStand:
    """A returned file and what merging made of it."""

    returned: Returned
    unit: str
    status: str
    deviations: tuple[Mapping[str, Any], ...]

    @property
    def asks(self) -> int:
        """How many deviations want a person's eye."""
        return sum(not each["sure"] for each in self.deviations)


State = Literal["unsigned", "owed", "late", "sent_back", "asks", "returned", "returned_late"]
"""未签收, 未报, 超期, 退回, 待核对, 已报, 迟报."""


@dataclass(frozen=True)
class UnitStand:
    """How a unit stands: the file that counts (None: nothing that counts came), whether it has taken note, and why its
    table was sent back ("" for not)."""

    unit: Unit
    file: FileStand | None
    is_signed: bool = False
    reason: str = ""

    def state(self, due_on: date, today: date) -> State:
        """Return where the unit stands on a day."""
        if self.file is not None:
            if self.file.status != "accepted":
                return "asks"
            return "returned_late" if timezone.localdate(self.file.returned.at) > due_on else "returned"
        if self.reason:
            return "sent_back"
        if today > due_on:
            return "late"
        return "owed" if self.is_signed else "unsigned"


def visible_collections(caller: Caller) -> QuerySet[Collection]:
    """Return the collections of units for which the caller sets tasks, and those that ask a unit for which it answers."""
    rows = Collection.objects.select_related("unit")
    if caller.is_system:
        return rows
    managed, answered = units_allowed(caller, MANAGE), units_allowed(caller, ANSWER)
    return rows.filter(Q(unit_id__in=managed) | Q(units__in=answered)).distinct()


def read_collection(caller: Caller, uid: str) -> Collection:
    """Return a collection that the caller may see; Refusal ``collection_unknown`` otherwise."""
    found = visible_collections(caller).filter(uid=uid).first()
    if found is None:
        raise Refusal("collection_unknown")
    return found


def manages(caller: Caller, collection: Collection) -> bool:
    """Say whether the caller looks after the collection: sees all that came, and the merged table."""
    return caller.is_system or collection.unit_id in units_allowed(caller, MANAGE)


def answering_units(caller: Caller, collection: Collection) -> list[Unit]:
    """Return the asked units for which the caller may send the table, in official order."""
    asked = collection.units.order_by("order", "code")
    return list(asked if caller.is_system else asked.filter(pk__in=units_allowed(caller, ANSWER)))


def waiting_collections(caller: Caller, unit: Unit, today: date) -> list[tuple[Collection, bool]]:
    """Return the open collections that a unit has not answered yet, soonest first, with whether each is late."""
    rows = visible_collections(caller).filter(units=unit, state=Collection.OPEN).order_by("due_on", "pk")
    return [(row, row.due_on < today) for row in rows if unit.name in row.outcome.get("missing", ())]


def file_stands(collection: Collection) -> list[FileStand]:
    """Return every file that counts or asks, in the order in which it came."""
    rows = {row.pk: row for row in collection.returned.filter(is_withdrawn=False)}
    found = [
        FileStand(rows[each["returned"]], each["unit"] or "", each["status"], tuple(each["deviations"]))
        for each in collection.outcome.get("files", ())
        if each["returned"] in rows
    ]
    return sorted(found, key=lambda each: each.returned.pk)


def left_out(collection: Collection) -> list[Returned]:
    """Return the files that do not count any more, the latest first."""
    return list(collection.returned.filter(is_withdrawn=True).select_related("unit").order_by("-pk"))


def unit_stands(collection: Collection) -> list[UnitStand]:
    """Return how each asked unit stands, in official order."""
    signed = set(collection.signed.values_list("unit_id", flat=True))
    back = {row.unit_id: row.reason for row in left_out(collection)[::-1]}
    accepted = {each.unit: each for each in file_stands(collection) if each.status == "accepted"}
    asking = {each.unit: each for each in file_stands(collection) if each.status != "superseded"}
    units = collection.units.order_by("order", "code")
    found = {unit.pk: accepted.get(unit.name) or asking.get(unit.name) for unit in units}
    return [
        UnitStand(unit, file, file is not None or unit.pk in signed, "" if file else back.get(unit.pk, ""))
        for unit in units
        for file in [found[unit.pk]]
    ]


def content_of(digest: str) -> bytes:
    """Return the bytes of a kept file."""
    return path_of(Path(settings.DOCUMENT_FOLDER), digest).read_bytes()


@dataclass(frozen=True)
class OnScreen:
    """The table of a unit as a form: its sheets, () for one that is too large or cannot be read so; ``last`` is the
    collection whose return stands beside it. ``is_own``: it is this one, and what was sent stands in the form itself."""

    sheets: tuple[AskedSheet, ...]
    last: Collection | None
    is_own: bool = False


def on_screen(collection: Collection, unit: Unit, given: Mapping[str, str] | None = None, *, rows: int = 0) -> OnScreen:
    """Return the table as a form for a unit: with what it sent to this collection in it, to be changed, else with what it
    sent to the latest one of the same unit whose layout has the same name beside it. ``given`` are figures that stand in it
    already, by place; ``rows`` is how many rows a list has at least."""
    earlier = _last_return(collection, unit)
    last = ReturnedFile(earlier.name, content_of(earlier.digest)) if earlier else None
    names = names_of(collection.units.order_by("order", "code"))
    is_own = earlier is not None and earlier.collection_id == collection.pk
    try:
        sheets = asked_sheets(layout_of(collection), names, unit.name, last, given or {}, is_own=is_own, rows=rows)
    except TextProblem:
        return OnScreen((), None)
    return OnScreen(sheets, earlier.collection if earlier else None, is_own)


def table_for(collection: Collection, unit: Unit, given: Mapping[str, str] | None = None) -> bytes:
    """Return the blank table with the unit's name where it asks for it, and the figures that are ``given`` by place."""
    return for_unit(layout_of(collection), unit.name, given or {})


def read_link(secret: str) -> AnswerLink:
    """Return the link of a secret while it can be used; ``refuse_dead_link`` otherwise."""
    found = AnswerLink.objects.select_related("collection__unit", "unit").filter(digest=secret_digest(secret)).first()
    return refuse_dead_link(found)


def _last_return(collection: Collection, unit: Unit) -> Returned | None:
    rows = Returned.objects.filter(unit=unit).select_related("collection").order_by("-at", "-pk")
    return (
        rows.filter(collection=collection).first()
        or rows.filter(collection__unit=collection.unit, collection__layout_name=collection.layout_name).first()
    )
