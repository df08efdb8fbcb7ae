"""Answer sheets of units without an account: handed out as a file, read when they come back, looked at, taken as a step."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yiben.accounts.queries import units_allowed
from yiben.errors import Refusal, YibenError
from yiben.ledger.papers import paper_bytes
from yiben.matters.actions import Said, hand_out_sheet, put_sheet_aside, take_in_sheet, take_sheet
from yiben.matters.actions.returning import filled_in, refuse_stale
from yiben.matters.actions.stepping import wrong_in
from yiben.matters.answer_sheet import sheet_file
from yiben.matters.answers import procedure_of, step_of
from yiben.matters.models import HandlerSheet, Matter
from yiben.matters.queries import earlier_files, read_matter, read_sheet_row, sheets_back, steps_of_unit
from yiben.packs.procedures import Step
from yiben.sentences import say, say_error
from yiben.web.access import PostRequest
from yiben.web.asking import problems_of
from yiben.web.dispatch_form import number_sent
from yiben.web.matter_form import answers_sent, read_said, step_forms
from yiben.web.matter_sheets import CameBack, about_sheet, came_back, mended, since_then
from yiben.web.middleware import status_of
from yiben.web.pages.collections import table_file
from yiben.web.pages.matter_life import linkable_units, unmet_told
from yiben.web.typed_days import typed_day
from yiben.web.uploading import read_upload

MOST_FILES = 40


@dataclass(frozen=True)
class Outcome:
    """What became of one file: the sheet that it is, or why it was not taken in."""

    name: str
    sheet: HandlerSheet | None = None
    why: str = ""


@require_POST
def hand_out(request: PostRequest, uid: str) -> HttpResponse:
    """Send the file in which a unit answers."""
    matter = read_matter(request.caller, uid)
    unit = next((each for each in linkable_units(matter) if each.uid == request.POST.get("unit")), None)
    if unit is None:
        raise Refusal("matter_not_helping", title=matter.title)
    sheet = hand_out_sheet(request.caller, matter, unit)
    content = sheet_file(sheet, steps_of_unit(matter, unit), about_sheet(sheet))
    name = f"答复单 {matter.number or matter.title[:20]} {unit.short_name}.xlsx"
    return table_file(content, name.translate(_NO_NAME))


@require_http_methods(["GET", "HEAD", "POST"])
def returned(request: PostRequest) -> HttpResponse:
    """Show the sheets that came back and wait, or take files in: each is told what became of it."""
    if not units_allowed(request.caller, "matter.assign"):
        raise Refusal("no_access", verb="matter.assign")
    matter = read_matter(request.caller, request.POST["matter"]) if request.POST.get("matter") else None
    outcomes: list[Outcome] = []
    refusal: Refusal | None = None
    if request.method == "POST":
        uploads = request.FILES.getlist("files")[:MOST_FILES]
        if not uploads:
            refusal = Refusal("values", fields=[("files", "required", {})])
        outcomes = [_taken_in(request, each, matter) for each in uploads]
        first = outcomes[0].sheet if len(outcomes) == 1 else None
        if first is not None:
            return redirect("matter-sheet", first.matter.uid, first.uid)
    ctx = {
        "outcomes": outcomes,
        "waiting": list(sheets_back(request.caller)),
        "matter": matter,
        "refusal": refusal,
        "problems": problems_of(refusal) if refusal else {},
    }
    is_wrong = refusal is not None or any(each.sheet is None for each in outcomes)
    return render(request, "matters/returned.html", ctx, status=422 if is_wrong else 200)


def _taken_in(request: PostRequest, upload: Any, matter: Matter | None) -> Outcome:
    name = upload.name or ""
    try:
        name, data = read_upload(upload, settings.DOCUMENT_LIMIT_BYTES)
        return Outcome(name, take_in_sheet(request.caller, name, data, matter=matter))
    except YibenError as problem:
        return Outcome(name, why=" ".join(say_error(problem)))


@require_http_methods(["GET", "HEAD", "POST"])
def show(request: PostRequest, uid: str, sheet: str) -> HttpResponse:
    """Show what a returned sheet says in the form of its step, with a sentence beside each wrong cell; take it, or put it
    aside."""
    matter = read_matter(request.caller, uid)
    row = read_sheet_row(request.caller, matter, sheet)
    if request.method == "POST" and request.POST.get("aside"):
        put_sheet_aside(request.caller, row)
        messages.success(request, _("Put aside. The sheet may come back once more."))
        return redirect("matter-show", uid)
    filled, steps = filled_in(row), steps_of_unit(matter, row.unit)
    sent = request.POST if request.method == "POST" else None
    around = row.came_on or row.made_on
    back = came_back(filled, steps, around, (sent.get("do", "") if sent else "") or request.GET.get("step", ""))
    if sent is None:
        return _page(request, row, steps, back, _judged(row, matter, back))
    try:
        step = step_of(procedure_of(matter.procedure), sent.get("do", ""))
        said = read_said(request, matter, step)
        changed = mended(came_back(filled, steps, around), sent)
        revision = number_sent(sent, "revision")
        take_sheet(request.caller, row, step.id, said, revision=revision, changed=changed)
    except Refusal as refusal:
        row.matter.refresh_from_db()
        return _page(request, row, steps, back, refusal, sent)
    messages.success(request, _("Done: %(step)s.") % {"step": step.label})
    return redirect("matter-show", uid)


@require_safe
def file(request: PostRequest, uid: str, sheet: str, pk: int) -> HttpResponse:
    """Send the file of a sheet that waits (0), or one that it superseded."""
    row = read_sheet_row(request.caller, read_matter(request.caller, uid), sheet)
    found = next((each for each in earlier_files(row) if each.pk == pk), None) if pk else row
    if found is None:
        raise Refusal("matter_sheet_gone")
    return table_file(paper_bytes(found.digest, found.name), found.name)


def _judged(row: HandlerSheet, matter: Matter, back: CameBack) -> Refusal | None:
    """What is wrong with what stands in the file, as the step's form would say it; nothing is taken."""
    try:
        refuse_stale(row, matter, row.name)
        if back.step is None:
            return None
        sent = back.sent
        answers = answers_sent(back.step.asks, sent).values
        said = Said(on=typed_day(sent, "on"), words=sent.get("words", ""), answers=answers)
    except Refusal as refusal:
        return refusal
    wrong = [each for each in wrong_in(matter, back.step, said) if each[0] != "papers"]
    return Refusal("values", fields=wrong) if wrong else None


