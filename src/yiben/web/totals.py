"""Numbers without single entries as pages say them: what each kind is called, of which days, from where."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yiben.ledger.assertions import Assertion
from yiben.ledger.models import Entry
from yiben.ledger.queries import Reading
from yiben.metrics.marks import Mark, Marks
from yiben.reports.wording import grouped
from yiben.web.showing import NOTHING, comma, day_text

KIND_LABELS: dict[str, Any] = {
    "total": gettext_lazy("period total"),
    "opening": gettext_lazy("opening figure"),
    "external": gettext_lazy("from another department"),
    "estimate": gettext_lazy("estimated figure"),
    "assertion": gettext_lazy("count taken"),
}
KIND_HINTS: dict[str, Any] = {
    "total": gettext_lazy("How much there was in a span of days, where the single events were not written down."),
    "opening": gettext_lazy("What stood there when the book was begun, or what there was in the years before."),
    "external": gettext_lazy("A number that another department gave: who, in which document, of which day."),
    "estimate": gettext_lazy("What is expected. The real number takes its place later; the difference is shown."),
    "assertion": gettext_lazy("What was counted on a day. It adds nothing; it is held against the ledger for ever."),
}


@dataclass(frozen=True)
class Number:
    """What is said of an entry that is no single record: kind, days, and (label, text) of its source."""

    label: str
    days: str
    source: list[tuple[str, str]]
    reason: str


def show_number(reading: Reading) -> Number | None:
    """Return what is said of an entry that is no single record, None for one that is."""
    entry = reading.entry
    if entry.kind not in KIND_LABELS:
        return None
    source = reading.body.get("source", {})
    named = [(_("Provider"), "provider"), (_("Document"), "document"), (_("Date of the document"), "date")]
    said = [(label, str(source[key])) for label, key in named if key in source]
    return Number(str(KIND_LABELS[entry.kind]), days_text(entry), said, reading.reason)


def mark_rows(marks: Marks) -> list[tuple[str, int, str, bool]]:
    """Return what is said beside a figure: (kind, entry, sentence, is a contradiction)."""
    rows = [(str(KIND_LABELS[each.entry.kind]), each.entry.seq, _marked(each), False) for each in marks.totals]
    return rows + [(str(KIND_LABELS["assertion"]), each.entry.seq, _contradicted(each), True) for each in marks.broken]


def days_text(entry: Entry) -> str:
    """Return the days of which an entry tells."""
    first = day_text(entry.occurred_on)
    return f"{first}—{day_text(entry.occurred_to)}" if entry.occurred_to else first


def _marked(mark: Mark) -> str:
    said = [_whose(mark.entry), days_text(mark.entry)]
    if not mark.is_counted:
        said.append(_("not in this figure: it counts where its days begin"))
    elif not mark.is_within:
        said.append(_("its days reach beyond the period"))
    if mark.beside:
        said.append(_("%(count)s other records of the same days") % {"count": mark.beside})
    return comma().join([*said, *([mark.reason] if mark.reason else [])])


def _contradicted(found: Assertion) -> str:
    word = found.field.measure_word
    ledger = NOTHING if found.found is None else grouped(found.found, word)
    said = _("%(said)s were counted, the ledger says %(found)s") % {"said": grouped(found.said, word), "found": ledger}
    return comma().join([_whose(found.entry), days_text(found.entry), said])


def _whose(entry: Entry) -> str:
    return entry.unit.short_name if entry.unit else NOTHING
