"""The reporting duties of the demo: ``demo/duties.yaml`` of a pack."""

from __future__ import annotations

from datetime import date
from typing import Any

from yiben.audit.callers import SYSTEM
from yiben.reports.duties.actions import begin_duty, hand_in, take
from yiben.reports.duties.queries import turns_of
from yiben.units.months import first_day, month_of, month_plus
from yiben.units.queries import find_unit


def owe_reports(spec: dict[str, Any], today: date) -> int:
    """Begin the reporting duties so many months back, have some units hand in for the latest turn, and return how many
    duties there are."""
    for row in spec["duties"]:
        begins = first_day(month_plus(month_of(today), -int(row["months"])))
        units = {code: find_unit(code) for code in row["units"]}
        duty = begin_duty(
            SYSTEM,
            report=row["report"],
            unit=find_unit(row["unit"]),
            units=list(units.values()),
            every=row["every"],
            due_days=row["due_days"],
            begins_on=begins,
            note=row["note"],
        )
        latest, *before = turns_of(duty, today)
        for turn in before:
            for unit in units.values():
                take(SYSTEM, hand_in(SYSTEM, duty, unit, turn.period))
        for code in row["handed_in"]:
            hand_in(SYSTEM, duty, units[code], latest.period)
    return len(spec["duties"])
