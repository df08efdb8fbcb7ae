"""Last year's papers as templates, the papers made of them, and the copies that were handed out."""

from __future__ import annotations

from django.db import models

from yiben.units.models import Unit, new_uid


class RolledTemplate(models.Model):
    """A paper that a unit writes again and again: the file, the ``period`` that its text is for, what each number is bound
    to and which dates move on; ``made_for`` is the period of the paper that it was saved from. Frozen; whoever confirmed the bindings saved it."""

    uid = models.CharField(max_length=32, unique=True, default=new_uid)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT)
    label = models.CharField(max_length=120)
    name = models.CharField(max_length=120)
    digest = models.CharField(max_length=80)
    period = models.CharField(max_length=32)
    made_for = models.CharField(max_length=32)
    numbers = models.JSONField()
    dates = models.JSONField()
    post = models.CharField(max_length=32, blank=True)
    person = models.CharField(max_length=32, blank=True)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return self.label


class RolledPaper(models.Model):
    """A paper in the making: the file under its digest, whose text is for the period ``was``, to become one for
    ``period``. ``numbers`` and ``dates`` count in the running text of the file; ``seq`` is the entry up to which the
    numbers were computed. ``is_looked_at``: somebody said that what is bound to nothing stays as it is."""

    uid = models.CharField(max_length=32, unique=True, default=new_uid)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT)
    template = models.ForeignKey(RolledTemplate, on_delete=models.PROTECT, null=True)
    name = models.CharField(max_length=120)
    title = models.CharField(max_length=200, blank=True)
    digest = models.CharField(max_length=80)
    was = models.CharField(max_length=32)
    period = models.CharField(max_length=32)
    numbers = models.JSONField(default=list)
    dates = models.JSONField(default=list)
    gone = models.JSONField(default=list)
    seq = models.BigIntegerField(default=0)
    is_looked_at = models.BooleanField(default=False)
    returns = models.PositiveIntegerField(default=0)
    post = models.CharField(max_length=32, blank=True)
    person = models.CharField(max_length=32, blank=True)
    made_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["-changed_at", "-pk"]

    def __str__(self) -> str:
        return self.title or self.name


class RolledCopy(models.Model):
    """A copy as it was handed out: its hash, its text, and the numbers in it with what they were computed from."""

    CLEAN, WORKING, SOURCES = "clean", "working", "sources"

    paper = models.ForeignKey(RolledPaper, on_delete=models.PROTECT, related_name="copies")
    kind = models.CharField(max_length=12)
    file_digest = models.CharField(max_length=80, db_index=True)
    text = models.TextField()
    numbers = models.JSONField()
    seq = models.BigIntegerField()
    post = models.CharField(max_length=32, blank=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]
