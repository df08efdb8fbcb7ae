"""One rota: its table, how even it is, why; publishing, giving by hand, swaps; and as .xlsx."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from yiben.audit import hooks
from yiben.catalog.queries import catalogue
from yiben.errors import Refusal
from yiben.rosters.actions import answer_swap, ask_swap, change_duty, publish_rota, withdraw_rota, withdraw_swap
from yiben.rosters.models import Duty, Rota, Server, Swap
from yiben.rosters.queries import (
    PLAN,
    duties_of,
    kind_of,
    published_duties,
    read_rota,
    sees_names,
    servers_of,
    swaps_of,
)
from yiben.web.access import PostRequest
from yiben.web.asking import problems_of
from yiben.web.kit.copies import send_table
from yiben.web.kit.fields import Choice, loose
from yiben.web.middleware import status_of
from yiben.web.roster_rows import (
    STATES,
    SWAPS,
    duty_text,
    even_table,
    month_table,
    reasons_table,
    remark_texts,
    rota_story,
    swap_text,
)


@require_http_methods(["GET", "HEAD", "POST"])
def show(request: PostRequest, uid: str) -> HttpResponse:
    """Show a rota, or take a step of it."""
    rota = read_rota(request.caller, uid)
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            act, said = _ACTS[request.POST.get("do", "")]
            act(request, rota)
        except KeyError:
            raise Refusal("rota_step") from None
        except Refusal as problem:
            refusal = problem
        else:
            messages.success(request, str(said()))
            return redirect("rota-show", uid)
    ctx = _page(request, rota) | {
        "doing": request.POST.get("do", "") if refusal else "",
        "typed": request.POST,
        "refusal": refusal,
        "problems": problems_of(refusal) if refusal else {},
    }
    return render(request, "rosters/show.html", ctx, status=status_of(refusal) if refusal else 200)


@require_safe
def sheet(request: PostRequest, uid: str) -> HttpResponse:
    """Send the table of a rota as .xlsx."""
    rota = read_rota(request.caller, uid)
    kind = kind_of(rota.kind)
    table = month_table(rota, kind, duties_of(rota), sees=sees_names(request.caller, rota.unit))
    name = _("%(kind)s %(unit)s %(day)s") % {
        "kind": kind.label,
        "unit": rota.unit.short_name,
        "day": f"{rota.from_day:%Y-%m-%d}",
    }
    return send_table("xlsx", name, table.columns, [[cell.copied for cell in row.cells] for row in table.rows])


def _page(request: PostRequest, rota: Rota) -> dict[str, Any]:
    kind, duties, sent = kind_of(rota.kind), duties_of(rota), request.POST
    sees, today = sees_names(request.caller, rota.unit), timezone.localdate()
    may_plan = hooks.allow(request.caller, PLAN, rota.unit_id)
    serving = [each for each in servers_of(rota.unit) if each.to_day is None or each.to_day >= rota.from_day]
    named = {each.server_id for each in duties}
    css, state = STATES[rota.state]
    is_open = rota.state == Rota.PUBLISHED
    mine = [
        each
        for each in duties
        if is_open
        and each.server is not None
        and each.day >= today
        and (may_plan or (each.server.person and each.server.person == request.caller.person))
    ]
    askers = {each.server_id for each in mine}
    asker = next(iter(askers)) if len(askers) == 1 else None
    changing = [each for each in duties if rota.state == Rota.DRAFT or (is_open and each.server is None)]
    chosen = sent.get("duty", "")
    return {
        "rota": rota,
        "kind": kind,
        "css": css,
        "is_running": any(each.day == today for each in duties),
        "state": state,
        "table": month_table(rota, kind, duties, sees=sees),
        "even": even_table(duties, [each for each in serving if each.pk in named], _before(rota)) if sees else None,
        "reasons": reasons_table(kind, duties) if sees else None,
        "remarks": remark_texts(rota, {each.uid: each.name for each in servers_of(rota.unit)}) if sees else [],
        "swaps": [_swap_row(request, each, may_plan=may_plan) for each in swaps_of(rota)] if sees else [],
        "story": rota_story(rota.steps.all(), sees=sees),
        "may_plan": may_plan,
        "changing": loose([_duty_choice(each, chosen) for each in changing]) if may_plan else [],
        "mine": loose([_duty_choice(each, chosen) for each in mine]),
        "backs": loose(
            [
                _duty_choice(each, sent.get("back", ""))
                for each in duties
                if each.server and each.server_id != asker and each.day >= today
            ]
        ),
        "servers": loose([Choice(each.uid, each.name, each.uid == sent.get("server")) for each in serving]),
        "takers": loose(
            [Choice(each.uid, each.name, each.uid == sent.get("taker")) for each in serving if each.pk != asker]
        ),
    }


def _before(rota: Rota) -> dict[int, dict[str, int]]:
    found: dict[int, dict[str, int]] = {}
    earlier = published_duties(rota.unit, rota.from_day - timedelta(days=366), rota.from_day - timedelta(days=1))
    for each in earlier.filter(rota__kind=rota.kind):
        if each.server_id is not None:
            own = found.setdefault(each.server_id, {})
            own[each.day_kind] = own.get(each.day_kind, 0) + 1
    return found


def _swap_row(request: PostRequest, swap: Swap, *, may_plan: bool) -> dict[str, Any]:
    css, word = SWAPS[swap.state]
    person = request.caller.person
    is_asked = swap.state == Swap.ASKED
    return {
        "swap": swap,
        "text": swap_text(swap, catalogue().rosters),
        "css": css,
        "word": word,
        "may_answer": is_asked
        and ((bool(swap.taker.person) and swap.taker.person == person) or (may_plan and not swap.taker.person)),
        "may_withdraw": is_asked and (may_plan or (bool(swap.giver.person) and swap.giver.person == person)),
    }


def _duty_choice(duty: Duty, chosen: str) -> Choice:
    name = duty.server.name if duty.server else _("nobody yet")
    return Choice(duty.uid, f"{duty_text(duty, kind_of(duty.rota.kind))} {name}", duty.uid == chosen)


def _publish(request: PostRequest, rota: Rota) -> None:
    publish_rota(request.caller, rota, revision=_revision(request))


def _withdraw(request: PostRequest, rota: Rota) -> None:
    withdraw_rota(request.caller, rota, reason=request.POST.get("reason", ""), revision=_revision(request))


def _change(request: PostRequest, rota: Rota) -> None:
    server = _server(rota, request.POST.get("server", ""))
    reason = request.POST.get("reason", "")
    change_duty(request.caller, _duty(rota, request, "duty"), server, reason=reason, revision=_revision(request))


def _ask(request: PostRequest, rota: Rota) -> None:
    sent = request.POST
    back = rota.duties.filter(uid=sent["back"]).first() if sent.get("back") else None
    taker = _server(rota, sent.get("taker", ""))
    ask_swap(request.caller, _duty(rota, request, "duty"), taker, back=back, reason=sent.get("reason", ""))


def _agree(request: PostRequest, rota: Rota) -> None:
    answer_swap(request.caller, _swap(rota, request), agrees=True)


def _decline(request: PostRequest, rota: Rota) -> None:
    answer_swap(request.caller, _swap(rota, request), agrees=False)


def _back(request: PostRequest, rota: Rota) -> None:
    withdraw_swap(request.caller, _swap(rota, request))


def _duty(rota: Rota, request: PostRequest, name: str) -> Duty:
    found = rota.duties.select_related("server", "rota").filter(uid=request.POST.get(name, "")).first()
    if found is None:
        raise Refusal("values", fields=[(name, "required", {})])
    return found


def _server(rota: Rota, uid: str) -> Server | None:
    return next((each for each in servers_of(rota.unit) if each.uid == uid), None)


def _swap(rota: Rota, request: PostRequest) -> Swap:
    found = next((each for each in swaps_of(rota) if each.uid == request.POST.get("swap")), None)
    if found is None:
        raise Refusal("swap_answered")
    return found


def _revision(request: PostRequest) -> int:
    text = request.POST.get("revision", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0


_ACTS: dict[str, tuple[Callable[[PostRequest, Rota], None], Callable[[], str]]] = {
    "publish": (_publish, lambda: _("Published. It changes by swaps from now on.")),
    "withdraw": (_withdraw, lambda: _("Withdrawn. It stays to be read.")),
    "change": (_change, lambda: _("Given to another.")),
    "ask": (_ask, lambda: _("Asked. It holds once the other has agreed.")),
    "agree": (_agree, lambda: _("Agreed. The rota is changed.")),
    "decline": (_decline, lambda: _("Declined. The rota stays as it is.")),
    "back": (_back, lambda: _("Taken back.")),
}
