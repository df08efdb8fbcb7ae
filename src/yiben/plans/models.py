"""Plans: a document's outline, the tasks proposed from it, and the tasks that people made of them."""

from __future__ import annotations

from django.db import models

from yiben.documents.models import Document
from yiben.units.models import Unit, new_uid


class Plan(models.Model):
    """A scheme that is followed. ``day`` is the document's day: dates without a year are read from it. A revision is
    a plan of its own that ``revises`` the old one; the tasks go over to it with all that was done."""

    DRAFT, PUBLISHED, SUPERSEDED = "draft", "published", "superseded"

    uid = models.CharField(max_length=32, unique=True, default=new_uid)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT)
    title = models.CharField(max_length=200)
    document = models.ForeignKey(Document, on_delete=models.PROTECT, null=True)
    day = models.DateField()
    state = models.CharField(max_length=12, default=DRAFT)
    revises = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="revisions")
    made_at = models.DateTimeField(auto_now_add=True)
    published_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-made_at"]

    def __str__(self) -> str:
        return self.title


class Clause(models.Model):
    """A heading of the plan's document with the text below it, up to the next heading.

    ``needs_none``: somebody said that it asks for no task.
    """

    uid = models.CharField(max_length=32, unique=True, default=new_uid)
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="clauses")
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="below")
    level = models.PositiveSmallIntegerField()
    number = models.CharField(max_length=16, blank=True)
    heading = models.CharField(max_length=300)
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    order = models.PositiveIntegerField()
    needs_none = models.BooleanField(default=False)

    class Meta:
        ordering = ["order"]


class ProposedTask(models.Model):
    """A task that the reader proposes from a place in the text, and what became of it.

    ``terms`` are the fields of a task as JSON (units by uid); ``problems`` are codes that a person has to look at
    before publishing. ``version`` grows with every edit.
    """

    PENDING, ACCEPTED, DROPPED = "pending", "accepted", "dropped"

    uid = models.CharField(max_length=32, unique=True, default=new_uid)
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="proposed")
    clause = models.ForeignKey(Clause, on_delete=models.PROTECT, null=True, related_name="proposed")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    order = models.PositiveIntegerField()
    terms = models.JSONField()
    problems = models.JSONField(default=list)
    state = models.CharField(max_length=12, default=PENDING)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["order", "pk"]
