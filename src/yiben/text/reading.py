"""Read a document: open → repair → outline → tasks → facts. Each stage is a pure function; none raises on any text."""

from __future__ import annotations

from yiben.text.context import sections
from yiben.text.facts import facts
from yiben.text.metadata import metadata
from yiben.text.opening import open_document
from yiben.text.outlining import outline
from yiben.text.repairing import repair
from yiben.text.results import Reading
from yiben.text.tasks import tasks


def read_text(text: str, kind: str = "txt", warnings: tuple[str, ...] = ()) -> Reading:
    """Return everything that can be read from a text. Offsets count in ``clean_text``, which is the repaired text."""
    repaired = repair(text)
    clean = repaired.text
    headings = outline(clean)
    head = metadata(clean, headings)
    parts = sections(clean, headings, head)
    found = tasks(clean, headings, parts)
    return Reading(clean, repaired.repairs, head, headings, found, facts(clean, parts, found), kind, warnings)


def read_bytes(data: bytes, name: str = "") -> Reading:
    """Return the reading of a file. Its kind is told by its bytes; ``name`` only serves messages.

    Raises TextProblem when the file cannot be read as a document.
    """
    source = open_document(data, name)
    return read_text(source.text, source.kind, source.warnings)
