"""A task: what it asks, how far it has come, who said what; returning, passing on, striking off."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yiben.audit import hooks
from yiben.catalog.queries import catalogue
from yiben.errors import Conflict, Refusal
from yiben.ledger.queries import books_kept, read_entries, recent_entries, recording_units
from yiben.plans.queries import origin_of, terms_of
from yiben.tasks.actions import change_task, close_task, delegate_task, reopen_task, send_return
from yiben.tasks.following import follow, slot_of
from yiben.tasks.models import Task
from yiben.tasks.queries import entries_for, read_task
from yiben.units.models import Unit
from yiben.units.queries import subtree_ids, units_in_order
from yiben.web.access import PostRequest, hand_books
from yiben.web.asking import problems_of, unit_groups
from yiben.web.following import missing_text, show_task, show_tasks
from yiben.web.kit.fields import Choice, Group, loose
from yiben.web.middleware import status_of
from yiben.web.paper import clause_labels
from yiben.web.queueing import answer_refused, answer_taken, is_queued, require_owner
from yiben.web.showing import turn_text, unit_names
from yiben.web.task_stories import tell_task
from yiben.web.terms import asked_values, measure_word, read_terms, term_labels, terms_form, terms_of_task, typed_terms

MOST_ENTRIES = 20


@require_safe
def show(request: PostRequest, uid: str) -> HttpResponse:
    """Show a task with its clause, progress, returns, records and history."""
    return render(request, "tasks/show.html", _context(request, read_task(request.caller, uid)))


@require_http_methods(["GET", "HEAD", "POST"])
def send(request: PostRequest, uid: str) -> HttpResponse:
    """Ask for the return of a slot, the last one beside it, or take it."""
    task = read_task(request.caller, uid)
    unit, today = _returning_unit(request, task), timezone.localdate()
    row = follow([task], today, unit_id=unit.pk)[0]
    names = ("progress", "problems", "next_steps")
    typed = {name: request.POST.get(name, "") for name in names}
    slot = request.POST.get("slot", "")[:16] or slot_of(row, today)
    ctx: dict[str, Any] = {"task": task, "unit": unit, "last": row.last_return, "slot": slot, "typed": typed}
    turns = [each.label for each in row.missing + row.due]
    ctx |= {"slots": turns, "shown": show_task(row, today)}
    ctx["slot_groups"] = loose([Choice(each, turn_text(each), each == slot) for each in turns])
    ctx["is_done"] = request.POST.get("done") == "1"
    if request.method != "POST":
        return render(request, "tasks/return.html", ctx)
    require_owner(request)
    try:
        send_return(request.caller, task, unit=unit, slot=slot, is_done=ctx["is_done"], **typed)
    except Refusal as refusal:
        if is_queued(request):
            return answer_refused(refusal)
        ctx |= {"refusal": refusal, "problems": problems_of(refusal)}
        return render(request, "tasks/return.html", ctx, status=status_of(refusal))
    if is_queued(request):
        return answer_taken(reverse("task-show", args=[task.uid]))
    messages.success(request, _("The return for %(slot)s was sent.") % {"slot": turn_text(slot)})
    return redirect("task-show", task.uid)


@require_POST
def move(request: PostRequest, uid: str) -> HttpResponse:
    """Strike a task off, or take it up again, with a reason."""
    task = read_task(request.caller, uid)
    do, reason = request.POST.get("do", ""), request.POST.get("reason", "")
    try:
        if do == "reopen":
            reopen_task(request.caller, task, charge=_charge(request, task), reason=reason)
            messages.success(request, _("The task was taken up again."))
        else:
            is_said = request.POST.get("unfulfilled") == "1"
            close_task(request.caller, task, charge=_charge(request, task), reason=reason, unfulfilled=is_said)
            messages.success(request, _("The task was struck off."))
    except Refusal as refusal:
        return _refused(request, task, refusal)
    return redirect("task-show", task.uid)


@require_POST
def delegate(request: PostRequest, uid: str) -> HttpResponse:
    """Pass a task on to a unit below the one that leads it."""
    task = read_task(request.caller, uid)
    to = next((unit for unit in _below(task) if unit.uid == request.POST.get("to", "")), None)
    try:
        if to is None:
            raise Refusal("values", fields=[("to", "required", {})])
        delegate_task(request.caller, task, unit=task.unit, to=to, note=request.POST.get("note", ""))
    except Refusal as refusal:
        return _refused(request, task, refusal)
    messages.success(request, _("Passed on to %(unit)s.") % {"unit": to.short_name})
    return redirect("task-show", task.uid)


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: PostRequest, uid: str) -> HttpResponse:
    """Show the terms of a task to be changed, or change them."""
    task = read_task(request.caller, uid)
    charge, known = _charge(request, task), terms_of_task(task)
    hooks.require(request.caller, "task.set", charge.pk)
    ctx: dict[str, Any] = {"task": task, "version": task.version, "reason": request.POST.get("reason", "")}
    if request.method != "POST":
        return render(request, "tasks/change.html", {**ctx, "form": terms_form(known, timezone.localdate())})
    version = request.POST.get("version", "")
    try:
        terms = terms_of({**known, **read_terms(request.POST)})
        seen = int(version) if version.isdigit() else 0
        change_task(request.caller, task, terms, version=seen, charge=charge, reason=ctx["reason"])
    except Refusal as refusal:
        typed = typed_terms(request.POST, known)
        ctx |= {"refusal": refusal, "theirs": known if isinstance(refusal, Conflict) else None}
        ctx["form"] = terms_form(typed, timezone.localdate(), problems_of(refusal, term_labels()))
        return render(request, "tasks/change.html", ctx, status=status_of(refusal))
    messages.success(request, _("The task was changed; what was done for it stays."))
    return redirect("task-show", task.uid)


def _context(request: PostRequest, task: Task) -> dict[str, Any]:
    caller, today = request.caller, timezone.localdate()
    row = follow([task], today, unit_id=request.post.unit_id)[0]
    entries = entries_for(caller, task)
    readings = read_entries(entries[:MOST_ENTRIES])
    origin, charge = origin_of(caller, task), _charge(request, task)
    books, is_open = catalogue().books, task.state == Task.OPEN
    may_record = is_open and _records(request, task)
    kept = books_kept(recent_entries(caller, recording_units(caller))) if may_record else {}
    others = sorted(hand_books(), key=lambda book: -kept[book.id][0] if book.id in kept else 0)
    may_return = is_open and any(hooks.allow(caller, "task.return", unit.pk) for unit in _answering(task))
    return {
        "task": task,
        "shown": show_task(row, today),
        "shares": show_tasks(row.shares, today),
        "to_paste": missing_text(row),
        "book": None if task.book and task.book not in {each.id for each in others} else books.get(task.book),
        "books": others if may_record and not task.book else [],
        "measure": task.target_word or measure_word(task.book, task.field, task.where),
        "asked": asked_values(task),
        "origin": origin,
        "cited": clause_labels(list(origin.plan.clauses.all())).get(origin.clause.pk)
        if origin and origin.clause
        else "",
        "readings": readings,
        "names": unit_names(readings),
        "count": entries.count(),
        "steps": tell_task(task),
        "may_record": may_record,
        "may_return": may_return,
        "may_close": hooks.allow(caller, "task.close", charge.pk),
        "may_change": is_open and hooks.allow(caller, "task.set", charge.pk),
        "below": _delegates(request, task) if is_open else [],
    }


def _refused(request: PostRequest, task: Task, refusal: Refusal) -> HttpResponse:
    if refusal.code == "no_access":
        raise refusal
    ctx = {**_context(request, task), "refusal": refusal, "problems": problems_of(refusal), "typed": request.POST}
    return render(request, "tasks/show.html", ctx, status=status_of(refusal))


def _charge(request: PostRequest, task: Task) -> Unit:
    """The unit that set the task: the plan's; the task's own where it came from elsewhere."""
    origin = origin_of(request.caller, task)
    return origin.plan.unit if origin else task.unit


def _concerned(task: Task) -> list[Unit]:
    return [task.unit, *task.co_units.all()]


def _answering(task: Task) -> list[Unit]:
    """The units that may send returns: those that answer for the task, and its helpers."""
    return task.doers if task.by_each else _concerned(task)


def _returning_unit(request: PostRequest, task: Task) -> Unit:
    """The unit for which the post speaks: its own if the task concerns it, else a concerned one that it answers for."""
    for unit in sorted(_answering(task), key=lambda unit: unit.pk != request.post.unit_id):
        if hooks.allow(request.caller, "task.return", unit.pk):
            return unit
    raise Refusal("no_access", verb="task.return")


def _records(request: PostRequest, task: Task) -> bool:
    concerned = {unit.pk for unit in _concerned(task)}
    return any(unit.pk in concerned for unit in recording_units(request.caller))


def _below(task: Task) -> list[Unit]:
    today = timezone.localdate()
    below = set(subtree_ids(task.unit, "administrative", today)) - {task.unit_id}
    return [unit for unit in units_in_order(below) if unit.closed_on is None]


def _delegates(request: PostRequest, task: Task) -> list[Group]:
    if not hooks.allow(request.caller, "task.return", task.unit_id):
        return []
    shared = {unit.pk for unit in task.co_units.all()}
    return unit_groups([unit for unit in _below(task) if unit.pk not in shared], set())
