"""What will come of a sheet that no book fits yet, told before its book is made; what a book is to have from a day on."""

from __future__ import annotations

from collections import Counter

from yiben.accounts.queries import units_allowed
from yiben.audit.callers import Caller
from yiben.catalog.models import LaterAddition
from yiben.catalog.queries import catalogue
from yiben.ledger.importing.reading import unit_names
from yiben.ledger.models import ImportFile
from yiben.sheets.opening import open_workbook
from yiben.sheets.reading import propose_import
from yiben.units.models import Unit
from yiben.units.queries import units_in_order


def barred_units(caller: Caller, file: ImportFile) -> list[tuple[Unit, int]]:
    """Return the units that rows of a waiting sheet name and the caller may not record for, in official order, with how many
    rows each: these rows would be asked about and could not be taken in. Partners of joint rows are not counted."""
    units = {each.uid: each for each in Unit.objects.all()}
    by_name = {each.name: each for each in units.values()}
    kinds = catalogue().kinds
    allowed = None if caller.is_system else units_allowed(caller, "entry.import")
    rows: Counter[int] = Counter()
    for record in propose_import(open_workbook(bytes(file.content or b""), file.name), unit_names(units)).records:
        unit = by_name.get(record.units[0]) if record.units else None
        if unit is None:
            continue
        keeps_books = unit.kind not in kinds or kinds[unit.kind].can_record
        if not keeps_books or (allowed is not None and unit.pk not in allowed):
            rows[unit.pk] += 1
    return [(unit, rows[unit.pk]) for unit in units_in_order(set(rows))]


def waiting_additions(book: str) -> list[LaterAddition]:
    """Return what a book is to have from a later day on, and what was refused when its day came, by day."""
    return list(LaterAddition.objects.filter(book=book, state__in=LaterAddition.OPEN))
