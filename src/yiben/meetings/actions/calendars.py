"""The secret address of a post's meetings for calendar programs."""

from __future__ import annotations

import secrets

from django.db import transaction
from django.utils import timezone

from yiben.accounts.queries import units_allowed
from yiben.audit.actions import log
from yiben.audit.callers import Caller
from yiben.errors import Refusal
from yiben.meetings.models import CalendarLink
from yiben.meetings.queries import READ, calendar_digest


@transaction.atomic
def make_calendar_link(caller: Caller) -> str:
    """Make the secret under which a calendar program reads the meetings that the caller sees, and return it; an older one of
    the same post no longer works."""
    if not units_allowed(caller, READ) or not caller.post:
        raise Refusal("no_access", verb=READ)
    withdraw_calendar_link(caller)
    secret = secrets.token_urlsafe(24)
    CalendarLink.objects.create(person=caller.person, post=caller.post, digest=calendar_digest(secret))
    log(caller, "meeting.calendar", caller.post)
    return secret


@transaction.atomic
def withdraw_calendar_link(caller: Caller) -> None:
    """Make the address of the caller's post useless."""
    rows = CalendarLink.objects.filter(person=caller.person, post=caller.post, withdrawn_at=None)
    if rows.update(withdrawn_at=timezone.now()):
        log(caller, "meeting.calendar_off", caller.post)
