"""A figure as other programs read it: what ``yiben figure --json`` prints and ``/api/v1/figures`` gives."""

from __future__ import annotations

from typing import Any

from yiben.metrics.figures import count_behind, evaluate, request_figure
from yiben.metrics.scopes import Figure, Scope


def figure_answer(metric: str, scope: Scope) -> tuple[Figure, dict[str, Any]]:
    """Return a figure, and what is said of it: its value with what it means and where it was counted."""
    figure = evaluate([request_figure(metric, scope)])[0]
    return figure, {
        "metric": figure.metric_id,
        "label": figure.label,
        "means": figure.request.metric.means,
        "unit": scope.unit.name,
        "period": scope.period.text,
        "view": scope.view,
        "as_of": scope.as_of,
        "value": figure.value,
        "measure_word": figure.unit,
        "records": count_behind(figure.request),
        "way": figure.way,
    }
