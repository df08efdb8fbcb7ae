"""The burden account: what each office asks, what was asked before, how much time it leaves."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from tests.forms.conftest import MONTHLY
from tests.sheets.making import xlsx
from yiben.errors import Refusal

ZONE = ZoneInfo("Asia/Shanghai")
OTHER = [["宣传情况表"], ["项目", "数量"], ["横幅（条）"], ["工作亮点数（个）"]]


def account(caller, year: int = 2026):
    from yiben.forms.burden import burden

    return {each.name: each for each in burden(caller, year)}


@pytest.fixture
def other(cast, officer):
    """A form of another office that asks for banners again."""
    from yiben.forms.actions import Particulars, register_form

    said = Particulars("宣传情况表", "临溪区融媒体中心")
    return register_form(officer, unit=cast.unit("subdistrict"), said=said, name="b.xlsx", data=xlsx({"表": OTHER}))


def test_blanks_and_what_fills_itself_are_counted_by_office(bound, officer):
    bound()
    office = account(officer)["临溪区平安建设办公室"]
    assert (office.blanks, office.filled, office.repeated) == (15, 15, 0)


def test_what_another_office_asked_before_is_found_also_where_nothing_is_bound(bound, other, officer):
    bound()
    offices = account(officer)
    assert offices["临溪区融媒体中心"].repeated == 0
    assert offices["临溪区平安建设办公室"].tables[0].before == ("宣传情况表",)
    assert offices["临溪区平安建设办公室"].repeated == 3


def test_asked_in_the_morning_and_due_in_the_afternoon_is_told(bound, officer):
    from yiben.forms.actions import note_turn
    from yiben.metrics.periods import parse_period

    form = bound()
    for hours, month in ((7, "2026-05"), (31, "2026-04")):
        received = datetime(2026, 5, 20, 9, tzinfo=ZONE)
        due = received.replace(day=20 + (9 + hours) // 24, hour=(9 + hours) % 24)
        note_turn(officer, form, parse_period(month), received_at=received, due_at=due)
    office = account(officer)["临溪区平安建设办公室"]
    assert (office.turns, office.rushed) == (2, 1)
    assert ("burden_rushed", {"count": 1}) in office.warnings


def test_collections_count_for_the_office_that_began_them(cast, officer, bound):
    from yiben.collections.actions import begin_collection

    bound()
    begin_collection(
        officer,
        unit=cast.unit("subdistrict"),
        units=[cast.unit("community")],
        title="横幅再报一次",
        name="c.xlsx",
        data=xlsx({"表": [["横幅表"], ["单位", "悬挂横幅（条）"], ["枫林社区"], ["桥西社区"]]}),
        due_on=date(2026, 5, 20),
    )
    office = account(officer)["临溪区枫桥街道办事处"]
    assert (office.blanks, office.repeated, office.rushed) == (2, 2, 1)
    assert office.tables[0].before == (MONTHLY.title,)


def test_more_documents_than_last_year_and_a_second_comprehensive_meeting_are_told(cast, officer):
    from yiben.forms.actions import note_office

    def note(kind: str, day: date, whole: bool = False) -> None:
        note_office(
            officer, unit=cast.unit("subdistrict"), issuer="区里", kind=kind, title="文", on=day, is_comprehensive=whole
        )

    for day in (date(2025, 3, 1), date(2026, 3, 1), date(2026, 4, 1)):
        note("document", day)
    for day in (date(2026, 1, 5), date(2026, 2, 5)):
        note("meeting", day, whole=True)
    office = account(officer)["区里"]
    assert [code for code, _data in office.warnings] == ["burden_more_documents", "burden_meetings"]
    assert (office.documents, office.documents_before, office.meetings) == (2, 1, 2)


def test_the_account_of_others_is_not_shown(cast, bound, officer):
    bound()
    assert account(cast.caller("foreign_secretary")) == {}


def test_a_note_without_office_or_kind_is_refused(cast, officer):
    from yiben.forms.actions import note_office

    with pytest.raises(Refusal, match="values"):
        note_office(officer, unit=cast.unit("subdistrict"), issuer="", kind="document", title="文", on=date(2026, 3, 1))
    with pytest.raises(Refusal, match="values"):
        note_office(officer, unit=cast.unit("subdistrict"), issuer="区", kind="call", title="电话", on=date(2026, 3, 1))


def test_the_paper_tells_the_same_numbers(bound, other, officer):
    from yiben.forms.burden import burden
    from yiben.forms.burden_report import burden_docx
    from yiben.reports.docx_writer import read_docx_text

    bound()
    offices = burden(officer, 2026)
    said = read_docx_text(burden_docx("枫桥街道办事处", 2026, offices, "2026年5月20日"))
    assert "2026年共有2个单位布置报表、收表2张，合计17格。其中由台账自动填好15格（占88%）" in said
    assert "一、临溪区平安建设办公室" in said
    assert "其中有的数《宣传情况表》已经要过。" in said
