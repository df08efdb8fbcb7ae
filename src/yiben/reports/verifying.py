"""A report in somebody's hands held against the ledger: found again, computed again as of its number, compared."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone

from yiben.audit.callers import Caller
from yiben.errors import Refusal, TextProblem
from yiben.ledger.canonical import digest
from yiben.metrics.periods import parse_period
from yiben.metrics.scopes import Scope
from yiben.reports.docx_writer import read_docx_lines
from yiben.reports.models import Rendering
from yiben.reports.queries import Rendered, render_report
from yiben.reports.sourced import text_without_sources

MOST_TRIED = 50
"""Renderings that a changed file is held against, the latest first."""


@dataclass(frozen=True)
class Change:
    """A paragraph that differs: as it stands in the file, and as it is computed ("" where there is none)."""

    kept: str
    computed: str


@dataclass(frozen=True)
class VerifiedReport:
    """A report found again. ``is_untouched``: byte for byte the file that was handed out."""

    rendering: Rendering
    rendered: Rendered
    is_untouched: bool
    changes: tuple[Change, ...]

    @property
    def holds(self) -> bool:
        """Whether every sentence of it follows from the ledger as of its number."""
        return not self.changes


def verify_report(caller: Caller, data: bytes) -> VerifiedReport:
    """Return the rendering that a .docx is, or was before somebody edited it, and what differs from it computed again.

    Raises Refusal ``layout_unreadable`` for what is no .docx and ``report_not_ours`` for one that no rendering resembles.
    """
    lines = _lines_of(data)
    exact = Rendering.objects.filter(file_digest=digest(data)).select_related("unit").last()
    if exact is not None:
        rendered = _again(caller, exact)
        return VerifiedReport(exact, rendered, True, _changes(lines, rendered))
    title = lines[0] if lines else ""
    for rendering in Rendering.objects.select_related("unit").order_by("-pk")[:MOST_TRIED]:
        rendered = _again(caller, rendering)
        if rendered.document.title and "".join(lines).startswith(rendered.document.title):
            return VerifiedReport(rendering, rendered, False, _changes(lines, rendered))
    raise Refusal("report_not_ours", title=title[:40])


def is_rendering(data: bytes) -> bool:
    """Return whether a file is byte for byte one that was rendered from a pack's template."""
    return Rendering.objects.filter(file_digest=digest(data)).exists()


def _again(caller: Caller, rendering: Rendering) -> Rendered:
    scope = Scope(
        rendering.unit,
        parse_period(rendering.period),
        rendering.tree,
        "corrected" if rendering.view == "corrected" else "posted",
        rendering.seq,
    )
    return render_report(
        caller,
        rendering.report,
        scope,
        today=timezone.localdate(rendering.at),
        hand=rendering.hand,
        post=rendering.post,
    )


def _changes(kept: Sequence[str], rendered: Rendered) -> tuple[Change, ...]:
    computed = [line.strip() for line in rendered.document.text.split("\n") if line.strip()]
    found = []
    for kind, a, b, c, d in difflib.SequenceMatcher(None, kept, computed, autojunk=False).get_opcodes():
        if kind == "equal":
            continue
        left, right = list(kept[a:b]), computed[c:d]
        for index in range(max(len(left), len(right))):
            found.append(Change(left[index] if index < len(left) else "", right[index] if index < len(right) else ""))
    return tuple(found)


def _lines_of(data: bytes) -> list[str]:
    try:
        return [line.strip() for line in text_without_sources(read_docx_lines(data))]
    except TextProblem as problem:
        raise Refusal("layout_unreadable") from problem
