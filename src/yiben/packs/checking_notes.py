"""Rules about the sentences of a note: whole brackets, fields that exist, nothing personal."""

from collections.abc import Iterator, Mapping, Sequence

from yiben.packs.definitions import Field, FieldType
from yiben.packs.findings import Finding, Path, View
from yiben.packs.notes import COMMON, fields_named, is_whole
from yiben.packs.problems import nearest

NOT_TOLD = frozenset(
    {FieldType.PERSON, FieldType.ID_NUMBER, FieldType.PHONE, FieldType.ADDRESS, FieldType.FILE, FieldType.TABLE}
)
"""Types whose values do not belong into a text that goes round."""


def check_note(
    path: Path, sentences: Sequence[str], fields: Mapping[str, Field], book: str, view: View
) -> Iterator[Finding]:
    """Yield findings on the sentences of a book's note."""
    for index, sentence in enumerate(sentences):
        here: Path = (*path, index)
        if not is_whole(sentence):
            yield Finding("PK064", here, {"sentence": sentence})
            continue
        for name in fields_named(sentence):
            item = fields.get(name)
            if item is None and name not in COMMON and name not in view.skipped:
                yield Finding("PK022", here, {"field": name, "book": book}, nearest(name, [*COMMON, *fields]))
            elif item is not None and item.type in NOT_TOLD:
                yield Finding("PK065", here, {"field": name})
