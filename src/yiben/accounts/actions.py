"""Opening accounts and posts, appointing and relieving."""

from __future__ import annotations

from datetime import date

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from yiben.accounts.models import Appointment, Grant, Post, User
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
    grants = [
        Grant(
            post=post,
            verb=verb,
            unit=unit,
            below=rule.below,
            tree=known,
            pack=pack,
            sensitivity=rule.sensitivity,
            from_day=on,
        )
        for rule in role.grants
        for verb in rule.verbs
        for pack in (rule.packs or ("*",))
    ]
    Grant.objects.bulk_create(grants)
    log(caller, "post.open", post.uid, unit=unit.uid, role=role.id)
    return post


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
