"""What of a draft plan stays when its document is read anew: decided proposals keep what was decided, the rest is
proposed as the new reading has it. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from yiben.plans.models import ProposedTask
from yiben.plans.proposing import TaskDraft
from yiben.text.reverting import Moves


@dataclass(frozen=True)
class Rebased:
    """What becomes of the proposals of a plan: ``kept`` with their new spans, ``renewed`` with what the reading says
    now, ``gone`` which nothing proposes any more, ``new`` which nothing proposed before."""

    kept: list[tuple[ProposedTask, tuple[int, int]]]
    renewed: list[tuple[ProposedTask, TaskDraft]]
    gone: list[ProposedTask]
    new: list[TaskDraft]


def rebase(
    proposals: Sequence[ProposedTask], was_read: Sequence[Mapping[str, Any]], drafts: Sequence[TaskDraft], moves: Moves
) -> Rebased:
    """Return what becomes of each proposal. ``was_read`` are the tasks of the reading before, ``drafts`` those of the
    reading now. A proposal that somebody touched, or added by hand, stays; a draft that meets one of them is not
    proposed a second time."""
    read = {(row["start"], row["end"]) for row in was_read}
    kept, pending = [], {}
    for each in proposals:
        span = moves.moved(each.start, each.end)
        if each.state == ProposedTask.PENDING and each.version == 1 and (each.start, each.end) in read:
            pending[span] = each
        else:
            kept.append((each, span))
    decided = sorted(
        span for each, span in kept if (each.start, each.end) in read or each.state != ProposedTask.PENDING
    )
    renewed, new = [], []
    for draft in drafts:
        if any(start < draft.end and draft.start < end for start, end in decided):
            continue
        same = pending.pop((draft.start, draft.end), None)
        if same is not None:
            renewed.append((same, draft))
        else:
            new.append(draft)
    return Rebased(kept, renewed, list(pending.values()), new)
