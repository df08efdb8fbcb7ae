"""The burden account by office, its paper; documents and meetings noted for it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from yiben.accounts.queries import units_allowed
from yiben.errors import Refusal
from yiben.forms.actions import note_office
from yiben.forms.burden import DOCUMENT, MEETING, Office, burden
from yiben.forms.burden_report import burden_docx
from yiben.forms.facts import day_words
from yiben.forms.queries import SEE, registering_units
from yiben.sentences import say
from yiben.web.access import PostRequest
from yiben.web.asking import problems_of
from yiben.web.burden_rows import offices_table, tables_of
from yiben.web.kit.fields import Choice, loose
from yiben.web.middleware import status_of
from yiben.web.pages.reports import DOCX
from yiben.web.showing import year_text
from yiben.web.typed_days import typed_day


@require_http_methods(["GET", "HEAD", "POST"])
def show(request: PostRequest) -> HttpResponse:
    """Show the account of a year, or note a document or meeting."""
    _require(request)
    units = registering_units(request.caller)
    refusal = None
    if request.method == "POST":
        try:
            _note(request)
            messages.success(request, _("Noted."))
            return redirect("burden-show")
        except Refusal as problem:
            if problem.code == "no_access":
                raise
            refusal = problem
    year = _year(request)
    offices = burden(request.caller, year)
    today = timezone.localdate()
    ctx = {
        "year": year,
        "years": loose([Choice(str(each), year_text(each), each == year) for each in (today.year, today.year - 1)]),
        "table": offices_table(offices),
        "offices": [(each, tables_of(each), _warnings(each)) for each in offices if each.tables or each.warnings],
        "blanks": sum(each.blanks for each in offices),
        "filled": sum(each.filled for each in offices),
        "repeated": sum(each.repeated for each in offices),
        "rushed": sum(each.rushed for each in offices),
        "may_note": bool(units),
        "typed": request.POST,
        "kinds": loose(
            [Choice(DOCUMENT, _("document")), Choice(MEETING, _("meeting"), request.POST.get("kind") == MEETING)]
        ),
        "problems": problems_of(refusal) if refusal else {},
        "refusal": refusal,
    }
    return render(request, "forms/burden.html", ctx, status=status_of(refusal) if refusal else 200)


@require_safe
def paper(request: PostRequest) -> HttpResponse:
    """Send the account of a year as a paper."""
    _require(request)
    year, unit = _year(request), request.post.unit
    content = burden_docx(unit.name, year, burden(request.caller, year), day_words(timezone.localdate()))
    response = HttpResponse(content, content_type=DOCX)
    name = f"{unit.short_name}{year}年填报负担情况.docx"
    response.headers["Content-Disposition"] = content_disposition_header(True, name) or ""
    return response


def _require(request: PostRequest) -> None:
    if not units_allowed(request.caller, SEE):
        raise Refusal("no_access", verb=SEE)


def _year(request: PostRequest) -> int:
    text, today = request.GET.get("year", ""), timezone.localdate()
    return int(text) if text.isascii() and text.isdigit() and 2000 <= int(text) <= today.year else today.year


def _note(request: PostRequest) -> None:
    units = registering_units(request.caller)
    if not units:
        raise Refusal("no_access", verb=SEE)
    unit = next((each for each in units if each.pk == request.post.unit_id), units[0])
    data = request.POST
    note_office(
        request.caller,
        unit=unit,
        issuer=data.get("issuer", ""),
        kind=data.get("kind", ""),
        title=data.get("title", ""),
        on=typed_day(data, "on") or timezone.localdate(),
        is_comprehensive="comprehensive" in data,
    )


def _warnings(office: Office) -> list[str]:
    return [say(code, dict(data)) for code, data in office.warnings]
