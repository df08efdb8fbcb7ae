"""What was rendered, from what, and when: enough to render it again to the digit; reports that units owe."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.utils import timezone

from yiben.units.models import Unit, new_uid


class Rendering(models.Model):
    """A report as it was downloaded: scope, arrival number, what was written by hand up to ``hand``, version of pack and
    template, hash of the file."""

    report = models.CharField(max_length=80)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT)
    period = models.CharField(max_length=32)
    tree = models.CharField(max_length=32)
    view = models.CharField(max_length=16)
    seq = models.BigIntegerField()
    pack_version = models.PositiveIntegerField()
    template_digest = models.CharField(max_length=80)
    file_digest = models.CharField(max_length=80)
    hand = models.BigIntegerField(default=0)
    post = models.CharField(max_length=32, blank=True)
    at = models.DateTimeField(auto_now_add=True)


class HandWritten(models.Model):
    """What was written by hand at a place of a report for a unit and period. Never changed: a later one takes its place, and
    a report that was handed out keeps the number up to which it took them (``hand``)."""

    report = models.CharField(max_length=80)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    period = models.CharField(max_length=32)
    place = models.CharField(max_length=40)
    text = models.TextField(blank=True)
    post = models.CharField(max_length=32, blank=True)
    person = models.CharField(max_length=32, blank=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["report", "unit", "period"], name="hand_by_report")]

    def __str__(self) -> str:
        return f"{self.report} {self.place}"


class Duty(models.Model):
    """A report that ``units`` owe ``unit`` at every turn (报送任务): ``due_days`` calendar days after each period."""

    uid = models.CharField(max_length=32, unique=True, default=new_uid)
    report = models.CharField(max_length=80)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="duties")
    units = models.ManyToManyField(Unit, related_name="owes")
    every = models.CharField(max_length=8)
    due_days = models.PositiveSmallIntegerField()
    begins_on = models.DateField()
    ended_on = models.DateField(null=True)
    note = models.CharField(max_length=300, blank=True)
    begun_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-begun_at", "-pk"]

    def __str__(self) -> str:
        return self.report

    @property
    def is_open(self) -> bool:
        """Whether further turns are owed."""
        return self.ended_on is None


class HandedIn(models.Model):
    """A report that a unit handed in for a turn: counted up to ``seq``, kept as a file under ``digest``, with a file of
    the unit's own (``own_digest``) where it sent one. A later one for the same turn takes its place; both are kept."""

    WAITING, TAKEN, SENT_BACK = "waiting", "taken", "sent_back"

    duty = models.ForeignKey(Duty, on_delete=models.PROTECT, related_name="handed_in")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="handed_in")
    period = models.CharField(max_length=32)
    seq = models.BigIntegerField()
    hand = models.BigIntegerField(default=0)
    digest = models.CharField(max_length=80)
    remark = models.TextField(blank=True)
    own_digest = models.CharField(max_length=80, blank=True)
    own_name = models.CharField(max_length=160, blank=True)
    state = models.CharField(max_length=12, default=WAITING)
    reason = models.CharField(max_length=600, blank=True)
    post = models.CharField(max_length=32, blank=True)
    person = models.CharField(max_length=32, blank=True)
    at = models.DateTimeField(auto_now_add=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]

    @property
    def on(self) -> date:
        """The day on which it was handed in, here."""
        return timezone.localdate(self.at)
