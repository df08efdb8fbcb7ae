"""Taking a step of a dispatch: the row locked, the right and the state asked for, the step written down."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings

from yiben.audit import hooks
from yiben.audit.actions import log
from yiben.audit.callers import Caller
from yiben.dispatches.building import carried_report, official_of
from yiben.dispatches.life import STEPS
from yiben.dispatches.models import Dispatch, DispatchStep
from yiben.errors import Conflict, Refusal
from yiben.reports.official.checking import check_official


def take(caller: Caller, dispatch: Dispatch, name: str, revision: int) -> Dispatch:
    """Return the row, locked, when the step can be taken from its state by this caller and nobody changed it meanwhile."""
    kept = lock(dispatch)
    hooks.require(caller, STEPS[name].verb, kept.unit_id)
    if kept.revision != revision:
        raise Conflict("dispatch_changed", title=kept.title)
    require_state(kept, name)
    return kept


def lock(dispatch: Dispatch) -> Dispatch:
    """Return the row, locked, with its unit and series."""
    rows = Dispatch.objects.select_for_update(of=("self",)).select_related("series__unit", "unit")
    return rows.get(pk=dispatch.pk)


def require_state(kept: Dispatch, name: str) -> None:
    """Refuse ``dispatch_step`` a step that does not follow from the state."""
    if kept.state not in STEPS[name].states:
        raise Refusal("dispatch_step", title=kept.title, state=kept.state)


def require_complete(kept: Dispatch) -> None:
    """Refuse ``dispatch_lacks`` what lacks something without which it is no document."""
    document = official_of(kept, carried_report(kept))
    lacks = [each for each in check_official(document) if each.is_barring]
    if lacks:
        raise Refusal("dispatch_lacks", title=kept.title, lacks=[(each.code, each.data) for each in lacks])


def move_on(
    caller: Caller, kept: Dispatch, name: str, said: dict[str, Any] | None = None, leads_to: str | None = None
) -> Dispatch:
    """Move to the state that the step leads to, write it down, save."""
    target = STEPS[name].leads_to if leads_to is None else leads_to
    kept.state = target or kept.state
    kept.revision += 1
    kept.save()
    write_step(caller, kept, name, said)
    return kept


def write_step(caller: Caller, kept: Dispatch, name: str, said: dict[str, Any] | None = None) -> None:
    """Write a step into the log of the dispatch and that of the instance."""
    DispatchStep.objects.create(dispatch=kept, step=name, post=caller.post, person=caller.person, said=said or {})
    log(caller, f"dispatch.{name}", kept.uid)


def given_reason(reason: str) -> str:
    """Return a reason as it is kept. Refuses an empty one."""
    if not reason.strip():
        raise Refusal("values", fields=[("reason", "required", {})])
    return reason.strip()[:600]


def paper_folder() -> Path:
    """Return where papers are kept."""
    return Path(settings.DOCUMENT_FOLDER)
