"""The frame of every page: navigation, post, unit path, day and month."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.cache import cache
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from yiben.accounts.queries import units_allowed
from yiben.audit import hooks
from yiben.audit.callers import Caller
from yiben.ledger.calendars import posting_month
from yiben.ledger.checks.hosting import proposals_for
from yiben.notices.queries import notices_for
from yiben.search.queries import may_search
from yiben.units.models import Unit
from yiben.units.queries import path
from yiben.web.awaited import awaited_by
from yiben.web.pages.reader import is_large


@dataclass(frozen=True)
class NavItem:
    """One entry of the main navigation."""

    label: str
    url: str
    is_current: bool


AGE = 20
"""Seconds for which the number beside the notices holds while others work."""

_BESIDE_MATTERS = (
    "/desk/", "/disclosure/", "/meetings/", "/analyses/", "/rosters/", "/checklists/", "/inspections/", "/assessments/",
)  # fmt: skip
"""What stands under matters in the navigation."""
_BESIDE_LEDGER = (
    "/drafts/", "/entries/", "/imports/", "/closing/", "/registers/", "/promises/", "/books/", "/paste/", "/hosting/",
)  # fmt: skip
"""What stands under the ledger."""


def frame(request: HttpRequest) -> dict[str, Any]:
    """Return what base.html needs; nothing before somebody has signed in and acts from a post."""
    post = getattr(request, "post", None)
    reader = {"is_large": is_large(request)}
    if post is None:
        return reader
    today = timezone.localdate()
    month = posting_month(today)
    return reader | {
        "navigation": _navigation(request.path, request.caller),  # type: ignore[attr-defined]
        "may_search": may_search(request.caller),  # type: ignore[attr-defined]
        "may_follow": bool(units_allowed(request.caller, "plan.read")),  # type: ignore[attr-defined]
        "may_operate": bool(units_allowed(request.caller, "system.operate")),  # type: ignore[attr-defined]
        "notice_count": SimpleLazyObject(lambda: notice_count(request, post.unit, today)),
        "post": post,
        "posts": request.posts,  # type: ignore[attr-defined]
        "unit_path": [(unit, "") for unit in path(post.unit)],
        "today": today,
        "month": month,
        "may_close_months": bool(units_allowed(request.caller, "period.close")),  # type: ignore[attr-defined]
        "is_month_closed": hooks.period_is_closed(post.unit_id, month),
    }


def _navigation(here: str, caller: Caller) -> list[NavItem]:
    """The rooms that this post may enter."""
    desk, ledger, reports = reverse("workbench-show"), reverse("ledger-index"), reverse("report-index")
    items = [NavItem(_("Workbench"), desk, here == desk or here.startswith("/handover/"))]
    if units_allowed(caller, "entry.read"):
        items.append(
            NavItem(
                _("Ledger"),
                ledger,
                here.startswith((ledger, *_BESIDE_LEDGER)),
            )
        )
    if units_allowed(caller, "roll.read", sensitivity=2):
        rolls = reverse("roll-index")
        items.append(NavItem(_("Rolls"), rolls, here.startswith(rolls)))
    if units_allowed(caller, "plan.read"):
        plans = reverse("plan-index")
        items.append(NavItem(_("Plans"), plans, here.startswith((plans, "/tasks/", "/papers/", "/collections/"))))
    if units_allowed(caller, "matter.read"):
        matters = reverse("matter-index")
        items.append(NavItem(_("Matters"), matters, here.startswith((matters, *_BESIDE_MATTERS))))
    if units_allowed(caller, "report.read"):
        items.append(
            NavItem(
                _("Reports"),
                reports,
                here.startswith(
                    (reports, "/figures/", "/checking/", "/rolling/", "/dispatches/", "/duties/", "/forms/")
                ),
            )
        )
    if units_allowed(caller, "system.operate"):
        jobs = reverse("job-index")
        items.append(NavItem(_("Jobs"), jobs, here.startswith(jobs)))
    if units_allowed(caller, "post.appoint"):
        posts = reverse("post-index")
        items.append(NavItem(_("Posts"), posts, here.startswith(posts)))
    if units_allowed(caller, "account.change"):
        accounts = reverse("account-index")
        items.append(NavItem(_("Accounts"), accounts, here.startswith((accounts, "/keys/"))))
    if units_allowed(caller, "audit.read"):
        logs = reverse("log-index")
        items.append(NavItem(_("Log"), logs, here.startswith(logs)))
    return items


def notice_count(request: HttpRequest, unit: Unit, today: date) -> int:
    """Return how much waits for the post. Where that is listed it is counted; on other pages it may be ``AGE`` seconds
    old, so that not every page asks all rooms. What the post does itself shows at once (``forget_notice_count``)."""
    caller: Caller = request.caller  # type: ignore[attr-defined]
    key = _count_key(caller, today)
    is_listed = request.path in (reverse("workbench-show"), reverse("notice-index"))
    known: int | None = None if is_listed else cache.get(key)
    if known is None:
        known = _waiting(caller, unit, today)
        cache.set(key, known, AGE)
    return known


def forget_notice_count(caller: Caller) -> None:
    """Have what waits for a post counted anew: it has just done something."""
    cache.delete(_count_key(caller, timezone.localdate()))


def _count_key(caller: Caller, today: date) -> str:
    return f"waiting-{caller.person}-{caller.post}-{today.isoformat()}"


def _waiting(caller: Caller, unit: Unit, today: date) -> int:
    """How much waits for the post: notices, other units' proposals to be answered, documents to be signed for, reports,
    tables and forms due."""
    told = len(notices_for(caller, unit.pk, today)) + len(awaited_by(caller, unit, today))
    return told + proposals_for(caller).count()
