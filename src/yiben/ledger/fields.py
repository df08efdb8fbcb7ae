"""The column of a number that counts arrivals."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models

_BigInteger: Any = models.BigIntegerField


class _ArrivalField(_BigInteger):
    """An integer of 64 bits. As a primary key on SQLite it is the number by which the table itself is kept (``integer``,
    not ``bigint``, is what SQLite takes for that), so that no index beside the table has to find it."""

    def db_type(self, connection: Any) -> str:
        return "integer" if connection.vendor == "sqlite" else "bigint"

    def deconstruct(self) -> Any:
        name, _path, arguments, keywords = super().deconstruct()
        return name, "yiben.ledger.fields.ArrivalField", arguments, keywords

    def rel_db_type(self, connection: Any) -> str:
        return "bigint"


if TYPE_CHECKING:
    ArrivalField = models.BigIntegerField
else:
    ArrivalField = _ArrivalField
