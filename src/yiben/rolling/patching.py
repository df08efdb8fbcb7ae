"""Replacing stretches of a Word file's text in the runs that hold them. Everything else of the file stays as it is."""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Final

from lxml import etree  # type: ignore[import-untyped]

from yiben.rolling.package import MC, R, W, WordFile
from yiben.rolling.running import MARK, Piece, RunningText

_SPACE: Final = "{http://www.w3.org/XML/1998/namespace}space"
_AFTER_HIGHLIGHT: Final = frozenset(
    f"{W}{each}"
    for each in (
        ["u", "effect", "bdr", "shd", "fitText", "vertAlign", "rtl", "cs", "em", "lang", "eastAsianLayout", "specVanish", "oMath", "rPrChange"]
    )
)  # fmt: skip
_RELATIONS: Final = "http://schemas.openxmlformats.org/package/2006/relationships"
_LINK: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"


@dataclass(frozen=True)
class Edit:
    """A stretch that gets a new text. ``mark`` is the name of a bookmark around it, ``colour`` a highlight, ``url`` where
    it leads; empty for none. ``without``: highlights that are taken off."""

    start: int
    end: int
    new: str
    mark: str = ""
    colour: str = ""
    url: str = ""
    without: frozenset[str] = frozenset()


def patch(word: WordFile, text: RunningText, edits: Sequence[Edit]) -> None:
    """Make the edits in the file's trees. Afterwards ``text`` no longer fits the file. Edits must not overlap, and each
    stretch must be held by runs (``RunningText.is_held``)."""
    drop_marks(word)
    number = _next_number(word)
    for each in sorted(edits, key=lambda edit: edit.start, reverse=True):
        pieces = text.within(each.start, each.end)
        for holder, said in _texts(pieces, each, is_twin=True):
            _write(holder, said)
        if each.mark or each.colour or each.url:
            pieces = _apart(pieces, each)
        for holder, said in _texts(pieces, each, is_twin=False):
            _write(holder, said)
        for piece in pieces:
            _plain(piece.holder, each.without)
        if each.colour:
            for piece in pieces:
                _highlight(piece.holder, each.colour)
        if each.url:
            _lead(word, pieces, each.url)
        if each.mark:
            _enclose(pieces, each.mark, number)
            number += 1


def drop_marks(word: WordFile) -> None:
    """Take our bookmarks out of the file."""
    for root in word.trees.values():
        ours = {
            each.get(f"{W}id")
            for each in root.iter(f"{W}bookmarkStart")
            if str(each.get(f"{W}name", "")).startswith(MARK)
        }
        for each in [*root.iter(f"{W}bookmarkStart", f"{W}bookmarkEnd")]:
            if each.get(f"{W}id") in ours:
                remove(each)


def remove(element: etree._Element) -> None:
    """Take an element out of its parent, what follows it kept."""
    parent = element.getparent()
    if parent is None:
        return
    if element.tail:
        before = element.getprevious()
        if before is None:
            parent.text = (parent.text or "") + element.tail
        else:
            before.tail = (before.tail or "") + element.tail
    parent.remove(element)


def unwrap(element: etree._Element) -> None:
    """Put an element's children in its place."""
    parent = element.getparent()
    if parent is None:
        return
    at = parent.index(element)
    for offset, child in enumerate(list(element)):
        parent.insert(at + offset, child)
    remove(element)


def _texts(pieces: Sequence[Piece], edit: Edit, *, is_twin: bool) -> list[tuple[etree._Element, str]]:
    """What each holder is to hold: the end of the new text stays in the last run as far as it is the same there, so that
    letters keep their own type; the rest goes into the first. Holders were changed behind the stretch only."""
    rest, found = edit.new, []
    for piece in reversed(pieces):
        holder = piece.twin if is_twin else piece.holder
        start, end = max(edit.start, piece.start) - piece.start, min(edit.end, piece.end) - piece.start
        said = (holder.text or "") if holder is not None else ""
        if piece is pieces[0]:
            new = rest
        else:
            kept = _same_end(said[start:end], rest)
            new, rest = rest[len(rest) - kept :], rest[: len(rest) - kept]
        if holder is not None:
            found.append((holder, said[:start] + new + said[end:]))
    return found


def _same_end(one: str, other: str) -> int:
    """How many characters that are no digits two texts end with alike."""
    count = 0
    while count < min(len(one), len(other)) and one[-1 - count] == other[-1 - count] and not one[-1 - count].isdigit():
        count += 1
    return count


