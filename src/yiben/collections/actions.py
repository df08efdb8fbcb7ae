"""Asking units for a table, taking in what comes back, merging it."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path, PurePosixPath
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from yiben.audit import hooks
from yiben.audit.actions import log
from yiben.audit.callers import SYSTEM, Caller
from yiben.collections.links import refuse_dead_link, secret_digest
from yiben.collections.models import AnswerLink, Collection, Returned, SignedFor
from yiben.documents.files import path_of, write_file
from yiben.errors import Refusal, TextProblem
from yiben.sheets.merging.answers import ReturnedFile
from yiben.sheets.merging.onscreen import filled_copy
from yiben.sheets.merging.returned import FileOutcome, Merged, merge_returned
from yiben.sheets.opening import open_workbook
from yiben.sheets.rows import plain_value
from yiben.sheets.unit_names import UnitName, UnitNames
from yiben.text.opening import kind_of
from yiben.text.opening_archive import members
from yiben.units.models import Unit

MANAGE, ANSWER = "task.set", "task.return"
"""Who may set tasks for a unit may ask for tables; who may return on tasks may send them."""


@transaction.atomic
def begin_collection(
    caller: Caller,
    *,
    unit: Unit,
    units: Sequence[Unit],
    title: str,
    name: str,
    data: bytes,
    due_on: date | None,
    note: str = "",
) -> Collection:
    """Ask ``units`` for a table until a day and return the collection.

    Refuses what is missing (``values``, each beside its field), units for which the caller may not set tasks, and a
    layout that cannot be read or holds no table.
    """
    hooks.require(caller, MANAGE, unit.pk)
    given = {"title": title.strip(), "due_on": due_on, "units": units}
    missing: list[tuple[str, str, dict[str, object]]] = [
        (name, "required", {}) for name, value in given.items() if not value
    ]
    if missing or due_on is None:
        raise Refusal("values", fields=missing)
    for each in units:
        hooks.require(caller, MANAGE, each.pk)
    _require_size(name, len(data))
    _merge(
        [], ReturnedFile(_called(name), data), units, unit.name
    )  # a layout that cannot be merged into is refused now
    made = Collection.objects.create(
        unit=unit,
        title=title.strip()[:120],
        note=note.strip(),
        due_on=due_on,
        layout=write_file(_folder(), data),
        layout_name=_called(name),
    )
    made.units.set(units)
    _tell(made)
    log(caller, "collection.begin", made.uid, units=len(units))
    return made


def drop_files(caller: Caller, collection: Collection, files: Sequence[tuple[str, bytes]]) -> list[Returned]:
    """Take in returned files at once, archives unpacked, and merge anew. What says the same as a file that is there is
    not kept twice. The files themselves say whose they are."""
    hooks.require(caller, MANAGE, collection.unit_id)
    return _take(caller, collection, None, files)


def send_table(caller: Caller, collection: Collection, unit: Unit, name: str, data: bytes) -> Returned:
    """Send a unit's filled table, which takes the place of its earlier ones; these are kept. What is no table is refused."""
    hooks.require(caller, ANSWER, unit.pk)
    if not collection.units.filter(pk=unit.pk).exists():
        raise Refusal("collection_not_asked", unit=unit.name, title=collection.title)
    _require_tables(name, data)
    with transaction.atomic():
        collection.returned.filter(unit=unit, is_withdrawn=False).update(is_withdrawn=True)
        taken = _take(caller, collection, unit, [(name, data)])
    return taken[0]


def fill_table(
    caller: Caller, collection: Collection, unit: Unit, typed: Mapping[str, str], *, rows: int = 0
) -> Returned:
    """Send what a unit filled in on screen (``sheets.merging.onscreen``), as a file like any other. ``rows``: how many rows
    its lists had there.

    Refuses a form in which nothing was typed (``collection_nothing_typed``).
    """
    if not any(text.strip() for text in typed.values()):
        raise Refusal("collection_nothing_typed")
    names = names_of(collection.units.order_by("order", "code"))
    data = filled_copy(layout_of(collection), names, unit.name, typed, rows=rows)
    return send_table(caller, collection, unit, f"{unit.short_name}.{kind_of(data)}", data)


