"""Rolls on screen: few questions, numbers in part, full ones with a note of it, exports with a reason."""

from __future__ import annotations

import io
import uuid

import pytest
from python_calamine import CalamineWorkbook

from tests.rolls.people import ADULT, CHILD, child, join, number
from yiben.audit.models import AuditEvent
from yiben.ledger.models import Subject
from yiben.rolls.models import Membership, Person
from yiben.rolls.queries import distinct_people

FORM = {**ADULT, "consent_on": "2026-05-01", "joined_on": "2026-05-02"}
SECRET = (ADULT["phone"], ADULT["id_number"])


def text_of(response) -> str:
    return response.content.decode()


def test_a_person_is_put_on_a_roll_and_listed_by_strokes_with_masked_numbers(browse, cast):
    worker = browse("community_worker")
    page = worker.post("/rolls/volunteers/new/", FORM, follow=True)
    assert "已登记到“志愿者名册”" in text_of(page)
    join(cast, {"name": "王䶮", "phone": "13900001111", "birth_date": "1990-01-01"})
    child(cast)
    page = text_of(worker.get("/rolls/volunteers/"))
    assert page.index("小𬭎") < page.index("4 画") < page.index("王䶮") < page.index("8 画") < page.index("欧阳喆堃")
    assert f"990***********{ADULT['id_number'][-4:]}" in page
    assert "139****7788" in page
    assert not [each for each in SECRET if each in page]


def test_a_form_with_a_slip_comes_back_filled(browse, cast):
    page = browse("community_worker").post("/rolls/volunteers/new/", FORM | {"id_number": ADULT["id_number"][:-1]})
    assert page.status_code == 422
    assert "公民身份号码是18位" in text_of(page)
    assert 'value="欧阳喆堃"' in text_of(page)


def test_a_day_of_joining_that_is_none_is_refused_and_not_taken_for_today(browse, cast):
    page = browse("community_worker").post("/rolls/volunteers/new/", FORM | {"joined_on": "0204-05-06"})
    assert page.status_code == 422
    assert "0204-05-06" in text_of(page)
    assert not Membership.objects.exists()


def test_a_double_is_asked_about(browse, cast):
    typed = {key: value for key, value in FORM.items() if key != "id_number"}
    worker = browse("community_worker")
    worker.post("/rolls/volunteers/new/", typed)
    page = worker.post("/rolls/volunteers/new/", typed | {"phone": "13900001234"})
    assert "是同一个人吗" in text_of(page)
    worker.post("/rolls/volunteers/new/", typed | {"phone": "13900001234", "same_as": "other"})
    assert Person.objects.count() == 2


def test_a_name_is_looked_for_without_standing_in_the_address(browse, cast):
    join(cast, ADULT)
    child(cast)
    worker = browse("community_worker")
    page = text_of(worker.post("/rolls/volunteers/", {"q": "𬭎"}))
    assert "小𬭎" in page
    assert "欧阳喆堃" not in page
    assert "欧阳喆堃" not in text_of(worker.get("/rolls/volunteers/?band=under_14"))


def test_full_data_are_opened_and_written_down(browse, cast):
    uid, worker = join(cast, ADULT).person.uid, browse("community_worker")
    page = worker.get(f"/rolls/people/{uid}/")
    assert not [each for each in SECRET if each in text_of(page)]
    opened = worker.post(f"/rolls/people/{uid}/open/", {"do": "view"})
    assert all(each in text_of(opened) for each in SECRET)
    assert opened.headers["Cache-Control"] == "no-store"
    assert "查看了完整信息" in text_of(worker.get(f"/rolls/people/{uid}/"))
    copy = text_of(worker.post(f"/rolls/people/{uid}/open/", {"do": "copy"}))
    assert all(each in copy for each in (*SECRET, "志愿服务条例", "您可以向上述单位要求更正"))
    assert set(AuditEvent.objects.filter(subject=uid).values_list("verb", flat=True)) >= {"roll.view", "roll.copy"}


def test_a_minor_is_refused_until_the_head_approves(browse, cast):
    uid, worker = child(cast).person.uid, browse("community_worker")
    page = worker.post(f"/rolls/people/{uid}/open/")
    assert page.status_code == 422
    assert "经负责人批准" in text_of(page)
    assert worker.get(f"/rolls/people/{uid}/correct/volunteers/").status_code == 422
    post = cast.posts["community_worker"].uid
    approval = {"post": post, "until": "2026-06-30", "reason": "暑期托管"}
    browse("community_secretary").post("/rolls/volunteers/approve/", approval)
    assert CHILD["phone"] in text_of(worker.post(f"/rolls/people/{uid}/open/"))


def test_an_export_has_full_numbers_as_texts_and_needs_a_reason(browse, cast):
    join(cast, ADULT)
    secretary = browse("community_secretary")
    assert secretary.post("/rolls/volunteers/export/", {"reason": ""}).status_code == 422
    sent = secretary.post("/rolls/volunteers/export/", {"reason": "投保"})
    rows = CalamineWorkbook.from_filelike(io.BytesIO(sent.content)).get_sheet_by_index(0).to_python()
    assert rows[2][1:6] == ["欧阳喆堃", ADULT["phone"], "男", "1988-03-05", ADULT["id_number"]]
    assert browse("community_worker").post("/rolls/volunteers/export/", {"reason": "投保"}).status_code == 404


