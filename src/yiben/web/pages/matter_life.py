"""One matter: what it says, how long there is, the next step; papers, links for units without an account."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yiben.accounts.queries import posts_allowed
from yiben.audit import hooks
from yiben.audit.callers import Caller
from yiben.errors import Refusal
from yiben.matters.actions import erase_requester, make_handler_link, step_by_link, take_step
from yiben.matters.actions.linking import LINK_DAYS
from yiben.matters.answers import procedure_of, step_of
from yiben.matters.models import Matter
from yiben.matters.queries import (
    Standing,
    joinable,
    paper_of,
    read_handler_link,
    read_matter,
    sheets_of,
    standing_of,
    steps_for_link,
    story_of,
)
from yiben.sentences import say
from yiben.units.models import Unit
from yiben.web.access import PostRequest
from yiben.web.asking import problems_of
from yiben.web.dispatch_form import number_sent
from yiben.web.matter_form import read_said, step_forms
from yiben.web.matter_rows import (
    answers_said,
    channel_label,
    helpers_table,
    parties_table,
    story_events,
    times_table,
)
from yiben.web.middleware import status_of
from yiben.web.sending import send_paper
from yiben.web.showing import listed

_NAMED = 3
"""Posts that may take the next step, named at most."""


@require_http_methods(["GET", "HEAD", "POST"])
def show(request: PostRequest, uid: str) -> HttpResponse:
    """Show a matter with the steps that the post may take, or take one."""
    matter = read_matter(request.caller, uid)
    if request.method != "POST":
        return _page(request, matter)
    try:
        step = step_of(procedure_of(matter.procedure), request.POST.get("do", ""))
        others = joinable(request.caller, matter) if "join" in step.effects else []
        said = read_said(request, matter, step, others)
        take_step(request.caller, matter, step.id, said, revision=number_sent(request.POST, "revision"))
    except Refusal as refusal:
        matter.refresh_from_db()
        return _page(request, matter, refusal)
    messages.success(request, _("Done: %(step)s.") % {"step": step.label})
    return redirect("matter-show", uid)


def _page(request: PostRequest, matter: Matter, refusal: Refusal | None = None) -> HttpResponse:
    standing = standing_of(request.caller, matter)
    steps = story_of(matter)
    sent = request.POST if refusal is not None else None
    forms = step_forms(
        request.caller,
        matter,
        standing.steps,
        standing.helping,
        sent=sent,
        problems=problems_of(refusal) if refusal else None,
        is_held=refusal is not None and refusal.code == "matter_held",
    )
    same = _same(matter)
    may_link = not matter.is_done and hooks.allow(request.caller, "matter.assign", matter.unit_id)
    ctx: dict[str, Any] = {
        "matter": matter,
        "standing": standing,
        "said": answers_said(matter, standing.procedure),
        "channel": channel_label(matter),
        "forms": sorted((each for each in forms if each.step.to or each.is_open), key=lambda each: not each.is_open),
        "further": [each for each in forms if not each.step.to and not each.is_open],
        "times": times_table(standing.clocks),
        "parties": parties_table(matter, standing.procedure) if standing.procedure.proposers else None,
        "helpers": helpers_table(matter) if matter.helpers.filter(is_released=False).exists() else None,
        "story": story_events(standing, steps),
        "papers": [paper for step in steps for paper in step.papers.all()],
        "parts": matter.parts.select_related("lead"),
        "joined": matter.joined.all(),
        "same": same,
        "may_join_same": same is not None
        and not same.is_done
        and any("join" in each.effects for each in standing.steps),
        "linkable": linkable_units(matter) if may_link else [],
        "link": request.session.pop(f"matter-link-{matter.uid}", ""),
        "link_days": LINK_DAYS,
        "sheets": list(sheets_of(matter)) if may_link else [],
        "refusal": refusal,
        "unmet": unmet_told(refusal),
        "next": _next(standing) if not any(each.step.main for each in forms) else "",
    }
    return render(request, "matters/show.html", ctx, status=status_of(refusal) if refusal else 200)


@require_POST
def link(request: PostRequest, uid: str) -> HttpResponse:
    """Make a link with which a unit without an account takes its step; it is shown once."""
    matter = read_matter(request.caller, uid)
    unit = next((each for each in linkable_units(matter) if each.uid == request.POST.get("unit")), None)
    if unit is None:
        raise Refusal("matter_not_helping", title=matter.title)
    secret = make_handler_link(request.caller, matter, unit)
    address = request.build_absolute_uri(reverse("link_matter", args=[secret]))
    request.session[f"matter-link-{matter.uid}"] = f"{unit.short_name}：{address}"
    return redirect(f"{reverse('matter-show', args=[uid])}#link")


@require_POST
def erase(request: PostRequest, uid: str) -> HttpResponse:
    """Forget who brought a matter."""
    matter = read_matter(request.caller, uid)
    try:
        erase_requester(request.caller, matter, reason=request.POST.get("reason", ""))
    except Refusal as refusal:
        return _page(request, matter, refusal)
    messages.success(request, _("Who brought it is forgotten; the matter and its counts stay."))
    return redirect("matter-show", uid)


@require_safe
def paper(request: PostRequest, uid: str, pk: int) -> HttpResponse:
    """Send a paper of a matter."""
    return send_paper(paper_of(request.caller, uid, pk))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def by_link(request: HttpRequest, secret: str) -> HttpResponse:
    """Show a unit without an account what it is asked, and take its steps, one after the other."""
    opened = read_handler_link(secret)
    matter, steps = opened.matter, steps_for_link(opened)
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            step = step_of(procedure_of(matter.procedure), request.POST.get("do", ""))
            step_by_link(secret, step.id, read_said(request, matter, step))
        except Refusal as problem:
            refusal = problem
        else:
            matter.refresh_from_db()
            if not matter.is_done and steps_for_link(opened):
                messages.success(request, _("Sent. The link stays valid for what is still to come."))
                return redirect("link_matter", secret)
            return render(request, "matters/thanks.html", {"matter": matter, "unit": opened.unit})
    forms = step_forms(
        Caller(person="", post=""),
        matter,
        steps,
        [opened.unit],
        sent=request.POST if refusal else None,
        problems=problems_of(refusal) if refusal else None,
        is_held=refusal is not None and refusal.code == "matter_held",
    )
    ctx = {
        "matter": matter,
        "unit": opened.unit,
        "said": answers_said(matter, procedure_of(matter.procedure)),
        "forms": forms,
        "refusal": refusal,
        "unmet": unmet_told(refusal),
    }
    return render(request, "matters/by_link.html", ctx, status=status_of(refusal) if refusal else 200)


def _same(matter: Matter) -> Matter | None:
    """The open matter that the one who brought this one says is the same."""
    if matter.source_kind != "same" or matter.is_done:
        return None
    return Matter.objects.filter(uid=matter.source).first()


def _next(standing: Standing) -> str:
    """What comes next and at which unit, where it is not for this post."""
    matter = standing.matter
    step = next((each for each in standing.procedure.steps if each.main and matter.state in each.after), None)
    if step is None or matter.is_done:
        return ""
    unit = matter.lead if step.at == "lead" and matter.lead else matter.unit
    posts = posts_allowed(step.by, unit.pk)
    if not posts:
        return _("Next: “%(step)s”. No post may do that for %(unit)s; the security administrator can say which.") % {
            "step": step.label,
            "unit": unit.short_name,
        }
    if posts[0].unit_id != unit.pk:
        named = listed(str(post) for post in posts[:_NAMED])
        return _("Next: “%(step)s”, by %(posts)s.") % {"step": step.label, "posts": named}
    return _("Next: “%(step)s”, by whoever may do so at %(unit)s.") % {"step": step.label, "unit": unit.short_name}


def linkable_units(matter: Matter) -> list[Unit]:
    """Return the units that may be sent a link or a sheet: the leading one and those that help and have not spoken."""
    rows = matter.helpers.filter(is_released=False, answered_on=None).select_related("unit")
    units = [each.unit for each in rows]
    return [*([matter.lead] if matter.lead else []), *units]


def unmet_told(refusal: Refusal | None) -> list[str]:
    """Return what holds a step back, in words."""
    if refusal is None:
        return []
    found: Any = refusal.data.get("unmet", [])
    return [say(code, data) for code, data in found]
