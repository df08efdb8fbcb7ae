"""Reading imports: a file with its counts, the names it asks about, the row behind an entry."""

from __future__ import annotations

from django.db.models import Count, QuerySet

from yiben.accounts.queries import units_allowed
from yiben.audit import hooks
from yiben.audit.callers import Caller
from yiben.errors import Refusal
from yiben.ledger.models import ImportFile, ImportRow


def read_import(caller: Caller, uid: str) -> ImportFile:
    """Return an import of a unit that the caller may import for."""
    file = ImportFile.objects.select_related("unit").defer("content").filter(uid=uid).first()
    if file is None or not hooks.allow(caller, "entry.import", file.unit_id):
        raise Refusal("import_unknown")
    return file


def imports_of(caller: Caller, book: str) -> QuerySet[ImportFile]:
    """Return the imports into a book that the caller may see, the latest first."""
    files = ImportFile.objects.filter(book=book).select_related("unit").defer("content")
    return files if caller.is_system else files.filter(unit_id__in=units_allowed(caller, "entry.import"))


def count_verdicts(file: ImportFile) -> dict[str, int]:
    """Return how many rows have each verdict; every verdict is there."""
    rows = file.rows.order_by().values("verdict").annotate(rows=Count("pk"))
    found = {row["verdict"]: row["rows"] for row in rows}
    return {each: found.get(each, 0) for each in (ImportRow.ASK, ImportRow.READY, ImportRow.LEFT_OUT, ImportRow.TAKEN)}


def count_closed(file: ImportFile) -> int:
    """Return how many rows that are ready fall into a closed month."""
    return file.rows.filter(verdict=ImportRow.READY, counts_later=True).count()


def unknown_units(file: ImportFile) -> list[tuple[str, int]]:
    """Return the names of units that the file uses and nobody knows, with how many rows wait for each."""
    waiting = file.rows.filter(verdict=ImportRow.ASK).exclude(unit_text="").exclude(unit_text__in=list(file.units))
    names = waiting.order_by().values("unit_text").annotate(rows=Count("pk")).order_by("unit_text")
    return [(row["unit_text"], row["rows"]) for row in names]


def row_behind(ref: str) -> ImportRow | None:
    """Return the row that became an entry, by what the entry names as its source."""
    uid, _, number = ref.partition("#")
    if not number.isdigit():
        return None
    return ImportRow.objects.select_related("file").filter(file_id=uid, number=int(number)).first()
