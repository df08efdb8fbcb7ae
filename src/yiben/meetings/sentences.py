"""What meetings refuse, and what a rule holds back, by code."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

MEETING_SENTENCES: dict[str, Any] = {
    "meeting_kind_unknown": _("There is no kind of meeting “%(kind)s”."),
    "body_unknown": _("There is no such body, or it is not yours to read."),
    "meeting_unknown": _("There is no such meeting, or it is not yours to read."),
    "resolution_unknown": _("There is no such resolution, or it is not yours to read."),
    "no_body": _("No body is kept here yet. Begin one under “Meetings”, with its members."),
    "number_expected": _("“%(typed)s” is no number of people."),
    "time_expected": _("“%(typed)s” is no time of day. Write it as 14:30."),
    "meeting_changed": _(
        "“%(title)s” has changed since you opened it. Nothing was overwritten; look at it again, then repeat your step."
    ),
    "calendar_unknown": _("This calendar address opens nothing any more. Make a new one under “Meetings”."),
    "meeting_step": _("“%(title)s” is at another stage by now; this step does not follow. Open it again."),
    "meeting_barred": _("The law does not allow this:"),
    "meeting_held_back": _("Something is not as the rule asks. Say below why it goes on all the same:"),
    "body_known": _("The unit has a body “%(name)s” already. Give this one another name."),
    "body_without_members": _(
        "On %(on)s “%(body)s” had no member. Enter its members with the day from which they are."
    ),
    "body_resolves_nothing": _("“%(body)s” makes no resolution at this meeting."),
    "body_not_awaited": _("Who came of “%(body)s” is not awaited here: it was not asked, or that was said already."),
    "body_awaited": _(
        "Who came of “%(body)s” is not said yet. Its own unit says that on this page, then it may resolve."
    ),
    "attendance_unsaid": _(
        "Of %(count)s members it is not said yet whether they came. Choose “All came” and then the exceptions, or choose for each."
    ),
    "came_unsaid": _("Came, on leave or absent? Nothing is chosen."),
    "member_known": _("“%(name)s” stands there already on this day."),
    "membership_ended": _("This membership has ended already."),
    "membership_backwards": _("It began on %(from)s; it cannot end before that."),
    "call_too_late": _("The meeting is planned for %(on)s; it cannot be called after that."),
    "ends_before_it_begins": _("It would end before it begins. Give a later time, or none."),
    "held_before_call": _("It was called on %(on)s; it cannot have been held before that."),
    "more_than_entitled": _("%(present)s came, more than the %(entitled)s who might have come."),
    "more_votes_than_present": _("%(votes)s votes are more than the %(present)s who were present with a vote."),
    "resolution_done": _("“%(number)s” is struck off already, or there is nothing to do for it."),
    "minutes_first": _("Finish the minutes of “%(title)s” first."),
    "minutes_changed": _(
        "The minutes of “%(title)s” have changed since you opened them. Nothing was overwritten; both stand below."
    ),
    "minutes_apart": _(
        "The minutes of “%(title)s” were changed by hand, and what was recorded has changed since. Look at both, then save the text once more."
    ),
    # what a rule or a pack asks
    "bodies_awaited": _("Not said yet who came of: %(bodies)s. Their own units say that on this page."),
    "notice_unsaid": _("A rule asks for notice beforehand; when the members were told is not kept."),
    "notice_short": _("It is called %(days)s days before; there are %(gap)s."),
    "vote_not_counted": _("The votes in favour were not counted."),
    "vote_no_majority": _("%(found)s of %(whole)s present are not more than half."),
}