@transaction.atomic
def make_link(caller: Caller, collection: Collection, unit: Unit) -> str:
    """Make a link with which an asked unit sends its table once, without an account, and return its secret, which is
    shown this one time. An earlier one that was not used opens nothing any more."""
    hooks.require(caller, MANAGE, collection.unit_id)
    _require_open(collection)
    if not collection.units.filter(pk=unit.pk).exists():
        raise Refusal("collection_not_asked", unit=unit.name, title=collection.title)
    collection.links.filter(unit=unit, used_at=None, withdrawn_at=None).update(withdrawn_at=timezone.now())
    secret = secrets.token_urlsafe(24)
    AnswerLink.objects.create(collection=collection, unit=unit, digest=secret_digest(secret), post=caller.post)
    log(caller, "collection.link", collection.uid, unit=unit.uid)
    return secret


def answer_by_link(
    secret: str, *, name: str = "", data: bytes = b"", typed: Mapping[str, str] | None = None, rows: int = 0
) -> Returned:
    """Send the table of the unit that a link was made for, as a file or as typed on screen; the link is used up.

    Refuses a link that opens nothing (``refuse_dead_link``), and what ``send_table`` and ``fill_table`` refuse: then the link
    still holds.
    """
    with transaction.atomic():
        found = AnswerLink.objects.select_for_update(of=("self",)).select_related("collection__unit", "unit")
        link = refuse_dead_link(found.filter(digest=secret_digest(secret)).first())
        if typed is not None:
            sent = fill_table(SYSTEM, link.collection, link.unit, typed, rows=rows)
        else:
            sent = send_table(SYSTEM, link.collection, link.unit, name, data)
        link.used_at = timezone.now()
        link.save(update_fields=["used_at"])
    return sent


@transaction.atomic
def withdraw(caller: Caller, returned: Returned) -> None:
    """Take a file out of the merged table; it is kept."""
    hooks.require(caller, MANAGE, returned.collection.unit_id)
    _require_open(returned.collection)
    returned.is_withdrawn = True
    returned.save(update_fields=["is_withdrawn"])
    _tell(returned.collection)
    log(caller, "collection.withdraw", returned.collection.uid, file=returned.name)


@transaction.atomic
def put_back(caller: Caller, returned: Returned) -> None:
    """Count a file again that was left out or sent back."""
    hooks.require(caller, MANAGE, returned.collection.unit_id)
    _require_open(returned.collection)
    returned.is_withdrawn, returned.reason = False, ""
    returned.save(update_fields=["is_withdrawn", "reason"])
    _tell(returned.collection)
    log(caller, "collection.put_back", returned.collection.uid, file=returned.name)


@transaction.atomic
def send_back(caller: Caller, returned: Returned, reason: str) -> None:
    """Send a file back to its unit with a reason (退回): it no longer counts, and the unit owes the table again."""
    hooks.require(caller, MANAGE, returned.collection.unit_id)
    _require_open(returned.collection)
    if not reason.strip():
        raise Refusal("values", fields=[("reason", "required", {})])
    if returned.unit is None:
        files: list[dict[str, Any]] = returned.collection.outcome.get("files", [])
        named = next((each["unit"] for each in files if each["returned"] == returned.pk), "")
        returned.unit = returned.collection.units.filter(name=named or "").first()
    returned.is_withdrawn, returned.reason = True, reason.strip()[:300]
    returned.save(update_fields=["is_withdrawn", "reason", "unit"])
    _tell(returned.collection)
    log(caller, "collection.send_back", returned.collection.uid, file=returned.name)


@transaction.atomic
def check_file(caller: Caller, returned: Returned) -> None:
    """Say that what merging asks about in a file was looked at and is right: from now on it is merged."""
    hooks.require(caller, MANAGE, returned.collection.unit_id)
    _require_open(returned.collection)
    returned.checked_at = timezone.now()
    returned.save(update_fields=["checked_at"])
    _tell(returned.collection)
    log(caller, "collection.check", returned.collection.uid, file=returned.name)


