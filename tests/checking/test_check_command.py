"""``yiben check FILE --unit U --period P``; without a unit nothing of a database is needed."""

from __future__ import annotations

import pytest

from tests.cli.conftest import Run, run  # noqa: F401


@pytest.fixture
def draft(tmp_path):
    """Write a draft and return its path."""

    def write(text: str) -> str:
        path = tmp_path / "draft.txt"
        path.write_text(text, encoding="utf-8")
        return str(path)

    return write


def test_what_agrees_exits_with_0(run: Run, draft, hang):  # noqa: F811
    hang(163)
    said = run("check", draft("共悬挂横幅160余条。"), "--unit", "root", "--period", "2026")
    assert said.code == 0
    assert "与台账相符 1 个，不符 0 个" in said.out


def test_what_differs_exits_with_1_and_names_both_numbers_and_the_command(run: Run, draft, hang):  # noqa: F811
    hang(163)
    said = run("check", draft("共悬挂横幅150条。"), "--unit", "LX", "--period", "2026")
    assert said.code == 1
    assert "台账是163条，稿上少13条" in said.out
    assert "yiben figure safe_community.banners --unit LX --period 2026 --open" in said.out


def test_json_says_metric_ledger_and_difference(run: Run, draft, hang):  # noqa: F811
    hang(163)
    said = run("check", draft("共悬挂横幅150条，走访12户。"), "--unit", "LX", "--period", "2026", "--json")
    first, second = said.value["claims"]
    assert (first["verdict"], first["metric"], first["ledger"], first["difference"]) == (
        "differs",
        "safe_community.banners",
        163,
        -13,
    )
    assert second["verdict"] == "no_source"
    assert "ledger" not in second


def test_as_of_an_earlier_number_what_came_later_is_not_held_against_it(run: Run, draft, hang):  # noqa: F811
    then = hang(163)
    hang(7)
    asked = ("check", draft("共悬挂横幅163条。"), "--unit", "LX", "--period", "2026")
    assert run(*asked).code == 1
    assert run(*asked, "--as-of", str(then)).code == 0


def test_a_unit_without_a_period_is_wrong_use(run: Run, draft, db):  # noqa: F811
    said = run("check", draft("共悬挂横幅163条。"), "--unit", "LX")
    assert said.code == 2
    assert "--period" in said.err


def test_without_a_unit_claims_are_unchecked(run: Run, draft):  # noqa: F811
    said = run("check", draft("共悬挂横幅163条。"), "--json")
    assert said.code == 0
    assert [each["verdict"] for each in said.value["claims"]] == ["unchecked"]
