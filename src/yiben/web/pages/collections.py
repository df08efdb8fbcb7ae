"""Collections: asking units for a table, taking in what comes back, the merged table."""

from __future__ import annotations

from collections.abc import Collection as Several
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yiben.accounts.queries import units_allowed
from yiben.collections.actions import (
    MANAGE,
    assign_file,
    begin_collection,
    check_file,
    close_collection,
    drop_files,
    make_link,
    put_back,
    send_back,
    send_table,
    sign_for,
    withdraw,
)
from yiben.collections.models import Collection
from yiben.collections.queries import (
    answering_units,
    content_of,
    file_stands,
    left_out,
    manages,
    read_collection,
    table_for,
    unit_stands,
    visible_collections,
)
from yiben.errors import Refusal
from yiben.forms.bindings import LEAVE
from yiben.forms.collecting import confirm_prefill, prefilled, suggestions_of, usual_period
from yiben.forms.reported import told_before
from yiben.ledger.calendars import posting_month
from yiben.metrics.periods import parse_period
from yiben.packs.definitions import Field, FieldType
from yiben.packs.reading_numbers import read_date
from yiben.text.opening import kind_of
from yiben.units.models import Unit
from yiben.units.queries import living_units, units_in_order
from yiben.web.access import PostRequest, require_plans
from yiben.web.asking import kinds_of_units, problems_of, unit_groups, units_sent
from yiben.web.collection_rows import collections_table, file_rows, missing_text, sums_text, units_table
from yiben.web.form_rows import prefill_questions
from yiben.web.kit.copies import XLSX
from yiben.web.kit.fields import Choice, loose
from yiben.web.middleware import status_of
from yiben.web.scoping import period_options
from yiben.web.uploading import read_upload

_DAY = Field(id="due_on", label="due_on", type=FieldType.DATE)


@require_safe
def index(request: PostRequest) -> HttpResponse:
    """List the collections that the post has begun or has to answer."""
    require_plans(request)
    rows = visible_collections(request.caller).prefetch_related("units")
    table = collections_table(rows, timezone.localdate())
    return render(request, "collections/index.html", {"table": table, "may_begin": bool(_managed(request))})


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: PostRequest) -> HttpResponse:
    """Ask for a new collection, or begin it."""
    units = _managed(request)
    if not units:
        raise Refusal("no_access", verb=MANAGE)
    own = next((each for each in units if each.pk == request.post.unit_id), units[0])
    if request.method != "POST":
        return _form(request, units, own, {})
    data = request.POST
    unit = next((each for each in units if each.uid == data.get("unit")), own)
    asked = units_sent([each for each in units if each != unit], data, "units")
    upload = request.FILES.get("layout")
    try:
        if upload is None:
            raise Refusal("values", fields=[("layout", "required", {})])
        name, content = read_upload(upload, settings.DOCUMENT_LIMIT_BYTES)
        read = read_date(_DAY, data.get("due_on", ""))
        made = begin_collection(
            request.caller,
            unit=unit,
            units=asked,
            title=data.get("title", "") or name.rpartition(".")[0],
            name=name,
            data=content,
            due_on=date.fromisoformat(read) if isinstance(read, str) else None,
            note=data.get("note", ""),
        )
    except Refusal as refusal:
        if refusal.code == "no_access":
            raise
        return _form(request, units, unit, data.dict(), chosen={each.uid for each in asked}, refusal=refusal)
    messages.success(request, _("The table is asked for. The units see it on their workbench."))
    return redirect("collection-show", made.uid)


@require_http_methods(["GET", "HEAD", "POST"])
def show(request: PostRequest, uid: str) -> HttpResponse:
    """Show how far a collection has come, or take in files."""
    collection = read_collection(request.caller, uid)
    if request.method != "POST":
        return _page(request, collection)
    if request.POST.get("do") == "links":
        return _page(request, collection, links=_links(request, collection))
    try:
        said = _take(request, collection)
    except Refusal as refusal:
        if refusal.code == "no_access":
            raise
        return _page(request, collection, refusal=refusal)
    messages.success(request, said)
    return redirect("collection-show", uid)


