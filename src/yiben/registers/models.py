"""Things on registers, and what happened to each."""

from __future__ import annotations

from django.db import models

from yiben.units.models import Unit, new_uid
from yiben.vault.fields import LockedJSONField


class Item(models.Model):
    """A thing on a unit's register as it is now. ``register`` names its declaration. ``answers`` are plain (choices, numbers,
    days), ``told`` locked (texts, contacts). ``renewed_on``: when it was last looked at; ``ended_on``: its last day on the
    register. ``revision`` grows with every change."""

    uid = models.CharField(max_length=32, unique=True, default=new_uid)
    register = models.CharField(max_length=40)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="register_items")
    title = models.CharField(max_length=120)
    answers = models.JSONField(default=dict)
    told = LockedJSONField(default=dict)
    from_day = models.DateField()
    renewed_on = models.DateField()
    ended_on = models.DateField(null=True)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["unit__order", "unit__code", "title", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["register", "unit", "title"],
                condition=models.Q(ended_on=None),
                name="register_item_once",
            )
        ]

    def __str__(self) -> str:
        return self.title


class ItemChange(models.Model):
    """One step of a thing's story: entered, changed, renewed, ended; frozen. ``before`` are the plain answers that it
    replaced, ``reason`` why, ``entry`` the ledger's number."""

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="changes")
    step = models.CharField(max_length=12)
    on = models.DateField()
    at = models.DateTimeField(auto_now_add=True)
    post = models.CharField(max_length=32, blank=True)
    person = models.CharField(max_length=32, blank=True)
    before = models.JSONField(default=dict)
    reason = models.CharField(max_length=300, blank=True)
    entry = models.BigIntegerField()

    class Meta:
        ordering = ["pk"]
