"""What was told once is shown where it is asked again."""

from __future__ import annotations

from datetime import date

from tests.forms.conftest import BY_COMMUNITY


def begin(cast, officer, data: bytes):
    from yiben.collections.actions import begin_collection

    return begin_collection(
        officer,
        unit=cast.unit("subdistrict"),
        units=[cast.unit("community"), cast.unit("neighbour")],
        title="再报一次",
        name="c.xlsx",
        data=data,
        due_on=date(2026, 5, 28),
    )


def test_a_collection_of_what_a_form_asks_names_the_form_and_since_when_it_is_reported(cast, bound, officer):
    from yiben.forms.actions import mark_reported
    from yiben.forms.reported import told_before
    from yiben.metrics.periods import parse_period

    form = bound(data=BY_COMMUNITY.data, title=BY_COMMUNITY.title)
    collection = begin(cast, officer, BY_COMMUNITY.data)
    mark_reported(officer, form, parse_period("2026-05"), date(2026, 5, 19))
    [told] = told_before(officer, collection)
    assert (told.form, told.share, told.turn.reported_on) == (form, 1.0, date(2026, 5, 19))


def test_a_collection_of_something_else_names_none(cast, bound, officer):
    from tests.sheets.making import xlsx
    from yiben.forms.reported import told_before

    bound(data=BY_COMMUNITY.data, title=BY_COMMUNITY.title)
    other = xlsx({"表": [["灭火器表"], ["单位", "灭火器（具）"], ["枫林社区"], ["桥西社区"]]})
    assert told_before(officer, begin(cast, officer, other)) == []


def test_one_unit_below_is_noted_by_itself_and_named_where_it_is_asked_again(cast, bound, officer):
    from tests.ledger.facts import refused
    from yiben.forms.actions import mark_reported
    from yiben.metrics.periods import parse_period

    form, period = bound(), parse_period("2026-05")
    unit = cast.unit("community")
    turn = mark_reported(officer, form, period, date(2026, 5, 19), unit=unit)
    assert (turn.reported_on, turn.reported_units) == (None, {unit.code: "2026-05-19"})
    with refused("form_not_below"):
        mark_reported(officer, form, period, date(2026, 5, 19), unit=cast.unit("foreign"))
    assert mark_reported(officer, form, period, None, unit=unit).reported_units == {}
