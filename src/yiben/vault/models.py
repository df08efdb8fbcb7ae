"""The keys that lock values. They lie in the database locked; what opens them lies outside."""

from __future__ import annotations

from django.db import models


class DataKey(models.Model):
    """A key of 32 bytes for values (the latest one locks what is new) or for blind indexes (only one, for ever).

    ``locked`` is the key locked with the main key ``main``. Rows are never deleted: old values name them.
    """

    VALUES, INDEX = "values", "index"

    uid = models.CharField(max_length=16, unique=True)
    purpose = models.CharField(max_length=8)
    locked = models.CharField(max_length=200)
    main = models.CharField(max_length=16)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["purpose"], condition=models.Q(purpose="index"), name="vault_datakey_one_index"
            )
        ]
