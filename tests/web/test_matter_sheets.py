"""Pages of answer sheets: downloaded, dropped on the matter or several at once, a sentence for each wrong cell, taken."""

from __future__ import annotations

import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.matters.cases import ISSUE, assigned, issue
from tests.matters.filled_sheets import filled, handed_out
from yiben.matters.models import HandlerSheet, Matter
from yiben.sheets.cells import text_of
from yiben.sheets.opening import open_workbook

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.DOCUMENT_FOLDER = tmp_path


@pytest.fixture
def matter(cast):
    account = "三号楼前的路灯不亮。联系人：王小满，电话13812345678。"
    given = {
        "answers": {**ISSUE, "account": account, "where": "二号楼二单元"},
        "requester": {"name": "柳如是", "phone": "13800001111"},
    }
    return assigned(cast, issue(cast, **given), cast.unit("organisation"))


def upload(content: bytes, name: str = "答复单.xlsx") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def downloaded(client, cast, matter) -> bytes:
    answer = client.post(f"/matters/{matter.uid}/sheet/", {"unit": cast.unit("organisation").uid})
    assert answer.status_code == 200
    return answer.content


def words_in(content: bytes) -> str:
    return "\n".join(text_of(cell) for sheet in open_workbook(content).sheets for row in sheet.rows for cell in row)


def came(client, content: bytes, matter: Matter) -> str:
    """Hand one file in on the page of a matter; the address of its own page."""
    answer = client.post("/matters/returned/", {"files": upload(content), "matter": matter.uid})
    assert answer.status_code == 302, answer.content.decode()
    return answer.headers["Location"]


def test_the_file_tells_what_has_to_be_known_and_nothing_of_who_brought_it(browse, cast, matter):
    told = words_in(downloaded(browse("community_secretary"), cast, matter))
    assert "三号楼前路灯不亮" in told
    assert "二号楼二单元" in told
    assert "可选" not in told.split("办理环节")[0]
    assert not [each for each in ("柳如是", "13800001111", "王小满", "13812345678") if each in told]


def test_a_worker_downloads_no_sheet(browse, cast, matter):
    sent = {"unit": cast.unit("organisation").uid}
    assert browse("community_worker").post(f"/matters/{matter.uid}/sheet/", sent).status_code == 403
    assert browse("community_worker").get("/matters/returned/").status_code == 403


def test_what_came_back_stands_in_the_form_and_is_taken_on_behalf(browse, cast, matter):
    client = browse("community_secretary")
    content = filled(downloaded(client, cast, matter), {"办理环节": "首次答复", "答复或意见": "明天上门看。"})
    page = came(client, content, matter)
    assert "明天上门看。" in client.get(page).content.decode()
    sent = {"do": "first_reply", "words": "明天上门看。", "revision": matter.revision}
    assert client.post(page, sent).status_code == 302
    told = client.get(f"/matters/{matter.uid}/").content.decode()
    assert "代为填报" in told or "代填" in told
    assert "答复单.xlsx" in told


def test_what_was_mended_on_the_page_is_named_in_the_story(browse, cast, matter):
    client = browse("community_secretary")
    page = came(
        client, filled(downloaded(client, cast, matter), {"办理环节": "首次答复", "答复或意见": "明天"}), matter
    )
    client.post(page, {"do": "first_reply", "words": "5月21日上门。", "revision": matter.revision})
    assert matter.steps.last().said["changed"] == ["答复或意见"]


def test_each_wrong_cell_has_a_sentence_and_nothing_is_lost(browse, cast, matter):
    client = browse("community_secretary")
    client.post(f"/matters/{matter.uid}/", {})
    page = came(client, filled(downloaded(client, cast, matter), {"办理环节": "接收"}), matter)
    client.post(page, {"do": "accept", "revision": matter.revision})
    typed = {"办理环节": "答复", "结果": "修了", "办理日期": "2030-01-01", "答复或意见": "灯修好了。"}
    page = came(client, filled(downloaded(client, cast, matter), typed), matter)
    told = client.get(page).content.decode()
    assert "结果：" in told
    assert "“修了”" in told
    assert "灯修好了。" in told
    assert 'value="2030-01-01"' in told


