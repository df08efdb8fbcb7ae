"""Search: what is called so, as far as the post may open it."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from yiben.errors import Refusal
from yiben.search.actions import STEP, index_entries
from yiben.search.queries import MOST, MOST_CHARACTERS, Hit, find, may_search
from yiben.web.access import PostRequest
from yiben.web.kit.parts import Empty
from yiben.web.kit.tables import Cell, Column, Row, Table

LABELS = {
    "book": gettext_lazy("Book"),
    "metric": gettext_lazy("Metric"),
    "report": gettext_lazy("Report"),
    "unit": gettext_lazy("Unit"),
    "plan": gettext_lazy("Plan"),
    "task": gettext_lazy("Task"),
    "matter": gettext_lazy("Matter"),
    "document": gettext_lazy("Official document"),
    "round": gettext_lazy("Inspection"),
    "visit": gettext_lazy("Visit"),
    "assessment": gettext_lazy("Assessment"),
    "entry": gettext_lazy("Record"),
    "paper": gettext_lazy("Papers"),
    "help": gettext_lazy("Help"),
}


@require_safe
def show(request: PostRequest) -> HttpResponse:
    """List what was found for ``?q=``; without it, only the box."""
    if not may_search(request.caller):
        raise Refusal("no_access", verb="entry.read")
    searched = request.GET.get("q", "").strip()[:MOST_CHARACTERS]
    if searched:
        index_entries(STEP)  # what came in a moment ago; the hourly job does the rest
    hits = find(request.caller, searched)
    ctx = {"searched": searched, "table": _found(searched, hits)}
    return render(request, "search/show.html", ctx)


def _found(searched: str, hits: list[Hit]) -> Table:
    """What was found, best first."""
    columns = [
        Column("label", _("Name"), "title"),
        Column("kind", _("Kind"), "short"),
        Column("note", _("What it is")),
    ]
    rows = [Row([Cell(hit.label, _address(hit)), Cell(str(LABELS[hit.kind])), Cell(hit.note)]) for hit in hits]
    nothing = Empty(
        _("Nothing is called “%(searched)s” or says it") % {"searched": searched},
        _("Try fewer characters. Only what your post may open is looked at."),
    )
    count = len(hits)
    counted = ngettext("%(count)s hit", "%(count)s hits", count) % {"count": count}
    cut = _("These are the %(most)s best hits. A longer word finds fewer.") % {"most": MOST}
    return Table(_("Found"), columns, rows, nothing, remark=cut if count == MOST else counted)


def _address(hit: Hit) -> str:
    address = reverse(hit.url_name, args=hit.args)
    return f"{address}?{urlencode(hit.query)}" if hit.query else address
