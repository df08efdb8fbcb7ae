"""How a reader wants pages: large print, kept by the browser in a cookie. Language is Django's own ``set_language``."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

LARGE_PRINT = "yiben_print"
LARGE = "large"
_YEAR = 365 * 24 * 3600


def is_large(request: HttpRequest) -> bool:
    """Say whether this browser asked for large print."""
    return request.COOKIES.get(LARGE_PRINT) == LARGE


@require_POST
def large_print(request: HttpRequest) -> HttpResponse:
    """Switch large print on or off for this browser, and go back to where it was switched."""
    there = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(there, {request.get_host()}, require_https=request.is_secure())
    response = redirect(there if is_ours else "workbench-show")
    if request.POST.get("large") == "1":
        response.set_cookie(LARGE_PRINT, LARGE, max_age=_YEAR, samesite="Lax", httponly=True)
    else:
        response.delete_cookie(LARGE_PRINT, samesite="Lax")
    return response
