"""Disclosure (居务公开): drafting and posting for the unit, the public pages, questions and answers."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from yiben.accounts.queries import people, post_titles, units_allowed
from yiben.audit import hooks
from yiben.catalog.queries import catalogue
from yiben.disclosure.actions import (
    DRAFT_VERB,
    KINDS,
    POST_VERB,
    USUAL_DAYS,
    Draft,
    answer_inquiry,
    ask_about,
    begin_item,
    change_item,
    end_item,
    post_item,
    withdraw_item,
)
from yiben.disclosure.masking import mask
from yiben.disclosure.models import Item
from yiben.disclosure.queries import (
    answered,
    disclosing_units,
    due_to_end,
    missing_kinds,
    open_inquiries,
    past_items,
    public_item,
    public_items,
    read_item,
    visible_items,
)
from yiben.errors import Refusal
from yiben.reports.wording import grouped_number
from yiben.units.models import Unit
from yiben.units.queries import living_units
from yiben.web.access import PostRequest
from yiben.web.asking import problems_of, unit_groups
from yiben.web.dispatch_form import number_sent
from yiben.web.kit.fields import Choice, loose
from yiben.web.kit.parts import Empty, Event
from yiben.web.kit.tables import Cell, Column, Row, Table
from yiben.web.middleware import status_of
from yiben.web.showing import day_text
from yiben.web.signing_in import computer_of
from yiben.web.typed_days import typed_day

KIND_WORDS = {
    "decisions": gettext_lazy("Decisions and how they are carried out"),
    "public_funds": gettext_lazy("Government funds and donations"),
    "facilities": gettext_lazy("Public facilities"),
    "service_projects": gettext_lazy("Service projects"),
    "consultation": gettext_lazy("Outcomes of consultation"),
    "assistance": gettext_lazy("Assistance to the government"),
    "other": gettext_lazy("Other matters of concern"),
}
STATES = {
    "draft": ("n", gettext_lazy("draft")),
    "posted": ("g", gettext_lazy("posted")),
    "ended": ("n", gettext_lazy("taken down")),
    "withdrawn": ("r", gettext_lazy("withdrawn early")),
}
_STEPS = {
    "begin": gettext_lazy("began the draft"),
    "change": gettext_lazy("changed the draft"),
    "post": gettext_lazy("posted it"),
    "end": gettext_lazy("took it down"),
    "withdraw": gettext_lazy("withdrew it early"),
    "answer": gettext_lazy("answered a question"),
}
SUGGESTED = (
    "base.matters_received", "base.matters_closed", "base.issues_solved_rate", "base.activity_entries", "base.activity_participants",
    "base.service_volunteers", "base.funds_received", "base.funds_spent",
)  # fmt: skip
"""The metrics that an item is offered."""


@require_safe
def index(request: PostRequest) -> HttpResponse:
    """Show what the post's units disclose, which kinds are missing, which questions wait, what may come down."""
    units = _units(request)
    own = next((each for each in units if each.pk == request.post.unit_id), units[0])
    columns = [
        Column("title", _("Title"), "title"), Column("kind", _("Kind")), Column("unit", _("Unit")),
        Column("posted", _("Posted"), "short"), Column("until", _("Until"), "short"), Column("state", _("State"), "state"),
    ]  # fmt: skip
    rows = [
        Row(
            [
                Cell(each.title, reverse("disclosure-show", args=[each.uid])),
                Cell(str(KIND_WORDS[each.kind])),
                Cell(each.unit.short_name),
                Cell(day_text(each.posted_on, short=True) if each.posted_on else ""),
                Cell(day_text(each.until, short=True) if each.until else ""),
                Cell(str(STATES[each.state][1]), state=STATES[each.state][0]),
            ]
        )
        for each in visible_items(request.caller)[:200]
    ]
    ctx = {
        "table": Table(
            _("Disclosure"),
            columns,
            rows,
            Empty(_("Nothing yet"), _("Begin an item; residents see it once it is posted.")),
        ),
        "missing": [str(KIND_WORDS[kind]) for kind in missing_kinds(own)],
        "unit": own,
        "inquiries": open_inquiries(request.caller),
        "ending": due_to_end(request.caller, timezone.localdate()),
        "address": request.build_absolute_uri(reverse("link_disclosure", args=[own.code])),
    }
    return render(request, "disclosure/index.html", ctx)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: PostRequest) -> HttpResponse:
    """Ask for an item, or begin it."""
    units = _units(request, DRAFT_VERB)
    own = next((each for each in units if each.pk == request.post.unit_id), units[0])
    if request.method != "POST":
        return render(request, "disclosure/edit.html", _form(request, None, own, units))
    unit = next((each for each in units if each.uid == request.POST.get("unit")), own)
    try:
        item = begin_item(request.caller, unit, _draft(request))
    except Refusal as refusal:
        return render(
            request, "disclosure/edit.html", _form(request, None, unit, units, refusal), status=status_of(refusal)
        )
    return redirect("disclosure-show", item.uid)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: PostRequest, uid: str) -> HttpResponse:
    """Show a draft to be changed, or change it."""
    item = read_item(request.caller, uid)
    if request.method != "POST":
        return render(request, "disclosure/edit.html", _form(request, item, item.unit, []))
    try:
        change_item(request.caller, item, _draft(request), revision=number_sent(request.POST, "revision"))
    except Refusal as refusal:
        ctx = _form(request, item, item.unit, [], refusal)
        return render(request, "disclosure/edit.html", ctx, status=status_of(refusal))
    return redirect("disclosure-show", uid)


