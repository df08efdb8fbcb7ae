"""What checking a draft refuses and says, by code."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

CHECKING_SENTENCES: dict[str, Any] = {
    "draft_missing": _("There is no draft yet. Choose a file, or paste the text."),
    "claim_unnamed": _("No metric counts this."),
    "claim_ambiguous": _("Several metrics fit equally: %(candidates)s."),
    "claim_unsure": _("It may be only a part of “%(candidates)s”, or of another unit or period."),
    "claim_unrecorded": _("Nothing is recorded for “%(candidates)s” there and then."),
}
