"""Whether what is declared leads back to itself: packs that require, metrics and fields that are computed from others."""

from collections.abc import Callable, Iterable


def leads_back(start: str, ahead_of: Callable[[str], Iterable[str]]) -> bool:
    """Return whether ``start`` is reached from itself by ``ahead_of`` (what a name needs directly).

    >>> needs = {"a": ["b"], "b": ["c", "a"], "c": []}
    >>> leads_back("a", needs.__getitem__), leads_back("c", needs.__getitem__)
    (True, False)
    """
    seen: set[str] = set()
    ahead = list(ahead_of(start))
    while ahead:
        name = ahead.pop()
        if name == start:
            return True
        if name not in seen:
            seen.add(name)
            ahead += ahead_of(name)
    return False
