"""Reading rolls: always scoped to the rolls and units that the caller may see, and opened only then."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet
from django.utils import timezone

from yiben.accounts.queries import role_of, units_allowed
from yiben.audit import hooks
from yiben.audit.callers import Caller
from yiben.catalog.queries import catalogue
from yiben.errors import Refusal
from yiben.packs.definitions import Roll
from yiben.rolls.models import Membership, MinorsApproval, Person, PersonChange, Token
from yiben.rolls.particulars import Particulars, open_particulars
from yiben.rules.ages import ADULT_FROM, AgeBand, age_band, age_on
from yiben.rules.strokes import name_key, strokes_of
from yiben.units.models import Unit

READ, CHANGE, FULL, EXPORT, MINORS = "roll.read", "roll.change", "roll.full", "roll.export", "roll.minors"
SENSITIVITY = 2


@dataclass(frozen=True)
class Standing:
    """A person on a roll: opened, with age and band on the day asked for (None without a birth date)."""

    membership: Membership
    who: Particulars
    age: int | None
    band: AgeBand | None

    @property
    def is_minor(self) -> bool:
        """Whether the person is under 18; somebody whose birth date is not known is not taken for a minor."""
        return self.age is not None and self.age < ADULT_FROM


@dataclass(frozen=True)
class RollStand:
    """A roll as the caller sees it: how many people stand on it now, and how many are past their retention."""

    roll: Roll
    people: int
    due: int
    may_change: bool


@dataclass(frozen=True)
class PersonFile:
    """A person with all standings and changes that the caller may see."""

    person: Person
    who: Particulars
    age: int | None
    band: AgeBand | None
    memberships: list[Membership]
    changes: list[PersonChange]

    @property
    def is_minor(self) -> bool:
        """Whether the person is under 18 today."""
        return self.age is not None and self.age < ADULT_FROM


def find_roll(roll_id: str) -> Roll:
    """Return a declared roll. Raises Refusal ``roll_unknown``."""
    roll = catalogue().rolls.get(roll_id)
    if roll is None:
        raise Refusal("roll_unknown")
    return roll


def units_of_roll(caller: Caller, verb: str, roll: Roll) -> set[int]:
    """Return the units for whose share of a roll the caller holds a verb; none when the roll is not for their role."""
    if caller.is_system:
        return set(Unit.objects.values_list("pk", flat=True))
    if roll.roles and role_of(caller) not in roll.roles:
        return set()
    return units_allowed(caller, verb, pack=catalogue().roll_owners[roll.id], sensitivity=SENSITIVITY)


def may(caller: Caller, verb: str, roll: Roll, unit_id: int) -> bool:
    """Say whether the caller may do a verb with a unit's share of a roll."""
    if caller.is_system:
        return True
    if roll.roles and role_of(caller) not in roll.roles:
        return False
    return hooks.allow(caller, verb, unit_id, pack=catalogue().roll_owners[roll.id], sensitivity=SENSITIVITY)


def require(caller: Caller, verb: str, roll: Roll, unit_id: int) -> None:
    """Refuse with ``no_access`` unless ``may`` says yes."""
    if not may(caller, verb, roll, unit_id):
        raise Refusal("no_access", verb=verb)


def visible_memberships(caller: Caller, verb: str = READ) -> QuerySet[Membership]:
    """Return the standings on all rolls with which the caller may do a verb; those of erased people are left out."""
    rows = Membership.objects.filter(person__erased_at=None, settled_on=None).select_related("person", "unit")
    if caller.is_system:
        return rows
    wanted = Q(pk__in=[])
    for roll in catalogue().rolls.values():
        wanted |= Q(roll=roll.id, unit_id__in=units_of_roll(caller, verb, roll))
    return rows.filter(wanted)


def rolls_of(caller: Caller, today: date) -> list[RollStand]:
    """Return the rolls that the caller may see, in the order of the packs."""
    found = []
    for roll in catalogue().rolls.values():
        units = units_of_roll(caller, READ, roll)
        if units:
            rows = Membership.objects.filter(roll=roll.id, unit_id__in=units, person__erased_at=None, settled_on=None)
            on_it = rows.filter(left_on=None).count()
            due = rows.filter(due_on__lte=today).count()
            found.append(RollStand(roll, on_it, due, bool(units_of_roll(caller, CHANGE, roll))))
    return found


def access_roll(caller: Caller, roll_id: str, verb: str = READ) -> tuple[Roll, set[int]]:
    """Return a roll and the units whose share the caller may see. Raises Refusal ``roll_unknown``."""
    roll = find_roll(roll_id)
    units = units_of_roll(caller, verb, roll)
    if not units:
        raise Refusal("roll_unknown")
    return roll, units


def standings(
    caller: Caller, roll: Roll, today: date, *, unit_ids: Iterable[int] | None = None, verb: str = READ
) -> list[Standing]:
    """Return the people who stand on a roll now, by the strokes of their surnames."""
    rows = visible_memberships(caller, verb).filter(roll=roll.id, left_on=None)
    if unit_ids is not None:
        rows = rows.filter(unit_id__in=list(unit_ids))
    return sorted((standing_of(each, today) for each in rows), key=lambda each: name_key(each.who.name))


