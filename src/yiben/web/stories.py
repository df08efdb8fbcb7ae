"""What happened to a record: who wrote it, who changed what and why; what happened to work that moves step by step."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Protocol

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from yiben.accounts.queries import people, post_titles
from yiben.audit.callers import Caller
from yiben.ledger.lines import AGGREGATES
from yiben.ledger.queries import Reading, hidden_fields
from yiben.packs.definitions import FieldType
from yiben.web.kit.parts import Change, Event
from yiben.web.showing import NOTHING, day_text, listed, show_value
from yiben.web.totals import KIND_LABELS

_CORRECTING = ("correction", *AGGREGATES)


def tell(caller: Caller, readings: list[Reading], shown_seq: int, names: Mapping[str, str]) -> list[Event]:
    """Return the story of a record, first to last. ``shown_seq`` is the entry that the page shows."""
    who = people({reading.entry.author_person for reading in readings})
    posts = post_titles({reading.entry.author_post for reading in readings})
    events: list[Event] = []
    before: Reading | None = None
    for reading in readings:
        entry = reading.entry
        changes = changes_between(caller, before, reading, names) if before and entry.kind in _CORRECTING else []
        events.append(
            Event(
                at=entry.recorded_at,
                what=_what(reading),
                who=who.get(entry.author_person, ""),
                post=posts.get(entry.author_post, ""),
                changes=changes,
                reason=reading.reason,
                said=_about(reading),
                note=_note(reading),
                is_current=entry.seq == shown_seq,
            )
        )
        if entry.kind not in {"void", "erasure"}:
            before = reading
    return events


def _note(reading: Reading) -> str:
    """The number of an entry, and that somebody of another unit filled it in."""
    number = _("no. %(seq)s") % {"seq": reading.entry.seq}
    return listed([_("filled in on behalf of the unit"), number]) if reading.body.get("on_behalf_of") else number


def changes_between(caller: Caller, old: Reading, new: Reading, names: Mapping[str, str]) -> list[Change]:
    """Return what differs between two entries of a record: day, hosts and values that the caller may see."""
    changes: list[Change] = []
    if old.entry.occurred_on != new.entry.occurred_on:
        changes.append(Change(_("Day"), _day(old.entry.occurred_on), _day(new.entry.occurred_on)))
    if old.credited != new.credited:
        changes.append(Change(_("Hosts"), _hosts(old, names), _hosts(new, names)))
    hidden = hidden_fields(caller, new)
    for item in new.fields:
        if item.type is FieldType.FILE or item.id in new.erased or item.id in old.erased:
            continue
        before, after = old.values.get(item.id), new.values.get(item.id)
        if before != after:
            shown: list[Any] = [
                NOTHING if item.id in hidden else show_value(item, each, names) for each in (before, after)
            ]
            changes.append(Change(item.label, shown[0], shown[1]))
    if {kept.digest for kept in old.evidence} != {kept.digest for kept in new.evidence}:
        changes.append(Change(_("Evidence"), _files(old), _files(new)))
    return changes


def _what(reading: Reading) -> str:
    """What an entry did, with the way it came in where that is not a form."""
    done = {
        "correction": pgettext("story", "corrected"),
        "void": _("took it back"),
        "erasure": _("erased a personal detail"),
    }
    ways = {"replay": _("(demo)"), "command": _("(by command)"), "import": _("(from a file)")}
    way = ways.get(str(reading.body.get("source", {}).get("kind", "")), "")
    if reading.entry.kind in KIND_LABELS:
        return str(KIND_LABELS[reading.entry.kind])
    return done.get(reading.entry.kind) or " ".join(part for part in (_("recorded"), way) if part)


def _about(reading: Reading) -> list[tuple[str, str]]:
    """Which numbers stood as “about” in the sheet from which an entry came."""
    named = str(reading.body.get("source", {}).get("approx", "")).split(",")
    labels = [item.label for item in reading.fields if item.id in named]
    return [("", _("In the sheet it said “about”: %(fields)s.") % {"fields": listed(labels)})] if labels else []


def _day(day: date) -> str:
    return day_text(day, short=True)


def _hosts(reading: Reading, names: Mapping[str, str]) -> str:
    return listed(name for uid, name in names.items() if uid in reading.credited) or NOTHING


def _files(reading: Reading) -> str:
    return _("%(count)s files") % {"count": len(reading.evidence)}


class Told(Protocol):
    """A step as any room writes it down: when, what, by whom, and what it was given."""

    at: datetime
    step: str
    post: str
    person: str
    said: Any


def told_steps(
    steps: Sequence[Told], words: Mapping[str, Any], note: Callable[[Mapping[str, Any]], str]
) -> list[Event]:
    """Return steps with who took them; ``words`` says what each is, ``note`` what stands beside one from what it was given."""
    who, posts = people({each.person for each in steps}), post_titles({each.post for each in steps})
    return [
        Event(
            at=each.at,
            what=str(words.get(each.step, each.step)),
            who=who.get(each.person, ""),
            post=posts.get(each.post, ""),
            reason=str(each.said.get("reason", "")),
            note=note(each.said),
        )
        for each in steps
    ]
