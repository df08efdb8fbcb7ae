"""One record: reading, correcting, taking back, its evidence."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from yiben.audit import hooks
from yiben.errors import Refusal
from yiben.ledger.actions import correct_entry, void_entry
from yiben.ledger.checking import check_entry
from yiben.ledger.checks.hosting import proposals_about
from yiben.ledger.evidence import path_of, thumbnail_path
from yiben.ledger.importing.queries import row_behind
from yiben.ledger.lines import AGGREGATES
from yiben.ledger.models import Evidence
from yiben.ledger.queries import Reading, erased_fields, erased_record, newest, read_evidence, story
from yiben.metrics.figures import evaluate, request_figure
from yiben.metrics.periods import parse_period
from yiben.metrics.queries import metrics_of_entry
from yiben.metrics.scopes import Figure, Scope
from yiben.reports.queries import reports_using
from yiben.tasks.queries import refs_for, tasks_named, tasks_of_units
from yiben.units.models import Unit
from yiben.web.access import PostRequest, access_entry
from yiben.web.answers import Answers, answers_of_entry, new_uid, read_answers
from yiben.web.asking import build_form, problems_of
from yiben.web.doubts import SURE, ask_once, doubted, wrong
from yiben.web.keeping import take_typed
from yiben.web.kit.fields import Question
from yiben.web.middleware import status_of
from yiben.web.pages.erasing import erasable
from yiben.web.promised import promise_offered
from yiben.web.records_table import changed_table
from yiben.web.roll_form import roll_picks
from yiben.web.scoping import figures_of_entry
from yiben.web.showing import show_entry, unit_names
from yiben.web.sources import paper_of, work_of
from yiben.web.stories import changes_between, tell
from yiben.web.totals import show_number
from yiben.web.uploading import kept_files, with_uploads


def entry_context(request: PostRequest, reading: Reading) -> dict[str, Any]:
    """Return what the entry's page and the ledger's side panel show."""
    readings = story(reading)
    names = unit_names(readings)
    entry, last = reading.entry, newest(reading)
    adds = metrics_of_entry(entry.book, reading.values, entry.kind)
    is_current = last.seq == entry.seq
    return {
        "reading": reading,
        "values": show_entry(request.caller, reading, names),
        "number": show_number(reading),
        **_row_behind(request, reading),
        "paper": paper_of(request.caller, reading),
        "work": work_of(request.caller, reading),
        "hosts": [names[uid] for uid in names if uid in reading.credited],
        "steps": tell(request.caller, readings, entry.seq, names),
        "newer": None if is_current else last,
        "tasks": tasks_named(request.caller, reading.body.get("refs", [])),
        "metrics": figures_of_entry(request.caller, entry, adds),
        "reports": reports_using(request.caller, entry.unit_id or 0, set(adds)),
        "may_use_again": entry.kind in {"record", "correction"} and not reading.sender,
        "may_correct": is_current
        and not reading.sender
        and entry.kind not in {"void", "assertion"}
        and hooks.allow(request.caller, "entry.correct", entry.unit_id),
        "may_void": is_current
        and not reading.sender
        and entry.kind != "void"
        and hooks.allow(request.caller, "entry.void", entry.unit_id),
        "may_erase": bool(erasable(reading)) and hooks.allow(request.caller, "entry.erase", entry.unit_id),
    }


@require_safe
def show(request: PostRequest, seq: int) -> HttpResponse:
    """Show a record with its story, evidence and use."""
    reading = access_entry(request, seq)
    erased = erased_record(reading.entry)
    if erased is not None:  # what it took is told in the story of the record
        return redirect("entry-show", erased)
    ctx = entry_context(request, reading) | {
        "is_proposed": proposals_about(reading.entry.record_seq).exists(),
        **promise_offered(request.caller, reading),
    }
    return render(request, "entries/show.html", ctx)


@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: PostRequest, seq: int) -> HttpResponse:
    """Show the form of a correction, filled, or take it."""
    reading = access_entry(request, seq, to="entry.correct")
    assert reading.book is not None
    if reading.entry.kind in AGGREGATES:
        return redirect("number-correct", seq)
    if request.method != "POST":
        typed = take_typed(request)
        return _form(request, reading, read_answers(reading.book, typed) if typed else _as_it_is(request, reading))
    unit = reading.entry.unit
    assert unit is not None
    answers = replace(read_answers(reading.book, request.POST), unit=unit.uid)
    answers, refused, wrong_files = with_uploads(request, unit, reading.book, answers)
    partners = [uid for uid in answers.partners if uid != unit.uid]
    given: dict[str, Any] = {"on": answers.on, "partners": partners, "evidence": answers.evidence}
    try:
        if refused or wrong_files:
            raise Refusal("values")
        if answers.reason.strip():
            own: dict[str, Any] = {"book_id": reading.book.id, "unit": unit, "erased": erased_fields(reading.entry)}
            checked = check_entry(request.caller, raw=answers.values, **own, **given)
            ask_once(request, checked, unit, answers, record=reading.entry.record_seq)
        appended = correct_entry(
            request.caller,
            seq,
            uid=answers.uid,
            reason=answers.reason,
            values=answers.values,
            **given,
            refs=_refs(request, reading, answers.task, unit),
            may_post_late=answers.is_late_confirmed,
        )
    except Refusal as refusal:
        problems = {**problems_of(refusal), **wrong_files, **({"evidence": refused} if refused else {})}
        return _form(request, reading, answers, refusal=refusal, problems=problems, status=status_of(refusal))
    messages.success(request, _("Corrected. What stood there before is kept in the story."))
    return redirect("entry-corrected", appended.seq)


@require_safe
def corrected(request: PostRequest, seq: int) -> HttpResponse:
    """Say what a correction changed: in the record, and which figures it moved, before and after."""
    reading = access_entry(request, seq)
    if reading.entry.kind != "correction":
        return redirect("entry-show", seq)
    names = unit_names(story(reading))
    before = next(each for each in story(reading) if each.entry.seq == reading.entry.supersedes)
    ctx = {
        "reading": reading,
        "changes": changes_between(request.caller, before, reading, names),
        "table": changed_table(_figures_moved(request, before, reading)),
        "year": reading.entry.posted_period // 100,
    }
    return render(request, "entries/corrected.html", ctx)


@require_http_methods(["GET", "HEAD", "POST"])
def void(request: PostRequest, seq: int) -> HttpResponse:
    """Ask for the reason for taking a record back, or do it."""
    reading = access_entry(request, seq, to="entry.void")
    uid, reason = request.POST.get("uid") or new_uid(), request.POST.get("reason", "")
    if request.method != "POST":
        return render(request, "entries/void.html", _confirming(reading, uid, reason))
    try:
        appended = void_entry(request.caller, seq, uid=uid, reason=reason)
    except Refusal as refusal:
        ctx = _confirming(reading, uid, reason) | {"refusal": refusal}
        return render(request, "entries/void.html", ctx, status=status_of(refusal))
    messages.success(request, _("Taken back. The record stays readable and no longer counts."))
    return redirect("entry-show", appended.seq)


@require_safe
def evidence(request: PostRequest, digest: str) -> HttpResponseBase:
    """Send a file: pictures are shown, documents downloaded."""
    kept = read_evidence(request.caller, digest)
    is_picture = kept.media_type.startswith("image/")
    return _sent(path_of(kept.digest), kept, kept.media_type, is_attachment=not is_picture)


@require_safe
def thumbnail(request: PostRequest, digest: str) -> HttpResponseBase:
    """Send the small picture of a file to whoever may see the file."""
    kept = read_evidence(request.caller, digest)
    if not kept.media_type.startswith("image/"):
        raise Refusal("evidence_unknown")
    path = thumbnail_path(kept)
    return _sent(path, kept, kept.media_type if path == path_of(kept.digest) else "image/jpeg", is_attachment=False)


def _sent(path: Path, kept: Evidence, media_type: str, *, is_attachment: bool) -> HttpResponseBase:
    if not path.exists():
        raise Refusal("evidence_gone", name=kept.name)
    response = FileResponse(path.open("rb"), as_attachment=is_attachment, filename=kept.name, content_type=media_type)
    response["Cache-Control"] = "private, max-age=3600"
    return response


def _row_behind(request: PostRequest, reading: Reading) -> dict[str, Any]:
    """The row of the file that the record came from, and whether the caller may open its import."""
    source = reading.body.get("source", {})
    row = row_behind(str(source.get("ref", ""))) if source.get("kind") == "import" else None
    may_open = row is not None and hooks.allow(request.caller, "entry.import", row.file.unit_id)
    return {"behind": row, "may_open_import": may_open}


def _figures_moved(request: PostRequest, before: Reading, after: Reading) -> list[tuple[Figure, Figure]]:
    """The metrics that count either state of a record, in its unit and year: up to the correction and with it."""
    entry = after.entry
    if entry.unit is None or not hooks.allow(request.caller, "figure.read", entry.unit_id):
        return []
    keys = metrics_of_entry(entry.book, before.values, before.entry.kind)
    keys |= metrics_of_entry(entry.book, after.values, entry.kind)
    year = Scope(entry.unit, parse_period(str(entry.posted_period // 100)))
    moments = [replace(year, as_of=entry.seq - 1), replace(year, as_of=entry.seq)]
    figures = evaluate([request_figure(key, scope) for scope in moments for key in keys])
    return list(zip(figures[: len(keys)], figures[len(keys) :], strict=True))


def _confirming(reading: Reading, uid: str, reason: str) -> dict[str, Any]:
    """What asks for the reason for taking a record back."""
    text = _(
        "The record will no longer count. It stays readable, with your reason. To change only a number, correct it "
        "instead."
    )
    seq = reading.entry.seq
    return {
        "reading": reading,
        "title": _("Take back: %(title)s") % {"title": reading.title},
        "note": _("no. %(seq)s") % {"seq": seq},
        "text": text,
        "hidden": [("uid", uid)],
        "question": Question("reason", "reason", _("Reason"), "text", typed=reason, is_required=True, longest=300),
        "action": _("Take back"),
        "url": reverse("entry-void", args=[seq]),
        "back": reverse("entry-show", args=[seq]),
    }


def _as_it_is(request: PostRequest, reading: Reading) -> Answers:
    task = next(iter(tasks_named(request.caller, reading.body.get("refs", []))), None)
    return replace(answers_of_entry(reading), task=task.uid if task else "")


def _refs(request: PostRequest, reading: Reading, task: str, unit: Unit) -> list[str]:
    """What the correction refers to: the task chosen, and what the post cannot see. A task that it named before stays,
    also when it is struck off by now; another one that cannot be meant is a problem beside its field."""
    named = list(reading.body.get("refs", []))
    seen = {each.uid for each in tasks_named(request.caller, named)}
    kept = [uid for uid in named if uid not in seen]
    if task in seen:
        return [*kept, task]
    try:
        return [*kept, *refs_for(request.caller, task, unit)]
    except Refusal as refusal:
        raise Refusal("values", fields=[("task", refusal.code, dict(refusal.data))]) from refusal


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
    unit = reading.entry.unit
    named = tasks_named(request.caller, reading.body.get("refs", []))
    tasks = list(dict.fromkeys([*named, *tasks_of_units(request.caller, [unit.pk])]))
    refusal, today = more.get("refusal"), timezone.localdate()
    marked = wrong(refusal, problems)
    picks = roll_picks(request.caller, reading.book, unit, today)
    form = build_form(reading.book, answers, [unit], today, evidence=files, problems=marked, tasks=tasks, picks=picks)
    ctx = {"form": form, "reading": reading, "sure": request.POST.getlist(SURE), "doubted": doubted(refusal), **more}
    return render(request, "entries/correct.html", ctx, status=status)