def _page(
    request: PostRequest,
    row: HandlerSheet,
    steps: list[Step],
    back: CameBack,
    refusal: Refusal | None,
    sent: QueryDict | None = None,
) -> HttpResponse:
    matter, problems = row.matter, problems_of(refusal) if refusal else {}
    is_held = refusal is not None and refusal.code == "matter_held"
    shown = [back.step] if back.step else []
    forms = step_forms(
        request.caller, matter, shown, [row.unit], sent=sent or back.sent, problems=problems, is_held=is_held
    )
    labels = {each.id: each.label for each in back.step.asks} if back.step else {}
    called = back.step.words if back.step and back.step.words else _("Opinion or note")
    labels |= {"words": called, "on": _("Day"), "papers": _("Photos and papers")}
    ctx: dict[str, Any] = {
        "matter": matter,
        "sheet": row,
        "forms": forms,
        "steps": [each for each in steps if each != back.step],
        "unread_step": _unread(row, back, steps, sent) if back.step is None else "",
        "beside": back.beside,
        "dated": back.dated,
        "superseded": [(each, filled_in(each)) for each in earlier_files(row)],
        "remark": since_then(row, matter),
        "refusal": refusal,
        "wrong": [(labels.get(name, name), told) for name, sentences in problems.items() for told in sentences],
        "unmet": unmet_told(refusal),
        "is_own_page": True,
        "here": reverse("matter-sheet", args=[matter.uid, row.uid]),
    }
    return render(request, "matters/sheet.html", ctx, status=status_of(refusal) if refusal and sent else 200)


def _unread(row: HandlerSheet, back: CameBack, steps: list[Step], sent: QueryDict | None) -> str:
    """Which step the file names, when it is none that its unit can take now."""
    typed = (sent or back.sent).get("do", "") or filled_in(row).step
    labels = "、".join(each.label for each in steps)
    return say("matter_sheet_step", {"typed": typed, "unit": row.unit.short_name, "labels": labels}) if steps else ""


_NO_NAME = str.maketrans(dict.fromkeys('<>:"/\\|?*', "_"))
