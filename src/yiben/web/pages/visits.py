"""One visit: its form on a phone, what was found, handing a finding on, going there again, its photos."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yiben.accounts.queries import people
from yiben.audit import hooks
from yiben.errors import Refusal
from yiben.inspections.actions import correct_visit, hand_on, record_visit, visit_again
from yiben.inspections.actions.writing import LEAD, VISIT
from yiben.inspections.declared import questions_of
from yiben.inspections.models import Answer, Round, Visit
from yiben.inspections.queries import read_answer, read_visit, read_visit_paper, standing_problems, visits_to_make
from yiben.packs.checklists import Checklist
from yiben.web.access import PostRequest
from yiben.web.asking import problems_of, wrong_places
from yiben.web.dispatch_form import number_sent
from yiben.web.inspection_form import answers_typed, photos_kept, seen_sent, visit_questions
from yiben.web.inspection_rows import ANSWERS, standing_cell, visit_changes
from yiben.web.middleware import status_of
from yiben.web.sending import send_paper


@require_http_methods(["GET", "HEAD", "POST"])
def show(request: PostRequest, uid: str) -> HttpResponse:
    """Show a visit: its form while it is to be made or corrected, else what it found; or keep it."""
    visit = read_visit(request.caller, uid)
    is_correcting = (request.POST if request.method == "POST" else request.GET).get("do") == "correct"
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            seen = seen_sent(request, questions_of(visit.round.checklist), visit)
            revision = number_sent(request.POST, "revision")
            if is_correcting:
                correct_visit(request.caller, visit, seen, reason=request.POST.get("reason", ""), revision=revision)
                messages.success(request, _("Corrected: %(unit)s.") % {"unit": visit.unit.short_name})
                return redirect("inspection-visit", uid)
            record_visit(request.caller, visit, seen, revision=revision)
        except Refusal as problem:
            refusal = problem
            visit.refresh_from_db()
        else:
            messages.success(request, _("Kept: %(unit)s.") % {"unit": visit.unit.short_name})
            return _next(request, visit)
    may_visit = hooks.allow(request.caller, VISIT, visit.round.unit_id)
    if visit.state == Visit.PLANNED and may_visit and _is_open(visit):
        return _form(request, visit, refusal)
    if visit.state == Visit.DONE and may_visit and is_correcting:
        return _form(request, visit, refusal, is_correcting=True)
    return _found(request, visit, refusal, may_visit)


@require_POST
def hand(request: PostRequest, uid: str) -> HttpResponse:
    """Hand a finding on as what the list of questions says."""
    answer = read_answer(request.caller, uid)
    handed = hand_on(request.caller, answer)
    state = standing_problems([handed])[handed.matter].state
    messages.success(request, _("It is a matter of rectification now: %(state)s.") % {"state": state})
    return HttpResponseRedirect(f"{reverse('inspection-show', args=[answer.visit.round.uid])}#findings")


@require_POST
def again(request: PostRequest, uid: str) -> HttpResponse:
    """Plan a re-inspection and lead to its form."""
    return redirect("inspection-visit", visit_again(request.caller, read_visit(request.caller, uid)).uid)


@require_safe
def paper(request: PostRequest, pk: int) -> HttpResponse:
    """Send a photo or paper of a visit."""
    return send_paper(read_visit_paper(request.caller, pk))


def _form(request: PostRequest, visit: Visit, refusal: Refusal | None, *, is_correcting: bool = False) -> HttpResponse:
    usual = answers_typed(visit) if is_correcting else {}
    sent = {name: str(value) for name, value in request.POST.items()} if refusal else usual
    problems = problems_of(refusal) if refusal else {}
    asked = questions_of(visit.round.checklist)
    kept = photos_kept(request, asked, visit) if refusal else {}
    ctx: dict[str, Any] = {
        "visit": visit,
        "asked": asked,
        "is_correcting": is_correcting,
        "questions": visit_questions(asked, sent, problems, kept),
        "typed": sent,
        "today_iso": timezone.localdate().isoformat(),
        "refusal": refusal,
        "problems": problems,
        "wrong": wrong_places(problems, _places(asked)),
        "earlier": visit.again_of.answers.filter(answer=Answer.NO) if visit.again_of else [],
    }
    return render(request, "inspections/visit_form.html", ctx, status=status_of(refusal) if refusal else 200)


def _places(asked: Checklist) -> dict[str, tuple[str, str]]:
    """Where each field of a visit's form stands in the page, and what it is called."""
    found = {"on": ("q-on", _("Day, if not today")), "note": ("q-note", _("On the whole"))}
    found["reason"] = ("reason", _("Why it is corrected"))
    for item in asked.items:
        found[f"answer.{item.id}"] = (f"q-answer.{item.id}", item.text)
        found[f"photos.{item.id}"] = (f"q-photos.{item.id}", _("Photo, if it helps"))
    return found


def _found(request: PostRequest, visit: Visit, refusal: Refusal | None, may_visit: bool) -> HttpResponse:
    asked, answers = questions_of(visit.round.checklist), {each.item: each for each in visit.answers.all()}
    standing = standing_problems(answers.values())
    papers = list(visit.papers.all())
    rows = []
    for item in asked.items:
        answer = answers.get(item.id)
        if answer is None:
            continue
        css, word = ANSWERS[answer.answer]
        stands = standing_cell(answer, standing.get(answer.matter), can_be=asked.hands is not None)
        photos = [each for each in papers if each.item == item.id]
        rows.append((item, answer, css, word, stands if answer.answer == Answer.NO else None, photos))
    ctx: dict[str, Any] = {
        "visit": visit,
        "rows": rows,
        "who": people({visit.person}).get(visit.person, ""),
        "may_lead": hooks.allow(request.caller, LEAD, visit.round.unit_id),
        "may_look_again": may_visit and any(each.answer == Answer.NO for each in answers.values()),
        "hands_on": asked.hands is not None,
        "may_correct": may_visit and visit.state == Visit.DONE,
        "before": visit_changes(visit, asked),
        "again": list(visit.again.filter(state=Visit.DONE).order_by("pk")),
        "refusal": refusal,
    }
    return render(request, "inspections/visit.html", ctx, status=status_of(refusal) if refusal else 200)


def _next(request: PostRequest, visit: Visit) -> HttpResponse:
    """After a visit the next one of the round; after the last the round."""
    if visit.again_of_id is None:
        following = visits_to_make(request.caller).filter(round=visit.round, again_of=None).first()
        if following is not None and request.POST.get("do") == "next":
            return redirect("inspection-visit", following.uid)
    return redirect("inspection-show", visit.round.uid)


def _is_open(visit: Visit) -> bool:
    states = (Round.OPEN, Round.CLOSED) if visit.again_of_id else (Round.OPEN,)
    return visit.round.state in states
