"""Rolls: the list of them, the people on one, somebody put on it, what is due, exports and approvals."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from yiben.accounts.queries import post_titles, posts_in
from yiben.audit.callers import Caller
from yiben.errors import Refusal
from yiben.packs.definitions import Roll
from yiben.rolls.actions.people import put_on_roll
from yiben.rolls.actions.standing import approve_minors, export_roll
from yiben.rolls.exporting import write_roll
from yiben.rolls.queries import (
    CHANGE,
    EXPORT,
    MINORS,
    Standing,
    access_roll,
    approvals,
    changing_units,
    due_standings,
    read_person,
    rolls_of,
    standings,
    units_of_roll,
)
from yiben.rolls.wording import BANDS, BASES, SENSITIVE
from yiben.rules.ages import age_bands
from yiben.units.models import Unit
from yiben.units.queries import units_in_order
from yiben.web.access import PostRequest
from yiben.web.asking import problems_of, unit_groups
from yiben.web.keeping import take_typed
from yiben.web.kit.copies import XLSX
from yiben.web.kit.fields import Choice, Group, loose
from yiben.web.kit.lists import Listing
from yiben.web.kit.places import Filter, page_of, read_place
from yiben.web.middleware import status_of
from yiben.web.roll_form import consent_questions, labels, read_consent, read_day, roll_questions
from yiben.web.roll_rows import band_text, due_table, people_table, rolls_table
from yiben.web.showing import bracketed
from yiben.web.viewing import saved_views

SIZE = 50


@require_safe
def index(request: PostRequest) -> HttpResponse:
    """List the rolls that the post may see."""
    stands = rolls_of(request.caller, timezone.localdate())
    if not stands:
        raise Refusal("no_access", verb="roll.read")
    return render(request, "rolls/index.html", {"table": rolls_table(stands), "due": sum(each.due for each in stands)})


@require_http_methods(["GET", "HEAD", "POST"])
def show(request: PostRequest, roll: str) -> HttpResponse:
    """List the people on a roll. A name to look for is sent, not written into the address, where it would be kept."""
    found, units = access_roll(request.caller, roll)
    today = timezone.localdate()
    place = read_place(reverse("roll-show", args=[roll]), request.GET, ["unit", "band"], [], "")
    words = request.POST.get("q", "").strip()
    everybody = standings(request.caller, found, today)
    rows = [each for each in everybody if _matches(each, place.narrowed, words)]
    shown_units = units_in_order(units)
    is_several = len({each.membership.unit_id for each in everybody}) > 1
    table = people_table(found, page_of(rows, request.GET, SIZE), place, with_units=is_several)
    filters = _filters(found, shown_units if is_several else [], place.narrowed)
    ctx: dict[str, Any] = {
        "roll": found,
        "listing": Listing(table, place, filters, saved_views(request.caller, place)),
        "words": words,
        "facts": roll_facts(found),
        "may_change": bool(changing_units(request.caller, found, today)),
        "may_export": bool(units_of_roll(request.caller, EXPORT, found)),
        "may_approve": bool(units_of_roll(request.caller, MINORS, found)),
    }
    return render(request, "rolls/show.html", ctx)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: PostRequest, roll: str) -> HttpResponse:
    """Ask for what a roll asks, or put the person on it."""
    found, _units = access_roll(request.caller, roll, CHANGE)
    units = changing_units(request.caller, found, timezone.localdate())
    if request.method != "POST":
        kept = take_typed(request)
        return _form(request, found, units, {name: str(kept[name]) for name in kept} if kept else {})
    data = request.POST
    unit = next((each for each in units if each.uid == data.get("unit")), _own(request, units))
    same = data.get("same_as", "")
    try:
        made = put_on_roll(
            request.caller,
            found.id,
            unit,
            data.dict(),
            on=_joined_on(data.get("joined_on", "")),
            consent=read_consent(data),
            same_as="" if same == "other" else same,
            is_another=same == "other",
        )
    except Refusal as refusal:
        if refusal.code == "no_access":
            raise
        return _form(request, found, units, data.dict(), unit=unit, refusal=refusal)
    messages.success(request, _("Put on the roll “%(roll)s”.") % {"roll": found.label})
    return redirect("person-show", made.person.uid)


def _joined_on(text: str) -> date:
    """The day of joining, today where none is typed; what is no day is refused."""
    day = read_day(text)
    if day is None and text.strip():
        raise Refusal("values", fields=[("joined_on", "bad_date", {"typed": text.strip()[:40]})])
    return day or timezone.localdate()


@require_safe
def due(request: PostRequest) -> HttpResponse:
    """List who is kept longer than the rolls say."""
    today = timezone.localdate()
    if not rolls_of(request.caller, today):
        raise Refusal("no_access", verb="roll.read")
    return render(request, "rolls/due.html", {"table": due_table(due_standings(request.caller, today))})


@require_http_methods(["GET", "HEAD", "POST"])
def export(request: PostRequest, roll: str) -> HttpResponse:
    """Ask for what a roll is exported, or send it with full numbers."""
    found, _units = access_roll(request.caller, roll, EXPORT)
    if request.method != "POST":
        return render(request, "rolls/export.html", {"roll": found})
    try:
        done = export_roll(request.caller, roll, reason=request.POST.get("reason", ""))
    except Refusal as refusal:
        ctx = {"roll": found, "refusal": refusal, "problems": problems_of(refusal)}
        return render(request, "rolls/export.html", ctx, status=status_of(refusal))
    response = HttpResponse(write_roll(found, done), content_type=XLSX)
    name = f"{found.label}-{timezone.localdate().isoformat()}.xlsx"
    response.headers["Content-Disposition"] = content_disposition_header(True, name) or ""
    response.headers["Cache-Control"] = "no-store"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def approve(request: PostRequest, roll: str) -> HttpResponse:
    """Show which posts may read minors' full data, or approve one."""
    found, units = access_roll(request.caller, roll, MINORS)
    today, refusal = timezone.localdate(), None
    posts = [each for each in posts_in(units, today) if each.role in found.roles or not found.roles]
    if request.method == "POST":
        post = next((each for each in posts if each.uid == request.POST.get("post")), None)
        until = read_day(request.POST.get("until", ""))
        try:
            if post is None or until is None:
                raise Refusal("approval_malformed")
            reason = request.POST.get("reason", "")
            approve_minors(request.caller, roll, post.unit, post.uid, until=until, reason=reason)
        except Refusal as problem:
            refusal = problem
        else:
            messages.success(request, _("Approved until %(day)s.") % {"day": until.isoformat()})
            return redirect("roll-approve", roll)
    given = approvals(request.caller, found, today)
    titles = post_titles({each.post for each in given})
    ctx = {
        "roll": found,
        "given": [(titles.get(each.post, ""), each) for each in given],
        "posts": loose([Choice(each.uid, str(each)) for each in posts if each.uid != request.caller.post]),
        "until": (today + timedelta(days=90)).isoformat(),
        "typed": request.POST,
        "refusal": refusal,
    }
    return render(request, "rolls/approve.html", ctx, status=status_of(refusal) if refusal else 200)


