"""The home visits of the demo: a few records of a pack's ``demo/visits.yaml``."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from yiben.audit.callers import SYSTEM
from yiben.ledger.actions import record_entry
from yiben.units.queries import find_unit

_NAMES = uuid.UUID("8d0f2a3e-5c61-5d0b-9a2e-1f6f0f4f7b52")


def record_visits(spec: dict[str, Any], today: date) -> int:
    """Record the visits up to today through the ordinary verb and return their number."""
    rows = [(at, dict(row)) for at, row in enumerate(spec["entries"]) if row["on"] <= today]
    for at, row in rows:
        unit, on = find_unit(row.pop("unit")), row.pop("on")
        values = {name: value if isinstance(value, list) else str(value) for name, value in row.items()}
        record_entry(
            SYSTEM,
            uid=str(uuid.uuid5(_NAMES, str(at))),
            book="home_visit",
            unit=unit,
            on=on,
            values=values,
            source={"kind": "replay"},
        )
    return len(rows)
