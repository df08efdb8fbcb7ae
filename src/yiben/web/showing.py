"""How stored values are written on a page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from yiben.ledger.queries import Reading, hidden_fields
from yiben.packs.definitions import Field, FieldType
from yiben.reports.wording import grouped
from yiben.units.queries import short_names

NOTHING = "—"


@dataclass(frozen=True)
class ShownValue:
    """A value of an entry: the field's label and the text; ``note`` says why there is none."""

    field: str
    label: str
    text: str
    note: str = ""


def day_text(day: date, *, short: bool = False) -> str:
    """Return a day in the reader's language; ``short`` leaves the current year out."""
    if short and day.year == timezone.localdate().year:
        return month_day_text(day)
    return _("%(year)s-%(month)02d-%(day)02d") % {"year": day.year, "month": day.month, "day": day.day}


def month_day_text(day: date) -> str:
    """Return a day without its year."""
    return _("%(month)s/%(day)s") % {"month": day.month, "day": day.day}


def moment_text(moment: datetime) -> str:
    """Return an instant as day and minute of the instance's time zone."""
    local = timezone.localtime(moment)
    return f"{day_text(local.date(), short=True)} {local:%H:%M}"


def month_text(month: int) -> str:
    """Return a month yyyymm in the reader's language."""
    return _("%(month)s/%(year)s") % {"year": month // 100, "month": month % 100}


def unit_names(readings: Iterable[Reading]) -> dict[str, str]:
    """Return the short names of all units that the entries name: recorders, hosts and unit fields."""
    uids: set[str] = set()
    for reading in readings:
        uids.update(reading.credited)
        for each in reading.book.fields if reading.book else ():
            if each.type is FieldType.UNIT:
                value = reading.values.get(each.id, [])
                uids.update([value] if isinstance(value, str) else value)
    return short_names(uids)


def show_value(item: Field, value: Any, names: Mapping[str, str]) -> str:
    """Return a canonical value as people write it, a dash when there is none."""
    if value is None or value in ("", []):
        return NOTHING
    if item.type.is_number:
        return grouped(value, item.measure_word)
    if item.type is FieldType.YESNO:
        return _("yes") if value else _("no")
    if item.type is FieldType.PERCENT:
        return f"{value['n']}/{value['d']}"
    if item.type is FieldType.DATE:
        return day_text(date.fromisoformat(value))
    if item.type is FieldType.TABLE:
        return "\n".join("，".join(f"{head}：{cell}" for head, cell in row.items()) for row in value)
    parts = value if isinstance(value, list) else [value]
    return "、".join(_one(item, str(part), names) for part in parts)


def show_entry(caller: Any, reading: Reading, names: Mapping[str, str]) -> list[ShownValue]:
    """Return the values of an entry in the order of its book; empty fields are left out, hidden ones are named."""
    hidden = hidden_fields(caller, reading)
    shown: list[ShownValue] = []
    for item in reading.book.fields if reading.book else ():
        if item.type is FieldType.FILE:
            continue
        if item.id in reading.erased:
            erased = _("Erased by record no. %(seq)s.") % {"seq": reading.erased[item.id]}
            shown.append(ShownValue(item.id, item.label, NOTHING, erased))
        elif item.id in hidden and item.id in reading.values:
            shown.append(ShownValue(item.id, item.label, NOTHING, _("Your post does not see personal details.")))
        elif item.id in reading.values:
            shown.append(ShownValue(item.id, item.label, show_value(item, reading.values[item.id], names)))
    return shown


def _one(item: Field, value: str, names: Mapping[str, str]) -> str:
    if item.type in {FieldType.CHOICE, FieldType.MULTICHOICE}:
        choice = item.choice(value)
        return choice.label if choice else value
    return names.get(value, value) if item.type is FieldType.UNIT else value
