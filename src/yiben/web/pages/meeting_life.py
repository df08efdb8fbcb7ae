"""One meeting: its agenda, who was told and who came, resolutions, minutes, papers to take away."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from yiben.audit import hooks
from yiben.errors import Refusal
from yiben.meetings.actions import (
    attach_papers,
    attend_body,
    call_meeting,
    cancel_meeting,
    change_agenda,
    close_meeting,
    drop_edits,
    edit_minutes,
    finish_minutes,
    finish_resolution,
    hold_meeting,
    mark_told,
    move_meeting,
    resolve,
    withdraw_paper,
)
from yiben.meetings.calendar_file import MEDIA_TYPE, calendar_file
from yiben.meetings.kinds import kind_of
from yiben.meetings.minutes import written
from yiben.meetings.models import Meeting, Sitting
from yiben.meetings.queries import (
    READ,
    happening_of,
    own_bodies,
    papers_of,
    read_meeting,
    read_paper,
    read_resolution,
    sittings_of,
    standings,
    told_of,
)
from yiben.meetings.wording import notice_lines
from yiben.reports.official.elements import Official
from yiben.reports.official.parts import read_parts
from yiben.reports.official.writing import official_docx
from yiben.reports.sheets_of_entry import SIGN_IN_TITLE, sign_in_docx
from yiben.sentences import say
from yiben.units.queries import living_units
from yiben.web.access import PostRequest
from yiben.web.asking import problems_of, unit_groups
from yiben.web.dispatch_form import number_sent
from yiben.web.kit.fields import Choice, loose
from yiben.web.matter_form import papers_sent
from yiben.web.meeting_form import (
    ALL_CAME,
    attendance_questions,
    bodies_of,
    held_sent,
    lines_sent,
    plan_sent,
    resolved_sent,
)
from yiben.web.meeting_rows import STATES, kind_label, passed_over, resolutions_table, story_events
from yiben.web.middleware import status_of
from yiben.web.pages.collections import table_file
from yiben.web.sending import send_paper
from yiben.web.showing import day_text
from yiben.web.typed_days import typed_day

_SPARE = 4
"""Empty rows of a sign-in sheet behind those of the members."""


@require_http_methods(["GET", "HEAD", "POST"])
def show(request: PostRequest, uid: str) -> HttpResponse:
    """Show a meeting with what comes next, or do it."""
    meeting = read_meeting(request.caller, uid)
    if request.method != "POST":
        return _page(request, meeting)
    if request.POST.get("do") == ALL_CAME:
        return _page(request, meeting)
    act = _ACTS.get(request.POST.get("do", ""))
    try:
        if act is None:
            raise Refusal("meeting_step", title=meeting.title)
        act(request, meeting)
    except Refusal as refusal:
        meeting.refresh_from_db()
        return _page(request, meeting, refusal)
    messages.success(request, _("Kept."))
    return redirect("meeting-show", uid)


@require_safe
def sign_in(request: PostRequest, uid: str) -> HttpResponse:
    """Send the blank sign-in sheet of a meeting."""
    meeting = read_meeting(request.caller, uid)
    rows = max(told_of(meeting)[1], 10) + _SPARE
    lines = [f"时间：{day_text(meeting.day)}", f"地点：{meeting.place}"]
    return table_file(
        sign_in_docx(f"{meeting.title}{SIGN_IN_TITLE}", lines, rows), f"{meeting.title}{SIGN_IN_TITLE}.docx"
    )


@require_safe
def minutes_paper(request: PostRequest, uid: str) -> HttpResponse:
    """Send the minutes as an official paper (纪要)."""
    meeting = read_meeting(request.caller, uid)
    if meeting.held_on is None:
        raise Refusal("meeting_step", title=meeting.title)
    document = Official(
        form="minutes",
        kind="纪要",
        mark=f"{kind_label(meeting.kind)}纪要",
        title=meeting.title,
        offices=(meeting.unit.name,),
        body=read_parts(written(meeting).text),
        date=meeting.held_on,
    )
    return table_file(official_docx(document), f"{meeting.title}纪要.docx")


@require_safe
def paper(request: PostRequest, uid: str, pk: int) -> HttpResponse:
    """Send a file that goes with the call."""
    return send_paper(read_paper(request.caller, uid, pk))


@require_safe
def calendar(request: PostRequest, uid: str) -> HttpResponse:
    """Send a meeting for a calendar program (.ics)."""
    meeting = read_meeting(request.caller, uid)
    return calendar_answer(calendar_file(meeting.title, [happening_of(meeting)]), f"{meeting.title}.ics")


def calendar_answer(content: bytes, name: str) -> HttpResponse:
    """Return a calendar file as a download."""
    answer = HttpResponse(content, content_type=MEDIA_TYPE)
    answer.headers["Content-Disposition"] = content_disposition_header(True, name) or ""
    return answer


def _attach(request: PostRequest, meeting: Meeting) -> None:
    files = papers_sent(request)
    attach_papers(request.caller, meeting, files, revision=_revision(request))


def _take_off(request: PostRequest, meeting: Meeting) -> None:
    text = request.POST.get("paper", "")
    pk = int(text) if text.isascii() and text.isdigit() and len(text) < 12 else 0
    withdraw_paper(request.caller, meeting, pk, revision=_revision(request))


def _call(request: PostRequest, meeting: Meeting) -> None:
    on = typed_day(request.POST, "called_on") or timezone.localdate()
    call_meeting(request.caller, meeting, on=on, over=request.POST.get("over", ""), revision=_revision(request))


def _move(request: PostRequest, meeting: Meeting) -> None:
    move_meeting(request.caller, meeting, plan_sent(request.POST, request.caller, None), revision=_revision(request))


def _cancel(request: PostRequest, meeting: Meeting) -> None:
    cancel_meeting(request.caller, meeting, reason=request.POST.get("reason", ""), revision=_revision(request))


def _agenda(request: PostRequest, meeting: Meeting) -> None:
    change_agenda(request.caller, meeting, lines_sent(request.POST, "agenda"), revision=_revision(request))


def _told(request: PostRequest, meeting: Meeting) -> None:
    told = [int(each) for each in request.POST.getlist("told") if each.isdecimal()]
    mark_told(request.caller, meeting, told, on=timezone.localdate(), revision=_revision(request))


def _hold(request: PostRequest, meeting: Meeting) -> None:
    sent = request.POST
    orders = list(meeting.agenda.values_list("order", flat=True))
    held = held_sent(sent, own_bodies(request.caller, bodies_of(meeting), READ), typed_day(sent, "held_on"), orders)
    hold_meeting(request.caller, meeting, held, revision=_revision(request))


def _attend(request: PostRequest, meeting: Meeting) -> None:
    body = next((each for each in bodies_of(meeting) if each.uid == request.POST.get("body")), None)
    if body is None:
        raise Refusal("meeting_step", title=meeting.title)
    attend_body(request.caller, meeting, body, held_sent(request.POST, [body], None), revision=_revision(request))


def _resolve(request: PostRequest, meeting: Meeting) -> None:
    bodies = bodies_of(meeting)
    body = next((each for each in bodies if each.uid == request.POST.get("body")), bodies[0])
    resolve(request.caller, meeting, body, resolved_sent(request.POST), revision=_revision(request))


def _finish(request: PostRequest, _meeting: Meeting) -> None:
    sent = request.POST
    resolution = read_resolution(request.caller, sent.get("resolution", ""))
    on = typed_day(sent, "on") or timezone.localdate()
    undone = bool(sent.get("unfulfilled"))
    finish_resolution(request.caller, resolution, on=on, note=sent.get("note", ""), unfulfilled=undone)


def _edit(request: PostRequest, meeting: Meeting) -> None:
    edit_minutes(request.caller, meeting, request.POST.get("minutes", ""), seen=request.POST.get("seen", ""))


def _drop(request: PostRequest, meeting: Meeting) -> None:
    drop_edits(request.caller, meeting, seen=request.POST.get("seen", ""))


def _end(request: PostRequest, meeting: Meeting) -> None:
    finish_minutes(request.caller, meeting, over=request.POST.get("over", ""), revision=_revision(request))


def _close(request: PostRequest, meeting: Meeting) -> None:
    close_meeting(request.caller, meeting, revision=_revision(request))


_ACTS: Mapping[str, Callable[[PostRequest, Meeting], None]] = {
    "call": _call,
    "move": _move,
    "cancel": _cancel,
    "agenda": _agenda,
    "papers": _attach,
    "paper_off": _take_off,
    "told": _told,
    "hold": _hold,
    "attend": _attend,
    "resolve": _resolve,
    "finish": _finish,
    "edit": _edit,
    "drop": _drop,
    "end": _end,
    "close": _close,
}


def _revision(request: PostRequest) -> int:
    return number_sent(request.POST, "revision")


def _page(request: PostRequest, meeting: Meeting, refusal: Refusal | None = None) -> HttpResponse:
    kind, today, doing = kind_of(meeting.kind), timezone.localdate(), request.POST.get("do", "")
    may_call = hooks.allow(request.caller, "meeting.call", meeting.unit_id)
    may_minute = hooks.allow(request.caller, "meeting.minute", meeting.unit_id)
    is_ahead = meeting.state in (Meeting.PLANNED, Meeting.CALLED)
    sittings = sittings_of(meeting)
    found = standings(meeting.resolutions.select_related("meeting", "body", "unit", "task").order_by("year", "serial"))
    unmet: Any = refusal.data.get("unmet", []) if refusal else []
    problems = problems_of(refusal) if refusal else {}
    css, word = STATES[meeting.state]
    ctx: dict[str, Any] = {
        "meeting": meeting,
        "kind": kind,
        "state": word,
        "css": css,
        "is_ahead": is_ahead,
        "may_call": may_call and is_ahead,
        "may_minute": may_minute,
        "may_hold": may_minute and is_ahead and meeting.planned_on <= today,
        "is_held": meeting.state == Meeting.HELD,
        "sittings": sittings,
        "hosts": meeting.hosts.all(),
        "agenda": meeting.agenda.select_related("resolution__meeting"),
        "own_items": "\n".join(each.title for each in meeting.agenda.filter(resolution=None)),
        "over": passed_over(meeting.over),
        "notice": "\n".join(notice_lines(meeting)) if is_ahead else "",
        "papers": papers_of(meeting),
        "told": told_of(meeting),
        "members": _members(request, sittings) if is_ahead else [],
        "known": {each.pk for each in own_bodies(request.caller, [one.body for one in sittings], READ)},
        "resolutions": resolutions_table(found, with_meeting=False) if meeting.held_on else None,
        "open_ones": _to_finish(request, meeting, found),
        "story": story_events(list(meeting.steps.all())),
        "doing": doing,
        "is_resolution_open": refusal is not None and doing == "resolve",
        "is_held_back": refusal is not None and refusal.code == "meeting_held_back",
        "typed": request.POST,
        "today_iso": today.isoformat(),
        "refusal": refusal,
        "unmet": [say(code, data) for code, data in unmet],
        "problems": problems,
    }
    if ctx["may_hold"]:
        sent = {name: str(value) for name, value in request.POST.items()}
        own = own_bodies(request.caller, bodies_of(meeting), READ)
        ctx["outcomes"] = [
            (name, each.title, sent.get(name, each.outcome.get("words", "")))
            for each, name in ((one, f"outcome.{one.order}") for one in ctx["agenda"])
        ]
        ctx["came"] = attendance_questions(own, _typed_day(request, "held_on") or meeting.planned_on, sent, problems)
    if meeting.held_on is not None:
        ctx["minutes"] = written(meeting)
        ctx["units"] = unit_groups(list(living_units(today)), {request.POST.get("unit", meeting.unit.uid)})
        minuted = own_bodies(request.caller, [each.body for each in sittings if not each.is_awaited], "meeting.minute")
        numbered = [each for each in minuted if kind_of(each.kind).numbered]
        ctx["awaited"] = _awaited(request, meeting, sittings, problems)
        ctx["resolving"] = loose([Choice(each.uid, each.name) for each in numbered])
        ctx["may_resolve"] = bool(numbered)
    return render(request, "meetings/show.html", ctx, status=status_of(refusal) if refusal else 200)


def _awaited(
    request: PostRequest, meeting: Meeting, sittings: list[Sitting], problems: Mapping[str, list[str]]
) -> list[Any]:
    """The bodies of the post's units that have not said who came, each with its questions."""
    bodies = own_bodies(request.caller, [each.body for each in sittings if each.is_awaited], "meeting.minute")
    sent = {name: str(value) for name, value in request.POST.items()}
    asked = [attendance_questions([each], meeting.day, sent, problems)[0][1:] for each in bodies]
    return [(body, *each) for body, each in zip(bodies, asked, strict=True)] if meeting.state == Meeting.HELD else []


def _typed_day(request: PostRequest, name: str) -> date | None:
    """A day as it was typed, None for what is none: the refusal beside its field says that already."""
    try:
        return typed_day(request.POST, name)
    except Refusal:
        return None


def _members(request: PostRequest, sittings: list[Sitting]) -> list[Any]:
    """Who of the post's own bodies is to be told, by name, with those ticked who have been."""
    own = own_bodies(request.caller, [each.body for each in sittings], "meeting.call")
    rows = [row for each in sittings if each.body in own for row in each.attendances.all()]
    return loose(
        [Choice(str(row.pk), str(row.membership.name.get("name", "")), row.told_on is not None) for row in rows]
    )


def _to_finish(request: PostRequest, meeting: Meeting, found: list[Any]) -> list[Any]:
    """The resolutions of the post's own bodies that can be struck off, once the minutes are finished."""
    if meeting.state not in (Meeting.MINUTED, Meeting.CLOSED):
        return []
    rows = [each for each in found if each.resolution.task is not None and each.resolution.done_on is None]
    waiting = [each.resolution for each in rows if each.state in ("open", "reported", "done")]
    own = own_bodies(request.caller, [each.body for each in waiting], "meeting.minute")
    return [each for each in waiting if each.body in own]
