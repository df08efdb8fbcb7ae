"""What inspections refuse, by code."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

INSPECTION_SENTENCES: dict[str, Any] = {
    "question_list_unknown": _("There is no list of questions “%(checklist)s”."),
    "no_question_list": _("No line of work that is installed has a list of questions."),
    "round_unknown": _("There is no such round of inspection, or it is not yours to read."),
    "visit_unknown": _("There is no such visit, or it is not yours to read."),
    "round_changed": _(
        "“%(title)s” has changed since you opened it. Nothing was overwritten; look at it again, then repeat your step."
    ),
    "round_step": _("“%(title)s” is at another stage by now; this step does not follow. Open it again."),
    "round_without_sample": _("Draw the units of “%(title)s” first."),
    "round_visits_left": _("%(count)s units were not visited. Say why the round ends all the same."),
    "approval_or_reason": _(
        "Give its number in the yearly plan of inspections and assessments, or sign below why it has none."
    ),
    "round_kinds_empty": _("The list of questions is for none of these kinds of units. Tick another one, or none."),
    "sample_size": _("Between 1 and %(most)s units can be drawn."),
    "draw_again_reason": _("A sample was drawn already. Say why it is drawn again; the earlier draw stays."),
    "unit_not_in_frame": _("%(unit)s is none of the units that this round may visit."),
    "unit_in_sample": _("%(unit)s is visited already."),
    "visit_done": _(
        "The visit to %(unit)s was kept already. Nothing was overwritten; a re-inspection is a visit of its own."
    ),
    "visit_not_made": _("%(unit)s was not visited yet; there is nothing to correct."),
    "answer_handed_on": _(
        "This was handed on for rectification. Say there that it is unfounded first; then the answer can be another one."
    ),
    "visit_before_round": _("It cannot be before %(on)s."),
    "question_unanswered": _("“%(question)s” is not answered."),
    "question_applies": _("“%(question)s” applies everywhere; answer yes or no."),
    "nothing_to_hand_on": _("There is nothing at %(unit)s that could be handed on."),
    "nothing_to_look_at_again": _("Everything was in order at %(unit)s; there is nothing to look at again."),
    "problem_known": _("“%(title)s” was handed on already."),
    "no_typical_case": _("Choose at most %(most)s typical cases."),
}
