"""What analyses refuse, by code."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

ANALYSIS_SENTENCES: dict[str, Any] = {
    "analysis_unknown": _("There is no such analysis, or it is not yours to read."),
    "analysis_changed": _(
        "Somebody has written in this analysis since you opened it. Nothing was overwritten; what you typed stands below."
    ),
    "analysis_nothing_chosen": _("No need is chosen for the meeting. Tick at least one, save, then hand it over."),
}
