"""Pages on which posts change hands."""

from __future__ import annotations

from io import BytesIO

import pytest
from docx import Document

from tests.matters.cases import issue

pytestmark = pytest.mark.django_db


def test_the_list_holds_everything_that_is_open_and_three_signatures(browse, cast):
    issue(cast)
    answer = browse("community_secretary").get("/handover/list.docx")
    text = "\n".join(each.text for each in Document(BytesIO(answer.content)).paragraphs)
    cells = [cell.text for row in Document(BytesIO(answer.content)).tables[0].rows for cell in row.cells]
    assert "三号楼前路灯不亮" in cells
    assert [word in text for word in ("移交人", "接收人", "监交人")] == [True] * 3


def test_pages_hand_over_and_refuse(browse, cast):
    post = cast.posts["community_secretary"]
    sent = {"do": "hand", "user": cast.users["community_worker"].uid, "reason": "调任"}
    assert browse("community_secretary").post(f"/posts/{post.uid}/", sent).status_code == 403
    admin = browse("security_admin")
    assert admin.post(f"/posts/{post.uid}/", {**sent, "reason": ""}).status_code == 422
    assert admin.post(f"/posts/{post.uid}/", sent).status_code == 302
    assert "三号楼" not in admin.get(f"/posts/{post.uid}/").content.decode()
