"""Pages on which posts change hands."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.utils import timezone
from docx import Document

from tests.matters.cases import issue
from yiben.accounts.actions import open_post
from yiben.accounts.queries import holders
from yiben.audit.callers import SYSTEM
from yiben.catalog.queries import catalogue

pytestmark = pytest.mark.django_db


def test_the_list_holds_everything_that_is_open_and_three_signatures(browse, cast):
    issue(cast)
    answer = browse("community_secretary").get("/handover/list.docx")
    text = "\n".join(each.text for each in Document(BytesIO(answer.content)).paragraphs)
    cells = [cell.text for row in Document(BytesIO(answer.content)).tables[0].rows for cell in row.cells]
    assert "三号楼前路灯不亮" in cells
    assert [word in text for word in ("移交人", "接收人", "监交人")] == [True] * 3


def test_a_vacant_post_is_filled_from_the_list_of_posts(browse, cast):
    admin, today = browse("security_admin"), timezone.localdate()
    unit = cast.unit("community")
    post = open_post(SYSTEM, unit, catalogue().roles["community_worker"], title="网格员", on=today)
    place, who = f"/posts/{post.uid}/", cast.users["outsider"]
    assert f"{place}#fill" in admin.get("/posts/").content.decode()
    missing = admin.post(place, {"do": "fill"})
    assert (missing.status_code, 'href="#fill-user"' in missing.content.decode()) == (422, True)
    assert browse("community_secretary").post(place, {"do": "fill", "user": who.uid}).status_code == 403
    assert admin.post(place, {"do": "fill", "user": who.uid}).status_code == 302
    assert [each.user for each in holders(post)] == [who]
    again = admin.post(place, {"do": "fill", "user": cast.users["community_worker"].uid})
    assert (again.status_code, "请用“移交”" in again.content.decode()) == (422, True)


def test_pages_hand_over_and_refuse(browse, cast):
    post = cast.posts["community_secretary"]
    sent = {"do": "hand", "user": cast.users["community_worker"].uid, "reason": "调任"}
    assert browse("community_secretary").post(f"/posts/{post.uid}/", sent).status_code == 403
    admin = browse("security_admin")
    assert admin.post(f"/posts/{post.uid}/", {**sent, "reason": ""}).status_code == 422
    assert admin.post(f"/posts/{post.uid}/", sent).status_code == 302
    assert "三号楼" not in admin.get(f"/posts/{post.uid}/").content.decode()
