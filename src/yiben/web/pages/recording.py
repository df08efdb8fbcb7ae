"""Recording into a book: the form, its draft, sending, and what comes after."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yiben.errors import Conflict, Refusal
from yiben.ledger.actions import discard_draft, save_draft, send_draft
from yiben.ledger.checking import check_entry
from yiben.ledger.queries import read_draft, read_entries, recent_entries
from yiben.metrics.figures import evaluate, request_figure
from yiben.metrics.periods import parse_period
from yiben.metrics.queries import metrics_of_book, metrics_of_entry
from yiben.metrics.scopes import Scope
from yiben.packs.definitions import Book
from yiben.reports.queries import reports_using
from yiben.tasks.following import follow
from yiben.tasks.queries import refs_for, tasks_named, tasks_of_units
from yiben.units.models import Unit
from yiben.web.access import PostRequest, access_book, access_entry, access_hand_book, access_recording
from yiben.web.answers import (
    Answers,
    Typed,
    answers_of_draft,
    answers_of_entry,
    blank_answers,
    draft_fields,
    new_uid,
    read_answers,
    takes_several,
)
from yiben.web.asking import build_form, problems_of, quick_of
from yiben.web.doubts import SURE, ask_once, doubted, wrong
from yiben.web.following import show_tasks
from yiben.web.keeping import take_typed
from yiben.web.middleware import status_of
from yiben.web.promised import promise_offered
from yiben.web.queueing import answer_refused, answer_taken, is_queued, require_owner
from yiben.web.roll_form import roll_picks
from yiben.web.showing import show_entry, unit_names
from yiben.web.uploading import kept_files, with_uploads

SAMPLES = 3


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: PostRequest, book: str) -> HttpResponse:
    """Show an empty form (``?like=`` fills it like an earlier record), or take what it sends."""
    units = access_recording(request)
    asked = access_hand_book(request, book)
    if request.method == "POST":
        require_owner(request)
        return _take(request, asked, units)
    typed = take_typed(request)
    if typed is not None:
        messages.info(request, _("Your sign-in had run out. What you typed is here; photos have to be added again."))
        return _form(request, asked, units, read_answers(asked, typed))
    answers = blank_answers(_own(request, units).uid, timezone.localdate())
    answers = _against(request, asked, _quick_values(asked, request.GET.get("quick", ""), answers))
    like = request.GET.get("like", "")
    if like.isdigit():
        sample = answers_of_entry(access_entry(request, int(like)))
        answers = replace(answers, values=sample.values, partners=sample.partners)
    return _form(request, asked, units, answers)


@require_http_methods(["GET", "HEAD"])
def draft(request: PostRequest, uid: str) -> HttpResponse:
    """Show a draft of the post, to go on with."""
    units = access_recording(request)
    kept = read_draft(request.caller, uid)
    if kept is None:
        raise Refusal("draft_unknown")
    return _form(request, access_book(request, kept.book), units, answers_of_draft(kept), draft=kept)


@require_POST
def discard(request: PostRequest, uid: str) -> HttpResponse:
    """Throw a draft away."""
    discard_draft(request.caller, uid)
    messages.success(request, _("The draft was discarded."))
    return redirect("workbench-show")


@require_safe
def saved(request: PostRequest, seq: int) -> HttpResponse:
    """Say that a record was taken, and which figures it went into."""
    reading = access_entry(request, seq)
    names = unit_names([reading])
    unit = reading.entry.unit
    assert unit is not None
    adds = metrics_of_entry(reading.entry.book, reading.values, reading.entry.kind)
    year = Scope(unit, parse_period(str(reading.entry.posted_period // 100)))
    figures = evaluate([request_figure(key, year) for key in adds])
    ctx = {
        "reading": reading,
        "values": show_entry(request.caller, reading, names),
        "hosts": [names[uid] for uid in names if uid in reading.credited],
        "figures": [(figure, adds[figure.metric_id]) for figure in figures],
        "reports": reports_using(request.caller, unit.pk, set(adds)),
        "year": reading.entry.posted_period // 100,
        "tasks": show_tasks(follow(tasks_named(request.caller, reading.body.get("refs", []))), timezone.localdate()),
        **promise_offered(request.caller, reading),
    }
    return render(request, "entries/saved.html", ctx)


def _take(request: PostRequest, book: Book, units: list[Unit]) -> HttpResponse:
    answers = read_answers(book, request.POST)
    unit = next((each for each in units if each.uid == answers.unit), None)
    if unit is None:
        refusal = Refusal("no_access", verb="entry.record")
        return _again(request, book, units, replace(answers, unit=_own(request, units).uid), refusal, {})
    answers, refused, wrong_files = with_uploads(request, unit, book, answers)
    if request.POST.get("do") == "draft":
        _keep_draft(request, book, unit, answers)
        for sentence in (*refused, *(each for found in wrong_files.values() for each in found)):
            messages.error(request, sentence)
        messages.success(request, _("The draft is kept. Nobody above sees it until you send it."))
        return redirect("draft-show", answers.uid)
    partners = [uid for uid in answers.partners if uid != unit.uid]
    given: dict[str, Any] = {"unit": unit, "on": answers.on, "partners": partners, "evidence": answers.evidence}
    try:
        refs = _refs(request, answers.task, unit)
        checked = check_entry(request.caller, book_id=book.id, raw=answers.values, **given)
        if refused or wrong_files:  # a file was refused: what else is wrong was said at the same time
            raise Refusal("values")
        ask_once(request, checked, unit, answers)
        appended = send_draft(
            request.caller,
            answers.uid,
            book=book.id,
            values=answers.values,
            may_post_late=answers.is_late_confirmed,
            refs=refs,
            **given,
        )
    except Refusal as refusal:
        found = problems_of(refusal)
        return _again(
            request,
            book,
            units,
            answers,
            refusal,
            {**found, **wrong_files, **({"evidence": refused} if refused else {})},
        )
    saved_at = reverse("entry-saved", args=[appended.seq])
    return answer_taken(saved_at) if is_queued(request) else redirect(saved_at)


def _again(
    request: PostRequest,
    book: Book,
    units: list[Unit],
    answers: Answers,
    refusal: Refusal,
    problems: dict[str, list[str]],
) -> HttpResponse:
    """Show the form as it was filled, with what is wrong beside it, after keeping it as a draft. The browser's queue
    keeps what it sent itself."""
    if is_queued(request):
        return answer_refused(refusal, problems.get("evidence", ()))
    if refusal.code in {"id_used", "sent_already", "id_invalid"}:
        answers = replace(answers, uid=new_uid())
    if not isinstance(refusal, Conflict) and not answers.is_blank:
        unit = next(each for each in units if each.uid == answers.unit)
        _keep_draft(request, book, unit, answers)
    return _form(request, book, units, answers, refusal=refusal, problems=problems, status=status_of(refusal))


def _keep_draft(request: PostRequest, book: Book, unit: Unit, answers: Answers) -> None:
    save_draft(
        request.caller,
        uid=answers.uid,
        unit=unit,
        book=book.id,
        fields=draft_fields(answers),
        evidence=answers.evidence,
    )


def _form(
    request: PostRequest,
    book: Book,
    units: list[Unit],
    answers: Answers,
    *,
    problems: dict[str, list[str]] | None = None,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    files = kept_files(request.caller, answers.evidence)
    tasks = list(tasks_of_units(request.caller, [unit.pk for unit in units]))
    refusal, today = more.get("refusal"), timezone.localdate()
    marked = wrong(refusal, problems)
    own = next((unit for unit in units if unit.uid == answers.unit), units[0])
    picks = roll_picks(request.caller, book, own, today)
    quick = quick_of(book, request.POST.get("quick") or request.GET.get("quick", ""))
    form = build_form(
        book, answers, units, today, evidence=files, problems=marked, tasks=tasks, picks=picks, quick=quick
    )
    samples = read_entries(recent_entries(request.caller, units).filter(book=book.id)[:SAMPLES])
    ctx = {
        "form": form,
        "counts": metrics_of_book(book.id),
        "samples": samples,
        "names": unit_names(samples),
        "sure": request.POST.getlist(SURE),
        "doubted": doubted(refusal),
        **more,
    }
    return render(request, "ledger/record.html", ctx, status=status)


def _against(request: PostRequest, book: Book, answers: Answers) -> Answers:
    """Choose the task that the address names, and answer what its records are like."""
    uid = request.GET.get("task", "")
    task = next(iter(tasks_named(request.caller, [uid])), None) if uid else None
    if task is None or task.book != book.id:
        return replace(answers, task=uid)
    asked: dict[str, Typed] = {
        name: [value] if takes_several(item) else value
        for name, value in task.where.items()
        if (item := book.field(name)) is not None
    }
    return replace(answers, task=uid, values={**answers.values, **asked})


def _quick_values(book: Book, name: str, answers: Answers) -> Answers:
    """Fill in what the quick form of that name says already."""
    quick = quick_of(book, name)
    return replace(answers, values={**answers.values, **quick.values}) if quick else answers


def _refs(request: PostRequest, task: str, unit: Unit) -> list[str]:
    """What the record refers to; a task that cannot be meant is a problem beside its field."""
    try:
        return refs_for(request.caller, task, unit)
    except Refusal as refusal:
        raise Refusal("values", fields=[("task", refusal.code, dict(refusal.data))]) from refusal


def _own(request: PostRequest, units: list[Unit]) -> Unit:
    return next((unit for unit in units if unit.pk == request.post.unit_id), units[0])
