"""Addresses of version 1. A name begins with ``api_``: the sign-in does not stand before it."""

from __future__ import annotations

from django.urls import URLPattern, path, re_path

from yiben.api import entries, evidence, figures
from yiben.api.answering import nothing_here

urlpatterns: list[URLPattern] = [
    path("entries", entries.take, name="api_entries"),
    path("evidence", evidence.take, name="api_evidence"),
    path("figures", figures.show, name="api_figures"),
    re_path(r"^.*$", nothing_here, name="api_unknown"),
]
