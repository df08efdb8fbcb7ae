"""The secret address at which a calendar program reads a post's meetings."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from yiben.meetings.actions import make_calendar_link, withdraw_calendar_link
from yiben.meetings.calendar_file import calendar_file
from yiben.meetings.models import CalendarLink
from yiben.meetings.queries import feed_of
from yiben.web.access import PostRequest
from yiben.web.pages.meeting_life import calendar_answer
from yiben.web.pages.meetings import require_meetings


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: PostRequest) -> HttpResponse:
    """Tell of the calendar address of the post; make one, which is shown only now, or take it back."""
    require_meetings(request)
    link = ""
    if request.method == "POST" and request.POST.get("do") == "withdraw":
        withdraw_calendar_link(request.caller)
    elif request.method == "POST":
        link = request.build_absolute_uri(reverse("link_calendar", args=[make_calendar_link(request.caller)]))
    rows = CalendarLink.objects.filter(person=request.caller.person, post=request.caller.post, withdrawn_at=None)
    return render(request, "meetings/calendar.html", {"link": link, "kept": rows.first()})


@never_cache
@require_safe
def feed(request: HttpRequest, secret: str) -> HttpResponse:
    """Send the meetings that a post sees to a calendar program."""
    return calendar_answer(calendar_file(_("Meetings"), feed_of(secret, timezone.localdate())), "meetings.ics")
