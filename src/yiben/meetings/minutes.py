"""The minutes as they stand: written by the program until a hand changes them; both where they have come apart."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from yiben.meetings.models import Meeting, Minutes
from yiben.meetings.queries import sittings_of
from yiben.meetings.wording import minutes_lines


@dataclass(frozen=True)
class Written:
    """The minutes: ``text`` as they stand, ``made`` as the program writes them now. ``is_apart``: a hand has changed them,
    and what the program wrote then has changed since."""

    text: str
    made: str
    is_by_hand: bool
    is_apart: bool

    @property
    def digest(self) -> str:
        """What a form sends back, to tell which text and which version of the program's it was shown."""
        return hashlib.sha256(f"{self.text}\0{self.made}".encode()).hexdigest()[:32]


def written(meeting: Meeting) -> Written:
    """Return the minutes of a meeting."""
    resolutions = list(meeting.resolutions.select_related("unit").order_by("body_id", "serial"))
    made = "\n".join(minutes_lines(meeting, sittings_of(meeting), resolutions))
    row = Minutes.objects.filter(meeting=meeting).first()
    if row is None:
        return Written(made, made, False, False)
    return Written(row.words.get("text", ""), made, True, row.made.get("text", "") != made)
