"""Lists of a form: a record a row, or a person a row, masked unless a reason is given."""

from __future__ import annotations

import uuid
from datetime import date

import pytest

from tests.forms.test_forms import cells_of, fill
from tests.sheets.making import xlsx
from yiben.errors import Refusal
from yiben.sheets.filling import fill_cells

EVENTS = [
    ["活动情况明细表"],
    ["序号", "日期", "活动名称", "参加人数", "备注"],
    [1],
    [2],
    ["合计", "", "", "=SUM(D3:D4)"],
    ["填表人：      审核人："],
]
PEOPLE = [["志愿者花名册"], ["序号", "姓名", "联系电话", "社区"], [1], [2], ["填表人："]]


@pytest.fixture
def hold(cast):
    """Record an activity."""
    from yiben.audit.callers import SYSTEM
    from yiben.ledger.actions import record_entry

    def _hold(theme: str, day: date, people: int) -> None:
        values = {"theme": theme, "participants": str(people), "series": ["general"]}
        record_entry(SYSTEM, uid=str(uuid.uuid4()), book="activity", unit=cast.unit("community"), on=day, values=values)

    return _hold


def test_a_list_holds_a_record_a_row_by_day(cast, bound, officer, hold):
    hold("读书会", date(2026, 5, 9), 20)
    hold("夜校", date(2026, 5, 3), 12)
    hold("去年的事", date(2025, 5, 3), 9)
    form = bound(data=xlsx({"表": EVENTS}), title="活动情况明细表")
    _filled, content, _made = fill(officer, form, cast.unit("community"))
    sheet = cells_of(content)
    assert [row[:4] for row in sheet.rows[2:4]] == [
        (1, date(2026, 5, 3), "夜校", 12),
        (2, date(2026, 5, 9), "读书会", 20),
    ]


def test_a_list_longer_than_its_rows_pushes_down_what_stands_below(cast, bound, officer, hold):
    from yiben.sheets.merging.formulas import formulas_of

    for day in range(1, 8):
        hold(f"活动{day}", date(2026, 5, day), day)
    form = bound(data=xlsx({"表": EVENTS}), title="活动情况明细表")
    content = fill(officer, form, cast.unit("community"))[1]
    sheet = cells_of(content)
    assert [row[3] for row in sheet.rows[2:9]] == [1, 2, 3, 4, 5, 6, 7]
    assert sheet.value(9, 0) == "合计"
    assert formulas_of(content)["表", 9, 3] == "SUM(D3:D9)"
    assert sheet.value(10, 0) == "填表人：      审核人："


@pytest.fixture
def on_roll(cast):
    """A volunteer on the community's roll."""
    from yiben.audit.callers import SYSTEM
    from yiben.rolls.actions.people import Consent, put_on_roll

    on = date(2026, 1, 5)
    typed = {"name": "欧阳清", "phone": "13800001234", "birth_date": "1980-03-05"}
    put_on_roll(SYSTEM, "volunteers", cast.unit("community"), typed, on=on, consent=Consent(on, True))


def test_people_stand_masked_in_a_list_and_in_full_only_for_a_reason(cast, bound, on_roll):
    from yiben.audit.models import AuditEvent

    form = bound(data=xlsx({"表": PEOPLE}), title="志愿者花名册")
    secretary, unit = cast.caller("community_secretary"), cast.unit("community")
    masked = cells_of(fill(secretary, form, unit)[1])
    assert masked.rows[2][:4] == (1, "欧阳清", "138****1234", "枫林社区")
    filled, content, _made = fill(secretary, form, unit, reason="区里核对")
    assert cells_of(content).rows[2][2] in ("13800001234", 13800001234)
    assert filled.opened == 1
    assert AuditEvent.objects.filter(verb="roll.export").exists()


def test_the_file_with_people_in_it_is_not_kept(cast, bound, on_roll):
    from yiben.forms.queries import content_of

    form = bound(data=xlsx({"表": PEOPLE}), title="志愿者花名册")
    filled = fill(cast.caller("community_secretary"), form, cast.unit("community"))[0]
    with pytest.raises(FileNotFoundError):
        content_of(filled.digest)
    assert "欧阳清" not in str(filled.cells)


