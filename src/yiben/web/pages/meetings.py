"""Meetings: the list of a month, how often bodies have to meet, planning one, taking in one that was held, bodies."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from yiben.accounts.queries import units_allowed
from yiben.analyses.actions import hand_to_meeting
from yiben.analyses.looking import analysis_of
from yiben.audit import hooks
from yiben.errors import Refusal
from yiben.meetings.actions import add_members, end_membership, open_body, plan_meeting, register_held
from yiben.meetings.kinds import kind_of, kinds
from yiben.meetings.models import Body, Meeting
from yiben.meetings.queries import (
    bodies_elsewhere,
    read_body,
    rhythms,
    standings,
    unfinished,
    visible_bodies,
    visible_meetings,
    visible_resolutions,
)
from yiben.sentences import say
from yiben.units.models import Unit
from yiben.units.queries import living_units
from yiben.web.access import PostRequest
from yiben.web.asking import problems_of, unit_groups
from yiben.web.kit.fields import Choice, Group, loose
from yiben.web.meeting_form import attendance_questions, held_sent, is_said, lines_sent, plan_sent, resolved_sent
from yiben.web.meeting_rows import ROLES, kind_label, meetings_table, members_table, resolutions_table, rhythm_table
from yiben.web.middleware import status_of
from yiben.web.pages.analyses import planned_lines
from yiben.web.showing import bracketed, month_text
from yiben.web.typed_days import typed_day

MOST = 200


def require_meetings(request: PostRequest) -> None:
    """Refuse a post that has nothing to do with any meeting."""
    if not units_allowed(request.caller, "meeting.read"):
        raise Refusal("no_access", verb="meeting.read")


@require_http_methods(["GET", "HEAD", "POST"])
def index(request: PostRequest) -> HttpResponse:
    """Show the meetings of a month, the periods without one, the bodies; or begin to keep a body."""
    require_meetings(request)
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            return _open(request)
        except Refusal as problem:
            refusal = problem
    today = timezone.localdate()
    first = _month(request.GET.get("month", ""), today)
    after = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    before = date(first.year - (first.month == 1), (first.month - 2) % 12 + 1, 1)
    rows = visible_meetings(request.caller).filter(planned_on__gte=first, planned_on__lt=after)
    open_ones = unfinished(visible_resolutions(request.caller).filter(done_on=None))[:MOST]
    keeping = _keeping(request)
    own = next((each for each in keeping if each.pk == request.post.unit_id), None)
    ctx: dict[str, Any] = {
        "table": meetings_table(rows.order_by("planned_on", "planned_at", "pk")[:MOST]),
        "shown": month_text(first.year * 100 + first.month),
        "before": before.strftime("%Y-%m"),
        "after": after.strftime("%Y-%m"),
        "rhythms": rhythm_table(rhythms(request.caller, first.year, today)),
        "bodies": [(each, kind_label(each.kind)) for each in visible_bodies(request.caller)[:MOST]],
        "resolutions": resolutions_table(standings(open_ones, today)) if open_ones else None,
        "units": unit_groups(keeping, {own.uid} if own else set()),
        "kinds": loose([Choice(each.id, each.label, each.id == request.POST.get("kind")) for each in kinds()]),
        "today_iso": today.isoformat(),
        "typed": request.POST,
        "refusal": refusal,
        "problems": problems_of(refusal) if refusal else {},
        "may_minute": bool(units_allowed(request.caller, "meeting.minute")),
    }
    return render(request, "meetings/index.html", ctx, status=status_of(refusal) if refusal else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: PostRequest) -> HttpResponse:
    """Show the form of a planned meeting, or plan it."""
    bodies = _bodies(request, "meeting.call")
    leading = _chosen(request, bodies)
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            meeting = plan_meeting(request.caller, plan_sent(request.POST, request.caller, leading))
            _hand_over(request, meeting)
        except Refusal as problem:
            refusal = problem
        else:
            messages.success(request, _("Planned. Call it now, or change the agenda first."))
            return redirect("meeting-show", meeting.uid)
    ctx = _plan_page(request, bodies, leading, refusal)
    if request.method != "POST" and request.GET.get("analysis"):
        analysis, lines = planned_lines(request, request.GET["analysis"])
        ctx["typed"] = {"agenda": "\n".join(lines), "analysis": analysis.uid}
    return render(request, "meetings/new.html", ctx, status=status_of(refusal) if refusal else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def past(request: PostRequest) -> HttpResponse:
    """Show the form of a meeting that was held, or take it in: attendance, a resolution, the minutes, all at once."""
    bodies = _bodies(request, "meeting.call")
    leading = _chosen(request, bodies)
    refusal: Refusal | None = None
    if request.method == "POST" and request.POST.get("do") in ("keep", "more"):
        try:
            sent = request.POST
            plan = plan_sent(sent, request.caller, leading)
            held = held_sent(sent, plan.bodies, plan.on)
            made = resolved_sent(sent)
            resolutions = [made] if is_said(made) else []
            meeting = register_held(
                request.caller,
                plan,
                held,
                resolutions,
                minutes=sent.get("minutes", ""),
                reason=sent.get("over", ""),
                is_finished=sent["do"] == "keep",
            )
        except Refusal as problem:
            refusal = problem
        else:
            is_finished = meeting.entry is not None
            told = _("Taken in. It stands in the ledger.") if is_finished else _("Taken in. Finish its minutes next.")
            messages.success(request, told)
            return redirect("meeting-show", meeting.uid)
    ctx = _plan_page(request, bodies, leading, refusal)
    day = ctx["day"] or timezone.localdate()
    sent_plain = {name: str(value) for name, value in request.POST.items()}
    ctx |= {
        "is_past": True,
        "came": attendance_questions([leading], day, sent_plain, ctx["problems"]),
        "may_resolve": bool(kind_of(leading.kind).numbered),
        "owners": unit_groups(list(living_units(timezone.localdate())), {request.POST.get("unit", "")}),
    }
    return render(request, "meetings/new.html", ctx, status=status_of(refusal) if refusal else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def body(request: PostRequest, uid: str) -> HttpResponse:
    """Show a body with its members, meetings and resolutions; or add members, let one end."""
    found = read_body(request.caller, uid)
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            _change_members(request, found)
        except Refusal as problem:
            refusal = problem
        else:
            messages.success(request, _("Kept."))
            return redirect("meeting-body", uid)
    may_call = hooks.allow(request.caller, "meeting.call", found.unit_id)
    may_minute = hooks.allow(request.caller, "meeting.minute", found.unit_id)
    today = timezone.localdate()
    kept = list(found.memberships.all())
    living = [each for each in kept if each.to_day is None]
    made = visible_resolutions(request.caller).filter(body=found)[:MOST]
    rows = visible_meetings(request.caller).filter(sittings__body=found).distinct()[:MOST]
    role = request.POST.get("role", "member")
    ctx: dict[str, Any] = {
        "body": found,
        "kind": kind_of(found.kind),
        "members": members_table(kept, are_named=may_call or may_minute),
        "living": loose([Choice(str(each.pk), str(each.name.get("name", ""))) for each in living]) if may_call else [],
        "roles": loose([Choice(name, str(label), name == role) for name, label in ROLES.items()]),
        "resolutions": resolutions_table(standings(made, today)),
        "meetings": meetings_table(rows),
        "may_call": may_call,
        "today_iso": today.isoformat(),
        "typed": request.POST,
        "refusal": refusal,
        "problems": problems_of(refusal) if refusal else {},
    }
    return render(request, "meetings/body.html", ctx, status=status_of(refusal) if refusal else 200)


def _hand_over(request: PostRequest, meeting: Meeting) -> None:
    """Keep that a meeting takes the analysis from which it was planned, where it is one of its kind."""
    uid = request.POST.get("analysis", "")
    if not uid:
        return
    analysis, lines = planned_lines(request, uid)
    if lines and meeting.kind == analysis_of(analysis.key).meeting and meeting.unit_id == analysis.unit_id:
        hand_to_meeting(request.caller, analysis, meeting, lines)


def _open(request: PostRequest) -> HttpResponse:
    keeping = _keeping(request)
    unit = next((each for each in keeping if each.uid == request.POST.get("unit")), None)
    if unit is None:
        raise Refusal("no_access", verb="meeting.call")
    on = typed_day(request.POST, "from_day") or timezone.localdate()
    made = open_body(request.caller, unit, request.POST.get("kind", ""), request.POST.get("name", ""), on=on)
    messages.success(request, _("Begun. Enter its members now."))
    return redirect("meeting-body", made.uid)


def _change_members(request: PostRequest, found: Body) -> None:
    sent = request.POST
    if sent.get("do") == "end":
        member = next((each for each in found.memberships.all() if str(each.pk) == sent.get("member")), None)
        on = typed_day(sent, "to_day")
        if member is None or on is None:
            name = "member" if member is None else "to_day"
            raise Refusal("values", fields=[(name, "required", {})])
        end_membership(request.caller, member, on=on)
        return
    on = typed_day(sent, "from_day") or timezone.localdate()
    names = lines_sent(sent, "names")
    can_vote = not sent.get("no_vote")
    add_members(request.caller, found, names, on=on, role=sent.get("role", "member"), can_vote=can_vote)


def _plan_page(request: PostRequest, bodies: list[Body], leading: Body, refusal: Refusal | None) -> dict[str, Any]:
    sent, declared = request.POST, kind_of(leading.kind)
    others = [each for each in visible_bodies(request.caller) if each != leading]
    joint = set(sent.getlist("joint"))
    try:
        day = typed_day(sent, "planned_on")
    except Refusal:
        day = None
    found: Any = refusal.data.get("unmet", []) if refusal else []
    return {
        "leading": leading,
        "kind": declared,
        "bodies": loose([Choice(each.uid, _named(each), each == leading) for each in bodies]),
        "joint": loose([Choice(each.uid, _named(each), each.uid in joint) for each in others[:MOST]]),
        "elsewhere": _elsewhere(request, set(sent.getlist("elsewhere"))),
        "hosts": unit_groups(list(living_units(timezone.localdate())), set(sent.getlist("hosts"))),
        "typed": sent,
        "day": day,
        "unmet": [say(code, data) for code, data in found],
        "refusal": refusal,
        "problems": problems_of(refusal) if refusal else {},
    }


def _elsewhere(request: PostRequest, chosen: set[str]) -> list[Group]:
    """Bodies of other units, by the name of their unit, without anything of their members."""
    groups: dict[str, list[Choice]] = {}
    for each in bodies_elsewhere(request.caller)[:MOST]:
        groups.setdefault(each.unit.short_name, []).append(Choice(each.uid, each.name, each.uid in chosen))
    return [Group(label, choices) for label, choices in groups.items()]


def _named(each: Body) -> str:
    return f"{each.name}{bracketed(each.unit.short_name)}"


def _keeping(request: PostRequest) -> list[Unit]:
    allowed = units_allowed(request.caller, "meeting.call")
    return [each for each in living_units(timezone.localdate()) if each.pk in allowed]


def _bodies(request: PostRequest, verb: str) -> list[Body]:
    """The bodies for which the post may plan; at least one."""
    allowed = units_allowed(request.caller, verb)
    if not allowed:
        raise Refusal("no_access", verb=verb)
    found = [each for each in visible_bodies(request.caller) if each.unit_id in allowed]
    if not found:
        raise Refusal("no_body")
    return found


def _chosen(request: PostRequest, bodies: list[Body]) -> Body:
    wanted = request.POST.get("body") or request.GET.get("body", "")
    own = next((each for each in bodies if each.unit_id == request.post.unit_id), bodies[0])
    return next((each for each in bodies if each.uid == wanted), own)


def _month(text: str, today: date) -> date:
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        return today.replace(day=1)
