"""How far the words of entries are indexed. The index itself is made for each database in the migration."""

from __future__ import annotations

from django.db import models


class IndexState(models.Model):
    """The one row that says up to which arrival number entries are in the index."""

    last_seq = models.BigIntegerField(default=0)
