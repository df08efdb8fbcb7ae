"""Rules of a pack's rolls, and of the fields that name one."""

from collections.abc import Iterator

from yiben.packs.boundaries import forbidden_in_id, forbidden_in_label
from yiben.packs.definitions import Field, FieldType, Pack
from yiben.packs.findings import Finding, Path, View
from yiben.packs.problems import nearest


def check_rolls(pack: Pack, view: View) -> Iterator[Finding]:
    """Yield what is wrong with the rolls of a pack."""
    for index, roll in enumerate(pack.rolls):
        path: Path = ("rolls", index)
        attribute = forbidden_in_label(roll.label) or forbidden_in_label(roll.purpose) or forbidden_in_id(roll.id)
        if attribute:
            yield Finding("PK017", (*path, "label"), {"what": attribute, "word": roll.label})
        if roll.basis == "statute" and not roll.citation:
            yield Finding("PK075", (*path, "basis"), {"roll": roll.id})
        asked = [each.ask for each in roll.asks]
        if "name" not in asked:
            yield Finding("PK076", (*path, "asks"), {"roll": roll.id})
        birth = roll.asked("birth_date")
        if roll.from_age is not None and (birth is None or not birth.required):
            yield Finding("PK079", (*path, "from_age"), {"roll": roll.id})
        for place, each in enumerate(asked):
            if each in asked[:place]:
                yield Finding("PK020", (*path, "asks", place, "ask"), {"id": each})
        for place, role in enumerate(roll.roles):
            if role not in view.roles and role not in view.skipped:
                yield Finding("PK077", (*path, "roles", place), {"role": role}, nearest(role, view.roles))


def check_roll_of(path: Path, item: Field, view: View) -> Iterator[Finding]:
    """Yield what is wrong with the roll that a field names."""
    if item.roll is None:
        return
    if item.type is not FieldType.PERSON:
        yield Finding("PK041", (*path, "roll"), {"field": item.id, "key": "roll"})
    elif item.roll not in view.rolls and item.roll not in view.skipped:
        yield Finding("PK078", (*path, "roll"), {"roll": item.roll}, nearest(item.roll, view.rolls))
