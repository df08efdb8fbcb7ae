"""What does not agree within one document. A false alarm costs more than a miss: what may be right is not reported."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from yiben.text.consistency.averages import wrong_averages
from yiben.text.consistency.findings import Inconsistency, number_at, sentences
from yiben.text.consistency.growth import wrong_growth
from yiben.text.consistency.lists import wrong_lists
from yiben.text.consistency.order import wrong_order
from yiben.text.consistency.repeated import wrong_repeats
from yiben.text.consistency.shares import wrong_shares
from yiben.text.consistency.sums import wrong_beyond, wrong_sums
from yiben.text.context import sections
from yiben.text.facts import facts
from yiben.text.numerals import half_width, numeral
from yiben.text.results import Fact, Reading

_BARE_RATE = re.compile(
    r"(?P<name>[\u4e00-\u9fff]{1,10}率)(?:达到?|为)(?P<value>[0-9]{1,3}(?:\.[0-9]{1,2})?)(?=[,，。;；、])"
)


_SPLIT_NUMBER = re.compile(r"\d[ \u00a0\u2009\u202f]$")
"""The end of a number that is written in groups (1 205): what follows alone is no number of the draft."""


def claims(reading: Reading) -> tuple[Fact, ...]:
    """Return every quantity that a draft says, whatever it is said of: for a check a number in a plan counts as well."""
    text = half_width(reading.clean_text)
    told = [
        replace(section, mood="past", usual="past") for section in sections(text, reading.outline, reading.metadata)
    ]
    found = facts(text, told, ())
    whole = [
        fact
        for fact in found
        if not _SPLIT_NUMBER.search(text, max(0, number_at(text, fact) - 2), number_at(text, fact))
    ]
    return tuple(sorted([*whole, *_bare_rates(text)], key=lambda fact: (fact.start, fact.end)))


def _bare_rates(text: str) -> Iterator[Fact]:
    """A rate whose percent sign was lost: 一次选举成功率达97，其余……"""
    for match in _BARE_RATE.finditer(text):
        value = numeral(match["value"])
        if value is not None and value <= 100:
            yield Fact(match.start(), match.end(), match[0], match["name"], value, "%", False, "percent")


def inconsistencies(reading: Reading, told: Sequence[Fact] | None = None) -> tuple[Inconsistency, ...]:
    """Return what does not agree in a document, in the order of the text. ``told``: its ``claims``, where they are
    known already.

    “sure” is wrong by arithmetic or by the calendar whatever was meant; “ask” may have a reason that the text does not
    say.
    """
    text, told = half_width(reading.clean_text), claims(reading) if told is None else told
    found = sentences(text, told)
    every = [
        *wrong_shares(text, found, told),
        *wrong_averages(text, found),
        *wrong_growth(text, found),
        *wrong_sums(text, found),
        *wrong_beyond(text, found, told),
        *wrong_repeats(text, told),
        *wrong_order(text, reading.outline, reading.metadata, reading.tasks),
        *wrong_lists(text),
    ]
    return tuple(sorted(every, key=lambda each: (each.start, each.end, each.code)))
