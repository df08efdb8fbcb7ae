"""The numbers that a document tells, as its reading page lists them: each can be entered in the ledger, once."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yiben.accounts.queries import units_allowed
from yiben.audit.callers import Caller
from yiben.documents.models import Document
from yiben.documents.repairs import DoubtfulPlace, repairs_of
from yiben.errors import Refusal
from yiben.ledger.models import Entry
from yiben.text.reverting import in_original
from yiben.web.changes import around
from yiben.web.kit.parts import Empty
from yiben.web.kit.tables import Act, Cell, Column, Row, Table

KINDS = {
    "count": gettext_lazy("count"),
    "amount": gettext_lazy("money"),
    "percent": gettext_lazy("share"),
}


@dataclass(frozen=True)
class ReadFact:
    """A number of a document. ``place`` is where it stands in the text as it arrived, ``uid`` the id that its entry
    has; ``seq`` is the number of that entry once there is one that was not taken back."""

    number: int
    row: Mapping[str, Any]
    place: tuple[int, int]
    uid: str
    seq: int = 0

    @property
    def value_text(self) -> str:
        """The value as the document gives it, a range with both ends."""
        upper = self.row.get("value_max")
        value = f"{self.row['value']}–{upper}" if upper is not None else str(self.row["value"])
        return f"{_('about')} {value}" if self.row.get("approx") else value

    @property
    def source(self) -> str:
        """The place as an address names it."""
        return f"{self.place[0]}-{self.place[1]}"


def read_facts(document: Document) -> list[ReadFact]:
    """Return the numbers of a document, each with the entry that was made of it."""
    made, _undone = repairs_of(document)
    facts = []
    for number, row in enumerate(document.reading.get("facts", ()), start=1):
        place = in_original(row["start"], row["end"], made)
        facts.append((number, row, place, _uid(document, place, 0)))
    entries = {each.uid: each for each in Entry.objects.filter(uid__in=[each[3] for each in facts])}
    found = []
    for number, row, place, uid in facts:
        entry, again = entries.get(uid), 0
        while entry is not None and (newest := _newest(entry)).kind == "void":
            again += 1
            uid = _uid(document, place, again)
            entry = Entry.objects.filter(uid=uid).first()
        found.append(ReadFact(number, row, place, uid, newest.seq if entry is not None else 0))
    return found


def read_fact(document: Document, number: int) -> ReadFact:
    """Return one number of a document; Refusal ``fact_unknown`` when there is none."""
    facts = read_facts(document)
    if not 1 <= number <= len(facts):
        raise Refusal("fact_unknown")
    return facts[number - 1]


def facts_table(caller: Caller, document: Document, places: Sequence[DoubtfulPlace]) -> Table:
    """Return the numbers of a document with the way to enter each; one beside a doubtful place says so."""
    may_record = bool(units_allowed(caller, "entry.record"))
    unsure = [each.doubt for each in places if not each.is_confirmed]
    columns = [
        Column("measure", _("What is counted"), "title"),
        Column("value", _("Value"), "number"),
        Column("unit", _("Measure word"), "short"),
        Column("kind", _("Kind"), "short"),
        Column("place", _("Where")),
        Column("state", _("State"), "state"),
    ]
    rows = []
    for fact in read_facts(document):
        row = fact.row
        is_unsure = any(each.start < row["end"] and row["start"] < each.end for each in unsure)
        url = reverse("fact-enter", args=[document.uid, fact.number])
        acts = [Act(_("Enter in the ledger"), url)] if may_record and not fact.seq else []
        rows.append(
            Row(
                [
                    Cell(str(row["measure"])),
                    Cell(fact.value_text),
                    Cell(str(row["unit"])),
                    Cell(str(KINDS.get(row["kind"], row["kind"]))),
                    Cell(around(document.text, row["start"], row["end"]), f"?place={fact.source}#here"),
                    _state(fact, acts, is_unsure=is_unsure),
                ]
            )
        )
    nothing = Empty(_("No number was found"), _("The text tells of nothing that was counted."))
    return Table(_("Numbers told"), columns, rows, nothing)


def _state(fact: ReadFact, acts: Sequence[Act], *, is_unsure: bool) -> Cell:
    if fact.seq:
        return Cell(_("no. %(seq)s") % {"seq": fact.seq}, reverse("entry-show", args=[fact.seq]))
    note = _("Compare it with the paper first.") if is_unsure else ""
    return Cell(_("not entered"), acts=acts, note=note)


def _newest(entry: Entry) -> Entry:
    return Entry.objects.filter(Entry.in_record(entry.record_seq)).latest("seq")


def _uid(document: Document, place: tuple[int, int], again: int) -> str:
    """The id of the entry of a number: the same place of the same paper is one entry, until that is taken back."""
    name = f"{document.digest}/{document.unit.uid}/{place[0]}-{place[1]}/{again}"
    return str(uuid.uuid5(uuid.NAMESPACE_URL, name))
