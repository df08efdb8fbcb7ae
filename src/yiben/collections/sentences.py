"""What collections refuse, by code."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

COLLECTION_SENTENCES: dict[str, Any] = {
    "collection_unknown": _("There is no such collection, or it is not yours to read."),
    "collection_closed": _("“%(title)s” is closed. Ask who began it to take the table in another way."),
    "collection_nothing_typed": _("Nothing was filled in. Fill in the table, or send it as a file."),
    "link_unknown": _(
        "This link opens nothing any more: it was used, replaced, or the table is closed. Ask who sent it for a new one."
    ),
    "collection_not_asked": _("%(unit)s was not asked for “%(title)s”."),
}
