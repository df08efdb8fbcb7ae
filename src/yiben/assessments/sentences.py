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
    "assessment_unknown": _("There is no such assessment, or it is not yours to read."),
    "assessment_changed": _(
        "“%(title)s” has changed since you opened it. Nothing was overwritten; look at it again, then repeat your step."
    ),
    "assessment_step": _("“%(title)s” is at another stage by now; this step does not follow. Open it again."),
    "assessment_lacks": _("Something is missing:"),
    "assessment_held": _("Something is missing. Say below why it goes on all the same:"),
    "assessors_too_few": _(
        "There are %(count)s assessors; at least %(least)s are needed to combine their judgements so."
    ),
    "no_assessor": _("%(unit)s is no assessor here."),
    "weights_not_whole": _("The weights have to be above 0 and sum to exactly 100; they are %(total)s now."),
    "item_incomplete": _(
        "“%(item)s” lacks something or has too much: a figure needs either a target or bands, a checklist is chosen alone, a judgement needs nothing."
    ),
    "item_unreadable": _("This cannot be read (%(part)s). Numbers are written as 20, 12.5 or 1/3."),
    "not_scored_by": _(
        "“%(item)s” would judge by photos, clicks, time spent online or persons. Units are assessed by what they did; take another figure."
    ),
    "bands_wrong": _("“%(item)s”: bands go from high to low, each once; grades end at 0; a target is above 0."),
    "unit_not_assessed": _("%(unit)s is none of the units that can be assessed here."),
    "points_expected": _("“%(typed)s” are no points: “%(item)s” has 0 to %(most)s."),
    "reason_where_different": _(
        "“%(item)s” differs from what the unit gave itself or from what was computed. Say why."
    ),
    "score_without_judgement": _("%(unit)s: nobody has judged “%(item)s”."),
    "score_without_figure": _("%(unit)s: there is no figure for “%(item)s”. Review it and give points with a reason."),
    "judgements_missing": _("%(unit)s: not judged by %(by)s."),
    "self_score_missing": _("%(unit)s has not scored itself."),
    "review_missing": _("%(unit)s has not been reviewed."),
    "appeal_undecided": _("%(unit)s has an appeal that is not decided."),
    "appeal_time_runs": _("%(unit)s may appeal until %(on)s and has not agreed yet."),
    "appeal_too_late": _("Appeals were possible until %(on)s."),
    "appeal_known": _("There is an appeal against “%(item)s” already."),
    "appeal_decided": _("The appeal of %(unit)s is decided already."),
    "result_accepted": _("%(unit)s has agreed to its result; it does not appeal after that."),
    "not_ticked": _("“%(text)s” is not ticked."),
}
