"""Weigh the marks of clauses anew from annotated documents: python -m tests.text.weighing [--write]

Prints F1 of the tasks, each document judged by weights learned from the others only, and with --write puts the points
into src/yiben/text/data/evidence.yaml. A logistic regression with a ridge; nothing but the standard library.
"""

from __future__ import annotations

import importlib.util
import json
import math
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from types import ModuleType
from typing import Any

import yiben.text
from tests.text.annotated import papers
from tests.text.samples import corpus
from yiben.text.context import sections
from yiben.text.duties import duties
from yiben.text.metadata import metadata
from yiben.text.outlining import outline
from yiben.text.repairing import repair
from yiben.text.tasks import candidates

RIDGE = 1.0
ACCEPTED = -0.45
"""Log odds from which a clause is taken: somewhat below even, since F1 forgives an extra task sooner than a missing one."""
BY_HAND = {
    "rate to be reached": 12,
    "modal may": -40,
    "made up of": -40,
    "announces": -40,
    "planned figure": 20,
    "of the meeting or the paper itself": -40,
}
INVENTED = 0.5
"""How much a clause of an invented paper counts beside one of a real paper."""
_ROUNDS = 400
_SCALE = 10


@dataclass(frozen=True, slots=True)
class Annotated:
    """One document: the marks of its candidates, which of them are tasks, and what its duty lists found."""

    name: str
    marks: list[frozenset[str]]
    is_task: list[bool]
    gold: int
    found: int
    listed: int
    is_invented: bool = False


def annotated(folder: Path) -> list[Annotated]:
    """Return the documents of a folder with gold data, and the invented papers."""
    scorer = _scorer(folder.parent / "score.py")
    real = [
        _document(path.stem, path.with_suffix(".txt").read_text(encoding="utf-8"), _gold(path), scorer)
        for path in sorted(folder.glob("*.json"))
    ]
    return [
        *real,
        *(replace(_document(each.name, each.text, each.tasks, scorer), is_invented=True) for each in papers()),
    ]


def weigh(documents: list[Annotated]) -> dict[str, float]:
    """Return the weight of every mark; "" is what to begin with."""
    names = ["", *sorted({mark for each in documents for marks in each.marks for mark in marks})]
    places = {name: at for at, name in enumerate(names)}
    rows = [
        ([0, *sorted(places[mark] for mark in marks)], float(is_task), INVENTED if each.is_invented else 1.0)
        for each in documents
        for marks, is_task in zip(each.marks, each.is_task, strict=True)
    ]
    # Nesterov's method, with a step that the widest row allows.
    step = 4 / (max(len(marks) for marks, _, _ in rows) * len(rows) / 8 + RIDGE)
    weights = ahead = [0.0] * len(names)
    for turn in range(1, _ROUNDS + 1):
        slope = [0.0, *(RIDGE * weight for weight in ahead[1:])]
        for marks, is_task, counts in rows:
            error = counts * (_chance(sum([ahead[at] for at in marks])) - is_task)
            for at in marks:
                slope[at] += error
        before, weights = weights, [value - step * slope[at] for at, value in enumerate(ahead)]
        momentum = (turn - 1) / (turn + 2)
        ahead = [now + momentum * (now - then) for now, then in zip(weights, before, strict=True)]
    return dict(zip(names, weights, strict=True))


def points(weights: dict[str, float]) -> dict[str, int]:
    """Return weights as the whole numbers of evidence.yaml, heaviest first."""
    found = {mark: round(_SCALE * weight) for mark, weight in weights.items() if mark} | BY_HAND
    found = {"start": round(_SCALE * (weights[""] - ACCEPTED)), **found}
    ordered = sorted(found.items(), key=lambda each: (each[0] != "start", -each[1], each[0]))
    return {mark: value for mark, value in ordered if value}


def score(document: Annotated, given: dict[str, int]) -> tuple[int, int]:
    """Return how many tasks of a document points find, and how many clauses they take for tasks."""
    taken = [given["start"] + sum(given.get(mark, 0) for mark in marks) >= 0 for marks in document.marks]
    right = sum(took and is_task for took, is_task in zip(taken, document.is_task, strict=True))
    return document.found + right, document.listed + sum(taken)


def f1(documents: list[Annotated], given: list[dict[str, int]]) -> float:
    """Return the F1 of all documents, each judged by its own points."""
    scores = [score(document, each) for document, each in zip(documents, given, strict=True)]
    right, taken = sum(each[0] for each in scores), sum(each[1] for each in scores)
    return 2 * right / (taken + sum(document.gold for document in documents))


def main() -> int:
    folder = corpus()
    if folder is None:
        sys.stderr.write("No annotated documents beside the checkout.\n")
        return 2
    documents = annotated(folder / "gold")
    found = points(weigh(documents))
    apart = [points(weigh([other for other in documents if other is not each])) for each in documents]
    for kind, is_invented in (("real", False), ("invented", True)):
        some = [each for each in documents if each.is_invented == is_invented]
        left = [given for each, given in zip(documents, apart, strict=True) if each.is_invented == is_invented]
        within, without = f1(some, [found] * len(some)), f1(some, left)
        sys.stdout.write(f"{kind}: in sample {within:.3f}, each document left out {without:.3f}\n")
    if "--write" in sys.argv:
        _write(found)
    return 0


def _chance(odds: float) -> float:
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, odds))))


def _gold(path: Path) -> list[dict[str, Any]]:
    return [row for row in json.loads(path.read_text(encoding="utf-8"))["tasks"] if not row.get("sensitive")]


def _document(name: str, raw: str, gold: list[dict[str, Any]], scorer: ModuleType) -> Annotated:
    text = repair(raw).text
    headings = outline(text)
    parts = sections(text, headings, metadata(text, headings))
    listed = [{"start": each.start, "end": each.end} for each in duties(text, parts)]
    matched = {at for at, _ in scorer.pair(gold, listed, scorer.w_task)}
    rest = [row for at, row in enumerate(gold) if at not in matched]
    free = [
        (clause, marks)
        for clause, _, marks in candidates(text, parts)
        if not any(each["start"] < clause.end and clause.start < each["end"] for each in listed)
    ]
    spans = [{"start": clause.start, "end": clause.end} for clause, _ in free]
    tasks = {at for _, at in scorer.pair(rest, spans, scorer.w_task)}
    is_task = [at in tasks for at in range(len(free))]
    return Annotated(name, [marks for _, marks in free], is_task, len(gold), len(matched), len(listed))


def _write(found: dict[str, int]) -> None:
    path = Path(yiben.text.__file__).parent / "data" / "evidence.yaml"
    head, _, _ = path.read_text(encoding="utf-8").partition("    start:")
    path.write_text(head + "".join(f"    {mark}: {value}\n" for mark, value in found.items()), encoding="utf-8")


def _scorer(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("score", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


if __name__ == "__main__":
    sys.exit(main())
