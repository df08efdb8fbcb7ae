"""One event that two units recorded: what is alike, proposing to make one record of it, answering."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from yiben.audit import hooks
from yiben.audit.callers import Caller
from yiben.errors import Refusal
from yiben.ledger.appending import Appended
from yiben.ledger.checks.actions import accept_joint, decline_joint, propose_joint
from yiben.ledger.checks.hosting import SIDES, keeps_asking, may_answer, proposals_about, twins_of
from yiben.ledger.models import HostingProposal
from yiben.ledger.queries import Reading
from yiben.web.access import PostRequest, access_entry
from yiben.web.middleware import status_of


@require_http_methods(["GET", "HEAD", "POST"])
def show(request: PostRequest, seq: int) -> HttpResponse:
    """Show the records of other units that are alike, or propose to one of them to make one record of both."""
    reading = access_entry(request, seq)
    if request.method != "POST":
        return _page(request, reading)
    other, keep = request.POST.get("other", ""), request.POST.get("keep", "")
    try:
        made = propose_joint(
            request.caller,
            reading,
            int(other) if other.isascii() and other.isdigit() else 0,
            keep_own=keep != "theirs",
            reason=request.POST.get("reason", ""),
        )
    except Refusal as refusal:
        if refusal.code == "no_access":
            raise
        return _page(request, reading, refusal=refusal, status=status_of(refusal))
    if isinstance(made, Appended):
        messages.success(request, _("The two are one record now, with both units as hosts."))
        return redirect("entry-show", made.seq)
    messages.success(request, _("Proposed to %(unit)s. Nothing changes until they agree.") % {"unit": made.asked.name})
    return redirect("entry-twins", seq)


@require_POST
def answer(request: PostRequest, uid: str) -> HttpResponse:
    """Agree to a proposal, or say that these are two events."""
    if request.POST.get("do") == "accept":
        made = accept_joint(request.caller, uid)
        messages.success(request, _("The two are one record now, with both units as hosts."))
        return redirect("entry-show", made.seq)
    decline_joint(request.caller, uid)
    messages.success(request, _("Both records stay as they are."))
    return redirect("workbench-show")


def shown_proposals(caller: Caller, made: Iterable[HostingProposal]) -> list[tuple[HostingProposal, bool, bool]]:
    """Return proposals with whether the caller may answer, and whether the record of the unit that asks stays."""
    return [(each, may_answer(caller, each), keeps_asking(each)) for each in made]


def _page(request: PostRequest, reading: Reading, *, refusal: Refusal | None = None, status: int = 200) -> HttpResponse:
    unit = reading.entry.unit_id or 0
    proposals = list(proposals_about(reading.entry.record_seq))
    may_correct, may_void = (hooks.allow(request.caller, verb, unit) for verb in SIDES)
    ctx = {
        "reading": reading,
        "twins": [] if proposals else twins_of(reading),
        "proposals": shown_proposals(request.caller, proposals),
        "may_keep_own": may_correct,
        "may_keep_theirs": may_void,
        "refusal": refusal,
        "reason": request.POST.get("reason", ""),
    }
    return render(request, "entries/twins.html", ctx, status=status)
