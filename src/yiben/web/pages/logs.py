"""The log of who did what, for the audit administrator: narrowed by area, person and days, sent as a file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from yiben.accounts.queries import people_named, posts_named, posts_of_units, units_allowed
from yiben.audit.actions import log
from yiben.audit.models import AuditEvent
from yiben.audit.queries import events
from yiben.audit.sentences import AREAS
from yiben.errors import Refusal
from yiben.metrics.periods import parse_period
from yiben.units.queries import root_unit
from yiben.web.access import PostRequest
from yiben.web.kit.copies import send_table
from yiben.web.kit.fields import Choice, Group
from yiben.web.kit.lists import FORMATS, Listing
from yiben.web.kit.parts import Empty
from yiben.web.kit.places import FORMAT, Filter, Place, page_of, read_place
from yiben.web.kit.tables import Column, Table
from yiben.web.log_rows import rows_of
from yiben.web.showing import month_text
from yiben.web.viewing import saved_views

VERB = "audit.read"
SIZE = 100
_MONTHS = 12


@require_safe
def index(request: PostRequest) -> HttpResponse:
    """List what was done, the latest first, narrowed as the address says, or send all of it."""
    if not units_allowed(request.caller, VERB):
        raise Refusal("no_access", verb=VERB)
    place = read_place(reverse("log-index"), request.GET, ("area", "days", "q"), (), "")
    found = _narrowed(request, place)
    columns = (
        Column("at", _("When"), "short"),
        Column("who", _("Who")),
        Column("area", _("Area")),
        Column("act", _("What was done"), "title"),
        Column("about", _("About"), is_minor=True),
    )
    if request.GET.get(FORMAT) in FORMATS:
        log(request.caller, "log.export", **place.narrowed)
        lines = ([cell.copied for cell in row.cells] for some in _pages(found) for row in rows_of(some))
        return send_table(request.GET[FORMAT], _("Log"), columns, lines)
    page = page_of(found, request.GET, SIZE)
    empty = Empty(_("Nothing was logged"), _("Take a filter off."), place.path, _("Clear filters"))
    table = Table(_("Log"), columns, rows_of(list(page)), empty, place=place, page=page)
    listing = Listing(table, place, _filters(place), saved_views(request.caller, place))
    return render(request, "log/index.html", {"listing": listing})


def _narrowed(request: PostRequest, place: Place) -> QuerySet[AuditEvent]:
    """The events that the caller may read: whoever reads the log of the top unit reads all of it, the system's and those of
    people without a post too; others that of the posts of their units."""
    wanted = place.narrowed
    text = wanted.get("q", "").strip()
    about = {*people_named(text), *posts_named(text)} if text else None
    first, last = _days(wanted.get("days", ""))
    units = units_allowed(request.caller, VERB)
    found = events(about=about, area=wanted.get("area", ""), first=first, last=last)
    if root_unit().pk not in units:
        found = found.filter(post__in=posts_of_units(units))
    return found


def _pages(found: QuerySet[AuditEvent]) -> Iterator[list[AuditEvent]]:
    """All events, a step at a time: a log of years does not fit into memory."""
    some: list[AuditEvent] = []
    for each in found.iterator(chunk_size=2000):
        some.append(each)
        if len(some) == 2000:
            yield some
            some = []
    yield some


def _days(text: str) -> tuple[date | None, date | None]:
    today = timezone.localdate()
    if text == "today":
        return today, today
    if text == "week":
        return today - timedelta(days=6), today
    if re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", text):
        period = parse_period(text)
        return period.start, period.end
    return None, None


def _filters(place: Place) -> list[Filter]:
    wanted, today = place.narrowed, timezone.localdate()
    area, days = wanted.get("area", ""), wanted.get("days", "")
    areas = [Choice("", _("all"), not area), *(Choice(key, str(label), key == area) for key, label in AREAS.items())]
    months = [today.replace(day=1)]
    while len(months) < _MONTHS:
        months.append((months[-1] - timedelta(days=1)).replace(day=1))
    shown = [Choice("", _("all"), not days), Choice("today", _("today"), days == "today")]
    shown.append(Choice("week", _("the last seven days"), days == "week"))
    shown += [
        Choice(f"{each:%Y-%m}", month_text(each.year * 100 + each.month), days == f"{each:%Y-%m}") for each in months
    ]
    return [
        Filter("area", _("What"), [Group("", areas)], is_usual=not area),
        Filter("days", _("When"), [Group("", shown)], is_usual=not days),
        Filter("q", _("Name or post"), typed=wanted.get("q", ""), is_usual="q" not in wanted),
    ]
