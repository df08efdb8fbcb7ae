"""The JSON form of a reading, as `yiben read --json` prints it."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from yiben.text.results import Deadline, Reading, Task


def as_json(reading: Reading, name: str = "") -> dict[str, Any]:
    """Return a reading as plain values: the header fields, outline, tasks, facts, clean_text, repairs."""
    head = reading.metadata
    return {
        "id": name,
        "genre": head.genre,
        "title": head.title,
        "issuer": head.issuer,
        "number": head.number,
        "issued_on": head.issued_on,
        "period": head.period,
        "kind": reading.kind,
        "warnings": list(reading.warnings),
        "outline": [asdict(each) for each in reading.outline],
        "tasks": [_task(each) for each in reading.tasks],
        "facts": [_without_none(asdict(each), "value_max") for each in reading.facts],
        "articles": [asdict(each) for each in reading.articles],
        "repeats": [asdict(each) for each in reading.repeats],
        "clean_text": reading.clean_text,
        "repairs": [asdict(each) for each in reading.repairs],
    }


def _task(task: Task) -> dict[str, Any]:
    return {
        **asdict(task),
        "co_owners": list(task.co_owners),
        "deadline": _deadline(task.deadline),
        "target": asdict(task.target) if task.target else None,
    }


def _deadline(deadline: Deadline | None) -> str | dict[str, str] | None:
    if deadline is None or deadline.kind == "day":
        return deadline.text if deadline else None
    return {deadline.kind: deadline.text}


def _without_none(values: dict[str, Any], *optional: str) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value is not None or key not in optional}
