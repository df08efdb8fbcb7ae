"""Uploaded papers, how they were read, and what people decided about the reading."""

from __future__ import annotations

from django.db import models

from yiben.units.models import Unit, new_uid


class Document(models.Model):
    """A paper as it arrived (its bytes lie under their digest) with its reading: the clean text and all that the
    reader found in it, as JSON with code-point offsets into ``text``."""

    uid = models.CharField(max_length=32, unique=True, default=new_uid)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT)
    name = models.CharField(max_length=120)
    digest = models.CharField(max_length=80, db_index=True)
    size = models.PositiveBigIntegerField()
    kind = models.CharField(max_length=16)
    title = models.CharField(max_length=200, blank=True)
    issuer = models.CharField(max_length=120, blank=True)
    text = models.TextField()
    reading = models.JSONField()
    post = models.CharField(max_length=32, blank=True)
    person = models.CharField(max_length=32, blank=True)
    uploaded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-uploaded_at"]

    def __str__(self) -> str:
        return self.title or self.name


class Decision(models.Model):
    """What a person decided about a reading: a task accepted, edited or dropped, a repair reverted. Frozen; together
    they are the record from which the reader can be judged."""

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="decisions")
    at = models.DateTimeField(auto_now_add=True)
    post = models.CharField(max_length=32, blank=True)
    person = models.CharField(max_length=32, blank=True)
    what = models.CharField(max_length=32)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)

    class Meta:
        ordering = ["at", "pk"]


class Batch(models.Model):
    """Papers handed in together. They are read one after the other, at once or by a job; ``finished_at`` says when the
    last one was."""

    uid = models.CharField(max_length=32, unique=True, default=new_uid)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT)
    post = models.CharField(max_length=32, blank=True)
    person = models.CharField(max_length=32, blank=True)
    made_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-made_at"]


class BatchFile(models.Model):
    """One file of a batch and what became of it: ``document`` is its paper, or the one kept before that says just the
    same; ``same_as`` one with nearly the same content; ``problem`` (code and data) why nothing was kept."""

    WAITING, KEPT, KNOWN, REFUSED = "waiting", "kept", "known", "refused"

    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="files")
    order = models.PositiveIntegerField()
    name = models.CharField(max_length=255)
    digest = models.CharField(max_length=80, blank=True)
    state = models.CharField(max_length=12, default=WAITING)
    document = models.ForeignKey(Document, on_delete=models.PROTECT, null=True, related_name="+")
    same_as = models.ForeignKey(Document, on_delete=models.PROTECT, null=True, related_name="+")
    alike = models.FloatField(default=0)
    problem = models.JSONField(default=dict)

    class Meta:
        ordering = ["order"]
