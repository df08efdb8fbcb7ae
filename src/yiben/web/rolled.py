"""A paper in the making as its page shows it: the text with every number marked, the list of numbers, the dates."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yiben.audit import hooks
from yiben.checking.drafts import readable_metrics
from yiben.checking.naming import is_alike
from yiben.metrics.periods import parse_period
from yiben.rolling.actions import KEEP
from yiben.rolling.computing import compute_numbers, figure_request
from yiben.rolling.models import RolledPaper, RolledTemplate
from yiben.rolling.numbers import DateChoice, Number, Option
from yiben.rolling.queries import next_period, numbers_of, old_period, open_numbers, scope_of
from yiben.sentences import say
from yiben.web.access import PostRequest
from yiben.web.kit.fields import Choice, Group
from yiben.web.kit.parts import Empty
from yiben.web.kit.tables import Act, Cell, Column, Row, Table
from yiben.web.scoping import figure_url
from yiben.web.showing import moment_text, period_text

TO_CHOOSE = (gettext_lazy("to choose"), "y")
NO_SOURCE = (gettext_lazy("no source"), "n")
HAND = (gettext_lazy("written by hand"), "n")
ELSEWHERE = (gettext_lazy("from elsewhere"), "n")
BEHIND = 10
"""Characters behind a date that tell it from others alike."""
KINDS = {"ordinal": gettext_lazy("ordinal"), "title": gettext_lazy("in a title")}
"""What is offered and never proposed as taken."""


@dataclass(frozen=True)
class RolledPiece:
    """A stretch of the paper. ``mark`` is sure, choose, none or date; ``old`` is what stood there before, ``number`` its
    place in the list."""

    text: str
    mark: str = ""
    old: str = ""
    number: int | None = None


@dataclass(frozen=True)
class RolledRow:
    """A number in the list: what it was and is, what it may be bound to, what wants a look."""

    at: int
    number: Number
    label: str
    state: str
    choices: Sequence[Group]
    last: str
    agrees: bool
    now: str
    warning: str
    url: str

    @property
    def key(self) -> str:
        """Its place as text: what the name of its field ends with."""
        return str(self.at)


def paper_lines(text: str, numbers: Sequence[Number], dates: Sequence[DateChoice]) -> list[list[RolledPiece]]:
    """Return the paper paragraph by paragraph as it will be, every number and every date that moves marked."""
    marks = [
        (each.start, each.end, RolledPiece(each.shown, _mark(each), _old(each.text, each.shown), at))
        for at, each in enumerate(numbers)
    ]
    marks += [
        (each.start, each.end, RolledPiece(each.new, "date", each.text))
        for each in dates
        if each.is_taken and each.new
    ]  # fmt: skip
    marks += [(each.start, each.end, RolledPiece(each.text, "day")) for each in dates if each.kind == "day"]
    marks.sort(key=lambda each: each[:2])
    lines, start, at = [], 0, 0
    for line in text.split("\n"):
        end, done, pieces = start + len(line), start, []
        while at < len(marks) and marks[at][1] <= end:
            first, last, piece = marks[at]
            if first >= done:
                pieces += [RolledPiece(text[done:first])] if first > done else []
                pieces.append(piece)
                done = last
            at += 1
        pieces += [RolledPiece(text[done:end])] if end > done else []
        if line.strip():
            lines.append(pieces)
        start = end + 1
    return lines


def number_rows(request: PostRequest, paper: RolledPaper, numbers: Sequence[Number]) -> list[RolledRow]:
    """Return the list of numbers in the order of the text."""
    metrics = readable_metrics(request.caller, scope_of(paper))
    labels = {key: (metric.label, metric.unit) for key, metric in metrics.items()}
    url_of = source_url(paper)
    offered = _offered_now(request, paper, numbers)
    rows = []
    for at, each in enumerate(numbers):
        label, state = _state(each)
        first = each.option or (each.options[0] if each.options else None)
        warning = say(f"rolling_{each.flag}", {"ledger": each.ledger}) if each.flag else ""
        url = url_of(each) if each.bound and each.now else ""
        rows.append(
            RolledRow(
                at, each, str(label), state, _choices(each, labels),
                first.last if first else "", bool(first and first.agrees), offered.get(at, each.ledger), warning, url,
            )
        )  # fmt: skip
    return rows


def _offered_now(request: PostRequest, paper: RolledPaper, numbers: Sequence[Number]) -> dict[int, str]:
    """The ledger's numbers of this year for what is only offered, for those who may take it."""
    if not hooks.allow(request.caller, "report.render", paper.unit_id):
        return {}
    places = [at for at, each in enumerate(numbers) if each.is_open and not each.bound and each.options]
    tried = [replace(numbers[at], bound=numbers[at].options[0].key) for at in places]
    found = compute_numbers(request.caller, tried, scope_of(paper, paper.seq or None), old_period(paper))
    return {at: each.ledger for at, each in zip(places, found, strict=True)}


