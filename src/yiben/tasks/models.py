"""Tasks, the returns on them, and their history."""

from __future__ import annotations

from django.db import models

from yiben.units.models import Unit, new_uid


class Task(models.Model):
    """One thing to be done. ``source`` says where it came from (a plan's clause, later a resolution or a finding).

    A counted task is measured by the entries that name it: ``book`` and ``field`` (``entry`` = number of records) have
    to reach ``target``. ``where`` says what its records are like, value by choice field: their form proposes it, and of
    a required choice only records with that value count. A narrative task is told by returns. ``due_said`` is what the
    document says in words.
    ``by_each``: each co-unit does it by itself (各自完成): target and returns are each unit's own, the leading unit
    looks after them. ``is_unfulfilled``: it was struck off although its work does not show. ``version`` grows with every change: an edit of an older one is refused.
    """

    NARRATIVE, COUNTED = "narrative", "counted"
    OPEN, CLOSED, DROPPED = "open", "closed", "dropped"

    uid = models.CharField(max_length=32, unique=True, default=new_uid)
    title = models.CharField(max_length=300)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="led_tasks")
    co_units = models.ManyToManyField(Unit, related_name="shared_tasks")
    lead_leader = models.CharField(max_length=64, blank=True)
    contact = models.CharField(max_length=64, blank=True)
    phase = models.CharField(max_length=80, blank=True)
    starts_on = models.DateField(null=True)
    due_on = models.DateField(null=True, db_index=True)
    due_said = models.CharField(max_length=120, blank=True)
    is_provisional = models.BooleanField(default=False)
    recurrence = models.CharField(max_length=60, blank=True)
    kind = models.CharField(max_length=12, default=NARRATIVE)
    book = models.CharField(max_length=64, blank=True)
    field = models.CharField(max_length=64, blank=True)
    where = models.JSONField(default=dict)
    target = models.PositiveBigIntegerField(default=0)
    target_word = models.CharField(max_length=16, blank=True)
    by_each = models.BooleanField(default=False)
    source_kind = models.CharField(max_length=16)
    source = models.CharField(max_length=32, db_index=True)
    order = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=12, default=OPEN)
    is_unfulfilled = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["unit__order", "order", "pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def doers(self) -> list[Unit]:
        """The units that answer for the task: the leading one, or each co-unit where each does it by itself."""
        shared = sorted(self.co_units.all(), key=lambda unit: (unit.order, unit.code)) if self.by_each else []
        return shared or [self.unit]


class TaskReturn(models.Model):
    """What a unit says of a task for a slot of time: progress, problems, next steps (进展情况/存在问题/下一步)."""

    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="returns")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT)
    slot = models.CharField(max_length=16)
    progress = models.TextField()
    problems = models.TextField(blank=True)
    next_steps = models.TextField(blank=True)
    is_done = models.BooleanField(default=False)
    post = models.CharField(max_length=32)
    person = models.CharField(max_length=32)
    sent_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["sent_at", "pk"]


class TaskEvent(models.Model):
    """One step of a task's history: who did what, what it was before and after. Frozen."""

    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="events")
    at = models.DateTimeField(auto_now_add=True)
    post = models.CharField(max_length=32, blank=True)
    person = models.CharField(max_length=32, blank=True)
    verb = models.CharField(max_length=32)
    detail = models.JSONField(default=dict)

    class Meta:
        ordering = ["at", "pk"]
