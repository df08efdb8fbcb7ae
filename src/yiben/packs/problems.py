"""A problem of a pack: a code, where it stands, and the values its sentence needs."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong with a pack's files. ``line`` counts from 1; 0 is the whole file.

    ``hint`` holds what helps to mend it: ``allowed`` (names) and ``nearest`` (a name or "").
    """

    code: str
    file: str
    line: int
    data: Mapping[str, object] = field(default_factory=dict)
    hint: Mapping[str, object] = field(default_factory=dict)


def nearest(name: str, allowed: Iterable[str]) -> dict[str, object]:
    """Return the hint for an unknown name: the allowed ones in order and the closest, if any."""
    names = tuple(dict.fromkeys(allowed))
    close = get_close_matches(name, names, n=1, cutoff=0.5)
    return {"allowed": names, "nearest": close[0] if close else ""}
