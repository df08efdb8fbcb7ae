"""What a caller sees of registers: the declared ones, their things, one thing with its story."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet

from yiben.accounts.queries import units_allowed
from yiben.audit import hooks
from yiben.audit.callers import Caller
from yiben.catalog.queries import catalogue
from yiben.errors import Refusal
from yiben.packs.registers import Register
from yiben.registers.models import Item

READ, CHANGE = "register.read", "register.change"


def registers() -> list[Register]:
    """Return all declared registers."""
    return list(catalogue().registers.values())


def register_of(name: str) -> Register:
    """Return a register as the installed packs declare it; Refusal ``register_unknown`` otherwise."""
    found = catalogue().registers.get(name)
    if found is None:
        raise Refusal("register_unknown")
    return found


def visible_items(caller: Caller, register: str) -> QuerySet[Item]:
    """Return the things on a register of units whose registers the caller may read, ended ones too."""
    rows = Item.objects.filter(register=register).select_related("unit")
    return rows if caller.is_system else rows.filter(unit_id__in=units_allowed(caller, READ))


def read_item(caller: Caller, uid: str) -> Item:
    """Return a thing that the caller may see; Refusal ``register_item_unknown`` otherwise."""
    found = Item.objects.select_related("unit").filter(uid=uid).first()
    if found is None or not (caller.is_system or hooks.allow(caller, READ, found.unit_id)):
        raise Refusal("register_item_unknown")
    return found


def may_change(caller: Caller, unit_id: int) -> bool:
    """Return whether the caller keeps the registers of a unit, and so reads the contacts on them."""
    return hooks.allow(caller, CHANGE, unit_id)


def is_overdue(register: Register, item: Item, today: date) -> bool:
    """Return whether a thing that is renewed every year has not been looked at in this one."""
    return register.renewed == "year" and item.ended_on is None and item.renewed_on.year < today.year
