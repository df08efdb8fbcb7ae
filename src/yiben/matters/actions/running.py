"""Starting, stopping, pausing and extending the clocks of a matter. Called by its steps only."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db.models import Max, Min

from yiben.catalog.calendars import work_calendar
from yiben.errors import Refusal
from yiben.matters.clocks import Terms, days_still, end_of, farthest, later, measure_of, terms_of
from yiben.matters.models import Helper, Matter, MatterClock
from yiben.packs.procedures import Procedure


def layers() -> tuple[str, ...]:
    """Return the local texts that bind this instance, upper ones first (``YIBEN_LOCAL_RULES``)."""
    return tuple(settings.LOCAL_RULES)


def start_clock(matter: Matter, procedure: Procedure, name: str, on: date, helper: Helper | None = None) -> None:
    """Start a clock from a day. One that runs already goes on as it was; one that had stopped runs anew beside it."""
    clock = procedure.clock(name)
    assert clock is not None
    rows = MatterClock.objects.filter(matter=matter, helper=helper, clock=name)
    if rows.filter(stopped_on=None).exists():
        return
    terms = terms_of(clock, on, layers())
    if terms is None:
        return  # only a rule gives its length, and none is in force here
    work = work_calendar()
    due = end_of(on, terms, 0, work)
    MatterClock.objects.create(
        matter=matter,
        helper=helper,
        clock=name,
        turn=(rows.aggregate(last=Max("turn"))["last"] or 0) + 1,
        round=matter.round,
        started_on=on,
        count=terms.count,
        measure=terms.measure,
        basis=terms.basis,
        due_on=due,
        is_provisional=work.is_provisional(on) or work.is_provisional(due),
    )


def begin_outside_clock(matter: Matter, name: str, on: date, due: date, system: str) -> None:
    """Start a clock whose end another system has set; it stays until the step that stops it."""
    MatterClock.objects.create(
        matter=matter,
        clock=name,
        round=matter.round,
        started_on=on,
        count=max((due - on).days, 0),
        measure="days",
        basis=system,
        due_on=max(due, on),
    )


def stop_clock(matter: Matter, name: str, on: date, helper: Helper | None = None) -> None:
    """Stop a clock that runs; one that stands still goes on first. Nothing runs: nothing happens."""
    row = _running(matter, name, helper)
    if row is None:
        return
    _go_on(row, on)
    row.stopped_on = on
    row.save()


def pause_clock(matter: Matter, name: str, on: date) -> None:
    """Let a clock stand still from the day after; one that stands still or does not run stays as it is."""
    row = _running(matter, name, None)
    if row is not None and row.paused_on is None:
        row.paused_on = on
        row.save(update_fields=["paused_on"])


def resume_clock(matter: Matter, name: str, on: date) -> None:
    """Let a clock go on; the days for which it stood still are added to its end."""
    row = _running(matter, name, None)
    if row is not None and row.paused_on is not None:
        _go_on(row, on)
        row.save()


def extend_clock(matter: Matter, procedure: Procedure, name: str, until: date | None) -> MatterClock:
    """Give a clock that runs a later end, once, as far as the law lets it; without ``until`` as far as that.

    Refuses ``clock_not_running``, ``clock_extended``, and beside ``until`` ``extension_backwards``,
    ``extension_too_far``.
    """
    clock, row = procedure.clock(name), _running(matter, name, None)
    assert clock is not None
    if row is None:
        raise Refusal("clock_not_running", clock=clock.label)
    if row.extended_from is not None:
        raise Refusal("clock_extended", clock=clock.label)
    limit = farthest(row, clock.longer, work_calendar(), layers())
    end = until or limit
    if end is None:
        raise Refusal("values", fields=[("until", "required", {})])
    if end <= row.due_on:
        raise Refusal("values", fields=[("until", "extension_backwards", {"due": row.due_on.isoformat()})])
    if limit is not None and end > limit:
        raise Refusal("values", fields=[("until", "extension_too_far", {"limit": limit.isoformat()})])
    row.extended_from, row.due_on = row.due_on, end
    row.save(update_fields=["extended_from", "due_on"])
    return row


def stop_all(matter: Matter, on: date) -> None:
    """Stop every clock of a matter that is done."""
    for row in MatterClock.objects.filter(matter=matter, stopped_on=None):
        _go_on(row, on)
        row.stopped_on = on
        row.save()


def earliest_end(matter: Matter) -> date | None:
    """Return the earliest end of the matter's own clocks that run, None when none does."""
    rows = MatterClock.objects.filter(matter=matter, helper=None, stopped_on=None, paused_on=None)
    found: date | None = rows.aggregate(first=Min("due_on"))["first"]
    return found


def _running(matter: Matter, name: str, helper: Helper | None) -> MatterClock | None:
    rows = MatterClock.objects.select_for_update().filter(matter=matter, helper=helper, clock=name, stopped_on=None)
    return rows.first()


def _go_on(row: MatterClock, on: date) -> None:
    if row.paused_on is None:
        return
    work = work_calendar()
    still = days_still(row.paused_on, on, row.measure, work)
    row.paused_on = None
    row.paused += still
    if row.extended_from is None:
        terms = Terms(row.count, measure_of(row))
        row.due_on = max(row.due_on, end_of(row.started_on, terms, row.paused, work))
    elif still:
        row.due_on = max(row.due_on, later(row, still, work))
