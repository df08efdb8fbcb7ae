"""What the browser's queue of unsent records asks before it sends."""

from __future__ import annotations

from django.http import HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from yiben.web.access import PostRequest, access_recording
from yiben.web.queueing import owner_of


@never_cache
@require_safe
def token(request: PostRequest) -> HttpResponse:
    """Return a fresh token and who is signed in, so that a record waits when it is not its owner."""
    access_recording(request)
    return JsonResponse({"token": get_token(request), "owner": owner_of(request)})
