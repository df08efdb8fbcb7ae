"""From the signature to the archive: numbering, printing, the scan, sending, filing, withdrawing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from yiben.audit import hooks
from yiben.audit.callers import Caller
from yiben.dispatches.actions.stepping import given_reason, lock, move_on, paper_folder, take
from yiben.dispatches.building import carried_report, number_of, official_of
from yiben.dispatches.life import ARCHIVED, ISSUE, OPEN_TO_CHANGE, RETENTIONS
from yiben.dispatches.models import Dispatch, Receipt, Series
from yiben.documents.files import refuse_secret, write_file
from yiben.errors import Refusal
from yiben.reports.official.writing import official_docx
from yiben.units.models import Unit

WAYS = ("network", "paper", "exchange", "fax")
"""How a document is sent: over the office network, on paper, by the document exchange, by fax."""


@transaction.atomic
def number_dispatch(caller: Caller, dispatch: Dispatch, *, revision: int) -> Dispatch:
    """Give a signed document the next number of its series in the year of its date, without a gap."""
    Series.objects.select_for_update().get(pk=dispatch.series_id)
    kept = take(caller, dispatch, "number", revision)
    assert kept.dated_on is not None
    kept.year = kept.dated_on.year
    last = Dispatch.objects.filter(series=kept.series, year=kept.year).aggregate(last=Max("number"))["last"] or 0
    kept.number = last + 1
    return move_on(caller, kept, "number", {"number": number_of(kept)})


@transaction.atomic
def print_dispatch(caller: Caller, dispatch: Dispatch, *, revision: int, count: int = 1) -> Dispatch:
    """Keep the clean copy as it is printed and sealed (印制、用印): what was printed is known by its digest for ever."""
    kept = take(caller, dispatch, "print", revision)
    kept.printed_on = timezone.localdate()
    kept.printed = write_file(paper_folder(), official_docx(official_of(kept, carried_report(kept))))
    return move_on(caller, kept, "print", {"count": max(1, min(count, 9999)), "digest": kept.printed})


@transaction.atomic
def keep_scan(caller: Caller, dispatch: Dispatch, name: str, data: bytes, *, revision: int) -> Dispatch:
    """Keep the scan of the sealed paper beside what was printed; a later one takes its place, the log names both."""
    kept = take(caller, dispatch, "keep_scan", revision)
    limit = settings.DOCUMENT_LIMIT_BYTES
    if len(data) > limit:
        raise Refusal("file_too_large", name=name, megabytes=round(len(data) / 2**20, 1), limit=limit // 2**20)
    refuse_secret(name, data)
    kept.stamped, kept.stamped_name = (
        write_file(paper_folder(), data),
        name.replace("\\", "/").rpartition("/")[2][-120:],
    )
    return move_on(caller, kept, "keep_scan", {"digest": kept.stamped})


@transaction.atomic
def send_dispatch(
    caller: Caller,
    dispatch: Dispatch,
    *,
    revision: int,
    on: date | None,
    to: str,
    way: str,
    units: Sequence[Unit] = (),
) -> Dispatch:
    """Send a printed document (报出): when, to whom, how. Units of this instance get it at once and sign for it."""
    kept = take(caller, dispatch, "send", revision)
    missing: list[tuple[str, str, dict[str, object]]] = []
    if on is None or (kept.dated_on and on < kept.dated_on) or on > timezone.localdate():
        missing.append(("on", "required" if on is None else "dispatch_day", {}))
    if way not in WAYS:
        missing.append(("way", "required", {}))
    if not to.strip() and not units:
        missing.append(("to", "required", {}))
    if missing or on is None:
        raise Refusal("values", fields=missing)
    kept.sent_on = on
    Receipt.objects.bulk_create(Receipt(dispatch=kept, unit=each) for each in units)
    said = {"on": on.isoformat(), "to": to.strip()[:600], "way": way, "units": [each.uid for each in units]}
    return move_on(caller, kept, "send", said)


@transaction.atomic
def archive_dispatch(caller: Caller, dispatch: Dispatch, *, revision: int, retention: str, place: str = "") -> Dispatch:
    """File a document (归档) with how long it is kept and where it lies."""
    kept = take(caller, dispatch, "archive", revision)
    if retention not in RETENTIONS:
        raise Refusal("values", fields=[("retention", "required", {})])
    return move_on(caller, kept, "archive", {"retention": retention, "place": place.strip()[:200]}, ARCHIVED)


@transaction.atomic
def withdraw_dispatch(caller: Caller, dispatch: Dispatch, *, reason: str, revision: int) -> Dispatch:
    """Withdraw a document that has not been sent (作废). Its number, once given, is not given again."""
    kept = lock(dispatch)
    if kept.state not in OPEN_TO_CHANGE:
        hooks.require(caller, ISSUE, kept.unit_id)
    kept = take(caller, dispatch, "withdraw", revision)
    return move_on(caller, kept, "withdraw", {"reason": given_reason(reason)})
