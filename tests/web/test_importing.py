"""Bringing a 台账 in on screen: upload or paste, confirm, mend, record; nobody sees what is not theirs."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.ledger.facts import figure
from tests.ledger.imports import HEAD, ROWS, sheet
from tests.sheets.making import xlsx
from yiben.ledger.importing.actions import stage_rows
from yiben.ledger.importing.taking import take_rows
from yiben.ledger.models import Entry, ImportFile
from yiben.sheets.opening import open_workbook

FORM = "/ledger/activity/import/"
BROKEN = [4, "2026.2.30", "夜校", "", "若干", ""]


def upload(cast, data: bytes, **more: Any) -> dict[str, Any]:
    return {"document": SimpleUploadedFile("活动台账.xlsx", data), "unit": cast.unit("community").uid, **more}


@pytest.fixture
def brought(browse, cast):
    """Return a browser and an import whose rows have been read."""

    def bring(rows=(*ROWS, BROKEN), head=HEAD):
        client = browse("community_secretary")
        address = client.post(FORM, upload(cast, sheet(rows, head))).headers["Location"]
        page = client.get(address)
        sent = {each.name: each.chosen[0].value for each in page.context["columns"]}
        client.post(f"{address}do/", {**sent, "do": "columns"})
        file = ImportFile.objects.get()
        stage_rows(file.uid)
        return client, address

    return bring


def test_a_file_is_read_mended_and_recorded(brought, cast):
    client, address = brought()
    shown = client.get(address).content.decode()
    assert "若干" in shown
    assert f'href="{address}rows/4/"' in shown
    sent = {"unit": cast.unit("community").uid, "other_day": "2026-02-28", "v.theme": "夜校", "v.participants": "25"}
    assert client.post(f"{address}rows/4/", sent).status_code == 302
    client.post(f"{address}do/", {"do": "take"})
    take_rows(ImportFile.objects.get().uid)
    assert figure("activity_participants", cast.unit("community")) == 113
    entry = Entry.objects.filter(kind="record").latest("seq")
    opened = client.get(f"/entries/{entry.seq}/").content.decode()
    assert "活动台账.xlsx" in opened
    row = re.search(rf'href="({address}\?row=(\d+)#row-\d+)"', opened)
    there = client.get(row[1]).content.decode()
    assert f'id="row-{row[2]}"' in there
    assert "夜校" in there


def test_a_row_mended_wrongly_comes_back_filled(brought, cast):
    client, address = brought()
    sent = {"unit": cast.unit("community").uid, "other_day": "2026-02-28", "v.theme": "", "v.participants": "25"}
    page = client.post(f"{address}rows/4/", sent)
    assert page.status_code == 422
    assert 'value="25"' in page.content.decode()


def test_the_rows_left_come_back_as_a_file_with_the_reason(brought):
    client, address = brought()
    rows = open_workbook(client.get(f"{address}?as=xlsx").content, "a.xlsx").sheets[0].rows
    line = next(row for row in rows if "夜校" in row)
    assert "若干" in str(line[-2])


def test_a_table_is_pasted(browse, cast):
    client = browse("community_secretary")
    pasted = "日期\t活动名称\t参加人数\n2026.3.5\t夜校\t25\n2026.3.6\t读书会\t12\n"
    page = client.post(FORM, {"pasted": pasted, "unit": cast.unit("community").uid}, follow=True)
    assert [each.label for each in page.context["columns"]] == ["日期", "活动名称", "参加人数"]


def test_progress_asks_again_by_itself_and_can_be_stopped(browse, cast):
    client = browse("community_secretary")
    address = client.post(FORM, upload(cast, sheet())).headers["Location"]
    ImportFile.objects.update(state=ImportFile.STAGING)
    page = client.get(address)
    assert page.headers["Refresh"] == "3"
    client.post(f"{address}do/", {"do": "cancel"})
    assert "Refresh" not in client.get(address).headers
    client.post(f"{address}do/", {"do": "resume"})
    assert client.get(address).context["columns"]


def test_a_forbidden_column_is_said_and_not_stored(brought):
    client, address = brought(rows=[[1, "2026.3.5", "夜校", "汉族", 5, 1]], head=[*HEAD[:3], "民族", *HEAD[4:]])
    assert "民族" in client.get(address).content.decode()
    assert "汉族" not in client.get(address).content.decode()


def test_the_same_file_opens_the_import_that_is_there(brought, browse, cast):
    client, address = brought(rows=ROWS)
    again = client.post(FORM, upload(cast, sheet(ROWS)))
    assert again.headers["Location"] == address
    assert ImportFile.objects.count() == 1


@pytest.mark.parametrize("data", [b"", b"%PDF-1.4 x", b"\x89PNG"])
def test_what_is_no_table_is_said(browse, cast, data):
    page = browse("community_secretary").post(
        FORM, upload(cast, data) if data else {"unit": cast.unit("community").uid}
    )
    assert page.status_code == 422
    assert not ImportFile.objects.exists()


@pytest.mark.parametrize("name", ["foreign_secretary", "community_worker", "district_reader", "resident"])
def test_who_may_not_import_meets_nothing(browse, brought, cast, name):
    _client, address = brought()
    other = browse(name)
    for path in (address, f"{address}rows/4/"):
        assert other.get(path).status_code in {403, 404}
    assert other.post(f"{address}do/", {"do": "take"}).status_code in {403, 404}
    assert other.post(FORM, upload(cast, sheet())).status_code == 403
    assert io.BytesIO(other.get(f"{address}?as=xlsx").content).getvalue()[:2] != b"PK"


def test_a_mended_file_of_refused_rows_takes_their_place(brought, cast):
    client, address = brought()
    file = ImportFile.objects.get()
    lines = [list(row) for row in open_workbook(client.get(f"{address}?as=xlsx").content, "a.xlsx").sheets[0].rows]
    head = lines[1]
    lines[2][head.index("日期")], lines[2][head.index("参加人数")] = "2026.2.28", 25
    mended = xlsx({"Sheet1": lines})
    assert client.post(FORM, upload(cast, mended)).headers["Location"] == address
    assert (ImportFile.objects.count(), file.rows.filter(verdict="ready").count()) == (1, 4)
    again = file.rows.get(number=4)
    assert (again.row, again.checked["values"]["participants"], "原因" in again.cells) == (6, 25, False)
    assert client.post(FORM, upload(cast, mended)).status_code == 302
    assert file.rows.count() == 4


def test_refused_rows_go_out_as_they_are_written_and_untouched_keep_their_verdict(brought, cast):
    rows = [
        [1, "2026.3.5", "反诈宣传", "枫林社区", "约200人", 1],
        [2, "2026.3.5", "反诈宣传", "枫林社区", "约200人", 1],
        [3, "2026年4月31日", "夜校", "枫林社区", 20, 1],
        [4, "2026.4.2", "讲座", "荷塘社去", "二", 1],
        [5, "2026.4.3", "巡逻", cast.unit("foreign").name, 8, 1],
    ]
    client, address = brought(rows, ["序号", "日期", "活动名称", "主办单位", "参加人数", "发放手册"])
    file = ImportFile.objects.get()
    before = list(file.rows.order_by("number").values_list("number", "verdict"))
    assert [verdict for _number, verdict in before] == ["ready", "left_out", "ask", "ask", "ask"]
    sent = client.get(f"{address}?as=xlsx").content
    lines = [list(row) for row in open_workbook(sent, "a.xlsx").sheets[0].rows]
    head = lines[1]
    said = [[line[head.index(name)] for name in ("日期", "主办单位", "参加人数")] for line in lines[2:6]]
    assert said == [
        ["2026-03-05", "枫林社区", "约200人"],
        ["2026年4月31日", "枫林社区", "20"],
        ["2026-04-02", "荷塘社去", "二"],
        ["2026-04-03", cast.unit("foreign").name, "8"],
    ]
    shown = client.get(f"{address}rows/3/").content.decode()
    assert "2026年4月31日" in shown
    assert client.post(FORM, upload(cast, sent)).status_code == 302
    assert list(file.rows.order_by("number").values_list("number", "verdict")) == before
    lines[3][head.index("日期")] = "2026年4月30日"
    client.post(FORM, upload(cast, xlsx({"Sheet1": lines})))
    assert dict(file.rows.values_list("number", "verdict")) == {**dict(before), 3: "ready"}


def test_nobody_puts_rows_back_into_an_import_that_is_not_theirs(brought, browse, cast):
    client, address = brought()
    data = client.get(f"{address}?as=xlsx").content
    foreign = browse("foreign_secretary")
    sent = {**upload(cast, data), "unit": cast.unit("foreign").uid}
    assert foreign.post(FORM, sent).headers["Location"] != address
    assert ImportFile.objects.count() == 2


def test_about_stays_in_the_story_of_the_record(brought):
    client, address = brought(rows=[[1, "2026.3.5", "反诈宣传", "日常活动", "约200人", 0]])
    client.post(f"{address}do/", {"do": "take"})
    take_rows(ImportFile.objects.get().uid)
    seq = Entry.objects.filter(kind="record").latest("seq").seq
    assert "表上写的是“约”：参加人数" in client.get(f"/entries/{seq}/").content.decode()
