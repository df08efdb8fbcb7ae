"""修订 and 批注 in a Word file: how many there are, and a paper in which the changes are accepted and the comments gone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from lxml import etree  # type: ignore[import-untyped]

from yiben.rolling.package import W, WordFile
from yiben.rolling.patching import remove, unwrap

_INSERTED: Final = tuple(f"{W}{each}" for each in ("ins", "moveTo"))
_DELETED: Final = tuple(f"{W}{each}" for each in ("del", "moveFrom"))
_CHANGED: Final = tuple(
    f"{W}{each}Change"
    for each in ("rPr", "pPr", "sectPr", "tblPr", "tcPr", "trPr", "tblGrid", "tblPrEx", "numbering")
)  # fmt: skip
_CELLS: Final = tuple(f"{W}{each}" for each in ("cellIns", "cellMerge"))
_RANGES: Final = tuple(
    f"{W}{name}Range{edge}"
    for name in ("moveFrom", "moveTo", "customXmlIns", "customXmlDel", "customXmlMoveFrom", "customXmlMoveTo")
    for edge in ("Start", "End")
)
_OF_MARKS: Final = frozenset((f"{W}rPr", f"{W}trPr", f"{W}pPr", f"{W}numPr"))
_COMMENTS: Final = tuple(f"{W}comment{each}" for each in ("RangeStart", "RangeEnd", "Reference"))


@dataclass(frozen=True)
class Unsettled:
    """What a reader of the paper would see of how it was written."""

    revisions: int
    comments: int

    def __bool__(self) -> bool:
        return bool(self.revisions or self.comments)


def unsettled(word: WordFile) -> Unsettled:
    """Return how many tracked changes and comments the file holds."""
    revisions = sum(1 for root in word.trees.values() for _ in root.iter(*_INSERTED, *_DELETED, *_CHANGED, *_CELLS))
    comments = sum(1 for root in word.trees.values() for _ in root.iter(f"{W}commentReference"))
    return Unsettled(revisions, comments)


def settle(root: etree._Element) -> None:
    """Accept every tracked change of a part and take its comments out."""
    for row in [each.getparent().getparent() for each in root.iter(*_DELETED) if each.getparent().tag == f"{W}trPr"]:
        remove(row)
    for cell in [each.getparent().getparent() for each in root.iter(f"{W}cellDel")]:
        remove(cell)
    _join_paragraphs(root)
    for each in [*root.iter(*_DELETED, *_CHANGED, *_CELLS, *_RANGES, *_COMMENTS, f"{W}annotationRef")]:
        remove(each)
    for each in [*root.iter(*_INSERTED)]:
        if each.getparent() is not None and each.getparent().tag in _OF_MARKS:
            remove(each)
        else:
            unwrap(each)


def _join_paragraphs(root: etree._Element) -> None:
    """A deleted paragraph mark makes one paragraph with the next."""
    marked = [each for each in root.iter(f"{W}del") if each.getparent().tag == f"{W}rPr"]
    paragraphs = [
        each.getparent().getparent().getparent() for each in marked if each.getparent().getparent().tag == f"{W}pPr"
    ]
    for paragraph in reversed(paragraphs):
        behind = paragraph.getnext()
        if behind is None or behind.tag != f"{W}p":
            continue
        at = 1 if behind.find(f"{W}pPr") is not None else 0
        for child in [each for each in paragraph if each.tag != f"{W}pPr"][::-1]:
            behind.insert(at, child)
        remove(paragraph)
