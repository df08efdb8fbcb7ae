"""A number that a paper tells becomes an entry of the ledger: never unseen, never twice."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from yiben.catalog.queries import catalogue
from yiben.documents.actions import note_decision
from yiben.documents.models import Document
from yiben.errors import Refusal
from yiben.ledger.actions import record_external, record_total
from yiben.packs.definitions import FieldType
from yiben.plans.measuring import measure_for, measures_of
from yiben.plans.papers import read_paper
from yiben.sentences import say
from yiben.units.models import Unit
from yiben.web.access import PostRequest, access_recording
from yiben.web.asking import problems_of
from yiben.web.changes import around
from yiben.web.facts import ReadFact, read_fact
from yiben.web.kit.fields import Choice, loose
from yiben.web.middleware import status_of
from yiben.web.sources import PAPER, paper_ref
from yiben.web.terms import measure_groups, read_measure, written_measure

TOTAL, EXTERNAL = "total", "external"
_NUMBERS = frozenset(each for each in FieldType if each.is_number)
_YEAR = re.compile(r"(20\d\d)年")


@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: PostRequest, uid: str, number: int) -> HttpResponse:
    """Ask in which book, field, unit and days a number counts, or enter it."""
    document = read_paper(request.caller, uid)
    units = access_recording(request)
    fact = read_fact(document, number)
    if fact.seq:
        messages.warning(request, _("This number has been entered already: no. %(seq)s.") % {"seq": fact.seq})
        return redirect("entry-show", fact.seq)
    if request.method == "POST":
        return _enter(request, document, fact, units)
    return _ask(request, document, fact, units, _proposed(request, document, fact, units))


def _enter(request: PostRequest, document: Document, fact: ReadFact, units: list[Unit]) -> HttpResponse:
    typed = {name: request.POST.get(name, "").strip() for name in _TYPED}
    unit = next((each for each in units if each.uid == typed["unit"]), None)
    if unit is None:
        raise Refusal("no_access", verb="entry.record")
    book, field, where = read_measure(typed["measure"])
    try:
        start, end = _day(typed, "start"), _day(typed, "end")
        if not book:
            raise Refusal("values", fields=[("measure", "required", {})])
        values = {field: typed["value"], **where}
        given: dict[str, Any] = {
            "id": fact.uid,
            "source_kind": PAPER,
            "source_ref": paper_ref(document.uid, fact.place),
            "reason": typed["reason"],
            "beside": request.POST.get("beside") == "1",
        }
        with transaction.atomic():
            if typed["kind"] == EXTERNAL:
                given |= {
                    "provider": typed["provider"],
                    "document": str(document)[:120],
                    "document_date": _issued(document),
                }
                appended = record_external(request.caller, book, unit, start, end, values, **given)
            else:
                appended = record_total(request.caller, book, unit, start, end, values, **given)
            place = {"start": fact.row["start"], "end": fact.row["end"]}
            note_decision(request.caller, document, "fact.entered", place, {"seq": appended.seq})
    except Refusal as refusal:
        return _ask(request, document, fact, units, typed, refusal)
    messages.success(
        request, _("Entered as no. %(seq)s; it opens back to its place in the paper.") % {"seq": appended.seq}
    )
    return redirect("entry-show", appended.seq)


_TYPED = ("kind", "measure", "unit", "start", "end", "value", "provider", "reason")


def _proposed(request: PostRequest, document: Document, fact: ReadFact, units: list[Unit]) -> dict[str, str]:
    """What the form holds at first: the measure whose name the number has, the days of which the paper speaks."""
    row = fact.row
    known = catalogue()
    names = f"{row['measure']}{document.text[max(0, row['start'] - 20) : row['end']]}"
    measures = measures_of(known.books.values(), known.offered.values())
    found = measure_for(str(row["measure"]), str(row["unit"]), measures) or measure_for(
        names, str(row["unit"]), measures
    )
    start, end = _period(document)
    own = next((unit for unit in units if unit.pk == document.unit_id), None)
    return {
        "kind": TOTAL if own else EXTERNAL,
        "measure": written_measure(found.book, found.field, dict(found.where)) if found else "",
        "unit": (own or next((unit for unit in units if unit.pk == request.post.unit_id), units[0])).uid,
        "start": start,
        "end": end,
        "value": str(row["value"]),
        "provider": "" if own else document.issuer,
        "reason": "",
    }


def _ask(
    request: PostRequest,
    document: Document,
    fact: ReadFact,
    units: list[Unit],
    typed: Mapping[str, str],
    refusal: Refusal | None = None,
) -> HttpResponse:
    wrong = problems_of(refusal, _labels()) if refusal else {}
    blockers: Any = refusal.data.get("blockers", ()) if refusal else ()
    ctx = {
        "document": document,
        "fact": fact,
        "around": around(document.text, fact.row["start"], fact.row["end"]),
        "typed": typed,
        "problems": wrong,
        "refusal": refusal,
        "blockers": [(say(each["code"], each), reverse("entry-show", args=[each["seq"]])) for each in blockers],
        "kinds": loose(
            [
                Choice(TOTAL, _("our own total"), typed["kind"] != EXTERNAL),
                Choice(EXTERNAL, _("a number from another office"), typed["kind"] == EXTERNAL),
            ]
        ),
        "measures": measure_groups(typed["measure"], _NUMBERS),
        "units": loose([Choice(unit.uid, unit.short_name, unit.uid == typed["unit"]) for unit in units]),
    }
    return render(request, "papers/enter.html", ctx, status=status_of(refusal) if refusal else 200)


def _labels() -> dict[str, str]:
    return {
        "measure": _("What it counts as"),
        "occurred_on": _("From"),
        "occurred_to": _("To"),
        "provider": _("Who gave it"),
        "reason": _("Reason"),
    }


def _period(document: Document) -> tuple[str, str]:
    """The days of which a paper speaks, as far as it or its title says: a year is all of its days."""
    said = str(document.reading.get("period") or "")
    first, slash, last = said.partition("/")
    if slash and len(first) == len(last) == len("2025-01-01"):
        return first, last
    named = _YEAR.search(document.title)
    year = said if len(said) == len("2025") and said.isdigit() else named[1] if named else ""
    last_day = min(f"{year}-12-31", timezone.localdate().isoformat())
    return (f"{year}-01-01", last_day) if year and last_day >= f"{year}-01-01" else ("", "")


def _issued(document: Document) -> date | None:
    try:
        return date.fromisoformat(str(document.reading.get("issued_on") or ""))
    except ValueError:  # a month, or no day at all: the day on which it was taken in
        return timezone.localdate(document.uploaded_at)


def _day(typed: Mapping[str, str], name: str) -> date | None:
    text = typed[name]
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as problem:
        raise Refusal("values", fields=[(name, "bad_date", {"typed": text})]) from problem
