"""Two metrics side by side: their definitions, their numbers, and the records that only one of them has."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from yiben.audit import hooks
from yiben.audit.callers import Caller
from yiben.catalog.queries import catalogue
from yiben.metrics.figures import evaluate
from yiben.metrics.grouping import Compared, compare_records
from yiben.metrics.scopes import FigureRequest, Scope
from yiben.metrics.sentences import definition_sentence
from yiben.packs.definitions import LOCAL
from yiben.reports.wording import grouped, grouped_number
from yiben.web.access import PostRequest
from yiben.web.kit.fields import Choice, Group
from yiben.web.kit.parts import Empty
from yiben.web.kit.tables import Cell, Column, Row, Table
from yiben.web.records_table import record_columns, record_rows
from yiben.web.scoping import figure_url


@dataclass(frozen=True)
class Shown:
    """Two metrics: their definitions and numbers; where both count records, how many they share, and some that they do
    not."""

    definitions: Table
    shared: Compared | None
    lists: tuple[Table, ...]


def metric_choices(caller: Caller, scope: Scope, chosen: str) -> list[Group]:
    """Return the metrics whose figures the caller may read for the scope's unit, by pack."""
    known = catalogue(scope.as_of)
    groups = []
    for name, pack in known.packs.items():
        if pack.metrics and hooks.allow(caller, "figure.read", scope.unit.pk, pack=name.removesuffix(LOCAL)):
            keys = [(f"{name}.{metric.id}", metric) for metric in pack.metrics]
            keys = [(key, metric) for key, metric in keys if key == chosen or not metric.withdrawn]
            groups.append(Group(pack.label, [Choice(key, metric.label, key == chosen) for key, metric in keys]))
    return groups


def compared_metrics(request: PostRequest, one: FigureRequest, other: FigureRequest) -> Shown:
    """Return two metrics of one scope side by side."""
    first, second = evaluate([one, other])
    known = catalogue(one.scope.as_of)
    rows = []
    texts = [definition_sentence(each.key, each.metric, known) for each in (one, other)]
    state = "y" if texts[0] != texts[1] else "g"
    rows.append(Row([Cell(_("How it is computed"), state=state), *(Cell(text) for text in texts)]))
    rows.append(Row([Cell(_("What is meant")), *(Cell(each.metric.means) for each in (one, other))]))
    state = "y" if (first.value, first.unit) != (second.value, second.unit) else "g"
    cells = [
        Cell(grouped(each.value, each.unit), figure_url(each.metric_id, each.request.scope), is_figure=True)
        for each in (first, second)
    ]
    rows.append(Row([Cell(_("Value"), state=state), *cells]))
    columns = [Column("what", "", "short"), Column("first", one.metric.label), Column("second", other.metric.label)]
    definitions = Table(_("Two metrics"), columns, rows, Empty(_("Nothing"), ""))
    if not all(each.metric.how in {"count", "sum", "distinct"} for each in (one, other)):
        return Shown(definitions, None, ())
    shared = compare_records(one, other)
    lists = (
        _only(request, one, shared.first, shared.only_first),
        _only(request, other, shared.second, shared.only_second),
    )
    return Shown(definitions, shared, lists)


def _only(request: PostRequest, asked: FigureRequest, found: tuple[tuple[int, int, int], ...], count: int) -> Table:
    caption = _("Only in “%(metric)s”: %(count)s") % {"metric": asked.metric.label, "count": grouped_number(count)}
    columns = [replace(each, can_sort=False) for each in record_columns(asked)]
    empty = Empty(_("No record"), _("The other one has all of these too."))
    rows = record_rows(request, found, asked.metric.unit)
    remark = _("The newest %(shown)s of them are shown.") % {"shown": len(rows)} if len(rows) < count else ""
    return Table(caption, columns, rows, empty, is_tight=True, remark=remark)
