"""Finds writes to the database in Python source, without running it.

A rule of thumb, not a proof: it knows Django's verbs and the shape in which they are called. ``save()`` and
``delete()`` without positional arguments are a model's (a document or an image is saved *to* something); ``update`` and
``create`` with keywords alone are a queryset's (a dict is updated *with* something).
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

ALWAYS = {"bulk_create", "bulk_update", "get_or_create", "update_or_create"}
WITHOUT_ARGUMENTS = {"save", "delete"}
WITH_KEYWORDS_ONLY = {"create", "update"}
ON_MANAGERS = {"add", "remove", "set", "clear", "create", "update"}
QUERYSET_STEPS = {"filter", "exclude", "all", "select_for_update", "order_by", "using", "get_queryset"}
STATEMENT = re.compile(
    r"\b(INSERT\s+(OR\s+\w+\s+)?INTO|REPLACE\s+INTO|UPDATE\s+\S+\s+SET|DELETE\s+FROM|TRUNCATE|DROP\s+(TABLE|TRIGGER)|ALTER\s+TABLE)\b"
)


def writes_in(text: str) -> list[tuple[int, str]]:
    """Return (line, what) of every write, in the order of lines."""
    tree = ast.parse(text)
    return sorted([*_calls(tree), *_statements(tree)])


def _calls(tree: ast.AST) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        verb = node.func.attr
        # Django's asynchronous twins: asave, acreate, abulk_create …
        plain = verb[1:] if verb[1:] in ALWAYS | WITHOUT_ARGUMENTS | ON_MANAGERS else verb
        keywords_only = not node.args and bool(node.keywords)
        if (
            plain in ALWAYS
            or (plain in WITHOUT_ARGUMENTS and not node.args)
            or (plain in WITH_KEYWORDS_ONLY and keywords_only)
            or (plain in ON_MANAGERS and _is_queryset(node.func.value))
        ):
            yield node.lineno, f".{verb}()"


def _is_queryset(node: ast.expr) -> bool:
    """Tell whether a chain such as ``Unit.objects.filter(…)`` or ``unit.post_set`` leads to the call."""
    while True:
        if isinstance(node, ast.Call):
            node = node.func
        elif isinstance(node, ast.Attribute):
            if node.attr in {"objects", "_default_manager", "_base_manager"} | QUERYSET_STEPS or node.attr.endswith(
                "_set"
            ):
                return True
            node = node.value
        else:
            return False


def _statements(tree: ast.AST) -> Iterator[tuple[int, str]]:
    docstrings = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    parts = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            text = "".join(str(part.value) if isinstance(part, ast.Constant) else "x" for part in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings | parts:
            text = node.value
        else:
            continue
        found = STATEMENT.search(text)
        if found:
            yield node.lineno, found[0]