def source_url(paper: RolledPaper) -> Callable[[Number], str]:
    """Return a function from a bound number to the address at which its figure opens, as of the paper's entry."""
    scope, was = scope_of(paper, paper.seq or None), old_period(paper)

    def url_of(number: Number) -> str:
        request = figure_request(number, scope, was)
        return figure_url(request.key, request.scope)

    return url_of


def date_label(text: str, each: DateChoice) -> str:
    """Return what a date becomes with the words behind it, as its box is labelled."""
    said = _("%(old)s → %(new)s") % {"old": each.text, "new": each.new}
    behind = text[each.end : each.end + BEHIND].partition("\n")[0]
    return " · ".join(part for part in (said, f"…{behind}" if behind else "", str(KINDS.get(each.kind, ""))) if part)


def papers_table(papers: Sequence[RolledPaper]) -> Table:
    """Return the papers in the making, the latest first."""
    columns = [
        Column("paper", _("Paper"), "title"),
        Column("unit", _("Unit"), "short"),
        Column("period", _("Period"), "short"),
        Column("state", _("State"), "state"),
        Column("changed", _("Changed"), "short", is_minor=True),
    ]
    rows = []
    for each in papers:
        left = len(open_numbers(each))
        state = Cell(_("%(count)s to decide") % {"count": left}, state="y") if left else Cell(_("ready"), state="g")
        cells = [
            Cell(str(each), reverse("rolling-show", args=[each.uid])),
            Cell(each.unit.short_name),
            Cell(period_text(parse_period(each.period))),
            state,
            Cell(moment_text(each.changed_at)),
        ]
        rows.append(Row(cells))
    nothing = Empty(_("No paper in the making"), _("Hand in last year's paper beside this."))
    return Table(_("Papers in the making"), columns, rows, nothing)


def templates_table(saved: Sequence[RolledTemplate], may_write: bool) -> Table:
    """Return the saved papers, each with what it becomes next at one click."""
    columns = [
        Column("label", _("Saved paper"), "title"),
        Column("unit", _("Unit"), "short"),
        Column("numbers", _("Bound numbers"), "number"),
        Column("next", _("Next"), "short"),
    ]
    rows = []
    for each in saved:
        bound = sum(1 for number in numbers_of(each) if number.bound)
        rows.append(Row([Cell(each.label), Cell(each.unit.short_name), Cell(str(bound)), _next(each, may_write)]))
    nothing = Empty(_("No saved paper yet"), _("Once a paper is done, save it for the next time on its page."))
    return Table(_("Saved papers"), columns, rows, nothing)


def _next(saved: RolledTemplate, may_write: bool) -> Cell:
    """The paper to be made next: at one click, once its period has begun."""
    period = parse_period(next_period(parse_period(saved.made_for)))
    if not may_write or period.start > timezone.localdate():
        return Cell(period_text(period))
    label = _("Make that for %(period)s") % {"period": period_text(period)}
    return Cell(acts=[Act(label, reverse("rolling-again", args=[saved.uid]), "period", period.text)])


def _choices(number: Number, labels: dict[str, tuple[str, str]]) -> list[Group]:
    offered = [_choice(each, number, labels) for each in number.options if each.metric in labels]
    known = {each.value for each in offered}
    others = [
        Choice(key, label, number.bound == key)
        for key, (label, unit) in labels.items()
        if key not in known and is_alike(unit, number.unit)
    ]
    here = [
        Choice("", _("undecided"), not number.bound and not number.by_hand),
        Choice(KEEP, _("stays as it is written"), number.by_hand),
    ]
    groups = [Group("", here)]
    groups += [Group(_("offered"), offered)] if offered else []
    return groups + ([Group(_("others that count in %(unit)s") % {"unit": number.unit}, others)] if others else [])


def _choice(option: Option, number: Number, labels: dict[str, tuple[str, str]]) -> Choice:
    label = labels[option.metric][0]
    said = _("%(metric)s, year on year") % {"metric": label} if option.how == "change" else label
    if option.last:
        said = _("%(metric)s (was %(last)s)") % {"metric": said, "last": option.last}
    return Choice(option.key, said, number.bound == option.key)


def _mark(number: Number) -> str:
    if number.flag:
        return "flagged"
    if number.bound and number.new:
        return "sure"
    return "hand" if number.by_hand else "choose" if number.state == "choose" else "none"


def _old(old: str, new: str) -> str:
    return "" if old == new else old


def _state(number: Number) -> tuple[object, str]:
    if number.by_hand:
        return HAND
    if number.bound and number.new:
        return _("bound to the ledger"), "y" if number.flag else "g"
    if number.state == "external":
        return ELSEWHERE
    return NO_SOURCE if number.state == "none" else TO_CHOOSE
