"""Superiors' forms: what was registered, how its headings are bound, when it was asked for, what was filled."""

from __future__ import annotations

from django.db import models

from yiben.units.models import Unit, new_uid


class Form(models.Model):
    """A table that a superior office asks for again and again. ``unit`` looks after it here; ``number`` is its table number
    (表号), ``basis`` the document or approval that it rests on (制表依据), ``valid_until`` the last day of its validity;
    ``is_statistical``: it is a statistical form, so that the Statistics Law asks for these (统计法). ``every`` is how often it
    is asked for: month, quarter, half, year or once. ``is_closed``: it is asked for no more."""

    uid = models.CharField(max_length=32, unique=True, default=new_uid)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="forms")
    title = models.CharField(max_length=120)
    issuer = models.CharField(max_length=120)
    number = models.CharField(max_length=60, blank=True)
    basis = models.CharField(max_length=200, blank=True)
    valid_until = models.DateField(null=True)
    is_statistical = models.BooleanField(default=True)
    every = models.CharField(max_length=8, default="month")
    is_closed = models.BooleanField(default=False)
    post = models.CharField(max_length=32, blank=True)
    person = models.CharField(max_length=32, blank=True)
    registered_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["issuer", "title", "pk"]

    def __str__(self) -> str:
        return self.title


class FormVersion(models.Model):
    """A layout of a form. ``original`` is the digest of the file as it came, ``digest`` that of the one that is filled
    (another one after a conversion, whose ``changes`` are listed). ``layout`` is what it wants. Frozen."""

    form = models.ForeignKey(Form, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    name = models.CharField(max_length=160)
    original = models.CharField(max_length=80)
    digest = models.CharField(max_length=80)
    kind = models.CharField(max_length=8)
    changes = models.JSONField(default=list)
    layout = models.JSONField()
    post = models.CharField(max_length=32, blank=True)
    person = models.CharField(max_length=32, blank=True)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["form", "-number"]
        constraints = [models.UniqueConstraint(fields=["form", "number"], name="forms_version_number")]


class FormBinding(models.Model):
    """What somebody confirmed the headings of a form to mean, numbered a form. Frozen: another confirmation is another
    row."""

    form = models.ForeignKey(Form, on_delete=models.PROTECT, related_name="bindings")
    number = models.PositiveIntegerField()
    version = models.ForeignKey(FormVersion, on_delete=models.PROTECT, related_name="bindings")
    bindings = models.JSONField()
    post = models.CharField(max_length=32, blank=True)
    person = models.CharField(max_length=32, blank=True)
    confirmed_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["form", "-number"]
        constraints = [models.UniqueConstraint(fields=["form", "number"], name="forms_binding_number")]


class FormTurn(models.Model):
    """One time that a form was asked for, for a period: when it was received and is due. ``reported_on`` says since when it
    stands in 一表通 and is not asked again; ``reported_units`` the same of single units below, by code."""

    form = models.ForeignKey(Form, on_delete=models.PROTECT, related_name="turns")
    period = models.CharField(max_length=32)
    received_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    reported_on = models.DateField(null=True)
    reported_units = models.JSONField(default=dict)

    class Meta:
        ordering = ["-received_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["form", "period"], name="forms_turn_period")]


class FilledForm(models.Model):
    """A form as it was filled: for a unit and period, from which bindings, up to which entry (``seq``); ``cells`` are the
    values by place with their source, ``digest`` the file's; the file itself is kept unless it lists people. ``opened`` counts
    those whose full numbers it holds. Frozen."""

    uid = models.CharField(max_length=32, unique=True, default=new_uid)
    form = models.ForeignKey(Form, on_delete=models.PROTECT, related_name="filled")
    version = models.ForeignKey(FormVersion, on_delete=models.PROTECT)
    binding = models.ForeignKey(FormBinding, on_delete=models.PROTECT)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT)
    period = models.CharField(max_length=32)
    seq = models.BigIntegerField()
    cells = models.JSONField()
    digest = models.CharField(max_length=80, db_index=True)
    opened = models.PositiveIntegerField(default=0)
    post = models.CharField(max_length=32, blank=True)
    person = models.CharField(max_length=32, blank=True)
    filled_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-filled_at", "-pk"]
        indexes = [models.Index(fields=["form", "unit", "period"], name="forms_filled_for")]


class TableData(models.Model):
    """Rows that 一表通 gave back: the codes and headings of their columns, and the rows as text. Frozen."""

    uid = models.CharField(max_length=32, unique=True, default=new_uid)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT)
    form = models.ForeignKey(Form, on_delete=models.PROTECT, null=True, related_name="tables")
    title = models.CharField(max_length=120)
    name = models.CharField(max_length=160)
    digest = models.CharField(max_length=80)
    columns = models.JSONField()
    rows = models.JSONField()
    post = models.CharField(max_length=32, blank=True)
    person = models.CharField(max_length=32, blank=True)
    taken_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-taken_at", "-pk"]


class OfficeCount(models.Model):
    """How many documents or meetings an office sent or called, for the burden account: noted by hand, one row each.
    ``pages`` is the length in characters where it was noted; ``is_comprehensive``: a comprehensive document or meeting."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT)
    issuer = models.CharField(max_length=120)
    kind = models.CharField(max_length=8)
    title = models.CharField(max_length=160)
    on = models.DateField()
    size = models.PositiveIntegerField(null=True)
    is_comprehensive = models.BooleanField(default=False)
    post = models.CharField(max_length=32, blank=True)
    noted_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-on", "-pk"]
