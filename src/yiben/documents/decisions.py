"""What people decided about readings, as a log and as annotated documents from which the reader can be judged."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from yiben.documents.models import Decision, Document
from yiben.documents.repairs import move_of

_OF_TASKS = "task."
_UNDONE = "task.undone"
_OUTCOMES = {
    "task.accepted": True,
    "task.edited": True,
    "task.proposed": True,
    "task.merged": True,
    "task.dropped": False,
}

Span = tuple[int, int]


def decision_log(document: Document) -> list[dict[str, Any]]:
    """Return the decisions on a document in order, as plain values; what was taken back is marked, not left out."""
    decisions = list(document.decisions.all())
    undone = _undone(decisions)
    return [
        {
            "at": each.at.isoformat(),
            "post": each.post,
            "what": each.what,
            "before": _without_undo(each.before),
            "after": dict(each.after),
            "taken_back": each.pk in undone,
        }
        for each in decisions
    ]


def annotated(document: Document) -> dict[str, Any]:
    """Return a document as people left it, in the form in which readings are scored.

    Its tasks are those that were accepted, edited, added or merged; what nobody looked at is under ``undecided`` and
    what was split, whose parts have no place of their own, under ``split``. Outline and facts are as they were read.
    Spans count in the text as it is now: those of decisions made before a repair was taken back are moved with it.
    """
    decisions = list(document.decisions.all())
    undone = _undone(decisions)
    kept: dict[Span, Mapping[str, Any]] = {}
    seen: set[Span] = set()
    split: list[Span] = []
    for each in decisions:
        if move := move_of(each):
            kept = {move.moved(*span): values for span, values in kept.items()}
            seen, split = {move.moved(*span) for span in seen}, [move.moved(*span) for span in split]
            continue
        span = _span(each.before)
        if each.pk in undone or span is None or not each.what.startswith(_OF_TASKS):
            continue
        absorbed = [other for row in each.before.get("undo", {}).get("kept", ()) if (other := _span(row))]
        seen |= {span, *absorbed}
        if each.what == "task.merged":
            for other in absorbed:
                kept.pop(other, None)
            span = (min(start for start, _ in [span, *absorbed]), max(end for _, end in [span, *absorbed]))
        if each.what == "task.split":
            kept.pop(span, None)
            split.append(span)
        elif _OUTCOMES.get(each.what):
            kept[span] = each.after
        else:
            kept.pop(span, None)
    read = document.reading
    waiting = [row for row in read.get("tasks", ()) if (row["start"], row["end"]) not in seen]
    head = {name: read.get(name) for name in ("genre", "title", "issuer", "period", "outline", "facts")}
    return {
        "id": document.uid,
        "part": "site",
        "source": document.name,
        **head,
        "tasks": [_task(document, span, kept[span]) for span in sorted(kept)],
        "split": split,
        "undecided": waiting,
    }


def _task(document: Document, span: Span, terms: Mapping[str, Any]) -> dict[str, Any]:
    start, end = span
    rows = document.reading.get("tasks", ())
    read: Mapping[str, Any] = next((row for row in rows if (row["start"], row["end"]) == span), {})
    text = document.text[start:end]
    return {
        "start": start,
        "end": end,
        "text": text,
        "action": terms.get("title") or read.get("action") or text,
        "owner": terms.get("owner_said") or read.get("owner"),
        "co_owners": read.get("co_owners") or [],
        "deadline": read.get("deadline"),
        "phase": terms.get("phase") or read.get("phase"),
        "target": read.get("target"),
    }


def _undone(decisions: list[Decision]) -> set[int]:
    return {int(each.after["step"]) for each in decisions if each.what == _UNDONE and "step" in each.after}


def _span(values: Mapping[str, Any]) -> Span | None:
    start, end = values.get("start"), values.get("end")
    return (start, end) if isinstance(start, int) and isinstance(end, int) else None


def _without_undo(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name != "undo"}
