"""Clearing away what expired sign-ins leave behind."""

from __future__ import annotations

from importlib import import_module

from django.conf import settings
from django.contrib.sessions.models import Session
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from yiben.jobs.registry import Outcome, job


@job(
    "web.clear_sessions",
    label=_("Clear away expired sign-ins"),
    says=_("%(count)s removed"),
    rule="FREQ=DAILY;BYHOUR=3;BYMINUTE=10;BYSECOND=0",
)
def clear_sessions() -> Outcome:
    """Delete expired sessions with what was typed into them and never fetched; a second run finds nothing."""
    count = Session.objects.filter(expire_date__lt=timezone.now()).count()
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
    return {"count": count}
