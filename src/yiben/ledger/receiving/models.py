"""What is kept of a bundle beside its entries. What was agreed on (the key, whose units are whose, which entries count
later) stands in this instance's own entries of kind ``bundle`` and is read from them (``standing``)."""

from __future__ import annotations

from django.db import models

from yiben.units.models import Unit, new_uid


class ReceivedSeal(models.Model):
    """A seal of another origin, as it was signed, frozen. ``number`` is that origin's own count."""

    origin = models.CharField(max_length=32)
    number = models.PositiveIntegerField()
    statement = models.BinaryField()
    signature = models.CharField(max_length=128)
    first = models.BigIntegerField()
    last = models.BigIntegerField()

    class Meta:
        ordering = ["origin", "number"]
        constraints = [models.UniqueConstraint(fields=["origin", "number"], name="ledger_receivedseal_once")]


class IncomingBundle(models.Model):
    """A bundle that was uploaded and waits for its confirmation; deleted when it is taken in or put away."""

    uid = models.CharField(max_length=32, primary_key=True, default=new_uid)
    unit = models.ForeignKey(Unit, on_delete=models.CASCADE)
    name = models.CharField(max_length=120)
    content = models.BinaryField()
    post = models.CharField(max_length=32, blank=True)
    person = models.CharField(max_length=32, blank=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-at"]
