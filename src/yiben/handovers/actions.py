"""Ending a post for good: only when nothing that belongs to it alone is left."""

from __future__ import annotations

from django.db import transaction

from yiben.accounts.actions import close_post
from yiben.accounts.models import Post
from yiben.audit import hooks
from yiben.audit.callers import Caller
from yiben.errors import Refusal
from yiben.ledger.queries import drafts_of


@transaction.atomic
def end_post(caller: Caller, post: Post, *, reason: str) -> None:
    """End a post this minute (``accounts.close_post``). Tasks and matters are its unit's and stay; drafts are the post's:
    one that has any is refused (``post_drafts``)."""
    hooks.require(caller, "post.appoint", post.unit_id)
    if count := len(drafts_of(Caller(person="", post=post.uid))):
        raise Refusal("post_drafts", count=count)
    close_post(caller, post, reason=reason)
