"""What registers refuse, by code."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

REGISTER_SENTENCES: dict[str, Any] = {
    "register_unknown": _("There is no such register."),
    "register_item_unknown": _("There is no such thing on a register, or it is not yours to read."),
    "register_item_known": _("“%(title)s” stands on this register already. Open it and change it there."),
    "register_item_changed": _(
        "“%(title)s” has changed since you opened it. Nothing was overwritten; look at it again, then repeat your step."
    ),
    "register_item_ended": _("“%(title)s” has left the register. Enter it anew if it is there again."),
}
