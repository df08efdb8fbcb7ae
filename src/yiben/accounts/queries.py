"""Who may do what: the answers to the hook ``allow`` and the sets of units that a post sees."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Q, QuerySet
from django.utils import timezone

from yiben.accounts.models import Appointment, Grant, Post, SavedView, Token, User
from yiben.audit.callers import Caller
from yiben.errors import Refusal
from yiben.remembering import is_remembering, remembered
from yiben.units.models import Unit, UnitSpan
from yiben.units.months import month_of


def posts_of(user: User, on: date | None = None) -> list[Post]:
    """Return the posts that a user holds on a day (today), the one opened first in front."""
    day = on or timezone.localdate()
    held = Appointment.objects.filter(user=user, from_day__lte=day, ended_at=None).filter(
        Q(to_day=None) | Q(to_day__gte=day)
    )
    posts = Post.objects.filter(appointments__in=held, from_day__lte=day).filter(Q(to_day=None) | Q(to_day__gte=day))
    return sorted(set(posts.select_related("unit")), key=lambda post: post.pk)


def caller_for(user: User, post: Post | None) -> Caller:
    """Return the caller for a request: the person, acting from a post (or from none)."""
    return Caller(person=user.uid, post=post.uid if post else "")


def allow(caller: Caller, verb: str, unit_id: int | None, *, pack: str = "", sensitivity: int = 0) -> bool:
    """Say whether a grant of the caller's post covers verb, unit, pack and sensitivity today.

    ``unit_id`` None asks for the instance as a whole: the verb must be granted somewhere with its subtree.
    """
    grants = _grants(caller, verb, pack, sensitivity)
    if unit_id is None:
        return any(grant.below for grant in grants)
    if any(grant.unit_id == unit_id for grant in grants):
        return True
    return any(_is_below(grant, unit_id) for grant in grants if grant.below)


def units_allowed(caller: Caller, verb: str, *, pack: str = "", sensitivity: int = 0) -> set[int]:
    """Return the ids of all units for which ``allow`` says yes."""
    key = (units_allowed, caller, verb, pack, sensitivity)
    return set(remembered(key, lambda: _units_of(_grants(caller, verb, pack, sensitivity))))


def _units_of(grants: list[Grant]) -> set[int]:
    units: set[int] = set()
    for grant in grants:
        units.add(grant.unit_id)
        if grant.below:
            units |= _below(grant)
    return units


def people(uids: set[str]) -> dict[str, str]:
    """Return the names of people by their random id."""
    return dict(User.objects.filter(uid__in=uids).values_list("uid", "name"))


def people_named(text: str) -> list[str]:
    """Return the random ids of the accounts whose name or user name holds a text."""
    return list(User.objects.filter(Q(name__contains=text) | Q(username__icontains=text)).values_list("uid", flat=True))


def posts_named(text: str) -> list[str]:
    """Return the ids of the posts whose title, or whose unit's name, holds a text."""
    named = Q(title__contains=text) | Q(unit__name__contains=text) | Q(unit__short_name__contains=text)
    return list(Post.objects.filter(named).values_list("uid", flat=True))


def posts_of_units(unit_ids: Iterable[int]) -> list[str]:
    """Return the ids of all posts that units ever had."""
    return list(Post.objects.filter(unit_id__in=list(unit_ids)).values_list("uid", flat=True))


def holder_of(uid: str, on: date) -> tuple[str, str] | None:
    """Return the title of a post and the names of those who hold it on a day; None for no post."""
    post = Post.objects.filter(uid=uid).first()
    if post is None:
        return None
    held = Appointment.objects.filter(post=post, from_day__lte=on).filter(Q(to_day=None) | Q(to_day__gte=on))
    return post.title, "、".join(held.order_by("pk").values_list("user__name", flat=True))


def post_titles(uids: set[str]) -> dict[str, str]:
    """Return “unit·title” of posts by their id."""
    return {post.uid: str(post) for post in Post.objects.filter(uid__in=uids).select_related("unit")}


