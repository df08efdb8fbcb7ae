"""From a draft to the signature: series, drafting, checking, countersigning, signing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from yiben.audit import hooks
from yiben.audit.actions import log
from yiben.audit.callers import Caller
from yiben.dispatches.actions.stepping import (
    given_reason,
    lock,
    move_on,
    require_complete,
    require_state,
    take,
    write_step,
)
from yiben.dispatches.building import carried_report
from yiben.dispatches.content import MOST_ATTACHMENTS, Content, tidy
from yiben.dispatches.life import COUNTERSIGNING, ISSUE, SIGNING, STEPS
from yiben.dispatches.models import Countersign, Dispatch, DispatchFile, Series
from yiben.dispatches.queries import joint_units
from yiben.documents.files import refuse_secret, write_file
from yiben.errors import Refusal
from yiben.ledger.canonical import digest, to_bytes
from yiben.ledger.models import Arrival
from yiben.metrics.periods import parse_period
from yiben.reports.queries import last_by_hand
from yiben.units.models import Unit
from yiben.units.queries import find_unit

FORMS = ("document", "letter", "minutes")


@transaction.atomic
def open_series(caller: Caller, unit: Unit, *, word: str, mark: str, form: str, printer: str) -> Series:
    """Open a series of document numbers of a unit. Refuses what is missing, and a word that the unit has already."""
    hooks.require(caller, ISSUE, unit.pk)
    given = {"word": "".join(word.split()), "mark": mark.strip()}
    missing: list[tuple[str, str, dict[str, object]]] = [
        (name, "required", {}) for name, value in given.items() if not value
    ]
    if form not in FORMS:
        missing.append(("form", "required", {}))
    if missing:
        raise Refusal("values", fields=missing)
    if Series.objects.filter(unit=unit, word=given["word"]).exists():
        raise Refusal("series_word_used", word=given["word"])
    made = Series.objects.create(
        unit=unit, word=given["word"][:24], mark=given["mark"][:120], form=form, printer=printer.strip()[:80]
    )
    log(caller, "series.open", made.uid, word=made.word)
    return made


def _named(content: Content) -> Content:
    """The draft with the full names of units that were typed as short names or codes; offices elsewhere stay as typed."""
    names = []
    for typed in content.jointly:
        try:
            names.append(find_unit(typed).name)
        except Refusal:
            names.append(typed)
    return replace(content, jointly=tuple(dict.fromkeys(names)))


@transaction.atomic
def begin_dispatch(caller: Caller, series: Series, content: Content, *, report: str = "", period: str = "") -> Dispatch:
    """Begin a draft in a series. ``report`` (pack/name) with ``period``: the report it carries, as counted now."""
    hooks.require(caller, STEPS["begin"].verb, series.unit_id)
    if not series.is_active:
        raise Refusal("series_closed", word=series.word)
    kept = _named(tidy(content))
    carried: dict[str, Any] = {}
    if report:
        hooks.require(caller, "report.read", series.unit_id, pack=report.partition("/")[0])
        carried = {"report": report, "report_period": parse_period(period).text}
        carried["report_seq"] = Arrival.objects.get().last_seq
        carried["report_hand"] = last_by_hand()
    made = Dispatch(
        unit=series.unit, series=series, content=kept.to_json(), title=kept.title, kind=kept.kind, **carried
    )
    carried_report(made)  # a report that cannot be made is refused now
    made.save()
    write_step(caller, made, "begin")
    return made


@transaction.atomic
def change_dispatch(caller: Caller, dispatch: Dispatch, content: Content, *, revision: int) -> Dispatch:
    """Change a draft. Conflict ``dispatch_changed`` when somebody changed it since ``revision`` was read."""
    kept = take(caller, dispatch, "change", revision)
    tidied = _named(tidy(content))
    kept.content, kept.title, kept.kind = tidied.to_json(), tidied.title, tidied.kind
    return move_on(caller, kept, "change")


@transaction.atomic
def attach_file(
    caller: Caller, dispatch: Dispatch, name: str, data: bytes, *, revision: int, title: str = ""
) -> DispatchFile:
    """Put a file of its own beside a draft; its title, else its name without the ending, stands in the note of
    attachments. Refuses an empty one, one that is too large or marked secret, and more than ``MOST_ATTACHMENTS``."""
    kept = take(caller, dispatch, "change", revision)
    most = settings.DOCUMENT_LIMIT_BYTES
    if not data:
        raise Refusal("values", fields=[("file", "required", {})])
    if len(data) > most:
        raise Refusal("file_too_large", name=name, megabytes=round(len(data) / 2**20, 1), limit=most // 2**20)
    refuse_secret(name, data)
    if kept.files.count() >= MOST_ATTACHMENTS:
        raise Refusal("dispatch_files_full", most=MOST_ATTACHMENTS)
    called = name.replace("\\", "/").rsplit("/", 1)[-1][-160:]
    said = (" ".join(title.split()) or called.rpartition(".")[0] or called)[:200]
    digest_ = write_file(Path(settings.DOCUMENT_FOLDER), data)
    made = DispatchFile.objects.create(dispatch=kept, title=said, name=called, digest=digest_, size=len(data))
    move_on(caller, kept, "change")
    return made


@transaction.atomic
def remove_file(caller: Caller, dispatch: Dispatch, pk: int, *, revision: int) -> None:
    """Take a file away from a draft. Refuses ``dispatch_file_missing`` one that is not there."""
    kept = take(caller, dispatch, "change", revision)
    found = kept.files.filter(pk=pk).first()
    if found is None:
        raise Refusal("dispatch_file_missing")
    found.delete()
    move_on(caller, kept, "change")


@transaction.atomic
def hand_in(caller: Caller, dispatch: Dispatch, *, revision: int) -> Dispatch:
    """Hand a draft in to be checked (送核). Refuses ``dispatch_lacks`` one without which it is no document."""
    kept = take(caller, dispatch, "hand_in", revision)
    require_complete(kept)
    return move_on(caller, kept, "hand_in")


@transaction.atomic
def check_dispatch(
    caller: Caller, dispatch: Dispatch, *, revision: int, opinion: str = "", offices: Sequence[Unit] = ()
) -> Dispatch:
    """Pass a draft that was checked (核稿) on to be signed, or first to the offices that are to countersign (会签): those
    asked, and always those of this instance that issue it too (条例 §22)."""
    kept = take(caller, dispatch, "check", revision)
    require_complete(kept)
    kept.countersigns.all().delete()
    offices = list({each.pk: each for each in (*joint_units(kept), *offices) if each != kept.unit}.values())
    Countersign.objects.bulk_create(Countersign(dispatch=kept, unit=each) for each in offices)
    asked = kept.countersigns.exists()
    said = {"opinion": opinion.strip()[:600], "offices": [each.uid for each in offices]}
    return move_on(caller, kept, "check", said, COUNTERSIGNING if asked else SIGNING)


@transaction.atomic
def countersign(caller: Caller, dispatch: Dispatch, unit: Unit, *, agrees: bool, opinion: str = "") -> Dispatch:
    """Answer for an office that was asked (会签). When all have answered and none objects, it goes on to be signed; an
    objection needs its opinion and leaves the document where it is: whoever checks sends it back or asks anew."""
    kept = lock(dispatch)
    require_state(kept, "countersign")
    hooks.require(caller, STEPS["countersign"].verb, unit.pk)
    asked = kept.countersigns.filter(unit=unit).first()
    if asked is None:
        raise Refusal("countersign_not_asked", unit=unit.short_name)
    if not agrees and not opinion.strip():
        raise Refusal("values", fields=[("opinion", "required", {})])
    asked.agrees, asked.opinion = agrees, opinion.strip()[:600]
    asked.save(update_fields=["agrees", "opinion"])
    done = not kept.countersigns.exclude(agrees=True).exists()
    said = {"unit": unit.uid, "agrees": agrees, "opinion": asked.opinion}
    return move_on(caller, kept, "countersign", said, SIGNING if done else "")


@transaction.atomic
def send_back(caller: Caller, dispatch: Dispatch, *, reason: str, revision: int) -> Dispatch:
    """Send a draft back to whoever wrote it, with a reason: by who checks it, or by who is to sign it (退改)."""
    kept = lock(dispatch)
    name = (
        "refuse" if kept.state == SIGNING and hooks.allow(caller, STEPS["refuse"].verb, kept.unit_id) else "send_back"
    )
    kept = take(caller, dispatch, name, revision)
    kept.countersigns.all().delete()
    return move_on(caller, kept, name, {"reason": given_reason(reason)})


@transaction.atomic
def sign_dispatch(caller: Caller, dispatch: Dispatch, *, revision: int, opinion: str = "") -> Dispatch:
    """Sign a document (签发): from now on nothing in it changes. Its date is that of the signature (GB/T 9704, 7.3.5.4)."""
    kept = take(caller, dispatch, "sign", revision)
    require_complete(kept)
    kept.dated_on = timezone.localdate()
    signed = {"content": kept.content, "report": kept.report, "seq": kept.report_seq or 0}
    signed |= {"hand": kept.report_hand} if kept.report_hand else {}
    files = [[each.title, each.digest] for each in kept.files.all()]
    kept.signed_digest = digest(to_bytes(signed | ({"files": files} if files else {})))
    return move_on(caller, kept, "sign", {"opinion": opinion.strip()[:600]})
