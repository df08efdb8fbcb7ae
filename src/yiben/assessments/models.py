"""Ticks of checklists; assessments with the units assessed, who assesses them, what was said, appealed and decided."""

from __future__ import annotations

from django.db import models

from yiben.units.models import Unit, new_uid
from yiben.vault.fields import LockedJSONField


class Tick(models.Model):
    """What a unit said of one standard; frozen, the last one of an item stands. ``entry``: the record that proves it,
    ``note`` the locked words beside it: what proves it, or why it no longer holds."""

    uid = models.CharField(max_length=32, unique=True, default=new_uid)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="ticks")
    checklist = models.CharField(max_length=40)
    item = models.CharField(max_length=40)
    is_met = models.BooleanField()
    on = models.DateField()
    note = LockedJSONField(default=dict)
    entry = models.BigIntegerField(null=True)
    post = models.CharField(max_length=32, blank=True)
    person = models.CharField(max_length=32, blank=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["unit", "checklist", "item"], name="tick_of_item")]


class TickPaper(models.Model):
    """A file that proves a standard. Kept by its digest."""

    tick = models.ForeignKey(Tick, on_delete=models.PROTECT, related_name="papers")
    name = models.CharField(max_length=120)
    digest = models.CharField(max_length=80)
    media_type = models.CharField(max_length=80)
    size = models.PositiveIntegerField()

    class Meta:
        ordering = ["pk"]


class Assessment(models.Model):
    """An assessment of units in a period by ``unit``. ``scheme`` is what is assessed and how, as it was when the units were
    told (JSON of ``packs.assessments.Scheme``). ``judges_until``: until when units and assessors are to have answered.
    ``published_on``: when the draft was shown to the units, ``appeal_until`` the last day of appeals. ``over``: what was
    missing and passed over, with its reason. ``revision`` grows with every step."""

    DRAFT, OPEN, PUBLISHED, FINAL, DROPPED = "draft", "open", "published", "final", "dropped"

    uid = models.CharField(max_length=32, unique=True, default=new_uid)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="assessments")
    title = models.CharField(max_length=120)
    scheme = models.JSONField(default=dict)
    period = models.CharField(max_length=32)
    state = models.CharField(max_length=10, default=DRAFT)
    judges_until = models.DateField(null=True)
    published_on = models.DateField(null=True)
    appeal_until = models.DateField(null=True)
    finished_on = models.DateField(null=True)
    over = models.JSONField(default=list)
    revision = models.PositiveIntegerField(default=1)
    begun_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-begun_at", "-pk"]

    def __str__(self) -> str:
        return self.title


class Assessor(models.Model):
    """A unit that judges, beside others."""

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="assessors")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="assessing")

    class Meta:
        ordering = ["unit__order", "unit__code"]
        constraints = [models.UniqueConstraint(fields=["assessment", "unit"], name="assessor_once")]


class Assessed(models.Model):
    """A unit that is assessed. ``seq`` and ``ticks_upto``: up to which entry and which tick its scores were taken;
    ``result``: the scores as published, with how each came about. ``accepted_on``: it said that it agrees; ``entry``: the
    number of the ledger's entry of the result."""

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="assessed")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="assessed_in")
    told_on = models.DateField(null=True)
    reviewed_on = models.DateField(null=True)
    accepted_on = models.DateField(null=True)
    seq = models.BigIntegerField(null=True)
    ticks_upto = models.BigIntegerField(null=True)
    result = models.JSONField(default=dict)
    entry = models.BigIntegerField(null=True)

    class Meta:
        ordering = ["unit__order", "unit__code"]
        constraints = [models.UniqueConstraint(fields=["assessment", "unit"], name="assessed_once")]


class Said(models.Model):
    """Points that somebody gave an item of a unit, with the words for them; frozen, the last one of whoever gives them
    stands. ``kind``: self (the unit itself), judgement (an assessor, ``by``), review (the assessing unit, against what was
    computed), appeal (the same, deciding an appeal). ``points`` are exact, as they were written."""

    SELF, JUDGEMENT, REVIEW, APPEAL = "self", "judgement", "review", "appeal"

    assessed = models.ForeignKey(Assessed, on_delete=models.PROTECT, related_name="said")
    kind = models.CharField(max_length=10)
    item = models.CharField(max_length=40)
    by = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="scores_said")
    points = models.CharField(max_length=80, blank=True)
    words = LockedJSONField(default=dict)
    post = models.CharField(max_length=32, blank=True)
    person = models.CharField(max_length=32, blank=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["assessed", "kind", "item"], name="said_of_item")]


class Appeal(models.Model):
    """What a unit holds against the draft of one item, and what was decided: ``kept`` as it was, ``changed`` to other points,
    or ``recounted`` with what stands in the ledger and on the checklists by then."""

    KEPT, CHANGED, RECOUNTED = "kept", "changed", "recounted"

    uid = models.CharField(max_length=32, unique=True, default=new_uid)
    assessed = models.ForeignKey(Assessed, on_delete=models.PROTECT, related_name="appeals")
    item = models.CharField(max_length=40)
    on = models.DateField()
    words = LockedJSONField(default=dict)
    post = models.CharField(max_length=32, blank=True)
    person = models.CharField(max_length=32, blank=True)
    at = models.DateTimeField(auto_now_add=True)
    decision = models.CharField(max_length=10, blank=True)
    decided_on = models.DateField(null=True)
    answer = LockedJSONField(default=dict)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["assessed", "item"], condition=models.Q(decision=""), name="appeal_open_once"
            )
        ]


class AppealPaper(models.Model):
    """A file of an appeal. Kept by its digest."""

    appeal = models.ForeignKey(Appeal, on_delete=models.PROTECT, related_name="papers")
    name = models.CharField(max_length=120)
    digest = models.CharField(max_length=80)
    media_type = models.CharField(max_length=80)
    size = models.PositiveIntegerField()

    class Meta:
        ordering = ["pk"]


class AssessmentStep(models.Model):
    """One step of an assessment's story; frozen."""

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="steps")
    step = models.CharField(max_length=20)
    at = models.DateTimeField(auto_now_add=True)
    post = models.CharField(max_length=32, blank=True)
    person = models.CharField(max_length=32, blank=True)
    said = models.JSONField(default=dict)

    class Meta:
        ordering = ["pk"]
