"""Who serves, when they cannot; rotas with their duties; swaps; the handover book."""

from __future__ import annotations

from django.db import models

from yiben.units.models import Unit, new_uid
from yiben.vault.fields import LockedJSONField


class Server(models.Model):
    """One who serves for a unit, from one day to another (both included). ``particulars`` (name, telephone) are locked;
    ``person`` is their account's, "" for one without."""

    uid = models.CharField(max_length=32, unique=True, default=new_uid)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="servers")
    particulars = LockedJSONField(default=dict)
    person = models.CharField(max_length=32, blank=True)
    order = models.PositiveSmallIntegerField(default=0)
    from_day = models.DateField()
    to_day = models.DateField(null=True)

    class Meta:
        ordering = ["order", "pk"]

    @property
    def name(self) -> str:
        """What they are called."""
        return str(self.particulars.get("name", ""))

    @property
    def phone(self) -> str:
        """Their telephone, "" where none was given."""
        return str(self.particulars.get("phone", ""))


class Absence(models.Model):
    """Days on which somebody cannot serve, or with ``is_wish`` would rather not; both included. No reason is asked."""

    server = models.ForeignKey(Server, on_delete=models.PROTECT, related_name="absences")
    from_day = models.DateField()
    to_day = models.DateField()
    is_wish = models.BooleanField(default=False)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["from_day", "pk"]


class Rota(models.Model):
    """The duties of a unit over a range of days. ``per_shift``: how many serve in each shift. ``remarks``: what could not be
    had when it was drawn. ``revision`` grows with every change."""

    DRAFT, PUBLISHED, WITHDRAWN = "draft", "published", "withdrawn"

    uid = models.CharField(max_length=32, unique=True, default=new_uid)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="rotas")
    kind = models.CharField(max_length=40)
    from_day = models.DateField()
    to_day = models.DateField()
    per_shift = models.JSONField(default=dict)
    state = models.CharField(max_length=10, default=DRAFT)
    remarks = models.JSONField(default=list)
    revision = models.PositiveIntegerField(default=1)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-from_day", "-pk"]
        indexes = [models.Index(fields=["unit", "kind", "from_day"], name="rota_of_unit")]


class Duty(models.Model):
    """One place of a shift on a day. ``reason``: why it fell to whom it was drawn for; ``is_by_hand``: it was given to
    another since, by hand or by a swap."""

    uid = models.CharField(max_length=32, unique=True, default=new_uid)
    rota = models.ForeignKey(Rota, on_delete=models.PROTECT, related_name="duties")
    day = models.DateField()
    shift = models.CharField(max_length=40)
    place = models.PositiveSmallIntegerField()
    order = models.PositiveSmallIntegerField()
    day_kind = models.CharField(max_length=8)
    server = models.ForeignKey(Server, on_delete=models.PROTECT, null=True, related_name="duties")
    reason = models.JSONField(default=dict)
    is_by_hand = models.BooleanField(default=False)

    class Meta:
        ordering = ["day", "order", "place"]
        constraints = [models.UniqueConstraint(fields=["rota", "day", "shift", "place"], name="duty_once")]


class Swap(models.Model):
    """A duty that somebody asks another to take, for one of theirs (``back``) or for none. It holds once the other agreed;
    ``is_confirmed_for``: who plans said so for them, who has no account. Stays to be seen."""

    ASKED, AGREED, DECLINED, WITHDRAWN = "asked", "agreed", "declined", "withdrawn"

    uid = models.CharField(max_length=32, unique=True, default=new_uid)
    duty = models.ForeignKey(Duty, on_delete=models.PROTECT, related_name="swaps")
    back = models.ForeignKey(Duty, on_delete=models.PROTECT, null=True, related_name="swaps_back")
    giver = models.ForeignKey(Server, on_delete=models.PROTECT, related_name="swaps_given")
    taker = models.ForeignKey(Server, on_delete=models.PROTECT, related_name="swaps_taken")
    state = models.CharField(max_length=10, default=ASKED)
    reason = models.CharField(max_length=200, blank=True)
    asked_at = models.DateTimeField(auto_now_add=True)
    asked_by = models.CharField(max_length=32, blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.CharField(max_length=32, blank=True)
    is_confirmed_for = models.BooleanField(default=False)

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["duty"], condition=models.Q(state="asked"), name="swap_asked_once")
        ]


class RotaStep(models.Model):
    """One step of a rota's story: drawn, redrawn, changed by hand, published, withdrawn, swapped; frozen."""

    rota = models.ForeignKey(Rota, on_delete=models.PROTECT, related_name="steps")
    step = models.CharField(max_length=12)
    at = models.DateTimeField(auto_now_add=True)
    post = models.CharField(max_length=32, blank=True)
    person = models.CharField(max_length=32, blank=True)
    said = models.JSONField(default=dict)
    told = LockedJSONField(default=dict)

    class Meta:
        ordering = ["pk"]


class ShiftRecord(models.Model):
    """A page of the handover book: what happened in a shift (``words``: happened, left; locked), how much was dealt with, and
    who received it. ``on_duty``: how many served. ``entry``: the ledger's number."""

    uid = models.CharField(max_length=32, unique=True, default=new_uid)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="shift_records")
    kind = models.CharField(max_length=40)
    day = models.DateField()
    shift = models.CharField(max_length=40)
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    on_duty = models.PositiveSmallIntegerField()
    incidents = models.PositiveIntegerField(default=0)
    words = LockedJSONField(default=dict)
    written_at = models.DateTimeField(auto_now_add=True)
    post = models.CharField(max_length=32, blank=True)
    person = models.CharField(max_length=32, blank=True)
    received_at = models.DateTimeField(null=True)
    received_post = models.CharField(max_length=32, blank=True)
    received_person = models.CharField(max_length=32, blank=True)
    answer = LockedJSONField(default=dict)
    entry = models.BigIntegerField(null=True)

    class Meta:
        ordering = ["-begins_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["unit", "kind", "day", "shift"], name="shift_record_once")]


class DutyDesk(models.Model):
    """What residents see of a unit's duty: a telephone of the unit; names only where the unit says so."""

    unit = models.OneToOneField(Unit, on_delete=models.PROTECT, related_name="duty_desk")
    phone = models.CharField(max_length=40, blank=True)
    shows_name = models.BooleanField(default=False)
    is_shown = models.BooleanField(default=False)
    changed_at = models.DateTimeField(auto_now=True)
