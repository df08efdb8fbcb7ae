"""A draft as its check shows it: what differs, what has no source, and the text with every number marked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yiben.checking.drafts import Judged, Verdict
from yiben.deviations import say_inconsistency
from yiben.reports.wording import grouped
from yiben.sentences import say
from yiben.text.consistency.findings import Inconsistency
from yiben.text.results import Reading
from yiben.web.kit.parts import Empty
from yiben.web.kit.tables import Cell, Column, Row, Table
from yiben.web.scoping import figure_url
from yiben.web.showing import period_text

VERDICTS: dict[Verdict, tuple[object, str]] = {
    "differs": (gettext_lazy("differ"), "r"),
    "agrees": (gettext_lazy("agree"), "g"),
    "external": (gettext_lazy("from elsewhere"), "n"),
    "no_source": (gettext_lazy("without a source"), "n"),
}
"""What the verdicts are called beside their number, and the state that is drawn for them."""


@dataclass(frozen=True)
class Piece:
    """A stretch of the draft. ``mark`` is the verdict on it, or ``wrong`` for what does not agree within the draft;
    ``note`` is printed behind it, ``title`` shown over it."""

    text: str
    mark: str = ""
    url: str = ""
    note: str = ""
    title: str = ""
    anchor: int | None = None


@dataclass(frozen=True)
class Line:
    """A paragraph of the draft."""

    pieces: Sequence[Piece]
    is_title: bool = False
    is_heading: bool = False


def counts(judged: Sequence[Judged]) -> list[tuple[str, int, str]]:
    """Return (label, number, state) of each verdict."""
    return [
        (str(label), sum(1 for each in judged if each.verdict == verdict), state)
        for verdict, (label, state) in VERDICTS.items()
    ]


def differs_table(judged: Sequence[Judged]) -> Table:
    """Return the claims that differ from the ledger, each leading to its place and to its figure."""
    columns = [
        Column("claim", _("The draft says"), "title"),
        Column("ledger", _("The ledger says"), "number"),
        Column("difference", _("Draft less ledger"), "number"),
        Column("metric", _("Metric")),
        Column("scope", _("Scope")),
    ]
    rows = []
    for each in judged:
        if each.verdict != "differs" or each.figure is None or each.difference is None:
            continue
        scope = each.figure.request.scope
        sign = "+" if each.difference > 0 else "−"
        rows.append(
            Row(
                [
                    Cell(each.claim.text, f"#n{each.place[0]}"),
                    Cell(grouped(each.figure.value, each.figure.unit), _url(each), is_figure=True),
                    Cell(f"{sign}{each.difference_text}"),
                    Cell(each.figure.label),
                    Cell(f"{scope.unit.short_name} {period_text(scope.period)}"),
                ]
            )
        )
    is_compared = any(each.figure is not None for each in judged)
    text = (
        _("No number that was compared contradicts the ledger.")
        if is_compared
        else _("No number of the draft could be compared with the ledger.")
    )
    nothing = Empty(_("Nothing differs"), text)
    return Table(_("What differs from the ledger"), columns, rows, nothing)


def inconsistent_table(found: Sequence[Inconsistency], judged: Sequence[Judged]) -> Table:
    """Return what does not agree within the draft; what is sure first."""
    columns = [
        Column("place", _("The draft says"), "title"),
        Column("what", _("What does not agree")),
        Column("sure", _("State"), "short"),
    ]
    rows = [
        Row([Cell(each.text, f"#n{_number_of(each, judged)}"), Cell(say_inconsistency(each)), _sure(each)])
        for each in sorted(found, key=lambda each: (each.certainty != "sure", each.start))
    ]
    return Table(_("What does not agree within the draft"), columns, rows, Empty(_("Nothing"), ""))


def unsourced_table(judged: Sequence[Judged]) -> Table:
    """Return the claims that nothing in the ledger could be found for, with the reason."""
    columns = [Column("claim", _("The draft says"), "title"), Column("why", _("Why it was not compared"))]
    rows = [
        Row([Cell(each.claim.text, f"#n{each.place[0]}"), Cell(_reason(each))])
        for each in judged
        if each.verdict in ("no_source", "external")
    ]
    return Table(_("Not compared"), columns, rows, Empty(_("Nothing"), ""))


def draft_lines(reading: Reading, judged: Sequence[Judged], found: Sequence[Inconsistency]) -> list[Line]:
    """Return the draft paragraph by paragraph, every claimed number marked."""
    text, marks = reading.clean_text, _marks(reading.clean_text, judged, found)
    headings = {each.start for each in reading.outline}
    lines, at, start = [], 0, 0
    for line in text.split("\n"):
        end, pieces, done = start + len(line), [], start
        while at < len(marks) and marks[at][1] <= end:
            first, last, piece = marks[at]
            pieces += [Piece(text[done:first])] if first > done else []
            pieces.append(piece)
            done, at = last, at + 1
        pieces += [Piece(text[done:end])] if end > done else []
        if line.strip():
            lines.append(Line(pieces, line.strip() == reading.metadata.title, start in headings and "。" not in line))
        start = end + 1
    return lines


def _marks(text: str, judged: Sequence[Judged], found: Sequence[Inconsistency]) -> list[tuple[int, int, Piece]]:
    """The marked stretches in order. What does not agree within the draft is said at the number that it is said of."""
    wrong = {_number_of(each, judged): each for each in found}
    marks = [(*each.place, _piece(text, each, wrong.pop(each.place[0], None))) for each in judged]
    for start, each in wrong.items():
        piece = Piece(text[start : each.end], "wrong", note=say_inconsistency(each), anchor=start)
        marks.append((start, each.end, piece))
    taken: list[tuple[int, int, Piece]] = []
    for mark in sorted(marks, key=lambda each: each[:2]):
        if not taken or mark[0] >= taken[-1][1]:
            taken.append(mark)
    return taken


def _number_of(found: Inconsistency, judged: Sequence[Judged]) -> int:
    """Where the number stands that is said not to agree; the beginning of the stretch where it is no claimed number."""
    places = (each.place[0] for each in judged if (each.claim.start, each.claim.end) == (found.start, found.end))
    return next(places, found.start)


def _piece(text: str, each: Judged, wrong: Inconsistency | None) -> Piece:
    start, end = each.place
    note = _("ledger: %(number)s") % {"number": each.ledger_text} if each.verdict == "differs" else ""
    title = each.figure.label if each.figure else _reason(each)
    if wrong is not None and not note:
        return Piece(text[start:end], "wrong", _url(each), say_inconsistency(wrong), title, start)
    return Piece(text[start:end], each.verdict, _url(each), note, title, start)


def _url(each: Judged) -> str:
    return figure_url(each.figure.metric_id, each.figure.request.scope) if each.figure else ""


def _reason(each: Judged) -> str:
    if each.verdict == "external":
        return _("The sentence names another source.")
    return say(each.reason, {"candidates": each.candidates})


def _sure(found: Inconsistency) -> Cell:
    return Cell(_("wrong"), state="r") if found.certainty == "sure" else Cell(_("please check"), state="y")
