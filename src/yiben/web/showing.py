"""How stored values are written on a page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from yiben.ledger.lines import AGGREGATES
from yiben.ledger.queries import Reading, hidden_fields
from yiben.metrics.computing import round_half_up
from yiben.metrics.periods import Period
from yiben.packs.addresses import address_text
from yiben.packs.definitions import Book, Field, FieldType
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
    return date_format(day, pgettext("date format", "j M Y"))


def month_day_text(day: date) -> str:
    """Return a day without its year."""
    return date_format(day, pgettext("date format", "j M"))


def moment_text(moment: datetime) -> str:
    """Return an instant as day and minute of the instance's time zone."""
    local = timezone.localtime(moment)
    return f"{day_text(local.date(), short=True)} {local:%H:%M}"


def month_text(month: int) -> str:
    """Return a month yyyymm in the reader's language."""
    return date_format(date(month // 100, month % 100, 1), pgettext("date format", "M Y"))


def year_text(year: int | str) -> str:
    """Return a year in the reader's language."""
    return pgettext("year", "%(year)s") % {"year": year}


def until_text(label: str, until: date | None) -> str:
    """Return the name of an earlier period with the day to which it counts: as far as one that still runs has come."""
    return label if until is None else _("%(period)s (to %(day)s)") % {"period": label, "day": month_day_text(until)}


def month_name(number: int) -> str:
    """Return the name of a month without its year."""
    return date_format(date(2000, number, 1), pgettext("date format", "M"))


def comma() -> str:
    """Return what stands between the parts of a line."""
    return pgettext("punctuation", ", ")


def listed(parts: Iterable[str]) -> str:
    """Return things of one kind, such as units, one after the other."""
    return pgettext("enumeration", ", ").join(parts)


def bracketed(text: str) -> str:
    """Return a remark in brackets, nothing for no remark."""
    return pgettext("punctuation", " (%(text)s)") % {"text": text} if text else ""


def turn_text(label: str) -> str:
    """Return a turn's name (2026-03, 2026Q3, 2026H1, 2026, 2026-03-02) in words."""
    year, quarter, number = label.partition("Q")
    if quarter:
        return _("quarter %(number)s of %(year)s") % {"year": year, "number": number}
    year, half, number = label.partition("H")
    if half:
        return (
            _("first half of %(year)s") % {"year": year}
            if number == "1"
            else _("second half of %(year)s") % {"year": year}
        )
    parts = label.split("-")
    if len(parts) == 2:
        return month_text(int(parts[0]) * 100 + int(parts[1]))
    if len(parts) == 3:
        return day_text(date.fromisoformat(label))
    return _("the year %(year)s") % {"year": label}


def called(reading: Reading, word: str = "") -> str:
    """Return what a record is called in lists: its title; where it has none, its kind and quantity (“banner 12”), the
    quantity with ``word`` or the field's own measure word; else the name of its book."""
    book = reading.book
    if book is None or reading.values.get(book.title or ""):
        return reading.title
    kinds = [item for item in book.fields if item.rollup and item.type is FieldType.CHOICE]
    kind = next((show_value(item, reading.values[item.id], {}) for item in kinds if item.id in reading.values), "")
    counts = [item for item in book.fields if item.type is FieldType.COUNT and item.id in reading.values]
    word = "" if reading.entry.kind in AGGREGATES else word  # of several numbers the first is not the one meant
    amount = grouped(reading.values[counts[0].id], word or counts[0].measure_word) if counts else ""
    return " ".join(part for part in (kind or book.label, amount) if part)


def period_text(period: Period) -> str:
    """Return a period in the reader's language: a year, half, quarter or month by its name, else its days."""
    text = period.text
    if ".." in text:
        return f"{day_text(period.start)}—{day_text(period.end)}"
    return year_text(text) if text.isdigit() else turn_text(text)


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
        return _share_text(value["n"], value["d"])
    if item.type is FieldType.ADDRESS:
        return address_text(value)
    if item.type is FieldType.DATE:
        return day_text(date.fromisoformat(value))
    if item.type is FieldType.TABLE:
        named = _("%(field)s: %(sentence)s")
        labels = {column.id: column.label for column in item.columns}
        lines = [
            [named % {"field": labels.get(head, head), "sentence": cell} for head, cell in row.items()] for row in value
        ]
        return "\n".join(comma().join(line) for line in lines)
    parts = value if isinstance(value, list) else [value]
    return listed(_one(item, str(part), names) for part in parts)


def show_entry(caller: Any, reading: Reading, names: Mapping[str, str]) -> list[ShownValue]:
    """Return the values of an entry in the order of its book; empty fields are left out, hidden ones are named."""
    hidden = hidden_fields(caller, reading)
    shown: list[ShownValue] = []
    for item in reading.fields:
        if item.type is FieldType.FILE and not item.separate:
            continue
        if item.id in reading.erased:
            erased = _("Erased by record no. %(seq)s.") % {"seq": reading.erased[item.id]}
            shown.append(ShownValue(item.id, item.label, NOTHING, erased))
        elif item.id in hidden and item.id in reading.values:
            shown.append(ShownValue(item.id, item.label, NOTHING, _("Your post does not see personal details.")))
        elif item.id in reading.elsewhere:
            shown.append(ShownValue(item.id, item.label, NOTHING, _("The text is kept by the office that sent it.")))
        elif item.id in reading.values:
            value = reading.values[item.id]
            files = {kept.digest: kept.name for kept in reading.evidence} if item.separate else names
            shown.append(ShownValue(item.id, item.label, show_value(item, value, files)))
    return shown


def _one(item: Field, value: str, names: Mapping[str, str]) -> str:
    if item.type in {FieldType.CHOICE, FieldType.MULTICHOICE}:
        choice = item.choice(value)
        return choice.label if choice else value
    return names.get(value, value) if item.type in {FieldType.UNIT, FieldType.FILE} else value


def required_text(item: Field, book: Book) -> str:
    """Return when a field has to be answered: “required when ‘kind’ is ‘festival’”; nothing for one without condition."""
    said = []
    for name, wanted in item.required_if.items():
        other = book.field(name)
        if other is None:
            continue
        if isinstance(wanted, bool):
            values = [_("yes") if wanted else _("no")]
        else:
            ids = [wanted] if isinstance(wanted, str) else wanted
            values = [choice.label for choice in other.choices if choice.id in ids]
        said.append(_("“%(field)s” is %(value)s") % {"field": other.label, "value": _(" or ").join(values)})
    return _("Has to be filled in when %(conditions)s.") % {"conditions": _(", and ").join(said)} if said else ""


def _share_text(part: int, whole: int) -> str:
    """A share as it was counted, with its per cent; one that was given in per cent, as that."""
    percent = grouped(round_half_up(Fraction(part * 1000, whole)), "%")
    if str(whole).strip("0") == "1" and whole >= 100:
        return f"{Decimal(part) * 100 / whole:f}".rstrip("0").rstrip(".") + "%" if part * 1000 % whole else percent
    return f"{part}/{whole}{bracketed(percent)}"
