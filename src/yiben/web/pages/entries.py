"""One record: reading, correcting, taking back, its evidence."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from yiben.audit import hooks
from yiben.errors import Refusal
from yiben.ledger.actions import correct_entry, void_entry
from yiben.ledger.evidence import path_of
from yiben.ledger.queries import Reading, newest, read_evidence, story
from yiben.metrics.queries import metrics_of_entry
from yiben.reports.queries import reports_using
from yiben.tasks.queries import tasks_named
from yiben.web.access import PostRequest, access_entry
from yiben.web.answers import Answers, answers_of_entry, new_uid, read_answers
from yiben.web.asking import build_form, problems_of
from yiben.web.keeping import take_typed
from yiben.web.middleware import status_of
from yiben.web.scoping import figures_of_entry
from yiben.web.showing import show_entry, unit_names
from yiben.web.stories import tell
from yiben.web.uploading import keep_uploads, kept_files


def entry_context(request: PostRequest, reading: Reading) -> dict[str, Any]:
    """Return what the entry's page and the ledger's side panel show."""
    readings = story(reading)
    names = unit_names(readings)
    entry, last = reading.entry, newest(reading)
    adds = metrics_of_entry(entry.book, reading.values)
    is_current = last.seq == entry.seq
    return {
        "reading": reading,
        "values": show_entry(request.caller, reading, names),
        "hosts": [names[uid] for uid in names if uid in reading.credited],
        "steps": tell(request.caller, readings, entry.seq, names),
        "newer": None if is_current else last,
        "tasks": tasks_named(request.caller, reading.body.get("refs", [])),
        "metrics": figures_of_entry(request.caller, entry, adds),
        "reports": reports_using(request.caller, entry.unit_id or 0, set(adds)),
        "may_correct": is_current
        and entry.kind != "void"
        and hooks.allow(request.caller, "entry.correct", entry.unit_id),
        "may_void": is_current and entry.kind != "void" and hooks.allow(request.caller, "entry.void", entry.unit_id),
    }


@require_safe
def show(request: PostRequest, seq: int) -> HttpResponse:
    """Show a record with its story, evidence and use."""
    reading = access_entry(request, seq)
    return render(request, "entries/show.html", entry_context(request, reading))


@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: PostRequest, seq: int) -> HttpResponse:
    """Show the form of a correction, filled, or take it."""
    reading = access_entry(request, seq, to="entry.correct")
    assert reading.book is not None
    if request.method != "POST":
        typed = take_typed(request)
        return _form(request, reading, read_answers(reading.book, typed) if typed else answers_of_entry(reading))
    unit = reading.entry.unit
    assert unit is not None
    kept, refused = keep_uploads(request, unit)
    answers = read_answers(reading.book, request.POST)
    answers = replace(answers, unit=unit.uid, evidence=tuple(dict.fromkeys([*answers.evidence, *kept])))
    try:
        if refused:
            raise Refusal("values")
        appended = correct_entry(
            request.caller,
            seq,
            uid=answers.uid,
            reason=answers.reason,
            values=answers.values,
            on=answers.on,
            partners=[uid for uid in answers.partners if uid != unit.uid],
            evidence=answers.evidence,
            may_post_late=answers.is_late_confirmed,
        )
    except Refusal as refusal:
        problems = {**problems_of(refusal), **({"evidence": refused} if refused else {})}
        return _form(request, reading, answers, refusal=refusal, problems=problems, status=status_of(refusal))
    messages.success(request, _("Corrected. What stood there before is kept in the story."))
    return redirect("entry-show", appended.seq)


@require_http_methods(["GET", "HEAD", "POST"])
def void(request: PostRequest, seq: int) -> HttpResponse:
    """Ask for the reason for taking a record back, or do it."""
    reading = access_entry(request, seq, to="entry.void")
    ctx: dict[str, Any] = {"reading": reading, "uid": request.POST.get("uid") or new_uid()}
    if request.method != "POST":
        return render(request, "entries/void.html", ctx)
    ctx["reason"] = request.POST.get("reason", "")
    try:
        appended = void_entry(request.caller, seq, uid=ctx["uid"], reason=ctx["reason"])
    except Refusal as refusal:
        return render(request, "entries/void.html", {**ctx, "refusal": refusal}, status=status_of(refusal))
    messages.success(request, _("Taken back. The record stays readable and no longer counts."))
    return redirect("entry-show", appended.seq)


@require_safe
def evidence(request: PostRequest, digest: str) -> HttpResponseBase:
    """Send a file: pictures are shown, documents downloaded."""
    kept = read_evidence(request.caller, digest)
    is_picture = kept.media_type.startswith("image/")
    response = FileResponse(
        path_of(kept.digest).open("rb"), as_attachment=not is_picture, filename=kept.name, content_type=kept.media_type
    )
    response["Cache-Control"] = "private, max-age=3600"
    return response


def _form(
    request: PostRequest,
    reading: Reading,
    answers: Answers,
    *,
    problems: dict[str, list[str]] | None = None,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    assert reading.book is not None
    assert reading.entry.unit is not None
    files = kept_files(request.caller, answers.evidence)
    units = [reading.entry.unit]
    form = build_form(reading.book, answers, units, timezone.localdate(), evidence=files, problems=problems)
    return render(request, "entries/correct.html", {"form": form, "reading": reading, **more}, status=status)
