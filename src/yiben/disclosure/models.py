"""Items that a unit discloses, each with its story; questions of residents with their answers."""

from __future__ import annotations

from django.db import models

from yiben.units.models import Unit, new_uid
from yiben.vault.fields import LockedJSONField


class Item(models.Model):
    """One item of disclosure. ``kind`` is one of the statute's seven; ``shown`` is what residents read, masked; ``body`` is
    the draft as it was written, locked: it may name people. ``figures``: numbers of the ledger as they stood when it was
    posted, each (label, text, unit), ``seq`` up to which entry. ``until``: it stays at least so long."""

    DRAFT, POSTED, ENDED, WITHDRAWN = "draft", "posted", "ended", "withdrawn"

    uid = models.CharField(max_length=32, unique=True, default=new_uid)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="disclosed")
    kind = models.CharField(max_length=20)
    title = models.CharField(max_length=120)
    period = models.CharField(max_length=24, blank=True)
    body = LockedJSONField(default=dict)
    shown = models.TextField(blank=True)
    metrics = models.JSONField(default=list)
    figures = models.JSONField(default=list)
    seq = models.BigIntegerField(null=True)
    state = models.CharField(max_length=10, default=DRAFT)
    posted_on = models.DateField(null=True)
    until = models.DateField(null=True)
    ended_on = models.DateField(null=True)
    reason = models.CharField(max_length=300, blank=True)
    hides_title = models.BooleanField(default=False)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-posted_on", "-pk"]
        indexes = [models.Index(fields=["unit", "state", "posted_on"], name="disclosure_of_unit")]

    def __str__(self) -> str:
        return self.title


class ItemStep(models.Model):
    """One step of an item's story; frozen. Of what was shown unmasked it says how much and why, not what."""

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="steps")
    step = models.CharField(max_length=20)
    at = models.DateTimeField(auto_now_add=True)
    post = models.CharField(max_length=32, blank=True)
    person = models.CharField(max_length=32, blank=True)
    said = models.JSONField(default=dict)

    class Meta:
        ordering = ["pk"]


class Inquiry(models.Model):
    """A resident's question about an item: what is asked is locked until it is answered in public."""

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="inquiries")
    asked = LockedJSONField(default=dict)
    asked_at = models.DateTimeField(auto_now_add=True)
    due_on = models.DateField()
    answer = models.TextField(blank=True)
    question = models.TextField(blank=True)
    answered_on = models.DateField(null=True)
    post = models.CharField(max_length=32, blank=True)
    person = models.CharField(max_length=32, blank=True)

    class Meta:
        ordering = ["-pk"]
