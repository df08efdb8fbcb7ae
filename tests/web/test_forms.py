"""Superiors' forms on their pages: registered, headings confirmed, filled, numbers opened, noted as reported."""

from __future__ import annotations

import io
import re
from datetime import date

import pytest

from tests.forms.conftest import MONTHLY, bound, hang, officer, register  # noqa: F401
from tests.forms.test_lists import PEOPLE
from tests.sheets.making import xlsx
from yiben.forms.models import FilledForm, Form
from yiben.sheets.opening import open_workbook

OFFICE = "临溪区平安建设办公室"


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path) -> None:
    settings.DOCUMENT_FOLDER = tmp_path / "documents"


def upload(data: bytes, name: str = "平安宣传月报.xlsx") -> io.BytesIO:
    file = io.BytesIO(data)
    file.name = name
    return file


def confirm(client, form, **changed: str):
    """Confirm a form's headings as the page proposes them, with changes by the words of a heading."""
    address = f"/forms/{form.uid}/headings/"
    shown = client.get(address).content.decode()
    sent = dict(re.findall(r'<input type="hidden" lang="zh-hans" name="(key-b\d+)" value="([^"]*)">', shown))
    for name, chosen in re.findall(r'<select[^>]* name="(b\d+)"[^>]*>(.*?)</select>', shown, re.DOTALL):
        sent[name] = (re.findall(r'<option value="([^"]*)" selected', chosen) or [""])[0]
        words = sent[f"key-{name}"].partition(" ")[2]
        sent[name] = changed.get(words, sent[name])
    return client.post(address, sent, follow=True)


def test_a_form_is_registered_and_leads_to_its_headings(browse):
    client = browse("subdistrict_officer")
    page = client.post("/forms/new/", {"file": upload(MONTHLY.data), "issuer": OFFICE, "statistical": "1"}, follow=True)
    shown = page.content.decode()
    assert page.redirect_chain[-1][0] == f"/forms/{Form.objects.get().uid}/headings/"
    assert "12格里有12格有把握" in shown
    assert "与指标名一致" in shown


def test_what_is_missing_stands_beside_its_field_and_what_was_typed_stays(browse):
    client = browse("subdistrict_officer")
    page = client.post("/forms/new/", {"file": upload(MONTHLY.data), "basis": "临政办〔2026〕3号"})
    assert page.status_code == 422
    assert 'value="临政办〔2026〕3号"' in page.content.decode()
    assert not Form.objects.exists()


def test_confirmed_once_it_is_filled_and_every_number_opens(browse, register, hang):  # noqa: F811
    hang(12, date(2026, 5, 3))
    client, form = browse("subdistrict_officer"), register()
    page = confirm(client, form)
    shown = page.content.decode()
    assert page.redirect_chain[-1][0] == f"/forms/{form.uid}/"
    found = re.search(r'href="(/figures/safe_community.banners/\?[^"]*)">12</a>', shown)
    assert found
    assert "12条" in client.get(found[1].replace("&amp;", "&")).content.decode().replace(" ", "")


def test_the_filled_file_is_sent_and_kept(browse, bound, hang):  # noqa: F811
    hang(12, date(2026, 5, 3))
    client, form = browse("subdistrict_officer"), bound()
    answer = client.post(f"/forms/{form.uid}/fill/", {"unit": "LX-01", "period": "2026-05"})
    assert open_workbook(answer.content).sheets[0].value(5, 3) == 12
    filled = FilledForm.objects.get()
    assert client.get(f"/forms/filled/{filled.uid}/file/").content == answer.content
    hang(3, date(2026, 5, 4))
    assert "12 → <b>15</b>" in client.get(f"/forms/filled/{filled.uid}/").content.decode()


def test_what_nobody_decided_is_marked_and_listed(browse, register):  # noqa: F811
    client, form = browse("subdistrict_officer"), register()
    shown = confirm(client, form, **{"悬挂横幅（条）": ""}).content.decode()
    assert shown.count('<td class="open num">') + shown.count('<td class="open">') == 3
    assert "二、悬挂横幅 · 本年累计" in shown


def test_a_choice_that_does_not_exist_is_refused(browse, register):  # noqa: F811
    client, form = browse("subdistrict_officer"), register()
    page = confirm(client, form, **{"悬挂横幅（条）": "safe_community.nothing"})
    assert page.status_code == 422
    assert not form.bindings.exists()


def test_what_the_law_misses_is_said_and_nothing_is_barred(browse, bound):  # noqa: F811
    client, form = browse("subdistrict_officer"), bound()
    shown = client.get(f"/forms/{form.uid}/").content.decode()
    assert "这张统计表可以拒填（统计法）：" in shown
    assert "没有表号" in shown
    assert "下载填好的表" in shown


def test_noted_as_reported_in_the_one_table_it_is_not_asked_again(browse, bound):  # noqa: F811
    client, form = browse("subdistrict_officer"), bound()
    client.post(f"/forms/{form.uid}/turns/", {"period": "2026-05", "do": "reported"})
    assert "已于2026年5月20日在一表通填报" in client.get(f"/forms/{form.uid}/?period=2026-05").content.decode()
    assert "已在一表通填报" in client.get("/forms/").content.decode()
    client.post(f"/forms/{form.uid}/turns/", {"period": "2026-05", "do": "not_reported"})
    assert form.turns.get().reported_on is None


