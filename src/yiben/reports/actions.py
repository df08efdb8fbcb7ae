"""Handing a report out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from django.db import transaction

from yiben.audit import hooks
from yiben.audit.actions import log
from yiben.audit.callers import Caller
from yiben.errors import Refusal
from yiben.ledger.canonical import digest
from yiben.ledger.models import Arrival
from yiben.metrics.scopes import Scope
from yiben.reports.blocks import FigureUse, clean
from yiben.reports.docx_writer import write_docx
from yiben.reports.models import HandWritten, Rendering
from yiben.reports.queries import Rendered, render_report, scope_of_use
from yiben.reports.sourced import write_with_sources

MOST_BY_HAND: Final = 20_000
"""Characters at one place."""


def download_report(caller: Caller, key: str, scope: Scope) -> tuple[bytes, Rendered]:
    """Return the clean .docx of a report and what it was made from, and keep a record of the rendering.

    Entries that arrive while it is being rendered do not slip in by halves: then it is rendered as of the number at
    which it began.
    """
    rendered = _rendered(caller, key, scope)
    return _kept(caller, key, rendered, write_docx(rendered.document)), rendered


def download_with_sources(
    caller: Caller, key: str, scope: Scope, opens: Callable[[FigureUse, Scope], str]
) -> tuple[bytes, Rendered]:
    """Return the copy that is kept: numbers lead to their figures (``opens`` gives the address of one in a scope), typed
    ones are marked, and the table 数据来源 closes it; and what it was made from, which is kept as for the clean copy."""
    rendered = _rendered(caller, key, scope)
    fixed = replace(scope, as_of=rendered.seq)
    content = write_with_sources(
        rendered.document, scope, rendered.seq, lambda use: opens(use, scope_of_use(use, fixed))
    )
    return _kept(caller, key, rendered, content), rendered


def _rendered(caller: Caller, key: str, scope: Scope) -> Rendered:
    hooks.require(caller, "report.download", scope.unit.pk, pack=key.partition("/")[0])
    rendered = render_report(caller, key, scope)
    if scope.as_of is None and Arrival.objects.get().last_seq != rendered.seq:
        rendered = render_report(caller, key, replace(scope, as_of=rendered.seq), hand=rendered.hand)
    return rendered


def _kept(caller: Caller, key: str, rendered: Rendered, content: bytes) -> bytes:
    scope = rendered.scope
    with transaction.atomic():
        Rendering.objects.create(
            report=key,
            unit=scope.unit,
            period=scope.period.text,
            tree=scope.tree,
            view=scope.view,
            seq=rendered.seq,
            pack_version=rendered.pack_version,
            template_digest=rendered.template_digest,
            file_digest=digest(content),
            hand=rendered.hand,
            post=caller.post,
        )
        log(caller, "report.download", key, unit=scope.unit.uid, period=scope.period.text, seq=rendered.seq)
    return content


def write_by_hand(caller: Caller, key: str, scope: Scope, written: Mapping[str, str]) -> int:
    """Keep what was written at the places of a report that are written by hand; return how many of them changed.

    It stays when figures are recomputed. Who may hand the report out may write in it. Raises Refusal ``hand_unknown`` for
    a place that the report does not have and ``hand_too_long``.
    """
    hooks.require(caller, "report.download", scope.unit.pk, pack=key.partition("/")[0])
    rendered = render_report(caller, key, scope)
    places = rendered.hand_places
    stands = {
        place: "\n".join(block.text for block in rendered.document.blocks if block.place == place and block.text)
        for place in places
    }
    changed = 0
    with transaction.atomic():
        for place, text in written.items():
            if place not in places:
                raise Refusal("hand_unknown", place=place)
            lines = "\n".join(filter(None, (clean(line).strip() for line in text.splitlines())))
            if len(lines) > MOST_BY_HAND:
                raise Refusal("hand_too_long", most=MOST_BY_HAND, length=len(lines))
            if lines != stands[place]:
                HandWritten.objects.create(
                    report=key,
                    unit=scope.unit,
                    period=scope.period.text,
                    place=place,
                    text=lines,
                    post=caller.post,
                    person=caller.person,
                )
                changed += 1
        if changed:
            log(caller, "report.write", key, unit=scope.unit.uid, period=scope.period.text, places=changed)
    return changed
