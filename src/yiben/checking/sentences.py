"""What checking a draft refuses and says, by code. ``inconsistent.*``: what does not agree within a draft."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

CHECKING_SENTENCES: dict[str, Any] = {
    "draft_missing": _("There is no draft yet. Choose a file, or paste the text."),
    "claim_unnamed": _("No metric counts this."),
    "claim_ambiguous": _("Several metrics fit equally: %(candidates)s."),
    "claim_unsure": _("It may be only a part of “%(candidates)s”, or of another unit or period."),
    "claim_unrecorded": _("Nothing is recorded for “%(candidates)s” there and then."),
    "inconsistent.percent_of_counts": _("“%(part)s” of “%(whole)s” is %(computed)s"),
    "inconsistent.wrong_year_on_year": _("from “%(old)s” to “%(new)s” is %(computed)s%%"),
    "inconsistent.over_is_not_over": _("said to be more, but “%(done)s” is not"),
    "inconsistent.unit_swapped": _("“%(earlier)s” stands further up: ten thousand times apart"),
    "inconsistent.repeat_differs": _("“%(earlier)s” stands further up"),
    "inconsistent.dates_out_of_order": _("ends before it begins"),
    "inconsistent.list_count": _("said are %(said)s, named are %(named)s"),
    "inconsistent.parts_do_not_sum": _("%(parts)s do not make “%(total)s”"),
}
