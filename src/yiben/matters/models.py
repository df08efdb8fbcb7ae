"""Matters, who brought and who handles them, their clocks, their story."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils import timezone

from yiben.units.models import Unit, new_uid
from yiben.vault.fields import LockedJSONField


class Matter(models.Model):
    """A case of a procedure. ``unit`` keeps it, ``lead`` handles it.

    ``answers`` are plain (choices, days, numbers), ``told`` locked (texts, places); ``requester`` (name, phone, address) is
    kept with this matter alone. ``due_on`` is the earliest end of a running clock (``fall_due``). ``round`` counts how often it was taken
    up. ``outside_number``: the number by which another system knows it. ``joined_to``: it went into another matter;
    ``parent``: it was split off. ``secret``: the digest of the link with which its bringer follows it.
    """

    uid = models.CharField(max_length=32, unique=True, default=new_uid)
    procedure = models.CharField(max_length=40)
    title = models.CharField(max_length=200)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="kept_matters")
    lead = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="led_matters")
    state = models.CharField(max_length=40)
    is_done = models.BooleanField(default=False)
    round = models.PositiveSmallIntegerField(default=1)
    channel = models.CharField(max_length=16)
    came_on = models.DateField()
    closed_on = models.DateField(null=True)
    due_on = models.DateField(null=True)
    sort_on = models.DateField(default=date.max)
    number = models.CharField(max_length=40, blank=True)
    outside_system = models.CharField(max_length=20, blank=True)
    outside_number = models.CharField(max_length=60, blank=True)
    source_kind = models.CharField(max_length=16, blank=True)
    source = models.CharField(max_length=32, blank=True, db_index=True)
    answers = models.JSONField(default=dict)
    told = LockedJSONField(default=dict)
    requester = LockedJSONField(default=dict)
    outcome = models.CharField(max_length=40, blank=True)
    joined_to = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="joined")
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="parts")
    is_supervised = models.BooleanField(default=False)
    secret = models.CharField(max_length=64, null=True, unique=True)
    revision = models.PositiveIntegerField(default=1)
    begun_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["sort_on", "came_on", "pk"]
        indexes = [
            models.Index(fields=["is_done", "sort_on", "came_on"], name="matter_open"),
            models.Index(fields=["unit", "is_done", "sort_on"], name="matter_of_unit"),
            models.Index(fields=["lead", "is_done", "sort_on"], name="matter_of_lead"),
            models.Index(fields=["procedure", "state"], name="matter_in_state"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["outside_system", "outside_number"],
                condition=~Q(outside_number=""),
                name="matter_once_from_outside",
            )
        ]

    def __str__(self) -> str:
        return self.title

    def fall_due(self, day: date | None) -> None:
        """Set the day on which something is due; what has none sorts behind everything (``sort_on``)."""
        self.due_on, self.sort_on = day, day or date.max


class Helper(models.Model):
    """A unit that helps (协办、会办): what it was asked, its opinion."""

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="helpers")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="helped_matters")
    asked_on = models.DateField()
    answered_on = models.DateField(null=True)
    opinion = LockedJSONField(default=dict)
    is_released = models.BooleanField(default=False)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["matter", "unit"], name="matter_helper_once")]


class Party(models.Model):
    """One of those who brought a matter together: authors, joiners, both sides of a dispute. Kept with it alone.

    ``rating`` is that of ``rated_round``; ``answered_round`` the round of the last answer.
    """

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="parties")
    order = models.PositiveSmallIntegerField()
    name = LockedJSONField(default=dict)
    answered_on = models.DateField(null=True)
    answered_round = models.PositiveSmallIntegerField(default=0)
    rating = models.CharField(max_length=40, blank=True)
    rated_round = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order"]
        constraints = [models.UniqueConstraint(fields=["matter", "order"], name="matter_party_once")]


class MatterClock(models.Model):
    """A time that runs, stands still or has stopped. ``count`` and ``measure`` (days, workdays, months) with ``basis`` are
    those of the day it started; ``paused`` days of its measure do not count. A clock that starts again is another row
    (``turn``): none ever takes another's place."""

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="clocks")
    helper = models.ForeignKey(Helper, on_delete=models.PROTECT, null=True, related_name="clocks")
    clock = models.CharField(max_length=40)
    turn = models.PositiveSmallIntegerField(default=1)
    round = models.PositiveSmallIntegerField(default=1)
    started_on = models.DateField()
    count = models.PositiveSmallIntegerField()
    measure = models.CharField(max_length=8)
    basis = models.CharField(max_length=120, blank=True)
    due_on = models.DateField()
    is_provisional = models.BooleanField(default=False)
    paused_on = models.DateField(null=True)
    paused = models.PositiveSmallIntegerField(default=0)
    extended_from = models.DateField(null=True)
    stopped_on = models.DateField(null=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["matter", "clock", "turn"], condition=Q(helper=None), name="matter_clock_turn"
            ),
            models.UniqueConstraint(
                fields=["helper", "clock", "turn"], condition=Q(helper__isnull=False), name="matter_helper_clock_turn"
            ),
            models.UniqueConstraint(
                fields=["matter", "clock"], condition=Q(helper=None, stopped_on=None), name="matter_clock_runs_once"
            ),
            models.UniqueConstraint(
                fields=["helper", "clock"],
                condition=Q(helper__isnull=False, stopped_on=None),
                name="matter_helper_clock_once",
            ),
        ]


