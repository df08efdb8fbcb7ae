"""Rules of a pack's checklists and assessments: what they name exists, what a visit counts can be answered, what an
assessment may judge by."""

from collections.abc import Iterator, Sequence

from yiben.packs.assessments import scheme_problems, scored_by
from yiben.packs.boundaries import forbidden_in_label
from yiben.packs.checklists import Checklist
from yiben.packs.definitions import Pack
from yiben.packs.findings import Finding, Path, View
from yiben.packs.problems import nearest
from yiben.packs.procedures import Counted

OF_VISIT = ("unit", "finding")
OF_FINDING = ("problem", "basis", "note")


def check_checklists(pack: Pack, view: View) -> Iterator[Finding]:
    """Yield what is wrong with the checklists of a pack."""
    metrics = _metrics(pack, view)
    for index, item in enumerate(pack.checklists):
        path: Path = ("checklists", index)
        yield from _check_kinds((*path, "applies"), item.applies, view)
        if item.kind == "standing" and (item.counts or item.hands):
            yield Finding("PK111", path, {"checklist": item.label})
        seen: set[str] = set()
        for place, each in enumerate(item.items):
            here: Path = (*path, "items", place)
            attribute = forbidden_in_label(each.text)
            if attribute:
                yield Finding("PK017", (*here, "text"), {"what": attribute, "word": each.text})
            if each.id in seen:
                yield Finding("PK020", (*here, "id"), {"id": each.id})
            seen.add(each.id)
            if each.book is not None and each.book not in view.base_books and not view.is_open(each.book, pack):
                yield Finding("PK021", (*here, "book"), {"book": each.book}, nearest(each.book, view.base_books))
            yield from _check_metric((*here, "metric"), each.metric, metrics, pack, view)
        for place, counted in enumerate(item.counts):
            yield from _check_counts((*path, "counts", place), item, counted, view)
        yield from _check_hands(path, item, pack, view)


def check_assessments(pack: Pack, view: View) -> Iterator[Finding]:
    """Yield what is wrong with the assessment schemes of a pack."""
    metrics = _metrics(pack, view)
    checklists = {each.id for other in (*view.known, pack) for each in other.checklists if each.kind == "standing"}
    for index, scheme in enumerate(pack.assessments):
        path: Path = ("assessments", index)
        yield from _check_kinds((*path, "applies"), scheme.applies, view)
        for code, where, data in scheme_problems(scheme):
            yield Finding(code, (*path, *where), data)
        ids = [each.id for each in scheme.items]
        for place, item in enumerate(scheme.items):
            here: Path = (*path, "items", place)
            if item.id in ids[:place]:
                yield Finding("PK020", (*here, "id"), {"id": item.id})
            yield from _check_metric((*here, "metric"), item.metric, metrics, pack, view)
            label = metrics.get(item.metric or "", "")
            if scored_by(label) and not scored_by(item.label, item.metric or ""):
                yield Finding("PK115", (*here, "metric"), {"item": label, "by": scored_by(label)})
            if item.checklist is not None and item.checklist not in checklists and item.checklist not in view.skipped:
                name = {"name": item.checklist}
                yield Finding("PK117", (*here, "checklist"), name, nearest(item.checklist, sorted(checklists)))


def _metrics(pack: Pack, view: View) -> dict[str, str]:
    """The labels of metrics by every name by which an item may call them."""
    found = {f"{other.name}.{each.id}": each.label for other in (*view.known, pack) for each in other.metrics}
    return found | {each.id: each.label for each in pack.metrics}


def _check_kinds(path: Path, kinds: Sequence[str], view: View) -> Iterator[Finding]:
    for place, kind in enumerate(kinds):
        if kind not in view.kinds and kind not in view.skipped:
            yield Finding("PK029", (*path, place), {"kind": kind}, nearest(kind, view.kinds))


def _check_metric(path: Path, name: str | None, metrics: dict[str, str], pack: Pack, view: View) -> Iterator[Finding]:
    if name is not None and name not in metrics and not view.is_open(name.rpartition(".")[2], pack):
        yield Finding("PK118", path, {"name": name}, nearest(name, sorted(metrics)))


def _check_counts(path: Path, item: Checklist, counted: Counted, view: View) -> Iterator[Finding]:
    book = view.base_books.get(counted.book)
    if book is None:
        if not view.is_open(counted.book, view.own):
            yield Finding("PK021", (*path, "book"), {"book": counted.book})
        return
    fields = view.fields(book)
    for name, value in counted.values.items():
        here: Path = (*path, "values", name)
        if name not in fields:
            yield Finding("PK022", here, {"field": name, "book": book.id}, nearest(name, list(fields)))
            continue
        if not value.startswith("@"):
            if fields[name].choices and fields[name].choice(value) is None:
                yield Finding("PK023", here, {"field": name, "choice": value})
            continue
        asked = item.item(value[1:])
        if asked is None and value[1:] not in OF_VISIT:
            known = [*OF_VISIT, *(each.id for each in item.items)]
            yield Finding("PK095", here, {"name": value[1:]}, nearest(value[1:], known))
        elif asked is not None and asked.may_not_apply and fields[name].required:
            yield Finding("PK112", here, {"field": name, "question": asked.text})


def _check_hands(path: Path, item: Checklist, pack: Pack, view: View) -> Iterator[Finding]:
    if item.hands is None:
        return
    known = {each.id: each for other in (*view.known, pack) for each in other.procedures}
    procedure = known.get(item.hands.procedure)
    if procedure is None:
        if not view.is_open(item.hands.procedure, pack):
            hint = nearest(item.hands.procedure, sorted(known))
            yield Finding("PK110", (*path, "hands", "procedure"), {"procedure": item.hands.procedure}, hint)
        return
    fields = {each.id: each for each in procedure.fields}
    for name, value in item.hands.values.items():
        here: Path = (*path, "hands", "values", name)
        if name not in fields:
            yield Finding("PK095", here, {"name": name}, nearest(name, list(fields)))
        elif value.startswith("@") and value[1:] not in OF_FINDING:
            yield Finding("PK095", here, {"name": value[1:]}, nearest(value[1:], OF_FINDING))
        elif not value.startswith("@") and fields[name].choices and fields[name].choice(value) is None:
            yield Finding("PK023", here, {"field": name, "choice": value})
    for name in fields:
        if fields[name].required and name not in item.hands.values:
            yield Finding("PK119", (*path, "hands"), {"field": fields[name].label, "checklist": item.label})
