"""The official document that a dispatch is, from its draft, its series and the report that it carries."""

from __future__ import annotations

from django.utils import timezone

from yiben.audit.callers import SYSTEM
from yiben.dispatches.content import Content, content_from_json
from yiben.dispatches.models import Dispatch, Series
from yiben.metrics.periods import parse_period
from yiben.metrics.scopes import Scope
from yiben.reports.blocks import Block
from yiben.reports.official.elements import UPWARD, Attachment, Form, Official, Table, number_text
from yiben.reports.official.parts import read_parts
from yiben.reports.queries import Rendered, render_report

_OUTSIDE_TEXT = frozenset({"title", "addressee", "signature", "date", "hand"})
"""Blocks of a report that the document itself has in places of their own, or that stand on no paper."""


def official_of(dispatch: Dispatch, carried: Rendered | None = None) -> Official:
    """Return the document as it stands; ``carried`` is its report (``carried_report``)."""
    return official_from(
        content_from_json(dispatch.content),
        dispatch.series,
        number=number_of(dispatch),
        dispatch=dispatch,
        more=_text_of(carried) if carried else (),
    )


def official_from(
    content: Content,
    series: Series,
    *,
    number: str = "",
    dispatch: Dispatch | None = None,
    more: tuple[Block | Table, ...] = (),
) -> Official:
    """Return the document of a draft in a series. ``more`` stands behind the text that was typed."""
    form: Form = "letter" if series.form == "letter" else "minutes" if series.form == "minutes" else "document"
    beside = dispatch.files.values_list("title", flat=True) if dispatch is not None and dispatch.pk else ()
    is_upward = content.kind in UPWARD and form == "document"
    offices = (series.unit.name, *(each for each in content.jointly if each != series.unit.name and form != "minutes"))
    return Official(
        form=form,
        kind=content.kind,
        mark=series.mark,
        title=content.title,
        offices=offices,
        heads=offices if content.is_joint_head and form == "document" else (),
        body=(*read_parts(content.body), *more),
        number=number,
        urgency=content.urgency,
        signers=tuple(content.signer.split()) if is_upward else (),
        recipients=f"{content.recipients}：" if content.recipients else "",
        attachments=(
            *(Attachment(title, read_parts(text)) for title, text in content.attachments),
            *(Attachment(title) for title in beside),
        ),
        date=dispatch.dated_on if dispatch else None,
        is_sealed=content.is_sealed and form != "minutes",
        note=f"（{content.note}）" if content.note else "",
        attendance=content.attendance if form == "minutes" else (),
        copies=content.copies,
        printed_by=series.printer if dispatch and dispatch.printed_on else "",
        printed_on=dispatch.printed_on if dispatch else None,
    )


def number_of(dispatch: Dispatch) -> str:
    """Return the document number, "" before one was given."""
    if dispatch.year is None or dispatch.number is None:
        return ""
    return number_text(dispatch.series.word, dispatch.year, dispatch.number)


def carried_report(dispatch: Dispatch) -> Rendered | None:
    """Return the report that a dispatch carries, computed up to the entry it was taken at; None for none.

    It is part of the document: whoever may read that may read this. Who puts it in has to be allowed to (``actions``).
    """
    if not dispatch.report:
        return None
    scope = Scope(dispatch.unit, parse_period(dispatch.report_period), as_of=dispatch.report_seq)
    day = timezone.localdate(dispatch.begun_at) if dispatch.pk else None
    return render_report(SYSTEM, dispatch.report, scope, today=day, hand=dispatch.report_hand)


def _text_of(rendered: Rendered) -> tuple[Block, ...]:
    return tuple(block for block in rendered.document.blocks if block.kind not in _OUTSIDE_TEXT)
