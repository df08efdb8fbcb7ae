"""The bytes of many bodies, written piece by piece: ``to_bytes(body_of(…))`` without building the object. Pure.

What entries of one append have in common (author, book, day, month) is written once and joined in. A property test holds
both ways against one another.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from functools import lru_cache
from json.encoder import encode_basestring as _quoted
from typing import Any

from yiben.ledger import canonical
from yiben.ledger.proposals import Proposal, moment
from yiben.units.months import month_text

_MOST = 4096
"""Pieces of one kind that are kept."""


class BodyWriter:
    """Writes the bodies of entries of one origin recorded at one instant."""

    def __init__(self, origin: str, recorded_at: datetime) -> None:
        self._origin = f',"origin":{_quoted(origin)}'
        self._recorded = f',"recorded_at":{_quoted(moment(recorded_at))}'
        self._head = lru_cache(maxsize=_MOST)(_head)

    def bytes_of(self, proposal: Proposal, posted_period: int, digests: Mapping[str, str]) -> bytes:
        """Return the canonical bytes of ``body_of`` with the same arguments. Keys come in the order of RFC 8785; what is
        empty leaves its key out. Every entry has an id and a kind."""
        # fmt: off
        return "".join((
            self._head(proposal.caller.person, proposal.caller.post, proposal.book, proposal.book_version),
            _texts("credited", proposal.credited) if proposal.credited else "",
            _texts("evidence", set(proposal.evidence)) if proposal.evidence else "",
            f',"id":{_quoted(proposal.uid)},"kind":{_quoted(proposal.kind)}',
            _day("occurred_on", proposal.occurred_on),
            _day("occurred_to", proposal.occurred_to) if proposal.occurred_to else "",
            _named("on_behalf_of", proposal.on_behalf_of) if proposal.on_behalf_of else "",
            self._origin,
            _month(posted_period) if posted_period else "",
            f',"private":{_object(digests)}' if digests else "",
            _named("reason", proposal.reason) if proposal.reason else "",
            self._recorded,
            _texts("refs", set(proposal.refs)) if proposal.refs else "",
            f',"source":{_object(proposal.source)}' if proposal.source else "",
            _named("supersedes", proposal.supersedes) if proposal.supersedes else "",
            _named("unit", proposal.unit) if proposal.unit else "",
            _VERSION,
            f',"values":{_object(proposal.values)}' if proposal.values else "",
            "}",
        )).encode()
        # fmt: on


_VERSION = f',"v":{canonical.VERSION}'


def _head(person: str, post: str, book: str, version: int) -> str:
    said = "".join((_named("author_person", person), _named("author_post", post), _named("book", book)))
    return f'{{"alg":{_quoted(canonical.ALGORITHM)}{said}' + (f',"book_version":{version:d}' if version else "")


def _named(key: str, text: str) -> str:
    return f',"{key}":{_quoted(text)}' if text else ""


def _object(value: Mapping[str, Any]) -> str:
    return canonical.to_text(value if type(value) is dict else dict(value))


def _texts(key: str, texts: set[str] | tuple[str, ...]) -> str:
    if len(texts) == 1:
        [text] = texts
        return f',"{key}":[{_quoted(text)}]'
    return f',"{key}":[{",".join(map(_quoted, sorted(texts)))}]'


@lru_cache(maxsize=_MOST)
def _day(key: str, day: date) -> str:
    return f',"{key}":"{day.isoformat()}"'


@lru_cache(maxsize=_MOST)
def _month(period: int) -> str:
    return f',"posted_period":"{month_text(period)}"'
