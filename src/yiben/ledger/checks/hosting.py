"""One event that two units recorded: which records these are, and what one unit has proposed to the other."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from yiben.accounts.queries import units_allowed
from yiben.audit import hooks
from yiben.audit.callers import Caller
from yiben.catalog.queries import catalogue
from yiben.ledger.checks.kinds import event_of, is_twin
from yiben.ledger.checks.neighbours import alike_entries, units_beside
from yiben.ledger.models import Entry, HostingProposal
from yiben.ledger.queries import Reading
from yiben.units.models import Unit

SIDES = ("entry.correct", "entry.void")
"""What is done to the record that is kept, and to the one that is taken back."""


@dataclass(frozen=True)
class Twin:
    """A record of another unit that may tell of the same event. Who may not read it learns its unit and nothing else."""

    seq: int
    record: int
    unit: Unit


def twins_of(reading: Reading) -> list[Twin]:
    """Return the records of units beside that a check of the book finds alike with one that counts now."""
    entry, book, unit = reading.entry, reading.book, reading.entry.unit
    if book is None or unit is None or entry.kind not in ("record", "correction"):
        return []
    checks = catalogue().checks_of("twin", book.id)
    if not checks or not book.title:
        return []
    own = event_of(book, reading.values)
    least = min(check.similarity or 100 for check in checks.values())
    others = alike_entries(book.id, units_beside(unit, entry.occurred_on), {entry.occurred_on})
    return [
        Twin(each.entry.seq, each.entry.record_seq, each.entry.unit)
        for each in others
        if each.entry.unit is not None and is_twin(own, event_of(book, each.values), least)
    ]


def proposals_about(record: int) -> QuerySet[HostingProposal]:
    """Return what is proposed about a record and not answered yet."""
    about = Q(kept=record) | Q(dropped=record)
    return HostingProposal.objects.filter(about, state=HostingProposal.OPEN).select_related("asking", "asked")


def proposals_for(caller: Caller) -> QuerySet[HostingProposal]:
    """Return the proposals that wait for an answer the caller may give, latest first."""
    units = units_allowed(caller, "entry.correct") & units_allowed(caller, "entry.void")
    return HostingProposal.objects.filter(asked__in=units, state=HostingProposal.OPEN).select_related("asking", "asked")


def keeps_asking(made: HostingProposal) -> bool:
    """Say whether the record of the unit that asks is the one that stays."""
    return Entry.objects.filter(seq=made.kept, unit_id=made.asking_id).exists()


def verb_of(made: HostingProposal, unit_id: int) -> str:
    """Return what is done to the record of one of the two units: its is kept and corrected, or taken back."""
    return SIDES[0] if (unit_id == made.asking_id) == keeps_asking(made) else SIDES[1]


def may_answer(caller: Caller, made: HostingProposal) -> bool:
    """Say whether the caller may agree on behalf of the unit that is asked."""
    return hooks.allow(caller, verb_of(made, made.asked_id), made.asked_id)
