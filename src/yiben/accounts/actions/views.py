"""Views of lists that a post keeps."""

from __future__ import annotations

from django.db import transaction

from yiben.accounts.models import Post, SavedView
from yiben.audit.actions import log
from yiben.audit.callers import Caller
from yiben.errors import Refusal

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
