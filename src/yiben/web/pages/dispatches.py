"""Official documents: the register, a draft, the life of one, its copies, the series of numbers."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from yiben.accounts.queries import units_allowed
from yiben.catalog.queries import catalogue
from yiben.dispatches.actions import drafting
from yiben.dispatches.building import carried_report, number_of, official_of
from yiben.dispatches.content import content_from_json
from yiben.dispatches.life import DRAFT, ISSUE, READ, RECEIVE, STATES
from yiben.dispatches.queries import (
    attached_file,
    file_of,
    read_dispatch,
    series_for,
    standing_of,
    unsigned_receipts,
    visible_dispatches,
    waiting_dispatches,
)
from yiben.errors import Refusal
from yiben.metrics.periods import parse_period
from yiben.reports.official.writing import official_docx
from yiben.reports.printing import to_pdf
from yiben.units.models import Unit
from yiben.units.queries import units_in_order
from yiben.web.access import PostRequest
from yiben.web.asking import problems_of, unit_groups
from yiben.web.dispatch_form import blank_content, form_of, number_sent, read_content, series_groups
from yiben.web.dispatch_rows import (
    STATES as STATE_WORDS,
)
from yiben.web.dispatch_rows import (
    register_table,
)
from yiben.web.kit.fields import Choice, loose
from yiben.web.middleware import status_of
from yiben.web.pages.reports import DOCX
from yiben.web.showing import period_text

_VERBS = (READ, DRAFT, RECEIVE)


@require_safe
def index(request: PostRequest) -> HttpResponse:
    """Show what waits, what came to be signed for, and the register."""
    _require_any(request)
    rows = visible_dispatches(request.caller)
    state, year = request.GET.get("state", ""), request.GET.get("year", "")
    if state in STATES:
        rows = rows.filter(state=state)
    if year.isascii() and year.isdigit() and len(year) == 4:
        rows = rows.filter(dated_on__year=int(year))
    years = sorted({each.dated_on.year for each in visible_dispatches(request.caller) if each.dated_on}, reverse=True)
    ctx = {
        "table": register_table(rows),
        "waiting": [(each, STATE_WORDS[each.state]) for each in waiting_dispatches(request.caller)],
        "receipts": unsigned_receipts(request.caller),
        "may_draft": bool(units_allowed(request.caller, DRAFT)),
        "may_issue": bool(units_allowed(request.caller, ISSUE)),
        "states": loose([Choice(each, str(STATE_WORDS[each][1]), each == state) for each in STATES]),
        "years": loose([Choice(str(each), str(each), str(each) == year) for each in years]),
    }
    return render(request, "dispatches/index.html", ctx)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: PostRequest) -> HttpResponse:
    """Ask for a draft, or keep it; ``?report=…&period=…`` carries a report."""
    rows = series_for(request.caller)
    if not rows:
        if not units_allowed(request.caller, DRAFT):
            raise Refusal("no_access", verb=DRAFT)
        if units_allowed(request.caller, ISSUE):
            return redirect("dispatch-series")
        raise Refusal("series_missing")
    changed = request.POST.get("other_series", "") if request.POST.get("do") == "series" else ""
    asked = changed or request.POST.get("series") or request.GET.get("series", "")
    code = request.GET.get("unit", "")
    own = [each for each in rows if (each.unit.code == code if code else each.unit_id == request.post.unit_id)]
    series = next((each for each in rows if each.uid == asked), (own or rows)[0])
    report, period = (request.POST.get(name) or request.GET.get(name, "") for name in ("report", "period"))
    refusal: Refusal | None = None
    if request.POST.get("do") == "keep":
        try:
            made = drafting.begin_dispatch(
                request.caller, series, read_content(request.POST), report=report, period=period
            )
        except Refusal as problem:
            refusal = problem
        else:
            messages.success(request, _("The draft is kept. Look at it as it will be printed, then hand it in."))
            return redirect("dispatch-show", made.uid)
    content = read_content(request.POST) if request.method == "POST" else blank_content(series)
    ctx = form_of(content, series) | {
        "series_groups": series_groups(rows, series.uid),
        "report": report,
        "report_label": _report_label(report),
        "period": period,
        "period_label": period_text(parse_period(period)) if report else "",
        "refusal": refusal,
    }
    return render(request, "dispatches/edit.html", ctx, status=status_of(refusal) if refusal else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: PostRequest, uid: str) -> HttpResponse:
    """Ask for a draft's changes, or keep them."""
    dispatch = read_dispatch(request.caller, uid)
    refusal: Refusal | None = None
    content = content_from_json(dispatch.content)
    revision = dispatch.revision
    if request.method == "POST":
        content = read_content(request.POST)
        read = number_sent(request.POST, "revision")
        try:
            # who has looked at the other version may say so; else the same press would be refused again
            wanted = dispatch.revision if request.POST.get("over") == "1" else read
            drafting.change_dispatch(request.caller, dispatch, content, revision=wanted)
        except Refusal as problem:
            refusal, revision = problem, read
        else:
            messages.success(request, _("Kept."))
            return redirect("dispatch-edit" if request.POST.get("do") == "more" else "dispatch-show", uid)
    elif "change" not in standing_of(request.caller, dispatch).steps:
        raise Refusal("dispatch_step", title=dispatch.title, state=dispatch.state)
    ctx = form_of(content, dispatch.series) | {
        "dispatch": dispatch,
        "revision": revision,
        "is_changed": bool(refusal and refusal.code == "dispatch_changed"),
        "report_label": _report_label(dispatch.report),
        "period_label": period_text(parse_period(dispatch.report_period)) if dispatch.report else "",
        "refusal": refusal,
    }
    return render(request, "dispatches/edit.html", ctx, status=status_of(refusal) if refusal else 200)


