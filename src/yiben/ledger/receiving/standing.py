"""What this instance has agreed on with the origins whose bundles it took in, read from its own entries.

Every bundle that comes in leaves an entry of kind ``bundle`` in the own chain. Its values say {origin, name, unit, key,
first, last, head, seals: {number, digest}, units: {uid there: uid here}, books: {book: {version there: version here}},
late: [[first, last, month]]}: units and books are those that were new with it. So nothing of what was agreed on can be
changed without breaking the own chain, and ``verify`` needs no table of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from yiben.ledger import canonical
from yiben.ledger.models import ChainHead, Entry, EntryRef
from yiben.packs.definitions import Book, FieldType
from yiben.remembering import remembered


@dataclass(frozen=True)
class Standing:
    """How far an origin's chain has come in, and what its entries mean here.

    ``last`` and ``head`` are number and hash of the last entry, ``seal`` and ``digest`` number and digest of the last
    seal, ``key`` its public key in hexadecimal; ``unit`` is the uid of the unit here under which the origin's top unit
    stands. ``late`` holds (first, last, month ``2027-03``) of entries that count later here than they say.
    """

    origin: str
    name: str
    unit: str
    key: str
    last: int = 0
    head: str = ""
    seal: int = 0
    digest: str = ""
    units: Mapping[str, str] = field(default_factory=dict)
    books: Mapping[tuple[str, int], int] = field(default_factory=dict)
    late: tuple[tuple[int, int, str], ...] = ()

    @cached_property
    def _later(self) -> dict[int, str]:
        return {number: month for first, last, month in self.late for number in range(first, last + 1)}

    def here(self, body: Mapping[str, Any], number: int, books: Mapping[tuple[str, int], Book]) -> dict[str, Any]:
        """Return entry ``number`` of the origin as it counts here: units, book version and month are those of this
        instance; private values, files and references stayed with the sender. Raises KeyError for a unit or a book
        version that nothing was agreed on about."""
        said = {key: value for key, value in body.items() if key not in _STAYS}
        if "unit" in body:
            said["unit"] = self.units[body["unit"]]
        if "credited" in body:
            said["credited"] = sorted(self.units[uid] for uid in body["credited"])
        if "book" in body:
            version = said["book_version"] = self.books[body["book"], body["book_version"]]
            if "values" in body:
                said["values"] = self.values_here(body["values"], books[body["book"], version])
        if number in self._later:
            said["posted_period"] = self._later[number]
        return said

    def values_here(self, values: Mapping[str, Any], book: Book) -> dict[str, Any]:
        """Return plain values with the units that they name as they are known here."""
        named = {item.id for item in book.fields if item.type is FieldType.UNIT} & set(values)
        return {key: self._units(value) if key in named else value for key, value in values.items()}

    def _units(self, value: Any) -> Any:
        return sorted(self.units[uid] for uid in value) if isinstance(value, list) else self.units[value]


_STAYS = frozenset({"private", "evidence", "refs", "source"})


def standings(origins: Iterable[str] | None = None) -> dict[str, Standing]:
    """Return the standings of origins (None: of all whose bundles came in), by origin."""
    wanted = list(received_origins() if origins is None else origins)
    refs = EntryRef.objects.filter(ref__in=wanted, entry__kind="bundle", entry__origin=own_origin())
    found: dict[str, Standing] = {}
    for body in Entry.objects.filter(pk__in=refs.values("entry_id")).order_by("seq").values_list("body", flat=True):
        said = _values(body)
        if str(said.get("origin")) in wanted:
            found[said["origin"]] = joined(found.get(said["origin"]), said)
    return found


def joined(before: Standing | None, said: Mapping[str, Any]) -> Standing:
    """Return the standing of an origin after a bundle of which an entry says ``said``."""
    books = dict(before.books) if before else {}
    books |= {(book, int(there)): here for book, pairs in said["books"].items() for there, here in pairs.items()}
    return Standing(
        origin=said["origin"],
        name=said["name"],
        unit=said["unit"],
        key=said["key"],
        last=said["last"],
        head=said["head"],
        seal=said["seals"]["number"],
        digest=said["seals"]["digest"],
        units={**(before.units if before else {}), **said["units"]},
        books=books,
        late=(*(before.late if before else ()), *((first, last, month) for first, last, month in said["late"])),
    )


def own_origin() -> str:
    """Return the id of this instance's own chain, "" before it is begun."""
    own = ChainHead.objects.filter(is_own=True).values_list("origin", flat=True)
    return remembered(own_origin, lambda: own.first() or "")


def received_origins() -> list[str]:
    """Return the origins whose entries came in from elsewhere."""
    return list(ChainHead.objects.filter(is_own=False).order_by("origin").values_list("origin", flat=True))


def standing_of(origin: str) -> Standing | None:
    """Return the standing of one origin, read once while a page is made; None for the own one or an unknown one."""
    return remembered((standing_of, origin), lambda: standings([origin]).get(origin))


def _values(body: Any) -> dict[str, Any]:
    values: dict[str, Any] = canonical.from_bytes(bytes(body)).get("values", {})
    return values
