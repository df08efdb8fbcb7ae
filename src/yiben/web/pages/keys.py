"""Keys with which devices and other systems record: who has one, what it serves, made with a secret shown once, withdrawn."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from yiben.accounts.actions import make_token, withdraw_token
from yiben.accounts.models import Post, Token
from yiben.accounts.queries import posts_to_appoint, tokens_of, units_allowed
from yiben.catalog.queries import catalogue
from yiben.errors import Refusal
from yiben.units.models import Unit
from yiben.units.queries import living_units
from yiben.web.access import PostRequest
from yiben.web.asking import problems_of, unit_groups
from yiben.web.kit.fields import Choice, loose
from yiben.web.kit.parts import Empty
from yiben.web.kit.tables import Act, Cell, Column, Row, Table
from yiben.web.middleware import status_of
from yiben.web.showing import day_text, moment_text
from yiben.web.typed_days import typed_day

VERB = "grant.change"
USUAL = timedelta(days=365)
"""For how long a key is offered."""


@require_safe
def index(request: PostRequest) -> HttpResponse:
    """List the keys, those that open something first."""
    _require(request)
    today = timezone.localdate()
    tokens = sorted(tokens_of(request.caller), key=lambda each: (not _is_open(each), -each.pk))
    count = sum(_is_open(each) for each in tokens)
    columns = (
        Column("name", _("Used by"), "title"),
        Column("post", _("On behalf of")),
        Column("scope", _("Serves")),
        Column("used", _("Last used"), "short", is_minor=True),
        Column("state", _("State"), "state"),
        Column("act", "", "short"),
    )
    books = catalogue().books
    rows = [Row(_cells(each, {key: book.label for key, book in books.items()}, today)) for each in tokens]
    empty = Empty(_("There are no keys"), _("A device or another system needs one to record here by itself."))
    counted = ngettext("%(count)s key in use", "%(count)s keys in use", count) % {"count": count}
    return render(request, "keys/index.html", {"table": Table(_("Keys"), columns, rows, empty), "counted": counted})


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: PostRequest) -> HttpResponse:
    """Ask for a new key, or make it and show its secret, this once."""
    _require(request)
    allowed = units_allowed(request.caller, VERB)
    units = [each for each in living_units(timezone.localdate()) if each.pk in allowed]
    posts = [each for each in posts_to_appoint(request.caller) if each.unit_id in allowed]
    refusal = None
    if request.method == "POST":
        try:
            token, secret = _make(request, posts, units)
        except Refusal as problem:
            if problem.code == "no_access":
                raise
            refusal = problem
        else:  # shown in this answer alone: it is kept nowhere, so that there is nothing to be sent on to
            return render(request, "keys/made.html", {"token": token, "secret": secret})
    sent = request.POST
    books = catalogue().books.values()
    ctx: dict[str, Any] = {
        "holders": loose([Choice(each.uid, str(each), each.uid == sent.get("post")) for each in posts]),
        "units": unit_groups(units, {sent.get("unit", "")}),
        "books": loose([Choice(each.id, each.label, each.id in sent.getlist("books")) for each in books]),
        "until": sent.get("expires_on") or (timezone.localdate() + USUAL).isoformat(),
        "refusal": refusal,
        "problems": problems_of(_beside_fields(refusal)) if refusal else {},
        "typed": sent,
    }
    return render(request, "keys/new.html", ctx, status=status_of(refusal) if refusal else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: PostRequest, uid: str) -> HttpResponse:
    """Ask whether a key is to be withdrawn, or do it."""
    _require(request)
    token = next((each for each in tokens_of(request.caller) if each.uid == uid), None)
    if token is None:
        raise Refusal("token_unknown", key=uid)
    if request.method == "POST":
        withdraw_token(request.caller, token)
        said = _("The key of “%(name)s” is withdrawn; it opens nothing any more.")
        messages.success(request, said % {"name": token.name})
        return redirect("key-index")
    ctx = {
        "title": _("Withdraw the key of “%(name)s”?") % {"name": token.name},
        "text": _("From this minute on it opens nothing. What was recorded with it stays."),
        "action": _("Withdraw"),
        "back": reverse("key-index"),
    }
    return render(request, "keys/withdraw.html", ctx)


def _make(request: PostRequest, posts: list[Post], units: list[Unit]) -> tuple[Token, str]:
    sent = request.POST
    post = next((each for each in posts if each.uid == sent.get("post")), None)
    unit = next((each for each in units if each.uid == sent.get("unit")), None) or (post.unit if post else None)
    on = typed_day(sent, "expires_on")
    missing: list[tuple[str, str, dict[str, object]]] = [
        (name, "required", {}) for name, given in (("post", post), ("expires_on", on)) if given is None
    ]
    if missing or post is None or unit is None or on is None:
        raise Refusal("values", fields=missing)
    books = [each for each in sent.getlist("books") if each in catalogue().books]
    return make_token(request.caller, post, name=sent.get("name", ""), unit=unit, expires_on=on, books=books)


def _beside_fields(refusal: Refusal) -> Refusal:
    """The refusal with its sentence beside the field that it is about."""
    name = {"token_unnamed": "name", "token_day": "expires_on"}.get(refusal.code)
    return Refusal("values", fields=[(name, refusal.code, dict(refusal.data))]) if name else refusal


def _require(request: PostRequest) -> None:
    if not units_allowed(request.caller, VERB):
        raise Refusal("no_access", verb=VERB)


def _is_open(token: Token) -> bool:
    return token.withdrawn_at is None and token.expires_on >= timezone.localdate()


def _cells(token: Token, labels: dict[str, str], today: date) -> list[Cell]:
    books = "、".join(labels.get(each, each) for each in token.books) or _("all books")
    state = Cell(_("until %(day)s") % {"day": day_text(token.expires_on)}, state="g")
    if token.withdrawn_at is not None:
        state = Cell(_("withdrawn"), note=moment_text(token.withdrawn_at), state="n")
    elif token.expires_on < today:
        state = Cell(_("has run out"), note=day_text(token.expires_on), state="n")
    used = moment_text(token.used_at) if token.used_at else _("never")
    acts = [Act(_("Withdraw"), reverse("key-withdraw", args=[token.uid]))] if _is_open(token) else []
    return [
        Cell(token.name),
        Cell(str(token.post)),
        Cell(str(token.unit), note=books),
        Cell(used),
        state,
        Cell(acts=acts),
    ]
