"""Opening accounts and posts, appointing and relieving."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Case, F, Q, Value, When
from django.utils import timezone

from yiben.accounts.models import Appointment, Grant, Post, SavedView, Token, User
from yiben.audit import hooks
from yiben.audit.actions import log
from yiben.audit.callers import Caller
from yiben.errors import Refusal
from yiben.packs.definitions import Role
from yiben.units.models import Tree, Unit


@transaction.atomic
def open_account(caller: Caller, *, username: str, name: str, password: str) -> User:
    """Open an account and return its user. Refuses a name in use and a weak password."""
    hooks.require(caller, "account.change", None)
    if User.objects.filter(username=username).exists():
        raise Refusal("username_used", username=username)
    user = User(username=username, name=name)
    try:
        validate_password(password, user)
    except ValidationError as problem:
        raise Refusal("password_weak", reasons="；".join(problem.messages)) from problem
    user.set_password(password)
    user.save()
    log(caller, "account.open", user.uid)
    return user


@transaction.atomic
def open_post(caller: Caller, unit: Unit, role: Role, *, title: str, on: date, tree: str = "administrative") -> Post:
    """Open a post in a unit with the grants of its role."""
    hooks.require(caller, "post.appoint", unit.pk)
    post = Post.objects.create(unit=unit, role=role.id, title=title, from_day=on)
    known = Tree.objects.get(code=tree)
    verbs = [verb for rule in role.grants for verb in rule.verbs]
    grants = [grant for verb in dict.fromkeys(verbs) for grant in _grants(post, role, verb, known, on)]
    Grant.objects.bulk_create(grants)
    log(caller, "post.open", post.uid, unit=unit.uid, role=role.id)
    return post


@transaction.atomic
def refresh_grants(caller: Caller, roles: Iterable[Role], *, on: date) -> int:
    """Give the open posts of roles what a newer pack grants them, and return how many grants were added. Nothing is taken
    away, and a verb whose grant was ended on purpose is not given again."""
    hooks.require(caller, "grant.change", None)
    added: list[Grant] = []
    for role in roles:
        granted = {verb for rule in role.grants for verb in rule.verbs}
        for post in (
            Post.objects.filter(role=role.id, to_day=None).select_related("unit").prefetch_related("grants__tree")
        ):
            held = list(post.grants.all())
            known = {each.verb for each in held}
            tree = held[0].tree if held else Tree.objects.get(code="administrative")
            for verb in sorted(granted - known):
                added += _grants(post, role, verb, tree, on)
    Grant.objects.bulk_create(added)
    if added:
        log(caller, "grant.refresh", "", added=len(added))
    return len(added)


def _grants(post: Post, role: Role, verb: str, tree: Tree, on: date) -> list[Grant]:
    """The grants of one verb as a role gives them to a post."""
    return [
        Grant(
            post=post,
            verb=verb,
            unit=post.unit,
            below=rule.below,
            tree=tree,
            pack=pack,
            sensitivity=rule.sensitivity,
            from_day=on,
        )
        for rule in role.grants
        if verb in rule.verbs
        for pack in (rule.packs or ("*",))
    ]


@transaction.atomic
def appoint(caller: Caller, post: Post, user: User, *, on: date) -> Appointment:
    """Appoint a user to a post from a day on."""
    hooks.require(caller, "post.appoint", post.unit_id)
    appointment = Appointment.objects.create(post=post, user=user, from_day=on)
    log(caller, "post.appoint", post.uid, person=user.uid)
    return appointment


@transaction.atomic
def relieve(caller: Caller, appointment: Appointment, *, on: date) -> None:
    """End an appointment with a day; the post and its open work stay."""
    hooks.require(caller, "post.appoint", appointment.post.unit_id)
    appointment.to_day = on
    appointment.save(update_fields=["to_day"])
    log(caller, "post.relieve", appointment.post.uid, person=appointment.user.uid)


@transaction.atomic
def hand_over(caller: Caller, post: Post, successor: User, *, reason: str) -> Appointment:
    """Hand a post over this minute: whoever holds it holds it no longer, the successor does, with everything that is open.

    Refuses without a reason, and a successor who holds it already. Acting appointments of the post end with it.
    """
    hooks.require(caller, "post.appoint", post.unit_id)
    if not reason.strip():
        raise Refusal("values", fields=[("reason", "required", {})])
    now, today = timezone.now(), timezone.localdate()
    Post.objects.select_for_update().get(pk=post.pk)
    held = post.appointments.select_for_update().filter(ended_at=None).filter(Q(to_day=None) | Q(to_day__gte=today))
    before = list(held.select_related("user"))
    if any(each.user_id == successor.pk and not each.is_acting for each in before):
        raise Refusal("holds_already", name=successor.name)
    for each in before:
        each.ended_at, each.to_day = now, today
        each.save(update_fields=["ended_at", "to_day"])
    made = Appointment.objects.create(post=post, user=successor, from_day=today)
    gone = ",".join(each.user.uid for each in before)
    log(caller, "post.hand_over", post.uid, person=successor.uid, before=gone, reason=reason.strip()[:300])
    return made


@transaction.atomic
def let_act(caller: Caller, post: Post, deputy: User, *, from_day: date, to_day: date) -> Appointment:
    """Let somebody act for whoever holds a post, from a day to a day. What they do bears their own name.

    Refuses days that do not follow each other, more than 92 of them, and whoever holds the post.
    """
    hooks.require(caller, "post.appoint", post.unit_id)
    today = timezone.localdate()
    if not today <= from_day <= to_day or (to_day - from_day).days > MOST_ACTING_DAYS:
        raise Refusal("values", fields=[("to_day", "acting_days", {"most": MOST_ACTING_DAYS})])
    held = post.appointments.filter(user=deputy, ended_at=None).filter(Q(to_day=None) | Q(to_day__gte=today))
    if held.exists():
        raise Refusal("holds_already", name=deputy.name)
    made = Appointment.objects.create(post=post, user=deputy, from_day=from_day, to_day=to_day, is_acting=True)
    log(caller, "post.let_act", post.uid, person=deputy.uid, until=to_day.isoformat())
    return made


@transaction.atomic
def end_acting(caller: Caller, appointment: Appointment) -> None:
    """End an acting appointment this minute."""
    hooks.require(caller, "post.appoint", appointment.post.unit_id)
    if not appointment.is_acting:
        raise Refusal("not_acting", name=appointment.user.name)
    appointment.ended_at = timezone.now()
    appointment.save(update_fields=["ended_at"])
    log(caller, "post.end_acting", appointment.post.uid, person=appointment.user.uid)


MOST_ACTING_DAYS = 92
"""For how long somebody acts at most: then a post is handed over."""
MOST_VIEWS = 12
"""Views of one list that a post may keep: what stands beside each other on a screen."""


@transaction.atomic
def keep_view(caller: Caller, *, page: str, name: str, query: str) -> SavedView:
    """Keep a view of a list for the caller's post and return it; one of the same name is replaced.

    Refuses a name that is empty, and more views than a list can show.
    """
    called = " ".join(name.split())[:20]
    if not called:
        raise Refusal("view_unnamed")
    post = Post.objects.select_for_update().filter(uid=caller.post).first()
    if post is None:
        raise Refusal("no_access", verb="view.keep")
    others = post.views.filter(page=page).exclude(name=called)
    if others.count() >= MOST_VIEWS:
        raise Refusal("views_full", most=MOST_VIEWS)
    view, _made = SavedView.objects.update_or_create(post=post, page=page, name=called, defaults={"query": query[:500]})
    log(caller, "view.keep", view.uid, page=page)
    return view


@transaction.atomic
def drop_view(caller: Caller, uid: str) -> SavedView | None:
    """Remove a view of the caller's post and return it; None when the post has no such view (any more)."""
    view = SavedView.objects.filter(post__uid=caller.post, uid=uid).first()
    if view is not None:
        view.delete()
        log(caller, "view.drop", uid, page=view.page)
    return view


