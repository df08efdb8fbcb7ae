"""Installed packs. A version is immutable; an entry names the version of its book."""

from django.db import models

from yiben.units.models import new_uid


class PackVersion(models.Model):
    """One version of a pack, active from arrival number ``seq`` until the next version of the same name."""

    name = models.CharField(max_length=64)
    version = models.PositiveIntegerField()
    digest = models.CharField(max_length=80)
    seq = models.BigIntegerField()
    installed_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["name", "version"], name="catalog_packversion_once")]


class PackFile(models.Model):
    """One file of a pack version, byte for byte."""

    pack = models.ForeignKey(PackVersion, on_delete=models.CASCADE, related_name="files")
    path = models.CharField(max_length=200)
    content = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["pack", "path"], name="catalog_packfile_once")]


class BookVersion(models.Model):
    """The definition of a book with all its extensions, numbered from 1; ``seq`` is when it became the current one."""

    book = models.CharField(max_length=64)
    number = models.PositiveIntegerField()
    digest = models.CharField(max_length=80)
    definition = models.JSONField()
    seq = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["book", "number"], name="catalog_bookversion_once")]


class HolidayYear(models.Model):
    """A year's arrangement of holidays and make-up working days, imported when its notice comes. A later import of the
    same year stands beside the first; the latest counts."""

    year = models.PositiveIntegerField(db_index=True)
    source = models.CharField(max_length=300)
    off = models.JSONField()
    work = models.JSONField()
    installed_at = models.DateTimeField(auto_now_add=True)


class LaterAddition(models.Model):
    """A field or a choice that a book is to have from a day on. ``wanted`` is what was typed, as ``ledger.temporary`` reads
    it. It is added by a job on that day; ``problem`` is why that was refused then."""

    WAITING, DONE, WITHDRAWN, REFUSED = "waiting", "done", "withdrawn", "refused"

    OPEN = (WAITING, REFUSED)
    """What is still to be looked at."""

    uid = models.CharField(max_length=32, unique=True, default=new_uid)
    book = models.CharField(max_length=64, db_index=True)
    wanted = models.JSONField()
    label = models.CharField(max_length=60)
    from_day = models.DateField()
    state = models.CharField(max_length=12, default=WAITING)
    problem = models.CharField(max_length=64, blank=True)
    post = models.CharField(max_length=32, blank=True)
    person = models.CharField(max_length=32, blank=True)
    asked_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["from_day", "pk"]

    def __str__(self) -> str:
        return self.label
