"""Tables beside a figure: what it is computed from, its parts by unit and by choice, before and after."""

from __future__ import annotations

from fractions import Fraction

from django.utils.translation import gettext as _

from yiben.audit import hooks
from yiben.audit.callers import Caller
from yiben.metrics.computing import in_units, round_half_up
from yiben.metrics.figures import Breakdown, Share
from yiben.metrics.grouping import fields_to_group_by, group_figure
from yiben.metrics.reporting import Reporting
from yiben.metrics.scopes import Figure, FigureRequest
from yiben.metrics.targets import target_for
from yiben.packs.definitions import Field, FieldType
from yiben.reports.wording import grouped, grouped_number, said_unit
from yiben.web.kit.fields import Choice, Group, loose
from yiben.web.kit.parts import Empty
from yiben.web.kit.tables import Cell, Column, Row, Table
from yiben.web.scoping import figure_url
from yiben.web.showing import NOTHING, listed, period_text

MOST_BY_UNIT = 1000
"""Records of a part that are counted beside its value."""


def parts_table(parts: Breakdown, figure: Figure, allowed: set[int], *, with_total: bool = False) -> Table | None:
    """Return a figure by units, None where there is but one; a unit that the caller may not open has no link.

    ``with_total`` keeps a single unit, and sums the records too.
    """
    if len(parts.shares) < 2 and not with_total:
        return None
    unit, scope, is_counted = figure.unit, figure.request.scope, figure.request.metric.is_counted
    rows = []
    for share in parts.shares:
        opens = not (share.is_own or share.is_past) and share.unit.pk in allowed
        url = figure_url(figure.metric_id, scope.at(share.unit)) if opens else ""
        note = _("(itself)") if share.is_own and len(parts.shares) > 1 else _("(before its split or end)")
        note = note if share.is_own or share.is_past else ""
        counted = [Cell(_records(share))] if is_counted else []
        rows.append(Row([Cell(share.unit.short_name, url, note), *counted, Cell(grouped_number(share.value, unit))]))
    if parts.overlap:
        is_sum = figure.request.metric.how in ("count", "sum")
        less = _("Less: held jointly") if is_sum else _("Less: named by several units")
        rows.append(Row([Cell(less), Cell(), Cell(f"−{grouped_number(parts.overlap, unit)}")]))
    records = [Column("records", _("Records"), "number")] if is_counted else []
    return Table(
        caption=_("By unit"),
        columns=[Column("unit", _("Unit")), *records, Column("value", said_unit(unit), "number")],
        rows=rows,
        empty=Empty(_("No unit"), ""),
        totals={"value": grouped_number(parts.value, unit)},
        total_label=_("Total") if is_counted else _("As a whole"),
        is_tight=True,
    )


def _records(share: Share) -> str:
    shown = grouped_number(share.records)
    return _("more than %(shown)s") % {"shown": shown} if share.has_more else shown


def computed_table(figure: Figure) -> Table | None:
    """Return what a computed figure was computed from, each part open; None for a counted one."""
    if not figure.parts:
        return None
    own = figure.request.scope.period
    rows = []
    for part in figure.parts:
        is_target = part.way == "target"
        period = part.request.scope.period
        label = _("Target: %(metric)s") % {"metric": part.label} if is_target else part.label
        url = "" if is_target else figure_url(part.metric_id, part.request.scope)
        note = period_text(period) if period.text != own.text else ""
        rows.append(Row([Cell(label, url, note), Cell(grouped(part.value, part.unit))]))
    columns = [Column("metric", _("Metric"), "title"), Column("value", _("Value"), "number")]
    return Table(_("Computed from"), columns, rows, Empty(_("Nothing"), ""), is_tight=True)


def grouping_choices(asked: FigureRequest, chosen: str) -> tuple[list[Group], Field | None]:
    """Return the choices by which a figure can be told apart, and the chosen one: the first if none is."""
    fields = fields_to_group_by(asked)
    field = next((each for each in fields if each.id == chosen), fields[0] if fields else None)
    choices = [Choice(each.id, each.label, field is not None and each.id == field.id) for each in fields]
    return loose(choices), field


def grouping_table(asked: FigureRequest, figure: Figure, field: Field) -> Table:
    """Return a figure by the values of a choice, with each one's share of the whole."""
    rows = []
    names = {"yes": _("yes"), "no": _("no")} if field.type is FieldType.YESNO else {}
    for choice, part in group_figure(asked, field):
        if part.value:
            label = names.get(choice.id, choice.label)
            rows.append(Row([Cell(label), Cell(grouped_number(part.value, part.unit)), Cell(_share(part, figure))]))
    columns = [
        Column("value", field.label, "title"),
        Column("amount", said_unit(asked.metric.unit), "number"),
        Column("share", _("Share"), "number"),
    ]
    empty = Empty(_("Nothing to tell apart"), _("No record in this scope says anything here."))
    return Table(
        _("By %(field)s") % {"field": field.label},
        columns,
        rows,
        empty,
        totals={"amount": grouped_number(figure.value, figure.unit)},
        total_label=_("Total"),
        is_tight=True,
    )


def change_text(figure: Figure, before: Figure) -> str:
    """Return by how much a figure differs from another one, with the share where there is one: “+12场（+25%）”."""
    now, then = in_units(figure), in_units(before)
    if figure.value is None or before.value is None or now is None or then is None:
        return ""
    more = figure.value - before.value
    sign = "+" if more > 0 else "−" if more < 0 else "±"
    text = sign + grouped(abs(more), figure.unit)
    if then <= 0 or figure.unit in ("%", "‰"):
        return text
    share = round_half_up((now - then) / then * 1000)
    return _("%(amount)s (%(share)s)") % {"amount": text, "share": f"{sign}{grouped(abs(share), '%')}"}


def reporting_text(found: Reporting | None) -> tuple[str, str]:
    """Return how many units have reported, and the names of those that have not; empty texts where nobody is expected."""
    if found is None:
        return "", ""
    rate = round_half_up(Fraction(found.reported, found.expected) * 1000)
    text = _("%(reported)s of %(expected)s units have reported (%(rate)s)") % {
        "reported": found.reported,
        "expected": found.expected,
        "rate": grouped(rate, "%"),
    }
    return text, listed([unit.short_name for unit in found.missing])


def target_form(caller: Caller, asked: FigureRequest) -> dict[str, str] | None:
    """Return what the form of a figure's target asks: the period and what is set now; None where none can be set or the
    caller may not."""
    metric, scope = asked.metric, asked.scope
    can_have = metric.is_counted or metric.how == "cumulative"
    if not can_have or scope.period.months is None or scope.as_of is not None:
        return None
    if not hooks.allow(caller, "target.set", scope.unit.pk, pack=asked.key.partition(".")[0]):
        return None
    value = target_for(asked.key, scope)
    return {
        "typed": "" if value is None else grouped_number(value, metric.unit).replace(",", ""),
        "reached": "" if value is None else grouped(value, metric.unit),
    }


def _share(part: Figure, whole: Figure) -> str:
    if not whole.value or part.value is None:
        return NOTHING
    return grouped(round_half_up(Fraction(part.value, whole.value) * 1000), "%")
