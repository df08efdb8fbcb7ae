"""Standings on a roll: left, consent withdrawn, what is due settled; minors' data approved; full data looked at and
exported, each time with a note of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from yiben.accounts.queries import posts_in
from yiben.audit.actions import log
from yiben.audit.callers import Caller
from yiben.errors import Refusal
from yiben.rolls.actions.keeping import note
from yiben.rolls.actions.people import due_day, erase_everything
from yiben.rolls.models import Membership, MinorsApproval
from yiben.rolls.queries import (
    CHANGE,
    EXPORT,
    FULL,
    MINORS,
    PersonFile,
    Standing,
    access_roll,
    find_roll,
    may_read_minor,
    read_person,
    require,
    standings,
    visible_memberships,
)
from yiben.units.models import Unit

LONGEST_APPROVAL = timedelta(days=366)


@dataclass(frozen=True)
class Exported:
    """A roll with full numbers; those of minors whom the caller may not read stay masked (``withheld`` of them)."""

    rows: list[Standing]
    open: frozenset[str]

    @property
    def withheld(self) -> int:
        """How many rows stay masked."""
        return sum(row.membership.uid not in self.open for row in self.rows)


@transaction.atomic
def take_off_roll(caller: Caller, uid: str, *, on: date, reason: str) -> Membership:
    """Take somebody off a roll as of a day; the retention begins where the roll counts from leaving."""
    row = _standing(caller, uid)
    if not reason.strip():
        raise Refusal("reason_missing", fields=[("reason", "required", {})])
    if on < row.joined_on:
        raise Refusal("left_before_joined", on=row.joined_on.isoformat())
    if on > timezone.localdate():
        raise Refusal("day_in_future", on=on.isoformat(), today=timezone.localdate().isoformat())
    row.left_on = on
    row.due_on = due_day(find_roll(row.roll), joined_on=row.joined_on, left_on=on, withdrawn_on=row.withdrawn_on)
    row.save(update_fields=["left_on", "due_on"])
    note(caller, row.person, "leave", row.roll, reason=reason.strip()[:300])
    return row


@transaction.atomic
def withdraw_consent(caller: Caller, uid: str) -> Membership:
    """Write down that the person has withdrawn the consent (个人信息保护法 §15): off the roll, and due at once."""
    row, today = _standing(caller, uid), timezone.localdate()
    row.withdrawn_on = row.left_on = row.due_on = today
    row.save(update_fields=["withdrawn_on", "left_on", "due_on"])
    note(caller, row.person, "withdraw", row.roll)
    return row


@transaction.atomic
def settle_due(caller: Caller, uid: str) -> bool:
    """Decide that what is due goes: the standing, and the whole person when no other roll keeps them. Returns whether the
    person was erased. Refuses what is not due."""
    row, today = _standing(caller, uid), timezone.localdate()
    if row.due_on is None or row.due_on > today:
        raise Refusal("membership_unknown")
    others = Membership.objects.filter(person=row.person, settled_on=None).exclude(pk=row.pk)
    if not others.exists():
        erase_everything(caller, row.person, "withdrawn" if row.withdrawn_on else "retention_over")
        return True
    row.settled_on, row.locked = today, ""
    row.left_on = row.left_on or today
    row.save(update_fields=["settled_on", "locked", "left_on"])
    note(caller, row.person, "settle", row.roll)
    return False


@transaction.atomic
def approve_minors(caller: Caller, roll_id: str, unit: Unit, post: str, *, until: date, reason: str) -> MinorsApproval:
    """Approve as head that a post of the unit reads minors' full data on its roll until a day, at most a year ahead
    (未成年人网络保护条例 §36)."""
    roll, today = find_roll(roll_id), timezone.localdate()
    require(caller, MINORS, roll, unit.pk)
    known = {each.uid for each in posts_in([unit.pk], today)}
    if post not in known or not today <= until <= today + LONGEST_APPROVAL or not reason.strip():
        raise Refusal("approval_malformed")
    made = MinorsApproval.objects.create(
        roll=roll.id,
        unit=unit,
        post=post,
        until=until,
        reason=reason.strip()[:300],
        by_person=caller.person,
        by_post=caller.post,
    )
    log(caller, "roll.approve_minors", post, roll=roll.id, unit=unit.uid, until=until.isoformat())
    return made


@transaction.atomic
def open_person(caller: Caller, uid: str, *, purpose: str = "view") -> PersonFile:
    """Return a person with full data, and write down that they were read. ``purpose`` view, or copy (for the person
    themselves, 个人信息保护法 §45).

    A minor's need the head, or the head's approval, on one of the standings: else Refusal ``minors_unapproved``.
    """
    file = read_person(caller, uid, FULL)
    today = timezone.localdate()
    if file.is_minor and not any(may_read_minor(caller, row, today) for row in file.memberships):
        log(caller, "roll.refused_minor", file.person.uid)
        raise Refusal("minors_unapproved")
    log(caller, f"roll.{purpose}", file.person.uid, minor=file.is_minor)
    return file


@transaction.atomic
def export_roll(caller: Caller, roll_id: str, *, reason: str, unit_ids: list[int] | None = None) -> Exported:
    """Return the people of a roll with their full numbers, for a reason that is written into the log."""
    roll, units = access_roll(caller, roll_id, EXPORT)
    if not reason.strip():
        raise Refusal("reason_missing", fields=[("reason", "required", {})])
    today = timezone.localdate()
    wanted = units if unit_ids is None else units & set(unit_ids)
    rows = standings(caller, roll, today, unit_ids=wanted, verb=EXPORT)
    readable = [row for row in rows if not row.is_minor or may_read_minor(caller, row.membership, today)]
    people = sorted(row.membership.person.uid for row in readable)
    minors = sum(row.is_minor for row in readable)
    log(caller, "roll.export", roll.id, reason=reason.strip()[:300], people=people, minors=minors)
    return Exported(rows, frozenset(row.membership.uid for row in readable))


def _standing(caller: Caller, uid: str) -> Membership:
    row = visible_memberships(caller, CHANGE).filter(uid=uid).first()
    if row is None:
        raise Refusal("membership_unknown")
    return row