def test_asked_and_due_are_noted_and_a_due_before_is_refused(browse, bound):  # noqa: F811
    client, form = browse("subdistrict_officer"), bound()
    asked = {"period": "2026-05", "do": "asked", "received_on": "2026-05-20", "received_at": "09:00"}
    client.post(f"/forms/{form.uid}/turns/", {**asked, "due_on": "2026-05-20", "due_at": "16:00"})
    turn = form.turns.get()
    assert (turn.due_at - turn.received_at).total_seconds() == 7 * 3600
    refused = client.post(f"/forms/{form.uid}/turns/", {**asked, "due_on": "2026-05-19"})
    assert refused.status_code == 422


def test_what_is_asked_stands_on_the_workbench_until_it_is_filled(browse, bound):  # noqa: F811
    client, form = browse("subdistrict_officer"), bound()
    client.post(f"/forms/{form.uid}/turns/", {"period": "2026-05", "do": "asked", "due_on": "2026-05-25"})
    assert f'href="/forms/{form.uid}/?period=2026-05"' in client.get("/").content.decode()
    assert f"/forms/{form.uid}/" not in browse("section_officer").get("/").content.decode()
    client = browse("subdistrict_officer")
    client.post(f"/forms/{form.uid}/fill/", {"unit": "LX-01", "period": "2026-05"})
    assert f"/forms/{form.uid}/" not in client.get("/").content.decode()


def test_a_new_layout_asks_only_what_is_new(browse, bound):  # noqa: F811
    client, form = browse("subdistrict_officer"), bound()
    rows = [*MONTHLY.rows[:5], ["新增指标", "个", "09"], *MONTHLY.rows[5:]]
    given = {"file": upload(xlsx({"Sheet1": rows})), "title": form.title, "issuer": OFFICE, "every": "month"}
    shown = client.post(f"/forms/{form.uid}/change/", given, follow=True).content.decode()
    assert "15格里有12格有把握" in shown


def test_people_are_masked_on_screen_and_full_only_with_a_reason(browse, cast, bound):  # noqa: F811
    from tests.rolls.people import ADULT, join

    join(cast, ADULT)
    form = bound(data=xlsx({"表": PEOPLE}), title="志愿者花名册")
    client = browse("community_secretary")
    shown = client.get(f"/forms/{form.uid}/?unit=LX-01-01").content.decode()
    assert "名单带完整号码" in shown


@pytest.mark.parametrize("name", ["partner", "resident", "foreign_secretary", "system_admin"])
def test_who_is_not_concerned_meets_no_form(browse, bound, name):  # noqa: F811
    form, client = bound(), browse(name)
    for address in ("", "headings/", "change/", "blank/"):
        assert client.get(f"/forms/{form.uid}/{address}").status_code in {403, 404}, address
    assert client.post(f"/forms/{form.uid}/fill/", {"period": "2026-05"}).status_code in {403, 404}
    assert not FilledForm.objects.exists()


def test_a_community_fills_the_form_of_its_sub_district_and_does_not_bind_it(browse, bound, hang):  # noqa: F811
    hang(12, date(2026, 5, 3))
    form, client = bound(), browse("community_secretary")
    answer = client.post(f"/forms/{form.uid}/fill/", {"unit": "LX-01-01", "period": "2026-05"})
    assert open_workbook(answer.content).sheets[0].value(5, 3) == 12
    assert client.get(f"/forms/{form.uid}/headings/").status_code == 403


def test_the_burden_account_shows_offices_and_goes_out_as_a_paper(browse, bound):  # noqa: F811
    client, form = browse("subdistrict_officer"), bound()
    shown = client.get("/forms/burden/").content.decode()
    assert OFFICE in shown
    assert f'href="/forms/{form.uid}/"' in shown
    paper = client.get("/forms/burden.docx?year=2026")
    assert paper.content.startswith(b"PK")


def test_a_meeting_is_noted_for_its_office(browse):
    client = browse("subdistrict_officer")
    given = {"issuer": OFFICE, "kind": "meeting", "title": "年度工作会", "on": "2026-03-05", "comprehensive": "1"}
    for _again in range(2):
        client.post("/forms/burden/", given)
    assert "综合性会议2次，一年最多1次。" in client.get("/forms/burden/").content.decode()
    assert client.post("/forms/burden/", {"kind": "meeting"}).status_code == 422


def test_a_table_of_the_one_table_comes_in_with_codes_and_goes_out_in_its_order(browse, hang):  # noqa: F811
    hang(12, date(2026, 5, 3))
    client = browse("subdistrict_officer")
    rows = [["活动情况"], ["HD_01", "HD_02", "HD_03"], ["活动名称", "日期", "参加人数"], ["夜校", "2026-05-03", 12]]
    page = client.post("/forms/tables/", {"file": upload(xlsx({"表": rows}), "活动情况.xlsx")}, follow=True)
    shown = page.content.decode()
    assert "HD_02" in shown
    export = client.get(f"{page.redirect_chain[-1][0]}?source=book:activity&unit=LX-01&period=2026&as=xlsx")
    assert open_workbook(export.content).sheets[0].rows[:2] == (
        ("HD_01", "HD_02", "HD_03"),
        ("活动名称", "日期", "参加人数"),
    )
