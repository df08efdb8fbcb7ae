"""Opening, ending and appointing to posts; the minute in which one changes hands."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from yiben.accounts.models import Appointment, Grant, Post, User
from yiben.audit import hooks
from yiben.audit.actions import log
from yiben.audit.callers import Caller
from yiben.errors import Refusal
from yiben.packs.definitions import Role
from yiben.units.models import Tree, Unit

MOST_ACTING_DAYS = 92
"""For how long somebody acts at most: then a post is handed over."""


@transaction.atomic
def open_post(
    caller: Caller,
    unit: Unit,
    role: Role,
    *,
    title: str,
    on: date,
    tree: str = "administrative",
    holder: User | None = None,
) -> Post:
    """Open a post in a unit with the grants of its role, and appoint its ``holder``. Refuses what ``appoint`` refuses: then
    no post is opened."""
    hooks.require(caller, "post.appoint", unit.pk)
    if not title.strip():
        raise Refusal("values", fields=[("title", "required", {})])
    post = Post.objects.create(unit=unit, role=role.id, title=title, from_day=on)
    known = Tree.objects.get(code=tree)
    verbs = [verb for rule in role.grants for verb in rule.verbs]
    grants = [grant for verb in dict.fromkeys(verbs) for grant in _grants(post, role, verb, known, on)]
    Grant.objects.bulk_create(grants)
    log(caller, "post.open", post.uid, unit=unit.uid, role=role.id)
    if holder is not None:
        appoint(caller, post, holder, on=on)
    return post


@transaction.atomic
def close_post(caller: Caller, post: Post, *, reason: str) -> None:
    """End a post this minute: nobody holds it any more, its keys open nothing. What it did stays signed with its title."""
    hooks.require(caller, "post.appoint", post.unit_id)
    if not reason.strip():
        raise Refusal("values", fields=[("reason", "required", {})])
    now, today = timezone.now(), timezone.localdate()
    post = Post.objects.select_for_update().get(pk=post.pk)
    post.appointments.filter(ended_at=None).update(ended_at=now, to_day=today)
    post.tokens.filter(withdrawn_at=None).update(withdrawn_at=now)
    post.to_day = today - timedelta(days=1)
    post.save(update_fields=["to_day"])
    log(caller, "post.close", post.uid, reason=reason.strip()[:300])


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
    """Appoint a user to a post from a day on. Refuses (``administrators_apart``) a second one of the three administrators'
    posts for one person."""
    hooks.require(caller, "post.appoint", post.unit_id)
    _require_apart(user, post)
    appointment = Appointment.objects.create(post=post, user=user, from_day=on)
    log(caller, "post.appoint", post.uid, person=user.uid)
    return appointment


@transaction.atomic
def fill_post(caller: Caller, post: Post, user: User) -> Appointment:
    """Appoint a user to a vacant post from today on. Refuses (``post_held``) one that somebody holds: that is handed over, and
    what ``appoint`` refuses. Whoever acts for it goes on acting."""
    hooks.require(caller, "post.appoint", post.unit_id)
    today = timezone.localdate()
    Post.objects.select_for_update().get(pk=post.pk)
    held = post.appointments.filter(ended_at=None, is_acting=False).filter(Q(to_day=None) | Q(to_day__gte=today))
    holder = held.select_related("user").first()
    if holder is not None:
        raise Refusal("post_held", name=holder.user.name)
    return appoint(caller, post, user, on=today)


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
    _require_apart(successor, post)
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
    _require_apart(deputy, post)
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


_APART = frozenset({"system.operate", "grant.change", "audit.read"})
"""What the three administrators may do each by themselves: run the system, give rights, read the log (三员分立)."""


def _require_apart(user: User, post: Post) -> None:
    """Refuse a post that would let one person give rights and read the log of it, or run the system and either. What one
    role allows together is the pack's to say."""
    today = timezone.localdate()
    others = Appointment.objects.filter(user=user, ended_at=None).filter(Q(to_day=None) | Q(to_day__gte=today))
    known = Grant.objects.filter(verb__in=_APART)
    held = set(known.filter(post__appointments__in=others.exclude(post=post)).values_list("verb", flat=True))
    asked = set(known.filter(post=post).values_list("verb", flat=True))
    if held and asked and held != asked:
        raise Refusal("administrators_apart", name=user.name)
