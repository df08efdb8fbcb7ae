"""The running text of a Word file, each character of it traced to the run that holds it.

One line a paragraph, one a table row with tabs between cells; the body first, then heads, feet and notes. What was deleted
with changes tracked is left out, what was inserted is in. Offsets count code points of ``text``.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from lxml import etree  # type: ignore[import-untyped]

from yiben.rolling.package import BODY, MC, W, WordFile, parsed
from yiben.text.word_numbering import Numbering

MARK: Final = "_yb_"
"""Bookmarks that begin so are ours; Word and WPS hide names with a leading underscore."""
_GONE: Final = frozenset({f"{W}del", f"{W}moveFrom", f"{W}pPr", f"{W}rPr", f"{W}instrText", f"{W}delText"})
_THROUGH: Final = frozenset({f"{W}sdt", f"{W}sdtContent", f"{W}ins", f"{W}moveTo", f"{W}customXml", f"{W}smartTag"})
_PLAIN: Final = str.maketrans("０１２３４５６７８９．％", "0123456789.%")


@dataclass(frozen=True)
class Piece:
    """The characters ``start`` … ``end`` of the text stand in the element ``holder`` (w:t) of a part. ``twin`` is the same
    element as older programs read it."""

    start: int
    end: int
    holder: etree._Element
    part: str
    twin: etree._Element | None = None


@dataclass
class RunningText:
    """The text, its pieces in order, and where our bookmarks stand: name → (start, end)."""

    text: str = ""
    pieces: list[Piece] = field(default_factory=list)
    marks: dict[str, tuple[int, int]] = field(default_factory=dict)

    @property
    def plain(self) -> str:
        """The text with full-width digits as plain ones, character for character: what is read for numbers."""
        return self.text.translate(_PLAIN)

    def within(self, start: int, end: int) -> list[Piece]:
        """Return the pieces that hold characters of a stretch, in order."""
        at = max(bisect_right(self.pieces, start, key=lambda each: each.start) - 1, 0)
        found = []
        for piece in self.pieces[at:]:
            if piece.start >= end:
                break
            if piece.end > start:
                found.append(piece)
        return found

    def is_held(self, start: int, end: int) -> bool:
        """Whether every character of a stretch stands in some run, so that it can be replaced."""
        return sum(min(each.end, end) - max(each.start, start) for each in self.within(start, end)) == end - start > 0


def running_text(word: WordFile) -> RunningText:
    """Return the running text of a Word file."""
    reader = _Reader(word)
    for name, root in word.trees.items():
        if name.startswith("word/") and root.tag in _ROOTS:
            reader.read(name, root)
    return reader.finished()


_ROOTS: Final = frozenset(f"{W}{each}" for each in ("document", "hdr", "ftr", "footnotes", "endnotes"))


class _Reader:
    def __init__(self, word: WordFile) -> None:
        self.made = RunningText()
        self.said: list[str] = []
        self.at = 0
        self.part = ""
        self.is_waiting = False
        self.open: dict[str, tuple[str, int]] = {}
        self.twins: dict[etree._Element, etree._Element] = {}
        named = (f"word/{each}.xml" for each in ("numbering", "styles"))
        self.numbering = Numbering.of(*(parsed(word.part(each)) if each in word.names else None for each in named))

    def read(self, part: str, root: etree._Element) -> None:
        self.part = part
        if part == BODY:
            parents = root.findall(f"{W}body")
        else:
            parents = list(root) if root.tag in (f"{W}footnotes", f"{W}endnotes") else [root]
        for parent in parents:
            self.lines(parent, "\n")

    def lines(self, parent: etree._Element, separator: str) -> None:
        """Read the paragraphs and tables of a parent, a separator between them."""
        for child in parent:
            if child.tag == f"{W}p":
                self.paragraph(child, separator)
            elif child.tag == f"{W}tbl":
                self.table(child, separator)
            elif child.tag in _THROUGH:
                self.lines(child, separator)

    def table(self, table: etree._Element, separator: str) -> None:
        for row in _rows(table):
            for number, cell in enumerate(_cells(row)):
                if number:
                    self.add("\t" if separator == "\n" else " ")
                self.lines(cell, " ")
            self.end(separator)

    def paragraph(self, paragraph: etree._Element, separator: str) -> None:
        number = self.numbering.next_of(paragraph) if any(True for _ in paragraph.iter(f"{W}t")) else ""
        self.add(number)
        boxes: list[etree._Element] = []
        self.runs(paragraph, boxes)
        self.end(separator)
        for box in boxes:
            self.lines(box, separator)

    def runs(self, element: etree._Element, boxes: list[etree._Element]) -> None:
        for child in element:
            tag = child.tag
            if tag == f"{W}t":
                self.add(child.text or "", child)
            elif tag in (f"{W}tab", f"{W}ptab"):
                self.add("\t" if element.tag == f"{W}r" else "")
            elif tag in (f"{W}br", f"{W}cr"):
                self.add("\n")
            elif tag == f"{W}bookmarkStart":
                self.open[str(child.get(f"{W}id"))] = (str(child.get(f"{W}name", "")), self.at)
            elif tag == f"{W}bookmarkEnd":
                name, start = self.open.pop(str(child.get(f"{W}id")), ("", 0))
                if name.startswith(MARK):
                    self.made.marks[name] = (start, self.at)
            elif tag == f"{W}txbxContent":
                boxes.append(child)
            elif tag == f"{MC}AlternateContent":
                self._alternate(child, boxes)
            elif isinstance(tag, str) and tag not in _GONE:
                self.runs(child, boxes)

    def _alternate(self, element: etree._Element, boxes: list[etree._Element]) -> None:
        """Read what newer programs show; what older ones show instead is noted as its twin where it says the same."""
        choice, fallback = element.find(f"{MC}Choice"), element.find(f"{MC}Fallback")
        shown = choice if choice is not None else fallback
        if shown is None:
            return
        if choice is not None and fallback is not None:
            ours, theirs = list(choice.iter(f"{W}t")), list(fallback.iter(f"{W}t"))
            if [each.text for each in ours] == [each.text for each in theirs]:
                self.twins |= dict(zip(ours, theirs, strict=True))
        self.runs(shown, boxes)

    def add(self, text: str, holder: etree._Element | None = None) -> None:
        if not text:
            return
        if self.is_waiting and text not in ("\t", "\n"):
            self.said.append(" ")
            self.at += 1
        self.is_waiting = False
        if holder is not None:
            end = self.at + len(text)
            self.made.pieces.append(Piece(self.at, end, holder, self.part, self.twins.get(holder)))
        self.said.append(text)
        self.at += len(text)

    def end(self, separator: str) -> None:
        """Close a paragraph: a line of its own, or within a cell a blank before what follows there."""
        if separator == "\n":
            self.add(separator)
        else:
            self.is_waiting = bool(self.said) and self.said[-1] not in ("\t", "\n")

    def finished(self) -> RunningText:
        self.made.text = "".join(self.said)
        return self.made


def _rows(table: etree._Element) -> Iterator[etree._Element]:
    for child in table:
        if child.tag == f"{W}tr":
            yield child
        elif child.tag in _THROUGH:
            yield from _rows(child)


def _cells(row: etree._Element) -> Iterator[etree._Element]:
    for child in row:
        if child.tag == f"{W}tc":
            yield child
        elif child.tag in _THROUGH:
            yield from _cells(child)
