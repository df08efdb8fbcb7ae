"""Keys of devices and other systems by page: made with a secret shown once, withdrawn after a question."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest

from yiben.accounts.models import Token

pytestmark = pytest.mark.django_db
TODAY = date(2026, 5, 20)


def made(browse, cast, **more: object) -> str:
    """Make a key by its form and return the page."""
    post = cast.posts["community_worker"]
    sent = {"name": "门口客流计数器", "post": post.uid, "expires_on": (TODAY + timedelta(days=90)).isoformat(), **more}
    return browse("security_admin").post("/keys/new/", sent).content.decode()


def test_a_key_is_made_shown_once_and_opens_what_it_serves(browse, cast, client):
    secret = re.search(r'class="y-once">([^<]+)<', made(browse, cast, books=["activity"]))[1]
    token = Token.objects.get()
    assert (token.books, token.unit) == (["activity"], cast.posts["community_worker"].unit)
    shown = browse("security_admin").get("/keys/").content.decode()
    assert "门口客流计数器" in shown
    assert secret not in shown
    answer = client.get("/api/v1/figures", headers={"Authorization": f"Bearer {secret}"})
    assert answer.status_code != 401


@pytest.mark.parametrize(
    ("name", "given"), [("name", " "), ("post", ""), ("expires_on", "2028-01-01"), ("expires_on", "")]
)
def test_what_is_missing_stands_beside_its_field_and_nothing_typed_is_lost(browse, cast, name, given):
    page = made(browse, cast, books=["activity"], **{name: given})
    assert not Token.objects.exists()
    assert f'aria-describedby="{name}-err"' in page
    assert "Group(" not in page
    assert 'value="activity" checked' in page


def test_a_key_is_withdrawn_after_a_question(browse, cast, client):
    secret = re.search(r'class="y-once">([^<]+)<', made(browse, cast))[1]
    there, admin = f"/keys/{Token.objects.get().uid}/withdraw/", browse("security_admin")
    assert "门口客流计数器" in admin.get(there).content.decode()
    assert Token.objects.get().withdrawn_at is None
    assert admin.post(there)["Location"] == "/keys/"
    answer = client.get("/api/v1/figures", headers={"Authorization": f"Bearer {secret}"})
    assert answer.status_code == 401
    assert admin.post("/keys/unknown/withdraw/").status_code == 404


@pytest.mark.parametrize("name", ["community_secretary", "system_admin", "audit_admin"])
def test_nobody_else_makes_keys(browse, cast, name):
    made(browse, cast)
    for address in ("/keys/", "/keys/new/", f"/keys/{Token.objects.get().uid}/withdraw/"):
        assert browse(name).get(address).status_code == 403
