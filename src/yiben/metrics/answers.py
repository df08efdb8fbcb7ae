"""A figure as other programs read it: what ``yiben figure --json`` prints and ``/api/v1/figures`` gives."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from yiben.metrics.figures import count_behind, evaluate, request_figure
from yiben.metrics.reporting import reporting_of
from yiben.metrics.scopes import Figure, FigureRequest, Scope

Way = Callable[[Sequence[FigureRequest]], list[Figure]]


def figure_answer(metric: str, scope: Scope, way: Way = evaluate) -> tuple[Figure, dict[str, Any]]:
    """Return a figure, and what is said of it: its value (in its smallest unit) with what it means, where it was counted,
    what it was computed from and who has not reported. ``way`` evaluates it."""
    figure = way([request_figure(metric, scope)])[0]
    said: dict[str, Any] = {
        "metric": figure.metric_id,
        "label": figure.label,
        "means": figure.request.metric.means,
        "unit": scope.unit.name,
        "period": scope.period.text,
        "view": scope.view,
        "as_of": scope.as_of,
        "restated": scope.trees == "restated",
        "value": figure.value,
        "measure_word": figure.unit,
        "records": count_behind(figure.request),
        "way": figure.way,
        "parts": [{"metric": part.metric_id, "way": part.way, "value": part.value} for part in figure.parts],
    }
    found = reporting_of(figure.request)
    if found is not None:
        missing = [unit.name for unit in found.missing]
        said["reporting"] = {"expected": found.expected, "reported": found.reported, "missing": missing}
    return figure, said
