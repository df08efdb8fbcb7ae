"""Rounds of inspection, the draws of their samples, visits with what was answered, seen and photographed."""

from __future__ import annotations

from django.db import models

from yiben.units.models import Unit, new_uid
from yiben.vault.fields import LockedJSONField


class Round(models.Model):
    """A round of inspection that ``unit`` goes by a list of questions. ``approval``: its number in the yearly plan of
    inspections and assessments (督检考计划); without one ``unapproved`` is the reason, with who signed it, and stays.
    ``kinds``: of which kinds of units it draws, empty for all that the list of questions is for.
    ``is_announced``: the units see it before they are visited. ``revision`` grows with every step."""

    DRAFT, OPEN, CLOSED, DROPPED = "draft", "open", "closed", "dropped"

    uid = models.CharField(max_length=32, unique=True, default=new_uid)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="inspection_rounds")
    checklist = models.CharField(max_length=40)
    title = models.CharField(max_length=120)
    approval = models.CharField(max_length=60, blank=True)
    unapproved = models.JSONField(default=dict)
    kinds = models.JSONField(default=list)
    is_announced = models.BooleanField(default=True)
    begins_on = models.DateField()
    ends_on = models.DateField()
    state = models.CharField(max_length=10, default=DRAFT)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-begins_on", "-pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def is_unannounced(self) -> bool:
        """Whether a unit learns of it only when it has been visited."""
        return not self.is_announced


class Draw(models.Model):
    """One drawing of a sample; frozen, the last one holds, the earlier ones stay. ``frame``: the units that could be drawn
    ([code, name, code of the unit above, its name]), ``sample`` the codes that were. ``reason``: why it was drawn again."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="draws")
    seed = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    by_parent = models.BooleanField(default=False)
    frame = models.JSONField()
    sample = models.JSONField()
    reason = models.CharField(max_length=300, blank=True)
    post = models.CharField(max_length=32, blank=True)
    person = models.CharField(max_length=32, blank=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]


class Visit(models.Model):
    """A visit to a unit in a round. ``added``: why the unit was added by hand, "" for a drawn one. ``again_of``: the visit of
    which this is the re-inspection. ``entry``: the number of the ledger's entry."""

    PLANNED, DONE = "planned", "done"

    uid = models.CharField(max_length=32, unique=True, default=new_uid)
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="visits")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="visits_received")
    order = models.PositiveIntegerField()
    added = models.CharField(max_length=300, blank=True)
    again_of = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="again")
    state = models.CharField(max_length=8, default=PLANNED)
    visited_on = models.DateField(null=True)
    note = LockedJSONField(default=dict)
    entry = models.BigIntegerField(null=True)
    post = models.CharField(max_length=32, blank=True)
    person = models.CharField(max_length=32, blank=True)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "unit"], condition=models.Q(again_of=None), name="visit_first_once_a_unit"
            ),
            models.UniqueConstraint(
                fields=["again_of"], condition=models.Q(state="planned"), name="visit_again_one_at_a_time"
            ),
        ]


class Answer(models.Model):
    """What a visit found on one question. ``matter``: the uid of what a “no” was handed on as, "" while it was not."""

    YES, NO, NOT_APPLICABLE = "yes", "no", "na"

    uid = models.CharField(max_length=32, unique=True, default=new_uid)
    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="answers")
    item = models.CharField(max_length=40)
    answer = models.CharField(max_length=3)
    note = LockedJSONField(default=dict)
    matter = models.CharField(max_length=32, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["visit", "item"], name="answer_once")]


class VisitPaper(models.Model):
    """A photo or paper of a visit, of one question or of none. Kept by its digest; where it was taken is removed."""

    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="papers")
    item = models.CharField(max_length=40, blank=True)
    name = models.CharField(max_length=120)
    digest = models.CharField(max_length=80)
    media_type = models.CharField(max_length=80)
    size = models.PositiveIntegerField()

    class Meta:
        ordering = ["pk"]


class VisitBefore(models.Model):
    """What a visit said before it was corrected; frozen. ``said``: ``answers`` ([answer, words] by question) and ``words`` on
    the whole; ``reason``: why it was corrected, by whom."""

    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="before")
    visited_on = models.DateField()
    said = LockedJSONField(default=dict)
    reason = models.CharField(max_length=300)
    post = models.CharField(max_length=32, blank=True)
    person = models.CharField(max_length=32, blank=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]


class RoundStep(models.Model):
    """One step of a round's story; frozen."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="steps")
    step = models.CharField(max_length=20)
    at = models.DateTimeField(auto_now_add=True)
    post = models.CharField(max_length=32, blank=True)
    person = models.CharField(max_length=32, blank=True)
    said = models.JSONField(default=dict)

    class Meta:
        ordering = ["pk"]