def test_a_correction_a_merge_and_an_erasure_are_done_on_screen(browse, cast):
    secretary, kept = browse("community_secretary"), join(cast, ADULT)
    double = join(cast, ADULT | {"id_number": "", "phone": "13900001234"}, is_another=True)
    url = f"/rolls/people/{kept.person.uid}/"
    done = secretary.post(f"{url}correct/volunteers/", FORM | {"phone": "13900009999", "reason": "换号"}, follow=True)
    assert "已更正" in text_of(done)
    assert "139****1234" in text_of(secretary.get(f"{url}merge/"))
    done = secretary.post(f"{url}merge/", {"double": double.person.uid, "reason": "登记了两次"}, follow=True)
    assert "与重复登记合并" in text_of(done)
    assert secretary.post(f"{url}erase/", {"ground": "想删"}).status_code == 422
    assert "各项数字不变" in text_of(secretary.post(f"{url}erase/", {"ground": "asked"}, follow=True))
    assert secretary.get(url).status_code == 404


def test_what_is_due_is_listed_and_removed_by_decision(browse, cast):
    secretary, row = browse("community_secretary"), join(cast, ADULT)
    end = f"/rolls/standings/{row.uid}/"
    assert "即日到期" in text_of(secretary.post(end, {"do": "withdraw"}, follow=True))
    assert "欧阳喆堃" in text_of(secretary.get("/rolls/due/"))
    assert "已删除" in text_of(secretary.post(end, {"do": "settle"}, follow=True))
    assert Membership.objects.count() == 1
    assert "欧阳喆堃" not in text_of(secretary.get("/rolls/due/"))


def test_leaving_a_roll_says_until_when_the_person_is_kept(browse, cast):
    row = join(cast, ADULT)
    sent = {"do": "leave", "left_on": "2026-05-20", "reason": "搬走"}
    page = browse("community_worker").post(f"/rolls/standings/{row.uid}/", sent, follow=True)
    assert "2028年5月20日" in text_of(page)


@pytest.mark.parametrize(
    ("day", "reason"), [("2020-01-01", "搬走"), ("2999-01-01", "搬走"), ("三月的一天", "搬走"), ("2026-05-20", " ")]
)
def test_who_is_taken_off_on_a_wrong_day_stays_and_what_was_typed_too(browse, cast, day, reason):
    row = join(cast, ADULT)
    client = browse("community_worker")
    answer = client.post(f"/rolls/standings/{row.uid}/", {"do": "leave", "left_on": day, "reason": reason})
    page = answer.content.decode()
    row.refresh_from_db()
    assert (answer.status_code, row.left_on) == (422, None)
    assert f'value="{day}"' in page
    assert f'value="{reason}"' in page


@pytest.mark.parametrize(
    "name", ["district_officer", "subdistrict_officer", "section_officer", "supervisor", "resident"]
)
def test_others_find_no_roll_and_no_person(browse, cast, name):
    uid, client = join(cast, ADULT).person.uid, browse(name)
    assert "/rolls/" not in text_of(client.get("/"))
    assert client.get("/rolls/").status_code == 403
    for address in (
        "/rolls/volunteers/",
        f"/rolls/people/{uid}/",
        f"/rolls/people/{uid}/merge/",
        "/rolls/elderly/new/",
    ):
        assert client.get(address).status_code == 404, address
    assert client.post(f"/rolls/people/{uid}/open/").status_code == 404
    assert client.post(f"/rolls/people/{uid}/erase/", {"ground": "asked"}).status_code == 404


def test_a_neighbour_finds_no_person_of_another_community(browse, cast):
    uid = join(cast, ADULT).person.uid
    client = browse("foreign_secretary")
    assert client.get(f"/rolls/people/{uid}/").status_code == 404
    assert "欧阳喆堃" not in text_of(client.get("/rolls/volunteers/"))
    assert client.post("/rolls/volunteers/new/", FORM | {"id_number": number("19880305", 13)}).status_code == 302


def test_people_are_picked_from_the_roll_when_a_service_is_recorded(browse, cast):
    join(cast, ADULT)
    child(cast)
    worker = browse("community_worker")
    page = text_of(worker.get("/ledger/volunteer_service/new/"))
    assert "从名册里选" in page
    assert 'name="v.members" value="欧阳喆堃"' in page
    sent = {"uid": str(uuid.uuid4()), "unit": cast.unit("community").uid, "day": "2026-05-20", "do": "send"}
    sent |= {"v.content": "探访", "v.volunteers": "2", "v.members": ["欧阳喆堃", "小𬭎"]}
    assert worker.post("/ledger/volunteer_service/new/", sent).status_code == 302
    assert distinct_people(Subject.objects.values_list("token", flat=True)) == 2
    seq = Subject.objects.first().entry_id
    page = text_of(worker.get(f"/entries/{seq}/correct/"))
    assert 'value="小𬭎" data-label="小𬭎" checked' in page


def test_who_may_not_see_the_roll_types_names(browse, cast):
    join(cast, ADULT)
    assert "从名册里选" not in text_of(browse("foreign_secretary").get("/ledger/volunteer_service/new/"))
    assert "欧阳喆堃" not in text_of(browse("subdistrict_officer").get("/ledger/volunteer_service/new/"))
