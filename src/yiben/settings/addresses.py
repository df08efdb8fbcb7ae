"""The addresses of an instance: the pages of people, and under ``api/`` those of other systems."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("api/v1/", include("yiben.api.urls")),
    path("", include("yiben.web.urls")),
]
