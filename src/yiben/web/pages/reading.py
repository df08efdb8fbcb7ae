"""Reading a document into tasks: one decision after the other, by keys or by plain forms, then publishing."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yiben.audit import hooks
from yiben.errors import Conflict, Refusal
from yiben.plans.actions import decide as decide_proposal
from yiben.plans.actions import edit, merge, propose_task, publish, split, undo_step
from yiben.plans.gates import blockers_of, warnings_of
from yiben.plans.models import Plan, ProposedTask
from yiben.plans.queries import read_clause, read_plan, read_proposal, sees_whole
from yiben.plans.steps import last_step
from yiben.sentences import say
from yiben.web.access import PostRequest
from yiben.web.asking import problems_of
from yiben.web.kit.fields import Choice, loose
from yiben.web.kit.parts import Gate
from yiben.web.middleware import status_of
from yiben.web.paper import clause_labels, heads_of_clauses
from yiben.web.proposals import show_proposals
from yiben.web.reading_views import reading_context
from yiben.web.terms import differs, read_terms, term_labels, terms_form, typed_terms


@require_safe
def show(request: PostRequest, uid: str) -> HttpResponse:
    """Show the document beside the tasks proposed from it; ``?task=`` opens one for editing."""
    plan = read_plan(request.caller, uid)
    return _page(request, plan, request.GET.get("task", ""))


@require_POST
def decide(request: PostRequest, uid: str, proposal: str) -> HttpResponse:
    """Accept, change, merge, split, drop or take up again one proposed task, and go on to the next."""
    plan = read_plan(request.caller, uid)
    proposed = read_proposal(request.caller, plan, proposal)
    wanted = request.POST.get("do", "accept")
    try:
        stays = _do(request, plan, proposed, wanted)
    except Refusal as refusal:
        return _again(request, plan, proposed, refusal)
    return _on(plan, proposed, stays=stays)


@require_POST
def undo(request: PostRequest, uid: str) -> HttpResponse:
    """Take the last decision back."""
    plan = read_plan(request.caller, uid)
    back = undo_step(request.caller, plan)
    messages.success(request, _("The last decision was taken back."))
    return redirect(_address(plan, back.uid if back else ""))


@require_POST
def propose(request: PostRequest, uid: str) -> HttpResponse:
    """Add a task that was not found in the text."""
    plan = read_plan(request.caller, uid)
    clause = read_clause(plan, request.POST.get("clause", ""))
    made = propose_task(request.caller, plan, clause, request.POST.get("title", ""))
    return redirect(_address(plan, made.uid))


@require_http_methods(["GET", "HEAD", "POST"])
def publish_plan(request: PostRequest, uid: str) -> HttpResponse:
    """Show what is missing before publishing, or publish."""
    plan = read_plan(request.caller, uid)
    hooks.require(request.caller, "plan.change", plan.unit_id)
    if plan.state != Plan.DRAFT:
        return redirect("plan-show", plan.uid)
    proposals = plan.proposed.exclude(state=ProposedTask.DROPPED)
    blockers = blockers_of(proposals)
    if request.method == "POST" and not blockers:
        published = publish(request.caller, plan)
        messages.success(request, _("“%(plan)s” is published and followed from now on.") % {"plan": published.title})
        return redirect("plan-show", plan.uid)
    warned = [] if blockers else warnings_of(plan, proposals, timezone.localdate())
    ctx = {
        "plan": plan,
        "gates": [_gate(plan, each) for each in blockers],
        "warned": [_gate(plan, each, is_barred=False) for each in warned],
        "count": proposals.count(),
    }
    return render(request, "plans/publish.html", ctx, status=422 if request.method == "POST" else 200)


def _gate(plan: Plan, found: dict[str, Any], *, is_barred: bool = True) -> Gate:
    """What is missing, with the way to where it is mended."""
    uid = found.get("proposal")
    url = f"{reverse('plan-read', args=[plan.uid])}?task={uid}#task-{uid}" if uid else ""
    return Gate(say(found["code"], found), url, _("Settle it") if is_barred else _("Look at it"), is_barred)


def _do(request: PostRequest, plan: Plan, proposed: ProposedTask, wanted: str) -> bool:
    """Do what a button says; True when the same proposal should stay open."""
    caller = request.caller
    if wanted == "merge":
        following = plan.proposed.exclude(state=ProposedTask.DROPPED).filter(order__gt=proposed.order).first()
        if following is None:
            raise Refusal("merge_without_next")
        merge(caller, proposed, following)
        return True
    if wanted == "split":
        split(caller, proposed, request.POST.get("titles", "").splitlines())
        return True
    if wanted in {"drop", "reopen"}:
        decide_proposal(caller, proposed, ProposedTask.DROPPED if wanted == "drop" else ProposedTask.PENDING)
        return wanted == "reopen"
    terms = read_terms(request.POST) if "title" in request.POST else {}
    if terms and differs(terms, proposed.terms):
        if terms["due_on"] != proposed.terms.get("due_on"):
            terms["is_provisional"] = False
        version = request.POST.get("version", "")
        edit(caller, proposed, terms, version=int(version) if version.isdigit() else 0)
    else:
        decide_proposal(caller, proposed, ProposedTask.ACCEPTED)
    return False


def _again(request: PostRequest, plan: Plan, proposed: ProposedTask, refusal: Refusal) -> HttpResponse:
    """Show the page again with what was typed; after a conflict both texts stand there, and sending again decides."""
    kept = read_proposal(request.caller, plan, proposed.uid)
    typed = typed_terms(request.POST, kept.terms) if "title" in request.POST else kept.terms
    titles = request.POST.get("titles", "") if refusal.code == "split_impossible" else ""
    theirs = kept.terms if isinstance(refusal, Conflict) else None
    more = {"refusal": refusal, "titles": titles, "theirs": theirs}
    wrong = problems_of(refusal, term_labels())
    return _page(request, plan, kept.uid, typed=typed, problems=wrong, status=status_of(refusal), **more)


def _page(
    request: PostRequest,
    plan: Plan,
    chosen: str,
    *,
    typed: dict[str, Any] | None = None,
    problems: dict[str, list[str]] | None = None,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    clauses = list(plan.clauses.all())
    proposals = list(plan.proposed.select_related("clause")) if sees_whole(request.caller, plan) else []
    is_open = plan.state == Plan.DRAFT and hooks.allow(request.caller, "plan.change", plan.unit_id)
    waiting = [each for each in proposals if each.state == ProposedTask.PENDING]
    first = next(iter(waiting or proposals), None)
    current = next((each for each in proposals if each.uid == chosen), first)
    document = plan.document
    place = proposals.index(current) if current else 0
    ctx = {
        "plan": plan,
        "shown": show_proposals(proposals, clause_labels(clauses)),
        "current": current,
        "previous": proposals[place - 1] if place else None,
        "following": proposals[place + 1] if place + 1 < len(proposals) else None,
        "form": terms_form(typed or current.terms, timezone.localdate(), problems) if current else None,
        "warnings": document.reading.get("warnings", []) if document else [],
        "clauses": clauses,
        "clause_groups": loose(
            [
                Choice(each.uid, f"{each.number} {each.heading}".strip(), each.uid == request.GET.get("clause"))
                for each in clauses
            ]
        ),
        "add_under": request.GET.get("clause", ""),
        "waiting": len(waiting),
        "accepted": sum(1 for each in proposals if each.state == ProposedTask.ACCEPTED),
        "dropped": sum(1 for each in proposals if each.state == ProposedTask.DROPPED),
        "is_open": is_open,
        "step": last_step(plan) if is_open else None,
        **more,
    }
    if document is not None:
        ctx |= reading_context(
            request,
            document,
            heads_of_clauses(clauses, proposals),
            plan=plan.uid,
            proposals=proposals,
            current=current,
            may_change=is_open and hooks.allow(request.caller, "document.upload", document.unit_id),
        )
    return render(request, "plans/reading.html", ctx, status=status)


def _on(plan: Plan, proposed: ProposedTask, *, stays: bool) -> HttpResponse:
    """Go to the next undecided proposal after this one, else to the first, else stay."""
    if stays:
        return redirect(_address(plan, proposed.uid))
    waiting = list(plan.proposed.filter(state=ProposedTask.PENDING))
    later = [each for each in waiting if (each.order, each.pk) > (proposed.order, proposed.pk)]
    following = (later or waiting or [proposed])[0]
    return redirect(_address(plan, following.uid))


def _address(plan: Plan, proposal: str) -> str:
    query = f"?{urlencode({'task': proposal})}#task-{proposal}" if proposal else ""
    return reverse("plan-read", args=[plan.uid]) + query
