"""How a construct of a template is named to its author."""

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Final

from jinja2 import nodes

from yiben.packs.template_words import MAX_DEPTH

_WRITTEN: Final[Mapping[str, str]] = {
    "AssignBlock": "set", "Assign": "set", "Scope": "autoescape", "CallBlock": "call", "ExprStmt": "do", "FromImport": "from … import",
    "FilterBlock": "filter", "Getitem": "[…]", "Test": "is", "Concat": "~",
    "CondExpr": "… if … else …", "List": "[…]", "Dict": "{…}", "Tuple": "(…)", "Add": "+", "Sub": "-", "Mul": "*",
    "Div": "/", "FloorDiv": "//", "Mod": "%", "Pow": "**", "Neg": "-", "Pos": "+",
}  # fmt: skip


def written(node: nodes.Node, depth: int = 0) -> str:
    """Return the construct as its author wrote it, as far as one word can."""
    if depth > MAX_DEPTH:
        return "…"
    if isinstance(node, nodes.Call):
        return f"{written(node.node, depth + 1)}()"
    if isinstance(node, nodes.Getattr):
        return f"{written(node.node, depth + 1)}.{node.attr}"
    if isinstance(node, nodes.Name | nodes.Filter):
        return node.name
    if isinstance(node, nodes.Const):
        return str(node.value)
    name = type(node).__name__
    return _WRITTEN.get(name, name.lower())


def nearest_of(name: str, known: Iterable[str]) -> str:
    return next(iter(get_close_matches(name[:80], list(known), n=1, cutoff=0.5)), "")


def shortened(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:59]}…"
