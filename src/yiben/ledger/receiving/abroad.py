"""What the structure and pack entries of a foreign chain say: its units, and where its book definitions come from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any


@dataclass(frozen=True)
class UnitThere:
    """A unit as its own instance knows it: the names are the ones given last. ``parent`` is a uid there, "" at a top."""

    uid: str
    code: str
    kind: str
    name: str
    short_name: str
    founded_on: date
    parent: str = ""
    aliases: tuple[str, ...] = ()
    order: int = 0


@dataclass(frozen=True)
class Abroad:
    """Units by uid in the order of their founding; (book, version) → (digest, pack, pack version)."""

    units: dict[str, UnitThere] = field(default_factory=dict)
    books: dict[tuple[str, int], tuple[str, str, int]] = field(default_factory=dict)


def read_abroad(bodies: Iterable[Mapping[str, Any]]) -> Abroad:
    """Read what a chain's entries say of units and books; other kinds are passed. Raises KeyError, TypeError or ValueError
    for entries of another make."""
    found = Abroad()
    for body in bodies:
        kind, values = body.get("kind"), body.get("values", {})
        if kind == "structure" and values.get("do") == "found":
            found.units[values["unit"]] = _founded(values, body["occurred_on"])
        elif kind == "structure" and values.get("do") == "rename":
            known = found.units[values["unit"]]
            name, short = str(values.get("name", known.name)), str(values.get("short_name", known.short_name))
            found.units[known.uid] = replace(known, name=name[:128], short_name=short[:64])
        elif kind == "structure" and values.get("do") == "link" and values.get("tree") == "administrative":
            found.units[values["unit"]] = replace(found.units[values["unit"]], parent=str(values["parent"]))
        elif kind == "pack":
            for book, said in values.get("books", {}).items():
                key = (str(book), int(said["number"]))
                found.books[key] = (str(said["digest"]), str(values["pack"]), int(values["version"]))
    return found


def _founded(values: Mapping[str, Any], on: str) -> UnitThere:
    return UnitThere(
        uid=str(values["unit"]),
        code=str(values["code"]),
        kind=str(values["unit_kind"]),
        name=str(values["name"])[:128],
        short_name=str(values["short_name"])[:64],
        founded_on=date.fromisoformat(on),
        parent=str(values.get("parent", "")) if values.get("tree", "administrative") == "administrative" else "",
        aliases=tuple(str(each) for each in values.get("aliases", ())),
        order=int(values.get("order", 0)),
    )
