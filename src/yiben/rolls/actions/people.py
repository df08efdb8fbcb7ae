"""People: put on a roll (found or made), corrected, merged with their double, erased."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from dateutil.relativedelta import relativedelta
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from yiben.audit import hooks
from yiben.audit.actions import log
from yiben.audit.callers import Caller
from yiben.errors import Refusal
from yiben.packs.definitions import Roll
from yiben.packs.refused import storable_text
from yiben.rolls.actions.keeping import ID_NUMBER, SAME, keep, locked_notes, note
from yiben.rolls.models import Membership, Person, Token
from yiben.rolls.particulars import NAMES, Particulars, Problem, open_particulars, read_particulars
from yiben.rolls.queries import CHANGE, PersonFile, find_roll, may, read_person, require, visible_memberships
from yiben.rules.ages import GUARDIAN_UNDER, age_on
from yiben.units.models import Unit, new_uid
from yiben.vault.opening import blind_index

GROUNDS = ("asked", "purpose_over", "withdrawn", "retention_over", "unlawful")
"""Why a person is erased (个人信息保护法 §47): they ask for it, the purpose is reached or gone, consent is withdrawn, the time
is over, it was kept against the law."""


@dataclass(frozen=True)
class Consent:
    """A consent as it was given: the day, whether separately for sensitive data, and by which guardian."""

    on: date | None = None
    is_separate: bool = False
    guardian: str = ""
    relation: str = ""


@transaction.atomic
def put_on_roll(
    caller: Caller,
    roll_id: str,
    unit: Unit,
    typed: Mapping[str, str],
    *,
    on: date,
    consent: Consent = Consent(),
    same_as: str = "",
    is_another: bool = False,
) -> Membership:
    """Put somebody on a unit's roll and return the standing. An equal identity number is the same person: what was typed
    then fills or renews what is known.

    Refuses (``values``) what is missing or wrong by field; ``person_doubles`` with the uids of visible people of the same
    name and birth date, until ``same_as`` names one or ``is_another`` says that it is none of them; ``person_on_roll``;
    ``number_of_another``.
    """
    roll = find_roll(roll_id)
    require(caller, CHANGE, roll, unit.pk)
    today = timezone.localdate()
    consent = consent if roll.basis == "consent" else Consent()
    who, problems = read_particulars(roll, typed, today)
    problems += _joined_problems(roll, who, on, today) + consent_problems(roll, who, consent, on, today)
    if problems:
        raise Refusal("values", fields=problems)
    person = _found(caller, who, same_as=same_as, is_another=is_another)
    if person is None:
        person = Person()
        keep(person, who)
    else:
        _renew(caller, person, who, roll.id)
    if Membership.objects.filter(person=person, roll=roll.id, unit=unit, left_on=None, settled_on=None).exists():
        raise Refusal("person_on_roll")
    uid = new_uid()
    guardian = {"guardian": storable_text(consent.guardian, keep_breaks=False)[:60]}
    guardian["relation"] = storable_text(consent.relation, keep_breaks=False)[:20]
    made = Membership.objects.create(
        uid=uid,
        person=person,
        roll=roll.id,
        unit=unit,
        joined_on=on,
        consent_on=consent.on,
        is_separate=consent.is_separate,
        locked=locked_notes("membership", uid, guardian),
        due_on=due_day(roll, joined_on=on),
    )
    note(caller, person, "join", roll.id)
    return made


@transaction.atomic
def correct_person(caller: Caller, uid: str, roll_id: str, typed: Mapping[str, str], *, reason: str) -> Person:
    """Correct what is known of a person, as a roll of theirs asks it; the old values stay in the history until the person
    is erased. What that roll does not ask is left as it is."""
    file = read_person(caller, uid, CHANGE)
    roll = find_roll(roll_id)
    if roll.id not in {row.roll for row in file.memberships}:
        raise Refusal("person_unknown")
    _require_reason(reason)
    who, problems = read_particulars(roll, typed, timezone.localdate())
    if problems:
        raise Refusal("values", fields=problems)
    asked = _fields_of(roll)
    now = Particulars(**{name: getattr(who if name in asked else file.who, name) for name in NAMES})
    if now.id_number and now.id_number != file.who.id_number and _of_number(now).exclude(pk=file.person.pk).exists():
        raise Refusal("values", fields=[("id_number", "number_of_another", {})])
    _change(caller, file.person, file.who, now, "correct", roll.id, reason)
    return file.person


@transaction.atomic
def merge_people(caller: Caller, kept_uid: str, double_uid: str, *, reason: str) -> Person:
    """Merge a double into the person who is kept: standings, tokens and both histories go on with that one.

    Cannot be undone. Refuses two people with different identity numbers, and standings that the caller may not change.
    """
    kept, double = read_person(caller, kept_uid, CHANGE), read_person(caller, double_uid, CHANGE)
    _require_reason(reason)
    if kept.person.pk == double.person.pk:
        raise Refusal("merge_same")
    if kept.who.id_number and double.who.id_number and kept.who.id_number != double.who.id_number:
        raise Refusal("merge_other_number")
    _require_whole(caller, kept)
    _require_whole(caller, double)
    today = timezone.localdate()
    open_on = {(row.roll, row.unit_id) for row in kept.memberships if row.left_on is None}
    for row in Membership.objects.filter(person=double.person):
        row.person = kept.person
        if row.left_on is None and (row.roll, row.unit_id) in open_on:
            row.left_on = max(today, row.joined_on)
            row.settled_on = row.left_on  # nothing of it is due: the other standing goes on
        row.save()
    Token.objects.filter(person=double.person).update(person=kept.person)
    double.person.changes.update(person=kept.person)
    keep(kept.person, kept.who.filled_from(double.who))
    old = {name: getattr(double.who, name) for name in NAMES}
    note(caller, kept.person, "merge", old={key: value for key, value in old.items() if value}, reason=reason.strip())
    _blank(double.person)
    double.person.merged_into = kept.person
    double.person.save()
    return kept.person


@transaction.atomic
def erase_person(caller: Caller, uid: str, *, ground: str) -> None:
    """Erase everything that is known of a person: particulars, history, the map from tokens, and what entries of the
    ledger name of them. Counts stay: of the rolls, of the ledger, and of distinct people.

    The ground is one of GROUNDS (个人信息保护法 §47): words of one's own could name the person again. Refuses while the
    person stands on a roll that the caller may not change.
    """
    file = read_person(caller, uid, CHANGE)
    if ground not in GROUNDS:
        raise Refusal("ground_missing", fields=[("ground", "required", {})])
    _require_whole(caller, file)
    for row in file.memberships:
        hooks.require(caller, "entry.erase", row.unit_id)
    erase_everything(caller, file.person, ground)


def erase_everything(caller: Caller, person: Person, ground: str) -> None:
    """Erase a person; who may do it was asked before."""
    tokens = list(Token.objects.filter(person=person).values_list("token", flat=True))
    hooks.erase_subjects(tokens, caller)
    today = timezone.localdate()
    Token.objects.filter(person=person).delete()
    for gone in Person.objects.filter(Q(pk=person.pk) | Q(merged_into=person)):
        gone.changes.update(locked="")
        _blank(gone)
        gone.erased_at = timezone.now()
        gone.save()
    rows = Membership.objects.filter(person=person)
    rows.update(locked="")
    rows.filter(left_on=None).update(left_on=today)
    rows.filter(settled_on=None).update(settled_on=today)
    note(caller, person, "erase")
    log(caller, "roll.erase_ground", person.uid, ground=ground)


def due_day(
    roll: Roll, *, joined_on: date, left_on: date | None = None, withdrawn_on: date | None = None
) -> date | None:
    """Return the day from which somebody is kept too long: at once when consent is withdrawn, else so many months after
    leaving or joining; None while that has not happened."""
    if withdrawn_on is not None:
        return withdrawn_on
    begun = joined_on if roll.retention.after == "joined" else left_on
    return _months_later(begun, roll.retention.months) if begun else None


def consent_problems(roll: Roll, who: Particulars, consent: Consent, on: date, today: date) -> list[Problem]:
    """Return what is missing of the consent that a roll needs: given, separate where data are sensitive (under 14 all of
    them are, 个人信息保护法 §28, §29), by a guardian under 14 (§31)."""
    if roll.basis != "consent":
        return []
    found: list[Problem] = []
    is_child = who.birth_date is not None and age_on(who.birth_date, on) < GUARDIAN_UNDER
    if consent.on is None:
        found.append(("consent_on", "consent_missing", {}))
    elif consent.on > today:
        found.append(("consent_on", "consent_ahead", {}))
    if (roll.needs_separate_consent or is_child) and not consent.is_separate:
        found.append(("is_separate", "consent_separate", {}))
    if is_child and not (consent.guardian.strip() and consent.relation.strip()):
        found.append(("guardian", "guardian_missing", {}))
    return found


def _found(caller: Caller, who: Particulars, *, same_as: str, is_another: bool) -> Person | None:
    known = _of_number(who).first() if who.id_number else None
    if known is not None:
        if open_particulars(known.locked, known.uid).name != who.name:
            raise Refusal("values", fields=[("id_number", "number_of_another", {})])
        return known
    if same_as:
        file = read_person(caller, same_as)
        if who.id_number and file.who.id_number and who.id_number != file.who.id_number:
            raise Refusal("values", fields=[("id_number", "number_of_another", {})])
        return file.person
    doubles = [] if is_another else doubles_of(caller, who)
    if doubles:
        raise Refusal("person_doubles", doubles=[each.uid for each in doubles])
    return None


def doubles_of(caller: Caller, who: Particulars, but: Person | None = None) -> list[Person]:
    """Return visible people who may be the same: an equal identity number, or name and birth date; not those with
    another number."""
    wanted = Q(pk__in=[])
    if who.same:
        wanted |= Q(same_index=blind_index(who.same, SAME))
    if who.id_number:
        wanted |= Q(id_index=blind_index(who.id_number, ID_NUMBER))
    rows = Person.objects.filter(wanted, erased_at=None, merged_into=None)
    rows = rows.filter(memberships__in=visible_memberships(caller)).distinct().order_by("pk")
    others = [each for each in rows if but is None or each.pk != but.pk]
    numbers = {each.pk: open_particulars(each.locked, each.uid).id_number for each in others}
    return [each for each in others if not (who.id_number and numbers[each.pk] and numbers[each.pk] != who.id_number)]


def _of_number(who: Particulars) -> Any:
    index = blind_index(who.id_number, ID_NUMBER)
    return Person.objects.filter(id_index=index, erased_at=None, merged_into=None).exclude(id_index="").order_by("pk")


def _renew(caller: Caller, person: Person, who: Particulars, roll: str) -> None:
    old = open_particulars(person.locked, person.uid)
    _change(caller, person, old, who.filled_from(old), "correct", roll, "")


def _change(
    caller: Caller, person: Person, old: Particulars, now: Particulars, verb: str, roll: str, reason: str
) -> None:
    changed = {name: getattr(old, name) for name in NAMES if getattr(old, name) != getattr(now, name)}
    if changed:
        keep(person, now)
        note(caller, person, verb, roll, old=changed, reason=reason.strip()[:300])


def _blank(person: Person) -> None:
    person.locked = person.id_index = person.same_index = ""


def _fields_of(roll: Roll) -> set[str]:
    named = {"birth_date": ("born",), "address": ("estate", "building", "entrance", "room")}
    return {name for each in roll.asks for name in named.get(each.ask, (each.ask,))}


def _require_whole(caller: Caller, file: PersonFile) -> None:
    """Refuse when the person stands somewhere that the caller may not change."""
    for row in Membership.objects.filter(person=file.person, settled_on=None):
        if not may(caller, CHANGE, find_roll(row.roll), row.unit_id):
            raise Refusal("person_stands_elsewhere")


def _require_reason(reason: str) -> None:
    if not reason.strip():
        raise Refusal("reason_missing", fields=[("reason", "required", {})])


def _joined_problems(roll: Roll, who: Particulars, on: date, today: date) -> list[Problem]:
    if on > today:
        return [("joined_on", "day_in_future", {"on": on.isoformat(), "today": today.isoformat()})]
    if who.birth_date is not None and on < who.birth_date:
        return [("joined_on", "joined_before_birth", {"on": who.birth_date.isoformat()})]
    if roll.from_age is not None and who.birth_date is not None and age_on(who.birth_date, on) < roll.from_age:
        return [("birth_date", "below_age_of_roll", {"roll": roll.label, "age": roll.from_age})]
    return []


def _months_later(day: date, months: int) -> date:
    return day + relativedelta(months=months)
