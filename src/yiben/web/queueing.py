"""Records that were sent without a connection: the browser keeps them and sends them later (static/queue.js).

Such a request asks for JSON and says from whom it is. The record's own id makes it safe to send twice.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpRequest, JsonResponse

from yiben.errors import Refusal
from yiben.sentences import say_error
from yiben.web.access import PostRequest
from yiben.web.middleware import status_of

OWNER = "queue_owner"
"""The field of a queued form that says from whom it is."""


def owner_of(request: PostRequest) -> str:
    """Return whose queue the browser shows: the person acting from the post. Random ids, never names."""
    return f"{request.caller.person}/{request.caller.post}"


def is_queued(request: HttpRequest) -> bool:
    """Say whether a form comes from the queue of a browser and not from its page."""
    return not request.accepts("text/html")


def require_owner(request: PostRequest) -> None:
    """Refuse a queued form that somebody else, or the same person from another post, has filled in."""
    if is_queued(request) and request.POST.get(OWNER, "") != owner_of(request):
        raise Refusal("queue_of_another")


def answer_taken(url: str) -> JsonResponse:
    """Tell the queue that a form was taken, now or before, and where it can be seen."""
    return JsonResponse({"url": url})


def answer_refused(refusal: Refusal, more: Iterable[str] = ()) -> JsonResponse:
    """Tell the queue why a form was refused; ``more``: sentences on its files. The browser keeps it."""
    sentences = say_error(refusal)
    sentences += [each for each in more if not any(each in said for said in sentences)]
    return JsonResponse({"error": refusal.code, "sentences": sentences}, status=status_of(refusal))
