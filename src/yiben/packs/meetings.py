"""What a pack may declare about a kind of meeting: how often, who has to be there, by which text it decides."""

from typing import Annotated, Literal

import pydantic
from pydantic import StringConstraints

from yiben.packs.base import Definition, Help, Id, Label

Whole = Literal["members", "entitled", "committee", "voting_members", "present", "households", "adults"]
"""What a rule of law calls the number against which it counts: ``present`` those who came, any other name those who
might have come (with a vote)."""


class Share(Definition):
    """A rule of law about a share of a meeting, and what it calls the whole."""

    rule: Id
    whole: Whole


class MeetingKind(Definition):
    """A kind of meeting. ``body`` is what its body is called. ``attends``: members of the body, named with the days of their
    membership, or everybody who is entitled, as numbers. ``every``: how often the body meets, ``rhythm`` the rule that says
    so. ``quorum`` and ``vote``: rules of how many have to come and to agree. ``notice`` (a rule) or ``notice_days``: how long
    before it is called. ``prior``: the rule by which what is weighty is studied by the Party organisation first.
    ``numbered``: the word before the year in the number of a resolution, gapless per body and year; without it the meeting
    makes none. ``counts``: the book in which a meeting leaves an entry, with fixed ``values`` by field.
    ``resolved``: the book of its resolutions. ``minutes``: how long it usually takes, for calendars, where nobody says until
    when."""

    id: Id
    label: Label
    body: Label
    attends: Literal["members", "everybody"] = "members"
    every: Literal["month", "quarter", "half", "year", "none"] = "none"
    rhythm: Id | None = None
    quorum: Share | None = None
    vote: Share | None = None
    notice: Id | None = None
    notice_days: Annotated[int, pydantic.Field(ge=1, le=60)] | None = None
    prior: Id | None = None
    numbered: Annotated[str, StringConstraints(max_length=12)] = ""
    counts: Id | None = None
    resolved: Id | None = None
    minutes: Annotated[int, pydantic.Field(ge=10, le=600)] = 120
    values: dict[Id, str] = {}
    help: Help = ""
