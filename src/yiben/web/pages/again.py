"""An entry used a second time: a note to copy, its photos on a sheet, a blank sign-in sheet."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from yiben.errors import Refusal
from yiben.ledger.queries import Reading
from yiben.reports.sheets_of_entry import (
    LAYOUTS,
    SIGN_IN_COLUMNS,
    SIGN_IN_TITLE,
    note_docx,
    photo_docx,
    sign_in_docx,
)
from yiben.web.access import PostRequest, access_entry
from yiben.web.again import SHORTEST, caption_of, note_of, photos_of, pictures_of, sign_in_lines, sign_in_rows
from yiben.web.kit.parts import Empty
from yiben.web.kit.tables import Cell, Column, Row, Table
from yiben.web.pages.reports import DOCX

USUAL_PER_PAGE = 4


@require_safe
def show(request: PostRequest, seq: int) -> HttpResponse:
    """Show what can be made of a record."""
    reading = _event(request, seq)
    note, pictures = note_of(request.caller, reading), pictures_of(reading)
    rows = sign_in_rows(reading, "")
    ctx = {
        "reading": reading,
        "note": note,
        "shortest": SHORTEST,
        "pictures": pictures,
        "per_pages": sorted(LAYOUTS),
        "rows": rows,
    }
    return render(request, "entries/again.html", ctx)


@require_safe
def note(request: PostRequest, seq: int) -> HttpResponse:
    """Send the note as .docx."""
    reading = _event(request, seq)
    made = note_of(request.caller, reading)
    return _sent(note_docx(made.title, [made.text]), _("note %(title)s") % {"title": made.title})


@require_safe
def photos(request: PostRequest, seq: int) -> HttpResponse:
    """Send the photos as .docx, or show them to be printed (``?print=1``); ``?per=`` says how many stand on a page."""
    reading, per_page = _event(request, seq), _per_page(request)
    kept = pictures_of(reading)
    if not kept:
        raise Refusal("no_pictures", seq=seq)
    if request.GET.get("print"):
        shown = [(each, caption_of(reading, each, number)) for number, each in enumerate(kept, start=1)]
        sheets = [shown[start : start + per_page] for start in range(0, len(shown), per_page)]
        return render(request, "entries/photos.html", {"reading": reading, "sheets": sheets, "per_page": per_page})
    content = photo_docx(reading.title, photos_of(reading), per_page)
    return _sent(content, _("photos %(title)s") % {"title": reading.title})


@require_safe
def sign_in(request: PostRequest, seq: int) -> HttpResponse:
    """Send a blank sign-in sheet as .docx, or show it to be printed (``?print=1``); ``?rows=`` says how many rows."""
    reading = _event(request, seq)
    rows, lines = sign_in_rows(reading, request.GET.get("rows", "")), sign_in_lines(reading)
    if request.GET.get("print"):
        ctx = {"reading": reading, "lines": lines, "table": _sign_in_table(rows)}
        return render(request, "entries/sign_in.html", ctx)
    return _sent(sign_in_docx(SIGN_IN_TITLE, lines, rows), _("sign-in sheet %(title)s") % {"title": reading.title})


def _sign_in_table(rows: int) -> Table:
    columns = [Column(heading, heading, "short") for heading, _width in SIGN_IN_COLUMNS]
    blank = [Cell()] * (len(columns) - 1)
    numbered = [Row([Cell(str(number)), *blank]) for number in range(1, rows + 1)]
    return Table(SIGN_IN_TITLE, columns, numbered, Empty("", ""))


def _event(request: PostRequest, seq: int) -> Reading:
    """An entry that tells of one event: numbers without events, and what was taken back, have no second use."""
    reading = access_entry(request, seq)
    if reading.entry.kind not in ("record", "correction") or reading.book is None:
        raise Refusal("entry_of_another_kind", seq=seq)
    return reading


def _per_page(request: PostRequest) -> int:
    text = request.GET.get("per", "")
    return int(text) if text in {str(each) for each in LAYOUTS} else USUAL_PER_PAGE


def _sent(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=DOCX)
    response.headers["Content-Disposition"] = content_disposition_header(True, f"{name}.docx") or ""
    return response
