"""How rows of this room are written: always locked, always with a note of who did it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from yiben.audit.actions import log
from yiben.audit.callers import Caller
from yiben.rolls.models import Person, PersonChange, Token
from yiben.rolls.particulars import Particulars, place_of, to_json
from yiben.units.models import new_uid
from yiben.vault.actions import indexed, locker

ID_NUMBER, SAME = "rolls.id_number", "rolls.same"
"""Purposes of blind indexes: an index of one is of no use for another."""


def keep(person: Person, who: Particulars) -> None:
    """Write a person's particulars, locked, with the indexes by which doubles are found."""
    person.locked = locker().lock(to_json(who), place_of("person", person.uid))
    person.id_index = indexed(who.id_number, ID_NUMBER) if who.id_number else ""
    person.same_index = indexed(who.same, SAME) if who.same else ""
    person.save()


def locked_notes(kind: str, uid: str, notes: Mapping[str, Any]) -> str:
    """Return notes locked for a row; "" for none."""
    said = {key: value for key, value in notes.items() if value}
    return locker().lock(json.dumps(said, ensure_ascii=False), place_of(kind, uid)) if said else ""


def note(caller: Caller, person: Person, verb: str, roll: str = "", **notes: Any) -> None:
    """Write down what was done to a person; old values and reasons are locked, and the log names no value at all."""
    uid = new_uid()
    PersonChange.objects.create(
        person=person,
        uid=uid,
        by_person=caller.person,
        by_post=caller.post,
        verb=verb,
        roll=roll,
        locked=locked_notes("change", uid, notes),
    )
    log(caller, f"roll.{verb}", person.uid, **({"roll": roll} if roll else {}))


def token_for(person: Person, purpose: str) -> str:
    """Return what the ledger knows a person by for a purpose, made at its first use."""
    known = Token.objects.filter(person=person, purpose=purpose).order_by("pk").first()
    return (known or Token.objects.create(person=person, purpose=purpose)).token