LONGEST = timedelta(days=400)
"""How long a key may serve: a year, and time to change it."""
MOST_A_MINUTE = 120
"""Requests of one key in one minute."""
_PREFIX = "yb_"


@transaction.atomic
def make_token(
    caller: Caller, post: Post, *, name: str, unit: Unit, expires_on: date, books: Sequence[str] = ()
) -> tuple[Token, str]:
    """Make a key for a post and return it with its secret, which is shown this once and kept nowhere.

    Refuses a key without a name (``token_unnamed``), one that has run out or would serve too long (``token_day``).
    """
    hooks.require(caller, "grant.change", post.unit_id)
    called, today = " ".join(name.split())[:64], timezone.localdate()
    if not called:
        raise Refusal("token_unnamed")
    if not today <= expires_on <= today + LONGEST:
        raise Refusal("token_day", on=expires_on.isoformat(), latest=(today + LONGEST).isoformat())
    secret = _PREFIX + secrets.token_urlsafe(32)
    given = {"unit": unit, "books": sorted(set(books)), "expires_on": expires_on}
    token = Token.objects.create(post=post, name=called, digest=_digest(secret), **given)
    log(caller, "token.make", token.uid, post=post.uid, unit=unit.uid, books=token.books)
    return token, secret


@transaction.atomic
def withdraw_token(caller: Caller, token: Token) -> None:
    """Withdraw a key: from now on it opens nothing. A second time changes nothing."""
    hooks.require(caller, "grant.change", token.post.unit_id)
    if token.withdrawn_at is None:
        token.withdrawn_at = timezone.now()
        token.save(update_fields=["withdrawn_at"])
        log(caller, "token.withdraw", token.uid)


def use_token(secret: str) -> Token:
    """Return the key of a secret and count its use.

    Refuses what is no key, a withdrawn and an expired one alike (``token_invalid``), and the request above
    MOST_A_MINUTE within one minute (``token_too_often``).
    """
    token = Token.objects.filter(digest=_digest(secret), withdrawn_at=None).select_related("post", "unit").first()
    if token is None or token.expires_on < timezone.localdate():
        raise Refusal("token_invalid")
    now = timezone.now()
    minute = int(now.timestamp()) // 60
    again = Case(When(minute=minute, then=F("used") + 1), default=Value(1))
    Token.objects.filter(pk=token.pk).update(used=again, minute=minute, used_at=now)
    token.refresh_from_db(fields=["used"])
    if token.used > MOST_A_MINUTE:
        raise Refusal("token_too_often", most=MOST_A_MINUTE)
    return token


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