def _write(holder: etree._Element, text: str) -> None:
    if (holder.text or "") == text:
        return
    holder.text = text
    if text != text.strip():
        holder.set(_SPACE, "preserve")


def _apart(pieces: Sequence[Piece], edit: Edit) -> list[Piece]:
    """Split the first and the last run of a stretch, so that it is made of whole runs; return its pieces anew, without
    their twins."""
    found = []
    for piece in reversed(pieces):
        holder, start, end = piece.holder, piece.start, piece.end
        if edit.end - start < len(holder.text or ""):
            _split(holder, edit.end - start)
        if start < edit.start:
            holder, start = _split(holder, edit.start - start), edit.start
        found.append(Piece(start, min(end, edit.end), holder, piece.part))
    return found[::-1]


def _split(holder: etree._Element, at: int) -> etree._Element:
    """Cut a run in two behind ``at`` characters of one of its texts and return the text of the second run."""
    run, said = holder.getparent(), holder.text or ""
    second = etree.Element(run.tag, run.attrib, run.nsmap)
    style = run.find(f"{W}rPr")
    if style is not None:
        second.append(deepcopy(style))
    behind = etree.SubElement(second, holder.tag)
    for child in list(holder.itersiblings()):
        second.append(child)
    run.addnext(second)
    _write(behind, said[at:])
    _write(holder, said[:at])
    return behind


def _plain(holder: etree._Element, colours: frozenset[str]) -> None:
    style = holder.getparent().find(f"{W}rPr")
    for each in style.findall(f"{W}highlight") if style is not None and colours else ():
        if each.get(f"{W}val") in colours:
            style.remove(each)


def _highlight(holder: etree._Element, colour: str) -> None:
    run = holder.getparent()
    style = run.find(f"{W}rPr")
    if style is None:
        style = etree.Element(f"{W}rPr")
        run.insert(0, style)
    for old in style.findall(f"{W}highlight"):
        style.remove(old)
    made = etree.Element(f"{W}highlight")
    made.set(f"{W}val", colour)
    behind = next((at for at, each in enumerate(style) if each.tag in _AFTER_HIGHLIGHT), len(style))
    style.insert(behind, made)


def _enclose(pieces: Sequence[Piece], name: str, number: int) -> None:
    """Put a bookmark around whole runs. In a box that older programs read a second time it stands once."""
    first, last = _run_of(pieces[0]), _run_of(pieces[-1])
    start, end = etree.Element(f"{W}bookmarkStart"), etree.Element(f"{W}bookmarkEnd")
    for each in (start, end):
        each.set(f"{W}id", str(number))
    start.set(f"{W}name", name)
    first.addprevious(start)
    last.addnext(end)


def _lead(word: WordFile, pieces: Sequence[Piece], url: str) -> None:
    """Make whole runs of the body a link, unless they stand in one already."""
    run = _run_of(pieces[0])
    tree = word.tree("word/_rels/document.xml.rels")
    if tree is None or pieces[0].part != "word/document.xml" or run.getparent().tag != f"{W}p":
        return
    known = {str(each.get("Id")) for each in tree}
    name = next(f"rIdYb{each}" for each in range(1, len(known) + 2) if f"rIdYb{each}" not in known)
    relation = etree.SubElement(tree, f"{{{_RELATIONS}}}Relationship")
    for key, value in (("Id", name), ("Type", _LINK), ("Target", url), ("TargetMode", "External")):
        relation.set(key, value)
    link = etree.Element(f"{W}hyperlink")
    link.set(f"{R}id", name)
    run.addprevious(link)
    for piece in pieces:
        other = _run_of(piece)
        if other.getparent() in (link.getparent(), link):
            link.append(other)


def _run_of(piece: Piece) -> etree._Element:
    """The run of a piece, as a child of what bookmarks and links may stand in."""
    run = piece.holder.getparent()
    while run.getparent() is not None and run.getparent().tag == f"{MC}Choice":
        run = run.getparent().getparent()
    return run


def _next_number(word: WordFile) -> int:
    numbers = [0]
    for root in word.trees.values():
        for each in root.iter(f"{W}bookmarkStart", f"{W}bookmarkEnd"):
            text = str(each.get(f"{W}id", ""))
            if text.isdecimal() and len(text) < 9:
                numbers.append(int(text))
    return max(numbers) + 1
