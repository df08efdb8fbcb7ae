"""Saved views of lists: keeping one, removing one."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from yiben.accounts.actions import drop_view, keep_view
from yiben.errors import Refusal
from yiben.web.access import PostRequest
from yiben.web.kit.places import view_query

LISTS = frozenset({"ledger-show", "task-index", "plan-index", "figure-show"})
"""Pages that are lists: only these keep views, and nowhere else does keeping one lead."""


@require_POST
def keep(request: PostRequest) -> HttpResponse:
    """Keep a list as it is shown under a name, and go back to it."""
    page, query = request.POST.get("page", ""), view_query(request.POST.get("query", ""))
    if not _is_list(page):
        raise Refusal("page_unknown")
    view = keep_view(request.caller, page=page, name=request.POST.get("name", ""), query=query)
    messages.success(request, _("The view “%(name)s” is kept for your post.") % {"name": view.name})
    return redirect(f"{page}?{view.query}")


@require_POST
def drop(request: PostRequest) -> HttpResponse:
    """Remove a view of the post, and go back to the whole list."""
    view = drop_view(request.caller, request.POST.get("view", ""))
    if view is None:
        raise Refusal("view_unknown")
    messages.success(request, _("The view “%(name)s” was removed.") % {"name": view.name})
    return redirect(view.page)


def _is_list(page: str) -> bool:
    try:
        return resolve(page).url_name in LISTS
    except Resolver404:
        return False
