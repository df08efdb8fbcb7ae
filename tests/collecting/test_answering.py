"""A table filled in on screen, and by a link without an account."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.collecting.test_collections import _own_folder, begin, officer, secretary  # noqa: F401  (fixtures)
from tests.ledger.facts import refused
from tests.sheets.making import xlsx
from tests.sheets.returns import items
from yiben.collections.actions import answer_by_link, close_collection, fill_table, make_link
from yiben.collections.models import AnswerLink
from yiben.collections.queries import on_screen, unit_stands


@pytest.fixture
def asked(begin):  # noqa: F811
    return begin(data=xlsx(items({})), name="统计表.xlsx", title="4月统计")


def typed(collection, unit, number: str = "3") -> dict[str, str]:
    row = on_screen(collection, unit).sheets[0].rows[0]
    return {row.cells[0].place: number, row.cells[1].place: "120"}


def test_what_is_filled_in_on_screen_counts_like_a_file(asked, cast, secretary):  # noqa: F811
    unit = cast.unit("community")
    fill_table(secretary, asked, unit, typed(asked, unit))
    stand = {each.unit.pk: each for each in unit_stands(asked)}[unit.pk]
    assert stand.file.status == "accepted"
    assert on_screen(asked, unit).sheets[0].rows[0].cells[0].value == "3"
    with refused("collection_nothing_typed"):
        fill_table(secretary, asked, unit, {"'统计表'!B4": "  "})
    with refused("no_access"):
        fill_table(secretary, asked, cast.unit("neighbour"), typed(asked, unit))


def test_a_link_serves_once_for_its_unit_and_only_its_digest_is_kept(asked, cast, officer):  # noqa: F811
    unit = cast.unit("neighbour")
    secret = make_link(officer, asked, unit)
    assert secret not in str(list(AnswerLink.objects.values()))
    with refused("collection_nothing_typed"):
        answer_by_link(secret, typed={})
    with refused("sheet_expected"):
        answer_by_link(secret, name="说明.txt", data="已报".encode())
    assert answer_by_link(secret, typed=typed(asked, unit)).unit == unit
    with refused("link_used"):
        answer_by_link(secret, typed=typed(asked, unit))
    with refused("link_unknown"):
        answer_by_link(secret[:-1], typed=typed(asked, unit))


def test_a_new_link_replaces_the_old_one_and_a_closed_collection_takes_none(asked, cast, officer, secretary):  # noqa: F811
    unit = cast.unit("neighbour")
    old, new = make_link(officer, asked, unit), make_link(officer, asked, unit)
    with refused("link_withdrawn"):
        answer_by_link(old, typed=typed(asked, unit))
    with refused("no_access"):
        make_link(secretary, asked, unit)
    with refused("collection_not_asked"):
        make_link(officer, asked, cast.unit("foreign"))
    close_collection(officer, asked)
    with refused("link_closed"):
        answer_by_link(new, typed=typed(asked, unit))


def test_whoever_has_the_link_fills_in_without_signing_in_and_sees_nothing_else(asked, cast, officer):  # noqa: F811
    unit = cast.unit("neighbour")
    secret = make_link(officer, asked, unit)
    client = Client()
    page = client.get(f"/link/{secret}/")
    shown = page.content.decode()
    assert (page.status_code, "4月统计" in shown, "宣传活动" in shown) == (200, True, True)
    assert cast.unit("community").name not in shown
    assert client.get(f"/link/{secret}/blank/").content[:2] == b"PK"
    sent = {f"c.{place}": text for place, text in typed(asked, unit).items()}
    assert "已收到" in client.post(f"/link/{secret}/", sent).content.decode()
    dead = client.get(f"/link/{secret}/")
    assert (dead.status_code, "只能用一次" in dead.content.decode()) == (410, True)
    assert asked.unit.name in dead.content.decode()
    assert "工作台" not in dead.content.decode()
    assert client.get(f"/link/{secret}x/").status_code == 404
    assert client.get("/collections/").status_code == 302


def test_what_was_typed_stays_when_it_is_refused(asked, cast, officer):  # noqa: F811
    secret = make_link(officer, asked, cast.unit("neighbour"))
    page = Client().post(f"/link/{secret}/", {"c.'统计表'!B4": " "})
    assert (page.status_code, "什么都没有填" in page.content.decode()) == (422, True)
