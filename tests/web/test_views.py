"""Saved views: a list narrowed and sorted under a name, kept for a post."""

from __future__ import annotations

from yiben.accounts.models import SavedView

PAGE = "/ledger/activity/"


def keep(client, name="本年驻企", query="c.series=safe_enterprises&sort=day", page=PAGE):
    return client.post("/views/keep/", {"page": page, "name": name, "query": query})


def test_a_view_is_kept_and_stands_over_the_list(browse):
    client = browse("community_secretary")
    page = client.get(keep(client).headers["Location"])
    views = page.context["listing"].views
    assert [(view.label, view.is_current) for view in views] == [("全部", False), ("本年驻企", True)]


def test_the_same_name_replaces_the_view(browse):
    client = browse("community_secretary")
    keep(client)
    keep(client, query="period=2025")
    assert [view.query for view in SavedView.objects.all()] == ["period=2025"]


def test_a_view_keeps_neither_page_nor_row_nor_format(browse):
    keep(browse("community_secretary"), query="sort=day&page=3&entry=7&as=csv")
    assert SavedView.objects.get().query == "sort=day"


def test_a_view_needs_a_name(browse):
    page = keep(browse("community_secretary"), name="  ")
    assert page.status_code == 422
    assert not SavedView.objects.exists()


def test_keeping_a_view_leads_nowhere_but_to_a_list(browse):
    for page in ("https://example.org/", "/accounts/logout/", "//example.org/ledger/activity/"):
        assert keep(browse("community_secretary"), page=page).status_code == 404
    assert not SavedView.objects.exists()


def test_a_list_holds_so_many_views_and_no_more(browse):
    client = browse("community_secretary")
    for number in range(12):
        keep(client, name=f"视图{number}")
    assert keep(client, name="再来一个").status_code == 422
    assert keep(client, name="视图3", query="sort=day").status_code == 302


def test_a_view_belongs_to_its_post_and_is_removed_by_it(browse):
    keep(browse("community_secretary"))
    view = SavedView.objects.get()
    other = browse("community_worker")
    assert [each.label for each in other.get(PAGE).context["listing"].views] == ["全部"]
    assert other.post("/views/drop/", {"view": view.uid}).status_code == 404
    assert browse("community_secretary").post("/views/drop/", {"view": view.uid}).headers["Location"] == PAGE
    assert not SavedView.objects.exists()