def test_a_step_that_cannot_be_taken_is_said_with_those_that_can(browse, cast, matter):
    client = browse("community_secretary")
    page = came(client, filled(downloaded(client, cast, matter), {"办理环节": "答复", "答复或意见": "好了。"}), matter)
    told = client.get(page).content.decode()
    assert "“答复”" in told
    assert "首次答复" in told
    assert "好了。" in client.get(f"{page}?step=first_reply").content.decode()


def test_several_files_at_once_each_get_their_outcome(browse, cast, matter):
    client = browse("community_secretary")
    good = filled(downloaded(client, cast, matter), {"办理环节": "接收"})
    files = [
        upload(good),
        upload(b"a,b\n1,2\n", "别的.csv"),
        upload(good, "又一份.xlsx"),
        upload(b"%PDF-1.4 x", "扫描.pdf"),
    ]
    page = client.post("/matters/returned/", {"files": files})
    told = page.content.decode()
    assert page.status_code == 422
    assert HandlerSheet.objects.exclude(digest="").count() == 1
    assert [name for name in ("别的.csv", "又一份.xlsx", "扫描.pdf") if name not in told] == []


def test_a_conflict_is_told_and_the_typed_words_stay(browse, cast, matter):
    client = browse("community_secretary")
    page = came(client, filled(downloaded(client, cast, matter), {"办理环节": "首次答复"}), matter)
    sent = {"do": "first_reply", "words": "明天上门看。", "revision": matter.revision - 1}
    answer = client.post(page, sent)
    assert answer.status_code == 409
    assert "明天上门看。" in answer.content.decode()


@pytest.mark.parametrize(("typed", "day"), [("5月19日", "2026-05-19"), ("12.30", "2025-12-30")])
def test_a_day_without_a_year_is_the_nearest_and_the_page_says_so(browse, cast, matter, typed, day):
    client = browse("community_secretary")
    content = downloaded(client, cast, matter)
    place = came(client, filled(content, {"办理环节": "接收", "办理日期": typed}), matter)
    page = client.get(place).content.decode()
    assert f'value="{day}"' in page
    assert f"写的是“{typed}”" in page
    other = came(client, filled(content, {"办理环节": "接收", "办理日期": "4月31日"}), matter)
    assert "4月31日" in client.get(other).content.decode()
    assert "写的是" not in client.get(other).content.decode()


def test_two_answers_are_both_kept_and_who_confirms_sees_it(browse, cast, matter):
    client = browse("community_secretary")
    content = downloaded(client, cast, matter)
    client.post(
        came(client, filled(content, {"办理环节": "接收"}), matter), {"do": "accept", "revision": matter.revision}
    )
    content = downloaded(client, cast, matter)
    came(client, filled(content, {"办理环节": "首次答复", "答复或意见": "明天去。"}), matter)
    page = came(client, filled(content, {"办理环节": "首次答复", "答复或意见": "后天去。"}), matter)
    told = client.get(page).content.decode()
    assert [words in told for words in ("明天去。", "后天去。", "以这一份为准")] == [True] * 3
    place = re.search(rf"{page}files/\d+/", told)[0]
    assert client.get(place).content[:2] == b"PK"
    assert browse("community_worker").get(place).status_code in (403, 404)
    assert client.get(f"{page}files/99999/").status_code in (404, 422)


def test_a_sheet_that_is_put_aside_waits_no_more(browse, cast, matter):
    client = browse("community_secretary")
    page = came(client, downloaded(client, cast, matter), matter)
    assert client.post(page, {"aside": "1"}).status_code == 302
    assert client.get(page).status_code in (404, 422)


def test_somebody_elsewhere_reads_no_returned_sheet(browse, cast, matter):
    page = came(browse("community_secretary"), handed_out(cast, matter)[1], matter)
    assert browse("foreign_secretary").get(page).status_code in (403, 404)
    assert browse("community_worker").get(page).status_code in (403, 404)


def test_no_file_chosen_is_said(browse):
    assert browse("community_secretary").post("/matters/returned/", {}).status_code == 422


def test_the_file_opens_with_openpyxl_and_offers_its_choices(cast, matter):
    import openpyxl

    _sheet, content = handed_out(cast, matter)
    page = openpyxl.load_workbook(io.BytesIO(content)).active
    assert any("首次答复" in str(each.formula1) for each in page.data_validations.dataValidation)
