"""The text of an official document held against the ledger, before it is signed."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import timezone

from yiben.audit import hooks
from yiben.audit.callers import Caller
from yiben.checking.drafts import Judged, check_draft
from yiben.dispatches.content import content_from_json
from yiben.dispatches.life import OPEN_TO_CHANGE
from yiben.dispatches.models import Dispatch
from yiben.ledger.calendars import posting_month
from yiben.metrics.periods import parse_period
from yiben.metrics.scopes import Scope
from yiben.text.consistency import claims, inconsistencies
from yiben.text.consistency.findings import Inconsistency
from yiben.text.reading import read_text


@dataclass(frozen=True)
class Held:
    """What the typed numbers of a document are worth: each with its verdict, what does not agree in itself, and the scope
    that is meant where the text names none."""

    scope: Scope
    judged: tuple[Judged, ...]
    inconsistent: tuple[Inconsistency, ...]

    @property
    def differing(self) -> tuple[Judged, ...]:
        """The claims that the ledger contradicts."""
        return tuple(each for each in self.judged if each.verdict == "differs")


def hold_text(caller: Caller, dispatch: Dispatch) -> Held | None:
    """Return how the typed text of a document that is not signed yet agrees with the ledger; None for one that is signed,
    that claims no number, or whose unit's figures the caller may not read.

    The figures of a report that it carries are the ledger's own and are not looked at. The period is that of the report,
    else the year.
    """
    if dispatch.state not in OPEN_TO_CHANGE or not hooks.allow(caller, "figure.read", dispatch.unit_id):
        return None
    content = content_from_json(dispatch.content)
    text = "\n".join([content.title, content.body, *(part for attached in content.attachments for part in attached)])
    reading = read_text(text)
    told = claims(reading)
    if not told:
        return None
    period = dispatch.report_period or str(posting_month(timezone.localdate()) // 100)
    scope = Scope(dispatch.unit, parse_period(period))
    return Held(scope, tuple(check_draft(caller, scope, reading, told)), tuple(inconsistencies(reading, told)))
