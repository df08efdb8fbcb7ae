"""What the headings of a form mean, asked and confirmed on one page."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from yiben.audit import hooks
from yiben.errors import Refusal
from yiben.forms import actions
from yiben.forms.queries import RENDER, binding_of, layout_of, read_form, suggestions_for, version_of
from yiben.web.access import PostRequest
from yiben.web.form_rows import askings, read_bindings
from yiben.web.middleware import status_of


@require_http_methods(["GET", "HEAD", "POST"])
def show(request: PostRequest, uid: str) -> HttpResponse:
    """Ask what each heading of a form means, with what is suggested and why; or keep what was confirmed."""
    form = read_form(request.caller, uid)
    hooks.require(request.caller, RENDER, form.unit_id)
    today = timezone.localdate()
    suggestions = suggestions_for(request.caller, form, today)
    refusal = None
    if request.method == "POST":
        try:
            made = read_bindings(form, suggestions, request.POST)
            actions.confirm_bindings(request.caller, form, made)
            messages.success(request, _("Confirmed. From now on every period is filled from it."))
            return redirect("form-show", uid)
        except Refusal as problem:
            refusal = problem
    asked = askings(request.caller, form, suggestions, today)
    version = version_of(form)
    ctx = {
        "form": form,
        "version": version,
        "layout": layout_of(version),
        "binding": binding_of(form),
        "asks": [each for each in asked if not each.suggestion.is_sure],
        "sure": [each for each in asked if each.suggestion.is_sure],
        "cells": sum(each.suggestion.cells for each in asked if each.suggestion.kind == "name"),
        "covered": sum(
            each.suggestion.cells for each in asked if each.suggestion.kind == "name" and each.suggestion.is_sure
        ),
        "refusal": refusal,
    }
    return render(request, "forms/bindings.html", ctx, status=status_of(refusal) if refusal else 200)
