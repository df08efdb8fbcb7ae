"""What reporting duties refuse, by code."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

DUTY_SENTENCES: dict[str, Any] = {
    "duty_unknown": _("There is no such reporting duty, or it is not yours to see."),
    "duty_turn_unknown": _("No report is owed for %(period)s: the period has not ended, or the duty began later."),
    "duty_days": _("Days after the end of the period: between 1 and %(most)s."),
    "duty_closed": _("This reporting duty has ended; nothing is handed in any more."),
    "duty_not_asked": _("%(unit)s does not owe this report."),
    "duty_no_file": _("No file of the unit's own was handed in with this report."),
    "duty_taken": _("The report of %(unit)s was taken already. Ask the office that took it to send it back first."),
    "duty_changed": _(
        "This report was handed in meanwhile from another window. Look at what was said there, then hand in again."
    ),
    "duty_decided": _("This report was decided on already, or a newer one has come. Open the list again."),
}
