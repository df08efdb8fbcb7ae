"""The log of who did what: append-only, beside the ledger of what was done."""

from django.db import models


class AuditEvent(models.Model):
    """One act of a person or of the system. Rows are frozen by triggers (ledger/triggers.py installs them)."""

    at = models.DateTimeField(auto_now_add=True)
    person = models.CharField(max_length=32, blank=True)
    post = models.CharField(max_length=32, blank=True)
    verb = models.CharField(max_length=64)
    subject = models.CharField(max_length=128, blank=True)
    detail = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["verb", "at"]), models.Index(fields=["person", "at"])]
