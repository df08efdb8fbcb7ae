"""Rounds in rows: the list, the sample, the table of units and questions, findings, what a draw was made of, the story."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yiben.accounts.queries import people
from yiben.audit.hooks import ProblemStanding
from yiben.dossiers.circular import percent_text
from yiben.inspections.actions.visiting import problem_of
from yiben.inspections.declared import questions_of
from yiben.inspections.models import Answer, Draw, Round, RoundStep, Visit, VisitBefore
from yiben.inspections.results import ItemResult, UnitResult
from yiben.inspections.sampling import mark_of
from yiben.packs.checklists import Checklist
from yiben.web.kit.parts import Empty, Event
from yiben.web.kit.tables import Act, Cell, Column, Row, Table
from yiben.web.showing import day_text, listed
from yiben.web.stories import told_steps

STATES: Mapping[str, tuple[str, Any]] = {
    "draft": ("n", gettext_lazy("being prepared")),
    "open": ("y", gettext_lazy("being visited")),
    "closed": ("g", gettext_lazy("ended")),
    "dropped": ("r", gettext_lazy("called off")),
}
ANSWERS: Mapping[str, tuple[str, Any]] = {
    "yes": ("g", gettext_lazy("yes")),
    "no": ("r", gettext_lazy("no")),
    "na": ("n", gettext_lazy("not applicable")),
}
_STEPS = {
    "plan": gettext_lazy("planned a round of inspection"),
    "change": gettext_lazy("changed it"),
    "draw": gettext_lazy("drew the units"),
    "open": gettext_lazy("began it"),
    "add": gettext_lazy("added a unit"),
    "visit": gettext_lazy("kept a visit"),
    "correct": gettext_lazy("corrected a visit"),
    "plan_again": gettext_lazy("planned a re-inspection"),
    "again": gettext_lazy("kept a re-inspection"),
    "hand_on": gettext_lazy("handed a finding on"),
    "close": gettext_lazy("ended it"),
    "drop": gettext_lazy("called it off"),
}


def rounds_table(rows: Iterable[tuple[Round, int, int]]) -> Table:
    """Return rounds in rows, each with how many of its visits (as far as they are seen) were made."""
    columns = [
        Column("title", _("Round"), "title"),
        Column("unit", _("Inspecting unit")),
        Column("approval", _("Number in the plan"), is_minor=True),
        Column("days", _("From – to"), "short"),
        Column("visits", _("Visits"), "short"),
        Column("state", _("State"), "state"),
    ]
    lines = []
    for each, made, count in rows:
        css, word = STATES[each.state]
        lines.append(
            Row(
                [
                    Cell(each.title, reverse("inspection-show", args=[each.uid])),
                    Cell(each.unit.short_name),
                    Cell(each.approval or _("none, with a reason"), is_missing=not each.approval),
                    Cell(f"{day_text(each.begins_on, short=True)} – {day_text(each.ends_on, short=True)}"),
                    Cell(f"{made}/{count}"),
                    Cell(str(word), state=css),
                ]
            )
        )
    return Table(_("Rounds"), columns, lines, Empty(_("No round yet"), _("Plan one; its units are drawn by a seed.")))


def results_table(asked: Checklist, rows: Sequence[UnitResult], *, may_visit: bool = False) -> Table:
    """Return the table of units and questions, as the first visits found it; a unit leads to its visit."""
    columns = [Column("unit", _("Unit"), "title"), Column("day", _("Visited on"), "short")]
    columns += [Column(item.id, item.text, "state") for item in asked.items]
    columns.append(Column("again", _("Re-inspection"), "state"))
    lines = []
    for each in rows:
        visit = each.visit
        url = reverse("inspection-visit", args=[visit.uid])
        tags = [_("added by hand")] if visit.added else []
        day = day_text(visit.visited_on, short=True) if visit.visited_on else ""
        if visit.state == Visit.PLANNED and may_visit:
            first = Cell(
                "", url, button=_("Visit %(unit)s") % {"unit": visit.unit.short_name}, plain=visit.unit.short_name
            )
        else:
            first = Cell(visit.unit.short_name, url, tags=tags)
        cells = [first, Cell(day or _("to come"))]
        for item in asked.items:
            answer = each.answers.get(item.id)
            cells.append(answer_cell(answer) if answer else Cell(""))
        cells.append(_again(each))
        lines.append(Row(cells))
    return Table(
        _("Units and questions"), columns, lines, Empty(_("No unit yet"), _("Draw the units first.")), is_tight=True
    )


def shares_table(row: Round, items: Sequence[ItemResult]) -> Table:
    """Return how each question was answered; every number opens to its visits."""
    columns = [
        Column("item", _("Question"), "title"),
        Column("yes", _("Answered yes"), "number"),
        Column("no", _("Answered no"), "number"),
        Column("na", _("Not applicable"), "number", is_minor=True),
        Column("share", _("Share answered yes"), "number"),
    ]
    lines = []
    for each in items:
        cells = [Cell(each.item.text)]
        for answer, count in (
            (Answer.YES, each.yes),
            (Answer.NO, each.no),
            (Answer.NOT_APPLICABLE, each.not_applicable),
        ):
            cells.append(Cell(str(count), figure_url(row, f"{each.item.id}.{answer}"), is_figure=True))
        cells.append(
            Cell(percent_text(each.share) if each.share is not None else "", note=f"{each.yes}/{each.yes + each.no}")
        )
        lines.append(Row(cells))
    return Table(_("How the questions were answered"), columns, lines, Empty(_("Nothing yet"), ""), is_tight=True)


def findings_table(
    asked: Checklist,
    rows: Sequence[UnitResult],
    standing: Mapping[str, ProblemStanding],
    *,
    may_lead: bool,
    may_visit: bool,
) -> Table:
    """Return the findings, each with how its rectification stands, or a button that hands it on."""
    columns = [
        Column("problem", _("Finding"), "title"),
        Column("unit", _("Unit")),
        Column("state", _("Rectification"), "state"),
        Column("due", _("Due"), "short"),
        Column("do", "", "short"),
    ]
    lines = []
    for each in rows:
        for answer in each.failed:
            item = asked.item(answer.item)
            problem = problem_of(item, str(answer.note.get("words", ""))) if item else answer.item
            stands = standing.get(answer.matter)
            lines.append(
                Row(
                    [
                        Cell(problem, reverse("inspection-visit", args=[each.visit.uid])),
                        Cell(each.visit.unit.short_name),
                        standing_cell(answer, stands, can_be=asked.hands is not None),
                        Cell(day_text(stands.due_on, short=True) if stands and stands.due_on else ""),
                        Cell("", acts=_acts(answer, asked, may_lead, may_visit)),
                    ]
                )
            )
    return Table(_("Findings"), columns, lines, Empty(_("No finding"), _("Everything that was visited was in order.")))


def standing_cell(answer: Answer, stands: ProblemStanding | None, *, can_be: bool) -> Cell:
    """Return how a finding stands, leading to its matter."""
    if stands is None:
        return Cell(_("not handed on"), state="y") if can_be else Cell("")
    css = "g" if stands.is_done else "r" if stands.is_late else "y"
    text = listed([stands.state, _("overdue")]) if stands.is_late else stands.state
    see = Act(stands.number or _("See the matter"), reverse("matter-show", args=[stands.uid]))
    return Cell(text, state=css, acts=[see])


def draw_table(draw: Draw) -> Table:
    """Return the frame of a draw in the order in which the seed puts it, with the digits that decide, so that anybody can
    draw again."""
    columns = [
        Column("code", _("Code"), "title"),
        Column("unit", _("Unit")),
        Column("above", _("Unit above")),
        Column("mark", _("First digits"), "short"),
        Column("drawn", _("Drawn"), "state"),
    ]
    drawn = set(draw.sample)
    ordered = sorted(
        draw.frame, key=lambda each: (each[2] if draw.by_parent else "", mark_of(draw.seed, each[0]), each[0])
    )
    lines = [
        Row(
            [
                Cell(code),
                Cell(name),
                Cell(above),
                Cell(mark_of(draw.seed, code)[:12]),
                Cell(_("drawn"), state="g") if code in drawn else Cell(""),
            ]
        )
        for code, name, _parent, above in ordered
    ]
    return Table(_("Frame"), columns, lines, Empty(_("Nothing yet"), ""), is_tight=True)


def answer_cell(answer: Answer) -> Cell:
    """Return an answer with its mark."""
    css, word = ANSWERS[answer.answer]
    return Cell(str(word), state=css)


def figure_url(row: Round, figure: str) -> str:
    """Return where a number of a round opens: the visits behind it."""
    return f"{reverse('inspection-show', args=[row.uid])}?of={figure}#visits"


def chosen(rows: Sequence[UnitResult], figure: str, standing: Mapping[str, ProblemStanding]) -> list[UnitResult]:
    """Return the visits behind a number: all of them for an unknown one."""
    done = [each for each in rows if each.visit.state == Visit.DONE]
    item, _dot, answer = figure.rpartition(".")
    if item:
        return [each for each in done if item in each.answers and each.answers[item].answer == answer]
    found = {
        "done": lambda each: True,
        "in_order": lambda each: not each.failed,
        "failed": lambda each: bool(each.failed),
        "handed": lambda each: any(one.matter for one in each.failed),
        "mended": lambda each: any(one.matter in standing and standing[one.matter].is_done for one in each.failed),
    }.get(figure)
    return [each for each in done if found(each)] if found else list(rows)


def story_events(steps: Sequence[RoundStep]) -> list[Event]:
    """Return the story of a round."""
    return told_steps(steps, _STEPS, lambda said: _("seed %(seed)s") % {"seed": said["seed"]} if "seed" in said else "")


def visit_changes(visit: Visit, asked: Checklist) -> list[tuple[VisitBefore, str, list[tuple[str, str, str]]]]:
    """Return what a visit said before each of its corrections, the latest first: the version, who corrected it, and what was
    changed then as (question, answer, words)."""
    versions = list(visit.before.all())
    who = people({each.person for each in versions})
    after = {each.item: [each.answer, each.note.get("words", "")] for each in visit.answers.all()}
    words, found = visit.note.get("words", ""), []
    for each in reversed(versions):
        was = each.said.get("answers", {})
        rows = [
            (item.text, str(ANSWERS[was[item.id][0]][1]), was[item.id][1])
            for item in asked.items
            if item.id in was and was[item.id] != after.get(item.id)
        ]
        if each.said.get("words", "") != words:
            rows.append((_("On the whole"), "", each.said.get("words", "")))
        found.append((each, who.get(each.person, ""), rows))
        after, words = was, each.said.get("words", "")
    return found


def checklist_label(row: Round) -> str:
    """Return what the list of questions of a round is called."""
    return questions_of(row.checklist).label


def _again(each: UnitResult) -> Cell:
    if each.again is None or each.last is None or each.last.visited_on is None:
        return Cell("")
    left = [answer for answer in each.again.values() if answer.answer == Answer.NO]
    day = day_text(each.last.visited_on, short=True)
    return Cell(_("still open") if left else _("in order"), state="r" if left else "g", note=day)


def _acts(answer: Answer, asked: Checklist, may_lead: bool, may_visit: bool) -> list[Act]:
    found = []
    if may_lead and asked.hands is not None and not answer.matter:
        found.append(Act(_("Hand on for rectification"), reverse("inspection-hand", args=[answer.uid]), "do", "hand"))
    if may_visit:
        found.append(Act(_("Go there again"), reverse("inspection-again", args=[answer.visit.uid]), "do", "again"))
    return found
