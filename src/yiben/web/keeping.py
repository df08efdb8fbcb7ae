"""What was typed while the sign-in had run out: kept in the session, locked, until the person is back."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, QueryDict

from yiben.vault.actions import locker
from yiben.vault.opening import unlock

_KEY = "typed"
_LARGEST = 64_000
"""Characters. A form is far below that; more is no form of ours."""
_NOT_KEPT = ("csrfmiddlewaretoken", "password")


def keep_typed(request: HttpRequest) -> None:
    """Keep the answers of a form that came without a sign-in, for the page it was sent to. Files cannot be kept.

    What the browser's queue sends stays in its queue and is not kept here as well.
    """
    if not request.accepts("text/html"):
        return
    typed = request.POST.copy()
    for name in _NOT_KEPT:
        typed.pop(name, None)
    text = typed.urlencode()
    if len(text) <= _LARGEST:
        request.session[_KEY] = {"path": request.path, "typed": locker().lock(text, _KEY)}


def take_typed(request: Any) -> QueryDict | None:
    """Return what was kept for this page, once."""
    kept = request.session.get(_KEY)
    if kept is None or kept["path"] != request.path:
        return None
    del request.session[_KEY]
    return QueryDict(unlock(kept["typed"], _KEY))
