"""Components are drawn in one place: pages use the kit, they do not draw its parts again."""

from __future__ import annotations

import re

import pytest

from tests.layout.sources import name_of, templates

# what a component's markup begins with → where alone it may stand
PARTS = {
    r"<table\b": {"kit/table.html", "kit/doctable.html", "kit/sheet.html"},
    r"<svg\b": {"kit/chart.html"},
    r"<select\b": {"kit/field.html", "kit/list.html", "kit/pick.html", "partials/scope.html", "partials/answers.html"},
    r"class=\"y-empty": {"kit/empty.html"},
    r"class=\"y-story": {"kit/history.html", "kit/timeline.html"},
    r"class=\"y-trail": {"kit/trail.html"},
    r"class=\"y-photo\"": {"kit/file.html", "partials/answers.html"},
}


def where(pattern: str) -> set[str]:
    found = {path for path in templates() if re.search(pattern, path.read_text(encoding="utf-8"))}
    return {name_of(path).partition("templates/")[2] for path in found}


@pytest.mark.parametrize("pattern", PARTS)
def test_a_component_is_drawn_by_the_kit_alone(pattern):
    assert where(pattern) == PARTS[pattern]


def test_every_component_stands_on_the_style_page():
    shown = {
        name.partition("kit/")[2] for name in where(r"") if name.startswith("kit/") and not name.startswith("kit/_")
    }
    page = "\n".join(
        path.read_text(encoding="utf-8") for path in templates() if "style/show" in str(path) or "/kit/" in str(path)
    )
    assert {name for name in shown if f'"kit/{name}"' not in page} == {"trail.html"}
