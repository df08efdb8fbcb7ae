"""What particulars, bands, bases and verbs of rolls are called."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

PARTICULARS: dict[str, Any] = {
    "name": pgettext_lazy("of a person", "Name"),
    "sex": _("Sex"),
    "birth_date": _("Birth date"),
    "born": _("Birth date"),
    "id_number": _("Identity number"),
    "phone": _("Telephone"),
    "address": _("Address"),
    "estate": _("Estate"),
    "building": _("Building"),
    "entrance": _("Entrance"),
    "room": _("Room"),
}
SEXES: dict[str, Any] = {"male": _("male"), "female": _("female")}
BANDS: dict[str, Any] = {
    "under_14": _("under 14"),
    "from_14": _("14 to 17"),
    "from_18": _("18 to 59"),
    "from_60": _("60 to 79"),
    "from_80": _("80 and over"),
}
BASES: dict[str, Any] = {"consent": _("consent"), "statute": _("statute")}
SENSITIVE: dict[str, Any] = {
    "specific_identity": _("a specific identity"),
    "health": _("health"),
    "finance": _("financial accounts"),
    "whereabouts": _("whereabouts"),
    "minors": _("children under 14"),
}
GROUNDS: dict[str, Any] = {
    "asked": _("the person asks for it"),
    "purpose_over": _("the purpose is reached or gone"),
    "withdrawn": _("consent was withdrawn"),
    "retention_over": _("the time is over"),
    "unlawful": _("it was kept against the rules"),
}
DONE: dict[str, Any] = {
    "join": _("put on the roll"),
    "correct": _("corrected"),
    "leave": _("taken off the roll"),
    "withdraw": _("consent withdrawn"),
    "settle": _("removed when due"),
    "merge": _("merged with a double"),
    "erase": _("erased"),
    "view": _("full data opened"),
    "copy": _("copy for the person made"),
    "export": _("exported"),
    "refused_minor": _("full data of a minor refused"),
}
