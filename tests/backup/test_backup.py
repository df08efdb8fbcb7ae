"""The restore drill, what is refused, and what an export holds."""

from __future__ import annotations

import csv
import io
import json
import tarfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from tests.ledger.instances import Instance, copied, empty

RECORD = ("record", "activity", "--unit", "LX-01-01", "--on", "2026-03-05", "theme==夜校", "participants=43")


@pytest.fixture(scope="module")
def original(_template: Instance, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instance]:
    """An instance with one record and one file behind it."""
    folder = tmp_path_factory.mktemp("original")
    Image.new("RGB", (8, 8), "#a3241a").save(folder / "photo.jpg", format="JPEG")
    with copied(_template, folder / "home") as made:
        assert made.answer(*RECORD, "--file", str(folder / "photo.jpg"))[0] == 0
        yield made


@pytest.fixture(scope="module")
def backed_up(original: Instance) -> Path:
    path = original.home.with_name("kept.tar")
    code, value = original.answer("backup", str(path))
    assert (code, value["files"]) == (0, 3)  # the database, the photo, its small picture
    return path


def altered(path: Path, name: str, change) -> Path:
    """A copy of a backup in which the member that ends in ``name`` is changed; None as content leaves it out."""
    other = path.with_name("altered.tar")
    with tarfile.open(path) as old, tarfile.open(other, "w") as new:
        for member in old:
            content = old.extractfile(member).read()
            if member.name.endswith(name):
                content = change(content)
                if content is None:
                    continue
                member.size = len(content)
            new.addfile(member, io.BytesIO(content))
    return other


def test_what_was_backed_up_comes_back_to_the_digit(backed_up: Path, original: Instance, tmp_path: Path):
    asked = ("figure", "base.activity_participants", "--unit", "root", "--period", "2026")
    with empty(tmp_path / "other") as other:
        code, value = other.answer("restore", str(backed_up))
        assert (code, value["findings"], value["different"], value["figures"] > 10) == (0, 0, 0, True)
        assert other.answer(*asked)[1]["value"] == original.answer(*asked)[1]["value"] == 43
        assert other.answer(*RECORD)[0] == 0  # it goes on
        again, refusal = other.answer("restore", str(backed_up))
        assert (again, refusal["error"]) == (2, "home_not_empty")


@pytest.mark.parametrize(
    ("name", "change", "code"),
    [
        ("manifest.json", lambda content: content.replace(b'"sha256": "', b'"sha256": "0'), "backup_incomplete"),
        ("manifest.json", lambda content: b"{}", "backup_unreadable"),
        ("manifest.json", lambda content: None, "backup_unreadable"),
        ("sqlite3", lambda content: content[:-1] + b"x", "backup_incomplete"),
        ("pgdump", lambda content: content[:-1] + b"x", "backup_incomplete"),
    ],
)
def test_a_backup_that_was_changed_is_refused_and_nothing_is_put_in_place(name, change, code, backed_up, tmp_path):
    with tarfile.open(backed_up) as archive:
        if not any(each.endswith(name) for each in archive.getnames()):
            pytest.skip("a backup of the other database")
    with empty(tmp_path / "other") as other:
        assert other.answer("restore", str(altered(backed_up, name, change)))[1]["error"] == code
        assert not (other.home / "yiben.sqlite3").exists()
        assert not (other.home / "evidence").exists()


def test_a_member_outside_the_home_is_not_written(backed_up: Path, tmp_path: Path):
    def escape(content: bytes) -> bytes:
        manifest = json.loads(content)
        manifest["files"]["../escaped"] = {"size": 1, "sha256": "0"}
        return json.dumps(manifest).encode()

    bad = altered(backed_up, "manifest.json", escape)
    with tarfile.open(bad, "a") as archive:
        member = tarfile.TarInfo("../escaped")
        member.size = 1
        archive.addfile(member, io.BytesIO(b"x"))
    with empty(tmp_path / "other") as other:
        assert other.answer("restore", str(bad))[1]["error"] == "backup_incomplete"
        assert not (tmp_path / "escaped").exists()


def test_a_backup_does_not_write_over_a_file(original: Instance, tmp_path: Path):
    (tmp_path / "there.tar").write_bytes(b"mine")
    assert original.answer("backup", str(tmp_path / "there.tar"))[1]["error"] == "file_exists"
    assert (tmp_path / "there.tar").read_bytes() == b"mine"


def test_an_export_holds_records_files_and_packs_and_runs_no_formula(original: Instance, tmp_path: Path):
    code, value = original.answer("export", "--all", "-o", str(tmp_path / "out"))
    assert (code, value["counts"]["books/activity.csv"]) == (0, 1)
    with (tmp_path / "out/books/activity.csv").open(encoding="utf-8-sig", newline="") as file:
        head, row = list(csv.reader(file))
    assert dict(zip(head, row, strict=True))["参加人数"] == "43"
    assert "'=夜校" in row
    assert len(list((tmp_path / "out/evidence").iterdir())) == 1
    assert (tmp_path / "out/packs").is_dir()
