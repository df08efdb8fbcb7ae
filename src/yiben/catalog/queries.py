"""What the installed packs define, now or as of an arrival number."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from yiben.catalog.models import BookVersion, PackFile
from yiben.errors import PackProblem, Refusal
from yiben.packs.definitions import Book, Pack
from yiben.packs.loading import load_files
from yiben.packs.resolving import Catalogue, book_from_json, resolve
from yiben.remembering import remembered
from yiben.statements import select


def catalogue(as_of: int | None = None) -> Catalogue:
    """Return the catalogue of the packs that were active at arrival number ``as_of`` (None: now)."""
    return remembered((catalogue, as_of), lambda: _resolved(_active(as_of)))


def active_versions(as_of: int | None = None) -> tuple[int, ...]:
    """Return the ids of the active pack versions, newest of each name, in the order in which the packs first came: one
    that builds upon another stands behind it, whichever of them was renewed last."""
    return tuple(pk for pk, _digest in _active(as_of))


def _active(as_of: int | None) -> tuple[tuple[int, str], ...]:
    """The active pack versions with their digests. Asked by every entry: see ``all_versions``."""
    known = "" if as_of is None else f"WHERE seq <= {int(as_of)}"
    rows = select(f"SELECT id, name, version, digest FROM catalog_packversion {known} ORDER BY seq, id")
    newest: dict[str, tuple[int, int, str]] = {}
    for pk, name, version, digest in rows:
        if name not in newest or version > newest[name][0]:
            newest[name] = (version, pk, digest)  # the place of a name is where it first came
    return tuple((pk, digest) for _version, pk, digest in newest.values())


def current_book(book: str) -> tuple[Book, int]:
    """Return a book as it is defined now, with the number of that version."""
    known = all_versions([book])
    if not known:
        raise Refusal("book_unknown", book=book)
    key = max(known, key=lambda each: each[1])
    return known[key], key[1]


@lru_cache(maxsize=512)
def _definition(book: str, number: int, digest: str) -> Book:
    return book_from_json(BookVersion.objects.get(book=book, number=number).definition)


def book_version(book: str, number: int) -> Book:
    """Return version ``number`` of a book. Raises Refusal ``book_version_unknown``."""
    return book_versions([(book, number)])[book, number]


def book_versions(wanted: Iterable[tuple[str, int]]) -> dict[tuple[str, int], Book]:
    """Return versions of books by (book, number), with one query. Raises Refusal ``book_version_unknown``."""
    keys = set(wanted)
    known = all_versions(book for book, _ in keys)
    for book, number in sorted(keys - set(known)):
        raise Refusal("book_version_unknown", book=book, number=number)
    return {key: known[key] for key in keys}


def all_versions(books: Iterable[str]) -> dict[tuple[str, int], Book]:
    """Return every version of the books that exist, by (book, number).

    Versions are immutable; the digest keeps the cache honest.
    """
    names = sorted(set(books))
    if not names:
        return {}
    rows = select("SELECT book, number, digest FROM catalog_bookversion WHERE book IN ({marks})", names)
    return {(book, number): _definition(book, number, digest) for book, number, digest in rows}


def files_of(pack_version: int) -> dict[str, bytes]:
    """Return the files of a pack version."""
    return {file.path: bytes(file.content) for file in PackFile.objects.filter(pack_id=pack_version)}


def installed_packs(versions: tuple[int, ...]) -> list[Pack]:
    """Return the packs of the versions, in order of installation; one that builds upon a pack that came later (an overlay
    that grew after it) stands behind that."""
    packs: list[Pack] = []
    waiting = list(versions)
    while waiting:
        left = []
        for version in waiting:
            loaded = load_files(files_of(version), known=packs)
            if loaded.pack is None:
                left.append((version, loaded.problems))
            else:
                packs.append(loaded.pack)
        if len(left) == len(waiting):
            raise PackProblem("pack_broken", problems=left[0][1])
        waiting = [version for version, _problems in left]
    return packs


@lru_cache(maxsize=8)
def _resolved(versions: tuple[tuple[int, str], ...]) -> Catalogue:
    resolved = resolve(installed_packs(tuple(pk for pk, _ in versions)))
    if resolved.catalogue is None:
        raise PackProblem("pack_broken", problems=resolved.problems)
    return resolved.catalogue
