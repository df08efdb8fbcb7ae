"""The repairs of a document and its doubtful places as its reading page lists them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.core.paginator import Page
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from yiben.documents.models import Document
from yiben.documents.repairs import Change, DoubtfulPlace
from yiben.text.reviewing import SURE
from yiben.web.kit.parts import Empty
from yiben.web.kit.places import Place
from yiben.web.kit.tables import Act, Cell, Column, Row, Table

RULES = {
    "note": gettext_lazy("Phonetic note taken out"),
    "byte-shift": gettext_lazy("Shifted bytes put right"),
    "traditional": gettext_lazy("Traditional to simplified"),
    "quote": gettext_lazy("Lost quotation mark put back"),
    "width": gettext_lazy("Half-width mark made full-width"),
    "watermark": gettext_lazy("Watermark of a web site taken out"),
    "blot": gettext_lazy("Covered character marked □"),
    "document number": gettext_lazy("Brackets of the document number"),
    "line break": gettext_lazy("Broken line joined"),
    "quote direction": gettext_lazy("Quotation mark turned round"),
    "stray quote": gettext_lazy("Stray quotation mark taken out"),
    "blank": gettext_lazy("Blank taken out"),
    "zero": gettext_lazy("Letter made a zero"),
    "slip": gettext_lazy("Slip of the pen"),
    "entity": gettext_lazy("Mark of a web page read"),
    "invisible": gettext_lazy("Invisible character taken out"),
    "lost": gettext_lazy("Lost character marked □"),
    "mail mark": gettext_lazy("Mark of a quoted letter taken out"),
    "letter for digit": gettext_lazy("Letter typed for a digit"),
}
DOUBTS = {
    "guess": gettext_lazy("guessed"),
    "blot": gettext_lazy("character lost"),
    "number": gettext_lazy("number beside a doubtful place"),
}
_AROUND = 12
"""Characters shown on either side of a place."""


@dataclass(frozen=True)
class ShownChange:
    """One repair as the page tells of it, with the addresses of its neighbours ("" at the ends)."""

    number: int
    of: int
    before: str
    after: str
    rule: str
    certainty: int
    is_sure: bool
    is_reverted: bool
    previous: int = 0
    following: int = 0


def show_change(changes: Sequence[Change], number: int) -> ShownChange | None:
    """Return the repair of a number, None when there is none."""
    if not 1 <= number <= len(changes):
        return None
    change, of = changes[number - 1], len(changes)
    repair = change.repair
    return ShownChange(
        number,
        of,
        repair.before,
        repair.after,
        rule_text(repair.rule),
        round(repair.confidence * 100),
        repair.confidence >= SURE,
        change.is_reverted,
        number - 1,
        number + 1 if number < of else 0,
    )


def rule_text(rule: str) -> str:
    """Return the name of the rules by which something was repaired."""
    return " + ".join(str(RULES.get(each, each)) for each in rule.split("+"))


def rules_of(changes: Sequence[Change]) -> list[tuple[str, str, int]]:
    """Return (rule, its name, how many repairs) with the commonest first."""
    counted = Counter(each.repair.rule for each in changes)
    return [(rule, rule_text(rule), count) for rule, count in counted.most_common()]


def changes_table(document: Document, page: Page[Change], place: Place, plan: str, *, may_change: bool) -> Table:
    """Return the repairs of a page of them, each with the way to its place and to taking it back."""
    columns = [
        Column("number", _("No."), "short"),
        Column("place", _("Where"), "title"),
        Column("before", _("Before")),
        Column("after", _("After")),
        Column("rule", _("Rule")),
        Column("certainty", _("Certainty"), "number"),
        Column("state", _("State"), "state"),
    ]
    rows = [_change_row(document, each, plan, may_change=may_change) for each in page]
    count = page.paginator.count
    counted = ngettext("%(count)s repair", "%(count)s repairs", count) % {"count": count}
    nothing = Empty(_("Nothing was repaired"), _("The text stands as it arrived."))
    return Table(_("Repairs"), columns, rows, nothing, total_label=counted if rows else "", place=place, page=page)


def doubts_table(
    document: Document, places: Sequence[DoubtfulPlace], changes: Sequence[Change], plan: str, *, may_change: bool
) -> Table:
    """Return the places that have to be compared with the paper, those not yet confirmed first."""
    columns = [
        Column("place", _("Where"), "title"),
        Column("why", _("Why"), "short"),
        Column("before", _("As it arrived")),
        Column("state", _("State"), "state"),
    ]
    numbers = {each.place: each for each in changes}
    ordered = sorted(enumerate(places, start=1), key=lambda pair: pair[1].is_confirmed)
    rows = [_doubt_row(document, n, each, numbers.get(each.place), plan, may_change=may_change) for n, each in ordered]
    nothing = Empty(_("Nothing is doubtful"), _("No character was guessed, none is missing."))
    return Table(_("To be compared with the paper"), columns, rows, nothing)


def around(text: str, start: int, end: int) -> str:
    """Return a place of a text with some characters on either side, on one line."""
    before, after = text[max(0, start - _AROUND) : start], text[end : end + _AROUND]
    return f"…{before}【{text[start:end]}】{after}…".replace("\n", " ")


def _change_row(document: Document, change: Change, plan: str, *, may_change: bool) -> Row:
    repair, number = change.repair, change.number
    acts = []
    if may_change:
        label = _("Make it again") if change.is_reverted else _("Take it back")
        verb = "restore" if change.is_reverted else "revert"
        acts = [Act(label, _act("paper-change", document, number, plan), "do", f"{verb}.list")]
    state = _("taken back") if change.is_reverted else _("guessed") if repair.confidence < SURE else _("made")
    return Row(
        [
            Cell(str(number)),
            Cell(around(document.text, repair.start, repair.end), f"?change={number}#c{number}"),
            Cell(repair.before.replace("\n", "⏎") or "—"),
            Cell(repair.after.replace("\n", "⏎") or "—"),
            Cell(rule_text(repair.rule)),
            Cell(f"{round(repair.confidence * 100)}%"),
            Cell(state, acts=acts),
        ]
    )


def _doubt_row(
    document: Document, number: int, place: DoubtfulPlace, change: Change | None, plan: str, *, may_change: bool
) -> Row:
    doubt = place.doubt
    url = f"?change={change.number}#c{change.number}" if change else f"?view=text&at={doubt.start}#d{doubt.start}"
    acts = []
    if may_change and not place.is_confirmed:
        confirm = _act("paper-confirm", document, number, plan)
        acts = [Act(_("Compared, it is right"), confirm, "start", str(doubt.start))]
        if change:
            take_back = _act("paper-change", document, change.number, plan)
            acts.append(Act(_("Take the repair back"), take_back, "do", "revert.check"))
    return Row(
        [
            Cell(around(document.text, doubt.start, doubt.end), url),
            Cell(str(DOUBTS[doubt.code])),
            Cell(change.repair.before.replace("\n", "⏎") if change else "—"),
            Cell(_("compared") if place.is_confirmed else _("to be compared"), acts=acts),
        ]
    )


def _act(route: str, document: Document, number: int, plan: str) -> str:
    """The address of an act, which says from which plan's page it was chosen."""
    return reverse(route, args=[document.uid, number]) + (f"?plan={plan}" if plan else "")
