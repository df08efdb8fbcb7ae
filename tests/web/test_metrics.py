"""A metric made on site: from plain choices to a figure, seen before it is kept."""

from __future__ import annotations

from datetime import date

import pytest

from tests.ledger.facts import record
from yiben.catalog.models import PackVersion
from yiben.catalog.queries import catalogue, files_of

NEW = "/figures/new/"
WANTED = {
    "book": "activity",
    "what": "sum:participants",
    "only.series": ["safe_communities"],
    "label": "平安活动参加人数",
}
SHARE = {"book": "=", "what": "ratio:", "of": "safe_community.volunteers", "to": "base.activity_participants"}


@pytest.fixture
def counted(cast):
    """Forty people at an activity of one series, five at one of another."""
    record(cast.unit("community"), date(2026, 3, 5), participants=40, series="safe_communities", volunteers=10)
    record(cast.unit("community"), date(2026, 3, 6), participants=5, series="general")


def said(page):
    return page.context["preview"].definition, page.context["preview"].figure.value


def test_what_it_gives_is_seen_before_it_is_kept(browse, counted):
    page = browse("subdistrict_officer").post(NEW, WANTED | {"do": "show"})
    text, value = said(page)
    assert (value, "“活动”" in text, "平安" in text) == (40, True, True)
    assert "40" in page.content.decode()
    assert "base.local" not in catalogue().packs


def test_a_metric_that_is_kept_stands_with_the_others(browse, counted):
    client = browse("subdistrict_officer")
    client.post("/ledger/activity/extend/", {"do": "field", "label": "到场单位数", "type": "count", "word": "家"})
    kept = client.post(NEW, WANTED | {"do": "keep"})
    assert kept.headers["Location"].startswith("/figures/base.local.m1/")
    assert "平安活动参加人数" in client.get("/figures/").content.decode()
    page = client.get(kept.headers["Location"])
    assert (page.context["figure"].value, page.context["total"].records) == (40, 1)
    second = client.post(NEW, SHARE | {"of": "base.local.m1", "label": "平安占比", "do": "keep"})
    assert client.get(second.headers["Location"]).context["figure"].value == 889
    files = files_of(PackVersion.objects.filter(name="base.local").latest("version").pk)
    assert set(files) == {"pack.yaml", "books/activity_more.yaml", "metrics.yaml"}
    both = client.get("/figures/compare/?first=base.local.m1&second=base.activity_participants")
    assert both.context["compared"].shared.only_second


def test_a_share_is_computed_from_two_figures(browse, counted):
    text, value = said(browse("subdistrict_officer").post(NEW, SHARE | {"do": "show"}))
    assert (value, "除以" in text) == (222, True)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"label": ""}, "要有名称"),
        ({"label": "活动参加人数", "what": "sum:theme"}, "没有说明"),
        ({"label": "户主民族", "what": "count:"}, "不得记"),
        ({"only.series": ["x"]}, "不能用来"),
        ({"what": "count:", "unit": "元"}, "不能作"),
        ({**SHARE, "to": SHARE["of"]}, "两个不同"),
    ],
)
def test_what_cannot_be_counted_is_said_and_what_was_chosen_is_kept(browse, change, sentence):
    page = browse("subdistrict_officer").post(NEW, WANTED | change | {"do": "keep"})
    shown = page.content.decode()
    assert (page.status_code, sentence in shown, page.context["wanted"].label in shown) == (422, True, True), shown
    assert "base.local" not in catalogue().packs


@pytest.mark.parametrize(
    "name", ["community_secretary", "community_worker", "leader", "supervisor", "partner", "outsider"]
)
def test_others_make_none(name, browse):
    assert browse(name).post(NEW, WANTED | {"do": "keep"}).status_code == 403
    assert "base.local" not in catalogue().packs


OWN = "/figures/base.local.m1/change/"


@pytest.fixture
def own(browse, counted):
    client = browse("subdistrict_officer")
    client.post(NEW, WANTED | {"do": "keep"})
    return client


def test_a_metric_made_on_site_is_named_anew_and_still_found_by_its_old_name(own):
    own.post(OWN, {"do": "rename", "label": "平安活动人次", "means": "参加平安活动的人次。"})
    metric = catalogue().metrics["base.local.m1"]
    assert (metric.label, metric.aliases, metric.means) == (
        "平安活动人次",
        ("平安活动参加人数",),
        "参加平安活动的人次。",
    )
    assert "平安活动人次" in own.get("/search/?q=平安活动参加人数").content.decode()


def test_a_name_that_is_used_is_refused_and_what_was_typed_stays(own):
    page = own.post(
        OWN, {"do": "rename", "label": catalogue().metrics["base.activity_participants"].label, "means": "新的说明"}
    )
    assert page.status_code == 422
    assert "新的说明" in page.content.decode()


def test_a_metric_that_is_withdrawn_is_not_offered_and_still_computed(own):
    own.post(OWN, {"do": "withdraw"})
    assert "base.local.m1" not in catalogue().offered
    index = own.get("/figures/")
    assert [name for name, _url in index.context["withdrawn"]] == ["平安活动参加人数"]
    assert "base.local.m1" not in own.get("/figures/new/?book=%3D").content.decode()
    assert own.get("/figures/base.local.m1/?period=2026").context["figure"].value == 40
    own.post(OWN, {"do": "offer"})
    assert "base.local.m1" in catalogue().offered


def test_a_metric_that_others_are_computed_from_is_not_withdrawn(own):
    own.post(NEW, SHARE | {"of": "base.local.m1", "label": "平安占比", "do": "keep"})
    page = own.post(OWN, {"do": "withdraw"})
    assert (page.status_code, "平安占比" in page.content.decode()) == (422, True)


def test_what_came_with_a_pack_keeps_its_name(own):
    assert own.get("/figures/safe_community.volunteers/change/").status_code == 422
    assert own.post("/figures/safe_community.volunteers/change/", {"do": "withdraw"}).status_code == 422


def test_nobody_else_renames_a_metric(own, browse):
    assert browse("community_secretary").post(OWN, {"do": "withdraw"}).status_code == 403
