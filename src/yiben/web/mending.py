"""What was typed into an address and refused stays in a field, beside the sentence that says what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from yiben.errors import Refusal
from yiben.web.kit.fields import Question

_TYPED = {
    "period_unknown": ("other_period", "period"),
    "period_backwards": ("other_period", "period"),
    "seq_unknown": ("as_of",),
}
"""The names under which what a refusal is about may have been typed, by its code: the first that says something."""


@dataclass(frozen=True)
class Mending:
    """The field to be mended, and everything else that was chosen."""

    question: Question
    kept: list[tuple[str, str]]


def mending_of(request: HttpRequest, problem: Exception) -> Mending | None:
    """Return how the choice in an address can be mended; None for what was sent by a form, and for other refusals."""
    names = _TYPED.get(problem.code, ()) if isinstance(problem, Refusal) and request.method == "GET" else ()
    typed = next((name for name in names if request.GET.get(name, "").strip()), "")
    if not typed:
        return None
    label: Any = _("Up to no.") if typed == "as_of" else _("Other period")
    kept = [(name, value) for name, values in request.GET.lists() for value in values if name not in names]
    return Mending(Question(typed, typed, label, "text", request.GET[typed], longest=40), kept)
