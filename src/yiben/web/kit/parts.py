"""What the components of a page are made of, as plain values. ``templates/kit/`` draws them and nothing else does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True)
class Empty:
    """An empty list: why it is empty, and what to do next (a link, where there is something to do)."""

    title: str
    text: str
    url: str = ""
    action: str = ""


@dataclass(frozen=True)
class Change:
    """One thing that was changed. Both sides are written for people; a dash stands for nothing."""

    label: str
    old: str
    new: str


@dataclass(frozen=True)
class Event:
    """One thing that happened: when, who from which post, what, with which changes and for which reason.

    ``who`` empty: the program did it. ``said`` are texts that came with it: (heading or "", text). ``note`` stands
    behind it in small type. ``is_current`` marks the state that the page shows.
    """

    at: datetime
    what: str
    who: str = ""
    post: str = ""
    changes: Sequence[Change] = ()
    reason: str = ""
    said: Sequence[tuple[str, str]] = ()
    note: str = ""
    is_current: bool = False


@dataclass(frozen=True)
class Mark:
    """One point of a timeline. ``state``: done, late, next or later; ``said`` is the state in words."""

    when: str
    label: str
    state: str
    said: str


@dataclass(frozen=True)
class Gate:
    """One thing that is missing before a step can be taken. ``url`` leads to where it is mended. ``is_barred``: the
    law itself forbids to go on without it; anything else passes with a signed reason."""

    text: str
    url: str = ""
    action: str = ""
    is_barred: bool = True


@dataclass(frozen=True)
class Branch:
    """A node of a tree with what is below it; ``value`` stands at the right."""

    label: str
    url: str = ""
    value: str = ""
    note: str = ""
    below: Sequence[Branch] = field(default_factory=tuple)
