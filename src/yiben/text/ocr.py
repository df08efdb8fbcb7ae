"""Recognition of scans and photographs of paper, where the extra is installed (pip install 'yiben[ocr]').

Nothing here is imported before a picture is to be read. What was recognised is marked by the warning recognised_by_ocr:
every figure, day and name in it wants a person's eye.
"""

from __future__ import annotations

import importlib
import importlib.util
from functools import cache
from typing import Any

from yiben.errors import TextProblem
from yiben.text.page_layout import Piece, laid_out

WARNING = "recognised_by_ocr"
_LEAST_SURE = 0.5


def is_available() -> bool:
    """Whether the extra is installed."""
    return importlib.util.find_spec("rapidocr") is not None


def picture_text(data: bytes, name: str) -> tuple[str, tuple[str, ...]]:
    """Return the text of a picture of paper; raises document_is_picture when nothing in it can be read."""
    lines = recognised(data)
    if not lines:
        raise TextProblem("document_is_picture", name=name)
    return "\n".join(lines), (WARNING,)


def recognised(picture: bytes) -> list[str]:
    """Return the lines of a picture, from top to bottom."""
    read = _engine()(picture)
    found = zip(read.boxes, read.txts, read.scores, strict=True) if read.txts else ()
    pieces = [_piece(box, str(text)) for box, text, sure in found if sure >= _LEAST_SURE and str(text).strip()]
    return laid_out(pieces).lines


@cache
def _engine() -> Any:
    return importlib.import_module("rapidocr").RapidOCR()


def _piece(box: Any, text: str) -> Piece:
    across, down = [float(x) for x, _ in box], [float(y) for _, y in box]
    return Piece(min(across), min(down), max(across), max(down), text)
