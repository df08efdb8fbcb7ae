"""Bringing a 台账 in: the file, its columns, the rows with their verdicts, single rows mended."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yiben.accounts.queries import units_allowed
from yiben.audit import hooks
from yiben.catalog.queries import current_book
from yiben.errors import Refusal, YibenError
from yiben.ledger.importing import actions
from yiben.ledger.importing.mapping import DAY, FOR_ALL, UNIT, asked_for_all, targets
from yiben.ledger.importing.queries import count_closed, count_verdicts, imports_of, read_import, unknown_units
from yiben.ledger.lines import total_fields
from yiben.ledger.models import ImportFile, ImportRow
from yiben.packs.definitions import Book
from yiben.packs.values import read_values, value_to_form
from yiben.sentences import say, say_error
from yiben.units.models import Unit
from yiben.units.queries import find_unit, units_in_order
from yiben.web.access import PostRequest, access_book
from yiben.web.answers import PREFIX, Answers, read_answers
from yiben.web.asking import questions_of, unit_groups
from yiben.web.import_table import (
    VERDICTS,
    dropped_said,
    left_columns,
    left_lines,
    problems_of_row,
    reasons,
    rows_table,
    totals_said,
)
from yiben.web.kit.copies import send_table
from yiben.web.kit.fields import Choice, Group, Question, loose
from yiben.web.kit.lists import FORMATS
from yiben.web.kit.places import FORMAT, PAGE, Place, page_of
from yiben.web.middleware import status_of
from yiben.web.showing import day_text, listed
from yiben.web.uploading import read_upload

SIZE, MOST_FILES = 50, 10
_MOVING = {ImportFile.OPENING, ImportFile.STAGING, ImportFile.TAKING}
REFRESH = "3"
"""Seconds after which a page that shows progress asks again."""


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: PostRequest, book: str) -> HttpResponse:
    """Ask for a file or a pasted table, or take it in; list the imports into the book."""
    allowed = units_in_order(units_allowed(request.caller, "entry.import"))
    asked = access_book(request, book)
    if not allowed:
        raise Refusal("no_access", verb="entry.import")
    own = next((each for each in allowed if each.pk == request.post.unit_id), allowed[0])
    problems: list[str] = []
    status = 200
    if request.method == "POST":
        try:
            return _begin(request, asked, allowed)
        except YibenError as problem:
            problems, status = say_error(problem), status_of(problem)
    ctx = {
        "book": asked,
        "units": unit_groups(allowed, {request.POST.get("unit") or own.uid}),
        "own": own,
        "pasted": request.POST.get("pasted", ""),
        "problems": problems,
        "may_extend": hooks.allow(request.caller, "pack.extend", None),
        "files": [(each, _state(each)) for each in imports_of(request.caller, book)[:MOST_FILES]],
        "limit": settings.DOCUMENT_LIMIT_BYTES // 2**20,
    }
    return render(request, "imports/new.html", ctx, status=status)


@require_safe
def show(request: PostRequest, uid: str) -> HttpResponse:
    """Show an import as it stands: its columns to confirm, its progress, or its rows; or send those left."""
    file = read_import(request.caller, uid)
    if not file.book:
        return redirect("book-draft", uid)
    book = current_book(file.book)[0]
    if request.GET.get(FORMAT) in FORMATS:
        name = _("%(file)s, rows not taken in") % {"file": file.name.rpartition(".")[0] or file.name}
        return send_table(request.GET[FORMAT], name, left_columns(file), left_lines(file, book))
    ctx: dict[str, Any] = {"file": file, "book": book, "dropped": dropped_said(file), "state": _state(file)}
    if file.state == ImportFile.COLUMNS:
        return render(request, "imports/columns.html", ctx | _columns(file, book, file.mapping))
    if file.state in {*_MOVING, ImportFile.CANCELLED, ImportFile.FAILED}:
        ctx["said"] = say(file.problem, {"name": file.name}) if file.problem else ""
        response = render(request, "imports/progress.html", ctx)
        if file.state in _MOVING:
            response.headers["Refresh"] = REFRESH
        return response
    return render(request, "imports/rows.html", ctx | _rows(request, file, book))


@require_POST
def do(request: PostRequest, uid: str) -> HttpResponse:
    """Do what a button of an import's page asks for."""
    file, sent, caller = read_import(request.caller, uid), request.POST, request.caller
    if "keep" in sent or "leave" in sent:
        number = sent.get("keep") or sent.get("leave", "")
        actions.keep_row(caller, file, int(number) if number.isdigit() else 0, is_kept="keep" in sent)
        return redirect("import-show", uid)
    verb = sent.get("do", "")
    if verb == "columns":
        mapping = {each["heading"]: sent.get(f"c.{index}", "") for index, each in _headings(file)}
        mapping |= {FOR_ALL + name.removeprefix(PREFIX): sent[name] for name in sent if name.startswith(PREFIX)}
        try:
            actions.confirm_columns(caller, file, mapping)
        except Refusal as refusal:
            book = current_book(file.book)[0]
            ctx = {"file": file, "book": book, "dropped": dropped_said(file), "problems": say_error(refusal)}
            return render(request, "imports/columns.html", ctx | _columns(file, book, mapping), status=422)
    elif verb == "unit":
        rows = actions.answer_unit(caller, file, sent.get("text", ""), find_unit(sent.get("unit", "")))
        messages.success(request, _("%(count)s rows were looked at again.") % {"count": rows})
    elif verb == "take":
        actions.take_in(caller, file, late=sent.get("late") == "1")
    elif verb == "cancel":
        actions.cancel_import(caller, file)
    elif verb == "resume":
        actions.resume_import(caller, file)
    elif verb == "drop":
        actions.drop_import(caller, file)
        messages.success(request, _("The import was thrown away. Nothing of it was recorded."))
        return redirect("import-new", file.book) if file.book else redirect("ledger-index")
    return redirect("import-show", uid)


