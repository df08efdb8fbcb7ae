"""Papers as a list, and what became of those that were handed in together."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q
from django.db.models.fields.json import KT
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from yiben.documents.models import BatchFile, Document
from yiben.plans.models import Plan
from yiben.plans.papers import visible_papers
from yiben.sentences import say
from yiben.text.inbox import Paper, label_of
from yiben.units.models import Unit
from yiben.web.access import PostRequest
from yiben.web.asking import unit_groups
from yiben.web.kit.fields import Choice, Group
from yiben.web.kit.lists import Listing
from yiben.web.kit.parts import Empty
from yiben.web.kit.places import Filter, page_of, read_place
from yiben.web.kit.tables import Cell, Column, Row, Table
from yiben.web.showing import moment_text
from yiben.web.viewing import saved_views

SIZE = 30


def papers_listing(request: PostRequest) -> Listing:
    """Return the papers that the post may read, narrowed as the address says; words are looked for in the text too."""
    place = read_place(reverse("paper-index"), request.GET, ("unit", "q"), ("day", "name"), "-day")
    visible = visible_papers(request.caller)
    units = Unit.objects.filter(pk__in=visible.order_by().values("unit")).order_by("order", "code")
    unit, words = place.narrowed.get("unit", ""), place.narrowed.get("q", "")
    papers = visible.filter(unit__code=unit) if unit else visible
    for word in words.split():
        papers = papers.filter(Q(title__icontains=word) | Q(name__icontains=word) | Q(text__icontains=word))
    order = {"day": "uploaded_at", "name": "title"}[place.column]
    papers = papers.defer("text", "reading").annotate(paper_number=KT("reading__number"))
    papers = papers.order_by(f"-{order}" if place.is_descending else order, "-pk")
    page = page_of(papers, request.GET, SIZE)
    planned = {plan.document_id: plan for plan in Plan.objects.filter(document__in=[each.pk for each in page])}
    count = page.paginator.count
    table = Table(
        _("Papers"),
        [
            Column("name", _("Title"), "title", can_sort=True),
            Column("unit", _("Unit"), "short"),
            Column("file", _("File"), is_minor=True),
            Column("day", _("Handed in"), "short", can_sort=True),
            Column("state", _("State"), "state"),
        ],
        [_row(each, planned.get(each.pk)) for each in page],
        Empty(_("No paper matches"), _("Hand in files beside this, one or a whole .zip of them.")),
        total_label=ngettext("%(count)s paper", "%(count)s papers", count) % {"count": count} if count else "",
        place=place,
        page=page,
    )
    groups = [Group("", [Choice("", _("all"))]), *unit_groups(list(units), {unit}, by="code")]
    filters = [
        Filter("unit", _("Unit"), groups, is_usual=not unit),
        Filter("q", _("Words in it"), typed=words, is_usual=not words),
    ]
    return Listing(table, place, filters, saved_views(request.caller, place))


def batch_table(files: Sequence[BatchFile]) -> Table:
    """Return what became of each file."""
    columns = [
        Column("file", _("File"), "title"),
        Column("paper", _("Title")),
        Column("state", _("State"), "state"),
    ]
    rows = [Row([Cell(each.name), _paper(each), _state(each)]) for each in files]
    return Table(_("Papers handed in"), columns, rows, Empty(_("No file"), _("Choose files and hand them in.")))


def paper_label(document: Document, number: str | None) -> str:
    """Return what to call a paper in a list: its issuer, number and title."""
    known = None if number in (None, "null") else number  # how some databases write that there is none
    return label_of(Paper(document.name, "", document.title or None, document.issuer or None, known))


def _row(document: Document, plan: Plan | None) -> Row:
    url = reverse("paper-show", args=[document.uid])
    state = Cell("—")
    if plan is not None:
        route, said = ("plan-read", _("being read")) if plan.state == Plan.DRAFT else ("plan-show", _("made a plan"))
        state = Cell(said, reverse(route, args=[plan.uid]))
    return Row(
        [
            Cell(paper_label(document, document.paper_number), url),  # type: ignore[attr-defined]
            Cell(document.unit.short_name),
            Cell(document.name),
            Cell(moment_text(document.uploaded_at), plain=document.uploaded_at.isoformat()),
            state,
        ]
    )


def _paper(file: BatchFile) -> Cell:
    if file.document is None:
        return Cell()
    url = reverse("paper-show", args=[file.document.uid])
    note = ""
    if file.same_as is not None:
        share = round(file.alike * 100)
        note = _("%(share)s%% of it stands in “%(paper)s” too.") % {"share": share, "paper": file.same_as}
    return Cell(paper_label(file.document, file.document.reading.get("number")), url, note=note)


def _state(file: BatchFile) -> Cell:
    if file.state == BatchFile.REFUSED:
        problem = dict(file.problem)
        return Cell(_("not taken in"), state="r", note=say(problem.pop("code"), problem))
    words = {
        BatchFile.WAITING: (_("waiting"), "n"),
        BatchFile.KEPT: (_("taken in"), "g"),
        BatchFile.KNOWN: (_("known already, not kept again"), "n"),
    }
    text, state = words[file.state]
    return Cell(text, state=state)
