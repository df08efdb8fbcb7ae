"""From the bytes of a file to its text."""

from __future__ import annotations

from yiben.errors import TextProblem
from yiben.text.results import Source


def open_document(data: bytes, name: str = "") -> Source:
    """Return a file as text. Raises TextProblem when it is empty."""
    if not data.strip():
        raise TextProblem("document_empty", name=name)
    return Source(data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n"), "txt")
