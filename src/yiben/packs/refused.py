"""Why one typed value cannot be taken, and how typed text is made plain before it is read."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field

JSON = bool | int | str | list["JSON"] | dict[str, "JSON"]
"""A canonical value: no floats, no null."""

_HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0xFFE5: "¥", 0x3000: " "}
_BREAKS = frozenset("\t\n\r\x0b\x0c\x85\u2028\u2029")


@dataclass(frozen=True)
class Refused:
    """A code and the values of its sentence, such as a suggestion of what was meant."""

    code: str
    data: Mapping[str, object] = field(default_factory=dict)


def plain_text(text: str) -> str:
    """Return the text in half-width form without any blank, for numbers, days and choices.

    Not NFKC: that would turn 10² into 102.
    """
    return re.sub(r"\s+", "", half_width(text))


def half_width(text: str) -> str:
    """Return the text with full-width letters, digits and signs made half-width."""
    return text.translate(_HALF_WIDTH)


def storable_text(text: str, *, keep_breaks: bool) -> str:
    """Return the text as it may be kept: composed, without control characters and lone
    surrogates, line breaks as \\n or, when they are not kept, as blanks; ends trimmed."""
    if text.isprintable() and unicodedata.is_normalized("NFC", text):
        return text.strip()  # nothing in it has to be looked at
    kept = []
    for character in text.replace("\r\n", "\n"):
        if character in _BREAKS:
            kept.append("\n" if keep_breaks and character != "\t" else " ")
        elif unicodedata.category(character) not in ("Cc", "Cs"):
            kept.append(character)
    return unicodedata.normalize("NFC", "".join(kept)).strip()
