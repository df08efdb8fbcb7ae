"""Switching between the posts that a person holds."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from yiben.web.access import PostRequest


@require_POST
def switch(request: PostRequest) -> HttpResponse:
    """Go on from another post; one that the person does not hold changes nothing."""
    wanted = request.POST.get("post", "")
    if any(post.uid == wanted for post in request.posts):
        request.session["post"] = wanted
    return redirect("workbench-show")
