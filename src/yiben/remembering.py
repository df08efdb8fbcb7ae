"""What is asked again and again while one page is made is read once: grants, subtrees, the packs in force."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from contextvars import ContextVar
from typing import Any, TypeVar

T = TypeVar("T")
_read: ContextVar[dict[Hashable, Any] | None] = ContextVar("read", default=None)


@contextmanager
def read_once() -> Iterator[None]:
    """Remember what ``remembered`` reads while this lasts, such as one request; changes show from the next one on."""
    token = _read.set({})
    try:
        yield
    finally:
        _read.reset(token)


def reading_once() -> AbstractContextManager[None]:
    """Return ``read_once``, or, where that is on already, what changes nothing."""
    return nullcontext() if is_remembering() else read_once()


def is_remembering() -> bool:
    """Return whether ``read_once`` is on: then reading the whole at once pays."""
    return _read.get() is not None


def remembered(key: Hashable, read: Callable[[], T]) -> T:
    """Return what was read under the key before, else read it now; without ``read_once`` it is always read."""
    known = _read.get()
    if known is None:
        return read()
    if key not in known:
        known[key] = read()
    found: T = known[key]
    return found
