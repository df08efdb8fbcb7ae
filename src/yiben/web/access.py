"""Access getters: what a page is about, if the caller's post may see it; a refusal otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest

from yiben.accounts.queries import units_allowed
from yiben.audit import hooks
from yiben.catalog.queries import catalogue, current_book
from yiben.errors import Refusal
from yiben.ledger.queries import Reading, read_entry, recording_units
from yiben.packs.definitions import Book
from yiben.units.models import Unit

if TYPE_CHECKING:
    from yiben.accounts.models import Post, User
    from yiben.audit.callers import Caller

LEDGER_VERBS = ("entry.read", "entry.record", "figure.read", "report.read")


class PostRequest(HttpRequest):
    """A request as PostMiddleware leaves it: from a post, on behalf of its caller."""

    user: User
    post: Post
    posts: list[Post]
    caller: Caller


def require_ledger(request: PostRequest) -> None:
    """Refuse a post that has nothing to do with any ledger, such as a resident's or an administrator's."""
    if not any(units_allowed(request.caller, verb) for verb in LEDGER_VERBS):
        raise Refusal("no_access", verb="entry.read")


def require_plans(request: PostRequest) -> None:
    """Refuse a post that has nothing to do with any plan."""
    if not units_allowed(request.caller, "plan.read"):
        raise Refusal("no_access", verb="plan.read")


def access_entries(request: PostRequest) -> set[int]:
    """Return the ids of the units whose entries the caller may read; at least one."""
    units = units_allowed(request.caller, "entry.read")
    if not units:
        raise Refusal("no_access", verb="entry.read")
    return units


def access_book(request: PostRequest, book: str) -> Book:
    """Return a book as it is now, for a caller who may read entries."""
    access_entries(request)
    return current_book(book)[0]


def access_hand_book(request: PostRequest, book: str) -> Book:
    """Return a book for entry by hand. Refuses (``book_kept_by``) one that the program keeps by itself, with the place where
    that is done."""
    asked = access_book(request, book)
    if asked.kept_by:
        raise Refusal("book_kept_by", book=asked.label, where=asked.kept_by)
    return asked


def hand_books() -> list[Book]:
    """Return the books that are recorded by hand."""
    return [each for each in catalogue().books.values() if not each.kept_by]


def access_recording(request: PostRequest) -> list[Unit]:
    """Return the units for which the caller may record; at least one."""
    units = recording_units(request.caller)
    if units:
        return units
    hooks.require(request.caller, "entry.record", request.post.unit_id)
    raise Refusal("unit_keeps_no_books", unit=request.post.unit.name)


def access_entry(request: PostRequest, seq: int, *, to: str = "entry.read") -> Reading:
    """Return an entry that the caller may read, and may do ``to`` with."""
    reading = read_entry(request.caller, seq)
    if to != "entry.read":  # reading was asked for above; a host of a joint record reads it and changes nothing
        hooks.require(request.caller, to, reading.entry.unit_id)
        if reading.sender:
            raise Refusal("entry_received", seq=seq)
    return reading
