"""The handover book: its pages, writing one at the end of a shift, receiving it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from yiben.accounts.queries import people
from yiben.audit import hooks
from yiben.catalog.queries import catalogue
from yiben.errors import Refusal
from yiben.matters.queries import begun_between
from yiben.rosters.actions import hand_over, receive
from yiben.rosters.queries import (
    READ,
    WRITE,
    OnDuty,
    kind_of,
    read_record,
    sees_names,
    shifts_of,
    to_hand_over,
    visible_records,
)
from yiben.web.access import PostRequest
from yiben.web.asking import problems_of
from yiben.web.kit.fields import Choice, loose
from yiben.web.kit.places import page_of
from yiben.web.matter_rows import labels
from yiben.web.middleware import status_of
from yiben.web.pages.rosters import unit_shown
from yiben.web.roster_rows import book_table, names_of
from yiben.web.showing import day_text

SIZE, MOST_MATTERS = 30, 40


@require_http_methods(["GET", "HEAD", "POST"])
def book(request: PostRequest) -> HttpResponse:
    """Show a unit's handover book; write the page of a shift."""
    unit = unit_shown(request, READ)
    may_write, now = hooks.allow(request.caller, WRITE, unit.pk), timezone.now()
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            record = _write(request)
        except Refusal as problem:
            refusal = problem
        else:
            messages.success(request, _("Handed over. The next shift receives it on this page."))
            return redirect("shift-show", record)
    waiting = to_hand_over(unit, now) if may_write else []
    chosen = request.POST.get("shift") or request.GET.get("shift", "")
    picked = next((each for each in waiting if _key(each) == chosen), waiting[0] if waiting else None)
    rows = visible_records(request.caller).filter(unit=unit)
    page = page_of(rows, request.GET, SIZE)
    ctx: dict[str, Any] = {
        "unit": unit,
        "table": book_table(page, catalogue().rosters, with_units=False),
        "page": page,
        "waiting": loose([Choice(_key(each), _shift_text(each), each == picked) for each in waiting]),
        "matters": _matters(request, picked) if picked else [],
        "serving": names_of(picked) if picked and sees_names(request.caller, unit) else "",
        "may_write": may_write,
        "typed": request.POST,
        "refusal": refusal,
        "problems": problems_of(refusal) if refusal else {},
    }
    return render(request, "rosters/book.html", ctx, status=status_of(refusal) if refusal else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def show(request: PostRequest, uid: str) -> HttpResponse:
    """Show a page of the handover book with the matters of its shift; receive it."""
    record = read_record(request.caller, uid)
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            receive(request.caller, record, words=request.POST.get("words", ""))
        except Refusal as problem:
            refusal = problem
        else:
            messages.success(request, _("Received."))
            return redirect("shift-show", uid)
    kind = kind_of(record.kind)
    turn = next(
        (each for each in shifts_of(record.unit, record.day, record.day) if _key(each) == _record_key(record)), None
    )
    who = people({record.person, record.received_person})
    sees = hooks.allow(request.caller, WRITE, record.unit_id)
    ctx: dict[str, Any] = {
        "record": record,
        "kind": kind,
        "shift": kind.shift(record.shift),
        "serving": names_of(turn) if turn and sees_names(request.caller, record.unit) else "",
        "written_by": who.get(record.person, ""),
        "received_by": who.get(record.received_person, ""),
        "matters": begun_between(request.caller, record.unit, record.begins_at, record.ends_at)[:MOST_MATTERS],
        "known": labels(),
        "sees": sees,
        "may_receive": sees and record.received_at is None and record.person != request.caller.person,
        "typed": request.POST,
        "refusal": refusal,
        "problems": problems_of(refusal) if refusal else {},
    }
    return render(request, "rosters/page.html", ctx, status=status_of(refusal) if refusal else 200)


def _write(request: PostRequest) -> str:
    unit, sent = unit_shown(request, WRITE), request.POST
    kind, day, shift = (*sent.get("shift", "").split("/"), "", "", "")[:3]
    text = sent.get("incidents", "").strip() or "0"
    if not (text.isascii() and text.isdigit() and len(text) < 8):
        raise Refusal("values", fields=[("incidents", "number_expected", {"typed": text})])
    try:
        on = date.fromisoformat(day)
    except ValueError:
        raise Refusal("values", fields=[("shift", "required", {})]) from None
    said = {"happened": sent.get("happened", ""), "left": sent.get("left", "")}
    return hand_over(request.caller, unit, kind, on, shift, incidents=int(text), **said).uid


def _matters(request: PostRequest, turn: OnDuty) -> Any:
    return begun_between(request.caller, turn.unit, turn.begins_at, turn.ends_at)[:MOST_MATTERS]


def _key(turn: OnDuty) -> str:
    return f"{turn.kind.id}/{turn.day.isoformat()}/{turn.shift.id}"


def _record_key(record: Any) -> str:
    return f"{record.kind}/{record.day.isoformat()}/{record.shift}"


def _shift_text(turn: OnDuty) -> str:
    return f"{day_text(turn.day, short=True)} {turn.kind.label}{turn.shift.label}"
