"""Documents say what the program can do; the repository speaks of the project alone."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator

import pytest

from tests.layout.sources import PACKAGE, ROOT, name_of, repository_files

# Put together here, so that this file is not found itself.
FOREIGN_WORDS = [
    "/" + "work/",
    "/" + "farm/",
    "sub" + "agent",
    "pypi" + ".org",
    "registry." + "npmjs",
    "deb." + "debian.org",
]


def commands_of(parser: argparse.ArgumentParser, before: str = "") -> Iterator[str]:
    """Yield every sub-command with its parents: "pack check"."""
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, below in action.choices.items():
                yield f"{before}{name}"
                yield from commands_of(below, f"{before}{name} ")


def documented_commands() -> set[str]:
    text = (ROOT / "docs/commands.md").read_text(encoding="utf-8")
    return set(re.findall(r"^\| `yiben ([a-z]+(?: [a-z]+(?=[ `]))?)", text, re.MULTILINE))


def test_every_command_is_documented():
    from yiben.cli.main import build_parser

    undocumented = set(commands_of(build_parser())) - documented_commands()
    # `yiben pack` alone is documented by `yiben pack check`.
    parents = {command.partition(" ")[0] for command in documented_commands() if " " in command}
    assert not undocumented - parents


def test_no_table_documents_a_command_that_does_not_exist():
    from yiben.cli.main import build_parser

    assert documented_commands()
    assert not documented_commands() - set(commands_of(build_parser()))


def test_commands_below_commands_are_found():
    parser = argparse.ArgumentParser()
    pack = parser.add_subparsers().add_parser("pack").add_subparsers()
    pack.add_parser("check")
    assert list(commands_of(parser)) == ["pack", "pack check"]


def test_every_variable_is_in_the_administrators_manual():
    files = [*PACKAGE.rglob("*.py"), *(ROOT / "script").iterdir()]
    used = {
        name
        for path in files
        if path.is_file()
        for name in re.findall(r"\bYIBEN_[A-Z_]+\b", path.read_text(encoding="utf-8"))
    }
    text = (ROOT / "docs/admin.md").read_text(encoding="utf-8")
    assert used
    assert not {name for name in used if f"`{name}`" not in text}


@pytest.mark.parametrize("word", FOREIGN_WORDS)
def test_no_file_speaks_of_the_place_where_it_was_written(word):
    found = [name_of(path) for path in repository_files() if word.encode() in path.read_bytes().lower()]
    assert not found


def test_every_decision_is_numbered_once():
    numbers = [path.name[:4] for path in sorted((ROOT / "docs/decisions").glob("*.md"))]
    assert numbers == [f"{number:04d}" for number in range(1, len(numbers) + 1)]
