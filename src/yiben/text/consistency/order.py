"""Days that stand in the wrong order: spans that end before they begin, phases that go back."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from yiben.text.consistency.findings import Inconsistency
from yiben.text.results import Heading

_DAY = r"(?:(?P<{0}y>(?:19|20)\d\d)年)?(?P<{0}m>1[0-2]|0?[1-9])月(?:(?P<{0}d>[12]\d|3[01]|0?[1-9])[日号])?"
_SPAN = re.compile(
    _DAY.format("a") + r"\s*(?:至|到|—+|-|~|～|－)\s*(?P<next>次年|翌年|第二年|明年)?" + _DAY.format("b")
)
_PHASE = re.compile(r"阶段|步骤|环节|时期")


def wrong_order(text: str, outline: Sequence[Heading]) -> Iterator[Inconsistency]:
    """Yield spans whose end lies before their beginning (sure), and phases that begin before an earlier one (ask)."""
    for span in _SPAN.finditer(text):
        first, last = _day(span, "a"), _day(span, "b")
        if last is None or first is None or span["next"]:
            continue
        years = (span["ay"], span["by"])
        if years[0] and not years[1]:
            last = (first[0], *last[1:])
        is_back = last < first if any(years) else last[1:] < first[1:]
        over_new_year = not any(years) and first[1] >= 10 and last[1] <= 3
        if is_back and not over_new_year:
            yield Inconsistency(
                span.start(), span.end(), span[0], "dates_out_of_order", "sure", None, {"span": span[0]}
            )
    yield from _phases(text, outline)


def _phases(text: str, outline: Sequence[Heading]) -> Iterator[Inconsistency]:
    earlier: tuple[int, int, int] | None = None
    level = 0
    for heading in outline:
        if not _PHASE.search(heading.heading):
            continue
        span = _SPAN.search(heading.heading)
        begins = _day(span, "a") if span else None
        if span is None or begins is None:
            continue
        if earlier is not None and heading.level == level and begins[0] == earlier[0] and begins < earlier:
            place = text.find(span[0], heading.start)
            if place >= 0:
                data = {"span": span[0]}
                yield Inconsistency(place, place + len(span[0]), span[0], "dates_out_of_order", "ask", None, data)
        earlier, level = begins, heading.level


def _day(span: re.Match[str], end: str) -> tuple[int, int, int] | None:
    if not span[f"{end}m"]:
        return None
    fallback = 1 if end == "a" else 31
    return int(span[f"{end}y"] or 0), int(span[f"{end}m"]), int(span[f"{end}d"] or fallback)