@transaction.atomic
def sign_for(caller: Caller, collection: Collection, unit: Unit) -> None:
    """Take note of a collection for a unit (签收); once is enough."""
    hooks.require(caller, ANSWER, unit.pk)
    _require_open(collection)
    if not collection.units.filter(pk=unit.pk).exists():
        raise Refusal("collection_not_asked", unit=unit.name, title=collection.title)
    given = {"post": caller.post, "person": caller.person}
    _row, is_new = SignedFor.objects.get_or_create(collection=collection, unit=unit, defaults=given)
    if is_new:
        log(caller, "collection.sign", collection.uid, unit=unit.uid)


@transaction.atomic
def set_prefill(caller: Caller, collection: Collection, period: str, bindings: Mapping[str, Any]) -> None:
    """Keep what the headings of a table were confirmed to mean and for which period: each unit then finds its figures in
    the table. Without bindings nothing is filled in."""
    hooks.require(caller, MANAGE, collection.unit_id)
    _require_open(collection)
    collection.period, collection.bindings = period if bindings else "", dict(bindings)
    collection.save(update_fields=["period", "bindings"])
    log(caller, "collection.prefill", collection.uid, period=collection.period)


@transaction.atomic
def assign_file(caller: Caller, returned: Returned, unit: Unit) -> None:
    """Say whose a dropped file is, where it does not say so itself."""
    hooks.require(caller, MANAGE, returned.collection.unit_id)
    _require_open(returned.collection)
    if not returned.collection.units.filter(pk=unit.pk).exists():
        raise Refusal("collection_not_asked", unit=unit.name, title=returned.collection.title)
    returned.unit = unit
    returned.save(update_fields=["unit"])
    _tell(returned.collection)
    log(caller, "collection.assign", returned.collection.uid, file=returned.name, unit=unit.uid)


@transaction.atomic
def close_collection(caller: Caller, collection: Collection) -> Collection:
    """End a collection: nothing comes in any more."""
    hooks.require(caller, MANAGE, collection.unit_id)
    collection.state = Collection.CLOSED
    collection.save(update_fields=["state"])
    log(caller, "collection.close", collection.uid)
    return collection


def _take(
    caller: Caller, collection: Collection, unit: Unit | None, files: Sequence[tuple[str, bytes]]
) -> list[Returned]:
    _require_open(collection)
    opened = _unpacked(files)
    if not opened:
        raise Refusal("values", fields=[("files", "required", {})])
    taken = []
    with transaction.atomic():
        known = set(collection.returned.filter(is_withdrawn=False).values_list("digest", flat=True))
        for name, data in opened:
            digest = write_file(_folder(), data)
            if digest in known and unit is None:
                continue
            known.add(digest)
            given = {"name": name[-160:], "digest": digest, "size": len(data), "unit": unit}
            taken.append(
                Returned.objects.create(collection=collection, post=caller.post, person=caller.person, **given)
            )
        _tell(collection)
        log(caller, "collection.take", collection.uid, files=len(taken))
    return taken


def _unpacked(files: Sequence[tuple[str, bytes]]) -> list[tuple[str, bytes]]:
    found: list[tuple[str, bytes]] = []
    for name, data in files:
        _require_size(name, len(data))
        if PurePosixPath(name).suffix.lower() != ".zip":
            found.append((_called(name), data))
            continue
        try:
            found += [(each.name, each.data) for each in members(data, name)]
        except TextProblem as problem:
            raise Refusal(problem.code, (), **{"name": name, **problem.data}) from problem
    return found


