"""Fields with controls of their own: address, small table, a file, what depends on other answers; without scripts."""

from __future__ import annotations

import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.ledger.facts import figure, last_seq
from tests.sheets.making import xlsx
from yiben.audit.callers import SYSTEM
from yiben.ledger.importing.actions import stage_rows
from yiben.ledger.models import ImportFile
from yiben.ledger.queries import read_entry
from yiben.sheets.opening import open_workbook

PAGE = "/ledger/home_visit/new/"


@pytest.fixture
def visit(cast):
    """What the form of a visit sends."""

    def form(**changes):
        sent = {"uid": str(uuid.uuid4()), "unit": cast.unit("community").uid, "day": "2026-05-19", "do": "send"}
        sent |= {"v.reason": "入户走访", "v.kind": "condolence", "v.households": "1", "v.cash": "200.5"}
        sent |= {"v.goods_value": "99.5", "v.address.estate": "荷风苑", "v.address.building": "3号楼"}
        sent |= {"v.goods.0.item": "大米", "v.goods.0.quantity": "2袋", "v.goods.2.item": "油"}
        return sent | {key.replace("__", "."): value for key, value in changes.items()}

    return form


def test_a_visit_is_recorded_with_its_parts_rows_file_and_computed_sum(browse, cast, visit, photo):
    client = browse("community_secretary")
    paper = SimpleUploadedFile("签收单.jpg", photo)
    saved = client.post(PAGE, visit(**{"v.receipt": paper}))
    assert saved.status_code == 302, saved.content.decode()
    values = read_entry(SYSTEM, last_seq()).values
    assert (values["given"], values["address"]) == (30000, {"estate": "荷风苑", "building": "3"})
    assert values["goods"] == [{"item": "大米", "quantity": "2袋"}, {"item": "油"}]
    assert figure("visits_given", cast.unit("community")) == 30000
    shown = client.get(f"/entries/{last_seq()}/").content.decode()
    assert ("荷风苑3幢" in shown, "品名：大米" in shown, "300.00元" in shown, "签收单" in shown) == (True,) * 4
    again = client.get(f"/entries/{last_seq()}/correct/").content.decode()
    assert ('value="3"' in again, 'value="2袋"' in again, "保留“签收单.jpg”" in again) == (True, True, True)


def test_what_depends_on_another_answer_is_said_beside_and_asked_for(browse, visit):
    client = browse("community_secretary")
    form = client.get(PAGE).content.decode()
    assert ("“走访类别”为节日慰问或困难探望时必填" in form, "慰问合计自动算出：慰问金 + 慰问品折款" in form) == (
        True,
        True,
    )
    assert 'name="v.given"' not in form
    back = client.post(PAGE, visit(**{"v.cash": ""}))
    shown = back.content.decode()
    assert (back.status_code, "“走访类别”选了“节日慰问”，须填慰问金" in shown) == (422, True)
    assert ('value="大米"' in shown, 'value="荷风苑"' in shown) == (True, True)


def test_a_draft_keeps_parts_and_rows(browse, visit):
    client = browse("community_secretary")
    kept = client.post(PAGE, visit(do="draft", v__receipt=""))
    shown = client.get(kept.headers["Location"]).content.decode()
    assert ('value="2袋"' in shown, 'value="3号楼"' in shown) == (True, True)


def test_a_file_that_was_not_chosen_is_none(browse, visit):
    assert browse("community_secretary").post(PAGE, visit(v__receipt="")).status_code == 302
    assert "receipt" not in read_entry(SYSTEM, last_seq()).values


def test_a_file_that_is_none_of_the_record_is_refused(browse, visit):
    sent = visit(**{"v.receipt": "sha256:" + "ab" * 32})
    assert browse("community_secretary").post(PAGE, sent).status_code in {403, 404, 422}


def test_a_sheet_brings_addresses_in_one_cell_and_sums_that_have_to_be_right(browse, cast):
    client = browse("community_secretary")
    sheet = open_workbook(client.get("/ledger/home_visit/template.xlsx").content, "a.xlsx").sheets[0]
    head = [str(each) for each in sheet.rows[0]]
    assert ("住址" in head, "慰问合计" in head, "慰问品" in head) == (True, False, False)
    told = {"日期": "2026-03-05", "单位": "枫林社区", "走访事由": "看望", "走访类别": "节日慰问", "走访户数": 1}
    told |= {"慰问金": 100, "慰问品折款": 50, "住址": "荷风苑3栋2单元501"}
    rows = [[*(told.get(name) for name in head), 150], [*(told.get(name) for name in head), 151]]
    given = {"document": SimpleUploadedFile("a.xlsx", xlsx({"a": [[*head, "慰问合计"], *rows]}))}
    address = client.post("/ledger/home_visit/import/", given | {"unit": cast.unit("community").uid}).headers[
        "Location"
    ]
    page = client.get(address)
    client.post(
        f"{address}do/", {each.name: each.chosen[0].value for each in page.context["columns"]} | {"do": "columns"}
    )
    file = ImportFile.objects.get()
    stage_rows(file.uid)
    first, second = file.rows.order_by("number")
    assert first.checked["private"]["address"] == {"estate": "荷风苑", "building": "3", "entrance": "2", "room": "501"}
    assert (first.checked["values"]["given"], [each[1] for each in second.problems]) == (15000, ["computed_differs"])
    assert "应为150元，不是151元" in client.get(f"{address}rows/2/").content.decode()