class MatterStep(models.Model):
    """One step of a matter's story; frozen. ``unit`` is the one for which it was taken, ``said`` plain answers, ``told``
    locked words; ``over``: what was passed over, with its reason; ``by_link``: by a link or by the bringer."""

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="steps")
    step = models.CharField(max_length=40)
    origin = models.CharField(max_length=40, blank=True)
    target = models.CharField(max_length=40, blank=True)
    on = models.DateField()
    at = models.DateTimeField(auto_now_add=True)
    round = models.PositiveSmallIntegerField(default=1)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True)
    post = models.CharField(max_length=32, blank=True)
    person = models.CharField(max_length=32, blank=True)
    said = models.JSONField(default=dict)
    told = LockedJSONField(default=dict)
    over = models.JSONField(default=list)
    by_link = models.BooleanField(default=False)

    class Meta:
        ordering = ["pk"]


class MatterPaper(models.Model):
    """A file of a step: photo of the place, scan of the instruction, receipt. Kept by its digest."""

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="papers")
    step = models.ForeignKey(MatterStep, on_delete=models.PROTECT, related_name="papers")
    name = models.CharField(max_length=120)
    digest = models.CharField(max_length=80)
    media_type = models.CharField(max_length=80)
    size = models.PositiveIntegerField()

    class Meta:
        ordering = ["pk"]


class MatterNumber(models.Model):
    """The last number of a unit's matters of a procedure in a year: they have no gap."""

    procedure = models.CharField(max_length=40)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="matter_numbers")
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["procedure", "unit", "year"], name="matter_number_once")]


class HandlerLink(models.Model):
    """A link with which a unit without an account takes its steps until it ends, is withdrawn, or the matter is done.
    ``used_at``: when it last served. Only the digest of its secret is kept."""

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="links")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="matter_links")
    digest = models.CharField(max_length=64, unique=True)
    post = models.CharField(max_length=32, blank=True)
    made_at = models.DateTimeField(auto_now_add=True)
    ends_on = models.DateField()
    used_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]


class HandlerSheet(models.Model):
    """A file in which a unit without an account answers: handed out (``revision`` of the matter then), come back and waiting
    to be looked at (its file by digest), at last taken as a ``step``. ``uid`` stands in the mark by which it is known."""

    uid = models.CharField(max_length=32, unique=True, default=new_uid)
    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="sheets")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="matter_sheets")
    revision = models.PositiveIntegerField()
    post = models.CharField(max_length=32, blank=True)
    made_at = models.DateTimeField(auto_now_add=True)
    came_at = models.DateTimeField(null=True)
    name = models.CharField(max_length=120, blank=True)
    digest = models.CharField(max_length=80, blank=True)
    media_type = models.CharField(max_length=80, blank=True)
    size = models.PositiveIntegerField(default=0)
    step = models.ForeignKey(MatterStep, on_delete=models.PROTECT, null=True, related_name="sheets")

    class Meta:
        ordering = ["pk"]

    @property
    def made_on(self) -> date:
        """The day on which it was handed out."""
        return timezone.localdate(self.made_at)

    @property
    def came_on(self) -> date | None:
        """The day on which it came back, None while it is out."""
        return timezone.localdate(self.came_at) if self.came_at else None

    @property
    def is_waiting(self) -> bool:
        """Whether it came back and nobody has taken it yet."""
        return bool(self.digest) and self.step_id is None


class EarlierSheetFile(models.Model):
    """A file of an answer sheet whose place a later one took before anybody had looked at it. Kept, never taken by itself."""

    sheet = models.ForeignKey(HandlerSheet, on_delete=models.PROTECT, related_name="earlier")
    name = models.CharField(max_length=120)
    digest = models.CharField(max_length=80)
    media_type = models.CharField(max_length=80)
    size = models.PositiveIntegerField()
    came_at = models.DateTimeField()
    superseded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]

    @property
    def came_on(self) -> date:
        """The day on which it came."""
        return timezone.localdate(self.came_at)


class KeptExport(models.Model):
    """An export that waits for its column of numbers to be named: locked, one for a post, gone once it was taken in or after a
    day. That of a petition office is never kept."""

    post = models.CharField(max_length=32, unique=True)
    name = models.CharField(max_length=120)
    content = LockedJSONField(default=dict)
    kept_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["pk"]


class Desk(models.Model):
    """A unit's page for residents without an account: whether it is open, what stands on it (reception days, telephone)."""

    unit = models.OneToOneField(Unit, on_delete=models.PROTECT, related_name="desk")
    is_open = models.BooleanField(default=False)
    note = models.TextField(blank=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["unit__order", "unit__code"]
