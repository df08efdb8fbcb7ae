"""Opening accounts and posts, appointing and relieving."""

from __future__ import annotations

from datetime import date

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from yiben.accounts.models import Appointment, Grant, Post, SavedView, User
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
