"""Rules of a pack's procedures: every state is reached and left, every name means something."""

from collections.abc import Iterator, Sequence

from yiben.packs.boundaries import forbidden_in_id, forbidden_in_label
from yiben.packs.definitions import Field, FieldType, Pack
from yiben.packs.findings import Finding, Path, View
from yiben.packs.problems import nearest
from yiben.packs.procedures import Counted, Procedure, Step
from yiben.packs.verbs import VERBS

_ASKED = frozenset(
    {FieldType.CHOICE, FieldType.MULTICHOICE, FieldType.YESNO, FieldType.DATE, FieldType.COUNT, FieldType.AMOUNT,
     FieldType.TEXT, FieldType.LONGTEXT, FieldType.PLACE, FieldType.PERCENT}
)  # fmt: skip
"""The types that a matter's questions may have; people are asked for by ``requester`` and ``proposers``."""
_OF_MATTER = frozenset({"channel", "source", "outcome", "title", "is_late", "days"})
"""What a counted value may take of the matter itself, beside its answers."""


def check_procedures(pack: Pack, view: View) -> Iterator[Finding]:
    """Yield what is wrong with the procedures of a pack."""
    for index, item in enumerate(pack.procedures):
        path: Path = ("procedures", index)
        yield from _check_words(path, item)
        yield from _check_states(path, item)
        for place, step in enumerate(item.steps):
            yield from _check_step((*path, "steps", place), item, step)
            yield from _check_counts((*path, "steps", place, "counts"), item, step.counts, step.asks, view)
        yield from _check_counts((*path, "counts"), item, item.counts, (), view)
        for place, clock in enumerate(item.clocks):
            given = [each for each in (clock.days, clock.workdays, clock.months) if each is not None]
            if len(given) > 1 or (not given and clock.rule is None):
                yield Finding("PK090", (*path, "clocks", place), {"clock": clock.id})
        yield from _unknown((*path, "starts"), item.starts, [each.id for each in item.clocks])
        if item.co_clock is not None:
            yield from _unknown((*path, "co_clock"), [item.co_clock], [each.id for each in item.clocks])


def _check_words(path: Path, item: Procedure) -> Iterator[Finding]:
    for place, field in enumerate(item.fields):
        yield from _check_field((*path, "fields", place), field)
    for at, step in enumerate(item.steps):
        for place, field in enumerate(step.asks):
            yield from _check_field((*path, "steps", at, "asks", place), field)


def _check_field(path: Path, field: Field) -> Iterator[Finding]:
    attribute = forbidden_in_label(field.label) or forbidden_in_id(field.id)
    if attribute:
        yield Finding("PK017", (*path, "label"), {"what": attribute, "word": field.label})
    if field.type not in _ASKED:
        yield Finding("PK091", (*path, "type"), {"field": field.id, "type": field.type.value})
    if field.type in (FieldType.CHOICE, FieldType.MULTICHOICE) and not field.choices:
        yield Finding("PK035", path, {"field": field.id})


def _check_states(path: Path, item: Procedure) -> Iterator[Finding]:
    for name in ("states", "steps", "clocks"):
        ids = [each.id for each in getattr(item, name)]
        for place, each in enumerate(ids):
            if each in ids[:place]:
                yield Finding("PK020", (*path, name, place, "id"), {"id": each})
    states = [each.id for each in item.states]
    yield from _unknown((*path, "begins"), [item.begins], states)
    reached = {item.begins}
    while True:
        further = {step.to for step in item.steps if step.to and reached & set(step.after)} - reached
        if not further:
            break
        reached |= {each for each in further if each}
    for place, state in enumerate(item.states):
        if state.id not in reached:
            yield Finding("PK092", (*path, "states", place), {"state": state.id})
        elif state.kind != "done" and not any(step.to and state.id in step.after for step in item.steps):
            yield Finding("PK093", (*path, "states", place), {"state": state.id})


def _check_step(path: Path, item: Procedure, step: Step) -> Iterator[Finding]:
    states, clocks = [each.id for each in item.states], [each.id for each in item.clocks]
    yield from _unknown((*path, "after"), step.after, states)
    yield from _unknown((*path, "to"), [step.to] if step.to else [], states)
    for key in ("starts", "stops", "pauses", "resumes"):
        yield from _unknown((*path, key), getattr(step, key), clocks)
    yield from _unknown((*path, "extends"), [step.extends] if step.extends else [], clocks)
    if ("extend" in step.effects) != (step.extends is not None):
        yield Finding("PK094", path, {"step": step.id})
    if step.by not in VERBS:
        yield Finding("PK024", (*path, "by"), {"verb": step.by}, nearest(step.by, VERBS))
    for place, need in enumerate(step.needs):
        here: Path = (*path, "needs", place, "of")
        if need.what in ("other_person", "clock_running"):
            known = [each.id for each in item.steps] if need.what == "other_person" else clocks
            yield from _unknown(here, [need.of or ""], known)
        elif need.what == "rule" and need.of is None:
            yield from _unknown(here, [""], ["rule"])


def _check_counts(
    path: Path, item: Procedure, counts: Sequence[Counted], asks: Sequence[Field], view: View
) -> Iterator[Finding]:
    names = [*(field.id for field in (*item.fields, *asks)), *sorted(_OF_MATTER)]
    for place, counted in enumerate(counts):
        book = view.base_books.get(counted.book)
        if book is None:
            if not view.is_open(counted.book, view.own):
                yield Finding("PK021", (*path, place, "book"), {"book": counted.book})
            continue
        fields = view.fields(book)
        for name, value in counted.values.items():
            here: Path = (*path, place, "values", name)
            if name not in fields:
                yield Finding("PK022", here, {"field": name, "book": book.id}, nearest(name, list(fields)))
            elif value.startswith("@"):
                yield from _unknown(here, [value[1:]], names)
            elif fields[name].choices and fields[name].choice(value) is None:
                yield Finding("PK023", here, {"field": name, "choice": value})


def _unknown(path: Path, names: Sequence[str], known: Sequence[str]) -> Iterator[Finding]:
    for name in names:
        if name not in known:
            yield Finding("PK095", path, {"name": name}, nearest(name, known))
