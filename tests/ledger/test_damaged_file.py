"""A database file that was damaged outside the program: the command says so and exits with 1."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.ledger.instances import Instance
from tests.shared import BASE_URL

pytestmark = pytest.mark.skipif(bool(BASE_URL), reason="the file of SQLite")


def flip(path: Path, found: bytes, *, by: int = 1) -> None:
    """Change the last byte of every place where ``found`` stands."""
    content = bytearray(path.read_bytes())
    places = [at for at in range(len(content)) if content.startswith(found, at)]
    assert places
    for at in places:
        content[at + len(found) - 1] ^= by
    path.write_bytes(bytes(content))


def recorded(instance: Instance) -> int:
    given = ("record", "activity", "--unit", "LX-01-01", "--on", "2025-03-05", "theme=夜校", "participants=4321")
    code, value = instance.answer(*given)
    assert code == 0
    return int(value["seq"])


def test_an_instance_that_nobody_touched_is_clean(instance: Instance):
    seq = recorded(instance)
    assert instance.answer("verify", "--deep") == (0, {"entries": seq, "findings": [], "erased": []})


def test_a_flipped_byte_inside_a_body_names_the_entry(instance: Instance):
    seq = recorded(instance)
    flip(instance.home / "yiben.sqlite3", b'"participants":4321')
    code, value = instance.answer("verify")
    assert code == 1
    assert [(each["code"], each["seq"]) for each in value["findings"]] == [("body_or_hash_changed", seq)]
    assert f"{seq}" in value["findings"][0]["sentence"]


def test_a_page_of_rubbish_is_a_damaged_file(instance: Instance):
    recorded(instance)
    path = instance.home / "yiben.sqlite3"
    with path.open("r+b") as file:
        for page in range(8, path.stat().st_size // 4096, 2):
            file.seek(page * 4096)
            file.write(os.urandom(4096))
    code, value = instance.answer("verify")
    assert code == 1
    assert {each["code"] for each in value["findings"]} == {"file_damaged"}


def test_a_file_that_is_no_database_is_a_damaged_file(instance: Instance):
    (instance.home / "yiben.sqlite3").write_bytes(b"this is no database" * 1000)
    done = instance.yiben("verify")
    assert (done.returncode, "Traceback" in done.stderr) == (1, False)
