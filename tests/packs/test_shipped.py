"""The shipped packs: complete, checked, and with a demo that fits them."""

from collections import Counter
from typing import Any

import pytest

from tests.packs.conftest import SHIPPED
from yiben.packs.checking_metrics import figures_named
from yiben.packs.definitions import Pack
from yiben.packs.loading import load_folder
from yiben.packs.resolving import Catalogue, resolve
from yiben.packs.values import read_values
from yiben.packs.yaml_reading import read_yaml

TEN = ["media_items", "banners", "posters", "billboards", "led_screens", "boards", "booklets"]
TEN += ["events", "centres", "volunteers"]
EXACT = {"media_items": 10, "billboards": 77, "led_screens": 40, "boards": 83}
EXACT |= {"booklets": 254_000, "centres": 37, "volunteers": 1063}
OVER = {"banners": 160, "posters": 10_000, "events": 80}
CAST = ["district_reader", "district_officer", "subdistrict_officer", "section_officer"]
CAST += ["community_secretary", "community_worker", "supervisor", "leader", "partner", "resident"]
CAST += ["system_admin", "security_admin", "audit_admin"]


def demo(pack: str, name: str) -> Any:
    read = read_yaml(name, (SHIPPED / pack / "demo" / name).read_bytes())
    assert read.problems == ()
    return read.value


def test_the_shipped_packs_load_and_join_without_a_problem(base: Pack, safe_community: Pack) -> None:
    assert load_folder(SHIPPED / "base").problems == ()
    assert load_folder(SHIPPED / "safe_community", known=[base]).problems == ()
    assert resolve([base, safe_community]).problems == ()


def test_the_annual_report_names_the_ten_figures_and_no_other(safe_community: Pack) -> None:
    named = [name for _, name in figures_named(safe_community.templates["annual.txt"])]
    assert sorted(set(named)) == sorted(TEN)


def test_the_replay_spreads_the_ten_figures_and_writes_over_only_above(
    safe_community: Pack,
) -> None:
    replay = demo("safe_community", "replay.yaml")
    totals = {row["metric"]: row["total"] for row in replay["figures"]}
    assert {name: total for name, total in totals.items() if name in EXACT} == EXACT
    assert all(totals[name] > rounded for name, rounded in OVER.items())
    assert set(totals) == set(TEN) == set(replay["wording"])
    assert sum(replay["series"].values()) == totals["events"]
    assert len(replay["months"]) == 12


def test_the_replays_fixed_values_are_ones_the_books_take(catalogue: Catalogue) -> None:
    for row in demo("safe_community", "replay.yaml")["figures"]:
        book = catalogue.book(row["book"])
        assert book is not None
        assert row.get("field") is None or book.field(row["field"])
        values = read_values(book, row.get("values", {}))
        assert {each.code for each in values.problems} <= {"required"}


def test_the_demo_district_uses_declared_kinds_roles_trees_and_ties(catalogue: Catalogue) -> None:
    district = demo("base", "district.yaml")
    codes = [unit["code"] for unit in district["units"]]
    assert len(codes) == len(set(codes))
    assert district["tree"] in catalogue.trees
    for unit in district["units"]:
        assert unit["kind"] in catalogue.kinds
        assert unit.get("parent", codes[0]) in codes
        assert all(t["tie"] in catalogue.ties and t["to"] in codes for t in unit.get("ties", ()))
    kinds = Counter(unit["kind"] for unit in district["units"])
    assert [kinds[k] for k in ("subdistrict", "community", "service_centre")] == [3, 12, 37]


@pytest.mark.parametrize("role", CAST)
def test_every_role_of_the_cast_is_declared_and_held(role: str, catalogue: Catalogue) -> None:
    district = demo("base", "district.yaml")
    codes = {unit["code"] for unit in district["units"]}
    assert role in catalogue.roles
    assert [post for post in district["posts"] if post["role"] == role and post["unit"] in codes]


def test_no_unit_of_the_demo_answers_to_two_meanings_of_one_full_name() -> None:
    units = demo("base", "district.yaml")["units"]
    for key in ("name", "short"):
        assert max(Counter(unit[key] for unit in units).values()) == 1


def test_administrators_see_no_entries_and_residents_are_granted_nothing(
    catalogue: Catalogue,
) -> None:
    for role in ("system_admin", "security_admin", "audit_admin", "resident"):
        verbs = {verb for rule in catalogue.roles[role].grants for verb in rule.verbs}
        assert not {verb for verb in verbs if verb.split(".")[0] in ("entry", "figure", "draft")}
    worker = {verb for rule in catalogue.roles["community_worker"].grants for verb in rule.verbs}
    assert "entry.record" in worker


def test_the_reward_book_asks_nothing_about_an_informer(catalogue: Catalogue) -> None:
    book = catalogue.book("reward")
    assert book is not None
    private = [item.id for item in book.fields if item.type.is_private]
    assert private == ["basis"]


def test_pack_files_keep_to_the_size_a_clerk_can_read() -> None:
    lines = [
        len(path.read_text("utf-8").splitlines()) for path in (SHIPPED / "safe_community").rglob("*") if path.is_file()
    ]
    assert max(lines) <= 150
    assert sum(lines) <= 300
