"""Rules of promises, registers, rosters and analyses: what they name exists and is of the right type."""

from collections.abc import Iterator, Mapping

from yiben.packs.boundaries import forbidden_in_id, forbidden_in_label
from yiben.packs.definitions import Field, FieldType, Pack
from yiben.packs.findings import Finding, Path, View
from yiben.packs.problems import nearest
from yiben.packs.registers import Register

OF_SHIFTS = {"title": None, "day_kind": FieldType.CHOICE, "on_duty": FieldType.COUNT, "incidents": FieldType.COUNT}
OF_REGISTERS = {"title": None, "event": FieldType.CHOICE}
OF_PROMISES = {"title": None, "is_late": FieldType.YESNO}
_Wanted = Mapping[str, FieldType | None]


def check_promises(pack: Pack, view: View) -> Iterator[Finding]:
    """Yield what is wrong with the promises and quick forms of a pack's books."""
    for index, book in enumerate(pack.books):
        fields = {each.id: each for each in book.fields}
        for at, quick in enumerate(book.quick):
            for name in (*quick.values, *quick.asks):
                yield from _field(("books", index, "quick", at), name, fields, book.id, None, view)
        if book.promise is None:
            continue
        path: Path = ("books", index, "promise")
        types = {"made": FieldType.YESNO, "says": None, "by": FieldType.DATE}
        for key, wanted in types.items():
            yield from _field((*path, key), getattr(book.promise, key), fields, book.id, wanted, view)
        for question, name in book.promise.answers.items():
            yield from _field((*path, "answers", question), name, fields, book.id, None, view)
        yield from _book((*path, "kept"), book.promise.kept, OF_PROMISES, view)


def check_registers(pack: Pack, view: View) -> Iterator[Finding]:
    """Yield what is wrong with the registers of a pack."""
    for index, item in enumerate(pack.registers):
        path: Path = ("registers", index)
        for at, asked in enumerate(item.fields):
            attribute = forbidden_in_label(asked.label) or forbidden_in_id(asked.id)
            if attribute:
                yield Finding("PK017", (*path, "fields", at, "label"), {"what": attribute, "word": asked.label})
            if asked.type in (FieldType.PERSON, FieldType.ID_NUMBER, FieldType.FILE, FieldType.TABLE):
                data = {"field": asked.id, "type": asked.type.value}
                yield Finding("PK091", (*path, "fields", at, "type"), data)
        yield from _book((*path, "counts"), item.counts, OF_REGISTERS, view)
        yield from _stocks(path, item, view)


def check_rosters(pack: Pack, view: View) -> Iterator[Finding]:
    """Yield what is wrong with the rosters of a pack."""
    for index, item in enumerate(pack.rosters):
        path: Path = ("rosters", index)
        seen: set[str] = set()
        for at, shift in enumerate(item.shifts):
            if shift.id in seen:
                yield Finding("PK020", (*path, "shifts", at, "id"), {"id": shift.id})
            seen.add(shift.id)
        if item.counts is not None:
            yield from _book((*path, "counts"), item.counts, OF_SHIFTS, view)


def check_analyses(pack: Pack, view: View) -> Iterator[Finding]:
    """Yield what is wrong with the analyses of a pack."""
    metrics = {each.id: each for each in pack.metrics}
    meetings = {each.id for other in (*view.known, pack) for each in other.meetings}
    for index, item in enumerate(pack.analyses):
        path: Path = ("analyses", index)
        named = [((*path, "needs", at, "metrics"), name) for at, need in enumerate(item.needs) for name in need.metrics]
        named += [((*path, "figures"), name) for name in item.figures]
        named += [((*path, "map"), item.map)] if item.map else []
        for here, name in named:
            if name not in metrics and name not in view.skipped:
                yield Finding("PK025", here, {"metric": name}, nearest(name, metrics))
        if item.meeting not in meetings and item.meeting not in view.skipped:
            yield Finding("PK095", (*path, "meeting"), {"name": item.meeting}, nearest(item.meeting, meetings))
        reports = [each.id for each in pack.reports]
        if item.report is not None and item.report not in (*reports, *view.skipped):
            yield Finding("PK095", (*path, "report"), {"name": item.report}, nearest(item.report, reports))
        book = view.base_books.get(metrics[item.map].book) if item.map in metrics else None
        if book is not None:
            fields = view.fields(book)
            if item.by not in fields or not fields[item.by].choices:
                yield Finding("PK022", (*path, "by"), {"field": str(item.by), "book": book.id}, nearest("", fields))


def _stocks(path: Path, item: Register, view: View) -> Iterator[Finding]:
    book = view.base_books.get(item.counts)
    fields = view.fields(book) if book else {}
    own = {each.id: each for each in item.fields}
    for at, stock in enumerate(item.stocks):
        here: Path = (*path, "stocks", at)
        if book is not None:
            kept = fields.get(stock.field)
            if kept is None:
                yield Finding(
                    "PK022", (*here, "field"), {"field": stock.field, "book": book.id}, nearest(stock.field, fields)
                )
            elif kept.add != "stock":
                data = {"field": kept.id, "type": kept.type.value, "key": "stocks"}
                yield Finding("PK034", (*here, "field"), data)
        for name in (*stock.where, *([stock.sum] if stock.sum else [])):
            yield from _field((*here, "where"), name, own, item.id, None, view)


def _book(path: Path, name: str, wanted: _Wanted, view: View) -> Iterator[Finding]:
    book = view.base_books.get(name)
    if book is None:
        if not view.is_open(name, view.own):
            yield Finding("PK021", path, {"book": name})
        return
    fields = view.fields(book)
    for field, kind in wanted.items():
        yield from _field(path, field, fields, book.id, kind, view)


def _field(
    path: Path, name: str, fields: Mapping[str, Field], book: str, wanted: FieldType | None, view: View
) -> Iterator[Finding]:
    found = fields.get(name)
    if found is None:
        if name not in view.skipped:
            yield Finding("PK022", path, {"field": name, "book": book}, nearest(name, fields))
    elif wanted is not None and found.type is not wanted:
        yield Finding("PK034", path, {"field": name, "type": found.type.value, "key": str(path[-1])})
