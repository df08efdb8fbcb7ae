"""What was rendered, from what, and when: enough to render it again to the digit."""

from django.db import models

from yiben.units.models import Unit


class Rendering(models.Model):
    """A report as it was downloaded: scope, arrival number, version of pack and template, hash of the file."""

    report = models.CharField(max_length=80)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT)
    period = models.CharField(max_length=32)
    tree = models.CharField(max_length=32)
    view = models.CharField(max_length=16)
    seq = models.BigIntegerField()
    pack_version = models.PositiveIntegerField()
    template_digest = models.CharField(max_length=80)
    file_digest = models.CharField(max_length=80)
    post = models.CharField(max_length=32, blank=True)
    at = models.DateTimeField(auto_now_add=True)
