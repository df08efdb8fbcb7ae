"""The background jobs: how each went last, what waits, what failed; for whoever runs the system."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from yiben.audit import hooks
from yiben.jobs.actions import run_again
from yiben.jobs.queries import Run, failed_runs, last_runs, open_runs
from yiben.sentences import say
from yiben.web.access import PostRequest
from yiben.web.kit.parts import Empty
from yiben.web.kit.tables import Act, Cell, Column, Row, Table
from yiben.web.showing import moment_text

VERB = "system.operate"


@require_safe
def index(request: PostRequest) -> HttpResponse:
    """List the jobs as ``yiben worker --list`` does; what failed for good can be tried again."""
    hooks.require(request.caller, VERB, request.post.unit_id)
    last = last_runs()
    ctx = {
        "failed": _table(_("Not done"), failed_runs()),
        "open": _table(_("Waiting and running"), open_runs()),
        "last": _table(_("Done last"), last),
        "findings": [say(finding["code"], finding) for run in last for finding in run.findings],
    }
    return render(request, "jobs/index.html", ctx)


@require_POST
def again(request: PostRequest, run: UUID) -> HttpResponse:
    """Queue a job that failed for good once more."""
    run_again(request.caller, request.post.unit_id, run)
    messages.success(request, _("It is queued again; the worker takes it next."))
    return redirect("job-index")


def _table(caption: str, runs: Iterable[Run]) -> Table:
    columns = (Column("job", _("Job"), "title"), Column("state", _("State"), "state"), Column("at", _("When"), "short"))
    rows = [
        Row(
            (
                Cell(run.label, note=_said(run), acts=_acts(run)),
                _state(run),
                Cell(moment_text(run.at) if run.at else ""),
            )
        )
        for run in runs
    ]
    return Table(caption, columns, rows, Empty(_("None"), ""))


def _state(run: Run) -> Cell:
    label, state = {
        "waiting": (_("waiting"), "n"),
        "running": (_("running"), "y"),
        "done": (_("done"), "g"),
        "failed": (_("failed"), "r"),
    }[run.state]
    return Cell(label, state=state)


def _acts(run: Run) -> list[Act]:
    is_over = run.state == "failed" and not run.attempts_left
    return [Act(_("Try it again"), reverse("job-again", args=[run.id]), "do", "again")] if is_over else []


def _said(run: Run) -> str:
    """What came of a job, or the last line of its error with how often it is tried again."""
    if not run.error or run.state not in {"failed", "waiting"}:
        return run.says
    if run.attempts_left:
        return _("It will be tried %(left)d times more. %(error)s") % {"left": run.attempts_left, "error": run.error}
    return _("It is not tried again. %(error)s") % {"error": run.error}
