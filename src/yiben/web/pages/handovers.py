"""Handing posts over: what is open for one's own post; who holds which post, and the minute in which it changes hands."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from yiben.accounts.actions import end_acting, fill_post, hand_over, let_act
from yiben.accounts.models import Post
from yiben.accounts.queries import accounts_by_name, holders, posts_to_appoint
from yiben.catalog.queries import catalogue
from yiben.errors import Refusal
from yiben.handovers.actions import end_post
from yiben.handovers.paper import TITLE, handover_docx
from yiben.handovers.queries import OpenItem, by_kind, count_open, open_work
from yiben.web.access import PostRequest
from yiben.web.asking import problems_of, wrong_places
from yiben.web.kit.fields import Choice, loose
from yiben.web.kit.parts import Empty
from yiben.web.kit.tables import Act, Cell, Column, Row, Table
from yiben.web.middleware import status_of
from yiben.web.pages.collections import table_file
from yiben.web.showing import day_text
from yiben.web.typed_days import typed_day

LABELS = {
    "draft": gettext_lazy("Draft"),
    "task": gettext_lazy("Task"),
    "matter": gettext_lazy("Matter"),
    "document": gettext_lazy("Document"),
    "receipt": gettext_lazy("Document to sign for"),
    "table": gettext_lazy("Table asked"),
    "form": gettext_lazy("Superior's form"),
    "report": gettext_lazy("Report owed"),
    "visit": gettext_lazy("Visit to be made"),
    "assessment": gettext_lazy("Assessment that waits"),
}
ROUTES = {
    "draft": "draft-show",
    "task": "task-show",
    "matter": "matter-show",
    "document": "dispatch-show",
    "receipt": "dispatch-show",
    "table": "collection-show",
    "form": "form-show",
    "report": "duty-show",
    "visit": "inspection-visit",
    "assessment": "assessment-show",
}


@require_safe
def show(request: PostRequest) -> HttpResponse:
    """Show what is open for the post, on one page."""
    items = open_work(request.caller, request.post.unit, timezone.localdate())
    groups = [(str(LABELS[kind]), [_row(each) for each in rows]) for kind, rows in by_kind(items)]
    return render(request, "handovers/show.html", {"groups": groups, "count": len(items)})


@require_safe
def paper(request: PostRequest) -> HttpResponse:
    """Send the list for three signatures."""
    today = timezone.localdate()
    rows = [
        (str(LABELS[each.kind]), _title(each), each.unit, day_text(each.day, short=True) if each.day else "")
        for each in open_work(request.caller, request.post.unit, today)
    ]
    return table_file(handover_docx(str(request.post), day_text(today), rows), f"{TITLE}.docx")


@require_safe
def index(request: PostRequest) -> HttpResponse:
    """List the posts that may be handed over, with who holds them."""
    posts = posts_to_appoint(request.caller)
    if not posts:
        raise Refusal("no_access", verb="post.appoint")
    columns = [
        Column("post", _("Post"), "title"),
        Column("unit", _("Unit")),
        Column("who", _("Held by")),
        Column("acting", _("Acting")),
    ]
    rows = []
    for each in posts:
        held = holders(each)
        names = [one.user.name for one in held if not one.is_acting]
        acting = [one.user.name for one in held if one.is_acting]
        rows.append(
            Row(
                [
                    Cell(each.title, reverse("post-show", args=[each.uid])),
                    Cell(each.unit.short_name),
                    Cell("、".join(names))
                    if names
                    else Cell(
                        _("vacant"),
                        acts=[Act(_("Fill it"), f"{reverse('post-show', args=[each.uid])}#fill")],
                        is_missing=True,
                    ),
                    Cell("、".join(acting)),
                ]
            )
        )
    table = Table(_("Posts"), columns, rows, Empty(_("No post"), ""))
    return render(request, "handovers/index.html", {"table": table})


@require_http_methods(["GET", "HEAD", "POST"])
def post(request: PostRequest, uid: str) -> HttpResponse:
    """Show a post with who holds it, or hand it over, let somebody act, end that."""
    found = next((each for each in posts_to_appoint(request.caller) if each.uid == uid), None)
    if found is None:
        raise Refusal("no_access", verb="post.appoint")
    if request.method != "POST":
        return _post_page(request, found)
    try:
        said = _change(request, found)
    except Refusal as refusal:
        return _post_page(request, found, refusal)
    messages.success(request, said)
    return redirect("post-index") if request.POST.get("do") == "close" else redirect("post-show", uid)


def _change(request: PostRequest, found: Post) -> str:
    sent = request.POST
    if sent.get("do") == "end":
        row = next((each for each in holders(found) if str(each.pk) == sent.get("appointment")), None)
        if row is None:
            raise Refusal("not_acting", name="")
        end_acting(request.caller, row)
        return _("Acting has ended.")
    if sent.get("do") == "close":
        end_post(request.caller, found, reason=sent.get("why", ""))
        return _("The post has ended.")
    who = next((each for each in accounts_by_name() if each.uid == sent.get("user")), None)
    if who is None:
        raise Refusal("values", fields=[("user", "required", {})])
    if sent.get("do") == "fill":
        fill_post(request.caller, found, who)
        return _("%(name)s holds the post from today on.") % {"name": who.name}
    if sent.get("do") == "act":
        first, last = typed_day(sent, "from_day"), typed_day(sent, "to_day")
        if first is None or last is None:
            raise Refusal("values", fields=[("to_day", "required", {})])
        let_act(request.caller, found, who, from_day=first, to_day=last)
        return _("%(name)s acts for this post.") % {"name": who.name}
    hand_over(request.caller, found, who, reason=sent.get("reason", ""))
    return _("Handed over to %(name)s this minute.") % {"name": who.name}


def _post_page(request: PostRequest, found: Post, refusal: Refusal | None = None) -> HttpResponse:
    today = timezone.localdate()
    role = catalogue().roles.get(found.role)
    chosen = request.POST.get("user", "")
    held, problems = holders(found), problems_of(refusal) if refusal else {}
    doing = request.POST.get("do", "")
    ctx: dict[str, Any] = {
        "held": found,
        "role": role.label if role else found.role,
        "holders": held,
        "is_vacant": not any(not each.is_acting for each in held),
        "wrong": wrong_places(problems, _places(doing)),
        "open": count_open(found, today),
        "users": loose(
            [Choice(each.uid, f"{each.name}（{each.username}）", each.uid == chosen) for each in accounts_by_name()]
        ),
        "refusal": refusal,
        "by_form": {doing: problems},
        "typed": request.POST,
        "today_iso": today.isoformat(),
    }
    return render(request, "handovers/post.html", ctx, status=status_of(refusal) if refusal else 200)


def _places(doing: str) -> dict[str, tuple[str, str]]:
    """Where the fields of the form that was sent stand in the page, and what they are called."""
    users = {
        "fill": ("fill-user", _("Held by")),
        "act": ("act-user", _("Deputy")),
        "hand": ("hand-user", _("Successor")),
    }
    return {
        "user": users.get(doing, ("hand-user", _("Successor"))),
        "reason": ("end-reason" if doing == "close" else "reason", _("Reason")),
        "from_day": ("from", _("First day of acting")),
        "to_day": ("to_day", _("Last day of acting")),
    }


def _row(each: OpenItem) -> tuple[str, str, OpenItem]:
    return reverse(ROUTES[each.kind], args=[each.uid]), _title(each), each


def _title(each: OpenItem) -> str:
    """What an item is called: drafts have the label of their book, reports that of the report."""
    if each.kind == "draft":
        book = catalogue().books.get(each.title)
        return book.label if book else each.title
    if each.kind == "report":
        report = catalogue().report(each.title)
        return report.label if report else each.title
    return each.title or _("no title yet")
