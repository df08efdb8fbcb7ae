"""Numbers without single entries: one form for 汇总录入, 期初, 外来数据, 预计数 and 盘点, and their correction."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from yiben.errors import Refusal
from yiben.ledger.actions import (
    correct_total,
    record_assertion,
    record_estimate,
    record_external,
    record_opening,
    record_total,
    replace_estimate,
)
from yiben.ledger.appending import Appended
from yiben.ledger.lines import AGGREGATES, total_fields
from yiben.packs.definitions import Book
from yiben.sentences import say_error
from yiben.units.models import Unit
from yiben.web.access import PostRequest, access_book, access_entry, access_recording
from yiben.web.answers import Answers, answers_of_entry, new_uid, read_answers
from yiben.web.asking import problems_of, questions_of
from yiben.web.kit.fields import Choice, loose
from yiben.web.middleware import status_of
from yiben.web.totals import KIND_HINTS, KIND_LABELS, days_text

_TAKERS: dict[str, Any] = {"total": record_total, "external": record_external, "estimate": record_estimate}


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: PostRequest, book: str) -> HttpResponse:
    """Show the form of a number (``?kind=``), or take it."""
    units = access_recording(request)
    asked = access_book(request, book)
    given = request.POST if request.method == "POST" else request.GET
    kind = given.get("kind", "")
    kind = kind if kind in KIND_LABELS else "total"
    unit = next((each for each in units if each.uid == given.get("unit")), None)
    if request.method != "POST":
        own = next((each for each in units if each.pk == request.post.unit_id), units[0])
        return _form(request, asked, units, own, kind, given)
    if unit is None:
        raise Refusal("no_access", verb="entry.record")
    try:
        appended = _take(request, asked, unit, kind)
    except Refusal as refusal:
        return _form(request, asked, units, unit, kind, given, refusal)
    messages.success(request, _("Recorded as no. %(seq)s.") % {"seq": appended.seq})
    return redirect("entry-show", appended.seq)


@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: PostRequest, seq: int) -> HttpResponse:
    """Show the numbers of such an entry to correct them, or to put the real ones in the place of an estimate; or take
    them."""
    reading = access_entry(request, seq, to="entry.correct")
    if reading.book is None or reading.entry.unit is None or reading.entry.kind not in AGGREGATES:
        raise Refusal("not_a_total", seq=seq)
    book = reading.book.model_copy(update={"fields": total_fields(reading.book)})
    refusal: Refusal | None = None
    answers = answers_of_entry(reading)
    answers = read_answers(book, request.POST) if request.method == "POST" else _numbers(book, answers, reading.values)
    is_real = request.POST.get("do") == "replace"
    if request.method == "POST":
        given: dict[str, Any] = {"id": answers.uid, "values": answers.values, "reason": answers.reason}
        try:
            take = replace_estimate if is_real else correct_total
            appended = take(request.caller, seq, **given)
            messages.success(request, _("Corrected. What stood there before is kept in the story."))
            return redirect("entry-show", appended.seq)
        except Refusal as refused:
            refusal = refused
    wrong = problems_of(refusal) if refusal else {}
    ctx = {
        "reading": reading,
        "kind_label": KIND_LABELS.get(reading.entry.kind, ""),
        "days": days_text(reading.entry),
        "uid": answers.uid or new_uid(),
        "reason": answers.reason,
        "questions": questions_of(book.fields, answers, reading.entry.unit, timezone.localdate(), wrong),
        **_wrong(refusal, wrong),
    }
    return render(request, "ledger/number_correct.html", ctx, status=status_of(refusal) if refusal else 200)


def _take(request: PostRequest, book: Book, unit: Unit, kind: str) -> Appended:
    sent = request.POST
    values = read_answers(_asked(book), sent).values
    start, end = _day(sent, "start"), _day(sent, "end")
    common: dict[str, Any] = {"id": sent.get("uid", ""), "reason": sent.get("reason", "")}
    if kind == "assertion":
        return record_assertion(request.caller, book.id, unit, end, values, since=start, **common)
    common |= {"beside": sent.get("beside") == "1", "late": sent.get("late") == "1"}
    if kind == "opening":
        return record_opening(request.caller, book.id, unit, start, values, until=end, **common)
    if kind == "external":
        names = {name: sent.get(name, "") for name in ("provider", "document")}
        common |= {**names, "document_date": _day(sent, "document_date")}
    appended: Appended = _TAKERS[kind](request.caller, book.id, unit, start, end, values, **common)
    return appended


def _form(
    request: PostRequest,
    book: Book,
    units: list[Unit],
    own: Unit,
    kind: str,
    given: QueryDict,
    refusal: Refusal | None = None,
) -> HttpResponse:
    answers = read_answers(_asked(book), given)
    wrong = problems_of(refusal) if refusal else {}
    ctx = {
        "book": book,
        "kind": kind,
        "kinds": [Choice(each, str(label), each == kind) for each, label in KIND_LABELS.items()],
        "hint": KIND_HINTS[kind],
        "units": loose([Choice(unit.uid, unit.name, unit == own) for unit in units]),
        "own": own,
        "uid": given.get("uid") or new_uid(),
        "given": given,
        "questions": questions_of(_asked(book).fields, answers, own, timezone.localdate(), wrong),
        **_wrong(refusal, wrong),
    }
    return render(request, "ledger/number.html", ctx, status=status_of(refusal) if refusal else 200)


def _wrong(refusal: Refusal | None, wrong: dict[str, list[str]]) -> dict[str, Any]:
    listed = refusal.data.get("blockers", []) if refusal else []
    said = say_error(refusal)[1:] if refusal and listed else []
    seqs = [each["seq"] for each in listed] if isinstance(listed, list) else []
    numbers = wrong.get("values", [])
    return {"refusal": refusal, "wrong": wrong, "wrong_numbers": numbers, "beside": list(zip(seqs, said, strict=True))}


def _asked(book: Book) -> Book:
    return book.model_copy(update={"fields": total_fields(book)})


def _numbers(book: Book, answers: Answers, values: dict[str, Any]) -> Answers:
    """The answers of an entry, with the count of records, which its book has no field for."""
    kept = {item.id: answers.values[item.id] for item in book.fields if item.id in answers.values}
    if "entry" in values:
        kept["entry"] = str(values["entry"])
    return Answers(uid=answers.uid, unit=answers.unit, day=answers.day, values=kept)


def _day(sent: QueryDict, name: str) -> date | None:
    try:
        return date.fromisoformat(sent.get(name, "").strip())
    except ValueError:
        return None
