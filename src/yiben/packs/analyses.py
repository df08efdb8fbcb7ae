"""What a pack may declare about an analysis: needs, each counted by metrics, put together for a meeting."""

from __future__ import annotations

from typing import Annotated

import pydantic

from yiben.packs.base import Definition, Help, Id, Label


class Need(Definition):
    """What people need, told apart by nothing else than its kind. Its number is the sum of its ``metrics``: how often it was
    brought, in whatever way. Metrics are counted ones of the same pack."""

    id: Id
    label: Label
    metrics: Annotated[tuple[Id, ...], pydantic.Field(min_length=1, max_length=4)]


class Analysis(Definition):
    """An analysis of a unit's needs in a period. ``needs`` are ordered by their numbers, ``figures`` stand beside them,
    ``map`` is a metric told apart by a choice of its book (``by``), unit by unit. ``meeting`` is the kind of meeting whose
    agenda takes it, ``report`` the pack's report that tells the same numbers as a paper."""

    id: Id
    label: Label
    meeting: Id
    needs: Annotated[tuple[Need, ...], pydantic.Field(min_length=2, max_length=30)]
    figures: Annotated[tuple[Id, ...], pydantic.Field(max_length=20)] = ()
    map: Id | None = None
    by: Id | None = None
    report: Id | None = None
    help: Help = ""
