"""Every way in which a pack can be wrong, each kept as files with the sentence it must give."""

from pathlib import Path

import pytest

from tests.packs.bad_packs import BAD, sentences_of
from yiben.packs.loading import MAX_BYTES, load_files
from yiben.packs.problems import Problem
from yiben.packs.sentences import SENTENCES, problem_sentence

GENERATED = {"PK004"}  # a file above one megabyte is made by its test, not kept
MANUAL = Path(__file__).parents[2] / "docs" / "messages-packs.md"


@pytest.mark.parametrize("code", sorted(folder.name for folder in BAD.iterdir()))
def test_a_bad_pack_gives_exactly_its_sentences(code: str) -> None:
    expected = (BAD / code / "expected.txt").read_text("utf-8").splitlines()
    assert sentences_of(code) == expected
    assert all(line.startswith(f"{code} visits") or code == "PK046" for line in expected)


def test_every_code_has_a_bad_pack() -> None:
    assert {folder.name for folder in BAD.iterdir()} | GENERATED == set(SENTENCES)


def test_every_code_stands_in_the_manual_with_its_sentence() -> None:
    manual = MANUAL.read_text("utf-8")
    missing = [code for code, said in SENTENCES.items() if f"| {code} | {said}。 |" not in manual]
    assert missing == []


def test_a_file_above_one_megabyte_is_refused_by_name() -> None:
    files = {"pack.yaml": b"name: visits\nlabel: v\nversion: 1\n", "demo/big.yaml": b"x" * MAX_BYTES}
    assert load_files(files).problems == ()
    files["demo/big.yaml"] += b"x"
    (problem,) = load_files(files).problems
    assert problem_sentence(problem).startswith("PK004 demo/big.yaml: 文件有1000001字节，最多1000000字节")


def test_a_sentence_names_the_file_and_leaves_out_a_line_that_is_not_known() -> None:
    data = {"name": "a", "folder": "b"}
    assert problem_sentence(Problem("PK016", "p.yaml", 3, data)).startswith("PK016 p.yaml:3: ")
    assert problem_sentence(Problem("PK016", "p.yaml", 0, data)).startswith("PK016 p.yaml: ")
