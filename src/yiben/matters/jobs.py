"""What matters do by themselves: forgetting who brought what has long been done."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from yiben.jobs.registry import Outcome, job
from yiben.matters.actions.forgetting import forget_requesters
from yiben.matters.actions.keeping import drop_old_exports


@job(
    "matters.forget",
    label=_("Forget who brought what has long been done"),
    says=_("%(count)s forgotten"),
    rule="FREQ=DAILY;BYHOUR=3;BYMINUTE=20;BYSECOND=0",
)
def forget() -> Outcome:
    """Forget requesters whose time is up; a second run finds nothing."""
    return {"count": forget_requesters(timezone.localdate()) + drop_old_exports()}
