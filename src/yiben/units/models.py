"""Organisations and their dated places in several trees.

Every row that describes structure is bitemporal: it holds for days or months (``from_…``/``to_…``, inclusive,
``to`` empty = open) and is known from ledger arrival number ``seq`` until ``until_seq`` (exclusive, empty = still).
A figure as of n reads only rows with ``seq ≤ n < until_seq``, so that old reports keep the names and the tree they
were made with. Months are integers yyyymm.
"""

from __future__ import annotations

import uuid

from django.db import models


def new_uid() -> str:
    """Return a random id of 32 hexadecimal characters."""
    return uuid.uuid4().hex


class Tree(models.Model):
    """A tree in which units stand: administrative, Party, estate. ``number`` 0 is kept for “the unit itself”."""

    number = models.PositiveSmallIntegerField(primary_key=True)
    code = models.CharField(max_length=32, unique=True)
    label = models.CharField(max_length=32)


class Unit(models.Model):
    """An office, section, community, centre or partner. ``uid`` is what entries name; name, short name, order and
    closing day are the ones known now (``UnitVersion`` keeps all that ever held)."""

    uid = models.CharField(max_length=32, unique=True, default=new_uid)
    code = models.CharField(max_length=32, unique=True)
    kind = models.CharField(max_length=32)
    name = models.CharField(max_length=128, db_index=True)
    short_name = models.CharField(max_length=64, db_index=True)
    aliases = models.JSONField(default=list)
    order = models.PositiveIntegerField(default=0)
    founded_on = models.DateField()
    closed_on = models.DateField(null=True)

    class Meta:
        ordering = ["order", "code"]

    def __str__(self) -> str:
        return self.name


class UnitVersion(models.Model):
    """Name, short name, aliases and official order of a unit for a range of days."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="versions")
    name = models.CharField(max_length=128)
    short_name = models.CharField(max_length=64)
    aliases = models.JSONField(default=list)
    order = models.PositiveIntegerField(default=0)
    from_day = models.DateField()
    to_day = models.DateField(null=True)
    seq = models.BigIntegerField()
    until_seq = models.BigIntegerField(null=True)

    class Meta:
        indexes = [models.Index(fields=["unit", "seq"])]


class UnitLink(models.Model):
    """Parent and child in a tree for a range of months. ``legal_day`` is the day of the decision."""

    tree = models.ForeignKey(Tree, on_delete=models.PROTECT)
    parent = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="child_links")
    child = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="parent_links")
    legal_day = models.DateField()
    from_month = models.PositiveIntegerField()
    to_month = models.PositiveIntegerField(null=True)
    seq = models.BigIntegerField()
    until_seq = models.BigIntegerField(null=True)


class UnitTie(models.Model):
    """A typed tie outside the trees: guides, serves, contact point."""

    kind = models.CharField(max_length=32)
    source = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="ties_out")
    target = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="ties_in")
    from_month = models.PositiveIntegerField()
    to_month = models.PositiveIntegerField(null=True)
    seq = models.BigIntegerField()
    until_seq = models.BigIntegerField(null=True)


class UnitSuccession(models.Model):
    """A unit that was merged into another, or one of those into which it was split, counting from a month."""

    MERGE, SPLIT = "merge", "split"

    kind = models.CharField(max_length=8)
    old = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="successions")
    new = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="predecessions")
    from_month = models.PositiveIntegerField()
    seq = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["old", "new"], name="units_succession_once")]


class UnitSpan(models.Model):
    """The closure of the links: ``descendant`` lies ``depth`` levels under ``ancestor`` (0 = itself)."""

    tree = models.ForeignKey(Tree, on_delete=models.PROTECT)
    ancestor = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="spans_down")
    descendant = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="spans_up")
    depth = models.PositiveSmallIntegerField()
    from_month = models.PositiveIntegerField()
    to_month = models.PositiveIntegerField(null=True)
    seq = models.BigIntegerField()
    until_seq = models.BigIntegerField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["tree", "ancestor", "descendant"]),
            models.Index(fields=["tree", "descendant", "ancestor"]),
        ]
