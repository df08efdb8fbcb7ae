"""All tasks as one list: narrowed, sorted, sent as a file."""

from __future__ import annotations

import pytest

LIST = "/tasks/"


@pytest.fixture
def client(browse, published):
    return browse("subdistrict_officer")


def titles(page) -> list[str]:
    return [row.cells[0].text for row in page.context["listing"].table.rows]


def test_the_list_holds_every_open_task_that_the_post_may_see(client, published):
    assert len(titles(client.get(LIST))) == published.proposed.exclude(state="dropped").count()


def test_a_unit_narrows_the_list_to_what_it_leads_or_shares(client):
    everything, narrowed = titles(client.get(LIST)), titles(client.get(f"{LIST}?unit=LX-01-01"))
    assert narrowed
    assert set(narrowed) < set(everything)


def test_a_light_and_words_narrow_together_and_nothing_is_said(client):
    assert titles(client.get(f"{LIST}?light=red&q=查无此事")) == []
    assert "没有符合条件的任务" in client.get(f"{LIST}?light=red&q=查无此事").content.decode()


def test_deadlines_sort_both_ways_and_those_without_come_last(client):
    up, down = (client.get(f"{LIST}?sort={way}") for way in ("due", "-due"))
    assert titles(up) != titles(down)
    assert sorted(titles(up)) == sorted(titles(down))


def test_an_export_holds_what_is_narrowed_to(client):
    text = client.get(f"{LIST}?unit=LX-01-01&as=csv").content.decode("utf-8-sig")
    assert len(text.splitlines()) == 1 + len(titles(client.get(f"{LIST}?unit=LX-01-01")))


def test_who_may_read_no_plan_is_refused(browse, published):
    assert browse("resident").get(LIST).status_code == 403