@require_POST
def take_out(request: PostRequest, uid: str, pk: int) -> HttpResponse:
    """Take a returned file out of the merged table, or say whose it is."""
    collection = read_collection(request.caller, uid)
    returned = collection.returned.filter(pk=pk).first()
    if returned is None:
        raise Refusal("collection_unknown")
    if request.POST.get("do") == "assign":
        unit = collection.units.filter(uid=request.POST.get("unit", "")).first()
        if unit is None:
            return redirect("collection-show", uid)
        assign_file(request.caller, returned, unit)
        said = _("“%(name)s” is taken for the table of %(unit)s.") % {"name": returned.name, "unit": unit.short_name}
        messages.success(request, said)
        return redirect("collection-show", uid)
    wanted = request.POST.get("do", "")
    if wanted == "put_back":
        put_back(request.caller, returned)
        said = _("“%(name)s” counts again; the table was merged anew.")
    elif wanted == "check":
        check_file(request.caller, returned)
        said = _("“%(name)s” is merged as it is.")
    elif wanted == "send_back":
        try:
            send_back(request.caller, returned, request.POST.get("reason", ""))
        except Refusal as refusal:
            if refusal.code == "no_access":
                raise
            return _page(request, collection, refusal=refusal)
        said = _("“%(name)s” was sent back; the unit finds the reason on its page.")
    else:
        withdraw(request.caller, returned)
        said = _("“%(name)s” is taken out; the table was merged anew.")
    messages.success(request, said % {"name": returned.name})
    return redirect("collection-show", uid)


@require_http_methods(["GET", "HEAD", "POST"])
def prefill(request: PostRequest, uid: str) -> HttpResponse:
    """Ask which figure stands under which heading, so that each unit finds its own in the table; or keep the answer."""
    collection = read_collection(request.caller, uid)
    if not manages(request.caller, collection):
        raise Refusal("no_access", verb=MANAGE)
    suggestions = [each for each in suggestions_of(request.caller, collection) if each.kind == "name"]
    period = request.POST.get("period", "") or collection.period or usual_period(collection).text
    refusal = None
    if request.method == "POST":
        chosen = {each.key: request.POST.get(f"n{at}", "") for at, each in enumerate(suggestions)}
        try:
            confirm_prefill(request.caller, collection, period, chosen)
            is_on = any(each not in ("", LEAVE) for each in chosen.values())
            said = _("From now on each unit finds its figures in the table.") if is_on else _("Nothing is filled in.")
            messages.success(request, said)
            return redirect("collection-show", uid)
        except Refusal as problem:
            if problem.code == "no_access":
                raise
            refusal = problem
    month = posting_month(timezone.localdate())
    ctx = {
        "collection": collection,
        "questions": prefill_questions(request.caller, collection, suggestions),
        "periods": loose(period_options(parse_period(period) if not refusal else usual_period(collection), month)),
        "refusal": refusal,
    }
    return render(request, "collections/prefill.html", ctx, status=status_of(refusal) if refusal else 200)


@require_safe
def layout(request: PostRequest, uid: str) -> HttpResponse:
    """Send the blank table, to a unit that was asked with its name in it."""
    collection = read_collection(request.caller, uid)
    units = answering_units(request.caller, collection)
    own = next((each for each in units if each.pk == request.post.unit_id), units[0] if len(units) == 1 else None)
    data = content_of(collection.layout) if own is None else table_for(collection, own, prefilled(collection, own))
    return table_file(data, collection.layout_name)


@require_safe
def output(request: PostRequest, uid: str) -> HttpResponse:
    """Send the merged table."""
    collection = read_collection(request.caller, uid)
    if not manages(request.caller, collection):
        raise Refusal("no_access", verb=MANAGE)
    if not collection.output:
        raise Refusal("collection_unknown")
    data = content_of(collection.output)
    return table_file(data, _("%(title)s merged.%(ending)s") % {"title": collection.title, "ending": kind_of(data)})


def _take(request: PostRequest, collection: Collection) -> str:
    wanted = request.POST.get("do", "")
    if wanted == "close":
        close_collection(request.caller, collection)
        return _("Closed. Nothing comes in any more.")
    if wanted == "sign":
        for each in answering_units(request.caller, collection):
            sign_for(request.caller, collection, each)
        return _("Signed for.")
    files = [read_upload(each, settings.DOCUMENT_LIMIT_BYTES) for each in request.FILES.getlist("files")]
    if wanted == "send":
        units = answering_units(request.caller, collection)
        unit = next((each for each in units if each.uid == request.POST.get("unit")), None)
        if unit is None or not files:
            raise Refusal("values", fields=[("files", "required", {})])
        send_table(request.caller, collection, unit, *files[0])
        return _("The table of %(unit)s was sent.") % {"unit": unit.short_name}
    count = len(drop_files(request.caller, collection, files))
    return ngettext("%(count)s new file was merged.", "%(count)s new files were merged.", count) % {"count": count}


