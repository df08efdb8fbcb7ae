"""What matters refuse, and what holds a step back, by code."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

MATTER_SENTENCES: dict[str, Any] = {
    "procedure_unknown": _("There is no procedure “%(procedure)s”."),
    "matter_unknown": _("There is no such matter, or it is not yours to read."),
    "matter_changed": _(
        "“%(title)s” has changed since you opened it. Nothing was overwritten; look at it again, then repeat your step."
    ),
    "matter_known": _("No. %(number)s is here already: “%(title)s”."),
    "matter_step": _("“%(title)s” is at another stage by now; “%(step)s” does not follow. Open it again."),
    "matter_step_unknown": _("There is no step “%(step)s” in this procedure."),
    "matter_without_lead": _("“%(title)s” has no unit that handles it yet. Assign it first."),
    "matter_not_helping": _("This unit was not asked to help with “%(title)s”."),
    "matter_barred": _("This step cannot be taken; the reason stands below."),
    "matter_held": _(
        "Something is missing; it stands below. To go on all the same, say why; the reason stays visible."
    ),
    "matter_link_unknown": _(
        "This link opens nothing: it may have been cut off when it was copied. Copy the whole address again, or ask who sent it for a new one."
    ),
    "matter_link_withdrawn": _("This link was withdrawn on %(day)s. Ask %(unit)s for a new one."),
    "matter_link_over": _("The time of this link was over on %(day)s. Ask %(unit)s for a new one."),
    "matter_link_done": _(
        "The matter is closed; nothing is asked of you any more. If something is open, ask %(unit)s."
    ),
    "matter_sheet_nothing": _(
        "At this stage “%(title)s” asks nothing of %(unit)s. Make the sheet when it is its turn."
    ),
    "matter_sheet_unknown": _(
        "“%(name)s” is no answer sheet of a matter: no mark stands in it. If it answers one, take the step by hand and put it beside as a paper."
    ),
    "matter_sheet_mark": _(
        "The mark at the bottom of “%(name)s” was changed or is damaged, so that nobody can tell which matter it answers. Ask for the file as it was handed out, or take the step by hand."
    ),
    "matter_sheet_foreign": _(
        "“%(name)s” belongs to a matter that is not yours to assign. Pass it on to who handed it out."
    ),
    "matter_sheet_other": _("“%(name)s” answers another matter: “%(title)s”. Hand it in there."),
    "matter_sheet_taken": _(
        "“%(name)s” came back before and was taken on %(day)s as “%(step)s”. Nothing was taken twice; for a further answer make a new sheet."
    ),
    "matter_sheet_again": _("“%(name)s” came back on %(day)s already and waits to be looked at; it is the same file."),
    "matter_sheet_moved_on": _(
        "“%(title)s” has moved on since the sheet was handed out: it is at “%(state)s” and asks nothing of %(unit)s any more. “%(name)s” was not taken."
    ),
    "matter_sheet_gone": _("This sheet waits no more: it was taken or put aside. Open the matter again."),
    "matter_sheet_step": _("“%(typed)s” is no step that %(unit)s can take now. Choose one: %(labels)s."),
    "step_before_last": _("The step before this one was taken on %(last)s; this one cannot lie before it."),
    "too_many_files": _("At most %(most)s files go with one step."),
    "helper_leads": _("%(unit)s leads already; it need not be among those that help."),
    "leads_already": _("%(unit)s handles it already. Choose another unit."),
    "join_impossible": _("It cannot be joined to “%(title)s”. Choose another open one of the same kind."),
    "not_joined": _("“%(title)s” is joined to no other any more. Open it again."),
    "whole_done": _(
        "“%(title)s”, into which it went, is done and answered this one too. If it is not solved, handle that one anew."
    ),
    "join_done": _("“%(title)s” is done. Choose an open one."),
    "split_without_helpers": _("“%(title)s” has no unit that helps. Name the units first, then split it."),
    "clock_not_running": _("The time “%(clock)s” is not running; there is nothing to extend."),
    "clock_extended": _("The time “%(clock)s” was extended once; that is all the rule allows."),
    "extension_backwards": _("Give a day after %(due)s, the present end."),
    "extension_too_far": _("The rule allows an extension up to %(limit)s."),
    "matter_done": _("“%(title)s” is done. If it is not solved, say so below instead."),
    "desk_unknown": _("There is no such page, or it is closed. Ask your residents' committee."),
    "desk_closed": _("This page is closed. Call or visit the residents' committee."),
    "follow_unknown": _(
        "This link follows nothing. Look whether it was copied whole, or ask with your receipt number."
    ),
    "rated_already": _("You have rated this answer. If it is handled anew, you can rate it again."),
    "too_many_reports": _("Too much was sent from here in a short time. Please try again in an hour, or call."),
    "hotline_columns": _("No column holds the number of the order. Expected one of: %(names)s."),
    "hotline_number_missing": _("This row has no number; take it in by hand."),
    "hotline_day_unread": _("The day on which it came cannot be read. Write it as 2026-03-05."),
    "export_gone": _("The file that was read before is not kept any more. Choose it once more."),
    "hotline_empty": _("There is no row in the table."),
    # what holds a step back
    "parts_open": _("%(count)s of its parts are still open."),
    "not_all_answered": _("%(count)s of those who brought it have no answer yet."),
    "helpers_silent": _("No opinion yet of: %(units)s."),
    "same_person": _("Who took the step “%(step)s” may not take this one; somebody else has to."),
    "paper_missing": _("A paper has to lie with this step."),
    "clock_ran_out": _("The time “%(clock)s” ran out on %(due)s."),
    "hand_back_late": _(
        "The time for handing it back ran out on %(due)s. If it is not yours, ask who assigned it to assign it to another unit."
    ),
    "not_solved": _("Somebody says that it is not solved."),
    "has_joined": _("%(count)s matters were joined to it."),
    # what a rule of law says
    "law_input_missing": _("It is not said whether %(basis)s is kept."),
    "law_too_few": _("%(basis)s asks for at least %(least)s; there are %(found)s."),
    "law_too_many": _("%(basis)s allows at most %(most)s; there are %(found)s."),
    "law_share_missed": _("%(basis)s asks for at least %(needed)s of %(whole)s; there are %(found)s."),
    "law_notice_too_late": _("%(basis)s asks for %(days)s days before; there are %(gap)s."),
    "law_notice_just_in_time": _("Exactly %(days)s days before: %(basis)s can be read so that one more is needed."),
    "law_too_late": _("By %(basis)s the last day was %(due)s."),
    "law_overdue": _("By %(basis)s the last day was %(due)s."),
    "law_still_open": _("By %(basis)s there is time until %(due)s."),
    "law_too_short": _("%(basis)s asks for %(days)s days; there are %(found)s."),
    "law_order_wrong": _("By %(basis)s the one has to come before the other."),
    "law_in_both": _("By %(basis)s nobody may stand in both lists: %(who)s."),
    "law_items_missing": _("%(basis)s asks for: %(missing)s."),
    "law_barred": _("%(basis)s bars: %(found)s."),
    "law_unknown": _("%(found)s is none of what %(basis)s knows."),
    "law_not_so": _("%(basis)s is not kept."),
    "law_unbalanced": _("%(left)s and %(right)s should be equal (%(basis)s)."),
    "law_slots_missing": _("Missing by %(basis)s: %(missing)s."),
    "law_out_of_range": _("By %(basis)s between %(from)s and %(to)s; there are %(found)s."),
    "law_too_often": _("By %(basis)s at most %(most)s each: %(who)s."),
    "law_streak": _("%(basis)s applies: %(found)s times running."),
    "law_form_other": _("By %(basis)s it would be another form."),
}
