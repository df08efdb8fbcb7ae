"""Targets: what a figure is to reach."""

from __future__ import annotations

from django.db import models

from yiben.units.models import Unit


class Target(models.Model):
    """The value that a metric is to reach for a unit, with all below it, in whole months ``first`` to ``last`` (yyyymm).

    ``value`` is in the metric's smallest unit. Like a place in a tree, it is known from one arrival number until
    another; each setting is an entry of the ledger.
    """

    metric = models.CharField(max_length=81)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="targets")
    first = models.PositiveIntegerField()
    last = models.PositiveIntegerField()
    value = models.BigIntegerField()
    seq = models.BigIntegerField()
    until_seq = models.BigIntegerField(null=True)

    class Meta:
        indexes = [models.Index(fields=["metric", "unit", "first"], name="metrics_target_of")]
