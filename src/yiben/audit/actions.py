"""Writing the log."""

from __future__ import annotations

from typing import Any

from yiben.audit.callers import Caller
from yiben.audit.models import AuditEvent


def log(caller: Caller, verb: str, subject: str = "", **detail: Any) -> None:
    """Append one event. It belongs to the transaction of the act it tells of."""
    AuditEvent.objects.create(person=caller.person, post=caller.post, verb=verb, subject=subject, detail=detail)
