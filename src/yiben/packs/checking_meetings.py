"""Rules of a pack's kinds of meetings: what they say fits together, and the books that they count in exist."""

from collections.abc import Iterator

from yiben.packs.boundaries import forbidden_in_id, forbidden_in_label
from yiben.packs.definitions import Pack
from yiben.packs.findings import Finding, Path, View
from yiben.packs.meetings import MeetingKind
from yiben.packs.problems import nearest


def check_meetings(pack: Pack, view: View) -> Iterator[Finding]:
    """Yield what is wrong with the kinds of meetings of a pack."""
    for index, item in enumerate(pack.meetings):
        path: Path = ("meetings", index)
        attribute = forbidden_in_label(item.label) or forbidden_in_label(item.body) or forbidden_in_id(item.id)
        if attribute:
            yield Finding("PK017", (*path, "label"), {"what": attribute, "word": item.label})
        if item.rhythm is not None and item.every == "none":
            yield Finding("PK100", (*path, "rhythm"), {"kind": item.label})
        if item.notice is not None and item.notice_days is not None:
            yield Finding("PK101", (*path, "notice_days"), {"kind": item.label})
        if not item.numbered and (item.vote is not None or item.resolved is not None):
            yield Finding("PK102", path, {"kind": item.label})
        if item.quorum is not None and item.quorum.whole == "present":
            yield Finding("PK103", (*path, "quorum"), {"kind": item.label})
        yield from _check_counts(path, item, view)


def _check_counts(path: Path, item: MeetingKind, view: View) -> Iterator[Finding]:
    for key in ("counts", "resolved"):
        name = getattr(item, key)
        if name is None:
            continue
        book = view.base_books.get(name)
        if book is None:
            if not view.is_open(name, view.own):
                yield Finding("PK021", (*path, key), {"book": name})
            continue
        fields = view.fields(book)
        for field, value in item.values.items() if key == "counts" else ():
            here: Path = (*path, "values", field)
            if field not in fields:
                yield Finding("PK022", here, {"field": field, "book": book.id}, nearest(field, list(fields)))
            elif fields[field].choices and fields[field].choice(value) is None:
                yield Finding("PK023", here, {"field": field, "choice": value})
