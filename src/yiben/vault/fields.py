"""A JSON column that is locked whole: what was typed and is not yet a record."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.db import models

from yiben.vault.actions import locker
from yiben.vault.ciphers import Locker
from yiben.vault.opening import unlock

_Text: Any = models.TextField
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_EMPTY: dict[type, str] = {list: "[]", dict: "{}"}


class _LockedJSONField(_Text):
    """JSON values, locked for the table and column. Rows from before are read as they are; nothing can be searched.

    An empty value is kept as it is: it says nothing, and most rows are emptied in the end.
    """

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> Any:
        return None if value is None else json.loads(unlock(value, self._place))

    def get_prep_value(self, value: Any) -> Any:
        return self.locked_by(locker())(value) if value else _encode(value)

    def locked_by(self, lock: Locker) -> Callable[[Any], str]:
        """Return what makes values of this column, locked by a key, as ``get_prep_value`` does: for many at once."""
        place = self._place

        def locked(value: Any) -> str:
            if not value and (empty := _EMPTY.get(type(value))):
                return empty
            text = _encode(value)
            return lock.lock(text, place) if value else text

        return locked

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
