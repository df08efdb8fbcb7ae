"""Search: what is called so, as far as the post may open it."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from yiben.errors import Refusal
from yiben.search.queries import MOST, MOST_CHARACTERS, Hit, find, may_search
from yiben.web.access import PostRequest

LABELS = {
    "book": _("Book"),
    "metric": _("Metric"),
    "report": _("Report"),
    "unit": _("Unit"),
    "plan": _("Plan"),
    "task": _("Task"),
}


@require_safe
def show(request: PostRequest) -> HttpResponse:
    """List what was found for ``?q=``; without it, only the box."""
    if not may_search(request.caller):
        raise Refusal("no_access", verb="entry.read")
    searched = request.GET.get("q", "").strip()[:MOST_CHARACTERS]
    hits = find(request.caller, searched)
    ctx = {
        "searched": searched,
        "hits": [(LABELS[hit.kind], hit, _address(hit)) for hit in hits],
        "is_cut": len(hits) == MOST,
        "most": MOST,
    }
    return render(request, "search/show.html", ctx)


def _address(hit: Hit) -> str:
    address = reverse(hit.url_name, args=hit.args)
    return f"{address}?{urlencode(hit.query)}" if hit.query else address
