"""Pasting: one box for a message, a 接龙 or a copied table; what it proposes is looked through before anything is kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from yiben.accounts.queries import units_allowed
from yiben.audit import hooks
from yiben.catalog.queries import catalogue
from yiben.errors import Refusal
from yiben.ledger.actions import save_draft
from yiben.ledger.queries import recording_units
from yiben.packs.definitions import Book
from yiben.plans.queries import terms_of, unit_names
from yiben.tasks.actions import set_task
from yiben.units.models import Unit
from yiben.units.queries import short_names
from yiben.web.access import PostRequest, hand_books, require_ledger
from yiben.web.answers import OTHER_DAY, Answers, draft_fields, new_uid
from yiben.web.asking import problems_of
from yiben.web.kit.fields import Choice, loose
from yiben.web.kit.parts import Empty
from yiben.web.kit.tables import Cell, Column, Row, Table
from yiben.web.middleware import status_of
from yiben.web.pasting import Pasted, ProposedEntry, read_pasted
from yiben.web.showing import day_text, listed
from yiben.web.terms import read_terms, term_labels, terms_form, typed_terms

LONGEST = 20_000
SOURCE = "message"
"""What a task names as its source that was set from a pasted message."""


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: PostRequest) -> HttpResponse:
    """Show the box, or what the pasted text proposes; or keep chosen records as drafts."""
    require_ledger(request)
    text = request.POST.get("text", "")[:LONGEST]
    if request.method != "POST" or not text.strip():
        return render(request, "pasting/new.html", {"is_missing": request.method == "POST"})
    units = recording_units(request.caller)
    names = unit_names(request.post.unit)
    pasted = read_pasted(text, timezone.localdate(), recording=units, own=request.post.unit.uid, names=names)
    wanted, _dot, number = request.POST.get("do", "").partition(".")
    if wanted == "entry":
        chosen = [each for each in pasted.entries if str(each.number) == number]
        return _keep(request, chosen, units)
    if wanted == "entries":
        taken = set(request.POST.getlist("take"))
        return _keep(request, [each for each in pasted.entries if str(each.number) in taken], units)
    if wanted == "duty":
        duty = next((each for each in pasted.duties if str(each.number) == number), None)
        if duty is not None:
            return _ask_task(request, duty.terms, duty.asked.text)
    return _shown(request, text, pasted)


@require_POST
def task(request: PostRequest) -> HttpResponse:
    """Set the task that a message asks for, as it was looked through."""
    said = request.POST.get("said", "")
    try:
        terms = read_terms(request.POST) | {"due_said": request.POST.get("due_said", "")[:120]}
        made = set_task(request.caller, terms_of(terms), source_kind=SOURCE, source="", charge=request.post.unit)
    except Refusal as refusal:
        known = {
            "unit": request.post.unit.uid,
            "co_units": [],
            "title": "",
            "due_said": request.POST.get("due_said", ""),
        }
        return _ask_task(request, typed_terms(request.POST, known), said, refusal)
    messages.success(request, _("The task was set."))
    return redirect("task-show", made.uid)


def _keep(request: PostRequest, chosen: list[ProposedEntry], units: list[Unit]) -> HttpResponse:
    """Keep records as drafts: one opens at once to be looked through, several wait on the workbench."""
    kept = []
    for each in chosen:
        book = each.book or catalogue().books.get(request.POST.get(each.book_field, ""))
        unit = next((unit for unit in units if unit.uid == each.unit), None)
        if book is not None and unit is not None:
            kept.append(_draft(request, each, book, unit))
    if not kept:
        messages.warning(request, _("Nothing was chosen. Choose a book and tick what is to be kept."))
        return redirect("paste-new")
    if left := len(chosen) - len(kept):
        said = ngettext(
            "%(count)s was not kept: no book was chosen.", "%(count)s were not kept: no book was chosen.", left
        )
        messages.warning(request, said % {"count": left})
    if len(kept) == 1:
        return redirect("draft-show", kept[0])
    said = ngettext(
        "%(count)s draft waits to be looked through.", "%(count)s drafts wait to be looked through.", len(kept)
    )
    messages.success(request, said % {"count": len(kept)})
    return redirect("workbench-show")


def _draft(request: PostRequest, each: ProposedEntry, book: Book, unit: Unit) -> str:
    on = each.on or timezone.localdate()
    uid = new_uid()
    answers = Answers(uid, unit.uid, OTHER_DAY, on.isoformat(), values=_typed(book, each.values))
    save_draft(request.caller, uid=uid, unit=unit, book=book.id, fields=draft_fields(answers))
    return uid


def _typed(book: Book, values: Mapping[str, Any]) -> dict[str, Any]:
    """Values as the form of the book takes them: a choice by its id, a list where several are taken."""
    typed: dict[str, Any] = {}
    for item in book.fields:
        if item.id not in values:
            continue
        said = str(values[item.id])
        if item.choices:
            said = next((each.id for each in item.choices if said in (each.id, each.label)), "")
        if said:
            typed[item.id] = said
    return typed


def _shown(request: PostRequest, text: str, pasted: Pasted) -> HttpResponse:
    may_set = hooks.allow(request.caller, "task.set", request.post.unit_id)
    names = short_names({each.unit for each in pasted.entries})
    ctx = {
        "text": text,
        "pasted": pasted,
        "entries": [(each, _facts(each), names.get(each.unit, "")) for each in pasted.entries],
        "books": loose([Choice(book.id, book.label) for book in hand_books()]),
        "may_set": may_set,
        "rows": _rows_table(pasted),
        "may_record": bool(units_allowed(request.caller, "draft.edit")),
        "dropped": listed(pasted.dropped),
    }
    return render(request, "pasting/show.html", ctx)


def _facts(each: ProposedEntry) -> list[tuple[str, str]]:
    """What the record would hold, field by field."""
    fields = {item.id: item for item in each.book.fields} if each.book else {}
    named = _("what is written is no day; today for now") if each.is_day_wrong else _("today, as none is named")
    found = [(_("Day"), day_text(each.on) if each.on else named)]
    for name, value in _typed(each.book, each.values).items() if each.book else ():
        item = fields[name]
        label = next((choice.label for choice in item.choices if choice.id == value), f"{value}{item.measure_word}")
        found.append((item.label, label))
    return found


def _rows_table(pasted: Pasted) -> Table:
    columns = [
        Column("number", _("No."), "short"),
        Column("unit", _("Unit"), "title"),
        Column("state", _("State"), "short"),
        Column("numbers", _("Numbers")),
        Column("rest", _("Remark")),
    ]
    rows = [
        Row(
            [
                Cell(str(row.number)),
                Cell(listed(row.units) or "—"),
                Cell(row.state),
                Cell(listed(f"{each.measure}{each.value}{each.unit}" for each in row.numbers)),
                Cell(row.rest),
            ]
        )
        for row in pasted.rows
    ]
    return Table(_("Rows"), columns, rows, Empty(_("No rows"), _("The text holds no list.")))


def _ask_task(
    request: PostRequest, terms: Mapping[str, Any], said: str, refusal: Refusal | None = None
) -> HttpResponse:
    hooks.require(request.caller, "task.set", request.post.unit_id)
    problems = problems_of(refusal, term_labels()) if refusal else None
    ctx = {
        "form": terms_form(terms, timezone.localdate(), problems),
        "said": said,
        "refusal": refusal,
        "back": reverse("paste-new"),
    }
    return render(request, "pasting/task.html", ctx, status=status_of(refusal) if refusal else 200)
