"""What a roll may hold of a person: read as typed, locked, opened, masked."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from datetime import date
from typing import Any

from yiben.packs.addresses import ADDRESS as ADDRESS
from yiben.packs.addresses import address_text
from yiben.packs.definitions import Field, FieldType, Roll
from yiben.packs.id_numbers import masked as masked_number
from yiben.packs.id_numbers import read_number
from yiben.packs.reading_numbers import read_date
from yiben.packs.reading_private import read_phone
from yiben.packs.refused import half_width, storable_text
from yiben.vault.opening import unlock

MOST_NAME = 60
_SEXES = {"男": "male", "女": "female", "male": "male", "female": "female"}
_BORN = Field(id="birth_date", label="birth_date", type=FieldType.DATE)
_PHONE = Field(id="phone", label="phone", type=FieldType.PHONE)
_PRIVATE_USE = {0xE863: 0x4DAE}
"""䶮 as older input methods write it (GBK's private use; GB 18030-2005 gives it its own place)."""

Problem = tuple[str, str, dict[str, object]]


@dataclass(frozen=True)
class Particulars:
    """A person as a roll knows them; "" stands for what is not known. ``sex`` male or female, ``born`` an ISO day."""

    name: str = ""
    sex: str = ""
    born: str = ""
    id_number: str = ""
    phone: str = ""
    estate: str = ""
    building: str = ""
    entrance: str = ""
    room: str = ""

    @property
    def birth_date(self) -> date | None:
        """The day of birth, None when it is not known."""
        return date.fromisoformat(self.born) if self.born else None

    @property
    def address(self) -> str:
        """The address as it is read."""
        return address_text(dict(zip(ADDRESS, self.address_parts, strict=True)))

    @property
    def address_parts(self) -> tuple[str, str, str, str]:
        """Estate, building, entrance, room."""
        return self.estate, self.building, self.entrance, self.room

    @property
    def shown_number(self) -> str:
        """The identity number as lists show it."""
        return masked_number(self.id_number)

    @property
    def shown_phone(self) -> str:
        """The telephone number as lists show it: three digits in front, four behind."""
        return re.sub(r"(?<=.{3}).(?=.{4})", "*", self.phone) if len(self.phone) > 7 else "*" * len(self.phone)

    @property
    def shown_address(self) -> str:
        """The address as lists show it: the estate alone."""
        return self.estate + ("***" if any(self.address_parts[1:]) else "")

    @property
    def same(self) -> str:
        """By what a double without a number is found: name and birth date; "" when one is missing."""
        return f"{self.name}|{self.born}" if self.name and self.born else ""

    def filled_from(self, other: Particulars) -> Particulars:
        """Return these particulars, what is not known taken from another's."""
        return Particulars(
            **{each.name: getattr(self, each.name) or getattr(other, each.name) for each in fields(self)}
        )


NAMES = tuple(each.name for each in fields(Particulars))


def read_particulars(roll: Roll, typed: Mapping[str, str], today: date) -> tuple[Particulars, list[Problem]]:
    """Return what a form gives for a roll, and what is wrong with it, by field. What the roll does not ask is not read.

    Keys: name, sex, birth_date, id_number, phone, and the parts of an address. Sex and birth date that the number says are
    filled in, and have to agree with what was typed.
    """
    problems: list[Problem] = []
    given = {key: str(value).strip() for key, value in typed.items() if str(value).strip()}
    found = Particulars(name=read_name(given.get("name", "")))
    if len(found.name) > MOST_NAME:
        problems.append(("name", "too_long", {"length": len(found.name), "max": MOST_NAME}))
    if roll.asked("sex") and "sex" in given:
        found = replace(found, sex=_SEXES.get(given["sex"], ""))
    if roll.asked("birth_date") and "birth_date" in given:
        found = _with_birth_date(found, given["birth_date"], today, problems)
    if roll.asked("phone") and "phone" in given:
        phone = read_phone(_PHONE, given["phone"])
        if isinstance(phone, str):
            found = replace(found, phone=phone)
        else:
            problems.append(("phone", "bad_phone", {}))
    if roll.asked("address"):
        parts = {name: storable_text(given.get(name, ""), keep_breaks=False)[:60] for name in ADDRESS}
        found = replace(found, **parts)
    if roll.asked("id_number") and "id_number" in given:
        found = _with_number(found, given["id_number"], today, problems)
    problems += _missing(roll, found, {name for name, _code, _data in problems})
    return found, problems


def read_name(text: str) -> str:
    """Return a name as it is kept: composed, without blanks at its ends, rare characters in their own places."""
    return " ".join(storable_text(text.translate(_PRIVATE_USE), keep_breaks=False).split())


def to_json(particulars: Particulars) -> str:
    """Return particulars as they are locked: what is not known is left out."""
    return json.dumps({key: value for key, value in asdict(particulars).items() if value}, ensure_ascii=False)


def open_particulars(locked: str, uid: str) -> Particulars:
    """Return the particulars of a person's row; those of an erased one are all empty."""
    return Particulars(**json.loads(unlock(locked, place_of("person", uid)))) if locked else Particulars()


def open_notes(locked: str, kind: str, uid: str) -> dict[str, Any]:
    """Return what is locked with a membership or a change."""
    found: dict[str, Any] = json.loads(unlock(locked, place_of(kind, uid))) if locked else {}
    return found


def place_of(kind: str, uid: str) -> str:
    """Return the place to which a locked column of this room is bound."""
    return f"rolls_{kind}/{uid}"


def _with_birth_date(found: Particulars, typed: str, today: date, problems: list[Problem]) -> Particulars:
    read = read_date(_BORN, typed)
    if not isinstance(read, str):
        problems.append(("birth_date", "bad_date", {"typed": typed[:20]}))
    elif date.fromisoformat(read) > today:
        problems.append(("birth_date", "day_in_future", {"on": read, "today": today.isoformat()}))
    else:
        return replace(found, born=read)
    return found


def _with_number(found: Particulars, typed: str, today: date, problems: list[Problem]) -> Particulars:
    read = read_number(half_width(typed))
    if isinstance(read, str):
        problems.append(("id_number", read, {}))
        return found
    if read.born > today:
        problems.append(("id_number", "id_date", {}))
        return found
    if found.born and found.born != read.born.isoformat():
        problems.append(("birth_date", "id_says_other_birth", {"on": read.born.isoformat()}))
    if found.sex and found.sex != read.sex:
        problems.append(("sex", "id_says_other_sex", {}))
    return replace(found, id_number=read.text, born=read.born.isoformat(), sex=read.sex)


def _missing(roll: Roll, found: Particulars, wrong: set[str]) -> list[Problem]:
    said = {"name": found.name, "sex": found.sex, "birth_date": found.born, "id_number": found.id_number}
    said |= {"phone": found.phone, "address": found.estate}
    return [
        ("estate" if each.ask == "address" else each.ask, "required", {})
        for each in roll.asks
        if (each.required or each.ask == "name") and not said[each.ask] and each.ask not in wrong
    ]
