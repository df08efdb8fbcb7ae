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


@dataclass(frozen=True)
class Problem:
    """Something found that has to be mended, on its way to the room of matters. ``procedure`` is the life that it begins,
    ``unit_id`` who follows it, ``lead_id`` who mends it, ``answers`` what the procedure asks, ``source`` (kind, uid) what it
    was found by; ``came_on`` the day of finding."""

    procedure: str
    title: str
    unit_id: int
    lead_id: int
    came_on: date
    source: tuple[str, str]
    answers: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class ProblemStanding:
    """How what was handed on stands: its uid and number, the name of its state, whether it is done and how (``outcome``),
    whether a time of it has run out, and until when it is to be mended."""

    uid: str
    number: str
    state: str
    is_done: bool
    is_late: bool
    due_on: date | None = None


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
        "hand_on_problem",
        "problems_stand",
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


def hand_on_problem(problem: Problem, caller: Caller) -> str:
    """Have a problem taken in as a matter and return its uid."""
    answerer = _answerers.get("hand_on_problem")
    if answerer is None:
        raise Refusal("no_ledger")
    return str(answerer(problem, caller))


def problems_stand(uids: list[str], today: date) -> dict[str, ProblemStanding]:
    """Return how problems that were handed on stand, by the uid that ``hand_on_problem`` gave. Whoever asks has looked at
    whether the caller may see them."""
    answerer = _answerers.get("problems_stand")
    return dict(answerer(uids, today)) if answerer is not None else {}
