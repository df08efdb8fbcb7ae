"""Books made on site: from the heading of a sheet; a field or a choice more; the form to fill in and what it asks."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from yiben.accounts.queries import units_allowed
from yiben.audit import hooks
from yiben.errors import Refusal, YibenError
from yiben.ledger.importing.queries import read_import
from yiben.ledger.models import ImportFile
from yiben.ledger.temporary.actions.books import Wanted, bring_sheet, drafted, make_book
from yiben.ledger.temporary.actions.later import add_choice_from, add_field_from, withdraw_addition
from yiben.ledger.temporary.queries import barred_units, waiting_additions
from yiben.packs.definitions import FieldType
from yiben.sentences import say, say_error
from yiben.sheets.drafting import DraftField
from yiben.units.queries import units_in_order
from yiben.web.access import PostRequest, access_book
from yiben.web.asking import unit_groups
from yiben.web.book_sheet import about_table, template_file
from yiben.web.field_types import type_choices
from yiben.web.import_table import dropped_said
from yiben.web.kit.copies import XLSX
from yiben.web.kit.fields import Choice, Question, loose
from yiben.web.middleware import status_of
from yiben.web.showing import bracketed, day_text, listed
from yiben.web.typed_days import typed_day
from yiben.web.uploading import read_upload


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: PostRequest) -> HttpResponse:
    """Ask for the sheet that becomes a book, by file or pasted; or take it in."""
    hooks.require(request.caller, "pack.extend", None)
    allowed = units_in_order(units_allowed(request.caller, "entry.import"))
    if not allowed:
        raise Refusal("no_access", verb="entry.import")
    problems: list[str] = []
    status, sent = 200, request.POST
    if request.method == "POST":
        try:
            unit = next((each for each in allowed if each.uid == sent.get("unit")), None)
            if unit is None:
                raise Refusal("no_access", verb="entry.import")
            name, data = _brought(request)
            return redirect("book-draft", bring_sheet(request.caller, unit=unit, name=name, data=data).uid)
        except YibenError as problem:
            problems, status = say_error(problem), status_of(problem)
    own = next((each for each in allowed if each.pk == request.post.unit_id), allowed[0])
    ctx = {
        "units": unit_groups(allowed, {sent.get("unit") or own.uid}),
        "pasted": sent.get("pasted", ""),
        "problems": problems,
        "limit": settings.DOCUMENT_LIMIT_BYTES // 2**20,
    }
    return render(request, "books/new.html", ctx, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def draft(request: PostRequest, uid: str) -> HttpResponse:
    """Show what the columns of a sheet would be as fields; or make the book and go on with its rows."""
    hooks.require(request.caller, "pack.extend", None)
    file = read_import(request.caller, uid)
    if file.book or file.state != ImportFile.COLUMNS:
        return redirect("import-show", uid)
    whole = ImportFile.objects.get(uid=uid)
    columns, sent = drafted(whole), request.POST
    problems: list[str] = []
    status = 200
    if request.method == "POST":
        try:
            made = make_book(request.caller, file, label=sent.get("label", ""), wanted=_wanted(columns, sent))
            messages.success(request, _("The ledger is there. Its rows are being read."))
            return redirect("import-show", made.uid)
        except YibenError as problem:
            problems, status = say_error(problem), status_of(problem)
    ctx = {
        "file": file,
        "label": sent.get("label", "") or file.name.rpartition(".")[0],
        "rows": [_row(index, each, sent) for index, each in enumerate(columns) if not each.target],
        "standing": [each.heading for each in columns if each.target],
        "dropped": dropped_said(file),
        "barred": listed(
            [f"{unit.short_name}{bracketed(str(rows))}" for unit, rows in barred_units(request.caller, whole)]
        ),
        "problems": problems,
    }
    return render(request, "books/draft.html", ctx, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def extend(request: PostRequest, book: str) -> HttpResponse:
    """Ask for a field or a choice more, or add it."""
    hooks.require(request.caller, "pack.extend", None)
    asked, sent = access_book(request, book), request.POST
    problems: list[str] = []
    status = 200
    if request.method == "POST":
        try:
            messages.success(request, _add(request, book))
            return redirect("book-extend", book)
        except YibenError as problem:
            problems, status = say_error(problem), status_of(problem)
    chosen = [each for each in asked.fields if each.choices]
    ctx = {
        "book": asked,
        "types": loose(type_choices(sent.get("type", FieldType.COUNT))),
        "fields": loose([Choice(each.id, each.label, each.id == sent.get("field")) for each in chosen]),
        "sent": sent,
        "table": about_table(asked),
        "later": [
            (each, say(each.problem, {"label": each.label}) if each.problem else "") for each in waiting_additions(book)
        ],
        "today_iso": timezone.localdate().isoformat(),
        "problems": problems,
    }
    return render(request, "books/extend.html", ctx, status=status)


def _add(request: PostRequest, book: str) -> str:
    """Do what the form of additions says, and say what was done."""
    sent = request.POST
    if sent.get("do") == "withdraw":
        row = withdraw_addition(request.caller, sent.get("uid", ""))
        return _("“%(label)s” was taken back.") % {"label": row.label}
    on = typed_day(sent, "from_day") or timezone.localdate()
    if sent.get("do") == "choice":
        waits = add_choice_from(request.caller, book, sent.get("field", ""), sent.get("choice", ""), on)
    else:
        waits = add_field_from(request.caller, book, _one_wanted(sent, "", sent.get("label", "")), on)
    if waits is not None:
        return _("“%(label)s” is asked for from %(day)s on.") % {"label": waits.label, "day": day_text(waits.from_day)}
    if sent.get("do") == "choice":
        return _("The choice was added. It can be chosen from now on.")
    return _("The field was added. Forms ask for it from now on.")


@require_safe
def help_page(request: PostRequest, book: str) -> HttpResponse:
    """Show what a book asks, field by field."""
    asked = access_book(request, book)
    return render(request, "books/help.html", {"book": asked, "table": about_table(asked)})


@require_safe
def template(request: PostRequest, book: str) -> HttpResponse:
    """Send the sheet that can be filled in and brought in again."""
    asked = access_book(request, book)
    response = HttpResponse(template_file(asked), content_type=XLSX)
    name = _("%(book)s, to fill in") % {"book": asked.label}
    response.headers["Content-Disposition"] = content_disposition_header(True, f"{name}.xlsx") or ""
    return response


def _brought(request: PostRequest) -> tuple[str, bytes]:
    upload = request.FILES.get("document")
    if upload is not None:
        return read_upload(upload, settings.DOCUMENT_LIMIT_BYTES)
    data = request.POST.get("pasted", "").encode()
    if not data.strip():
        raise Refusal("document_missing")
    return _("Pasted table"), data


def _wanted(columns: list[DraftField], sent: QueryDict) -> dict[str, Wanted]:
    """The columns that are ticked, as they were answered."""
    return {
        each.heading: _one_wanted(sent, f"{index}", each.heading, each.values)
        for index, each in enumerate(columns)
        if sent.get(f"take{index}") == "1"
    }


def _one_wanted(sent: QueryDict, at: str, label: str, values: tuple[str, ...] = ()) -> Wanted:
    try:
        type_ = FieldType(sent.get(f"type{at}", ""))
    except ValueError as problem:
        raise Refusal("field_type", label=label) from problem
    listed_ = tuple(line for line in sent.get(f"choices{at}", "").splitlines() if line.strip()) or values
    return Wanted(label, type_, sent.get(f"word{at}", ""), sent.get(f"required{at}") == "1", listed_)


def _row(index: int, column: DraftField, sent: QueryDict) -> dict[str, Any]:
    """A column as a line of the form: taken or not, its type, its measure word, whether it has to be answered."""
    chosen = sent.get(f"type{index}") or column.type.value
    kind = Question(
        id=f"type{index}",
        name=f"type{index}",
        label=column.heading,
        kind="select",
        groups=loose(type_choices(chosen)),
        hint=listed(column.samples),
        is_small=True,
        can_narrow=False,
    )
    return {
        "index": index,
        "kind": kind,
        "is_taken": sent.get(f"take{index}") == "1" if sent else True,
        "is_required": sent.get(f"required{index}") == "1",
        "word": sent.get(f"word{index}", column.word),
    }
