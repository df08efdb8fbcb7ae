"""A sheet as it lies on paper: cells with what they span, marked. Drawn by ``kit/sheet.html``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class SheetCell:
    """A cell and what it spans. ``state``: filled, look (wants a look), open (nobody says what stands here), written (it
    stands in the form itself); ``note`` is small type below, ``url`` opens a number."""

    text: str = ""
    state: str = "written"
    url: str = ""
    note: str = ""
    columns: int = 1
    rows: int = 1
    is_number: bool = False


@dataclass(frozen=True)
class SheetView:
    """One sheet: its name and its rows of cells; ``remark`` says what is left out."""

    name: str
    rows: Sequence[Sequence[SheetCell]]
    remark: str = ""
    legend: Sequence[str] = field(default_factory=tuple)
