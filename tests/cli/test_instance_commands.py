"""yiben init, demo, replay, doctor: each in a process and a home of its own."""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cast import Cast
from tests.cli.conftest import Run
from tests.ledger.instances import Instance, empty
from tests.ledger.tampering import drop_trigger, undone
from tests.shared import BASE_URL

TEN = {"media_items", "banners", "posters", "billboards", "led_screens"}
TEN |= {"boards", "booklets", "events", "centres", "volunteers"}


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Instance]:
    with empty(tmp_path / "home") as made:
        yield made


@pytest.mark.skipif(bool(BASE_URL), reason="a replay has a database of its own, a file of SQLite")
def test_the_ten_figures_of_the_pack_come_back(fresh: Instance):
    code, value = fresh.answer("replay", "safe_community")
    rows = {row["metric"]: row for row in value["safe_community"]["figures"]}
    assert (code, set(rows)) == (0, TEN)
    assert {name for name, row in rows.items() if row["value"] == row["wanted"] and row["is_read_back"]} == TEN
    assert value["verify"]["findings"] == 0
    assert not fresh.home.exists() or not os.listdir(fresh.home), "replay touches no home"


@pytest.mark.looks
@pytest.mark.parametrize("arguments", [("replay",), ("replay", "safe_community", "--all"), ("replay", "fishing")])
def test_a_replay_of_nothing_or_of_what_is_not_there_exits_with_2(arguments, fresh: Instance):
    done = fresh.yiben(*arguments)
    assert (done.returncode, "Traceback" in done.stderr) == (2, False)


def test_a_demo_is_built_once_and_reused(fresh: Instance):
    code, first = fresh.answer("demo", "--no-serve")
    assert (code, first["holds"], len(first["figures"])) == (0, True, 10)
    assert {row["username"] for row in first["accounts"]} >= {"reader", "worker", "outsider"}
    assert Path(first["files"][0]).read_bytes().startswith(b"PK")
    again, second = fresh.answer("demo", "--no-serve")
    assert (again, second["holds"], second["accounts"]) == (0, True, [])
    assert second["entries"] == first["entries"]
    assert fresh.yiben("verify", "--deep", "--evidence").returncode == 0


@pytest.mark.looks
def test_a_home_that_holds_something_else_is_refused_and_left_alone(instance: Instance):
    before = instance.answer("verify")
    done = instance.yiben("demo", "--no-serve")
    assert (done.returncode, str(instance.home) in done.stderr) == (2, True)
    assert instance.answer("verify") == before
    assert not (instance.home / "demo.json").exists()


@pytest.mark.looks
def test_a_demo_that_was_left_half_built_is_refused(fresh: Instance):
    fresh.home.mkdir()
    (fresh.home / "demo.json").write_text(json.dumps({"state": "building", "year": 2025}), encoding="utf-8")
    assert fresh.yiben("demo", "--no-serve").returncode == 2


def test_an_instance_begins_with_its_top_unit_and_three_administrators_once(fresh: Instance):
    given = ("init", "--name", "临溪区", "--code", "LX", "--on", "2024-01-01")
    code, accounts = fresh.answer(*given)
    assert (code, {row["username"] for row in accounts}) == (0, {"system", "security", "audit"})
    assert fresh.answer("figure", "events", "--unit", "root", "--period", "2025")[1]["value"] == 0
    again, refusal = fresh.answer(*given)
    assert (again, refusal["error"]) == (2, "already_begun")


@pytest.mark.looks
def test_a_home_without_a_ledger_is_said_and_not_traced(fresh: Instance):
    done = fresh.yiben("verify")
    assert (done.returncode, "Traceback" in done.stderr) == (2, False)
    assert str(fresh.home) in done.stderr


@pytest.mark.looks
def test_a_folder_that_does_not_exist_is_said_and_not_traced(instance: Instance):
    report = ("report", "safe_community/annual", "--unit", "root", "--period", "2025", "-o", "/nowhere/x.docx")
    code, refusal = instance.answer(*report, "--json")
    assert (code, refusal["error"]) == (2, "file_unusable")


@pytest.mark.looks
def test_a_port_in_use_is_said_before_anything_is_served(instance: Instance):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        done = instance.yiben("serve", "--port", str(taken.getsockname()[1]))
    assert (done.returncode, done.stdout) == (2, "")


UNITS = """
valid_from: 2024-01-01
units:
  - {code: LX, kind: district, name: 临溪区, order: 10}
  - {code: LX-01, kind: subdistrict, name: 枫桥街道办事处, short: 枫桥街道, order: 20, parent: LX}
posts:
  - {username: officer, holder: 甲, role: subdistrict_officer, unit: LX-01, title: 经办人}
"""


@pytest.mark.looks
def test_an_instance_begins_from_a_list_of_units_and_posts(fresh: Instance, tmp_path: Path):
    (tmp_path / "units.yaml").write_text(UNITS, encoding="utf-8")
    code, accounts = fresh.answer("init", "--from", str(tmp_path / "units.yaml"))
    assert (code, accounts[0]["posts"]) == (0, ["枫桥街道·经办人"])
    assert fresh.answer("figure", "events", "--unit", "枫桥街道", "--period", "2025")[0] == 0


@pytest.mark.looks
@pytest.mark.parametrize(
    ("old", "new"),
    [("order: 10", "rank: 10"), ("parent: LX", "parent: XX"), ("subdistrict_officer", "king"), ("units:", "units: [")],
)
def test_a_list_of_units_with_a_mistake_is_refused_before_anything_is_made(old, new, fresh: Instance, tmp_path: Path):
    (tmp_path / "units.yaml").write_text(UNITS.replace(old, new), encoding="utf-8")
    code, refusal = fresh.answer("init", "--from", str(tmp_path / "units.yaml"))
    assert (code, refusal["error"]) == (2, "district_malformed")
    assert not (fresh.home / "yiben.sqlite3").exists()


@pytest.mark.looks
def test_doctor_finds_nothing_in_a_sound_instance_and_names_a_missing_guard(run: Run, cast: Cast):
    said = run("doctor", "--json")
    assert (said.code, said.value["problems"]) == (0, [])
    with undone():
        drop_trigger("yiben_line_insert")
        said = run("doctor", "--json")
    assert said.code == 1
    assert "yiben_line_insert" in said.value["problems"][0]
