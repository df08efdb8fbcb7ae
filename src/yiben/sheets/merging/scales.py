"""Numbers that stand out so far from those of the other units that another unit of measure is likely."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from statistics import median

from yiben.sheets.merging.answers import Answer
from yiben.sheets.merging.checking import Frame
from yiben.sheets.merging.deviations import Deviation, at

_FEWEST = 3
"""Units whose numbers have to be there before one can stand out from them."""
_FAR = 1000


def out_of_scale(frame: Frame, accepted: Sequence[Answer]) -> Iterator[tuple[Answer, Deviation]]:
    """Yield amounts a thousand times larger or smaller than those of the other units: 元 typed under 万元. Never
    converted: it is asked."""
    for layout in frame.sheets:
        for column in layout.given:
            measure = column.measure or layout.measure
            if frame.kinds[layout.name, column.index] != "amount" or measure is None or measure.kind != "money":
                continue
            middles = {number: _middle(answer, layout.name, column.index) for number, answer in enumerate(accepted)}
            known = {number: middle for number, middle in middles.items() if middle}
            for number, middle in known.items():
                others = [other for each, other in known.items() if each != number]
                if len(others) >= _FEWEST and not 1 / _FAR < middle / median(others) < _FAR:
                    where = at(layout.name, column.heading)
                    yield (
                        accepted[number],
                        Deviation("unit_of_measure", where, False, {"sent": "", "wanted": measure.name}),
                    )


def _middle(answer: Answer, sheet: str, column: int) -> Decimal | None:
    values = [
        abs(Decimal(value))
        for table in answer.tables
        if table.layout.name == sheet
        for row in table.rows
        if isinstance(value := row.values.get(column), (int, Decimal)) and value
    ]
    return median(values) if values else None
