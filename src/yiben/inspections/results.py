"""What a round found, in numbers: by question, by unit. Pure but for models' attributes; shares are exact."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from yiben.inspections.models import Answer, Visit
from yiben.packs.checklists import Checklist, ChecklistItem


@dataclass(frozen=True)
class ItemResult:
    """How a question was answered at first visits: so many times yes, no, not applicable."""

    item: ChecklistItem
    yes: int
    no: int
    not_applicable: int

    @property
    def share(self) -> Fraction | None:
        """Yes of all to whom it applied, None where it applied to nobody."""
        asked = self.yes + self.no
        return Fraction(self.yes, asked) if asked else None


@dataclass(frozen=True)
class UnitResult:
    """A unit's first visit, its answers by question, and its last re-inspection that was made."""

    visit: Visit
    answers: dict[str, Answer]
    last: Visit | None = None
    again: dict[str, Answer] | None = None

    @property
    def failed(self) -> list[Answer]:
        """The answers “no”, in the order in which they were asked."""
        return [each for each in self.answers.values() if each.answer == Answer.NO]


def results_by_unit(visits: Sequence[Visit]) -> list[UnitResult]:
    """Return the first visits of a round, each with its last re-inspection; ``visits`` hold both."""
    firsts = [each for each in visits if each.again_of_id is None]
    last: dict[int, Visit] = {}
    for each in sorted(visits, key=lambda one: one.pk):
        if each.again_of_id is not None and each.state == Visit.DONE:
            last[each.again_of_id] = each
    found = []
    for each in firsts:
        later = last.get(each.pk)
        found.append(UnitResult(each, _answers(each), later, _answers(later) if later else None))
    return found


def results_by_item(asked: Checklist, rows: Sequence[UnitResult]) -> list[ItemResult]:
    """Return how each question was answered at the first visits that were made."""
    found = []
    for item in asked.items:
        said = [row.answers[item.id].answer for row in rows if item.id in row.answers]
        counts = [said.count(each) for each in (Answer.YES, Answer.NO, Answer.NOT_APPLICABLE)]
        found.append(ItemResult(item, *counts))
    return found


def in_order(rows: Sequence[UnitResult]) -> tuple[int, int]:
    """Return at how many units everything was in order, and how many were visited."""
    done = [row for row in rows if row.visit.state == Visit.DONE]
    return sum(not row.failed for row in done), len(done)


def _answers(visit: Visit) -> dict[str, Answer]:
    return {each.item: each for each in visit.answers.all()}
