"""What is written by hand in an analysis; its numbers are in the ledger."""

from __future__ import annotations

from django.db import models

from yiben.meetings.models import Meeting
from yiben.units.models import Unit, new_uid
from yiben.vault.fields import LockedJSONField


class Analysis(models.Model):
    """An analysis of a unit and a period in which somebody has written something. ``key`` names its declaration
    (``pack.id``), ``period`` is as it is asked for (2026-11, 2026Q4). ``meeting``: that to whose agenda it was handed.
    ``revision`` grows with every change."""

    uid = models.CharField(max_length=32, unique=True, default=new_uid)
    key = models.CharField(max_length=90)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="analyses")
    period = models.CharField(max_length=24)
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, null=True, related_name="analyses")
    revision = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-pk"]
        constraints = [models.UniqueConstraint(fields=["key", "unit", "period"], name="analysis_once")]


class NeedNote(models.Model):
    """What is written of a need: ``words`` holds causes and measures, locked. ``is_chosen``: it goes to the meeting."""

    analysis = models.ForeignKey(Analysis, on_delete=models.PROTECT, related_name="notes")
    need = models.CharField(max_length=40)
    words = LockedJSONField(default=dict)
    is_chosen = models.BooleanField(default=False)
    person = models.CharField(max_length=32, blank=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["analysis", "need"], name="need_note_once")]
