"""The kinds of meetings that the installed packs declare."""

from __future__ import annotations

from yiben.catalog.queries import catalogue
from yiben.errors import Refusal
from yiben.packs.meetings import MeetingKind


def kinds() -> list[MeetingKind]:
    """Return all kinds, in the order of the packs."""
    return list(catalogue().meetings.values())


def kind_of(name: str) -> MeetingKind:
    """Return a kind. Refuses one that no pack declares."""
    found = catalogue().meetings.get(name)
    if found is None:
        raise Refusal("meeting_kind_unknown", kind=name)
    return found
