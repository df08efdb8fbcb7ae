"""Templates carry no code and escape everything."""

from __future__ import annotations

import pytest

from tests.layout.markup import inline_code, unescaped
from tests.layout.sources import PACKAGE, name_of, templates

# Files that may call mark_safe, each with its reason. None so far.
MAY_MARK_SAFE: dict[str, str] = {}


@pytest.mark.parametrize("find", [inline_code, unescaped])
def test_templates_hold_no_inline_code_and_switch_no_escaping_off(find):
    found = {name_of(path): find(path.read_text(encoding="utf-8")) for path in templates()}
    assert not {name: places for name, places in found.items() if places}


def test_python_marks_nothing_safe():
    marking = {name_of(path) for path in PACKAGE.rglob("*.py") if "mark_safe" in path.read_text(encoding="utf-8")}
    assert marking == set(MAY_MARK_SAFE)


@pytest.mark.parametrize(
    "template",
    [
        "<script>go()</script>",
        "<style>a{}</style>",
        '<p style="color:red">',
        '<a onclick="go()">',
        '<a {% if x %}onfocus="{{ y }}"{% endif %}>',
        '<a href="javascript:go()">',
        '<form hx-on::after-request="go()">',
        "<div hx-vals='js:{a: go()}'>",
    ],
)
def test_inline_code_is_found(template):
    assert len(inline_code(template)) == 1


def test_plain_markup_passes():
    template = '{# <p style="x"> #}<script src="{% static "a.js" %}" defer></script><a class="on" href="{{ url }}">{{ x|safe_name }}</a>'
    assert inline_code(template) == []
    assert unescaped(template) == []


@pytest.mark.parametrize("template", ["{{ x|safe }}", "{{ x|default:'a'|safe }}", "{% autoescape off %}"])
def test_unescaped_output_is_found(template):
    assert len(unescaped(template)) == 1
