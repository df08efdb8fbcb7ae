"""Who asks, and what an answer looks like: every refusal is JSON with a code and a sentence."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt

from yiben.accounts.actions import use_token
from yiben.accounts.models import Token
from yiben.errors import Conflict, PackProblem, Refusal, YibenError
from yiben.remembering import read_once
from yiben.sentences import say, say_error

View = Callable[[HttpRequest, Token], HttpResponse]
STATUS = {
    "token_missing": 401,
    "token_invalid": 401,
    "token_too_often": 429,
    "no_access": 403,
    "token_scope": 403,
    "method_not_allowed": 405,
    "address_unknown": 404,
    "metric_unknown": 404,
    "json_too_large": 413,
    "json_expected": 415,
    "json_broken": 400,
    "json_shape": 400,
}
_SCHEME = "bearer "


def opened_by_key(method: str) -> Callable[[View], Callable[[HttpRequest], HttpResponse]]:
    """Let a view be called with the key of the request, by one method alone, and turn its refusals into JSON."""

    def wrap(view: View) -> Callable[[HttpRequest], HttpResponse]:
        @csrf_exempt
        @wraps(view)
        def answered(request: HttpRequest) -> HttpResponse:
            try:
                if request.method != method:
                    raise Refusal("method_not_allowed", allowed=method)
                with read_once():
                    return view(request, _token(request))
            except YibenError as problem:
                return refused(problem)

        return answered

    return wrap


@csrf_exempt
def nothing_here(request: HttpRequest) -> HttpResponse:
    """Say that there is nothing at an address."""
    return refused(Refusal("address_unknown"))


def refused(problem: YibenError) -> HttpResponse:
    """Return a refusal as JSON."""
    response = JsonResponse({"error": told(problem)}, status=status_of(problem))
    if response.status_code == 401:
        response.headers["WWW-Authenticate"] = "Bearer"
    return response


def told(problem: YibenError) -> dict[str, Any]:
    """Return code and sentence of a refusal, with those beside its fields."""
    value: dict[str, Any] = {"code": problem.code, "sentence": " ".join(say_error(problem)[:1])}
    fields = problem.fields if isinstance(problem, Refusal) else ()
    if fields:
        value["fields"] = [
            {"field": name, "code": code, "sentence": say(code, {"field": name, "label": name, **data})}
            for name, code, data in fields
        ]
    return value


def status_of(problem: YibenError) -> int:
    """Return the HTTP status of a refusal; 409 for an id used for something else, 422 for what stands in no list."""
    if problem.code in STATUS:
        return STATUS[problem.code]
    if isinstance(problem, Conflict):
        return 409
    return 500 if isinstance(problem, PackProblem) else 422


def _token(request: HttpRequest) -> Token:
    header = request.headers.get("Authorization", "")
    if not header.lower().startswith(_SCHEME):
        raise Refusal("token_missing")
    return use_token(header[len(_SCHEME) :].strip())