def post_units(uids: set[str]) -> dict[str, int]:
    """Return the ids of the units of posts by the posts' id."""
    return dict(Post.objects.filter(uid__in=uids).values_list("uid", "unit_id"))


def _grants(caller: Caller, verb: str, pack: str, sensitivity: int) -> list[Grant]:
    if is_remembering():
        held = remembered((_grants, caller), lambda: list(_held(caller)))
        grants = [grant for grant in held if grant.verb == verb]
    else:
        grants = list(_held(caller).filter(verb=verb))
    covers = {"*", pack} if pack else None
    return [each for each in grants if each.sensitivity >= sensitivity and (covers is None or each.pack in covers)]


def _held(caller: Caller) -> QuerySet[Grant]:
    day = timezone.localdate()
    held = Appointment.objects.filter(user__uid=caller.person, user__is_active=True, from_day__lte=day, ended_at=None)
    held = held.filter(Q(to_day=None) | Q(to_day__gte=day))
    posts = Post.objects.filter(uid=caller.post, appointments__in=held, from_day__lte=day)
    posts = posts.filter(Q(to_day=None) | Q(to_day__gte=day))
    grants = Grant.objects.filter(post__in=posts, from_day__lte=day)
    return grants.filter(Q(to_day=None) | Q(to_day__gte=day))


def posts_allowed(verb: str, unit_id: int) -> list[Post]:
    """Return the posts that may do something for a unit today and that somebody holds: those of the unit itself, else those
    of others."""
    day = timezone.localdate()
    grants = Grant.objects.filter(verb=verb, from_day__lte=day).filter(Q(to_day=None) | Q(to_day__gte=day))
    grants = grants.filter(post__from_day__lte=day).filter(Q(post__to_day=None) | Q(post__to_day__gte=day))
    grants = grants.filter(Q(unit_id=unit_id) | Q(below=True))
    found: dict[int, Post] = {}
    for grant in grants.select_related("post__unit").order_by("post__unit__order", "post_id"):
        if grant.post_id not in found and (grant.unit_id == unit_id or (grant.below and _is_below(grant, unit_id))):
            found[grant.post_id] = grant.post
    held = [post for post in found.values() if holders(post, day)]
    return [post for post in held if post.unit_id == unit_id] or held


def _below(grant: Grant) -> set[int]:
    key = (_below, grant.tree_id, grant.unit_id)
    return remembered(key, lambda: set(_spans_below(grant).values_list("descendant_id", flat=True)))


def _is_below(grant: Grant, unit_id: int) -> bool:
    if is_remembering():
        return unit_id in _below(grant)
    return _spans_below(grant).filter(descendant_id=unit_id).exists()


def _spans_below(grant: Grant) -> QuerySet[UnitSpan]:
    return _spans_now().filter(tree_id=grant.tree_id, ancestor_id=grant.unit_id)


def _spans_now() -> QuerySet[UnitSpan]:
    """The spans that hold this month; a closed unit stays where it stood, so that its history can be read."""
    today = timezone.localdate()
    month = month_of(today)
    spans = UnitSpan.objects.filter(until_seq=None, from_month__lte=month)
    return spans.filter(Q(to_month=None) | Q(to_month__gte=month) | Q(descendant__closed_on__lt=today))


def views_of(caller: Caller, page: str) -> list[SavedView]:
    """Return the views that the caller's post has saved of a list, by name."""
    return list(SavedView.objects.filter(post__uid=caller.post, page=page))


def find_post(text: str) -> Post | None:
    """Return the post with this id, or the one that is called “unit·title” so, None when there is not just one."""
    posts = Post.objects.select_related("unit")
    by_uid = posts.filter(uid=text).first()
    unit, _mark, title = text.partition("·")
    named = [] if by_uid else list(posts.filter(title=title).filter(Q(unit__short_name=unit) | Q(unit__name=unit))[:2])
    return by_uid or (named[0] if len(named) == 1 else None)


