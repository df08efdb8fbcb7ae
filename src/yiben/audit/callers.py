"""Who asks: the person and the post on whose behalf an action runs."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Caller:
    """A person acting from a post. ``person`` and ``post`` are random ids, never names.

    ``is_system`` marks the program itself (setting up an instance, restoring, scheduled jobs); it is never made
    from a request.
    """

    person: str
    post: str
    is_system: bool = False


SYSTEM = Caller(person="", post="", is_system=True)