@require_http_methods(["GET", "HEAD", "POST"])
def row(request: PostRequest, uid: str, number: int) -> HttpResponse:
    """Show a row as a form, filled with what it says, or take what was mended."""
    file = read_import(request.caller, uid)
    kept = file.rows.filter(number=number).exclude(verdict=ImportRow.TAKEN).first()
    if kept is None:
        raise Refusal("row_unknown", row=number)
    book = _asked_of(current_book(file.book)[0], kept)
    answers = read_answers(book, request.POST) if request.method == "POST" else _answers(book, kept)
    if request.method == "POST":
        given: dict[str, Any] = {"unit": answers.unit, "on": answers.on, "partners": kept.given.get("partners", [])}
        kept = actions.mend_row(request.caller, file, number, values=answers.values, reason=answers.reason, **given)
        if kept.verdict == ImportRow.READY:
            messages.success(request, _("Row %(row)s is ready.") % {"row": kept.row})
            return redirect(reverse("import-show", args=[uid]) + f"?verdict={ImportRow.ASK}")
    units = units_in_order(units_allowed(request.caller, "entry.import"))
    own = next((each for each in units if each.uid == answers.unit), units[0])
    ctx = {
        "file": file,
        "row": kept,
        "book": book,
        "said": reasons(kept, book),
        "answers": answers,
        "day": answers.on.isoformat() if answers.on else "",
        "units": [Group("", [Choice("", _("Please choose"))]), *unit_groups(units, {answers.unit})],
        "questions": questions_of(_fields(book), answers, own, timezone.localdate(), problems_of_row(kept, book)),
        "asks_reason": kept.kind == "total",
    }
    return render(request, "imports/row.html", ctx, status=422 if request.method == "POST" else 200)


def _begin(request: PostRequest, book: Book, allowed: list[Unit]) -> HttpResponse:
    unit = next((each for each in allowed if each.uid == request.POST.get("unit")), None)
    if unit is None:
        raise Refusal("no_access", verb="entry.import")
    upload = request.FILES.get("document")
    if upload is not None:
        name, data = read_upload(upload, settings.DOCUMENT_LIMIT_BYTES)
    else:
        name, data = _("Pasted table"), request.POST.get("pasted", "").encode()
        if not data.strip():
            raise Refusal("document_missing")
    given: dict[str, Any] = {"unit": unit, "book": book.id, "name": name, "data": data}
    file, is_new = actions.begin_import(request.caller, ask_again=request.POST.get("ask_again") == "1", **given)
    if not is_new:
        messages.info(
            request, _("This very file was brought in before. Here is that import; nothing is recorded twice.")
        )
    return redirect("import-show", file.uid)


def _columns(file: ImportFile, book: Book, mapping: dict[str, str]) -> dict[str, Any]:
    options = [("", _("not taken")), (DAY, _("Day")), (UNIT, _("Unit"))]
    options += [(each.id, each.label) for each in targets(book)]
    columns = [
        Question(
            id=f"c{index}",
            name=f"c.{index}",
            label=each["heading"],
            kind="select",
            groups=loose([Choice(value, label, mapping.get(each["heading"], "") == value) for value, label in options]),
            hint=listed(each["samples"]),
            is_small=True,
            can_narrow=False,
        )
        for index, each in _headings(file)
    ]
    kept = {key.removeprefix(FOR_ALL): value for key, value in mapping.items() if key.startswith(FOR_ALL)}
    fields = asked_for_all(book, mapping)
    missing = [each.label for each in fields if each.required and each.id not in kept]
    answers = Answers("", file.unit.uid, "", values=kept)
    for_all = questions_of(fields, answers, file.unit, timezone.localdate(), {})
    return {"columns": columns, "missing": missing, "for_all": for_all}


