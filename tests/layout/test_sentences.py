"""Every code that can reach a user has a sentence, and the document of sentences lists it."""

from __future__ import annotations

import ast
import re

from tests.layout.sources import PACKAGE, ROOT

RAISED = {"Refusal", "Conflict", "PackProblem", "TextProblem", "Finding"}
OTHER_ROOMS = ("packs", "text")  # they keep sentences of their own


def raised_codes() -> set[str]:
    codes = set()
    for path in PACKAGE.rglob("*.py"):
        if path.relative_to(PACKAGE).parts[0] in OTHER_ROOMS:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            is_raised = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in RAISED
            if is_raised and node.args and isinstance(node.args[0], ast.Constant):
                codes.add(node.args[0].value)
    return codes


def test_every_code_that_is_raised_has_a_sentence():
    from yiben.sentences import SENTENCES

    codes = raised_codes()
    assert "closed_period" in codes
    assert not codes - set(SENTENCES)


def test_the_document_lists_every_code():
    from yiben.sentences import SENTENCES

    text = (ROOT / "docs/messages.md").read_text(encoding="utf-8")
    assert set(SENTENCES) == set(re.findall(r"^\| `([a-z_.]+)` \|", text, re.MULTILINE))
