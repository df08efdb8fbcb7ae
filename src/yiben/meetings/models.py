"""Bodies with their members, meetings with who came, what was on the agenda, what was resolved, the minutes."""

from __future__ import annotations

from datetime import date

from django.db import models

from yiben.tasks.models import Task
from yiben.units.models import Unit, new_uid
from yiben.vault.fields import LockedJSONField


class Body(models.Model):
    """Who meets: the committee, the branch, the assembly of a unit. ``kind`` is a kind of meeting of the packs."""

    uid = models.CharField(max_length=32, unique=True, default=new_uid)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="bodies")
    kind = models.CharField(max_length=40)
    name = models.CharField(max_length=80)
    from_day = models.DateField()

    class Meta:
        ordering = ["unit__order", "unit__code", "pk"]
        constraints = [models.UniqueConstraint(fields=["unit", "name"], name="body_name_once")]

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """A member of a body, from one day to another (both days included). The name is locked; ``role`` is what they are in
    it; who ``can_vote`` counts for the quorum."""

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="memberships")
    name = LockedJSONField(default=dict)
    role = models.CharField(max_length=12, default="member")
    can_vote = models.BooleanField(default=True)
    from_day = models.DateField()
    to_day = models.DateField(null=True)

    class Meta:
        ordering = ["pk"]


class Meeting(models.Model):
    """A meeting of one or several bodies. ``unit`` keeps it; ``hosts`` are further units to which it is credited.

    ``called_on``: the day on which its members were told; ``studied_on``: when the Party organisation studied what
    ``is_major``. ``over``: what a rule asked and what was passed over, each with its reason. ``entry``: the number of the
    ledger's entry. ``revision`` grows with every change.
    """

    PLANNED, CALLED, HELD, MINUTED, CLOSED, CANCELLED = "planned", "called", "held", "minuted", "closed", "cancelled"

    uid = models.CharField(max_length=32, unique=True, default=new_uid)
    kind = models.CharField(max_length=40)
    title = models.CharField(max_length=120)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="meetings")
    hosts = models.ManyToManyField(Unit, related_name="hosted_meetings")
    state = models.CharField(max_length=10, default=PLANNED)
    planned_on = models.DateField()
    planned_at = models.TimeField(null=True)
    planned_until = models.TimeField(null=True)
    place = models.CharField(max_length=120, blank=True)
    is_major = models.BooleanField(default=False)
    studied_on = models.DateField(null=True)
    called_on = models.DateField(null=True)
    held_on = models.DateField(null=True)
    over = models.JSONField(default=list)
    entry = models.BigIntegerField(null=True)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-planned_on", "-pk"]
        indexes = [models.Index(fields=["unit", "planned_on"], name="meeting_of_unit")]

    def __str__(self) -> str:
        return self.title

    @property
    def day(self) -> date:
        """The day on which it was held, before that the day for which it is planned."""
        found: date = self.held_on or self.planned_on
        return found


class Sitting(models.Model):
    """A body at a meeting, the first of them leading. The numbers are those with a vote: counted of the members' attendance,
    or told where everybody may come. ``is_awaited``: the meeting was held, and its own unit has not said yet who came of it."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="sittings")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="sittings")
    order = models.PositiveSmallIntegerField()
    entitled = models.PositiveIntegerField(default=0)
    present = models.PositiveIntegerField(default=0)
    on_leave = models.PositiveIntegerField(default=0)
    absent = models.PositiveIntegerField(default=0)
    is_quorate = models.BooleanField(default=True)
    is_awaited = models.BooleanField(default=False)

    class Meta:
        ordering = ["order"]
        constraints = [models.UniqueConstraint(fields=["meeting", "body"], name="sitting_once")]


class Attendance(models.Model):
    """A member at a meeting: when they were told of it, whether they came. A row is of one who was a member on the day."""

    PRESENT, LEAVE, ABSENT = "present", "leave", "absent"

    sitting = models.ForeignKey(Sitting, on_delete=models.PROTECT, related_name="attendances")
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="attendances")
    told_on = models.DateField(null=True)
    state = models.CharField(max_length=8, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["sitting", "membership"], name="attendance_once")]


class Resolution(models.Model):
    """What a body resolved at a meeting, with its number in the body's year. ``task`` carries it out; without one there is
    nothing to do. ``done_on``: struck off. ``over``: what a rule asked and the reason for going on."""

    uid = models.CharField(max_length=32, unique=True, default=new_uid)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="resolutions")
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="resolutions")
    year = models.PositiveSmallIntegerField()
    serial = models.PositiveIntegerField()
    number = models.CharField(max_length=40)
    text = models.CharField(max_length=300)
    in_favour = models.PositiveIntegerField(null=True)
    against = models.PositiveIntegerField(null=True)
    abstained = models.PositiveIntegerField(null=True)
    over = models.JSONField(default=list)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="resolutions")
    due_on = models.DateField(null=True)
    task = models.ForeignKey(Task, on_delete=models.PROTECT, null=True, related_name="resolutions")
    done_on = models.DateField(null=True)

    class Meta:
        ordering = ["-year", "-serial", "body_id"]
        constraints = [models.UniqueConstraint(fields=["body", "year", "serial"], name="resolution_number_once")]

    def __str__(self) -> str:
        return f"{self.number} {self.text}"


class ResolutionNumber(models.Model):
    """The last number of a body's resolutions in a year: they have no gap."""

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="numbers")
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["body", "year"], name="resolution_last_once")]


class AgendaItem(models.Model):
    """An item of the agenda; ``resolution``: an earlier one that is not done and came back by itself. ``outcome``: what was
    said of it."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="agenda")
    order = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=300)
    resolution = models.ForeignKey(Resolution, on_delete=models.PROTECT, null=True, related_name="came_back")
    outcome = LockedJSONField(default=dict)

    class Meta:
        ordering = ["order", "pk"]


class Minutes(models.Model):
    """The minutes once a hand has changed them: their words, and what the program had written then (``made``)."""

    meeting = models.OneToOneField(Meeting, on_delete=models.PROTECT, related_name="minutes")
    words = LockedJSONField(default=dict)
    made = LockedJSONField(default=dict)
    changed_at = models.DateTimeField(auto_now=True)
    person = models.CharField(max_length=32, blank=True)


class MeetingStep(models.Model):
    """One step of a meeting's story; frozen."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="steps")
    step = models.CharField(max_length=20)
    at = models.DateTimeField(auto_now_add=True)
    post = models.CharField(max_length=32, blank=True)
    person = models.CharField(max_length=32, blank=True)
    said = models.JSONField(default=dict)

    class Meta:
        ordering = ["pk"]


class MeetingPaper(models.Model):
    """A file that goes with the call, in its order. Kept by its digest; one that was taken off stays in the story."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="papers")
    order = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=120)
    digest = models.CharField(max_length=80)
    media_type = models.CharField(max_length=80)
    size = models.PositiveIntegerField()
    is_withdrawn = models.BooleanField(default=False)

    class Meta:
        ordering = ["order", "pk"]


class CalendarLink(models.Model):
    """A secret address at which a calendar program reads the meetings that somebody sees from a post. Only the digest of the
    secret is kept; a newer one takes the place of the older."""

    person = models.CharField(max_length=32)
    post = models.CharField(max_length=32)
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(auto_now_add=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-pk"]
