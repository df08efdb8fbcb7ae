"""``POST /api/v1/evidence``: a file for entries that will name it by its digest."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse

from yiben.accounts.models import Token
from yiben.accounts.queries import token_caller
from yiben.api.answering import opened_by_key
from yiben.api.scoping import require_within
from yiben.errors import Refusal
from yiben.ledger.actions import keep_evidence
from yiben.units.queries import find_unit

_ALLOWED = ("unit", "name", "book")


@opened_by_key("POST")
def take(request: HttpRequest, token: Token) -> HttpResponse:
    """Keep the bytes of the body for a unit that the key serves, and answer with what was kept: cleaned and scaled where it
    is a picture, so that its digest and size may be others than those of what was sent."""
    asked = request.GET
    for key in asked:
        if key not in _ALLOWED:
            raise Refusal("key_unknown", key=key[:40], allowed="、".join(_ALLOWED))
    for key in ("unit", "name"):
        if not asked.get(key):
            raise Refusal("key_missing", key=key)
    unit, book = find_unit(asked["unit"]), asked.get("book", "")
    require_within(token, unit, book)
    kept = keep_evidence(token_caller(token), unit=unit, name=asked["name"], data=_body(request), book=book)
    value = {"evidence": kept.digest, "size": kept.size, "media_type": kept.media_type, "name": kept.name}
    return JsonResponse(value, status=201)


def _body(request: HttpRequest) -> bytes:
    """The bytes that were sent. What says beforehand that it is too large is not read."""
    said, limit = int(request.headers.get("Content-Length") or 0), settings.EVIDENCE_LIMIT_BYTES
    if said > limit:
        megabytes = round(said / 2**20, 1)
        raise Refusal("file_too_large", name=request.GET["name"], megabytes=megabytes, limit=limit // 2**20)
    return request.body