def _tell(collection: Collection) -> None:
    """Merge what is there and keep the outcome. A file in which something is asked about waits until somebody has looked
    at it (``check_file``): nothing is merged unseen."""
    layout, units = layout_of(collection), list(collection.units.order_by("order", "code"))
    rows = list(collection.returned.filter(is_withdrawn=False).select_related("unit"))
    names = {_name_of(row): row for row in rows}
    files = {name: ReturnedFile(name, _read(row.digest), row.at) for name, row in names.items()}
    issuer = collection.unit.name
    merged = _merge(list(files.values()), layout, units, issuer)
    outcome = outcome_of(merged, {name: row.pk for name, row in names.items()})
    held = {each.file for each in merged.files if each.status == "accepted" and _asks(each, names[each.file])}
    if held:
        waiting = {each.unit for each in merged.files if each.file in held}
        apart = {each.file for each in merged.files if each.unit in waiting}  # an earlier file does not step in
        merged = _merge([each for name, each in files.items() if name not in apart], layout, units, issuer)
        told = outcome_of(merged, {name: row.pk for name, row in names.items()})
        for each in outcome["files"]:
            if each["returned"] in {names[name].pk for name in held}:
                each["status"] = "ask"
        told["missing"] = [unit for unit in told["missing"] if unit not in waiting]
        told["missing_parts"] = [each for each in told["missing_parts"] if each[0] not in waiting]
        outcome = told | {"files": outcome["files"]}
    collection.outcome = outcome
    collection.output = write_file(_folder(), merged.output) if any(merged.files) else ""
    collection.save(update_fields=["outcome", "output"])


def _asks(found: FileOutcome, row: Returned) -> bool:
    """Whether something in a file wants a person's eye and nobody has looked."""
    return row.checked_at is None and any(not each.sure for each in found.deviations)


def outcome_of(merged: Merged, keys: Mapping[str, int]) -> dict[str, Any]:
    """Return what merging found as plain values; ``keys`` are the returned files by the names under which they went in."""
    return {
        "files": [
            {
                "returned": keys[each.file],
                "unit": each.unit,
                "status": each.status,
                "deviations": [
                    {"code": one.code, "where": _place(one.where, each.file), "sure": one.sure, "said": dict(one.said)}
                    for one in each.deviations
                ],
            }
            for each in merged.files
        ],
        "missing": list(merged.missing),
        "missing_parts": [list(each) for each in merged.missing_parts],
        "rows": {sheet: len(rows) for sheet, rows in merged.rows.items()},
        "totals": {
            sheet: {heading: plain_value(value) for heading, value in sums.items() if value is not None}
            for sheet, sums in merged.totals.items()
        },
        "dropped": list(merged.dropped),
    }


def _place(where: str, file: str) -> str:
    """Where something stands; the name under which the file went into merging is nobody's business."""
    return "" if where == file else where


def _merge(files: Sequence[ReturnedFile], layout: ReturnedFile, units: Sequence[Unit], issuer: str) -> Merged:
    try:
        return merge_returned(files, layout, names_of(units), issuer=issuer)
    except TextProblem as problem:
        raise Refusal(problem.code, (), **{"name": layout.name, **problem.data}) from problem


def layout_of(collection: Collection) -> ReturnedFile:
    """Return the blank table of a collection."""
    return ReturnedFile(collection.layout_name, _read(collection.layout))


def names_of(units: Iterable[Unit]) -> UnitNames:
    """Return what the units asked are called, in their order."""
    return UnitNames(
        tuple(UnitName(each.name, order, (each.short_name, *each.aliases)) for order, each in enumerate(units))
    )


def _name_of(row: Returned) -> str:
    """The name under which a file goes into merging: a unit that sent it by its account stands in front of it."""
    sender = f"{row.unit.name}/" if row.unit else ""
    return f"{sender}{row.pk}-{row.name}"


def _read(digest: str) -> bytes:
    return path_of(_folder(), digest).read_bytes()


def _require_tables(name: str, data: bytes) -> None:
    try:
        for called, each in _unpacked([(name, data)]):
            open_workbook(each, called)
    except TextProblem as problem:
        raise Refusal(problem.code, (), **{"name": name, **problem.data}) from problem


def _require_open(collection: Collection) -> None:
    if collection.state != Collection.OPEN:
        raise Refusal("collection_closed", title=collection.title)


def _require_size(name: str, size: int) -> None:
    limit = settings.DOCUMENT_LIMIT_BYTES
    if size > limit:
        raise Refusal("file_too_large", name=name, megabytes=round(size / 2**20, 1), limit=limit // 2**20)


def _called(name: str) -> str:
    return name.replace("\\", "/").rsplit("/", 1)[-1][-120:] or "table"


def _folder() -> Path:
    return Path(settings.DOCUMENT_FOLDER)
