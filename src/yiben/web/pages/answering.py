"""Filling in a table that was asked for: on screen by account, and by a link without one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from yiben.collections.actions import answer_by_link, fill_table
from yiben.collections.models import Collection
from yiben.collections.queries import answering_units, on_screen, read_collection, read_link, table_for
from yiben.errors import Refusal
from yiben.forms.collecting import prefilled
from yiben.units.models import Unit
from yiben.web.access import PostRequest
from yiben.web.answer_form import MORE, MORE_ROWS, read_rows, read_typed, sheet_questions
from yiben.web.middleware import status_of
from yiben.web.pages.collections import table_file
from yiben.web.uploading import read_upload


@require_http_methods(["GET", "HEAD", "POST"])
def fill(request: PostRequest, uid: str, unit: str) -> HttpResponse:
    """Show a unit's table as a form, or send what was filled in."""
    collection = read_collection(request.caller, uid)
    found = next((each for each in answering_units(request.caller, collection) if each.uid == unit), None)
    if found is None:
        raise Refusal("no_access", verb="task.return")
    if request.method != "POST":
        return render(request, "collections/fill.html", _form(collection, found))
    typed, rows = read_typed(request.POST), read_rows(request.POST)
    if request.POST.get("do") == MORE:
        return render(request, "collections/fill.html", _form(collection, found, typed, rows=rows + MORE_ROWS))
    try:
        fill_table(request.caller, collection, found, typed, rows=rows)
    except Refusal as refusal:
        ctx = _form(collection, found, typed, refusal, rows=rows)
        return render(request, "collections/fill.html", ctx, status=status_of(refusal))
    messages.success(request, _("The table of %(unit)s was sent.") % {"unit": found.short_name})
    return redirect("collection-show", uid)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def by_link(request: HttpRequest, secret: str) -> HttpResponse:
    """Show the table that a link was made for, or take it, as typed or as a file; then the link is used up."""
    link = read_link(secret)
    if request.method != "POST":
        return render(request, "collections/by_link.html", _form(link.collection, link.unit) | {"secret": secret})
    typed, rows = read_typed(request.POST), read_rows(request.POST)
    if request.POST.get("do") == MORE:
        ctx = _form(link.collection, link.unit, typed, rows=rows + MORE_ROWS) | {"secret": secret}
        return render(request, "collections/by_link.html", ctx)
    try:
        upload = request.FILES.get("file")
        if upload is not None:
            name, data = read_upload(upload, settings.DOCUMENT_LIMIT_BYTES)
            answer_by_link(secret, name=name, data=data)
        else:
            answer_by_link(secret, typed=typed, rows=rows)
    except Refusal as refusal:
        ctx = _form(link.collection, link.unit, typed, refusal, rows=rows) | {"secret": secret}
        return render(request, "collections/by_link.html", ctx, status=status_of(refusal))
    return render(request, "collections/thanks.html", {"collection": link.collection, "unit": link.unit})


@never_cache
@require_safe
def blank_by_link(request: HttpRequest, secret: str) -> HttpResponse:
    """Send the blank table to whoever has the link."""
    link = read_link(secret)
    return table_file(
        table_for(link.collection, link.unit, prefilled(link.collection, link.unit)), link.collection.layout_name
    )


def _form(
    collection: Collection,
    unit: Unit,
    typed: Mapping[str, str] | None = None,
    refusal: Refusal | None = None,
    *,
    rows: int = 0,
) -> dict[str, Any]:
    shown = on_screen(collection, unit, prefilled(collection, unit), rows=rows)
    return {
        "rows": max((len(each.rows) for each in shown.sheets if each.is_list), default=0),
        "is_own": shown.is_own,
        "collection": collection,
        "unit": unit,
        "sheets": sheet_questions(shown.sheets, dict(typed) if typed is not None else None),
        "last": shown.last,
        "refusal": refusal,
    }
