"""``GET /api/v1/figures``: one figure, as ``yiben figure --json`` prints it."""

from __future__ import annotations

from typing import Literal

from django.http import HttpRequest, HttpResponse, JsonResponse

from yiben.accounts.models import Token
from yiben.accounts.queries import token_caller
from yiben.api.answering import opened_by_key
from yiben.api.scoping import require_within
from yiben.audit import hooks
from yiben.errors import Refusal
from yiben.metrics.answers import figure_answer
from yiben.metrics.periods import parse_period
from yiben.metrics.scopes import Scope
from yiben.units.queries import find_unit

_ALLOWED = ("metric", "unit", "period", "tree", "view", "as_of")

_VIEWS: dict[str, Literal["posted", "corrected"]] = {"posted": "posted", "corrected": "corrected"}


@opened_by_key("GET")
def show(request: HttpRequest, token: Token) -> HttpResponse:
    """Answer with a figure of a unit that the key serves and whose figures its post may read."""
    asked = request.GET
    for key in asked:
        if key not in _ALLOWED:
            raise Refusal("key_unknown", key=key[:40], allowed="、".join(_ALLOWED))
    for key in ("metric", "unit", "period"):
        if not asked.get(key):
            raise Refusal("key_missing", key=key)
    as_of, view = asked.get("as_of", ""), _VIEWS.get(asked.get("view", "posted"))
    if view is None:
        raise Refusal("key_type", key="view", wanted="posted/corrected")
    if as_of and not (as_of.isascii() and as_of.isdigit() and len(as_of) < 16):
        raise Refusal("key_type", key="as_of", wanted="integer")
    unit = find_unit(asked["unit"])
    require_within(token, unit)
    hooks.require(token_caller(token), "figure.read", unit.pk)
    tree = asked.get("tree", "administrative")
    scope = Scope(unit, parse_period(asked["period"]), tree, view, int(as_of) if as_of else None)
    _figure, value = figure_answer(asked["metric"], scope)
    return JsonResponse(value)
