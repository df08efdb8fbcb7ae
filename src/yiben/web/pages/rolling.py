"""Last year's Word file as the template: handed in, numbers bound on one screen, copies taken, edited files taken back."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yiben.audit import hooks
from yiben.errors import Refusal
from yiben.ledger.calendars import posting_month
from yiben.metrics.periods import parse_period, year_before
from yiben.rolling import actions
from yiben.rolling.copies import paper_text
from yiben.rolling.dates import timeless
from yiben.rolling.models import RolledCopy, RolledPaper
from yiben.rolling.queries import (
    file_of,
    open_numbers,
    read_roll,
    read_template,
    rolling_units,
    visible_rolls,
    visible_templates,
)
from yiben.rolling.revisions import unsettled
from yiben.sentences import say
from yiben.web.access import PostRequest
from yiben.web.asking import unit_groups
from yiben.web.kit.fields import loose
from yiben.web.middleware import status_of
from yiben.web.pages.reports import DOCX
from yiben.web.rolled import date_label, number_rows, paper_lines, papers_table, source_url, templates_table
from yiben.web.scoping import period_options
from yiben.web.uploading import read_upload

SHOWN = 50
COPIES = (RolledCopy.CLEAN, RolledCopy.WORKING, RolledCopy.SOURCES)


@require_http_methods(["GET", "HEAD", "POST"])
def index(request: PostRequest) -> HttpResponse:
    """List papers in the making and saved ones, or take last year's paper in."""
    units = rolling_units(request.caller)
    if not units:
        raise Refusal("no_access", verb="report.render")
    if request.method != "POST":
        return _list(request)
    unit = next((each for each in units if each.code == request.POST.get("unit")), None)
    if unit is None:
        raise Refusal("no_access", verb="report.render")
    try:
        upload = request.FILES.get("paper")
        if upload is None:
            raise Refusal("draft_missing")
        name, data = read_upload(upload, settings.DOCUMENT_LIMIT_BYTES)
        now = parse_period(request.POST.get("other_period", "").strip() or request.POST.get("period", ""))
        typed = request.POST.get("was", "").strip()
        was = parse_period(typed) if typed else year_before(now)
        paper = actions.begin_roll(request.caller, unit=unit, name=name, data=data, was=was, now=now)
    except Refusal as refusal:
        return _list(request, refusal)
    return redirect("rolling-show", paper.uid)


@require_POST
def again(request: PostRequest, uid: str) -> HttpResponse:
    """Make a saved paper for another period."""
    template = read_template(request.caller, uid)
    paper = actions.begin_again(request.caller, template, parse_period(request.POST.get("period", "")))
    return redirect("rolling-show", paper.uid)


@require_http_methods(["GET", "HEAD", "POST"])
def show(request: PostRequest, uid: str) -> HttpResponse:
    """Show a paper with its numbers, or take what was decided and do what was asked."""
    paper = read_roll(request.caller, uid)
    if request.method != "POST":
        return _show(request, paper)
    asked = request.POST.get("do", "save")
    actions.decide(
        request.caller, paper, _choices(request, paper), _ticked(request), looked_at="looked" in request.POST
    )  # fmt: skip
    paper = read_roll(request.caller, uid)
    if asked == "offered":
        actions.take_offered(request.caller, paper)
    if asked in COPIES:
        return _download(request, paper, asked)
    return redirect("rolling-show", uid)


@require_POST
def compute(request: PostRequest, uid: str) -> HttpResponse:
    """Compute a paper's numbers anew."""
    actions.compute_again(request.caller, read_roll(request.caller, uid))
    messages.success(request, _("The numbers are computed up to the newest record. What was written by hand stayed."))
    return redirect("rolling-show", uid)


@require_POST
def take_back(request: PostRequest, uid: str) -> HttpResponse:
    """Take a paper back that was edited in Word or WPS."""
    paper = read_roll(request.caller, uid)
    try:
        upload = request.FILES.get("paper")
        if upload is None:
            raise Refusal("draft_missing")
        name, data = read_upload(upload, settings.DOCUMENT_LIMIT_BYTES)
        _paper, returned = actions.take_back(request.caller, paper, name=name, data=data)
    except Refusal as refusal:
        return _show(request, paper, refusal)
    count = len(returned.changed)
    said = ngettext("%(count)s number was changed by hand.", "%(count)s numbers were changed by hand.", count)
    messages.success(request, said % {"count": count})
    return redirect("rolling-show", uid)


