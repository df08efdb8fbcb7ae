"""What the ledger answers to a template besides single figures: earlier periods, units, months, records, charts.

Every number of a table or chart is a figure that opens; 合计 is the figure of the whole, never a sum of cells, and what the
units held jointly stands in a row of its own (联办重复).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from functools import cached_property

from yiben.audit import hooks
from yiben.audit.callers import Caller
from yiben.ledger.calendars import posting_month
from yiben.ledger.queries import begun_on, hidden_fields, readable
from yiben.metrics.computing import round_half_up
from yiben.metrics.earlier import told_of
from yiben.metrics.figures import Breakdown, break_down, evaluate, records_behind
from yiben.metrics.periods import Period, earlier_part, period_of, reached, year_before
from yiben.metrics.reporting import reporting_of
from yiben.metrics.scopes import Figure, FigureRequest, Scope
from yiben.metrics.targets import target_for
from yiben.reports.charts.data import ChartKind, Series
from yiben.reports.sources import Against, By, CellOf, ChartOf, FigureLike, Sources, TableOf
from yiben.reports.wording import MISSING_ON_SCREEN, grouped_number, plain, said_unit
from yiben.units.models import Unit
from yiben.units.months import first_day, last_day, month_of, month_plus, months_apart
from yiben.units.queries import children

TOTAL, JOINT, ITSELF, PAST, UNTOLD = "合计", "减：联办重复", "（本级）", "（已撤并）", "缺报"
_MONTHS = 12


class LedgerSources(Sources):
    """The answers in one scope. ``asks`` makes the request for a name of the template in a scope; ``figures`` are those
    that were evaluated already, by name; ``hands`` what was written by hand, by place."""

    def __init__(
        self,
        caller: Caller,
        scope: Scope,
        asks: Callable[[str, Scope], FigureRequest],
        figures: Mapping[str, Figure],
        hands: Mapping[str, Sequence[str]],
        today: date,
    ) -> None:
        self.caller, self.scope, self.asks = caller, scope, asks
        self.figures, self.hands, self.today = figures, hands, today
        self._earlier: dict[Against, dict[str, Figure]] = {}
        self._of_units: dict[str, list[Figure]] = {}

    @cached_property
    def units(self) -> list[Unit]:
        """The units directly below that are there in the period, in official order."""
        period = self.scope.period
        there = (month_of(period.start), month_of(period.end))
        if self.scope.trees == "restated":
            there = (month_of(self.today), month_of(self.today))
        return children(self.scope.unit, self.scope.tree, *there, self.scope.as_of) if self.scope.below else []

    @cached_property
    def _begun(self) -> date | None:
        return begun_on()

    def before(self, figure: FigureLike, against: Against) -> Figure | None:
        period = self._before(against)
        if period is None or not isinstance(figure, Figure):
            return None
        if against not in self._earlier:
            names = list(self.figures)
            found = evaluate([self.asks(name, self.scope.during(period)) for name in names])
            self._earlier[against] = {each.metric_id: each for each in found}
        if figure.request.scope == self.scope and figure.metric_id in self._earlier[against]:
            return self._told(self._earlier[against][figure.metric_id])
        request = figure.request
        return self._told(evaluate([FigureRequest(request.key, request.metric, request.scope.during(period))])[0])

    def until(self, against: Against) -> date | None:
        period, whole = self._before(against), self.scope.period
        return period.end if period and reached(whole, self.today) != whole else None

    def of_unit(self, metric_id: str, number: int) -> tuple[Figure, str]:
        if metric_id not in self._of_units:
            self._of_units[metric_id] = evaluate([self.asks(metric_id, self.scope.at(unit)) for unit in self.units])
        return self._of_units[metric_id][number], self.units[number].code

    def hand(self, place: str) -> Sequence[str]:
        return self.hands.get(place, ())

    def entries(self, metric_id: str, most: int) -> Sequence[Mapping[str, str]]:
        request = self.asks(metric_id, self.scope)
        found = records_behind(request, most, order="day")
        known = readable(self.caller, [entry for _record, entry, _amount in found])
        rows = []
        for _record, entry, amount in found:
            reading = known.get(entry)
            if reading is None:
                continue
            book = reading.book
            is_hidden = book is not None and book.title in hidden_fields(self.caller, reading)
            day, unit = reading.entry.occurred_on, reading.entry.unit
            rows.append(
                {
                    "day": f"{day.month}月{day.day}日",
                    "unit": unit.short_name if unit else "",
                    "title": book.label if is_hidden and book else reading.title,
                    "amount": plain(amount, request.metric.unit),
                }
            )
        return rows

    # tables

    def table(self, metric_ids: Sequence[str], by: By) -> TableOf:
        if by == "year_before":
            return self._by_year(metric_ids)
        requests = [self.asks(name, self.scope) for name in metric_ids]
        return self._by_month(requests) if by == "month" else self._by_unit(requests)

    def _by_unit(self, requests: Sequence[FigureRequest]) -> TableOf:
        parts = [break_down(request) for request in requests]
        totals = evaluate(requests)
        seen: dict[tuple[int, bool], tuple[Unit, str]] = {}
        for unit in self.units:
            seen[(unit.pk, False)] = (unit, unit.short_name)
        for part in parts:
            for share in part.shares:
                said = ITSELF if share.is_own else PAST if share.is_past else ""
                seen.setdefault((share.unit.pk, share.is_own), (share.unit, f"{share.unit.short_name}{said}"))
        asked = [
            FigureRequest(request.key, request.metric, self.scope.at(unit, below=not is_own))
            for (_pk, is_own), (unit, _name) in seen.items()
            for request in requests
        ]
        figures = evaluate(asked)
        rows = []
        silent = [_not_reported(request) for request in requests]
        for row, ((_pk, is_own), (unit, name)) in enumerate(seen.items()):
            options = (("unit", unit.code), *((("below", "no"),) if is_own else ()))
            cells = figures[row * len(requests) : (row + 1) * len(requests)]
            told = [
                CellOf(UNTOLD) if unit.pk in missing else CellOf(figure=each, options=options)
                for each, missing in zip(cells, silent, strict=True)
            ]
            rows.append((CellOf(name), *told))
        if any(part.overlap for part in parts):
            rows.append(
                (CellOf(JOINT), *(CellOf(_less(part, each)) for part, each in zip(parts, requests, strict=True)))
            )
        rows.append((CellOf(TOTAL), *(CellOf(figure=each) for each in totals)))
        return TableOf(("单位", *map(_headed, requests)), tuple(rows))

    def _by_month(self, requests: Sequence[FigureRequest]) -> TableOf:
        periods = self._months()
        figures = evaluate([FigureRequest(r.key, r.metric, self.scope.during(p)) for p in periods for r in requests])
        totals = evaluate(requests)
        rows = []
        for row, period in enumerate(periods):
            cells = figures[row * len(requests) : (row + 1) * len(requests)]
            rows.append((CellOf(_month_name(period)), *(self._cell(each, period) for each in cells)))
        rows.append((CellOf(TOTAL), *(CellOf(figure=each) for each in totals)))
        names = [each.metric.label for each in requests if each.metric.how not in ("count", "sum")]
        note = f"注：{'、'.join(names)}按全期计算，不是各月相加。" if names else ""
        return TableOf(("月份", *map(_headed, requests)), tuple(rows), note)

    def _by_year(self, metric_ids: Sequence[str]) -> TableOf:
        now = evaluate([self.asks(name, self.scope) for name in metric_ids])
        period = self._before("year_before")
        rows = []
        for figure in now:
            before = self.before(figure, "year_before")
            then = CellOf(figure=before, options=(("period", period.text),)) if before and period else CellOf("—")
            change = CellOf(figure=figure, change=before) if before else CellOf("—")
            rows.append((CellOf(_headed(figure.request)), CellOf(figure=figure), then, change))
        earlier = period.label if period else year_before(self.scope.period).label
        own = reached(self.scope.period, self.today).label
        return TableOf(("项目", own, earlier, "增减"), tuple(rows))

    # charts

    def chart(self, metric_ids: Sequence[str], kind: ChartKind) -> ChartOf:
        requests = [self.asks(name, self.scope) for name in metric_ids]
        if kind == "share":
            return self._shares(requests)
        if kind == "target":
            return self._targets(requests)
        return self._trend(requests[0]) if kind == "trend" else self._small(requests)

    def _trend(self, request: FigureRequest) -> ChartOf:
        months = self._year_months()
        earlier = [earlier_part(each, "year_before", self.today) for each in months]
        figures = evaluate([FigureRequest(request.key, request.metric, self.scope.during(p)) for p in months + earlier])
        now, then = figures[: len(months)], figures[len(months) :]
        is_known = self._is_counted(earlier[-1]) and any(each.value for each in then)
        year = months[0].start.year
        series = [Series(f"{year}年", self._values(now, months), self._opened(months))]
        series += [Series(f"{year - 1}年", self._values(then, earlier))] if is_known else []
        rows = []
        for at, period in enumerate(months):
            cells = [self._cell(now[at], period)]
            cells += [self._cell(then[at], earlier[at])] if is_known else []
            rows.append((CellOf(_month_name(period)), *cells))
        so_far = reached(months[-1], self.today)
        is_cut = is_known and so_far != months[-1]
        note = f"注：{_month_name(so_far)}还没有结束，两年都只算到{so_far.end.day}日。" if is_cut else ""
        heading = ("月份", *(f"{each.label}{_headed(request)}" for each in series))
        labels = tuple(_month_name(each) for each in months)
        return ChartOf("trend", labels, tuple(series), (request.metric.unit,), TableOf(heading, tuple(rows), note))

    def _shares(self, requests: Sequence[FigureRequest]) -> ChartOf:
        if len(requests) > 1:
            table = self._by_unit(requests)
            rows = [row for row in table.rows if row[0].text not in (JOINT, TOTAL)]
            rows = [row for row in rows if any(_value(cell) for cell in row[1:])] or rows  # an empty bar tells nothing
            values = [[_value(cell) for cell in row[1:]] for row in rows]
            series = [Series(each.metric.label, tuple(row[at] for row in values)) for at, each in enumerate(requests)]
            labels = tuple(row[0].text for row in rows)
            return ChartOf("share", labels, tuple(series), (requests[0].metric.unit,), table)
        request = requests[0]
        table = self._by_unit([request])
        rows = [row for row in table.rows if row[0].text not in (JOINT, TOTAL)]
        series = [Series(row[0].text, (_value(row[1]),)) for row in rows]
        return ChartOf("share", (request.metric.label,), tuple(series), (request.metric.unit,), table)

    def _targets(self, requests: Sequence[FigureRequest]) -> ChartOf:
        figures = evaluate(requests)
        wanted = [target_for(each.key, self.scope) for each in requests]
        rows = []
        for figure, target in zip(figures, wanted, strict=True):
            is_told = target is not None and target > 0 and figure.value is not None
            share = f"{_share(figure.value or 0, target or 1)}%" if is_told else "—"
            shown = "—" if target is None else grouped_number(target, figure.unit)
            rows.append((CellOf(_headed(figure.request)), CellOf(figure=figure), CellOf(shown), CellOf(share)))
        series = (Series("完成", tuple(each.value for each in figures)), Series("目标", tuple(wanted)))
        labels, units = tuple(each.label for each in figures), tuple(each.unit for each in figures)
        return ChartOf("target", labels, series, units, TableOf(("项目", "完成", "目标", "完成率"), tuple(rows)))

    def _small(self, requests: Sequence[FigureRequest]) -> ChartOf:
        months = self._year_months()
        panels: list[tuple[str, Scope, FigureRequest, tuple[tuple[str, str], ...]]]
        if len(requests) > 1:
            panels = [(each.metric.label, self.scope, each, ()) for each in requests]
        else:
            panels = [
                (unit.short_name, self.scope.at(unit), requests[0], (("unit", unit.code),)) for unit in self.units
            ]
        figures = evaluate([FigureRequest(r.key, r.metric, s.during(p)) for _n, s, r, _o in panels for p in months])
        columns = [figures[at * len(months) : (at + 1) * len(months)] for at in range(len(panels))]
        opened = self._opened(months)
        series = [
            Series(panel[0], self._values(column, months), opened)
            for panel, column in zip(panels, columns, strict=True)
        ]
        rows = tuple(
            (
                CellOf(_month_name(period)),
                *(self._cell(column[at], period, panel[3]) for panel, column in zip(panels, columns, strict=True)),
            )
            for at, period in enumerate(months)
        )
        heading = ("月份", *(panel[0] if len(requests) == 1 else _headed(panel[2]) for panel in panels))
        units = tuple(panel[2].metric.unit for panel in panels) or ("",)
        labels = tuple(_month_name(each) for each in months)
        return ChartOf("small", labels, tuple(series), units, TableOf(heading, rows), len(requests) == 1)

    def _cell(self, figure: Figure, period: Period, options: tuple[tuple[str, str], ...] = ()) -> CellOf:
        """A cell of a month; of one before this instance holds anything there is no number, not a 0."""
        if not self._is_counted(period):
            return CellOf(MISSING_ON_SCREEN)
        return CellOf(figure=figure, options=(*options, ("period", period.text)))

    def _values(self, figures: Sequence[Figure], periods: Sequence[Period]) -> tuple[int | None, ...]:
        return tuple(
            figure.value if self._is_counted(period) else None for figure, period in zip(figures, periods, strict=True)
        )

    # periods

    def _before(self, against: Against) -> Period | None:
        """The earlier period; as long as the own one still runs, only as far into it as the own has come."""
        earlier = earlier_part(self.scope.period, against, self.today)
        return earlier if self._is_counted(earlier) else None

    def _told(self, figure: Figure) -> Figure | None:
        """A figure of an earlier period, None where nobody told anything that it counts: that is no 0 to compare with."""
        return figure if told_of([figure])[0] else None

    def _is_counted(self, period: Period) -> bool:
        """Whether this instance holds anything of a period or of one before it: else nothing was counted then."""
        return self._begun is not None and period.end >= self._begun

    def _months(self, start: date | None = None) -> list[Period]:
        """The months of the period that have begun, the first and last cut off where it is not made of whole months."""
        begin, end = start or self.scope.period.start, self.scope.period.end
        last = min(month_of(end), max(posting_month(self.today), month_of(begin)))
        numbers = [month_plus(month_of(begin), at) for at in range(months_apart(month_of(begin), last) + 1)]
        return [period_of(max(begin, first_day(each)), min(end, last_day(each))) for each in numbers]

    def _year_months(self) -> list[Period]:
        """The months of the period; of a shorter one than two months, the months of its year up to it."""
        months = self._months()
        return months if len(months) > 1 else self._months(date(self.scope.period.end.year, 1, 1))

    def _opened(self, months: Sequence[Period]) -> frozenset[int]:
        now, unit = posting_month(self.today), self.scope.unit.pk
        return frozenset(
            at
            for at, each in enumerate(months)
            if month_of(each.start) == now and not hooks.period_is_closed(unit, now)
        )


def _headed(request: FigureRequest) -> str:
    return f"{request.metric.label}（{said_unit(request.metric.unit)}）"


def _not_reported(request: FigureRequest) -> set[int]:
    """The units that are expected to report a figure and did not: their cell is no 0."""
    found = reporting_of(request)
    return {unit.pk for unit in found.missing} if found else set()


def _less(part: Breakdown, request: FigureRequest) -> str:
    if not request.metric.is_counted:
        return MISSING_ON_SCREEN
    unit = request.metric.unit
    return f"-{plain(part.overlap, unit).removesuffix(said_unit(unit))}" if part.overlap else "0"


def _value(cell: CellOf) -> int | None:
    return cell.figure.value if cell.figure is not None else None


def _share(value: int, target: int) -> str:
    whole, rest = divmod(round_half_up(Fraction(value * 1000, target)), 10)
    return f"{whole}.{rest}" if rest else str(whole)


def _month_name(period: Period) -> str:
    return f"{period.start.month}月"