def roll_facts(roll: Roll) -> list[tuple[str, str]]:
    """Return what a roll says of itself to whom it concerns (个人信息保护法 §17)."""
    basis = str(BASES[roll.basis]) + (bracketed(roll.citation) if roll.citation else "")
    months = roll.retention.months
    kept = ngettext("%(count)s month", "%(count)s months", months) % {"count": months}
    after = _(" after leaving it") if roll.retention.after == "left" else _(" after joining it")
    found = [(_("Purpose"), roll.purpose), (_("Basis"), basis), (_("Kept for"), f"{kept}{after}")]
    if roll.sensitive:
        found.append((_("Sensitive"), str(SENSITIVE[roll.sensitive])))
    return found


def _form(
    request: PostRequest,
    roll: Roll,
    units: list[Unit],
    typed: dict[str, str],
    *,
    unit: Unit | None = None,
    refusal: Refusal | None = None,
) -> HttpResponse:
    wrong = problems_of(refusal, labels()) if refusal else {}
    own = unit or _own(request, units)
    ctx = {
        "roll": roll,
        "facts": roll_facts(roll),
        "questions": roll_questions(roll, typed, wrong),
        "consents": consent_questions(roll, typed, wrong),
        "units": loose([Choice(each.uid, each.short_name, each == own) for each in units]),
        "joined_on": typed.get("joined_on") or timezone.localdate().isoformat(),
        "doubles": _doubles(request.caller, refusal),
        "refusal": refusal,
        "problems": wrong,
    }
    return render(request, "rolls/new.html", ctx, status=status_of(refusal) if refusal else 200)


def _doubles(caller: Caller, refusal: Refusal | None) -> list[tuple[str, str]]:
    """Who may be the same person: (uid, what tells them apart)."""
    uids = refusal.data.get("doubles", ()) if refusal and refusal.code == "person_doubles" else ()
    assert isinstance(uids, list | tuple)
    found = []
    for uid in uids:
        file = read_person(caller, str(uid))
        known = [file.who.name, band_text(file.age, file.band), file.who.shown_phone, file.who.shown_number]
        found.append((str(uid), "  ".join(each for each in known if each)))
    return found


def _own(request: PostRequest, units: list[Unit]) -> Unit:
    return next((each for each in units if each.pk == request.post.unit_id), units[0])


def _matches(each: Standing, narrowed: Any, words: str) -> bool:
    band, unit = narrowed.get("band"), narrowed.get("unit")
    if band and (each.band is None or each.band.id != band):
        return False
    if unit and each.membership.unit.code != unit:
        return False
    return not words or words in each.who.name


def _filters(roll: Roll, units: list[Unit], narrowed: Any) -> list[Filter]:
    found = []
    everything = Group("", [Choice("", _("all"))])
    if roll.asked("birth_date") or roll.asked("id_number"):
        chosen = narrowed.get("band", "")
        bands = [Choice(each.id, str(BANDS[each.id]), each.id == chosen) for each in age_bands()]
        found.append(Filter("band", _("Age band"), [everything, *loose(bands)], is_usual=not chosen))
    if units:
        chosen = narrowed.get("unit", "")
        groups = unit_groups(units, {chosen}, by="code")
        found.append(Filter("unit", _("Unit"), [everything, *groups], is_usual=not chosen))
    return found
