"""Links with which a unit without an account sends its table once: their secrets, and what is said of a dead one."""

from __future__ import annotations

import hashlib

from django.utils import timezone

from yiben.collections.models import AnswerLink, Collection
from yiben.errors import Refusal


def secret_digest(secret: str) -> str:
    """Return what is kept of the secret of a link."""
    return hashlib.sha256(secret.encode()).hexdigest()


def refuse_dead_link(link: AnswerLink | None) -> AnswerLink:
    """Return a link that can be used. Refuses ``link_unknown`` for none; to whoever holds one that opens nothing any more it is
    said what happened and who can be asked: ``link_used``, ``link_closed``, ``link_withdrawn``."""
    if link is None:
        raise Refusal("link_unknown")
    title, unit = link.collection.title, link.collection.unit.name
    if link.used_at is not None:
        raise Refusal("link_used", day=timezone.localdate(link.used_at).isoformat(), title=title, unit=unit)
    if link.withdrawn_at is not None:
        raise Refusal("link_withdrawn", day=timezone.localdate(link.withdrawn_at).isoformat(), title=title, unit=unit)
    if link.collection.state != Collection.OPEN:
        raise Refusal("link_closed", title=title, unit=unit)
    return link
