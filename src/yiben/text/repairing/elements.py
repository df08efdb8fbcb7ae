"""What a damaged line consists of, seen as the bytes that a reader of GBK once made it from."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from yiben.text.repairing.tables import character_bytes, readings

READING = "[a-zāáǎàēéěèīíǐìōóǒòūúǔùüǖǘǚǜńňǹḿêɡ]{1,7}"
_SWALLOWED = re.compile(rf"\?({READING})\)")
_NOTE = re.compile(rf"[(（]({READING})[)）]")
SPLIT = ",;!?，；！？"
_FULL = {character: chr(ord(character) + 0xFEE0) for character in ",;!?:()"}


@dataclass(frozen=True, slots=True)
class Element:
    """One step of the reader: a pair of bytes, a letter, a note, a note that swallowed a byte, or a bare “?”.

    ``kind``: pair, letter, mark, note, swallowed, question.
    """

    kind: str
    start: int
    end: int
    text: str
    first: int = 0
    second: int = 0
    reading: str = ""


def elements(text: str, start: int, end: int) -> Iterator[Element]:
    """Yield the elements of a stretch in order."""
    position = start
    while position < end:
        element = _element(text, position, end)
        yield element
        position = element.end


def _element(text: str, position: int, limit: int) -> Element:
    character = text[position]
    if character == "?":
        if swallowed := _SWALLOWED.match(text, position, limit):
            return Element("swallowed", position, swallowed.end(), swallowed[0], reading=plain(swallowed[1]))
        return Element("question", position, position + 1, "?", 0xA3, 0xBF)
    if character in "(（" and (note := _NOTE.match(text, position, limit)):
        kind = "note" if _fits(text, position, plain(note[1])) else "swallowed"
        return Element(kind, position, note.end(), note[0], reading=plain(note[1]))
    if character in _FULL:
        encoded = character_bytes(_FULL[character])
        first, second = encoded if encoded else (0, 0)
        return Element("mark", position, position + 1, character, first, second)
    if character.isascii():
        return Element("letter", position, position + 1, character, ord(character))
    encoded = character_bytes(character)
    if encoded is None:
        return Element("letter", position, position + 1, character, 0)
    kind = "mark" if character in SPLIT or character == "。" else "pair"
    return Element(kind, position, position + 1, character, *encoded)


def _fits(text: str, position: int, reading: str) -> bool:
    """Whether a note stands behind a character that is read so, or behind a letter that was half of one."""
    before = text[position - 1 : position]
    return not before or before.isascii() or reading in readings().get(before, ())


def misplaced_notes(text: str) -> Iterator[re.Match[str]]:
    """Yield the notes behind a character that is not read so."""
    for match in _NOTE.finditer(text):
        if "\u4e00" <= text[match.start() - 1 : match.start()] <= "\u9fff" and not _fits(
            text, match.start(), plain(match[1])
        ):
            yield match


def plain(reading: str) -> str:
    """Return a reading in one spelling."""
    return unicodedata.normalize("NFC", reading.replace("ɡ", "g"))
