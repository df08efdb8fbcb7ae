"""yiben bundle import, list: nothing comes in before it is confirmed."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cast import Cast
from tests.cli.conftest import Run
from tests.ledger.facts import figure, last_seq
from tests.ledger.sender import street


@pytest.fixture(autouse=True)
def _own_keys(settings, tmp_path):
    settings.HOME = tmp_path


def test_a_bundle_waits_for_the_key_and_the_units_then_comes_in_once(run: Run, cast: Cast, tmp_path: Path):
    sender, path, before = street(), tmp_path / "三月.zip", last_seq()
    path.write_bytes(sender.bundle())
    command = ("bundle", "import", str(path), "--unit", "LX-01")
    asked = run(*command)
    assert (asked.code, last_seq()) == (1, before)
    assert f"--trust {sender.key_id}" in asked.out
    assert "星河社区居民委员会 → 这里没有，将新设" in asked.out
    assert run(*command, "--trust", sender.key_id).code == 1
    taken = run(*command, "--trust", sender.key_id, "--accept-units", "--json")
    assert (taken.code, taken.value["founded"], taken.value["last"]) == (0, ["星河社区居民委员会"], 10)
    assert figure("activity_participants", cast.unit("subdistrict")) == 158
    again = run(*command)
    assert (again.code, again.out) == (0, "临溪区枫桥街道办事处第 1—10 号已经收过，没有新的。\n")
    assert "收到第 10 号，第 1 次封存" in run("bundle", "list").out


def test_a_bundle_that_does_not_hold_is_refused_flaw_by_flaw(run: Run, cast: Cast, tmp_path: Path):
    path = tmp_path / "坏.zip"
    path.write_bytes(b"PK")
    assert run("bundle", "import", str(path), "--unit", "LX-01", "--json").value["error"] == "bundle_unreadable"
    assert run("bundle", "import", str(path), "--unit", "LX-01", "--map", "x").code == 2
