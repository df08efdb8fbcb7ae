"""A person on the rolls: what is known, opened with a note of it, corrected, merged, erased; standings ended."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yiben.accounts.queries import people, post_titles
from yiben.audit import hooks
from yiben.audit.models import AuditEvent
from yiben.catalog.queries import catalogue
from yiben.errors import Refusal
from yiben.rolls.actions.people import correct_person, doubles_of, erase_person, merge_people
from yiben.rolls.actions.standing import open_person, settle_due, take_off_roll, withdraw_consent
from yiben.rolls.models import Membership
from yiben.rolls.particulars import open_notes
from yiben.rolls.queries import CHANGE, FULL, PersonFile, asked_of, find_roll, may, read_person, visible_memberships
from yiben.rolls.wording import DONE, GROUNDS
from yiben.web.access import PostRequest
from yiben.web.asking import problems_of
from yiben.web.kit.fields import Choice, loose
from yiben.web.kit.parts import Event
from yiben.web.middleware import status_of
from yiben.web.roll_form import labels, roll_questions, typed_of
from yiben.web.roll_rows import band_text, due_reason, particulars_rows, person_story
from yiben.web.showing import day_text
from yiben.web.typed_days import typed_day


@require_safe
def show(request: PostRequest, uid: str) -> HttpResponse:
    """Show a person, numbers in part."""
    file = read_person(request.caller, uid)
    if file.person.uid != uid:
        return redirect("person-show", file.person.uid)
    return _page(request, file, is_open=False)


@require_POST
def open_full(request: PostRequest, uid: str) -> HttpResponse:
    """Show a person's full data, or the copy that is printed for them; that they were read is written down first."""
    is_copy = request.POST.get("do") == "copy"
    file = open_person(request.caller, uid, purpose="copy" if is_copy else "view")
    return _page(request, file, is_open=True, is_copy=is_copy)


@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: PostRequest, uid: str, roll: str) -> HttpResponse:
    """Ask what is to be corrected, as a roll of the person's asks it, or correct it. The form shows full data."""
    found = find_roll(roll)
    if roll not in {row.roll for row in read_person(request.caller, uid, CHANGE).memberships}:
        raise Refusal("person_unknown")
    refusal: Refusal | None = None
    typed = request.POST.dict()
    if request.method == "POST":
        try:
            person = correct_person(request.caller, uid, roll, typed, reason=typed.get("reason", ""))
        except Refusal as problem:
            if problem.code in ("no_access", "person_unknown"):
                raise
            refusal = problem
        else:
            messages.success(request, _("Corrected. What stood there before is in the history."))
            return redirect("person-show", person.uid)
    else:
        typed = typed_of(open_person(request.caller, uid).who)
    wrong = problems_of(refusal, labels()) if refusal else {}
    ctx = {
        "roll": found,
        "uid": uid,
        "questions": roll_questions(found, typed, wrong),
        "reason": typed.get("reason", ""),
        "refusal": refusal,
        "problems": wrong,
    }
    return _private(render(request, "rolls/correct.html", ctx, status=status_of(refusal) if refusal else 200))


