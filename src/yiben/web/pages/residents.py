"""Pages for residents, without an account: bring a matter, follow it, add to it, rate it; the unit's own page of these."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from yiben.accounts.queries import units_allowed
from yiben.errors import Refusal
from yiben.matters.actions import Reported, add_by_resident, change_desk, rate_by_resident, report_by_resident
from yiben.matters.actions.registering import PARTICULARS
from yiben.matters.actions.residents import PUBLIC
from yiben.matters.answers import procedure_of
from yiben.matters.guards import NOT_WELL
from yiben.matters.models import Desk, Matter
from yiben.matters.queries import Standing, alike, followed, open_desks, read_desk, receipt_of, story_of
from yiben.rosters.queries import public_duty
from yiben.units.queries import living_units
from yiben.web.access import PostRequest
from yiben.web.answers import blank_answers
from yiben.web.asking import problems_of, questions_of, unit_groups
from yiben.web.kit.fields import Choice, loose
from yiben.web.matter_form import answers_sent, papers_sent
from yiben.web.matter_rows import story_events
from yiben.web.middleware import status_of
from yiben.web.signing_in import computer_of

_ASKED = ("topic", "account", "where")


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """List the units whose page for residents is open."""
    return render(request, "residents/index.html", {"desks": open_desks()})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, code: str) -> HttpResponse:
    """Show a unit's page with the form, or take what a resident brings: what is alike is shown once before."""
    desk = read_desk(code)
    if request.method != "POST":
        return render(request, "residents/report.html", _form(desk, QueryDict()))
    sent = request.POST
    if sent.get("website"):  # a field that people do not see: only programs fill it in
        return redirect("link_residents")
    fields = [each for each in procedure_of(PUBLIC).fields if each.id in _ASKED]
    answers = answers_sent(fields, sent).values
    found = alike(desk.unit, PUBLIC, str(answers.get("topic", "")), sent.get("title", ""))
    if found and "same_as" not in sent:
        return render(request, "residents/report.html", {**_form(desk, sent), "alike": found})
    try:
        told = Reported(
            sent.get("title", ""),
            answers,
            {name: sent.get(name, "") for name in PARTICULARS},
            papers_sent(request),
            sent.get("same_as", ""),
        )
        matter, secret = report_by_resident(desk.unit, told, computer_of(request))
    except Refusal as refusal:
        return render(request, "residents/report.html", _form(desk, sent, refusal), status=status_of(refusal))
    link = request.build_absolute_uri(reverse("link_follow", args=[secret]))
    ctx = {"matter": matter, "receipt": receipt_of(matter), "link": link, "desk": desk}
    return render(request, "residents/taken.html", ctx)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def follow(request: HttpRequest, secret: str) -> HttpResponse:
    """Show the one who brought a matter how far it has come; take what is added, or the rating."""
    matter = followed(secret)
    refusal: Refusal | None = None
    if request.method == "POST":
        sent = request.POST
        try:
            if sent.get("do") == "rate":
                rate_by_resident(secret, sent.get("rating", ""), sent.get("words", ""))
            else:
                add_by_resident(secret, sent.get("words", ""), papers_sent(request), computer_of(request))
        except Refusal as problem:
            refusal = problem
        else:
            return redirect("link_follow", secret)
        matter.refresh_from_db()
    ctx = _followed(matter) | {"refusal": refusal, "problems": problems_of(refusal) if refusal else {}}
    return render(request, "residents/follow.html", ctx, status=status_of(refusal) if refusal else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def desk(request: PostRequest) -> HttpResponse:
    """Show the pages for residents that the post looks after; open, close, say what stands on them."""
    allowed = units_allowed(request.caller, "matter.assign")
    units = [each for each in living_units(timezone.localdate()) if each.pk in allowed]
    if not units:
        raise Refusal("no_access", verb="matter.assign")
    own = next((each for each in units if each.pk == request.post.unit_id), units[0])
    wanted = request.POST.get("unit") or request.GET.get("unit", "")
    unit = next((each for each in units if wanted in (each.uid, each.code)), own)
    if request.method == "POST":
        is_open = request.POST.get("is_open") == "1"
        change_desk(request.caller, unit, is_open=is_open, note=request.POST.get("note", ""))
        messages.success(request, _("Kept. Residents see it at once."))
        return redirect(f"{reverse('desk-show')}?unit={unit.code}")
    ctx = {
        "desk": Desk.objects.filter(unit=unit).first(),
        "unit": unit,
        "units": unit_groups(units, {unit.code}, by="code"),
        "address": request.build_absolute_uri(reverse("link_report", args=[unit.code])),
    }
    return render(request, "residents/desk.html", ctx)


def _form(desk: Desk, sent: QueryDict, refusal: Refusal | None = None) -> dict[str, Any]:
    problems = problems_of(refusal) if refusal else {}
    fields = [each for each in procedure_of(PUBLIC).fields if each.id in _ASKED]
    today = timezone.localdate()
    given = answers_sent(fields, sent) if sent else blank_answers(desk.unit.uid, today)
    return {
        "desk": desk,
        "typed": sent,
        "questions": questions_of(fields, given, desk.unit, today, problems),
        "problems": problems,
        "refusal": refusal,
        "alike": [],
        "duty": public_duty(desk.unit, timezone.now()),
    }


def _followed(matter: Matter) -> dict[str, Any]:
    """What the one who brought a matter sees; of one that was joined to another also what happens there."""
    declared = procedure_of(matter.procedure)
    whole = matter
    while whole.joined_to is not None:
        whole = whole.joined_to
    events = story_events(Standing(matter, declared, (), (), (), False), story_of(matter), is_public=True)
    if whole.pk != matter.pk:
        shown = [each for each in story_of(whole) if each.at >= matter.begun_at and each.step not in ("begun", "added")]
        events += story_events(Standing(whole, declared, (), (), (), False), shown, is_public=True)
    state = declared.state(whole.state)
    rate = declared.step("rate")
    ratings = rate.asks[0].choices if rate else ()
    may_rate = bool(rate) and matter.state in (rate.after if rate else ())
    rated = matter.steps.filter(step="rate", round=matter.round, by_link=True).exists()
    return {
        "matter": matter,
        "state": state.label if state else "",
        "is_done": whole.is_done,
        "receipt": receipt_of(matter),
        "story": events,
        "ratings": loose([Choice(each.id, each.label) for each in ratings]) if may_rate and not rated else [],
        "is_together": whole.pk != matter.pk,
        "is_alike": matter.source_kind == "same" and matter.joined_to is None and not matter.is_done,
        "is_unhappy": not whole.is_done and _said_unhappy(matter),
        "may_add": not matter.is_done,
    }


def _said_unhappy(matter: Matter) -> bool:
    """Whether the one who brought it said of the last answer that it is not solved."""
    last = matter.steps.filter(step="rate", round=matter.round, by_link=True).last()
    return last is not None and last.said.get("rating") == NOT_WELL
