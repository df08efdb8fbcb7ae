"""A JSON column that is locked whole: what was typed and is not yet a record."""

from __future__ import annotations

import json
from collections.abc import Callable
from json.encoder import c_make_encoder, encode_basestring  # type: ignore[attr-defined]
from typing import TYPE_CHECKING, Any

from django.db import models

from yiben.vault.actions import locker
from yiben.vault.ciphers import Locker
from yiben.vault.opening import unlock

_Text: Any = models.TextField


def _encoder() -> Callable[[Any], str]:
    """What writes JSON as it is kept. ``JSONEncoder.encode`` makes its encoder in C anew for every value, which takes as long
    as writing a small one; where there is none in C it is taken as it is."""
    if c_make_encoder is None:
        return json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
    pieces = c_make_encoder(None, _refused, encode_basestring, None, ":", ",", False, False, True)
    return lambda value: "".join(pieces(value, 0))


def _refused(value: Any) -> Any:
    raise TypeError(f"{type(value).__name__} is not a value of JSON")


_encode = _encoder()
_EMPTY: dict[type, str] = {list: "[]", dict: "{}"}


class _LockedJSONField(_Text):
    """JSON values, locked for the table and column. Rows from before are read as they are; nothing can be searched.

    An empty value is kept as it is: it says nothing, and most rows are emptied in the end.
    """

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> Any:
        return None if value is None else self.opened(value)

    def get_prep_value(self, value: Any) -> Any:
        return locker().lock(_encode(value), self._place) if value else _encode(value)

    def locked_by(self, lock: Locker) -> Callable[[Any], str]:
        """Return what makes values of this column, locked by a key, as ``get_prep_value`` does: for many at once."""
        lock_text = lock.locking(self._place)

        def locked(value: Any) -> str:
            if not value and (empty := _EMPTY.get(type(value))):
                return empty
            text = _encode(value)
            return lock_text(text) if value else text

        return locked

    def opened(self, kept: str) -> Any:
        """Return the value of a column read in SQL."""
        return json.loads(unlock(kept, self._place))

    def to_python(self, value: Any) -> Any:
        return value

    def deconstruct(self) -> Any:
        """A migration sees the column as it is: a text."""
        name, _path, arguments, keywords = super().deconstruct()
        return name, "django.db.models.TextField", arguments, keywords

    @property
    def _place(self) -> str:
        return f"{self.model._meta.db_table}.{self.column}"


if TYPE_CHECKING:
    LockedJSONField = models.JSONField
else:
    LockedJSONField = _LockedJSONField
