"""yiben unit: what it lists, changes and refuses."""

from __future__ import annotations

import pytest

from tests.cast import Cast
from tests.cli.conftest import Run

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
