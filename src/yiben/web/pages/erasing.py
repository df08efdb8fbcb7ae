"""Erasing one private value of a record, for good."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from yiben.errors import Refusal
from yiben.ledger.actions import erase_value
from yiben.ledger.queries import Reading
from yiben.web.access import PostRequest, access_entry
from yiben.web.kit.fields import Choice, loose
from yiben.web.middleware import status_of


@require_http_methods(["GET", "HEAD", "POST"])
def erase(request: PostRequest, seq: int) -> HttpResponse:
    """Ask which value is erased and why, or erase it from every state of the record; all counts stay."""
    reading = access_entry(request, seq, to="entry.erase")
    typed = {name: request.POST.get(name, "") for name in ("field", "reason")}
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            erase_value(request.caller, seq, **typed)
        except Refusal as problem:
            refusal = problem
        else:
            messages.success(request, _("Erased for good. The counts stay as they were."))
            return redirect("entry-show", seq)
    fields = [Choice(field, label, field == typed["field"]) for field, label in erasable(reading)]
    ctx = {"reading": reading, "fields": loose(fields), "typed": typed, "refusal": refusal}
    return render(request, "entries/erase.html", ctx, status=status_of(refusal) if refusal else 200)


def erasable(reading: Reading) -> list[tuple[str, str]]:
    """Return (id, label) of the fields whose values can be erased: the private ones that hold one here."""
    return [(field.id, field.label) for field in reading.fields if field.id in reading.private]
