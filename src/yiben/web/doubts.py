"""What is unlikely about a record, said once before it is taken: sending it again as it stands confirms it."""

from __future__ import annotations

from yiben.errors import Refusal
from yiben.ledger.checking import Checked
from yiben.ledger.checks.recording import doubts
from yiben.ledger.models import Entry
from yiben.units.models import Unit
from yiben.web.access import PostRequest
from yiben.web.answers import Answers
from yiben.web.asking import problems_of
from yiben.web.queueing import is_queued

DOUBTFUL = "entry_doubtful"
SURE = "sure"
"""The field of a form that names what was said and confirmed."""


def ask_once(request: PostRequest, checked: Checked, unit: Unit, answers: Answers, *, record: int = 0) -> None:
    """Refuse (``entry_doubtful``) a record about which something is unlikely that was not said before.

    The same form sent twice is not asked about twice. What the browser's queue sends later is taken: nobody stands before it who could be asked, and the same is looked at
    again when the month is closed.
    """
    if answers.on is None or is_queued(request) or Entry.objects.filter(uid=answers.uid).exists():
        return
    found = doubts(checked.book, unit, answers.on, checked.values | checked.private, record=record)
    said = set(request.POST.getlist(SURE))
    if not {each.token for each in found} <= said:
        fields = [(each.field, each.code, dict(each.data)) for each in found]
        raise Refusal("entry_doubtful", fields, tokens=[each.token for each in found])


def doubted(refusal: Refusal | None) -> list[tuple[str, str]]:
    """Return what a page says of a record that is doubted: (question, sentence). Nothing of it is marked as wrong."""
    if refusal is None or refusal.code != DOUBTFUL:
        return []
    return [(name, sentence) for name, sentences in problems_of(refusal).items() for sentence in sentences]


def wrong(refusal: Refusal | None, problems: dict[str, list[str]] | None) -> dict[str, list[str]] | None:
    """Return the problems that a form marks beside its questions: none of a record that is only doubted."""
    return {} if refusal is not None and refusal.code == DOUBTFUL else problems
