"""Exports that wait until somebody has said which column holds the number: kept locked for a day at most."""

from __future__ import annotations

from base64 import b64decode, b64encode
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from yiben.audit.callers import Caller
from yiben.errors import Refusal
from yiben.matters.models import KeptExport

LARGEST = 4 * 2**20
"""The largest file that is kept; a larger one is chosen once more."""
NEVER = ("petition",)
"""Systems whose exports are not kept, not for a minute: of them only a few columns may be stored."""
_KEPT_FOR = timedelta(days=1)


@transaction.atomic
def keep_export(caller: Caller, system: str, name: str, data: bytes) -> bool:
    """Keep a file for the caller's post in the place of an earlier one, and say whether it was kept."""
    if system in NEVER or len(data) > LARGEST or not caller.post:
        return False
    content = {"data": b64encode(data).decode()}
    KeptExport.objects.update_or_create(post=caller.post, defaults={"name": name[-120:], "content": content})
    return True


def kept_export(caller: Caller) -> tuple[str, bytes]:
    """Return name and content of the file that waits for the caller's post. Refuses ``export_gone`` when there is none."""
    row = KeptExport.objects.filter(post=caller.post, kept_at__gte=timezone.now() - _KEPT_FOR).first()
    if row is None:
        raise Refusal("export_gone")
    return row.name, b64decode(row.content["data"])


@transaction.atomic
def drop_export(caller: Caller) -> None:
    """Forget the file that waits for the caller's post."""
    KeptExport.objects.filter(post=caller.post).delete()


@transaction.atomic
def drop_old_exports() -> int:
    """Forget the files that have waited too long, and return how many."""
    return KeptExport.objects.filter(kept_at__lt=timezone.now() - _KEPT_FOR).delete()[0]
