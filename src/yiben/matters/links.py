"""What is said of a link of a unit without an account that opens nothing any more."""

from __future__ import annotations

from django.utils import timezone

from yiben.errors import Refusal
from yiben.matters.models import HandlerLink


def refuse_dead_link(link: HandlerLink | None) -> HandlerLink:
    """Return a link that can be used. Refuses ``matter_link_unknown`` for none; to whoever holds one that opens nothing any
    more it is said what happened and who can be asked, and nothing of the matter: ``matter_link_withdrawn``,
    ``matter_link_over``, ``matter_link_done``."""
    if link is None:
        raise Refusal("matter_link_unknown")
    unit = link.matter.unit.name
    if link.withdrawn_at is not None:
        raise Refusal("matter_link_withdrawn", day=timezone.localdate(link.withdrawn_at).isoformat(), unit=unit)
    if link.matter.is_done:
        raise Refusal("matter_link_done", unit=unit)
    if link.ends_on < timezone.localdate():
        raise Refusal("matter_link_over", day=link.ends_on.isoformat(), unit=unit)
    return link
