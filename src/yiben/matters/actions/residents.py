"""What residents without an account do: bring a matter, add to it, rate it. Limits against abuse are counted, not stored:
the address of a computer is never written down."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from yiben.audit import hooks
from yiben.audit.actions import log
from yiben.audit.callers import Caller
from yiben.errors import Refusal
from yiben.matters.actions.registering import Brought, digest_of, give_secret, register_matter
from yiben.matters.actions.stepping import LONGEST, Said, lock, take
from yiben.matters.actions.writing import Paper, keep_papers
from yiben.matters.answers import procedure_of, step_of
from yiben.matters.models import Desk, Matter, MatterStep
from yiben.rationing import hidden, ration
from yiben.units.models import Unit

PUBLIC = "issue"
"""The procedure that residents begin."""
MOST_AN_HOUR, MOST_A_DAY = 6, 200
"""How much one computer sends in an hour, and a unit's page takes in a day."""
MOST_PHOTOS = 3
_RESIDENT = Caller(person="", post="")


@dataclass(frozen=True)
class Reported:
    """What a resident sends: in a few words, the answers, who they are (if they want), photos."""

    title: str
    answers: Mapping[str, object]
    requester: Mapping[str, str]
    photos: Sequence[Paper] = ()
    same_as: str = ""


@transaction.atomic
def change_desk(caller: Caller, unit: Unit, *, is_open: bool, note: str) -> Desk:
    """Open or close a unit's page for residents, and say what stands on it."""
    hooks.require(caller, "matter.assign", unit.pk)
    desk, _new = Desk.objects.update_or_create(unit=unit, defaults={"is_open": is_open, "note": note.strip()[:2000]})
    log(caller, "desk.change", unit.uid, open=is_open)
    return desk


@transaction.atomic
def report_by_resident(unit: Unit, reported: Reported, address: str) -> tuple[Matter, str]:
    """Take in what a resident brings and return it with the secret of its link. Refuses ``desk_closed``, ``too_many_reports``
    and what ``register_matter`` refuses. ``same_as``: the open matter that the resident says is the same; who assigns it sees
    that and decides."""
    if not Desk.objects.filter(unit=unit, is_open=True).exists():
        raise Refusal("desk_closed")
    if len(reported.photos) > MOST_PHOTOS:
        raise Refusal("values", fields=[("papers", "too_many_files", {"most": MOST_PHOTOS})])
    ration(f"desk-of-{hidden(address)}", MOST_AN_HOUR, 3600)
    ration(f"desk-at-{unit.pk}-{timezone.localdate()}", MOST_A_DAY, 86400)
    same = Matter.objects.filter(uid=reported.same_as, unit=unit, is_done=False).first() if reported.same_as else None
    brought = Brought(
        title=reported.title,
        came_on=timezone.localdate(),
        channel="page",
        answers=reported.answers,
        requester=reported.requester,
        papers=reported.photos,
        source=("same", same.uid) if same else ("", ""),
    )
    matter = register_matter(_RESIDENT, PUBLIC, unit, brought, by_link=True)
    return matter, give_secret(matter)


@transaction.atomic
def add_by_resident(secret: str, words: str, photos: Sequence[Paper], address: str) -> Matter:
    """Let the one who brought a matter add something to it while it is open."""
    matter = _of(secret)
    if matter.is_done:
        raise Refusal("matter_done", title=matter.title)
    if not words.strip() and not photos:
        raise Refusal("values", fields=[("words", "required", {})])
    if len(photos) > MOST_PHOTOS:
        raise Refusal("values", fields=[("papers", "too_many_files", {"most": MOST_PHOTOS})])
    ration(f"desk-of-{hidden(address)}", MOST_AN_HOUR, 3600)
    step = MatterStep.objects.create(
        matter=matter,
        step="added",
        origin=matter.state,
        target=matter.state,
        on=timezone.localdate(),
        round=matter.round,
        told={"words": words.strip()[:LONGEST]} if words.strip() else {},
        by_link=True,
    )
    keep_papers(matter, step, photos)
    matter.revision += 1
    matter.save(update_fields=["revision"])
    return matter


@transaction.atomic
def rate_by_resident(secret: str, rating: str, words: str) -> Matter:
    """Let the one who brought a matter say whether it is solved, once a round."""
    matter = _of(secret)
    step = step_of(procedure_of(matter.procedure), "rate")
    if matter.steps.filter(step="rate", round=matter.round, by_link=True).exists():
        raise Refusal("rated_already")
    return take(_RESIDENT, matter, step, Said(words=words, answers={"rating": rating}), None, by_link=True)


def _of(secret: str) -> Matter:
    found = Matter.objects.filter(secret=digest_of(secret)).first()
    if found is None:
        raise Refusal("follow_unknown")
    return lock(found)
