"""The search box and its page."""

from __future__ import annotations

import pytest

OF_A_KIND = 3
"""How many hits of a kind are opened."""


def found(client, text: str) -> str:
    return client.get("/search/", {"q": text}).content.decode()


def test_the_box_stands_on_every_page_and_keeps_what_was_typed(browse):
    client = browse("community_secretary")
    assert 'action="/search/"' in client.get("/ledger/").content.decode()
    assert found(client, "横幅").count('value="横幅"') == 2


def test_every_hit_opens(browse, published):
    client = browse("subdistrict_officer")
    page = client.get("/search/", {"q": "区"})
    rows = page.context["table"].rows
    addresses = [row.cells[0].url for row in rows]
    assert {row.cells[1].text for row in rows} >= {"单位"}
    assert [client.get(address).status_code for address in addresses] == [200] * len(addresses)


@pytest.mark.parametrize("name", ["district_reader", "section_officer", "community_worker", "supervisor", "partner"])
def test_what_a_role_finds_it_may_open(browse, published, name):
    client = browse(name)
    opened: dict[str, set[str]] = {}
    for text in ("宣传", "活动", "报告"):
        for row in client.get("/search/", {"q": text}).context["table"].rows:
            of_kind = opened.setdefault(row.cells[1].text, set())
            if len(of_kind) < OF_A_KIND and row.cells[0].url not in of_kind:
                of_kind.add(row.cells[0].url)
                assert client.get(row.cells[0].url).status_code == 200, row


def test_what_was_typed_is_shown_and_never_run(browse):
    shown = found(browse("community_secretary"), "<script>alert(1)</script>")
    assert "<script>alert" not in shown
    assert "&lt;script&gt;alert" in shown


def test_nothing_found_says_what_to_do(browse):
    assert "请少输几个字再试" in found(browse("community_secretary"), "查无此名")


def test_a_resident_has_no_box_and_is_refused(browse):
    page = browse("resident").get("/search/", {"q": "活动"})
    assert page.status_code == 403
    assert 'role="search"' not in page.content.decode()
