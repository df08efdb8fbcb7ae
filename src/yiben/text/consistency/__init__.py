"""What does not agree within one document. A false alarm costs more than a miss: what may be right is not reported."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from yiben.text.consistency.findings import Inconsistency, sentences
from yiben.text.consistency.lists import wrong_lists
from yiben.text.consistency.order import wrong_order
from yiben.text.consistency.repeated import wrong_repeats
from yiben.text.consistency.shares import wrong_growth, wrong_shares
from yiben.text.consistency.sums import wrong_beyond, wrong_sums
from yiben.text.context import sections
from yiben.text.facts import facts
from yiben.text.results import Fact, Reading


def claims(reading: Reading) -> tuple[Fact, ...]:
    """Return every quantity that a draft says, whatever it is said of: for a check a number in a plan counts as well."""
    told = [
        replace(section, mood="past", usual="past")
        for section in sections(reading.clean_text, reading.outline, reading.metadata)
    ]
    return facts(reading.clean_text, told, ())


def inconsistencies(reading: Reading, told: Sequence[Fact] | None = None) -> tuple[Inconsistency, ...]:
    """Return what does not agree in a document, in the order of the text. ``told``: its ``claims``, where they are
    known already.

    “sure” is wrong by arithmetic or by the calendar whatever was meant; “ask” may have a reason that the text does not
    say.
    """
    text, told = reading.clean_text, claims(reading) if told is None else told
    found = sentences(text, told)
    every = [
        *wrong_shares(text, found, told),
        *wrong_growth(text, found),
        *wrong_sums(text, found),
        *wrong_beyond(text, found, told),
        *wrong_repeats(text, told),
        *wrong_order(text, reading.outline),
        *wrong_lists(text),
    ]
    return tuple(sorted(every, key=lambda each: (each.start, each.end, each.code)))
