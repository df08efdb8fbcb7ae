"""The verbs of reporting duties: begin, hand in, take or send back, end."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from yiben.audit import hooks
from yiben.audit.actions import log
from yiben.audit.callers import Caller
from yiben.catalog.queries import catalogue
from yiben.documents.files import refuse_secret, write_file
from yiben.errors import Conflict, Refusal
from yiben.metrics.periods import Period
from yiben.metrics.scopes import Scope
from yiben.reports.actions import download_report
from yiben.reports.duties.turns import MONTHS_OF, MOST_DAYS
from yiben.reports.models import Duty, HandedIn
from yiben.units.models import Unit

ASK, ANSWER = "task.set", "task.return"
"""Who may set tasks for units may ask them for reports; who may return on tasks hands them in."""


@transaction.atomic
def begin_duty(
    caller: Caller,
    *,
    report: str,
    unit: Unit,
    units: Sequence[Unit],
    every: str,
    due_days: int | None,
    begins_on: date | None,
    note: str = "",
) -> Duty:
    """Ask units for a report at every turn: so many days after each month, quarter, half-year or year, from a day on.

    Refuses what is missing or out of bounds (``values``, each beside its field), and units for which the caller may not
    set tasks.
    """
    hooks.require(caller, ASK, unit.pk)
    missing: list[tuple[str, str, dict[str, object]]] = []
    if catalogue().report(report) is None:
        missing.append(("report", "required", {}))
    if every not in MONTHS_OF:
        missing.append(("every", "required", {}))
    if due_days is None or not 1 <= due_days <= MOST_DAYS:
        missing.append(("due_days", "duty_days", {"most": MOST_DAYS}))
    if begins_on is None:
        missing.append(("begins_on", "required", {}))
    if not units:
        missing.append(("units", "required", {}))
    if missing:
        raise Refusal("values", fields=missing)
    for each in units:
        hooks.require(caller, ASK, each.pk)
    given = {"report": report, "unit": unit, "every": every, "due_days": due_days, "begins_on": begins_on}
    made = Duty.objects.create(**given, note=note.strip()[:300])
    made.units.set(units)
    log(caller, "duty.begin", made.uid, report=report, units=len(units))
    return made


def hand_in(
    caller: Caller,
    duty: Duty,
    unit: Unit,
    period: Period,
    *,
    remark: str = "",
    after: int | None = None,
    own: tuple[str, bytes] | None = None,
) -> HandedIn:
    """Hand a unit's report of a turn in as it stands now: kept as a file, with the number up to which it was counted, and
    with a file of the unit's ``own`` (name, content) beside it, such as what it wrote in its words.

    Handing in again takes the place of what was handed in before, which is kept. ``after`` is the key of what the form saw
    handed in (0: nothing); when something else came meanwhile, Conflict ``duty_changed``. Refuses a unit that is not asked, a
    duty that has ended, and what was taken already (``duty_taken``).
    """
    hooks.require(caller, ANSWER, unit.pk)
    if not duty.is_open:
        raise Refusal("duty_closed")
    if not duty.units.filter(pk=unit.pk).exists():
        raise Refusal("duty_not_asked", unit=unit.short_name)
    name, data = own or ("", b"")
    if len(data) > settings.DOCUMENT_LIMIT_BYTES:
        most = settings.DOCUMENT_LIMIT_BYTES // 2**20
        raise Refusal("file_too_large", name=name, megabytes=round(len(data) / 2**20, 1), limit=most)
    if data:
        refuse_secret(name, data)
    content, rendered = download_report(caller, duty.report, Scope(unit, period))
    with transaction.atomic():
        Duty.objects.select_for_update().get(pk=duty.pk)
        before = last_handed_in(duty, unit, period)
        if before is not None and before.state == HandedIn.TAKEN:
            raise Refusal("duty_taken", unit=unit.short_name)
        if after is not None and after != (before.pk if before else 0):
            raise Conflict("duty_changed")
        made = HandedIn.objects.create(
            duty=duty,
            unit=unit,
            period=period.text,
            seq=rendered.seq,
            hand=rendered.hand,
            digest=write_file(Path(settings.DOCUMENT_FOLDER), content),
            remark=remark.strip()[:2000],
            own_digest=write_file(Path(settings.DOCUMENT_FOLDER), data) if data else "",
            own_name=name.replace("\\", "/").rsplit("/", 1)[-1][-160:] if data else "",
            post=caller.post,
            person=caller.person,
        )
        log(caller, "duty.hand_in", duty.uid, unit=unit.uid, period=period.text)
    return made


@transaction.atomic
def take(caller: Caller, handed: HandedIn) -> HandedIn:
    """Take a report that was handed in."""
    return _decide(caller, handed, HandedIn.TAKEN, "")


@transaction.atomic
def send_back(caller: Caller, handed: HandedIn, reason: str) -> HandedIn:
    """Send a report back with a reason; the unit owes it again."""
    if not reason.strip():
        raise Refusal("values", fields=[("reason", "required", {})])
    return _decide(caller, handed, HandedIn.SENT_BACK, reason.strip()[:600])


@transaction.atomic
def end_duty(caller: Caller, duty: Duty) -> Duty:
    """End a duty: no further turn is owed."""
    hooks.require(caller, ASK, duty.unit_id)
    duty.ended_on = timezone.localdate()
    duty.save(update_fields=["ended_on"])
    log(caller, "duty.end", duty.uid)
    return duty


def last_handed_in(duty: Duty, unit: Unit, period: Period) -> HandedIn | None:
    """Return what a unit handed in last for a turn."""
    return duty.handed_in.filter(unit=unit, period=period.text).order_by("-pk").first()


def _decide(caller: Caller, handed: HandedIn, state: str, reason: str) -> HandedIn:
    hooks.require(caller, ASK, handed.duty.unit_id)
    kept = HandedIn.objects.select_for_update().get(pk=handed.pk)
    latest = HandedIn.objects.filter(duty=kept.duty_id, unit=kept.unit_id, period=kept.period).order_by("-pk").first()
    if kept.state != HandedIn.WAITING or latest != kept:
        raise Refusal("duty_decided")
    kept.state, kept.reason, kept.decided_at = state, reason, timezone.now()
    kept.save(update_fields=["state", "reason", "decided_at"])
    log(caller, f"duty.{state}", kept.duty.uid, unit=kept.unit.uid, period=kept.period)
    return kept
