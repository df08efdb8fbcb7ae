"""The views of a list that a post has saved."""

from __future__ import annotations

from django.utils.translation import gettext as _

from yiben.accounts.queries import views_of
from yiben.audit.callers import Caller
from yiben.web.kit.places import Place, View, view_query


def saved_views(caller: Caller, place: Place, whole: str = "") -> list[View]:
    """Return the tabs over a list: the list as it is at first (called ``whole``), then what the post has saved."""
    here = view_query(place.query)
    views = [View(view.name, view.query, view.query == here, view.uid) for view in views_of(caller, place.path)]
    return [View(whole or _("All"), "", not here), *views]
