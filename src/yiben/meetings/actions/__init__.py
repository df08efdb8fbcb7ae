"""What is done with meetings: bodies and members, planning and calling, holding, resolving, minutes."""

from yiben.meetings.actions.bodies import add_members as add_members
from yiben.meetings.actions.bodies import end_membership as end_membership
from yiben.meetings.actions.bodies import open_body as open_body
from yiben.meetings.actions.calendars import make_calendar_link as make_calendar_link
from yiben.meetings.actions.calendars import withdraw_calendar_link as withdraw_calendar_link
from yiben.meetings.actions.calling import Plan as Plan
from yiben.meetings.actions.calling import call_meeting as call_meeting
from yiben.meetings.actions.calling import cancel_meeting as cancel_meeting
from yiben.meetings.actions.calling import change_agenda as change_agenda
from yiben.meetings.actions.calling import mark_told as mark_told
from yiben.meetings.actions.calling import move_meeting as move_meeting
from yiben.meetings.actions.calling import plan_meeting as plan_meeting
from yiben.meetings.actions.holding import Counts as Counts
from yiben.meetings.actions.holding import Held as Held
from yiben.meetings.actions.holding import attend_body as attend_body
from yiben.meetings.actions.holding import hold_meeting as hold_meeting
from yiben.meetings.actions.minuting import close_meeting as close_meeting
from yiben.meetings.actions.minuting import drop_edits as drop_edits
from yiben.meetings.actions.minuting import edit_minutes as edit_minutes
from yiben.meetings.actions.minuting import finish_minutes as finish_minutes
from yiben.meetings.actions.papers import attach_papers as attach_papers
from yiben.meetings.actions.papers import withdraw_paper as withdraw_paper
from yiben.meetings.actions.registering import register_held as register_held
from yiben.meetings.actions.resolving import Resolved as Resolved
from yiben.meetings.actions.resolving import finish_resolution as finish_resolution
from yiben.meetings.actions.resolving import resolve as resolve
