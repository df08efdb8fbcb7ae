"""Reporting duties: what units owe, turn by turn; handing in, taking, sending back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from yiben.accounts.queries import units_allowed
from yiben.audit import hooks
from yiben.errors import Refusal
from yiben.metrics.scopes import Scope
from yiben.packs.definitions import Field, FieldType
from yiben.packs.reading_numbers import read_date
from yiben.reports.duties.actions import ANSWER, ASK, begin_duty, end_duty, hand_in, send_back, take
from yiben.reports.duties.queries import (
    Stand,
    asks,
    handed_file,
    owed_by,
    own_file,
    read_duty,
    stands_of,
    turn_of,
    visible_duties,
)
from yiben.reports.models import Duty
from yiben.reports.queries import render_report, reports_for
from yiben.sentences import say
from yiben.units.models import Unit
from yiben.units.queries import living_units, units_in_order
from yiben.web.access import PostRequest, require_plans
from yiben.web.asking import kinds_of_units, problems_of, unit_groups, units_sent
from yiben.web.duty_rows import (
    EVERY,
    STATES,
    duties_table,
    duty_label,
    missing_text,
    part_url,
    stands_table,
    turn_url,
    whole_url,
)
from yiben.web.kit.fields import Choice, loose
from yiben.web.middleware import status_of
from yiben.web.pages.collections import table_file
from yiben.web.report_rows import paper_rows
from yiben.web.scoping import scope_query
from yiben.web.showing import period_text
from yiben.web.uploading import read_upload

_DAY = Field(id="begins_on", label="begins_on", type=FieldType.DATE)


@require_safe
def index(request: PostRequest) -> HttpResponse:
    """Show what the post's units owe, and the duties that it looks after or answers."""
    require_plans(request)
    today = timezone.localdate()
    duties = list(visible_duties(request.caller))
    come = {}
    for duty in duties:
        latest = next(iter(stands_of(duty, today).values()), [])
        come[duty.pk] = (sum(not each.is_owed for each in latest), len(latest))
    owed = owed_by(request.caller, today)
    ctx = {
        "table": duties_table(duties, come),
        "owed": [(duty_label(duty), duty, each, turn_url(duty, each), STATES[each.state]) for duty, each in owed],
        "may_ask": bool(_asking(request)),
    }
    return render(request, "duties/index.html", ctx)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: PostRequest) -> HttpResponse:
    """Ask for a new duty, or begin it."""
    units = _asking(request)
    if not units:
        raise Refusal("no_access", verb=ASK)
    sent = request.POST
    own = next((each for each in units if each.pk == request.post.unit_id), units[0])
    unit = next((each for each in units if each.uid == sent.get("unit")), own)
    below = [each for each in units if each != unit]
    asked = units_sent(below, sent, "units")
    refusal: Refusal | None = None
    if request.method == "POST":
        days, read = sent.get("due_days", ""), read_date(_DAY, sent.get("begins_on", ""))
        try:
            made = begin_duty(
                request.caller,
                report=sent.get("report", ""),
                unit=unit,
                units=asked,
                every=sent.get("every", ""),
                due_days=int(days) if days.isascii() and days.isdigit() and len(days) < 4 else None,
                begins_on=date.fromisoformat(read) if isinstance(read, str) else None,
                note=sent.get("note", ""),
            )
        except Refusal as problem:
            if problem.code == "no_access":
                raise
            refusal = problem
        else:
            messages.success(request, _("The units find what they owe on their workbench."))
            return redirect("duty-show", made.uid)
    reports = reports_for(request.caller, unit.pk)
    ctx = {
        "reports": loose([Choice(key, each.label, key == sent.get("report")) for key, each in reports.items()]),
        "own": unit_groups(units, {unit.uid}),
        "groups": unit_groups(below, {each.uid for each in asked}),
        "kinds": kinds_of_units(below, sent, "units"),
        "every": loose([Choice(key, str(label), key == sent.get("every", "month")) for key, label in EVERY.items()]),
        "typed": sent if request.method == "POST" else {"due_days": "5", "begins_on": timezone.localdate().isoformat()},
        "refusal": refusal,
        "problems": problems_of(refusal) if refusal else {},
    }
    return render(request, "duties/new.html", ctx, status=status_of(refusal) if refusal else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def show(request: PostRequest, uid: str) -> HttpResponse:
    """Show how the units stand with each turn; or end the duty."""
    duty = read_duty(request.caller, uid)
    if request.method == "POST":
        end_duty(request.caller, duty)
        messages.success(request, _("Ended. What was handed in stays."))
        return redirect("duty-show", uid)
    is_asking = asks(request.caller, duty)
    answers = units_allowed(request.caller, ANSWER)
    turns = []
    for period, stands in stands_of(duty, timezone.localdate()).items():
        shown = stands if is_asking else [each for each in stands if each.unit.pk in answers]
        turns.append(
            {
                "turn": stands[0].turn,
                "label": period_text(stands[0].turn.period),
                "table": stands_table(duty, shown),
                "come": sum(not each.is_owed for each in stands),
                "count": len(stands),
                "missing": missing_text(duty, stands) if is_asking else "",
                "whole": whole_url(duty, period) if is_asking else "",
            }
        )
    ctx = {"duty": duty, "label": duty_label(duty), "every": EVERY[duty.every], "turns": turns, "is_asking": is_asking}
    return render(request, "duties/show.html", ctx)


@require_http_methods(["GET", "HEAD", "POST"])
def turn(request: PostRequest, uid: str, unit: str, period: str) -> HttpResponse:
    """Show a unit's report of a turn as it stands or was handed in; hand it in, take it, send it back."""
    duty = read_duty(request.caller, uid)
    stand = _stand(request, duty, unit, period)
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            return _act(request, duty, stand)
        except Refusal as problem:
            if problem.code == "no_access":
                raise
            refusal = problem
            stand = _stand(request, duty, unit, period)
    return render(
        request,
        "duties/turn.html",
        _turn(request, duty, stand, refusal),
        status=status_of(refusal) if refusal else 200,
    )


@require_safe
def paper(request: PostRequest, uid: str, unit: str, period: str) -> HttpResponse:
    """Send the file that was handed in."""
    duty = read_duty(request.caller, uid)
    stand = _stand(request, duty, unit, period)
    if stand.handed is None:
        raise Refusal("duty_turn_unknown", period=stand.turn.period.text)
    if request.GET.get("file") == "own":
        return table_file(own_file(stand.handed), stand.handed.own_name)
    name = f"{stand.unit.short_name}{duty_label(duty)}{period_text(stand.turn.period)}.docx"
    return table_file(handed_file(stand.handed), name)


def _act(request: PostRequest, duty: Duty, stand: Stand) -> HttpResponse:
    wanted = request.POST.get("do", "")
    if wanted == "hand_in":
        seen = request.POST.get("after", "")
        after = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 18 else None
        remark = request.POST.get("remark", "")
        upload = request.FILES.get("own")
        own = read_upload(upload, settings.DOCUMENT_LIMIT_BYTES) if upload is not None else None
        hand_in(request.caller, duty, stand.unit, stand.turn.period, remark=remark, after=after, own=own)
        messages.success(request, _("Handed in. It is kept as it stands now."))
    elif stand.handed is not None and wanted == "take":
        take(request.caller, stand.handed)
        messages.success(request, _("Taken."))
    elif stand.handed is not None and wanted == "send_back":
        send_back(request.caller, stand.handed, request.POST.get("reason", ""))
        messages.success(request, _("Sent back; the unit finds it on its workbench."))
    return redirect("duty-show", duty.uid)


def _turn(request: PostRequest, duty: Duty, stand: Stand, refusal: Refusal | None) -> Mapping[str, Any]:
    kept = None if stand.is_owed else stand.handed
    scope = Scope(stand.unit, stand.turn.period, as_of=kept.seq if kept else None)
    day, hand = (kept.on, kept.hand) if kept else (None, None)
    rendered = render_report(request.caller, duty.report, scope, today=day, hand=hand, post=kept.post if kept else None)
    css, word = STATES[stand.state]
    is_asking = asks(request.caller, duty)
    return {
        "duty": duty,
        "label": duty_label(duty),
        "stand": stand,
        "period": period_text(stand.turn.period),
        "css": css,
        "word": word,
        "rows": paper_rows(rendered.document, scope),
        "no_source": say("no_source"),
        "may_hand_in": duty.is_open
        and stand.state != "taken"
        and hooks.allow(request.caller, ANSWER, stand.unit.pk)
        and hooks.allow(request.caller, "report.download", stand.unit.pk, pack=duty.report.partition("/")[0]),
        "may_write": stand.is_owed and bool(rendered.hand_places),
        "written_at": _report_url(duty.report, scope),
        "may_decide": is_asking and stand.state == "handed_in",
        "part": part_url(duty, stand),
        "refusal": refusal,
        "problems": problems_of(refusal) if refusal else {},
        "typed": request.POST,
    }


def _report_url(report: str, scope: Scope) -> str:
    """Where the report itself stands, to be written in."""
    pack, _slash, name = report.partition("/")
    return f"{reverse('report-show', args=[pack, name])}?{scope_query(scope)}"


def _stand(request: PostRequest, duty: Duty, unit: str, period: str) -> Stand:
    """A unit's turn, for those who ask and for the unit itself."""
    today = timezone.localdate()
    wanted = turn_of(duty, period, today)
    answers = units_allowed(request.caller, ANSWER)
    for each in stands_of(duty, today)[wanted.period.text]:
        if each.unit.uid == unit and (asks(request.caller, duty) or each.unit.pk in answers):
            return each
    raise Refusal("duty_unknown")


def _asking(request: PostRequest) -> list[Unit]:
    """The living units for which the post may ask, in official order."""
    allowed = units_allowed(request.caller, ASK)
    return units_in_order(allowed & set(living_units(timezone.localdate()).values_list("pk", flat=True)))
