"""Compare two versions of a pack: what has been declared once keeps its meaning for ever."""

from collections.abc import Iterator, Mapping, Sequence

from yiben.packs.definitions import Choice, Field, Pack, TableColumn
from yiben.packs.problems import Problem

_FIELD_MEANING = ("type", "unit", "add", "many", "rollup", "roll", "computed", "separate")
_ROLL_MEANING = ("purpose", "basis", "sensitive", "from_age")
_METRIC_MEANING = ("how", "unit", "book", "field", "where", "of", "to", "parts", "against")

_LISTS = (
    "kinds",
    "trees",
    "ties",
    "roles",
    "books",
    "rolls",
    "metrics",
    "reports",
    "procedures",
    "meetings",
    "checklists",
    "assessments",
    "registers",
    "rosters",
    "analyses",
)


def compare(old: Pack, new: Pack) -> tuple[Problem, ...]:
    """Return what a later version may not do to an earlier one.

    An id that entries may carry (book, field, choice, metric, role, kind) stays; a field keeps its
    type, unit, ``add``, ``many``, ``roll`` and ``rollup`` (older entries have no lines for a roll-up that comes
    later), a metric what it computes, a roll its purpose, basis and sensitivity (people have agreed to these): another
    meaning is a new id.
    Labels, help and added things may change freely.
    """
    problems: list[Problem] = []
    if new.version <= old.version:
        data = {"old": old.version, "new": new.version}
        problems.append(Problem("PK052", new.name, 0, data))
    for name in _LISTS:
        kept = {item.id for item in getattr(new, name)}
        for item in getattr(old, name):
            if item.id not in kept:
                problems.append(_removed(new, f"{name}.{item.id}", item.id))
    problems.extend(_compare_fields(old, new))
    problems.extend(_compare_metrics(old, new))
    problems.extend(_compare_rolls(old, new))
    problems.extend(_compare_procedures(old, new))
    problems.extend(_compare_checklists(old, new))
    return tuple(problems)


def _compare_fields(old: Pack, new: Pack) -> Iterator[Problem]:
    after = _fields(new)
    books = {book.id for book in new.books}
    for (book_id, field_id), before in _fields(old).items():
        place = f"{book_id}.{field_id}"
        now = after.get((book_id, field_id))
        if now is None:
            if book_id in books or any(each.extends == book_id for each in old.extensions):
                yield _removed(new, place, field_id)
            continue
        yield from _changed(new, place, _FIELD_MEANING, before, now)
        yield from _compare_choices(new, place, before.choices, now.choices)
        yield from _compare_choices(new, place, before.columns, now.columns)
    added_after = _added_choices(new)
    for place, choices in _added_choices(old).items():
        yield from _compare_choices(new, place, choices, added_after.get(place, ()))


def _compare_choices(
    new: Pack, place: str, before: Sequence[Choice | TableColumn], now: Sequence[Choice | TableColumn]
) -> Iterator[Problem]:
    kept = {choice.id for choice in now}
    for choice in before:
        if choice.id not in kept:
            yield _removed(new, f"{place}.{choice.id}", choice.id)


def _compare_metrics(old: Pack, new: Pack) -> Iterator[Problem]:
    after = {metric.id: metric for metric in new.metrics}
    for metric in old.metrics:
        if metric.id in after:
            place = f"metrics.{metric.id}"
            yield from _changed(new, place, _METRIC_MEANING, metric, after[metric.id])


def _compare_rolls(old: Pack, new: Pack) -> Iterator[Problem]:
    after = {roll.id: roll for roll in new.rolls}
    for roll in old.rolls:
        if roll.id in after:
            yield from _changed(new, f"rolls.{roll.id}", _ROLL_MEANING, roll, after[roll.id])


def _compare_procedures(old: Pack, new: Pack) -> Iterator[Problem]:
    """Matters stand in states, their story tells of steps and clocks: none of these may vanish."""
    after = {each.id: each for each in new.procedures}
    for before in old.procedures:
        now = after.get(before.id)
        for name in ("states", "steps", "clocks", "fields") if now else ():
            kept = {each.id for each in getattr(now, name)}
            for each in getattr(before, name):
                if each.id not in kept:
                    yield _removed(new, f"procedures.{before.id}.{name}.{each.id}", each.id)


def _compare_checklists(old: Pack, new: Pack) -> Iterator[Problem]:
    """Units have ticked items and visits have answered them: none of these may vanish."""
    after = {each.id: each for each in new.checklists}
    for before in old.checklists:
        now = after.get(before.id)
        kept = {each.id for each in now.items} if now else set()
        for each in before.items if now else ():
            if each.id not in kept:
                yield _removed(new, f"checklists.{before.id}.{each.id}", each.id)


def _changed(new: Pack, place: str, keys: Sequence[str], before: object, now: object) -> Iterator[Problem]:
    for key in keys:
        old_value, new_value = getattr(before, key), getattr(now, key)
        if old_value != new_value:
            data = {"place": place, "key": key, "old": str(old_value), "new": str(new_value)}
            yield Problem("PK051", new.name, 0, data)


def _removed(new: Pack, place: str, identifier: str) -> Problem:
    return Problem("PK050", new.name, 0, {"place": place, "id": identifier})


def _fields(pack: Pack) -> Mapping[tuple[str, str], Field]:
    own = {(book.id, item.id): item for book in pack.books for item in book.fields}
    added = {(each.extends, item.id): item for each in pack.extensions for item in each.fields}
    return {**own, **added}


def _added_choices(pack: Pack) -> Mapping[str, Sequence[Choice]]:
    return {
        f"{each.extends}.{field_id}": choices for each in pack.extensions for field_id, choices in each.choices.items()
    }
