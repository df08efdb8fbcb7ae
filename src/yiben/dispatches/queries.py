"""What a caller sees of dispatches: the register, what waits for a post, what came to a unit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db.models import Q, QuerySet

from yiben.accounts.queries import units_allowed
from yiben.audit import hooks
from yiben.audit.callers import Caller
from yiben.dispatches.building import carried_report, number_of, official_of
from yiben.dispatches.content import content_from_json
from yiben.dispatches.life import (
    CHECK,
    CHECKING,
    COUNTERSIGNING,
    DRAFT,
    DRAFTING,
    ISSUE,
    NUMBERED,
    PRINTED,
    READ,
    RECEIVE,
    SIGN,
    SIGNED,
    SIGNING,
    STEPS,
)
from yiben.dispatches.models import Dispatch, DispatchFile, Receipt, Series
from yiben.documents.files import path_of
from yiben.errors import Refusal
from yiben.reports.official.checking import Lack, check_official
from yiben.reports.official.elements import Official
from yiben.reports.queries import Rendered
from yiben.search.queries import HELP_RANK, Hit, rank_of
from yiben.units.models import Unit

MOST_SEARCHED = 1000
"""Documents that are looked through for a word, the latest first."""


@dataclass(frozen=True)
class Standing:
    """A dispatch as it stands: the document, the report it carries, what is missing in it, the steps open to the caller."""

    dispatch: Dispatch
    document: Official
    carried: Rendered | None
    lacks: tuple[Lack, ...]
    steps: frozenset[str]


def visible_dispatches(caller: Caller) -> QuerySet[Dispatch]:
    """Return the dispatches that the caller may read: of units whose papers are theirs to read, those that a unit of
    theirs is to countersign, and those that were sent to one."""
    rows = Dispatch.objects.select_related("series", "unit", "series__unit")
    if caller.is_system:
        return rows
    read, check, receive = (units_allowed(caller, verb) for verb in (READ, CHECK, RECEIVE))
    return rows.filter(
        Q(unit_id__in=read) | Q(countersigns__unit_id__in=check) | Q(receipts__unit_id__in=receive)
    ).distinct()


def read_dispatch(caller: Caller, uid: str) -> Dispatch:
    """Return a dispatch that the caller may see; Refusal ``dispatch_unknown`` otherwise."""
    found = visible_dispatches(caller).filter(uid=uid).first()
    if found is None:
        raise Refusal("dispatch_unknown")
    return found


def standing_of(caller: Caller, dispatch: Dispatch) -> Standing:
    """Return how a dispatch stands for a caller."""
    carried = carried_report(dispatch)
    document = official_of(dispatch, carried)
    return Standing(dispatch, document, carried, tuple(check_official(document)), open_steps(caller, dispatch))


def open_steps(caller: Caller, dispatch: Dispatch) -> frozenset[str]:
    """Return the steps that the caller may take now."""
    found = set()
    for name, step in STEPS.items():
        if dispatch.state not in step.states:
            continue
        if name == "countersign":
            if countersigning_units(caller, dispatch):
                found.add(name)
        elif hooks.allow(caller, step.verb, dispatch.unit_id):
            found.add(name)
    if "withdraw" in found and dispatch.number is not None and not hooks.allow(caller, ISSUE, dispatch.unit_id):
        found.discard("withdraw")
    return frozenset(found)


def attached_file(dispatch: Dispatch, pk: int) -> tuple[str, bytes]:
    """Return the name and content of a file beside a document; Refusal ``dispatch_file_missing`` for none."""
    found = dispatch.files.filter(pk=pk).first()
    if found is None:
        raise Refusal("dispatch_file_missing")
    return found.name, path_of(Path(settings.DOCUMENT_FOLDER), found.digest).read_bytes()


def is_inside(caller: Caller, dispatch: Dispatch) -> bool:
    """Say whether the caller is of those who deal with a document here: its office, and offices that countersign it. Whoever
    only gets it sees nothing of how it came about (who handled it, who countersigned, who else got it)."""
    if caller.is_system or dispatch.unit_id in units_allowed(caller, READ):
        return True
    return dispatch.countersigns.filter(unit_id__in=units_allowed(caller, CHECK)).exists()


def find_dispatches(caller: Caller, typed: str) -> Iterator[Hit]:
    """Yield the documents whose title or number holds every word typed, then those whose text does; only such as the
    caller may read, the latest ``MOST_SEARCHED`` of them."""
    for each in visible_dispatches(caller).order_by("-begun_at", "-pk")[:MOST_SEARCHED]:
        number = number_of(each)
        rank = rank_of(typed, filter(None, (each.title, number, f"{number}{each.title}")))
        if rank is None:
            content = content_from_json(each.content)
            texts = (content.body, *(part for attached in content.attachments for part in attached))
            if rank_of(typed, ["\n".join(texts)]) is None:
                continue
            rank = HELP_RANK
        yield Hit(
            "document",
            each.title or number,
            f"{number} {each.unit.short_name}".strip(),
            "dispatch-show",
            (each.uid,),
            rank=rank,
        )


def countersigning_units(caller: Caller, dispatch: Dispatch) -> list[Unit]:
    """Return the offices that have not answered yet and for which the caller may."""
    allowed = units_allowed(caller, CHECK)
    asked = dispatch.countersigns.filter(unit_id__in=allowed).exclude(agrees=True).select_related("unit")
    return [each.unit for each in asked]


def joint_units(dispatch: Dispatch) -> list[Unit]:
    """Return the units of this instance that issue a document together with its office, in the order of its names."""
    names = content_from_json(dispatch.content).jointly
    found = {each.name: each for each in Unit.objects.filter(name__in=names)}
    return [found[name] for name in names if name in found]


def waiting_dispatches(caller: Caller) -> list[Dispatch]:
    """Return the dispatches that wait for a step of the caller's, the oldest first."""
    of_state = {
        DRAFTING: DRAFT, CHECKING: CHECK, SIGNING: SIGN, SIGNED: ISSUE, NUMBERED: ISSUE, PRINTED: ISSUE,
    }  # fmt: skip
    asked = Q(pk__in=())
    for state, verb in of_state.items():
        asked |= Q(state=state, unit_id__in=units_allowed(caller, verb))
    units = units_allowed(caller, CHECK)
    asked |= Q(state=COUNTERSIGNING, countersigns__unit_id__in=units, countersigns__agrees=None)
    rows = Dispatch.objects.filter(asked).select_related("series", "unit", "series__unit").distinct()
    return list(rows.order_by("begun_at", "pk"))


