"""The JSON form of a reading, as `yiben read --json` prints it."""

from __future__ import annotations

from typing import Any

from yiben.text.results import Article, Deadline, Fact, Reading, Task


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
        "outline": [_plain(each) for each in reading.outline],
        "tasks": [_task(each) for each in reading.tasks],
        "facts": [_fact(each) for each in reading.facts],
        "articles": [_article(each) for each in reading.articles],
        "repeats": [_plain(each) for each in reading.repeats],
        "clean_text": reading.clean_text,
        "repairs": [_plain(each) for each in reading.repairs],
    }


def _plain(each: Any) -> dict[str, Any]:
    """The fields of a result that holds nothing but plain values (dataclasses.asdict would copy each, ten times as slow)."""
    return {name: getattr(each, name) for name in each.__slots__}


def _task(task: Task) -> dict[str, Any]:
    return _plain(task) | {
        "co_owners": list(task.co_owners),
        "deadline": _deadline(task.deadline),
        "target": _plain(task.target) if task.target else None,
    }


def _deadline(deadline: Deadline | None) -> str | dict[str, str] | None:
    if deadline is None or deadline.kind == "day":
        return deadline.text if deadline else None
    return {deadline.kind: deadline.text}


def _fact(fact: Fact) -> dict[str, Any]:
    values = _plain(fact)
    if fact.value_max is None:
        del values["value_max"]
    return values


def _article(article: Article) -> dict[str, Any]:
    return _plain(article) | {"metadata": _plain(article.metadata)}
