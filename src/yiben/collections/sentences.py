"""What collections refuse, by code."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

COLLECTION_SENTENCES: dict[str, Any] = {
    "collection_unknown": _("There is no such collection, or it is not yours to read."),
    "collection_closed": _("“%(title)s” is closed. Ask who began it to take the table in another way."),
    "collection_nothing_typed": _("Nothing was filled in. Fill in the table, or send it as a file."),
    "link_unknown": _(
        "This link opens nothing: it may have been cut off when it was copied. Copy the whole address again, or ask who sent it for a new one."
    ),
    "link_used": _(
        "With this link “%(title)s” was sent on %(day)s already; it serves once. If something has to be changed, ask %(unit)s for a new one."
    ),
    "link_withdrawn": _(
        "This link for “%(title)s” was replaced by a newer one on %(day)s. Use the newer one, or ask %(unit)s for it."
    ),
    "link_closed": _(
        "“%(title)s” is closed, nothing is taken in any more. Ask %(unit)s if something is still missing."
    ),
    "collection_not_asked": _("%(unit)s was not asked for “%(title)s”."),
}
