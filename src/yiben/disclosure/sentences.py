"""What disclosure refuses, by code."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

DISCLOSURE_SENTENCES: dict[str, Any] = {
    "item_unknown": _("There is no such item, or it is no longer shown."),
    "item_changed": _("“%(title)s” has changed since you opened it. Look at it again, then repeat your step."),
    "item_posted": _("“%(title)s” is posted. Withdraw it and post another one; both stay visible."),
    "item_not_posted": _("“%(title)s” is not posted."),
    "item_too_early": _(
        "“%(title)s” has to stay for %(days)s days. To take it down before, withdraw it with a reason."
    ),
    "posted_too_short": _("The law asks for at least %(days)s days. Choose a later day."),
}
