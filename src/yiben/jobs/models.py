"""What the schedule has made due. The queue itself is the table of django-tasks-db."""

from __future__ import annotations

from django.db import models


class Occurrence(models.Model):
    """One turn of a scheduled job. The row is written with the turn's place in the queue: two workers make one."""

    job = models.CharField(max_length=64)
    due_at = models.DateTimeField()
    result = models.UUIDField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["job", "due_at"], name="jobs_occurrence_once")]