def test_a_list_of_people_is_never_bound_by_itself(register, officer):
    from yiben.forms.queries import suggestions_for

    form = register(data=xlsx({"表": PEOPLE}), title="志愿者花名册")
    [one] = [each for each in suggestions_for(officer, form, date(2026, 5, 20)) if each.kind == "list"]
    assert (one.chosen, one.is_sure) == ("roll:volunteers", False)


def test_who_may_not_read_a_roll_does_not_get_its_list(cast, bound, on_roll):
    form = bound(data=xlsx({"表": PEOPLE}), title="志愿者花名册")
    with pytest.raises(Refusal, match="roll_unknown"):
        fill(cast.caller("district_officer"), form, cast.unit("community"))


def checked(caller, content: bytes):
    from yiben.forms.verifying import verify_form

    found = verify_form(caller, "明细.xlsx", content)
    return found.is_untouched, found.cells, [(each.cell, each.written, each.computed) for each in found.changes]


def test_every_row_of_a_list_is_held_against_its_record(cast, bound, officer, hold):
    for day in range(1, 8):
        hold(f"活动{day}", date(2026, 5, day), day)
    content = fill(officer, bound(data=xlsx({"表": EVENTS}), title="活动情况明细表"), cast.unit("community"))[1]
    hold("后来补的", date(2026, 5, 4), 50)
    assert checked(officer, content) == (True, 28, [])
    assert checked(officer, fill_cells(content, {"表!D6": 40, "表!C7": "别的活动"}))[2] == [
        ("表!D6", "40", "4"),
        ("表!C7", "别的活动", "活动5"),
    ]


def test_a_row_typed_in_below_the_records_is_found(cast, bound, officer, hold):
    hold("读书会", date(2026, 5, 9), 20)
    content = fill(officer, bound(data=xlsx({"表": EVENTS}), title="活动情况明细表"), cast.unit("community"))[1]
    assert checked(officer, fill_cells(content, {"表!C4": "凑数", "表!D4": 8}))[2] == [
        ("表!C4", "凑数", ""),
        ("表!D4", "8", ""),
    ]


def test_figures_below_a_list_that_grew_are_found_where_they_stand_now(cast, bound, officer, hold, hang):
    for day in range(1, 8):
        hold(f"活动{day}", date(2026, 5, day), day)
    hang(7, date(2026, 5, 3))
    rows = [
        *EVENTS[:5],
        [],
        ["指标名称", "计量单位", "代码", "本月"],
        ["悬挂横幅", "条", "02"],
        ["张贴海报", "张", "03"],
    ]
    content = fill(officer, bound(data=xlsx({"表": rows}), title="活动情况明细表"), cast.unit("community"))[1]
    assert cells_of(content).value(12, 3) == 7
    assert checked(officer, content)[2] == []
    assert checked(officer, fill_cells(content, {"表!D13": 9}))[2] == [("表!D13", "9", "7")]


def test_rows_that_came_and_went_since_are_told(cast, bound, officer, hold):
    from yiben.forms.verifying import changes_since

    hold("读书会", date(2026, 5, 9), 20)
    filled = fill(officer, bound(data=xlsx({"表": EVENTS}), title="活动情况明细表"), cast.unit("community"))[0]
    assert changes_since(officer, filled) == []
    hold("夜校", date(2026, 5, 3), 12)
    assert [(each.filled, each.computed) for each in changes_since(officer, filled)] == [("", "2026-05-03，夜校，12")]


def test_of_people_in_a_list_only_a_row_too_many_is_seen(cast, bound, on_roll):
    secretary = cast.caller("community_secretary")
    content = fill(secretary, bound(data=xlsx({"表": PEOPLE}), title="志愿者花名册"), cast.unit("community"))[1]
    assert checked(secretary, content)[2] == []
    assert checked(secretary, fill_cells(content, {"表!B4": "周正"})) == (False, 1, [("表!B4", "周正", "")])
