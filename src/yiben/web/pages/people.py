"""Accounts and new posts, for the security administrator: opened with a password that is shown once, renewed, closed."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_http_methods, require_safe

from yiben.accounts.actions import (
    close_account,
    give_account,
    open_post,
    rename_account,
    renew_password,
    reopen_account,
)
from yiben.accounts.models import Post, User
from yiben.accounts.queries import accounts_to_manage, holders, posts_to_appoint, units_allowed
from yiben.catalog.queries import catalogue
from yiben.errors import Refusal
from yiben.units.models import Unit
from yiben.units.queries import living_units
from yiben.web.access import PostRequest
from yiben.web.asking import problems_of, unit_groups, wrong_places
from yiben.web.kit.copies import send_table
from yiben.web.kit.fields import Choice, Group, loose
from yiben.web.kit.lists import FORMATS, Listing
from yiben.web.kit.parts import Empty
from yiben.web.kit.places import FORMAT, Filter, Place, arrange, page_of, read_place
from yiben.web.kit.tables import Cell, Column, Row, Table
from yiben.web.middleware import status_of
from yiben.web.showing import day_text
from yiben.web.viewing import saved_views

CHANGE, APPOINT = "account.change", "post.appoint"
SIZE = 50
_KEYS = {
    "name": lambda each: (each.name, each.username),
    "username": lambda each: each.username,
    "last": lambda each: each.last_login.timestamp() if each.last_login else 0,
}


@require_safe
def index(request: PostRequest) -> HttpResponse:
    """List the accounts with the posts they hold, narrowed and sorted, or send the list."""
    _require(request, CHANGE)
    place = read_place(reverse("account-index"), request.GET, ("state", "q"), _KEYS, "name")
    shown = [each for each in accounts_to_manage(request.caller) if _matches(each, place)]
    shown = arrange(shown, place, _KEYS)
    columns = (
        Column("name", pgettext("of a person", "Name"), "title", can_sort=True),
        Column("username", _("User name"), can_sort=True),
        Column("posts", _("Posts")),
        Column("state", _("State"), "state"),
        Column("last", _("Last sign-in"), "short", can_sort=True, is_minor=True),
    )
    if request.GET.get(FORMAT) in FORMATS:
        lines = [[cell.copied for cell in _row(each).cells] for each in shown]
        return send_table(request.GET[FORMAT], _("Accounts"), columns, lines)
    page = page_of(shown, request.GET, SIZE)
    counted = ngettext("%(count)s account", "%(count)s accounts", len(shown)) % {"count": len(shown)}
    empty = Empty(_("No account matches"), _("Take a filter off."), place.path, _("Clear filters"))
    table = Table(_("Accounts"), columns, [_row(each) for each in page], empty, place=place, page=page)
    listing = Listing(table, place, _filters(place), saved_views(request.caller, place))
    ctx = {"listing": listing, "counted": counted, "may_give_keys": bool(units_allowed(request.caller, "grant.change"))}
    return render(request, "people/index.html", ctx)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: PostRequest) -> HttpResponse:
    """Ask for a new account, or open it, appoint it to a vacant post and show its first password once."""
    _require(request, CHANGE)
    vacant = [each for each in posts_to_appoint(request.caller) if not holders(each)]
    refusal = None
    if request.method == "POST":
        try:
            post = _chosen_post(request, vacant)
            user, password = give_account(
                request.caller, username=request.POST.get("username", ""), name=request.POST.get("name", ""), post=post
            )
            return _person_page(request, _managed(request, user.uid), password=password, is_new=True)
        except Refusal as problem:
            if problem.code == "no_access":
                raise
            refusal = problem
    chosen = request.POST.get("post", "")
    ctx: dict[str, Any] = {
        "vacant": loose([Choice(each.uid, str(each), each.uid == chosen) for each in vacant]),
        **_refused(refusal),
        "typed": request.POST,
    }
    return render(request, "people/new.html", ctx, status=status_of(refusal) if refusal else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def show(request: PostRequest, uid: str) -> HttpResponse:
    """Show an account, or renew its password, correct its name, close it, open it again."""
    _require(request, CHANGE)
    user = _managed(request, uid)
    if request.method != "POST":
        return _person_page(request, user)
    wanted, password = request.POST.get("do", ""), ""
    try:
        if wanted == "password":
            password = renew_password(request.caller, user)
        elif wanted == "reopen":
            password = reopen_account(request.caller, user)
        elif wanted == "close":
            count = close_account(request.caller, user, reason=request.POST.get("reason", ""))
            said = _("The account is closed.")
            if count:
                vacant = ngettext("%(count)s post is vacant now.", "%(count)s posts are vacant now.", count)
                said = f"{said}{vacant % {'count': count}}"
            messages.success(request, said)
        else:
            rename_account(request.caller, user, request.POST.get("name", ""))
            messages.success(request, _("The name is corrected."))
    except Refusal as refusal:
        if refusal.code == "no_access":
            raise
        return _person_page(request, user, refusal=refusal)
    if password:  # shown in this answer alone: it is kept nowhere, so that there is nothing to be sent on to
        return _person_page(request, _managed(request, uid), password=password)
    return redirect("account-show", uid)


@require_http_methods(["GET", "HEAD", "POST"])
def new_post(request: PostRequest) -> HttpResponse:
    """Ask for a new post of a unit, or open it and appoint somebody to it."""
    _require(request, APPOINT)
    allowed = units_allowed(request.caller, APPOINT)
    units = [each for each in living_units(timezone.localdate()) if each.pk in allowed]
    people = [each for each in accounts_to_manage(request.caller) if each.is_active]
    refusal = None
    if request.method == "POST":
        try:
            made = _open_post(request, units, people)
            messages.success(request, _("The post is there: %(post)s.") % {"post": str(made)})
            return redirect("post-show", made.uid)
        except Refusal as problem:
            if problem.code == "no_access":
                raise
            refusal = problem
    sent = request.POST
    roles = [
        Choice(each.id, each.label, each.id == sent.get("role")) for each in catalogue().roles.values() if each.grants
    ]
    ctx: dict[str, Any] = {
        "units": unit_groups(units, {sent.get("unit", "")}),
        "roles": loose(roles),
        "people": loose(
            [Choice(each.uid, f"{each.name}（{each.username}）", each.uid == sent.get("user")) for each in people]
        ),
        **_refused(refusal),
        "typed": sent,
    }
    return render(request, "people/new_post.html", ctx, status=status_of(refusal) if refusal else 200)


def _open_post(request: PostRequest, units: list[Unit], people: list[User]) -> Post:
    sent, today = request.POST, timezone.localdate()
    unit = next((each for each in units if each.uid == sent.get("unit")), None)
    role = catalogue().roles.get(sent.get("role", ""))
    given = (("unit", unit), ("role", role))
    missing: list[tuple[str, str, dict[str, object]]] = [
        (name, "required", {}) for name, found in given if found is None
    ]
    if missing or unit is None or role is None:
        raise Refusal("values", fields=missing)
    user = next((each for each in people if each.uid == sent.get("user")), None)
    title = sent.get("title", "").strip() or role.label
    return open_post(request.caller, unit, role, title=title, on=today, holder=user)


def _chosen_post(request: PostRequest, vacant: list[Post]) -> Post | None:
    wanted = request.POST.get("post", "")
    found = next((each for each in vacant if each.uid == wanted), None)
    if wanted and found is None:
        raise Refusal("values", fields=[("post", "required", {})])
    return found


def _refused(refusal: Refusal | None) -> dict[str, Any]:
    """What a page shows of a refusal: at its head, each sentence with the name of its field, and beside the fields."""
    labels = {
        "name": pgettext("of a person", "Name"),
        "username": _("User name"),
        "post": _("Vacant post"),
        "unit": _("Unit"),
        "role": _("Role"),
        "title": _("Title of the post"),
        "user": _("Held by"),
        "reason": _("Reason"),
    }
    problems = problems_of(refusal) if refusal else {}
    wrong = wrong_places(problems, {name: (name, label) for name, label in labels.items()})
    return {"refusal": refusal, "problems": problems, "wrong": wrong}


def _require(request: PostRequest, verb: str) -> None:
    if not units_allowed(request.caller, verb):
        raise Refusal("no_access", verb=verb)


def _managed(request: PostRequest, uid: str) -> User:
    found = next((each for each in accounts_to_manage(request.caller) if each.uid == uid), None)
    if found is None:
        raise Refusal("no_access", verb=CHANGE)
    return found


def _person_page(
    request: PostRequest, user: User, *, refusal: Refusal | None = None, password: str = "", is_new: bool = False
) -> HttpResponse:
    ctx: dict[str, Any] = {
        "who": user,
        "held": [(each, reverse("post-show", args=[each.post.uid])) for each in getattr(user, "held", [])],
        "password": password,
        "is_new": is_new,
        "is_self": user.uid == request.caller.person,
        **_refused(refusal),
        "typed": request.POST if refusal else {},
    }
    return render(request, "people/show.html", ctx, status=status_of(refusal) if refusal else 200)


def _row(user: User) -> Row:
    held = getattr(user, "held", [])
    return Row(
        [
            Cell(user.name, reverse("account-show", args=[user.uid])),
            Cell(user.username),
            Cell("、".join(str(each.post) for each in held) or _("none"), is_missing=user.is_active and not held),
            _state(user),
            Cell(day_text(timezone.localtime(user.last_login).date()) if user.last_login else _("never")),
        ]
    )


def _state(user: User) -> Cell:
    if not user.is_active:
        return Cell(_("closed account"), state="n")
    if user.must_change_password:
        return Cell(_("password not chosen yet"), state="y")
    return Cell(_("in use"), state="g")


def _matches(user: User, place: Place) -> bool:
    wanted = place.narrowed
    text = wanted.get("q", "").strip()
    posts = "、".join(str(each.post) for each in getattr(user, "held", []))
    is_state = {"open": user.is_active, "closed": not user.is_active}.get(wanted.get("state", ""), True)
    return is_state and (not text or text in user.name or text.lower() in user.username.lower() or text in posts)


def _filters(place: Place) -> list[Filter]:
    state = place.narrowed.get("state", "")
    states = [Choice("", _("all"), not state), Choice("open", _("in use"), state == "open")]
    states.append(Choice("closed", _("closed account"), state == "closed"))
    return [
        Filter("state", _("State"), [Group("", states)], is_usual=not state),
        Filter("q", _("Name or post"), typed=place.narrowed.get("q", ""), is_usual="q" not in place.narrowed),
    ]
