"""People kept for a purpose. What tells of a person lies locked (vault); nothing here shows whom a row is about.

A person is stored once an instance and stands on any number of rolls. ``locked`` columns hold JSON, bound to their row.
"""

from __future__ import annotations

from django.db import models

from yiben.units.models import Unit, new_uid


class Person(models.Model):
    """A person. ``locked`` holds the particulars (particulars.py). ``id_index`` finds an equal identity number,
    ``same_index`` an equal name and birth date. ``merged_into``: it was a double; ``erased_at``: nothing is left of it."""

    uid = models.CharField(max_length=32, unique=True, default=new_uid)
    locked = models.TextField(blank=True)
    id_index = models.CharField(max_length=64, blank=True, db_index=True)
    same_index = models.CharField(max_length=64, blank=True, db_index=True)
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="doubles")
    erased_at = models.DateTimeField(null=True)
    made_at = models.DateTimeField(auto_now_add=True)


class Membership(models.Model):
    """A person's standing on a unit's roll, from a day to a day.

    ``consent_on``: the day of consent; ``is_separate``: it was a separate one; ``locked`` names the guardian who gave it.
    ``due_on`` is the day from which the person is kept too long for this roll, empty while no event has begun it;
    ``settled_on``: somebody decided about what was due. Rows stay when a person is erased: how many stood on a roll is
    still told.
    """

    uid = models.CharField(max_length=32, unique=True, default=new_uid)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="memberships")
    roll = models.CharField(max_length=64)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT)
    joined_on = models.DateField()
    left_on = models.DateField(null=True)
    consent_on = models.DateField(null=True)
    is_separate = models.BooleanField(default=False)
    withdrawn_on = models.DateField(null=True)
    locked = models.TextField(blank=True)
    due_on = models.DateField(null=True, db_index=True)
    settled_on = models.DateField(null=True)

    class Meta:
        ordering = ["joined_on", "pk"]
        indexes = [models.Index(fields=["roll", "unit", "left_on"], name="rolls_membership_list")]


class PersonChange(models.Model):
    """What was done to a person, and by whom. ``locked`` holds old values and the reason, and goes with an erasure."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="changes")
    uid = models.CharField(max_length=32, unique=True, default=new_uid)
    at = models.DateTimeField(auto_now_add=True)
    by_person = models.CharField(max_length=32, blank=True)
    by_post = models.CharField(max_length=32, blank=True)
    verb = models.CharField(max_length=32)
    roll = models.CharField(max_length=64, blank=True)
    locked = models.TextField(blank=True)

    class Meta:
        ordering = ["at", "pk"]


class Token(models.Model):
    """What the ledger knows a person by, for a purpose (a roll). Erasing deletes the row: the token stays in the ledger
    and belongs to nobody any more. After a merge one person has several."""

    token = models.CharField(max_length=32, unique=True, default=new_uid)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="tokens")
    purpose = models.CharField(max_length=64)

    class Meta:
        indexes = [models.Index(fields=["person", "purpose"], name="rolls_token_purpose")]


class MinorsApproval(models.Model):
    """A head's approval that a post reads the full data of minors on a unit's roll until a day
    (未成年人网络保护条例 §36)."""

    roll = models.CharField(max_length=64)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT)
    post = models.CharField(max_length=32)
    until = models.DateField()
    reason = models.CharField(max_length=300)
    by_person = models.CharField(max_length=32, blank=True)
    by_post = models.CharField(max_length=32, blank=True)
    given_at = models.DateTimeField(auto_now_add=True)
