"""Assessments in rows: the list, the table of units and items, how each score came about, appeals, the story."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yiben.accounts.queries import people
from yiben.assessments.computing import Score
from yiben.assessments.declared import checklist_of
from yiben.assessments.models import Assessed, Assessment, AssessmentStep, Said
from yiben.assessments.scoring import shown
from yiben.metrics.periods import parse_period
from yiben.packs.assessments import Scheme, exact, plain
from yiben.reports.wording import grouped
from yiben.web.assessment_form import how_words
from yiben.web.kit.parts import Empty, Event
from yiben.web.kit.tables import Cell, Column, Row, Table
from yiben.web.showing import day_text, period_text
from yiben.web.stories import told_steps

STATES: Mapping[str, tuple[str, Any]] = {
    "draft": ("n", gettext_lazy("being put together")),
    "open": ("y", gettext_lazy("being scored")),
    "published": ("y", gettext_lazy("draft shown, appeals possible")),
    "final": ("g", gettext_lazy("final")),
    "dropped": ("r", gettext_lazy("called off")),
}
DECISIONS = {
    "kept": gettext_lazy("stays as it was"),
    "changed": gettext_lazy("other points"),
    "recounted": gettext_lazy("counted again from the ledger as it stands now"),
}
_STEPS = {
    "begin": gettext_lazy("put it together"),
    "change": gettext_lazy("changed it"),
    "open": gettext_lazy("told units and assessors"),
    "self": gettext_lazy("scored its own unit"),
    "judge": gettext_lazy("judged a unit"),
    "review": gettext_lazy("reviewed a unit"),
    "publish": gettext_lazy("showed the units their draft"),
    "accept": gettext_lazy("agreed with the draft"),
    "appeal": gettext_lazy("appealed"),
    "decide": gettext_lazy("decided an appeal"),
    "finish": gettext_lazy("made the result final"),
    "drop": gettext_lazy("called it off"),
}


@dataclass(frozen=True)
class ShownScore:
    """A score as the page of a unit shows it: its points, and where they come from, with a link that opens it. ``lines`` are
    (who, points, words) of what was said."""

    item_id: str
    label: str
    weight: str
    way: str
    points: str
    claimed: str
    claim_words: str
    came_from: str
    url: str
    lines: Sequence[tuple[str, str, str]]
    is_missing: bool
    help: str = ""


def assessments_table(rows: Iterable[Assessment]) -> Table:
    """Return assessments in rows."""
    columns = [
        Column("title", _("Assessment"), "title"),
        Column("unit", _("Assessing unit")),
        Column("period", _("Period"), "short"),
        Column("state", _("State"), "state"),
    ]
    lines = []
    for each in rows:
        css, word = STATES[each.state]
        lines.append(
            Row(
                [
                    Cell(each.title, reverse("assessment-show", args=[each.uid])),
                    Cell(each.unit.short_name),
                    Cell(period_text(parse_period(each.period))),
                    Cell(str(word), state=css),
                ]
            )
        )
    return Table(_("Assessments"), columns, lines, Empty(_("No assessment"), _("Units are assessed by what they did.")))


def units_table(row: Assessment, scheme: Scheme, rows: Sequence[Assessed], found: Mapping[int, list[Score]]) -> Table:
    """Return the table of units and items with totals; a unit leads to how its points came about."""
    columns = [Column("unit", _("Unit"), "title")]
    columns += [Column(item.id, f"{item.label} {plain(exact(item.weight))}", "number") for item in scheme.items]
    columns.append(Column("total", _("Total"), "number"))
    if scheme.grades:
        columns.append(Column("grade", _("Grade"), "short"))
    if scheme.ranks:
        columns.append(Column("place", _("Rank"), "number"))
    columns.append(Column("stand", _("Stands at"), "state"))
    labels = {each.id: each.label for each in scheme.grades}
    ordered = sorted(rows, key=lambda each: each.result.get("place", 0)) if scheme.ranks else list(rows)
    lines = []
    for each in ordered:
        cells = [Cell(each.unit.short_name, reverse("assessment-unit", args=[row.uid, each.unit.code]))]
        if each.result:
            points = {one["id"]: Fraction(one["points"]) for one in each.result["items"]}
            cells += [Cell(shown(points[item.id])) for item in scheme.items]
            cells.append(Cell(shown(Fraction(each.result["total"]))))
        else:
            line = found.get(each.pk, [])
            cells += [
                Cell(shown(score.stands) or _("no points yet"), is_missing=score.stands is None) for score in line
            ]
            cells.append(Cell(""))
        if scheme.grades:
            cells.append(Cell(labels.get(each.result.get("grade", ""), "")))
        if scheme.ranks:
            cells.append(Cell(str(each.result.get("place", ""))))
        cells.append(_stand(row, each, found.get(each.pk, [])))
        lines.append(Row(cells))
    return Table(_("Units"), columns, lines, Empty(_("No unit"), ""), is_tight=True)


def shown_scores(assessed: Assessed, line: Sequence[Score], *, are_named: bool) -> list[ShownScore]:
    """Return a unit's scores with how each came about. ``are_named``: also who judged and reviewed; otherwise the unit that
    did."""
    said = [one for score in line for one in (*score.judged, score.said, score.claimed) if one is not None]
    names = people({each.person for each in said}) if are_named else {}
    return [_shown(assessed, score, names) for score in line]


def story_events(steps: Sequence[AssessmentStep], units: Mapping[str, str]) -> list[Event]:
    """Return the story of an assessment; ``units`` names those that its steps concern."""
    return told_steps(steps, _STEPS, lambda said: units.get(str(said.get("unit", "")), ""))


def _stand(row: Assessment, each: Assessed, line: Sequence[Score]) -> Cell:
    if row.state == Assessment.PUBLISHED:
        if any(not one.decision for one in each.appeals.all()):
            return Cell(_("appeal to be decided"), state="r")
        if each.accepted_on:
            return Cell(_("agreed"), state="g", note=day_text(each.accepted_on, short=True))
        return Cell(_("may appeal"), state="y")
    if row.state == Assessment.FINAL:
        return Cell(_("final"), state="g")
    if each.reviewed_on:
        return Cell(_("reviewed"), state="g")
    return Cell(_("scored itself"), state="y") if any(one.claimed for one in line) else Cell(_("to come"), state="n")


def _shown(assessed: Assessed, score: Score, names: Mapping[str, str]) -> ShownScore:
    item = score.item
    came, url = _from(assessed, score)
    lines = [(_who(each, names), shown(Fraction(each.points)), _words(each)) for each in score.judged]
    if score.said is not None:
        points = shown(Fraction(score.said.points)) if score.said.points else ""
        word = _("appeal") if score.said.kind == Said.APPEAL else _("review")
        lines.append((f"{word} {_who(score.said, names)}", points, _words(score.said)))
    return ShownScore(
        item_id=item.id,
        label=item.label,
        weight=plain(exact(item.weight)),
        way=how_words()[item.how],
        points=shown(score.stands),
        claimed=shown(Fraction(score.claimed.points)) if score.claimed is not None else "",
        claim_words=_words(score.claimed) if score.claimed is not None else "",
        came_from=came,
        url=url,
        lines=lines,
        is_missing=score.stands is None,
        help=item.help,
    )


def _from(assessed: Assessed, score: Score) -> tuple[str, str]:
    """What points were computed from, in words, with the address at which it opens."""
    item, taken = score.item, score.taken
    computed = shown(score.points)
    if item.how == "metric":
        scope = f"?unit={assessed.unit.code}&period={assessed.assessment.period}"
        scope += f"&as_of={taken['seq']}" if taken.get("seq") else ""
        url = reverse("figure-show", args=[taken["metric"]]) + scope
        if not taken["value"]:
            return _("There is no figure."), url
        value = grouped(taken["whole"], taken["word"])
        if item.target is not None:
            data = {"value": value, "target": plain(exact(item.target)), "points": computed}
            return _("%(value)s of a target of %(target)s: %(points)s points") % data, url
        return _("%(value)s falls into its band: %(points)s points") % {"value": value, "points": computed}, url
    if item.how == "checklist":
        url = reverse("checklist-show", args=[taken["checklist"], assessed.unit.code])
        data = {
            "list": checklist_of(taken["checklist"]).label,
            "met": taken["met"],
            "of": taken["of"],
            "points": computed,
        }
        return _("%(list)s: %(met)s of %(of)s met, %(points)s points") % data, url
    if not score.judged:
        return _("Nobody has judged it yet."), ""
    rules = {"mean": _("mean"), "median": _("median"), "trimmed": _("mean without the highest and the lowest")}
    judged = {"count": str(len(score.judged)), "rule": rules[taken["combine"]], "points": computed}
    return _("%(count)s judgements, %(rule)s: %(points)s points") % judged, ""


def _who(said: Said, names: Mapping[str, str]) -> str:
    name = names.get(said.person, "")
    return f"{said.by.short_name} {name}".strip()


def _words(said: Said) -> str:
    return str(said.words.get("words", ""))