def _links(request: PostRequest, collection: Collection) -> str:
    """New links for the units that are missing, as text to be handed to them; they are shown this once."""
    lines = []
    for each in unit_stands(collection):
        if each.file is None:
            secret = make_link(request.caller, collection, each.unit)
            lines.append(f"{each.unit.short_name}：{request.build_absolute_uri(reverse('link_table', args=[secret]))}")
    return "\n".join(lines)


def _page(
    request: PostRequest, collection: Collection, *, refusal: Refusal | None = None, links: str = ""
) -> HttpResponse:
    is_managed, answering = manages(request.caller, collection), answering_units(request.caller, collection)
    if is_managed:  # who looks after it drops what others send; by its account it sends for its own unit alone
        answering = [each for each in answering if each.pk == request.post.unit_id]
    stands = unit_stands(collection)
    outcome: Mapping[str, Any] = collection.outcome
    own = {each.pk for each in answering}
    shown = stands if is_managed else [each for each in stands if each.unit.pk in own]
    files = file_stands(collection)
    mine = {each.name for each in answering}
    ctx: dict[str, Any] = {
        "collection": collection,
        "is_open": collection.state == Collection.OPEN,
        "is_managed": is_managed,
        "answering": loose([Choice(each.uid, each.short_name, len(answering) == 1) for each in answering]),
        "sends": bool(answering),
        "filling": answering,
        "links": links,
        "asked": loose([Choice(each.unit.uid, each.unit.short_name) for each in stands]),
        "table": units_table(shown, collection.due_on, timezone.localdate()),
        "unsigned": [each for each in stands if each.unit.pk in own and not each.is_signed],
        "sent_back": [each for each in stands if each.unit.pk in own and each.reason],
        "left_out": left_out(collection) if is_managed else (),
        "asking": sum(each.file is not None and each.file.status != "accepted" for each in stands) if is_managed else 0,
        "prefilled_for": parse_period(collection.period) if collection.period else None,
        "may_prefill": is_managed and collection.state == Collection.OPEN,
        "files": file_rows(files if is_managed else [each for each in files if each.unit in mine]),
        "come": sum(each.file is not None and each.file.status == "accepted" for each in stands),
        "count": len(stands),
        "missing": missing_text(collection, stands) if is_managed else "",
        "totals": sums_text(outcome.get("totals", {})) if is_managed else {},
        "dropped": outcome.get("dropped", ()),
        "missing_parts": outcome.get("missing_parts", ()) if is_managed else (),
        "told": told_before(request.caller, collection),
        "refusal": refusal,
        "problems": problems_of(refusal) if refusal else {},
    }
    status = status_of(refusal) if refusal else 200
    return render(request, "collections/show.html", ctx, status=status)


def _form(
    request: PostRequest,
    units: list[Unit],
    unit: Unit,
    typed: Mapping[str, Any],
    *,
    chosen: Several[str] = (),
    refusal: Refusal | None = None,
) -> HttpResponse:
    others = [each for each in units if each != unit]
    groups = unit_groups(others, set(chosen))
    ctx = {
        "typed": typed,
        "own": loose([Choice(each.uid, each.short_name, each == unit) for each in units]),
        "unit": unit,
        "groups": groups,
        "kinds": kinds_of_units(others, request.POST, "units"),
        "chosen": [choice for group in groups for choice in group.choices if choice.is_chosen],
        "refusal": refusal,
        "problems": problems_of(refusal) if refusal else {},
    }
    return render(request, "collections/new.html", ctx, status=status_of(refusal) if refusal else 200)


def _managed(request: PostRequest) -> list[Unit]:
    """The living units for which the post may ask, in official order."""
    allowed = units_allowed(request.caller, MANAGE)
    living = set(living_units(timezone.localdate()).values_list("pk", flat=True))
    return units_in_order(allowed & living)


def table_file(content: bytes, name: str) -> HttpResponse:
    """Return a table to be downloaded under a name."""
    response = HttpResponse(content, content_type=XLSX if name.endswith(".xlsx") else "application/octet-stream")
    response.headers["Content-Disposition"] = content_disposition_header(True, name) or ""
    return response