@require_http_methods(["GET", "HEAD", "POST"])
def show(request: PostRequest, uid: str) -> HttpResponse:
    """Show an item as residents will see it, with what comes next; or take that step."""
    item = read_item(request.caller, uid)
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            said = _step(request, item)
        except Refusal as problem:
            refusal = problem
            item.refresh_from_db()
        else:
            messages.success(request, said)
            return redirect("disclosure-show", uid)
    written = str(item.body.get("text", ""))
    hidden = mask(written)
    today = timezone.localdate()
    ctx: dict[str, Any] = {
        "item": item,
        "kind": KIND_WORDS[item.kind],
        "state": STATES[item.state],
        "shown": item.shown if item.state != Item.DRAFT else hidden.text,
        "hidden": hidden.count if item.state == Item.DRAFT else 0,
        "figures": _figures(item),
        "may_post": hooks.allow(request.caller, POST_VERB, item.unit_id),
        "may_draft": hooks.allow(request.caller, DRAFT_VERB, item.unit_id),
        "usual": (today + timedelta(days=USUAL_DAYS)).isoformat(),
        "inquiries": [(each, mask(str(each.asked.get("words", ""))).text) for each in item.inquiries.all()],
        "story": _story(item),
        "refusal": refusal,
        "problems": problems_of(refusal) if refusal else {},
        "typed": request.POST,
    }
    return render(request, "disclosure/show.html", ctx, status=status_of(refusal) if refusal else 200)


@require_safe
def places(request: HttpRequest) -> HttpResponse:
    """List the units that disclose something."""
    return render(request, "disclosure/places.html", {"units": disclosing_units()})


@require_safe
def public(request: HttpRequest, code: str) -> HttpResponse:
    """Show residents what their committee discloses."""
    unit = next((each for each in disclosing_units() if each.code == code), None)
    if unit is None:
        raise Refusal("item_unknown")
    items = public_items(unit)
    groups = [(KIND_WORDS[kind], [each for each in items if each.kind == kind]) for kind in KINDS]
    ctx = {"unit": unit, "groups": [(label, rows) for label, rows in groups if rows], "past": past_items(unit)}
    return render(request, "disclosure/public.html", ctx)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def public_show(request: HttpRequest, code: str, uid: str) -> HttpResponse:
    """Show residents an item with its answers, or take a question about it."""
    item = public_item(code, uid)
    refusal: Refusal | None = None
    asked = None
    if request.method == "POST":
        try:
            asked = ask_about(
                item,
                request.POST.get("words", ""),
                request.POST.get("contact", ""),
                computer_of(request),
            )
        except Refusal as problem:
            refusal = problem
    ctx = {
        "item": item,
        "kind": KIND_WORDS[item.kind],
        "figures": _figures(item),
        "answers": answered(item),
        "asked": asked,
        "refusal": refusal,
        "problems": problems_of(refusal) if refusal else {},
    }
    return render(request, "disclosure/public_item.html", ctx, status=status_of(refusal) if refusal else 200)


