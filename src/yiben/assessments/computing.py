"""The scores of units from figures, checklists and judgements, up to an entry and a tick, so that they come out the same
again."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from yiben.assessments.declared import checklist_of
from yiben.assessments.models import Assessed, Assessment, Said
from yiben.assessments.queries import standings
from yiben.assessments.scoring import combined, grade_of, kept, of_checklist, of_figure
from yiben.metrics.computing import in_units
from yiben.metrics.figures import evaluate, request_figure
from yiben.metrics.periods import parse_period
from yiben.metrics.scopes import Scope
from yiben.packs.assessments import AssessedItem, Scheme, exact

_MISSING: dict[str, Any] = {}


@dataclass(frozen=True)
class Score:
    """The points of an item. ``points`` None: there is nothing to compute them from. ``taken``: from what (plain JSON: the
    figure with its entry, the ticks, the judgements). ``said`` replaces what was computed: a review or an appeal. ``self``:
    what the unit gave itself."""

    item: AssessedItem
    points: Fraction | None
    taken: dict[str, Any] = field(default_factory=dict)
    said: Said | None = None
    claimed: Said | None = None
    judged: tuple[Said, ...] = ()

    @property
    def stands(self) -> Fraction | None:
        """The points that count: of the appeal, else of the review, else as computed."""
        return Fraction(self.said.points) if self.said is not None and self.said.points else self.points


def scheme_of(assessment: Assessment) -> Scheme:
    """Return what is assessed and how, as it is kept with the assessment."""
    scheme: Scheme = Scheme.model_validate_json(json.dumps(assessment.scheme))
    return scheme


def scores(
    assessment: Assessment, rows: Sequence[Assessed], *, seq: int | None = None, ticks_upto: int | None = None
) -> dict[int, list[Score]]:
    """Return the scores of units, item by item in the order of the scheme, by the id of the row. ``seq`` and ``ticks_upto``:
    up to which entry and tick (None: now)."""
    scheme = scheme_of(assessment)
    figures = _figures(assessment, scheme, rows, seq)
    ticked = _ticked(scheme, rows, seq, ticks_upto)
    words = _words(rows)
    found: dict[int, list[Score]] = {}
    for row in rows:
        said = words.get(row.pk, [])
        line = []
        for item in scheme.items:
            of_item = [each for each in said if each.item == item.id]
            points, taken = figures.get((row.pk, item.id)) or ticked.get((row.pk, item.id)) or (None, _MISSING)
            judged: tuple[Said, ...] = ()
            if item.how == "judgement":
                last = {each.by_id: each for each in of_item if each.kind == Said.JUDGEMENT}
                judged = tuple(last.values())
                points = combined([Fraction(each.points) for each in judged], scheme.combine)
                taken = {"judgements": sorted(each.pk for each in judged), "combine": scheme.combine}
            line.append(
                Score(
                    item,
                    points,
                    dict(taken),
                    _last(of_item, Said.APPEAL) or _last(of_item, Said.REVIEW),
                    _last(of_item, Said.SELF),
                    judged,
                )
            )
        found[row.pk] = line
    return found


def total_of(line: Sequence[Score]) -> Fraction:
    """Return the sum of a unit's points; an item without any counts nothing."""
    return sum((each.stands or Fraction(0) for each in line), Fraction(0))


def result_of(scheme: Scheme, line: Sequence[Score]) -> dict[str, Any]:
    """Return a unit's result as it is kept: every item with its points and from what they were taken, the total, the grade."""
    total = total_of(line)
    items = [
        {
            "id": each.item.id,
            "points": kept(each.stands if each.stands is not None else Fraction(0)),
            "computed": kept(each.points) if each.points is not None else "",
            "taken": each.taken,
            "said": each.said.pk if each.said is not None else None,
            "self": each.claimed.points if each.claimed is not None else "",
        }
        for each in line
    ]
    return {"items": items, "total": kept(total), "grade": grade_of(total, scheme.grades)}


def _figures(
    assessment: Assessment, scheme: Scheme, rows: Sequence[Assessed], seq: int | None
) -> dict[tuple[int, str], tuple[Fraction | None, dict[str, Any]]]:
    period = parse_period(assessment.period)
    asked = [
        (row, item, request_figure(item.metric, Scope(row.unit, period, as_of=seq)))
        for row in rows
        for item in scheme.items
        if item.metric is not None
    ]
    found = {}
    for (row, item, _request), figure in zip(asked, evaluate([each for _r, _i, each in asked]), strict=True):
        value = in_units(figure)
        taken = {
            "metric": figure.metric_id,
            "value": kept(value) if value is not None else "",
            "whole": figure.value,
            "word": figure.unit,
            "seq": seq,
        }
        found[row.pk, item.id] = (of_figure(item, value) if value is not None else None, taken)
    return found


def _ticked(
    scheme: Scheme, rows: Sequence[Assessed], seq: int | None, upto: int | None
) -> dict[tuple[int, str], tuple[Fraction | None, dict[str, Any]]]:
    found: dict[tuple[int, str], tuple[Fraction | None, dict[str, Any]]] = {}
    for item in scheme.items:
        if item.checklist is None:
            continue
        stood = standings([row.unit for row in rows], checklist_of(item.checklist), upto=upto, as_of=seq)
        for row, standing in zip(rows, stood, strict=True):
            ticks = [each.tick.pk for each in standing.items if each.is_met and each.tick is not None]
            taken = {"checklist": item.checklist, "met": standing.met, "of": len(standing.items), "ticks": ticks}
            points = of_checklist(standing.met, len(standing.items), exact(item.weight))
            found[row.pk, item.id] = (points, taken)
    return found


def _words(rows: Sequence[Assessed]) -> dict[int, list[Said]]:
    found: dict[int, list[Said]] = {}
    for each in Said.objects.filter(assessed__in=rows).select_related("by").order_by("pk"):
        found.setdefault(each.assessed_id, []).append(each)
    return found


def _last(said: Sequence[Said], kind: str) -> Said | None:
    return next((each for each in reversed(said) if each.kind == kind), None)
