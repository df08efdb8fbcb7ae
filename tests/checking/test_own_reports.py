"""Our own rendered reports: nothing but “agrees”, with all ten figures of the pack's year."""

from __future__ import annotations

from typing import Any

import pytest

from yiben.text.reading import read_bytes

VALUES: dict[str, dict[str, Any]] = {
    "banners": {"book": "publicity_material", "kind": "banner", "field": "quantity"},
    "posters": {"book": "publicity_material", "kind": "poster", "field": "quantity"},
    "billboards": {"book": "publicity_material", "kind": "billboard", "field": "quantity"},
    "led_screens": {"book": "publicity_material", "kind": "led_screen", "field": "quantity"},
    "boards": {"book": "publicity_material", "kind": "board", "field": "quantity"},
    "booklets": {"book": "activity", "series": "safe_handout", "field": "booklets"},
}


@pytest.fixture
def year(cast, record) -> None:
    """The totals of the pack's replay, each in as few entries as it takes."""
    from yiben.seeding.replay import replay_spec

    totals = {row["metric"]: row["total"] for row in replay_spec("safe_community")["figures"]}
    for name, given in VALUES.items():
        values = {key: value for key, value in given.items() if key not in ("book", "field")}
        values |= {given["field"]: str(totals[name])} | ({"theme": "发放"} if given["book"] == "activity" else {})
        record(given["book"], **values, **({} if given["book"] == "activity" else {"campaign": "safe_community"}))
    for number in range(totals["events"]):
        volunteers = totals["volunteers"] if number == 0 else 0
        centre = cast.unit("centre").uid if number else cast.unit("other_centre").uid
        record("activity", theme="宣讲", series="safe_homes", volunteers=str(volunteers), centres=[centre])
    for _ in range(totals["media_items"]):
        record("media_item", campaign="safe_community", level="municipal", outlet="临溪晚报", headline="邻里守望")


@pytest.mark.parametrize(("unit", "period"), [("district", "2026"), ("community", "2026Q1"), ("neighbour", "2026")])
def test_every_number_of_our_own_report_agrees(cast, year, unit, period):
    from yiben.audit.callers import SYSTEM
    from yiben.checking.drafts import check_draft
    from yiben.metrics.periods import parse_period
    from yiben.metrics.scopes import Scope
    from yiben.reports.actions import download_report

    scope = Scope(cast.unit(unit), parse_period(period))
    content, rendered = download_report(SYSTEM, "safe_community/annual", scope)
    judged = check_draft(SYSTEM, scope, read_bytes(content, "report.docx"))
    assert {each.verdict for each in judged} == {"agrees"}
    assert {each.figure.metric_id for each in judged} == {use.metric_id for use in rendered.document.figures}
