"""A promise of a record: what was said, by when, the matter or task that came of it, and that it was kept."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from yiben.audit import hooks
from yiben.errors import Refusal
from yiben.matters.queries import matters_from
from yiben.promises.actions import RECORD, keep_promise, set_promised_task
from yiben.promises.queries import SOURCE, is_kept, read_promise, source_of
from yiben.web.access import PostRequest
from yiben.web.asking import problems_of
from yiben.web.matter_rows import labels
from yiben.web.middleware import status_of
from yiben.web.typed_days import typed_day


@require_http_methods(["GET", "HEAD", "POST"])
def show(request: PostRequest, seq: int) -> HttpResponse:
    """Show a promise; say that it was kept, or set a task to keep it."""
    today = timezone.localdate()
    promised = read_promise(request.caller, seq, today)
    refusal: Refusal | None = None
    if request.method == "POST" and request.POST.get("do") == "task":
        task = set_promised_task(request.caller, promised)
        messages.success(request, _("It is a task now, due on the day that was promised."))
        return redirect("task-show", task.uid)
    if request.method == "POST":
        try:
            on = typed_day(request.POST, "on")
            keep_promise(request.caller, promised, on=on, note=request.POST.get("note", ""))
        except Refusal as problem:
            refusal = problem
        else:
            messages.success(request, _("Kept. It stands in the ledger, and has left the workbench."))
            return redirect("promise-show", seq)
    unit = promised.reading.entry.unit
    known = labels()
    ctx: dict[str, Any] = {
        "promised": promised,
        "is_kept": is_kept(promised),
        "may_act": unit is not None and hooks.allow(request.caller, RECORD, unit.pk),
        "matters": [
            (each, known.get(each.procedure))
            for each in matters_from(request.caller, SOURCE, source_of(promised.reading))
        ],
        "opens": known.get(promised.declared.opens or ""),
        "today_iso": today.isoformat(),
        "typed": request.POST,
        "refusal": refusal,
        "problems": problems_of(refusal) if refusal else {},
    }
    return render(request, "promises/show.html", ctx, status=status_of(refusal) if refusal else 200)
