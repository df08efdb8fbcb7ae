"""The types of fields in a clerk's words."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from yiben.ledger.temporary.actions.books import OFFERED
from yiben.packs.definitions import FieldType
from yiben.web.kit.fields import Choice

TYPE_LABELS: dict[FieldType, Any] = {
    FieldType.COUNT: _("a number that is added up"),
    FieldType.AMOUNT: _("money"),
    FieldType.MINUTES: _("how long it took"),
    FieldType.AREA: _("an area"),
    FieldType.PERCENT: _("a share, such as 70/104"),
    FieldType.CHOICE: _("one of several choices"),
    FieldType.MULTICHOICE: _("several of several choices"),
    FieldType.YESNO: _("yes or no"),
    FieldType.DATE: _("a day"),
    FieldType.TIME: _("a time of day"),
    FieldType.UNIT: _("a unit"),
    FieldType.TEXT: _("a short text"),
    FieldType.LONGTEXT: _("a long text"),
    FieldType.PLACE: _("a place"),
    FieldType.PERSON: _("a person's name"),
    FieldType.PHONE: _("a telephone number"),
    FieldType.ID_NUMBER: _("an identity number"),
    FieldType.ADDRESS: _("an address"),
    FieldType.FILE: _("photos and papers"),
    FieldType.TABLE: _("a small table"),
}


def type_choices(chosen: str) -> list[Choice]:
    """Return the types that a field made on site may have."""
    return [Choice(each.value, str(TYPE_LABELS[each]), each.value == chosen) for each in OFFERED]
