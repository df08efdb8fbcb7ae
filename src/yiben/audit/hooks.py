"""The few questions that a lower room asks upward. Without an answerer the answer is a refusal, never a yes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from yiben.audit.callers import Caller
from yiben.errors import Refusal


@dataclass(frozen=True)
class Change:
    """A change of structure (units, names, order) or of the packs: kind, day, and what it says, as plain JSON."""

    kind: str
    on: date
    values: dict[str, Any] = field(default_factory=dict)
    reason: str = ""


_answerers: dict[str, Callable[..., Any]] = {}
_NAMES = frozenset(
    {
        "allow",
        "period_is_closed",
        "record_change",
        "after_structure_change",
        "after_erasure",
        "unit_close_blockers",
        "erase_subjects",
    }
)


def register(name: str, answerer: Callable[..., Any]) -> None:
    """Register the one answerer of hook ``name``. A second registration replaces the first."""
    if name not in _NAMES:
        raise KeyError(name)
    _answerers[name] = answerer


def allow(caller: Caller, verb: str, unit_id: int | None, *, pack: str = "", sensitivity: int = 0) -> bool:
    """Say whether ``caller`` may do ``verb`` for the unit (None: for the instance as a whole)."""
    if caller.is_system:
        return True
    answerer = _answerers.get("allow")
    return bool(answerer and answerer(caller, verb, unit_id, pack=pack, sensitivity=sensitivity))


def require(caller: Caller, verb: str, unit_id: int | None, *, pack: str = "", sensitivity: int = 0) -> None:
    """Raise Refusal ``no_access`` unless ``allow`` says yes."""
    if not allow(caller, verb, unit_id, pack=pack, sensitivity=sensitivity):
        raise Refusal("no_access", verb=verb)


def period_is_closed(unit_id: int, month: int) -> bool:
    """Say whether ``month`` (yyyymm) is closed for the unit."""
    answerer = _answerers.get("period_is_closed")
    return True if answerer is None else bool(answerer(unit_id, month))


def record_change(change: Change, caller: Caller) -> int:
    """Append the change to the ledger and return its arrival number ``seq``."""
    answerer = _answerers.get("record_change")
    if answerer is None:
        raise Refusal("no_ledger")
    return int(answerer(change, caller))


def after_structure_change(seq: int, unit_ids: list[int]) -> None:
    """Tell the rooms above that the places of ``unit_ids`` in a tree have changed as of ``seq``."""
    answerer = _answerers.get("after_structure_change")
    if answerer is None:
        raise Refusal("no_ledger")
    answerer(seq, unit_ids)


def after_erasure(seqs: list[int]) -> None:
    """Tell the rooms above that private values of these entries are gone: whoever keeps a copy drops it now."""
    answerer = _answerers.get("after_erasure")
    if answerer is None:
        raise Refusal("no_ledger")
    answerer(seqs)


def unit_close_blockers(unit_id: int, on: date) -> list[dict[str, Any]]:
    """Return what keeps a unit from being closed on a day, each with ``code`` and data."""
    answerer = _answerers.get("unit_close_blockers")
    return [{"code": "no_ledger"}] if answerer is None else list(answerer(unit_id, on))


def erase_subjects(tokens: list[str], caller: Caller) -> None:
    """Have the rooms above erase what they say of the people behind tokens; counts stay."""
    answerer = _answerers.get("erase_subjects")
    if answerer is None:
        raise Refusal("no_ledger")
    answerer(tokens, caller)
