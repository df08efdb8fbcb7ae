"""An analysis in tables: needs by their numbers, figures beside what they were, the map unit by unit."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _

from yiben.analyses.looking import Looked, NeedCount, ServiceMap
from yiben.analyses.queries import Note
from yiben.metrics.scopes import Figure
from yiben.reports.wording import grouped, grouped_number
from yiben.web.figure_tables import change_text
from yiben.web.kit.parts import Empty
from yiben.web.kit.tables import Act, Cell, Column, Row, Table
from yiben.web.scoping import figure_url
from yiben.web.showing import period_text

TOP = 8
"""Needs for which causes and measures are asked at once."""


def needs_table(looked: Looked, allowed: set[int]) -> Table:
    """Return the needs that were brought, most often first, each number open to its records by where it was counted."""
    columns = [
        Column("need", _("Need"), "title"),
        Column("value", _("Brought"), "number"),
        *([Column("before", _("Than the period before"), "number")] if _has_two(looked) else ()),
        Column("year", _("Than a year ago"), "number"),
        Column("parts", _("Where it comes from")),
    ]
    brought = [each for each in looked.needs if each.value or each.before or each.year_before]
    most = max([each.value for each in brought], default=0)
    rows = []
    for each in brought:
        acts = [
            Act(f"{part.label} {grouped_number(part.value or 0, part.unit)}", figure_url(part.metric_id, looked.scope))
            for part in each.parts
            if part.value and looked.scope.unit.pk in allowed
        ]
        rows.append(
            Row(
                [
                    Cell(each.need.label),
                    Cell(grouped_number(each.value), meter=(each.value, most, "g") if most else None),
                    *([Cell(_change(each.value, each.before))] if _has_two(looked) else ()),
                    Cell(_change(each.value, each.year_before)),
                    Cell(acts=acts),
                ]
            )
        )
    nothing = Empty(_("Nothing was brought in this period"), _("Choose another period, or record visits and issues."))
    caption = _("Needs by how often they were brought")
    return Table(caption, columns, rows, nothing, is_tight=True, remark=_compared(looked) if rows else "")


def figures_table(looked: Looked) -> Table:
    """Return the figures of an analysis with what they were, each open."""
    columns = [
        Column("figure", _("Figure"), "title"),
        Column("now", _("This period"), "number"),
        *([Column("before", _("Period before"), "number")] if _has_two(looked) else ()),
        Column("year", _("Same period last year"), "number"),
        Column("change", _("Change to last year"), is_minor=True),
    ]
    lines = []
    for each in looked.figures:
        change = change_text(each.figure, each.year_before) if each.year_before else ""
        lines.append(
            Row(
                [
                    Cell(each.figure.label),
                    _figure(each.figure),
                    *([_figure(each.before)] if _has_two(looked) else ()),
                    _figure(each.year_before),
                    Cell(change),
                ]
            )
        )
    nothing = Empty(_("No figure"), "")
    return Table(_("How it was handled"), columns, lines, nothing, is_tight=True, remark=_compared(looked))


def _has_two(looked: Looked) -> bool:
    """Whether the period before is another one than that of last year: of a whole year it is the same."""
    return looked.before != looked.year_before


def _compared(looked: Looked) -> str:
    """What is said where the period is not over: with which days it is compared."""
    if not looked.is_running:
        return ""
    if not _has_two(looked):
        return _("The period is not over. It is compared with the same part of last year: %(year)s.") % {
            "year": period_text(looked.year_before)
        }
    return _("The period is not over. It is compared with the same part of earlier ones: %(before)s, and %(year)s.") % {
        "before": period_text(looked.before),
        "year": period_text(looked.year_before),
    }


def map_table(found: ServiceMap, allowed: set[int]) -> Table:
    """Return the map: a row a unit, a column a value of the choice, the largest of a row with the longest bar."""
    shown = [at for at, _choice in enumerate(found.choices) if any(numbers[at] for _unit, numbers in found.rows)]
    columns = [Column("unit", _("Unit"), "title")]
    columns += [Column(found.choices[at].id, found.choices[at].label, "number") for at in shown]
    rows = []
    for unit, numbers in found.rows[:-1]:
        assert unit is not None
        most = max((numbers[at] for at in shown), default=0)
        url = ""
        if unit.pk in allowed:
            is_own = unit.pk == found.metric.scope.unit.pk
            url = figure_url(found.metric.key, found.metric.scope.at(unit, below=not is_own), by=found.field.id)
        cells = [
            Cell(grouped_number(numbers[at]), meter=(numbers[at], most, "g") if numbers[at] else None) for at in shown
        ]
        rows.append(Row([Cell(unit.short_name, url), *cells]))
    whole = found.rows[-1][1]
    return Table(
        found.metric.metric.label,
        columns,
        rows if shown else [],
        Empty(_("Nothing was asked in this period"), _("Record what households answer, or choose another period.")),
        totals={found.choices[at].id: grouped_number(whole[at]) for at in shown},
        total_label=_("Total"),
        is_tight=True,
    )


def top_needs(looked: Looked, notes: Mapping[str, Note]) -> list[NeedCount]:
    """Return the needs for which causes and measures are asked: the most often brought, and those of which something is
    written."""
    brought = [each for each in looked.needs if each.value]
    return [each for each in looked.needs if each in brought[:TOP] or each.need.id in notes]


def _change(now: int, then: int | None) -> str:
    if then is None:
        return _("no records to compare with")
    more = now - then
    return f"{'+' if more > 0 else '−' if more < 0 else '±'}{grouped_number(abs(more))}"


def _figure(figure: Figure | None) -> Cell:
    if figure is None:
        return Cell(_("no records then"))
    text = grouped(figure.value, figure.unit)
    return Cell(text, figure_url(figure.metric_id, figure.request.scope), is_figure=True)
