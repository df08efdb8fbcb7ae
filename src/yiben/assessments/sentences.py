"""What checklists and assessments refuse, by code."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

ASSESSMENT_SENTENCES: dict[str, Any] = {
    "checklist_unknown": _("There is no checklist “%(checklist)s”."),
    "checklist_item_unknown": _("The checklist “%(checklist)s” has no such standard."),
    "checklist_not_for_unit": _("“%(checklist)s” is not for units like %(unit)s."),
    "tick_without_proof": _("Say what proves it: a record, a paper or a few words. Photos are never needed."),
    "tick_entry_elsewhere": _("Record no. %(seq)s is none of this unit, is not yours to read, or was voided."),
    "not_ticked": _("“%(text)s” is not ticked."),
}
