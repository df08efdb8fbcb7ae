"""Who asks, from which post; and what a refusal looks like."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode, urlsplit, urlunsplit

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from yiben.accounts.queries import caller_for, posts_of
from yiben.audit.callers import Caller
from yiben.errors import Conflict, PackProblem, Refusal, YibenError
from yiben.remembering import read_once
from yiben.sentences import say_error
from yiben.web.context import forget_notice_count
from yiben.web.keeping import keep_typed
from yiben.web.mending import mending_of

GetResponse = Callable[[HttpRequest], HttpResponseBase]
OPEN_PREFIX = "account_"
"""Pages whose route begins so need no sign-in: they are the way in."""
TOKEN_PREFIX = "api_"
"""Addresses whose route begins so are opened by a key, not by a sign-in: neither cookies nor posts are looked at."""
LINK_PREFIX = "link_"
"""Pages whose route begins so are opened by a secret in their address, by whoever was handed it."""
GONE = frozenset(
    {"link_used", "link_withdrawn", "link_closed", "matter_link_withdrawn", "matter_link_over", "matter_link_done"}
)
"""Refusals of links that opened something once."""
POST_OF_FORM = "as_post"
"""A form says from which post it was opened, so that switching posts in another window does not change who records."""


class PostMiddleware:
    """Give the request ``post``, ``posts`` and ``caller``. Every page but the way in needs a sign-in and a post."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Start as nobody; ``process_view`` finds out who it is."""
        request.post, request.posts, request.caller = None, [], Caller(person="", post="")  # type: ignore[attr-defined]
        with read_once():
            answer = self.get_response(request)
        if request.method == "POST" and request.caller.post:  # type: ignore[attr-defined]
            forget_notice_count(request.caller)  # type: ignore[attr-defined]
        return answer

    def process_view(self, request: Any, view: Any, args: Any, kwargs: Any) -> HttpResponseBase | None:
        """Find the post, or answer with the sign-in page or the page for people without a post."""
        name = request.resolver_match.url_name or ""
        if name.startswith((TOKEN_PREFIX, LINK_PREFIX)):
            return None
        is_open = name.startswith(OPEN_PREFIX)
        if not request.user.is_authenticated:
            if is_open:
                return None
            if request.method == "POST":
                keep_typed(request)
            there = request.get_full_path() if request.method == "GET" else request.path
            return redirect(f"{reverse('account_login')}?{urlencode({'next': there})}")
        request.posts = posts_of(request.user)
        held = {post.uid: post for post in request.posts}
        wanted = (request.POST.get(POST_OF_FORM, ""), request.session.get("post", ""))
        request.post = next((held[uid] for uid in wanted if uid in held), next(iter(request.posts), None))
        request.caller = caller_for(request.user, request.post)
        if request.user.must_change_password and not is_open:
            return redirect("account_change_password")
        if request.post is None and not is_open:
            return render(request, "posts/none.html", status=403)
        return None


class RefusalMiddleware:
    """Turn a refusal into a page with its sentence, or into JSON when that was asked for. Bugs pass through."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass on; ``process_exception`` does the turning."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, problem: Exception) -> HttpResponse | None:
        """Return the page of a refusal; None for anything that was not raised on purpose."""
        if not isinstance(problem, YibenError):
            return None
        sentences = say_error(problem)
        status = status_of(problem)
        if request.accepts("text/html"):
            ctx: dict[str, Any] = {"sentences": sentences, "code": problem.code, "back": _came_from(request)}
            ctx["is_dead_link"] = problem.code in GONE or problem.code in ("link_unknown", "matter_link_unknown")
            ctx["mending"] = mending_of(request, problem)
            return render(request, "refused.html", ctx, status=status)
        return JsonResponse({"error": problem.code, "sentences": sentences}, status=status)


def _came_from(request: HttpRequest) -> str:
    """The address of the page here from which somebody came, "" where there is none or it is this very one."""
    before = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(before, {request.get_host()}) or before == request.build_absolute_uri():
        return ""
    parts = urlsplit(before)
    return urlunsplit(("", "", parts.path, parts.query, ""))


def status_of(problem: YibenError) -> int:
    """Return the HTTP status of a refusal: 403 no access, 404 not there, 410 a link that served its time, 409 conflict, 422
    anything else."""
    if problem.code == "no_access":
        return 403
    if isinstance(problem, Conflict):
        return 409
    if isinstance(problem, PackProblem):
        return 500
    if problem.code in GONE:
        return 410
    is_missing = isinstance(problem, Refusal) and problem.code.endswith("_unknown")
    return 404 if is_missing else 422
