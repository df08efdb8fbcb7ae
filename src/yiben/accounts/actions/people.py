"""Accounts: opened by the security administrator, with a password that is shown once and changed at the first sign-in."""

from __future__ import annotations

import secrets

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from yiben.accounts.actions.posts import appoint
from yiben.accounts.models import Appointment, Post, User
from yiben.accounts.queries import units_allowed
from yiben.audit import hooks
from yiben.audit.actions import log
from yiben.audit.callers import SYSTEM, Caller
from yiben.errors import Refusal

VERB = "account.change"
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without what is mistaken for something else when it is written on paper."""


@transaction.atomic
def open_account(caller: Caller, *, username: str, name: str, password: str) -> User:
    """Open an account and return its user. Refuses a name in use, one that cannot be typed, and a weak password."""
    hooks.require(caller, VERB, None)
    username, name = username.strip(), " ".join(name.split())
    given = (("username", username), ("name", name))
    missing: list[tuple[str, str, dict[str, object]]] = [(field, "required", {}) for field, text in given if not text]
    if missing:
        raise Refusal("values", fields=missing)
    try:
        User.username_validator(username)
    except ValidationError as problem:
        raise Refusal("values", fields=[("username", "username_odd", {})]) from problem
    if User.objects.filter(username__iexact=username).exists():
        raise Refusal("username_used", username=username)
    user = User(username=username, name=name[:64])
    _set_password(user, password)
    user.save()
    log(caller, "account.open", user.uid)
    return user


@transaction.atomic
def give_account(
    caller: Caller, *, username: str, name: str, is_own: bool = False, post: Post | None = None
) -> tuple[User, str]:
    """Open an account and return its user with its first password, which is kept nowhere and has to be changed at the
    first sign-in unless it ``is_own`` already; with a ``post`` it is appointed to that today. Refuses what ``open_account``
    and ``appoint`` refuse: then nothing is opened."""
    password = first_password()
    user = open_account(caller, username=username, name=name, password=password)
    user.must_change_password = not is_own
    user.save(update_fields=["must_change_password"])
    if post is not None:
        appoint(caller, post, user, on=timezone.localdate())
    return user, password


@transaction.atomic
def renew_password(caller: Caller, user: User) -> str:
    """Give an account a new password (forgotten, or known to others) and return it; it has to be changed at the next
    sign-in, and whoever is signed in with the old one is signed out. Refuses an account that holds a post outside the caller's units."""
    _require_over(caller, user)
    password = first_password()
    _set_password(user, password)
    user.must_change_password = True
    user.save(update_fields=["password", "must_change_password"])
    log(caller, "account.password", user.uid)
    return password


@transaction.atomic
def rename_account(caller: Caller, user: User, name: str) -> None:
    """Correct the name of the person behind an account. What was signed before shows the new name too."""
    _require_over(caller, user)
    called = " ".join(name.split())[:64]
    if not called:
        raise Refusal("values", fields=[("name", "required", {})])
    user.name = called
    user.save(update_fields=["name"])
    log(caller, "account.rename", user.uid)


@transaction.atomic
def close_account(caller: Caller, user: User, *, reason: str) -> int:
    """Close an account this minute: nobody signs in with it, its posts are vacant. Return how many posts it held.

    What it did stays signed with its name. Refuses one's own, and one without a reason.
    """
    _require_over(caller, user)
    if user.uid == caller.person:
        raise Refusal("account_own")
    if not reason.strip():
        raise Refusal("values", fields=[("reason", "required", {})])
    now, today = timezone.now(), timezone.localdate()
    held = _held(user).select_for_update()
    count = 0
    for each in held:
        each.ended_at, each.to_day = now, today
        each.save(update_fields=["ended_at", "to_day"])
        count += 1
    user.is_active = False
    user.save(update_fields=["is_active"])
    log(caller, "account.close", user.uid, reason=reason.strip()[:300], posts=count)
    return count


@transaction.atomic
def reopen_account(caller: Caller, user: User) -> str:
    """Open a closed account again, with a new password, which is returned; its posts stay with whoever has them now."""
    _require_over(caller, user)
    user.is_active = True
    user.save(update_fields=["is_active"])
    log(caller, "account.reopen", user.uid)
    return renew_password(caller, user)


@transaction.atomic
def password_chosen(user: User, password: str) -> None:
    """Keep the password that somebody chose for their own account: it need not be changed any more."""
    user.set_password(password)
    user.must_change_password = False
    user.save(update_fields=["password", "must_change_password"])
    log(Caller(person=user.uid, post=""), "account.own_password", user.uid)


def note_sign_in(user: User | None, verb: str, computer: str) -> None:
    """Note that somebody signed in or out or failed to (``account.sign_in``, ``.sign_out``, ``.sign_in_failed``), and from
    where. A failure with a name that no account has is noted without the name: it may be a password."""
    person = user.uid if user else ""
    log(Caller(person=person, post="") if user else SYSTEM, verb, person, computer=computer)


def first_password() -> str:
    """Return a password of twelve random characters, in three parts so that it can be read out."""
    return "-".join("".join(secrets.choice(_ALPHABET) for _ in range(4)) for _ in range(3))


def _held(user: User) -> QuerySet[Appointment]:
    today = timezone.localdate()
    return Appointment.objects.filter(user=user, ended_at=None).filter(Q(to_day=None) | Q(to_day__gte=today))


def _require_over(caller: Caller, user: User) -> None:
    """Refuse whoever may not change accounts of all units in which this one holds a post."""
    hooks.require(caller, VERB, None)
    if caller.is_system:
        return
    units = set(_held(user).values_list("post__unit_id", flat=True))
    if not units <= units_allowed(caller, VERB):
        raise Refusal("no_access", verb=VERB)


def _set_password(user: User, password: str) -> None:
    try:
        validate_password(password, user)
    except ValidationError as problem:
        raise Refusal("password_weak", reasons="；".join(problem.messages)) from problem
    user.set_password(password)
