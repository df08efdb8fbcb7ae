"""What a key serves: its books, and its unit with what stands below it."""

from __future__ import annotations

from yiben.accounts.models import Token
from yiben.errors import Refusal
from yiben.units.models import Unit, UnitSpan


def require_within(token: Token, unit: Unit, book: str = "") -> None:
    """Refuse (``token_scope``) a book or a unit that the key does not serve."""
    if book and token.books and book not in token.books:
        raise Refusal("token_scope", what=book)
    below = UnitSpan.objects.filter(ancestor_id=token.unit_id, descendant_id=unit.pk, until_seq=None, to_month=None)
    if token.unit_id != unit.pk and not below.exists():
        raise Refusal("token_scope", what=unit.name)