def standing_of(membership: Membership, today: date) -> Standing:
    """Return a standing, opened."""
    who = open_particulars(membership.person.locked, membership.person.uid)
    return Standing(membership, who, *_aged(who, today))


def due_standings(caller: Caller, today: date) -> list[Standing]:
    """Return the standings that are past their retention and about which nobody has decided, earliest first."""
    rows = visible_memberships(caller).filter(due_on__lte=today).order_by("due_on", "pk")
    return [standing_of(each, today) for each in rows]


def read_person(caller: Caller, uid: str, verb: str = READ) -> PersonFile:
    """Return a person who stands on a roll of the caller's; one that was merged away leads to the one that is left.

    Raises Refusal ``person_unknown``, also for an erased person and for one who is not theirs.
    """
    person = Person.objects.select_related("merged_into").filter(uid=uid).first()
    while person is not None and person.merged_into is not None:
        person = person.merged_into
    rows = list(visible_memberships(caller, verb).filter(person=person)) if person else []
    if person is None or not rows:
        raise Refusal("person_unknown")
    who = open_particulars(person.locked, person.uid)
    seen = {row.roll for row in rows} | {""}
    changes = [each for each in person.changes.all() if each.roll in seen]
    return PersonFile(person, who, *_aged(who, timezone.localdate()), rows, changes)


def asked_of(file: PersonFile) -> set[str]:
    """Return the particulars that the rolls which the caller sees ask: nothing else of a person is shown to them."""
    rolls = catalogue().rolls
    return {ask.ask for row in file.memberships if row.roll in rolls for ask in rolls[row.roll].asks}


def is_approved(caller: Caller, roll: str, unit_id: int, today: date) -> bool:
    """Say whether a head has approved that the caller's post reads minors' full data on a unit's roll."""
    rows = MinorsApproval.objects.filter(roll=roll, unit_id=unit_id, post=caller.post, until__gte=today)
    return bool(caller.post) and rows.exists()


def may_read_minor(caller: Caller, membership: Membership, today: date) -> bool:
    """Say whether the caller may read a minor's full data for a standing: a head, or a post with a head's approval."""
    roll = find_roll(membership.roll)
    if may(caller, MINORS, roll, membership.unit_id):
        return True
    return is_approved(caller, membership.roll, membership.unit_id, today)


def approvals(caller: Caller, roll: Roll, today: date) -> list[MinorsApproval]:
    """Return the approvals in force on a roll, for a head of its units."""
    units = units_of_roll(caller, MINORS, roll)
    rows = MinorsApproval.objects.filter(roll=roll.id, unit_id__in=units, until__gte=today).select_related("unit")
    return list(rows.order_by("until", "pk"))


def changing_units(caller: Caller, roll: Roll, today: date) -> list[Unit]:
    """Return the living units for whose share of a roll the caller may put people on it, in official order."""
    units = Unit.objects.filter(pk__in=units_of_roll(caller, CHANGE, roll), founded_on__lte=today)
    return list(units.order_by("order", "code").exclude(closed_on__lt=today))


def names_on_roll(roll: str, unit_id: int) -> dict[str, list[tuple[Person, date]]]:
    """Return the people on a unit's roll by what may name them: the name, and the name with the last four digits of the
    telephone number; each with the last day on which they stand there."""
    rows = Membership.objects.filter(roll=roll, unit_id=unit_id, person__erased_at=None, settled_on=None)
    found: dict[str, list[tuple[Person, date]]] = defaultdict(list)
    for row in rows.select_related("person").order_by("pk"):
        who = open_particulars(row.person.locked, row.person.uid)
        for text in {who.name, who.name + who.phone[-4:]}:
            found[text].append((row.person, row.left_on or date.max))
    return dict(found)


def standing_then(named: Iterable[tuple[Person, date]], on: date) -> list[Person]:
    """Return those of ``names_on_roll`` who had not left on a day, each once."""
    return list({person.pk: person for person, until in named if on <= until}.values())


def names_to_pick(caller: Caller, roll_id: str, unit_id: int, today: date) -> list[tuple[int | None, str]]:
    """Return (strokes of the surname, name) of the people on a unit's roll now, in the order of lists, each by what names
    just one person; nothing for a caller who may not see the roll."""
    roll = find_roll(roll_id)
    if not may(caller, READ, roll, unit_id):
        return []
    known = names_on_roll(roll_id, unit_id)
    found = []
    for row in standings(caller, roll, today, unit_ids=[unit_id]):
        name = row.who.name
        is_one = len(standing_then(known[name], today)) == 1
        found.append((strokes_of(name[:1]), name if is_one else name + row.who.phone[-4:]))
    return found


def distinct_people(tokens: Iterable[str]) -> int:
    """Return how many people tokens stand for: those of one person count once, whichever were merged; a token whose
    person was erased still counts as one."""
    known = set(tokens)
    people = dict(Token.objects.filter(token__in=known).values_list("token", "person_id"))
    return len({people.get(token, token) for token in known})


def _aged(who: Particulars, today: date) -> tuple[int | None, AgeBand | None]:
    born = who.birth_date
    return (age_on(born, today), age_band(born, today)) if born else (None, None)