@require_safe
def copy(request: PostRequest, uid: str, kind: str) -> HttpResponse:
    """Send the document as it stands, as .docx or PDF."""
    dispatch = read_dispatch(request.caller, uid)
    data = (
        file_of(dispatch, "printed")
        if dispatch.printed
        else official_docx(official_of(dispatch, carried_report(dispatch)))
    )
    name = f"{number_of(dispatch)}{dispatch.title}" or _("document")
    if kind == "pdf":
        return _file(to_pdf(data, f"{name}.docx"), f"{name}.pdf", "application/pdf")
    return _file(data, f"{name}.docx", DOCX)


@require_safe
def scan(request: PostRequest, uid: str) -> HttpResponse:
    """Send the scan of the sealed paper."""
    dispatch = read_dispatch(request.caller, uid)
    return _file(file_of(dispatch, "stamped"), dispatch.stamped_name, "application/octet-stream")


@require_safe
def attached(request: PostRequest, uid: str, pk: int) -> HttpResponse:
    """Send a file that goes beside the document."""
    name, data = attached_file(read_dispatch(request.caller, uid), pk)
    return _file(data, name, "application/octet-stream")


@require_http_methods(["GET", "HEAD", "POST"])
def series(request: PostRequest) -> HttpResponse:
    """List the series of document numbers, or open one."""
    units = _units(request, ISSUE)
    if not units:
        raise Refusal("no_access", verb=ISSUE)
    refusal: Refusal | None = None
    sent = request.POST
    own = next((each for each in units if each.uid == sent.get("unit")), None)
    own = own or next((each for each in units if each.pk == request.post.unit_id), units[0])
    if request.method == "POST":
        given = {name: sent.get(name, "") for name in ("word", "mark", "form", "printer")}
        try:
            made = drafting.open_series(request.caller, own, **given)
        except Refusal as problem:
            refusal = problem
        else:
            messages.success(request, _("The series “%(word)s” is open.") % {"word": made.word})
            return redirect("dispatch-series")
    forms = {"document": _("document"), "letter": _("letter"), "minutes": _("minutes")}
    ctx = {
        "rows": series_for(request.caller, ISSUE),
        "units": unit_groups(units, {own.uid}),
        "forms": loose([Choice(each, label, each == sent.get("form", "document")) for each, label in forms.items()]),
        "labels": forms,
        "own": own,
        "typed": sent,
        "refusal": refusal,
        "problems": problems_of(refusal) if refusal else {},
    }
    return render(request, "dispatches/series.html", ctx, status=status_of(refusal) if refusal else 200)


def _units(request: PostRequest, verb: str) -> list[Unit]:
    return units_in_order(units_allowed(request.caller, verb))


def _require_any(request: PostRequest) -> None:
    if not any(units_allowed(request.caller, verb) for verb in _VERBS):
        raise Refusal("no_access", verb=READ)


def _report_label(report: str) -> str:
    known = catalogue().report(report) if report else None
    return known.label if known else ""


def _file(data: bytes, name: str, kind: str) -> HttpResponse:
    response = HttpResponse(data, content_type=kind)
    response.headers["Content-Disposition"] = content_disposition_header(True, name) or ""
    return response
