"""Comparisons, tables, lists and charts of a report over the ledger: every number a figure, 合计 that of the whole."""

from __future__ import annotations

from datetime import date

import pytest

from tests.cast import Cast
from tests.ledger.facts import record
from yiben.audit.callers import SYSTEM
from yiben.metrics.figures import evaluate, request_figure
from yiben.metrics.periods import parse_period
from yiben.metrics.scopes import Scope
from yiben.packs.template_grammar import figures_named
from yiben.reports.answering import LedgerSources
from yiben.reports.blocks import Document
from yiben.reports.templates import render_template

TODAY = date(2026, 5, 20)


def rendered(cast: Cast, template: str, unit: str = "subdistrict", period: str = "2026", caller=SYSTEM) -> Document:
    scope = Scope(cast.unit(unit), parse_period(period))
    names = list(dict.fromkeys(name for _, name in figures_named(template)))
    figures = dict(zip(names, evaluate([request_figure(name, scope) for name in names]), strict=True))
    sources = LedgerSources(caller, scope, request_figure, figures, {"why": ["人手少，去了3场。"]}, TODAY)
    units = [{"name": each.name, "short": each.short_name} for each in sources.units]
    return render_template(template, figure=lambda name: figures[name], names={"units": units}, sources=sources)


@pytest.fixture
def held(cast: Cast) -> None:
    """Three events of two communities, one of them of both; one in March of the year before."""
    record(cast.unit("community"), date(2025, 3, 9))
    record(cast.unit("community"), date(2026, 3, 9), partners=[cast.unit("neighbour")])
    record(cast.unit("community"), date(2026, 3, 10))
    record(cast.unit("neighbour"), date(2026, 4, 10))


def test_the_total_of_a_table_is_the_figure_and_what_was_held_jointly_has_its_row(cast: Cast, held: None) -> None:
    (table,) = rendered(cast, "{{ table('events') }}").blocks
    assert table.grid.lines == (
        "单位\t平安宣传活动场次（场）",
        "枫桥平安办\t0",
        "枫林社区\t2",
        "桥西社区\t2",
        "减：联办重复\t-1",
        "合计\t3",
    )


def test_a_cell_opens_the_figure_of_its_unit_or_month(cast: Cast, held: None) -> None:
    by_unit, by_month = rendered(cast, "{{ table('events') }}\n{{ table('events', by='month') }}").blocks
    assert by_unit.grid.rows[1][1].figure.options == (("unit", "LX-01-01"),)
    assert [run.text for _month, run in by_month.grid.rows] == ["0", "0", "2", "1", "0", "3"]
    assert by_month.grid.rows[2][1].figure.options == (("period", "2026-03"),)


def test_months_before_the_ledger_began_hold_no_number(cast: Cast, held: None) -> None:
    (table,) = rendered(cast, "{{ table('events', by='month') }}", period="2025").blocks
    assert [run.text for _month, run in table.grid.rows[:4]] == ["—", "—", "1", "0"]
    assert table.grid.rows[0][1].figure is None


def test_a_running_year_is_compared_with_as_much_of_the_last(cast: Cast, held: None) -> None:
    record(cast.unit("community"), date(2025, 11, 9))
    assert rendered(cast, "{{ figure('events')|compared }}。").text == "与去年同期（截至5月20日）相比增加200%。"
    beside = rendered(cast, "{{ table('events', by='year_before') }}").blocks[0].grid.lines
    assert beside == ("项目\t2026年1月1日至5月20日\t2025年1月1日至5月20日\t增减", "平安宣传活动场次（场）\t3\t1\t200%")


def test_what_was_not_counted_a_year_ago_is_no_0(cast: Cast) -> None:
    record(cast.unit("community"), date(2026, 3, 9))
    assert rendered(cast, "{{ figure('events')|compared }}。").text == "去年同期没有统计。"
    record(cast.unit("community"), date(2024, 3, 9))
    assert rendered(cast, "{{ figure('events')|compared }}。").text == "去年同期（截至5月20日）没有统计。"


def test_that_a_percentage_was_rounded_is_said_once_before_the_signature(cast: Cast, held: None) -> None:
    record(cast.unit("community"), date(2025, 3, 11))
    record(cast.unit("community"), date(2025, 3, 12))
    text = "{{ figure('events')|compared }}。\n{{ figure('activity_participants')|compared }}。\n> 枫桥街道"
    record(cast.unit("neighbour"), date(2026, 4, 11))
    lines = rendered(cast, text).text.split("\n")
    assert lines == [
        "与去年同期（截至5月20日）相比增加33.3%。",
        "与去年同期（截至5月20日）相比增加33.3%。",
        "（增减百分比四舍五入到一位小数。）",
        "枫桥街道",
    ]


def test_units_stand_in_official_order_each_with_its_own_figure(cast: Cast, held: None) -> None:
    text = "{% for u in units %}{{ u.short }}{{ figure('events', unit=u) }}{% if not loop.last %}、{% endif %}{% endfor %}。"
    document = rendered(cast, text)
    assert document.text == "枫桥平安办0场、枫林社区2场、桥西社区2场。"
    assert document.figures[1].options == (("unit", "LX-01-01"),)


def test_records_are_listed_by_their_day_and_none_that_the_reader_may_not_open(cast: Cast, held: None) -> None:
    text = "{% for e in entries('events', most=2) %}{{ e.day }}{{ e.unit }}；{% endfor %}完"
    assert rendered(cast, text).text == "3月9日枫林社区；3月10日枫林社区；完"
    assert rendered(cast, text, caller=cast.caller("foreign_secretary")).text == "完"


def test_a_chart_and_the_table_behind_it_hold_the_same_integers(cast: Cast, held: None) -> None:
    (chart,) = rendered(cast, "{{ chart('events', title='走势') }}").blocks
    drawn = [list(each.values) for each in chart.chart.series]
    assert drawn == [[0, 0, 2, 1, 0], [None, None, 1, 0, 0]]
    tabled = [[cell.figure.value if cell.figure else None for cell in row[1:]] for row in chart.grid.rows]
    assert tabled == [list(pair) for pair in zip(*drawn, strict=True)]


@pytest.mark.parametrize("kind", ["share", "target", "small"])
def test_every_kind_of_chart_has_its_table_in_words(cast: Cast, held: None, kind: str) -> None:
    (chart,) = rendered(cast, f"{{{{ chart(['events', 'activity_participants'], kind='{kind}') }}}}").blocks
    assert len(chart.grid.rows) >= 2
    assert chart.chart.kind == kind


def test_a_unit_without_numbers_has_no_empty_bar_and_stands_in_the_table(cast: Cast, held: None) -> None:
    (chart,) = rendered(cast, "{{ chart(['events', 'activity_participants'], kind='share') }}").blocks
    assert "枫桥平安办" not in chart.chart.labels
    assert "枫林社区" in chart.chart.labels
    assert "枫桥平安办" in chart.grid.lines[1]


def test_what_is_typed_by_hand_stands_in_its_place_and_its_numbers_have_no_source(cast: Cast) -> None:
    record(cast.unit("community"), date(2026, 3, 9))
    place, written = rendered(cast, "{{ hand('why', hint='为什么') }}").blocks
    assert (place.kind, place.place, place.hint, place.text) == ("hand", "why", "为什么", "")
    assert [(run.text, run.is_unsourced) for run in written.runs] == [
        ("人手少，去了", False),
        ("3场", True),
        ("。", False),
    ]
