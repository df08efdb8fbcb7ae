"""People on the demo's rolls. All names are invented, and the numbers begin with a place that does not exist."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from yiben.audit.callers import SYSTEM
from yiben.packs.id_numbers import check_character
from yiben.rolls.actions.people import Consent, put_on_roll
from yiben.rolls.actions.standing import take_off_roll
from yiben.units.queries import find_unit

NOWHERE = "990101"
"""No place has this code: a number that begins with it is nobody's."""


def enrol_people(spec: dict[str, Any], today: date) -> int:
    """Put the people of a file on their rolls, as they would have joined in the year before, and return how many stand
    there. ``born`` and ``order`` make an identity number where a person has one."""
    for index, row in enumerate(spec["people"]):
        on = today - timedelta(days=30 + index * 7)
        typed = {key: str(value) for key, value in row.items() if key not in ("rolls", "order", "left")}
        if "order" in row:
            first = f"{NOWHERE}{typed['birth_date'].replace('-', '')}{row['order']:03d}"
            typed["id_number"] = first + check_character(first)
        consent = Consent(on, True, str(row.get("guardian", "")), str(row.get("relation", "")))
        for roll in row["rolls"]:
            made = put_on_roll(SYSTEM, roll, find_unit(spec["unit"]), typed, on=on, consent=consent)
            if row.get("left"):
                take_off_roll(SYSTEM, made.uid, on=on, reason="搬走")
    return len(spec["people"])
