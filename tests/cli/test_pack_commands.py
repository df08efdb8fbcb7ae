"""yiben pack check, list, install."""

from __future__ import annotations

from pathlib import Path

from tests.cast import Cast
from tests.catalog.packs import visits
from tests.cli.conftest import Run
from tests.layout.sources import SHIPPED
from tests.ledger.facts import figure, last_seq

TEN_MISTAKES = """  - {id: 户主, label: 户主, type: text}
  - {id: households, label: 户数, type: count, unit: 户, add: flow}
  - {id: persons, label: 人数, type: count, add: flow}
  - {id: gift, label: 慰问金, type: amount, unit: 万元, add: flow}
  - {id: result, label: 结果, type: choice}
  - {id: remark, label: 备注, type: text, max: 5}
  - {id: later, label: 下次, type: text, add: flow}
  - {id: place, label: 地点, type: text, rollup: true}
  - {id: mood, label: 思想动态, type: text}
  - {id: low, label: 层, type: count, unit: 层, min: 9, max: 1, add: none}
"""


def written(folder: Path, files: dict[str, bytes]) -> str:
    for name, content in files.items():
        path = folder / "visits" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return str(folder / "visits")


def test_the_shipped_packs_have_no_problem(run: Run):
    said = run("pack", "check", "--json")
    assert (said.code, said.value) == (0, [])
    assert "没有问题" in run("pack", "check").out


def test_a_good_pack_of_ones_own_has_no_problem(run: Run, tmp_path: Path):
    assert run("pack", "check", written(tmp_path, visits())).code == 0


def test_ten_mistakes_are_said_at_once_each_with_its_line(run: Run, tmp_path: Path):
    folder = written(tmp_path, visits(more=TEN_MISTAKES))
    said = run("pack", "check", folder, "--json")
    first = visits()["books/visit.yaml"].count(b"\n") + 1
    assert said.code == 1
    assert sorted({each["line"] for each in said.value}) == list(range(first, first + 10))
    assert all(each["code"] in each["sentence"] and "books/visit.yaml" in each["file"] for each in said.value)
    assert run("pack", "check", folder).out.count("PK0") == len(said.value)


def test_a_folder_that_is_not_there_exits_with_2(run: Run, tmp_path: Path):
    said = run("pack", "check", str(tmp_path / "nowhere"))
    assert (said.code, "nowhere" in said.err) == (2, True)


def test_the_shipped_packs_are_listed(run: Run):
    rows = {row["name"]: row for row in run("pack", "list", "--json").value}
    assert rows["base"]["books"] == len(list((SHIPPED / "base/books").glob("*.yaml")))
    assert rows["safe_community"]["metrics"] >= 10
    assert "平安" in run("pack", "list").out


def test_a_pack_is_installed_from_its_folder(run: Run, cast: Cast, tmp_path: Path):
    said = run("pack", "install", written(tmp_path, visits()), "--json")
    assert (said.code, said.value) == (0, {"name": "visits", "version": 1, "seq": last_seq(), "grants": 0})
    assert figure("homes", cast.unit("district")) == 0


def test_a_pack_with_mistakes_is_not_installed_and_all_are_said(run: Run, cast: Cast, tmp_path: Path):
    before = last_seq()
    said = run("pack", "install", written(tmp_path, visits(more=TEN_MISTAKES)))
    assert (said.code, last_seq()) == (2, before)
    assert said.err.count("PK0") >= 10


def test_a_version_that_gives_an_id_another_meaning_is_told(run, tmp_path):
    for age, unit in (("old", "户"), ("new", "家")):
        for name, content in visits(1 if age == "old" else 2, unit=unit).items():
            path = tmp_path / age / "visits" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
    old, new = (str(tmp_path / age / "visits") for age in ("old", "new"))
    changed = run("pack", "diff", old, new, "--json")
    assert (changed.code, changed.value[0]["code"]) == (1, "PK051")
    assert run("pack", "diff", old, old).code == 1  # the version did not grow


def test_what_books_ask_is_told(run):
    said = run("pack", "docs")
    assert (said.code, "| 发放手册 | count | 册 |" in said.out) == (0, True)
    assert run("pack", "docs", "nowhere").code == 1