def token_caller(token: Token) -> Caller:
    """Return on whose behalf a key acts: its post, as whoever holds it today. A vacant post may do nothing."""
    day = timezone.localdate()
    held = token.post.appointments.filter(from_day__lte=day, user__is_active=True, ended_at=None, is_acting=False)
    holder = held.filter(Q(to_day=None) | Q(to_day__gte=day)).select_related("user").first()
    return Caller(person=holder.user.uid if holder else "", post=token.post.uid)


def tokens_of(caller: Caller) -> list[Token]:
    """Return the keys of the posts over which the caller may change grants."""
    tokens = Token.objects.select_related("post__unit", "unit")
    return list(tokens if caller.is_system else tokens.filter(post__unit_id__in=units_allowed(caller, "grant.change")))


def role_of(caller: Caller) -> str:
    """Return the role of the caller's post, "" without one."""
    found = remembered((role_of, caller), lambda: Post.objects.filter(uid=caller.post).values_list("role", flat=True))
    return next(iter(found), "")


def unit_of_post(caller: Caller) -> Unit | None:
    """Return the unit of the caller's post, None without one."""

    def look() -> Unit | None:
        post = Post.objects.select_related("unit").filter(uid=caller.post).first() if caller.post else None
        return post.unit if post else None

    return remembered((unit_of_post, caller.post), look)


def posts_in(unit_ids: Iterable[int], on: date) -> list[Post]:
    """Return the posts that units have on a day, in the order in which they were opened."""
    posts = Post.objects.filter(unit_id__in=list(unit_ids), from_day__lte=on).filter(Q(to_day=None) | Q(to_day__gte=on))
    return list(posts.select_related("unit").order_by("pk"))


def holders(post: Post, on: date | None = None) -> list[Appointment]:
    """Return who holds a post on a day (today), whoever acts for them behind."""
    day = on or timezone.localdate()
    rows = post.appointments.filter(from_day__lte=day, ended_at=None).filter(Q(to_day=None) | Q(to_day__gte=day))
    return list(rows.select_related("user").order_by("is_acting", "pk"))


def people_at(unit: Unit, on: date) -> dict[str, str]:
    """Return the names of those who hold a post of a unit on a day, by their random id, in the order of the posts."""
    found: dict[str, str] = {}
    for post in posts_in([unit.pk], on):
        for each in holders(post, on):
            if not each.is_acting:
                found.setdefault(each.user.uid, each.user.name)
    return found


def posts_to_appoint(caller: Caller) -> list[Post]:
    """Return the posts that the caller may hand over, in official order of their units."""
    day = timezone.localdate()
    rows = Post.objects.filter(from_day__lte=day)
    if not caller.is_system:
        rows = rows.filter(unit_id__in=units_allowed(caller, "post.appoint"))
    rows = rows.filter(Q(to_day=None) | Q(to_day__gte=day)).select_related("unit")
    return list(rows.order_by("unit__order", "unit__code", "pk"))


def accounts_to_manage(caller: Caller) -> list[User]:
    """Return the accounts whose every post lies in units of which the caller may change accounts, those without a post too,
    closed ones last, by name; with ``held``, the titles of their posts."""
    units = units_allowed(caller, "account.change")
    if not units and not caller.is_system:
        return []
    day = timezone.localdate()
    rows = Appointment.objects.filter(ended_at=None).filter(Q(to_day=None) | Q(to_day__gte=day))
    held: dict[int, list[Appointment]] = {}
    for each in rows.select_related("post__unit").order_by("is_acting", "pk"):
        held.setdefault(each.user_id, []).append(each)
    found = []
    for user in User.objects.order_by("-is_active", "name", "username"):
        own = held.get(user.pk, [])
        if caller.is_system or all(each.post.unit_id in units for each in own):
            user.held = own  # type: ignore[attr-defined]
            found.append(user)
    return found


def find_account(text: str) -> User:
    """Return the account with this user name. Refuses (``account_unknown``) what is none."""
    user = User.objects.filter(username__iexact=text.strip()).first()
    if user is None:
        raise Refusal("account_unknown", text=text)
    return user


def accounts_by_name() -> list[User]:
    """Return the accounts that can sign in, by name."""
    return list(User.objects.filter(is_active=True).order_by("name", "username"))
