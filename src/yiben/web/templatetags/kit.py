"""Tags that draw the components of ``templates/kit/`` from plain arguments."""

from __future__ import annotations

from typing import Any

from django import template

from yiben.web.kit.fields import Kind, Question
from yiben.web.kit.parts import Empty

register = template.Library()


@register.inclusion_tag("kit/field.html")
def field(kind: Kind, name: str, label: str, typed: Any = "", **more: Any) -> dict[str, Any]:
    """Draw a field of a form; ``more`` are further values of ``Question``, those that are None left out."""
    given = {key: value for key, value in more.items() if value not in (None, "")}
    return {
        "question": Question(id=name, name=name, label=label, kind=kind, typed="" if typed is None else typed, **given)
    }


@register.inclusion_tag("kit/empty.html")
def empty(title: str, text: str, url: str = "", action: str = "") -> dict[str, Any]:
    """Draw an empty list: why it is empty, and what to do next."""
    return {"empty": Empty(title, text, url, action)}


@register.inclusion_tag("kit/trail.html")
def trail(*parts: Any) -> dict[str, Any]:
    """Draw the path of pages to this one: label and address of each above it, then the label of the page itself."""
    *above, here = parts
    return {"above": list(zip(above[::2], above[1::2], strict=True)), "here": here}