def _headings(file: ImportFile) -> list[tuple[int, dict[str, Any]]]:
    """The columns of a file by heading: sheets of one shape are asked about once."""
    found: dict[str, dict[str, Any]] = {}
    for each in file.columns:
        found.setdefault(each["heading"], each)
    return list(enumerate(found.values()))


def _rows(request: PostRequest, file: ImportFile, book: Book) -> dict[str, Any]:
    counts = count_verdicts(file)
    usual = next((each for each in (ImportRow.ASK, ImportRow.READY, ImportRow.TAKEN) if counts[each]), ImportRow.ASK)
    chosen = request.GET.get("verdict", "")
    chosen = chosen if chosen in counts else usual
    asked: QueryDict = request.GET
    if (wanted := _wanted_row(request, file)) is not None:
        moved = request.GET.copy()
        chosen = wanted.verdict
        moved[PAGE] = str(file.rows.filter(verdict=chosen, number__lt=wanted.number).count() // SIZE + 1)
        asked = moved
    page = page_of(file.rows.filter(verdict=chosen).order_by("number"), asked, SIZE)
    rows = list(page.object_list)
    names = {row.given.get("unit", "") for row in rows}
    units = dict(Unit.objects.filter(uid__in=names).values_list("uid", "short_name"))
    place = Place(reverse("import-show", args=[file.uid]), {"verdict": chosen}, "", "")
    allowed = units_in_order(units_allowed(request.caller, "entry.import"))
    return {
        "counts": [(each, VERDICTS[each][0], count, each == chosen) for each, count in counts.items() if count],
        "ready": counts[ImportRow.READY],
        "left": counts[ImportRow.ASK] + counts[ImportRow.LEFT_OUT],
        "taken": counts[ImportRow.TAKEN],
        "closed": count_closed(file),
        "unknown": [(text, count, _meant(index, allowed)) for index, (text, count) in enumerate(unknown_units(file))],
        "totals": totals_said(file),
        "table": rows_table(request.caller, file, book, rows, units, page, place),
    }


def _wanted_row(request: PostRequest, file: ImportFile) -> ImportRow | None:
    """The row to which an address leads, as the entry that came of it does: its page is shown, whatever its verdict."""
    number = request.GET.get("row", "")
    return (
        file.rows.filter(number=number).first() if number.isascii() and number.isdigit() and len(number) < 10 else None
    )


def _meant(index: int, units: list[Unit]) -> Question:
    groups = unit_groups(units, set(), by="code")
    name = _("The unit that is meant")
    return Question("unit", "unit", name, "select", groups=groups, at=f"unit{index}", is_small=True)


def _asked_of(book: Book, kept: ImportRow) -> Book:
    return book.model_copy(update={"fields": total_fields(book)}) if kept.kind == "total" else book


def _fields(book: Book) -> list[Any]:
    return [item for item in book.fields if item.type.value not in {"file", "table"}]


def _answers(book: Book, kept: ImportRow) -> Answers:
    """What a row says, as its form would be filled; what could not be read stands as it was typed."""
    given = kept.given
    raw = given.get("values", {})
    read = read_values(book, raw)
    values = {**read.plain, **read.private}
    typed = {
        item.id: value_to_form(item, values[item.id]) if item.id in values else str(raw[item.id])
        for item in book.fields
        if item.id in raw
    }
    return Answers("", given.get("unit", ""), "", given.get("on", ""), values=typed, reason=given.get("reason", ""))


def _state(file: ImportFile) -> str:
    states = {
        ImportFile.OPENING: _("its columns are looked for"),
        ImportFile.COLUMNS: _("columns to be confirmed"),
        ImportFile.STAGING: _("being read"),
        ImportFile.STAGED: _("read; waits for you"),
        ImportFile.TAKING: _("being recorded"),
        ImportFile.DONE: _("done"),
        ImportFile.CANCELLED: _("stopped"),
        ImportFile.FAILED: _("could not be read"),
    }
    return f"{states[file.state]} {day_text(timezone.localdate(file.begun_at), short=True)}"
