"""Accounts are opened by an administrator; nobody signs up, and no password travels by mail."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


class ClosedAdapter(DefaultAccountAdapter):
    """allauth without sign-up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Return False: see the module."""
        return False


def computer_of(request: HttpRequest) -> str:
    """Return the address of the computer that asks: behind so many proxies as ``YIBEN_PROXIES`` says, that which the outermost
    of them saw; a header that nobody trusted wrote is never read."""
    return DefaultAccountAdapter(request).get_client_ip(request)


def show_closed(request: HttpRequest, **_parts: Any) -> HttpResponse:
    """Say that accounts and passwords come from the administrator."""
    return render(request, "account/closed.html", status=403)
