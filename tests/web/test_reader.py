"""Large print and language: chosen by the reader, kept by the browser."""

from __future__ import annotations

import pytest


def large(client, value="1", there="/ledger/"):
    return client.post("/accounts/large-print/", {"large": value, "next": there})


def test_large_print_is_kept_by_the_browser_and_taken_off_again(browse):
    client = browse("community_secretary")
    assert large(client).headers["Location"] == "/ledger/"
    assert 'class="large"' in client.get("/ledger/").content.decode()
    large(client, "0")
    assert 'class="large"' not in client.get("/ledger/").content.decode()


@pytest.mark.parametrize("there", ["https://example.org/", "//example.org", "javascript:alert(1)"])
def test_switching_print_leads_to_no_other_site(browse, there):
    assert large(browse("community_secretary"), there=there).headers["Location"] == "/"


def test_who_has_not_signed_in_may_choose_too(client, db):
    large(client, there="/accounts/login/")
    assert 'class="large"' in client.get("/accounts/login/").content.decode()


def test_the_language_is_kept_by_the_browser(browse):
    client = browse("community_secretary")
    client.post("/accounts/language/", {"language": "en", "next": "/"})
    assert "Workbench" in client.get("/").content.decode()
    client.post("/accounts/language/", {"language": "zh-hans", "next": "/"})
    assert "工作台" in client.get("/").content.decode()
