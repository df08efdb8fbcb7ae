"""Installing packs, and the holidays of a year."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from django.db import transaction

from yiben.audit import hooks
from yiben.audit.actions import log
from yiben.audit.callers import Caller
from yiben.catalog.calendars import work_calendar
from yiben.catalog.models import BookVersion, HolidayYear, PackFile, PackVersion
from yiben.catalog.queries import active_versions, catalogue, installed_packs
from yiben.errors import Conflict, PackProblem, Refusal
from yiben.packs.composing import overlay, pack_files
from yiben.packs.definitions import LOCAL, Book, BookExtension, Metric, Pack
from yiben.packs.loading import load_files
from yiben.packs.resolving import Catalogue, book_digest, book_to_json, compare, pack_digest, resolve
from yiben.rules.calendars import YearNotice, read_holiday_json
from yiben.units.actions import declare_trees


@transaction.atomic
def install_pack(caller: Caller, files: Mapping[str, bytes], *, on: date) -> PackVersion:
    """Install a pack and make it the active version of its name; the act is an entry of kind ``pack``.

    Installing the active version again changes nothing. Refuses a pack with problems (all of them in
    ``data["problems"]``), another content under a version that is installed, and a version that gives a field id
    another meaning.
    """
    hooks.require(caller, "pack.install", None)
    return _install(caller, files, on)


@transaction.atomic
def extend_pack(
    caller: Caller,
    base: str,
    *,
    books: Sequence[Book] = (),
    extensions: Sequence[BookExtension] = (),
    metrics: Sequence[Metric] = (),
    builds_on: Iterable[str] = (),
    on: date,
) -> PackVersion:
    """Add books, fields, choices and metrics on site, or name a metric of the overlay anew: the next version of the
    overlay ``<base>.local``, active at once.
    ``builds_on`` are further packs whose books or metrics the metrics name.

    An overlay may only add; what it would take away or give another meaning is refused like in any later version.
    """
    hooks.require(caller, "pack.extend", None)
    return _install(caller, _grown(base, books, extensions, metrics, builds_on), on)


def check_metric(base: str, metric: Metric, *, builds_on: Iterable[str] = ()) -> None:
    """Raise the problems that ``extend_pack`` would find with a metric; nothing is written."""
    _loaded(_grown(base, (), (), (metric,), builds_on), installed_packs(active_versions()))


def check_addition(base: str, *, books: Sequence[Book] = (), extensions: Sequence[BookExtension] = ()) -> None:
    """Raise the problems that ``extend_pack`` would find with books, fields or choices; nothing is written."""
    installed = installed_packs(active_versions())
    _require_compatible(installed, _loaded(_grown(base, books, extensions, (), ()), installed))


def _grown(
    base: str,
    books: Sequence[Book],
    extensions: Sequence[BookExtension],
    metrics: Sequence[Metric],
    builds_on: Iterable[str],
) -> dict[str, bytes]:
    """The files of the next version of an overlay."""
    known = {pack.name: pack for pack in installed_packs(active_versions())}
    named = set(builds_on) - {base, base + LOCAL}
    for name in (base, *sorted(named)):
        if name not in known:
            raise Refusal("pack_unknown", pack=name)
    others = {name: known[name].version for name in sorted(named)}
    return pack_files(overlay(known[base], known.get(base + LOCAL), books, extensions, metrics, others))


def _loaded(files: Mapping[str, bytes], installed: Sequence[Pack]) -> Pack:
    loaded = load_files(files, known=list(installed))
    if loaded.pack is None or loaded.problems:
        raise PackProblem("pack_problems", problems=loaded.problems)
    return loaded.pack


def _install(caller: Caller, files: Mapping[str, bytes], on: date) -> PackVersion:
    installed = installed_packs(active_versions())
    pack = _loaded(files, installed)
    digest = pack_digest(files)
    known = PackVersion.objects.filter(name=pack.name, version=pack.version).first()
    if known is not None:
        if known.digest != digest:
            raise Conflict("pack_version_used", pack=pack.name, version=pack.version)
        return known
    _require_compatible(installed, pack)
    resolved = resolve([*(each for each in installed if each.name != pack.name), pack])
    if resolved.catalogue is None or resolved.problems:
        raise PackProblem("pack_problems", problems=resolved.problems)
    return _activate(caller, pack, digest, files, resolved.catalogue, on)


@transaction.atomic
def import_year(caller: Caller, content: bytes) -> YearNotice:
    """Take in the notice of a year in the widespread JSON form (``read_holiday_json``).

    Importing what is known already changes nothing. Refuses (``calendar_unreadable``) any other content.
    """
    hooks.require(caller, "pack.install", None)
    try:
        notice = read_holiday_json(json.loads(content))
    except (ValueError, AttributeError, RecursionError) as problem:
        raise Refusal("calendar_unreadable") from problem
    known = work_calendar().notices.get(notice.year)
    if known is not None and (known.off, known.work) == (notice.off, notice.work):
        return known
    HolidayYear.objects.create(
        year=notice.year, source=notice.source[:300], off=_iso(notice.off), work=_iso(notice.work)
    )
    log(caller, "calendar.import", str(notice.year), source=notice.source[:300])
    return notice


def _require_compatible(installed: list[Pack], pack: Pack) -> None:
    for old in installed:
        if old.name == pack.name:
            problems = compare(old, pack)
            if problems:
                raise PackProblem("pack_problems", problems=problems)


def _activate(
    caller: Caller, pack: Pack, digest: str, files: Mapping[str, bytes], resolved: Catalogue, on: date
) -> PackVersion:
    books = _changed_books(resolved)
    values = {
        "pack": pack.name,
        "version": pack.version,
        "digest": digest,
        "books": {book: {"number": number, "digest": digest_} for book, (number, digest_) in books.items()},
    }
    seq = hooks.record_change(hooks.Change("pack", on, values), caller)
    version = PackVersion.objects.create(name=pack.name, version=pack.version, digest=digest, seq=seq)
    PackFile.objects.bulk_create(PackFile(pack=version, path=path, content=data) for path, data in files.items())
    for book, (number, book_hash) in books.items():
        BookVersion.objects.create(
            book=book, number=number, digest=book_hash, definition=book_to_json(resolved.books[book]), seq=seq
        )
    declare_trees([(tree.id, tree.label) for tree in resolved.trees.values()])
    log(caller, "pack.install", f"{pack.name} {pack.version}", digest=digest)
    catalogue()
    return version


def _changed_books(resolved: Catalogue) -> dict[str, tuple[int, str]]:
    newest: dict[str, BookVersion] = {}
    for row in BookVersion.objects.order_by("number"):
        newest[row.book] = row
    changed: dict[str, tuple[int, str]] = {}
    for book in resolved.books.values():
        digest = book_digest(book)
        known = newest.get(book.id)
        if known is None or known.digest != digest:
            changed[book.id] = (known.number + 1 if known else 1, digest)
    return changed


def _iso(days: Iterable[date]) -> list[str]:
    return sorted(day.isoformat() for day in days)
