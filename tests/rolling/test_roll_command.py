"""``yiben roll`` and ``yiben report verify``: what is sure is done, the rest is listed, and every copy is known again."""

from __future__ import annotations

import pytest

from tests.cli.conftest import Run, run  # noqa: F401
from tests.rolling.papers import part, text_of


@pytest.fixture
def files(tmp_path, last_year) -> tuple[str, str]:
    (tmp_path / "2025.docx").write_bytes(last_year)
    return str(tmp_path / "2025.docx"), str(tmp_path / "2026.docx")


def made(name: str) -> bytes:
    with open(name, "rb") as file:
        return file.read()


def test_what_is_sure_is_done_and_the_rest_listed(run: Run, files, two_years):  # noqa: F811
    said = run("roll", files[0], "--unit", "root", "--period", "2026", "-o", files[1])
    assert said.code == 0
    assert "160余条 → 180余条（187条）" in said.out
    assert "没有动：48家" in said.out
    assert "重算 3 个数字，1 个照原文。" in said.out
    assert part(made(files[1]), "word/document.xml").count('w:val="yellow"') == 1


def test_json_names_metric_and_new_text(run: Run, files, two_years):  # noqa: F811
    said = run("roll", files[0], "--unit", "LX", "--period", "2026", "--from", "2025", "-o", files[1], "--json")
    first = said.value["numbers"][0]
    assert (first["text"], first["metric"], first["new"], first["ledger"]) == (
        "160余条",
        "safe_community.banners",
        "180余条",
        "187条",
    )
    assert {each["text"]: each["new"] for each in said.value["dates"]}["2025年12月20日"] == "2026年12月20日"


@pytest.mark.parametrize(("option", "name"), [("--clean", "清稿"), ("--with-sources", "带来源的留底稿")])
def test_verify_recognises_either_copy(run: Run, files, two_years, hang, option, name):  # noqa: F811
    run("roll", files[0], "--unit", "LX", "--period", "2026", "-o", files[1], option)
    hang(20)
    said = run("report", "verify", files[1])
    assert (said.code, name in said.out, "3 个数字重算相符" in said.out) == (0, True, True)
    assert ("数据来源" in text_of(made(files[1]))) == (option == "--with-sources")


def test_wrong_use_and_another_kind_of_period_exit_with_2(run: Run, files, cast, tmp_path):  # noqa: F811
    assert run("roll", files[0], "--unit", "LX").code == 2
    assert run("roll", str(tmp_path / "none.docx"), "--unit", "LX", "--period", "2026", "-o", files[1]).code == 2
    asked = ("roll", files[0], "--unit", "LX", "-o", files[1])
    said = run(*asked, "--period", "2026Q1", "--from", "2025")
    assert said.code == 2
    assert "只能改成以后的年度" in said.err