def unsigned_receipts(caller: Caller) -> list[Receipt]:
    """Return what was sent to units of the caller's and nobody has signed for, the oldest first."""
    units = units_allowed(caller, RECEIVE)
    rows = Receipt.objects.filter(unit_id__in=units, at=None).select_related(
        "unit", "dispatch__unit", "dispatch__series"
    )
    return list(rows.order_by("dispatch__sent_on", "pk"))


def series_for(caller: Caller, verb: str = DRAFT) -> list[Series]:
    """Return the open series of units for which the caller may do ``verb``, in official order."""
    rows = Series.objects.filter(is_active=True, unit_id__in=units_allowed(caller, verb)).select_related("unit")
    return list(rows.order_by("unit__order", "unit__code", "pk"))


def file_of(dispatch: Dispatch, which: str) -> bytes:
    """Return what was printed (``printed``) or the scan (``stamped``). Refuses what is not there."""
    name = {"printed": dispatch.printed, "stamped": dispatch.stamped}.get(which, "")
    if not name:
        raise Refusal("dispatch_file_missing")
    return path_of(Path(settings.DOCUMENT_FOLDER), name).read_bytes()


def files_kept() -> Iterable[str]:
    """Yield the digests of all files that dispatches hold."""
    for printed, stamped in Dispatch.objects.values_list("printed", "stamped"):
        yield from filter(None, (printed, stamped))
    yield from DispatchFile.objects.values_list("digest", flat=True)