def _step(request: PostRequest, item: Item) -> str:
    sent = request.POST
    do = sent.get("do", "")
    if do == "post":
        post_item(
            request.caller,
            item,
            until=typed_day(sent, "until"),
            unmasked=sent.get("unmasked") == "1",
            reason=sent.get("reason", ""),
        )
        return _("Posted. Residents see it now.")
    if do == "end":
        end_item(request.caller, item)
        return _("Taken down.")
    if do == "withdraw":
        withdraw_item(request.caller, item, reason=sent.get("reason", ""), hides_title=sent.get("hides_title") == "1")
        return _("Withdrawn; its title and the reason stay on the list.")
    inquiry = item.inquiries.filter(pk=number_sent(sent, "inquiry")).first()
    if inquiry is None:
        raise Refusal("item_unknown")
    answer_inquiry(request.caller, inquiry, question=sent.get("question", ""), answer=sent.get("answer", ""))
    return _("Answered in public.")


def _units(request: PostRequest, verb: str = "") -> list[Unit]:
    allowed = units_allowed(request.caller, DRAFT_VERB)
    allowed |= set() if verb else units_allowed(request.caller, POST_VERB)
    units = [each for each in living_units(timezone.localdate()) if each.pk in allowed]
    if not units:
        raise Refusal("no_access", verb=DRAFT_VERB)
    return units


def _draft(request: PostRequest) -> Draft:
    sent = request.POST
    return Draft(
        sent.get("kind", ""),
        sent.get("title", ""),
        sent.get("period", "").strip(),
        sent.get("body", ""),
        sent.getlist("metrics"),
    )


def _form(
    request: PostRequest, item: Item | None, unit: Unit, units: list[Unit], refusal: Refusal | None = None
) -> dict[str, Any]:
    sent = request.POST
    kept = {"title": item.title, "period": item.period, "body": str(item.body.get("text", ""))} if item else {}
    last = timezone.localdate().replace(day=1) - timedelta(days=1)
    typed = sent if refusal else kept or {"period": f"{last:%Y-%m}"}
    kind = sent.get("kind", "") if refusal else item.kind if item else ""
    chosen = set(sent.getlist("metrics") if refusal else item.metrics if item else ())
    known = catalogue().metrics
    names = [
        *(name for name in SUGGESTED if name in known),
        *(name for name in chosen if name in known and name not in SUGGESTED),
    ]
    return {
        "item": item,
        "typed": typed,
        "kinds": loose([Choice(each, str(KIND_WORDS[each]), each == kind) for each in KINDS]),
        "metrics": [Choice(name, known[name].label, name in chosen) for name in names],
        "units": unit_groups(units, {unit.uid}) if units else [],
        "refusal": refusal,
        "problems": problems_of(refusal) if refusal else {},
    }


def _figures(item: Item) -> list[tuple[str, str, str]]:
    return [(label, grouped_number(int(value), unit) if value else "—", unit) for label, value, unit in item.figures]


def _story(item: Item) -> list[Event]:
    steps = list(item.steps.all())
    who, posts = people({each.person for each in steps}), post_titles({each.post for each in steps})
    events = []
    for each in steps:
        notes = []
        if each.said.get("masked"):
            notes.append(_("%(count)s places hidden") % {"count": each.said["masked"]})
        if each.said.get("unmasked"):
            notes.append(_("%(count)s places shown as written") % {"count": each.said["unmasked"]})
        events.append(
            Event(
                at=each.at,
                what=str(_STEPS[each.step]),
                who=who.get(each.person, ""),
                post=posts.get(each.post, ""),
                reason=str(each.said.get("reason", "")),
                note="".join(notes),
                is_current=each is steps[-1],
            )
        )
    return events
