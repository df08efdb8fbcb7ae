"""Days and times typed into a form that is no book's."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time

from django.utils import timezone

from yiben.errors import Refusal
from yiben.packs.definitions import Field, FieldType
from yiben.packs.reading_numbers import read_date, read_time
from yiben.packs.refused import Refused


def typed_day(data: Mapping[str, str], name: str) -> date | None:
    """Return the day that was typed, None for none; refuses (``values``) what is no day, beside its field."""
    text = data.get(name, "").strip()
    if not text:
        return None
    read = read_date(Field(id="day", label=name, type=FieldType.DATE), text)
    if isinstance(read, Refused):
        raise Refusal("values", fields=[(name, read.code, dict(read.data))])
    return date.fromisoformat(str(read))


def typed_moment(data: Mapping[str, str], name: str, usual: time) -> datetime | None:
    """Return the instant of ``<name>_on`` and ``<name>_at``, None without a day; without a time the ``usual`` one."""
    day = typed_day(data, f"{name}_on")
    if day is None:
        return None
    text, hour = data.get(f"{name}_at", "").strip(), usual
    if text:
        read = read_time(Field(id="time", label=name, type=FieldType.TIME), text)
        if isinstance(read, Refused):
            raise Refusal("values", fields=[(f"{name}_at", read.code, dict(read.data))])
        hour = time.fromisoformat(str(read))
    return timezone.make_aware(datetime.combine(day, hour))
