"""Series of numbers, dispatches with the log of their life, countersignatures, receipts."""

from __future__ import annotations

from django.db import models

from yiben.dispatches.life import DRAFTING
from yiben.units.models import Unit, new_uid


class Series(models.Model):
    """A row of document numbers of a unit: ``word`` is the 机关代字, ``mark`` the red head, ``printer`` who prints.
    ``form`` is the layout: document, letter or minutes."""

    uid = models.CharField(max_length=32, unique=True, default=new_uid)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="series")
    word = models.CharField(max_length=24)
    mark = models.CharField(max_length=120)
    form = models.CharField(max_length=12)
    printer = models.CharField(max_length=80, blank=True)
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["unit", "word"]
        constraints = [models.UniqueConstraint(fields=["unit", "word"], name="series_word_once_a_unit")]

    def __str__(self) -> str:
        return self.word


class Dispatch(models.Model):
    """An official document. ``content`` is the draft as ``content.Content`` keeps it; ``revision`` grows with every change
    and step, so that two people do not overwrite one another. ``number`` and ``year`` stay once given. ``signed_digest``
    is of the content that was signed, ``printed`` the file that was printed, ``stamped`` the scan with the seal.
    ``report`` with ``report_period`` and ``report_seq``: the report that it carries, computed up to that
    entry, with what was written in it by hand up to ``report_hand``."""

    uid = models.CharField(max_length=32, unique=True, default=new_uid)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="dispatches")
    series = models.ForeignKey(Series, on_delete=models.PROTECT, related_name="dispatches")
    state = models.CharField(max_length=16, default=DRAFTING)
    revision = models.PositiveIntegerField(default=1)
    content = models.JSONField(default=dict)
    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=12, blank=True)
    year = models.PositiveSmallIntegerField(null=True)
    number = models.PositiveIntegerField(null=True)
    dated_on = models.DateField(null=True)
    signed_digest = models.CharField(max_length=80, blank=True)
    printed = models.CharField(max_length=80, blank=True)
    printed_on = models.DateField(null=True)
    stamped = models.CharField(max_length=80, blank=True)
    stamped_name = models.CharField(max_length=120, blank=True)
    sent_on = models.DateField(null=True)
    report = models.CharField(max_length=80, blank=True)
    report_period = models.CharField(max_length=32, blank=True)
    report_seq = models.BigIntegerField(null=True)
    report_hand = models.BigIntegerField(default=0)
    begun_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-begun_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["series", "year", "number"], name="dispatch_number_once"),
            models.CheckConstraint(
                condition=models.Q(number=None, year=None) | models.Q(number__isnull=False, year__isnull=False),
                name="dispatch_number_with_year",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class DispatchFile(models.Model):
    """An attachment that is a file of its own, beside the document: its title in the note of attachments, and the file."""

    dispatch = models.ForeignKey(Dispatch, on_delete=models.PROTECT, related_name="files")
    title = models.CharField(max_length=200)
    name = models.CharField(max_length=160)
    digest = models.CharField(max_length=80)
    size = models.PositiveBigIntegerField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.title


class DispatchStep(models.Model):
    """One step of a dispatch, written once. ``said`` holds what the step was given: opinion, reason, to whom and how."""

    dispatch = models.ForeignKey(Dispatch, on_delete=models.PROTECT, related_name="steps")
    step = models.CharField(max_length=16)
    at = models.DateTimeField(auto_now_add=True)
    post = models.CharField(max_length=32, blank=True)
    person = models.CharField(max_length=32, blank=True)
    said = models.JSONField(default=dict)

    class Meta:
        ordering = ["pk"]


class Countersign(models.Model):
    """An office asked to countersign (会签). ``agrees`` None: not answered yet."""

    dispatch = models.ForeignKey(Dispatch, on_delete=models.PROTECT, related_name="countersigns")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="countersigns")
    agrees = models.BooleanField(null=True)
    opinion = models.CharField(max_length=600, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["dispatch", "unit"], name="countersign_once_a_unit")]


class Receipt(models.Model):
    """A unit of this instance that a dispatch was sent to. ``at`` None: it has not signed for it yet (未签收)."""

    dispatch = models.ForeignKey(Dispatch, on_delete=models.PROTECT, related_name="receipts")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="receipts")
    at = models.DateTimeField(null=True)
    post = models.CharField(max_length=32, blank=True)
    person = models.CharField(max_length=32, blank=True)

    class Meta:
        ordering = ["unit__order", "unit__code"]
        constraints = [models.UniqueConstraint(fields=["dispatch", "unit"], name="receipt_once_a_unit")]
