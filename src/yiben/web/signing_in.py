"""Accounts are opened by an administrator; nobody signs up, and no password travels by mail."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from yiben.accounts.actions import note_sign_in, password_chosen
from yiben.accounts.models import User


class ClosedAdapter(DefaultAccountAdapter):
    """allauth without sign-up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Return False: see the module."""
        return False

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Return where one goes on after having chosen a password."""
        return reverse("workbench-show")

    def set_password(self, user: User, password: str) -> None:
        """Keep the password that somebody chose for themselves."""
        password_chosen(user, password)


@receiver(user_logged_in)
def _signed_in(request: HttpRequest, user: User, **_more: Any) -> None:
    note_sign_in(user, "account.sign_in", _seen_from(request))


@receiver(user_logged_out)
def _signed_out(request: HttpRequest, user: User | None, **_more: Any) -> None:
    if user is not None:
        note_sign_in(user, "account.sign_out", _seen_from(request))


@receiver(user_login_failed)
def _not_signed_in(request: HttpRequest | None, credentials: dict[str, Any], **_more: Any) -> None:
    user = User.objects.filter(username__iexact=str(credentials.get("username", ""))).first()
    note_sign_in(user, "account.sign_in_failed", _seen_from(request))


def _seen_from(request: HttpRequest | None) -> str:
    """The computer that a sign-in came from, "" where there is none: a command, a socket of this computer."""
    return computer_of(request) if request is not None and request.META.get("REMOTE_ADDR") else ""


def computer_of(request: HttpRequest) -> str:
    """Return the address of the computer that asks: behind so many proxies as ``YIBEN_PROXIES`` says, that which the outermost
    of them saw; a header that nobody trusted wrote is never read."""
    return DefaultAccountAdapter(request).get_client_ip(request)


def show_closed(request: HttpRequest, **_parts: Any) -> HttpResponse:
    """Say that accounts and passwords come from the administrator."""
    return render(request, "account/closed.html", status=403)
