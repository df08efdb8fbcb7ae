"""A table asked of units, and what came back."""

from __future__ import annotations

from django.db import models

from yiben.units.models import Unit, new_uid


class Collection(models.Model):
    """A table that a unit asks others for until a day. ``layout`` is the digest of the blank table as it was sent out,
    ``output`` that of the merged table ("" while nothing came). ``outcome`` says what merging found: files (file, unit,
    status, deviations), missing, missing_parts, totals, dropped. ``bindings`` are what its headings were confirmed to mean,
    so that figures of ``period`` stand in each unit's table ({} while nobody confirmed)."""

    OPEN, CLOSED = "open", "closed"

    uid = models.CharField(max_length=32, unique=True, default=new_uid)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="collections")
    units = models.ManyToManyField(Unit, related_name="asked_by")
    title = models.CharField(max_length=120)
    note = models.TextField(blank=True)
    due_on = models.DateField()
    layout = models.CharField(max_length=80)
    layout_name = models.CharField(max_length=120)
    output = models.CharField(max_length=80, blank=True)
    outcome = models.JSONField(default=dict)
    state = models.CharField(max_length=8, default=OPEN)
    period = models.CharField(max_length=32, blank=True)
    bindings = models.JSONField(default=dict)
    begun_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-begun_at"]

    def __str__(self) -> str:
        return self.title


class Returned(models.Model):
    """A file that came back. ``unit`` is the one that sent it by its account, None for a file that was dropped: then the
    file itself says whose it is. ``is_withdrawn``: taken out again, kept all the same; with a ``reason`` it was sent back.
    ``checked_at``: somebody looked at what merging asks about and takes it as it is."""

    collection = models.ForeignKey(Collection, on_delete=models.PROTECT, related_name="returned")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="returned_tables")
    name = models.CharField(max_length=160)
    digest = models.CharField(max_length=80)
    size = models.PositiveBigIntegerField()
    post = models.CharField(max_length=32, blank=True)
    person = models.CharField(max_length=32, blank=True)
    at = models.DateTimeField(auto_now_add=True)
    is_withdrawn = models.BooleanField(default=False)
    reason = models.CharField(max_length=300, blank=True)
    checked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["at", "pk"]


class SignedFor(models.Model):
    """That a unit has taken note of a collection (签收): who and when, once."""

    collection = models.ForeignKey(Collection, on_delete=models.PROTECT, related_name="signed")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="signed_collections")
    post = models.CharField(max_length=32, blank=True)
    person = models.CharField(max_length=32, blank=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["collection", "unit"], name="collections_signed_once")]


class AnswerLink(models.Model):
    """A link with which a unit that has no account sends its table, once. Only the digest of its secret is kept."""

    collection = models.ForeignKey(Collection, on_delete=models.PROTECT, related_name="links")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="answer_links")
    digest = models.CharField(max_length=64, unique=True)
    post = models.CharField(max_length=32, blank=True)
    made_at = models.DateTimeField(auto_now_add=True)
    used_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]
