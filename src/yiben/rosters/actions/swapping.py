"""Swaps: one asks another to take a duty, the other agrees; both stay to be seen."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from yiben.audit import hooks
from yiben.audit.callers import Caller
from yiben.errors import Refusal
from yiben.rosters.actions.drawing import require_free, tell_rota
from yiben.rosters.models import Duty, Rota, Server, Swap
from yiben.rosters.queries import PLAN, WRITE

LONGEST = 200


@transaction.atomic
def ask_swap(caller: Caller, duty: Duty, taker: Server | None, *, back: Duty | None = None, reason: str = "") -> Swap:
    """Ask another to take a duty of a published rota, for one of theirs or for none, and return the swap. Whose duty it is
    asks, or who plans for them. Refuses a duty that has passed, and one for which a swap is asked already."""
    rota = _lock(duty.rota)
    kept = Duty.objects.select_related("server").get(pk=duty.pk)
    if kept.server is None or rota.state != Rota.PUBLISHED:
        raise Refusal("rota_step")
    _require_own(caller, kept.server)
    if kept.day < timezone.localdate():
        raise Refusal("duty_passed")
    if taker is None or taker.unit_id != rota.unit_id or taker == kept.server:
        raise Refusal("values", fields=[("taker", "required", {})])
    if kept.swaps.filter(state=Swap.ASKED).exists():
        raise Refusal("swap_asked")
    _require_possible(kept, taker, back)
    swap = Swap.objects.create(
        duty=kept, back=back, giver=kept.server, taker=taker, reason=reason.strip()[:LONGEST], asked_by=caller.person
    )
    tell_rota(caller, rota, "swap_asked", {"giver": kept.server.name, "taker": taker.name}, day=kept.day.isoformat())
    return swap


@transaction.atomic
def answer_swap(caller: Caller, swap: Swap, *, agrees: bool) -> Swap:
    """Agree to a swap, or decline it, and return it. The one who is asked answers; for somebody without an account who plans
    does, and it says so."""
    rota = _lock(swap.duty.rota)
    kept = Swap.objects.select_for_update(of=("self",)).select_related("duty", "back", "giver", "taker").get(pk=swap.pk)
    if kept.state != Swap.ASKED:
        raise Refusal("swap_answered")
    is_own = bool(kept.taker.person) and kept.taker.person == caller.person
    if not is_own:
        hooks.require(caller, PLAN, rota.unit_id)
        if kept.taker.person:
            raise Refusal("swap_not_yours", name=kept.taker.name)
    if agrees:
        if rota.state != Rota.PUBLISHED or kept.duty.server_id != kept.giver_id:
            raise Refusal("rota_step")
        _require_possible(kept.duty, kept.taker, kept.back)
        _give(kept.duty, kept.taker)
        if kept.back is not None:
            _give(kept.back, kept.giver)
    kept.state = Swap.AGREED if agrees else Swap.DECLINED
    kept.answered_at, kept.answered_by, kept.is_confirmed_for = timezone.now(), caller.person, not is_own
    kept.save()
    told = {"giver": kept.giver.name, "taker": kept.taker.name}
    tell_rota(caller, rota, "swapped" if agrees else "swap_refused", told, day=kept.duty.day.isoformat())
    return kept


@transaction.atomic
def withdraw_swap(caller: Caller, swap: Swap) -> Swap:
    """Take back a swap that was not answered, and return it."""
    rota = _lock(swap.duty.rota)
    kept = Swap.objects.select_for_update(of=("self",)).select_related("giver", "taker", "duty").get(pk=swap.pk)
    _require_own(caller, kept.giver)
    if kept.state != Swap.ASKED:
        raise Refusal("swap_answered")
    kept.state, kept.answered_at, kept.answered_by = Swap.WITHDRAWN, timezone.now(), caller.person
    kept.save()
    told = {"giver": kept.giver.name, "taker": kept.taker.name}
    tell_rota(caller, rota, "swap_back", told, day=kept.duty.day.isoformat())
    return kept


def _require_possible(duty: Duty, taker: Server, back: Duty | None) -> None:
    require_free(duty, taker, but=back)
    if back is None:
        return
    if back.rota_id != duty.rota_id or back.server_id != taker.pk or back.day < timezone.localdate():
        raise Refusal("values", fields=[("back", "swap_back_not_theirs", {})])
    assert duty.server is not None
    require_free(back, duty.server, but=duty)


def _give(duty: Duty, server: Server) -> None:
    duty.server, duty.is_by_hand = server, True
    duty.save(update_fields=["server", "is_by_hand"])


def _lock(rota: Rota) -> Rota:
    return Rota.objects.select_for_update(of=("self",)).select_related("unit").get(pk=rota.pk)


def _require_own(caller: Caller, server: Server) -> None:
    is_own = bool(server.person) and server.person == caller.person
    hooks.require(caller, WRITE if is_own else PLAN, server.unit_id)
