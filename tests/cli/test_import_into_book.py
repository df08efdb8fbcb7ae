"""yiben import FILE --book B: what is ready is recorded, the rest is said row by row."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cast import Cast
from tests.cli.conftest import Run
from tests.ledger.facts import figure
from tests.ledger.imports import ROWS, sheet
from yiben.ledger.models import ImportFile

INTO = ("--book", "activity", "--unit", "枫林社区")


@pytest.fixture
def ledger(tmp_path: Path):
    def write(rows=ROWS) -> str:
        path = tmp_path / "活动台账.xlsx"
        path.write_bytes(sheet(rows))
        return str(path)

    return write


def test_a_file_is_recorded_once(run: Run, cast: Cast, ledger):
    first, again = run("import", ledger(), *INTO), run("import", ledger(), *INTO)
    assert (first.code, first.out) == (0, "已记 3 条，可记 0 条，待改 0 条，不记 0 条。\n")
    assert (again.code, again.out.splitlines()[0]) == (0, "这份文件以前导入过，没有重复记。")
    assert figure("activity_participants", cast.unit("community")) == 88


def test_a_row_that_has_to_be_mended_is_said_and_the_rest_recorded(run: Run, cast: Cast, ledger):
    said = run("import", ledger([*ROWS, [4, "2026.2.30", "夜校", "", 5, ""]]), *INTO, "--json")
    assert (said.code, said.value["taken"], said.value["ask"]) == (1, 3, 1)
    assert (said.value["rows"][0]["row"], "2026.2.30" in said.value["rows"][0]["reasons"][0]) == (6, True)


def test_a_dry_run_leaves_nothing_behind(run: Run, cast: Cast, ledger):
    said = run("import", ledger(), *INTO, "--dry-run", "--json")
    assert (said.code, said.value["ready"], said.value["taken"]) == (0, 3, 0)
    assert not ImportFile.objects.exists()
    assert figure("activity_entries", cast.unit("community")) == 0


def test_a_column_goes_where_it_is_told(run: Run, cast: Cast, ledger):
    assert (
        run("import", ledger(), *INTO, "--map", "发放手册=leaflets", "--json").value["mapping"]["发放手册"]
        == "leaflets"
    )


@pytest.mark.parametrize("more", [("--unit", "没有的社区"), ("--map", "发放手册=nothing"), ("--map", "发放手册")])
def test_wrong_use_is_said(run: Run, cast: Cast, ledger, more):
    assert run("import", ledger(), *INTO, *more).code == 2
    assert not ImportFile.objects.filter(state="done").exists()