@require_POST
def save(request: PostRequest, uid: str) -> HttpResponse:
    """Save a paper for the next time."""
    paper = read_roll(request.caller, uid)
    try:
        template = actions.save_template(request.caller, paper, request.POST.get("label", ""))
    except Refusal as refusal:
        return _show(request, paper, refusal)
    messages.success(request, _("Saved as “%(label)s”. Next time choose it from the list.") % {"label": template.label})
    return redirect("rolling-index")


@require_safe
def copy(request: PostRequest, uid: str, kind: str) -> HttpResponse:
    """Send a copy: clean, working or sources."""
    if kind not in COPIES:
        raise Refusal("rolling_unknown")
    return _download(request, read_roll(request.caller, uid), kind)


def _list(request: PostRequest, refusal: Refusal | None = None) -> HttpResponse:
    units, own, month = rolling_units(request.caller), request.post.unit, posting_month(timezone.localdate())
    chosen = request.POST.get("unit") or (own.code if own in units else units[0].code)
    period = request.POST.get("period") or str(month // 100)
    options = period_options(parse_period(str(month // 100)), month)
    ctx = {
        "papers": papers_table(list(visible_rolls(request.caller)[:SHOWN])),
        "saved": templates_table(list(visible_templates(request.caller)[:SHOWN]), bool(units)),
        "units": unit_groups(units, {chosen}, by="code"),
        "periods": loose(period_options(parse_period(period), month) if _is_among(period, options) else options),
        "other": request.POST.get("other_period", ""),
        "was": request.POST.get("was", ""),
        "limit": settings.DOCUMENT_LIMIT_BYTES // 2**20,
        "refusal": refusal,
    }
    return render(request, "rolling/index.html", ctx, status=status_of(refusal) if refusal else 200)


def _is_among(period: str, options: Any) -> bool:
    return period in {each.value for each in options}


def _show(request: PostRequest, paper: RolledPaper, refusal: Refusal | None = None) -> HttpResponse:
    text, numbers, dates = paper_text(paper)
    left = open_numbers(paper)
    ctx = {
        "paper": paper,
        "called": timeless(paper.title) or paper.title,
        "was": parse_period(paper.was),
        "period": parse_period(paper.period),
        "lines": paper_lines(text.text, numbers, dates),
        "rows": number_rows(request, paper, numbers),
        "dates": [(at, date_label(text.text, each), each.is_taken) for at, each in enumerate(dates) if each.new],
        "days": sum(1 for each in dates if each.kind == "day"),
        "bound": sum(1 for each in numbers if each.bound and each.new),
        "left": len(left),
        "offered": sum(1 for each in left if each.options),
        "unsettled": unsettled(file_of(paper)),
        "may_write": hooks.allow(request.caller, "report.render", paper.unit_id),
        "may_download": hooks.allow(request.caller, "report.download", paper.unit_id),
        "refusal": say(refusal.code, refusal.data) if refusal else "",
    }
    return render(request, "rolling/show.html", ctx, status=status_of(refusal) if refusal else 200)


def _choices(request: PostRequest, paper: RolledPaper) -> dict[int, str]:
    return {at: request.POST[f"n{at}"] for at in range(len(paper.numbers)) if f"n{at}" in request.POST}


def _ticked(request: PostRequest) -> set[int]:
    return {int(each) for each in request.POST.getlist("date") if each.isascii() and each.isdigit()}


def _download(request: PostRequest, paper: RolledPaper, kind: str) -> HttpResponse:
    url_of = source_url(paper)
    try:
        content = actions.hand_out(
            request.caller,
            paper,
            kind,
            url_of=lambda each: request.build_absolute_uri(url_of(each)),
            accept="accept" in (request.POST or request.GET),
        )
    except Refusal as refusal:
        if refusal.code not in ("rolling_undecided", "rolling_unsettled"):
            raise
        return _show(request, paper, refusal)
    response = HttpResponse(content, content_type=DOCX)
    response.headers["Content-Disposition"] = content_disposition_header(True, _file_name(paper, kind)) or ""
    return response


def _file_name(paper: RolledPaper, kind: str) -> str:
    labels = {
        RolledCopy.CLEAN: _("clean copy"),
        RolledCopy.WORKING: _("to edit"),
        RolledCopy.SOURCES: _("with sources"),
    }
    return f"{str(paper).removesuffix('.docx')}（{labels[kind]}）.docx"