@require_http_methods(["GET", "HEAD", "POST"])
def merge(request: PostRequest, uid: str) -> HttpResponse:
    """Propose doubles of a person, or merge one into them."""
    file = read_person(request.caller, uid, CHANGE)
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            reason = request.POST.get("reason", "")
            kept = merge_people(request.caller, uid, request.POST.get("double", ""), reason=reason)
        except Refusal as problem:
            if problem.code == "no_access":
                raise
            refusal = problem
        else:
            messages.success(request, _("Merged. Both histories go on with this person."))
            return redirect("person-show", kept.uid)
    others = []
    for each in doubles_of(request.caller, file.who, but=file.person):
        other = read_person(request.caller, each.uid)
        known = (other.who.name, band_text(other.age, other.band), other.who.shown_phone, other.who.shown_number)
        others.append(Choice(each.uid, "  ".join(part for part in known if part)))
    ctx = {"file": file, "doubles": loose(others), "typed": request.POST, "refusal": refusal}
    return render(request, "rolls/merge.html", ctx, status=status_of(refusal) if refusal else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def erase(request: PostRequest, uid: str) -> HttpResponse:
    """Say what erasing does, or erase everything that is known of a person."""
    file = read_person(request.caller, uid, CHANGE)
    for row in file.memberships:
        hooks.require(request.caller, "entry.erase", row.unit_id)
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            erase_person(request.caller, uid, ground=request.POST.get("ground", ""))
        except Refusal as problem:
            if problem.code == "no_access":
                raise
            refusal = problem
        else:
            messages.success(request, _("Erased. The counts stay as they were."))
            return redirect("roll-index")
    grounds = loose([Choice(each, str(label)) for each, label in GROUNDS.items()])
    ctx = {"file": file, "grounds": grounds, "refusal": refusal}
    return render(request, "rolls/erase.html", ctx, status=status_of(refusal) if refusal else 200)


@require_POST
def end(request: PostRequest, uid: str) -> HttpResponse:
    """End a standing: left, consent withdrawn, or removed because it is due."""
    wanted = request.POST.get("do", "")
    if wanted == "settle":
        is_erased = settle_due(request.caller, uid)
        messages.success(
            request, _("Erased.") if is_erased else _("Removed from the roll; another roll keeps the person.")
        )
        return redirect("roll-due")
    if wanted == "withdraw":
        row = withdraw_consent(request.caller, uid)
        messages.success(request, _("Written down. The person is off the roll and due at once."))
    else:
        try:
            on = typed_day(request.POST, "left_on") or timezone.localdate()
            row = take_off_roll(request.caller, uid, on=on, reason=request.POST.get("reason", ""))
        except Refusal as refusal:
            return _not_taken_off(request, uid, refusal)
        messages.success(request, _("Taken off the roll."))
    return redirect("person-show", row.person.uid)


def _not_taken_off(request: PostRequest, uid: str, refusal: Refusal) -> HttpResponse:
    """The page of the person with the form as it was filled in, and what is wrong with it beside its fields."""
    row = visible_memberships(request.caller, CHANGE).filter(uid=uid).first()
    if row is None:
        raise refusal
    if refusal.code in {"left_before_joined", "day_in_future"}:
        refusal = Refusal("values", fields=[("left_on", refusal.code, dict(refusal.data))])
    file = read_person(request.caller, row.person.uid)
    return _page(request, file, is_open=False, refused=(uid, refusal))


def _page(
    request: PostRequest,
    file: PersonFile,
    *,
    is_open: bool,
    is_copy: bool = False,
    refused: tuple[str, Refusal] | None = None,
) -> HttpResponse:
    """``refused``: the standing that was not ended, and why."""
    today, asked = timezone.localdate(), asked_of(file)
    caller = request.caller
    ctx: dict[str, Any] = {
        "file": file,
        "is_open": is_open,
        "band": band_text(file.age, file.band),
        "particulars": particulars_rows(file.who, asked, is_open=is_open),
        "standings": [_standing(request, row, is_open=is_open) for row in file.memberships],
        "events": person_story(file.changes, _readings(file), asked, is_open=is_open),
        "may_open": any(may(caller, FULL, find_roll(row.roll), row.unit_id) for row in file.memberships),
        "may_change": any(may(caller, CHANGE, find_roll(row.roll), row.unit_id) for row in file.memberships),
        "may_erase": all(hooks.allow(caller, "entry.erase", row.unit_id) for row in file.memberships),
        "today": today,
    }
    if refused is not None:
        ctx |= {
            "wrong_at": refused[0],
            "refusal": refused[1],
            "problems": problems_of(refused[1]),
            "typed": request.POST,
        }
    page = render(request, "rolls/copy.html" if is_copy else "rolls/person.html", ctx)
    page.status_code = status_of(refused[1]) if refused else 200
    return _private(page)


def _standing(request: PostRequest, row: Membership, *, is_open: bool) -> dict[str, Any]:
    rolls, today = catalogue().rolls, timezone.localdate()
    roll = rolls[row.roll]
    notes = open_notes(row.locked, "membership", row.uid) if is_open else {}
    return {
        "row": row,
        "roll": roll,
        "may_change": may(request.caller, CHANGE, roll, row.unit_id),
        "is_due": row.due_on is not None and row.due_on <= today,
        "why": due_reason(row),
        "due": day_text(row.due_on) if row.due_on else "",
        "guardian": " ".join(part for part in (notes.get("guardian", ""), notes.get("relation", "")) if part),
    }


def _readings(file: PersonFile) -> list[Event]:
    """Who read the full data, from the log: everything about a minor, the latest fifty otherwise."""
    verbs = ("roll.view", "roll.copy", "roll.refused_minor")
    rows = AuditEvent.objects.filter(verb__in=verbs, subject=file.person.uid).order_by("-pk")
    found = list(rows if file.is_minor else rows[:50])
    who, posts = people({each.person for each in found}), post_titles({each.post for each in found})
    return [
        Event(each.at, str(DONE[each.verb.removeprefix("roll.")]), who.get(each.person, ""), posts.get(each.post, ""))
        for each in found
    ]


def _private(response: HttpResponse) -> HttpResponse:
    """Keep a page with personal data out of the browser's and every other cache."""
    response.headers["Cache-Control"] = "no-store"
    return response
