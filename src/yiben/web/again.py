"""What an entry is used for a second time: the facts of its note, its photos with captions, the head of a sign-in sheet.

These papers are official Chinese whatever language the screen speaks.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import override

from yiben.audit.callers import Caller
from yiben.ledger.evidence import bytes_of
from yiben.ledger.models import Evidence
from yiben.ledger.queries import Reading, hidden_fields
from yiben.packs.checking_notes import NOT_TOLD
from yiben.packs.definitions import Field, FieldType
from yiben.packs.notes import compose, fallback, shortened
from yiben.reports.sheets_of_entry import Photo
from yiben.units.models import Unit
from yiben.web.showing import day_text, show_value

SHORTEST, LONGEST = 200, 500
"""Characters that an activity note usually has."""
FEWEST_ROWS, MOST_ROWS, USUAL_ROWS = 10, 200, 30


@dataclass(frozen=True)
class Note:
    """The text of a note, and the blanks in it that are to be filled by hand."""

    title: str
    text: str

    @property
    def length(self) -> int:
        """Characters of the text."""
        return len(self.text)

    @property
    def blanks(self) -> int:
        """How many blanks are open."""
        return self.text.count("【")

    @property
    def is_short(self) -> bool:
        """Whether more can be said than the record says."""
        return self.length < SHORTEST


def note_of(caller: Caller, reading: Reading) -> Note:
    """Return the note of an entry, composed of what it says and nothing else."""
    book = reading.book
    assert book is not None
    facts = _facts(caller, reading)
    labels = {item.id: item.label for item in book.fields}
    told = [(item.id, item.label) for item in book.fields if facts.get(item.id)]
    sentences = book.note or fallback(book.label, told)
    return Note(reading.title, shortened(compose(sentences, facts, labels), LONGEST))


def pictures_of(reading: Reading) -> list[Evidence]:
    """Return the pictures behind an entry."""
    return [each for each in reading.evidence if each.media_type.startswith("image/")]


def caption_of(reading: Reading, kept: Evidence, number: int) -> str:
    """Return what stands below a photo: its number, when it was taken (the day of the entry where no camera said), where,
    what."""
    with override("zh-hans"):
        if kept.taken_at is not None:
            local = timezone.localtime(kept.taken_at)
            when = f"{day_text(local.date())}{local.hour}时{local.minute:02d}分"
        else:
            when = day_text(reading.entry.occurred_on)
    place = _first(reading, FieldType.PLACE)
    return "　".join(part for part in (f"图{number}", when, place, reading.title) if part)


def photos_of(reading: Reading) -> list[Photo]:
    """Return the photos of an entry with their captions, to be put on a sheet."""
    kept = pictures_of(reading)
    return [Photo(bytes_of(each), caption_of(reading, each, number)) for number, each in enumerate(kept, start=1)]


def sign_in_lines(reading: Reading) -> list[str]:
    """Return what stands above the rows of a sign-in sheet."""
    with override("zh-hans"):
        lines = [f"名称：{reading.title}", f"时间：{day_text(reading.entry.occurred_on)}{_hour(reading)}"]
    place = _first(reading, FieldType.PLACE)
    return [*lines, f"地点：{place}" if place else "地点："]


def sign_in_rows(reading: Reading, wanted: str) -> int:
    """Return how many rows a sign-in sheet has: as asked, else by how many took part, else thirty; 10 to 200."""
    if wanted.isascii() and wanted.isdigit():
        number = int(wanted[:6])
    else:
        counts = [each for each in reading.fields if each.type is FieldType.COUNT and each.unit in ("人", "人次")]
        number = next((int(reading.values[each.id]) for each in counts if reading.values.get(each.id)), USUAL_ROWS)
    return min(max(number, FEWEST_ROWS), MOST_ROWS)


def _facts(caller: Caller, reading: Reading) -> dict[str, str]:
    """What an entry says, as an official text writes it. Personal details, files and tables are left out, and a number
    that is 0: nobody reports that nothing was handed out."""
    hidden, names = hidden_fields(caller, reading), _official_names(reading)
    hosts = "、".join(names[uid] for uid in reading.credited if uid in names)
    with override("zh-hans"):
        facts = {"day": day_text(reading.entry.occurred_on), "hosts": hosts}
        for item in reading.fields:
            value = reading.values.get(item.id)
            if item.id in hidden or item.type in NOT_TOLD or value in (None, "", [], 0):
                continue
            facts[item.id] = _hour(reading) if item.type is FieldType.TIME else _text(item, value, names)
    return facts


def _text(item: Field, value: Any, names: dict[str, str]) -> str:
    return " ".join(show_value(item, value, names).split()).rstrip("。；，;,.")


def _hour(reading: Reading) -> str:
    """The time of day at which an entry says that it began."""
    began = _first(reading, FieldType.TIME)
    hour, _colon, minute = began.partition(":")
    if not hour.isdigit() or not minute.isdigit():
        return ""
    return f"{int(hour)}时" + (f"{int(minute):02d}分" if int(minute) else "")


def _first(reading: Reading, kind: FieldType) -> str:
    return next((str(reading.values[i.id]) for i in reading.fields if i.type is kind and reading.values.get(i.id)), "")


def _official_names(reading: Reading) -> dict[str, str]:
    """The official names of all units that an entry names, the recording one first among its hosts."""
    uids = set(reading.credited)
    for item in reading.fields:
        if item.type is FieldType.UNIT:
            value = reading.values.get(item.id) or []
            uids.update([value] if isinstance(value, str) else value)
    units = Unit.objects.filter(uid__in=uids).order_by("order", "code")
    return {each.uid: each.name for each in units}
