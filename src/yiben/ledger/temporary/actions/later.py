"""Fields and choices that a book is to have from a day on: asked for and checked now, added on that day."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date

from django.db import transaction
from django.utils import timezone

from yiben.audit import hooks
from yiben.audit.actions import log
from yiben.audit.callers import SYSTEM, Caller
from yiben.catalog.models import LaterAddition
from yiben.errors import Refusal, YibenError
from yiben.ledger.temporary.actions.books import Wanted, add_choice, add_field, check_choice, check_field
from yiben.packs.definitions import FieldType


def add_field_from(caller: Caller, book: str, wanted: Wanted, on: date) -> LaterAddition | None:
    """Add a field to a book from a day on: at once when that is today, and None; else what waits for the day.

    Refuses now what adding it would refuse now, and a day that has passed (``addition_past``).
    """
    kept = {"do": "field", **asdict(wanted), "type": wanted.type.value, "choices": list(wanted.choices)}
    return _add(caller, book, kept, wanted.label, on)


def add_choice_from(caller: Caller, book: str, field: str, label: str, on: date) -> LaterAddition | None:
    """Add a choice to a field from a day on, as ``add_field_from`` does."""
    return _add(caller, book, {"do": "choice", "field": field, "label": label}, label, on)


@transaction.atomic
def withdraw_addition(caller: Caller, uid: str) -> LaterAddition:
    """Take back what waits for its day, or what was refused when it came. Refuses ``addition_unknown`` anything else."""
    hooks.require(caller, "pack.extend", None)
    row = LaterAddition.objects.select_for_update().filter(uid=uid, state__in=LaterAddition.OPEN).first()
    if row is None:
        raise Refusal("addition_unknown")
    row.state = LaterAddition.WITHDRAWN
    row.save(update_fields=["state"])
    log(caller, "book.withdraw_later", row.book, label=row.label)
    return row


def add_due(on: date) -> tuple[int, list[LaterAddition]]:
    """Add what is due by a day; how many, and what was refused, which stays to be looked at. Twice does nothing more."""
    done, refused = 0, []
    for row in LaterAddition.objects.filter(state=LaterAddition.WAITING, from_day__lte=on):
        try:
            with transaction.atomic():
                _apply(SYSTEM, row.book, row.wanted)
                row.state = LaterAddition.DONE
                row.save(update_fields=["state"])
        except YibenError as problem:
            row.state, row.problem = LaterAddition.REFUSED, problem.code
            row.save(update_fields=["state", "problem"])
            refused.append(row)
        else:
            done += 1
    return done, refused


def _add(caller: Caller, book: str, wanted: dict[str, object], label: str, on: date) -> LaterAddition | None:
    hooks.require(caller, "pack.extend", None)
    called, today = " ".join(label.split())[:60], timezone.localdate()
    if on < today:
        raise Refusal("addition_past", day=on)
    waiting = LaterAddition.objects.filter(book=book, state=LaterAddition.WAITING, wanted__do=wanted["do"])
    if wanted["do"] == "choice":
        waiting = waiting.filter(wanted__field=wanted["field"])
    if waiting.filter(label=called).exists():
        raise Refusal("addition_waits", label=called)
    if on == today:
        _apply(caller, book, wanted)
        return None
    _check(book, wanted)
    row = LaterAddition.objects.create(
        book=book, wanted=wanted, label=called, from_day=on, post=caller.post, person=caller.person
    )
    log(caller, "book.add_later", book, label=called, day=on.isoformat())
    return row


def _check(book: str, wanted: dict[str, object]) -> None:
    if wanted["do"] == "choice":
        check_choice(book, str(wanted["field"]), str(wanted["label"]))
    else:
        check_field(book, _wanted(wanted))


def _apply(caller: Caller, book: str, wanted: dict[str, object]) -> None:
    if wanted["do"] == "choice":
        add_choice(caller, book, str(wanted["field"]), str(wanted["label"]))
    else:
        add_field(caller, book, _wanted(wanted))


def _wanted(kept: dict[str, object]) -> Wanted:
    given = {name: value for name, value in kept.items() if name in Wanted.__dataclass_fields__}
    return Wanted(**given | {"type": FieldType(str(kept["type"])), "choices": tuple(kept["choices"])})  # type: ignore[arg-type]
