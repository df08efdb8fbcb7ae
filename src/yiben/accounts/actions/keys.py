"""Keys with which devices and other systems record on behalf of a post."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Case, F, Value, When
from django.utils import timezone

from yiben.accounts.models import Post, Token
from yiben.audit import hooks
from yiben.audit.actions import log
from yiben.audit.callers import Caller
from yiben.errors import Refusal
from yiben.units.models import Unit

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
