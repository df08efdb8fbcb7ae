"""yiben unit: what it lists, changes and refuses."""

from __future__ import annotations

import pytest

from tests.cast import Cast
from tests.cli.conftest import Run
from yiben.units.models import Unit

pytestmark = pytest.mark.django_db


def test_the_list_stands_in_official_order_with_the_units_above(run: Run, cast: Cast):
    rows = run("unit", "list", "--json").value
    assert [row["order"] for row in rows] == sorted(row["order"] for row in rows)
    community = next(row for row in rows if row["code"] == "LX-01-01")
    assert community["parent"] == cast.unit("subdistrict").short_name


def test_a_unit_is_founded_renamed_and_moved(run: Run, cast: Cast):
    above, on = cast.unit("subdistrict").code, ("--on", "2026-05-01", "--reason", "区划调整")
    assert (
        run("unit", "found", "LX-01-77", "东园社区居民委员会", "--kind", "community", "--parent", above, *on).code == 0
    )
    assert "东苑社区" in run("unit", "rename", "LX-01-77", "--name", "东苑社区居民委员会", *on).out
    moved = run("unit", "move", "LX-01-77", "--to", cast.unit("other_subdistrict").code, *on, "--json")
    assert moved.value == {"counts_from": "2026-05", "code": "LX-01-77"}


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("move", "LX-01-01", "--to", "LX-01", "--on", "2026-05-01", "--reason", "x"), "unit_is_there"),
        (("move", "LX-01-01", "--to", "LX", "--on", "1st of May", "--reason", "x"), "day_malformed"),
        (("close", "LX-01", "--on", "2026-05-01", "--reason", "x"), "unit_not_clear"),
        (("move", "查无此名", "--to", "LX", "--on", "2026-05-01"), "unit_unknown"),
    ],
)
def test_what_cannot_be_done_exits_with_2_and_says_why(arguments, code, run: Run, cast: Cast):
    said = run("unit", *arguments, "--json")
    assert (said.code, said.value["error"]) == (2, code)


def test_what_a_unit_is_called_for_short_and_where_it_stands_follows_from_its_name(run: Run, cast: Cast):
    given = ("--kind", "community", "--parent", cast.unit("subdistrict").code, "--on", "2026-06-01")
    assert run("unit", "found", "LX-01-78", "北园社区居民委员会", *given).code == 0
    made = Unit.objects.get(code="LX-01-78")
    assert made.short_name == "北园社区"
    assert made.order > max(Unit.objects.filter(code__startswith="LX-01-0").values_list("order", flat=True))


@pytest.mark.parametrize(
    ("name", "kind", "code"),
    [("西园社区居民委员会", "shequ", "kind_unknown"), ("临溪区枫林社区居民委员会", "community", "unit_name_used")],
)
def test_an_unknown_kind_and_a_name_twice_are_refused(run: Run, cast: Cast, name: str, kind: str, code: str):
    name = cast.unit("community").name if code == "unit_name_used" else name
    given = ("--parent", cast.unit("subdistrict").code, "--on", "2026-06-01")
    done = run("unit", "found", "LX-01-79", name, "--kind", kind, *given)
    assert done.code == 2
    assert not Unit.objects.filter(code="LX-01-79").exists()
