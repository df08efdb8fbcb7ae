"""The signing secret of an instance: made once, whoever comes first."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from yiben.settings.environment import secret_from

ASKING, ROUNDS = 6, 40


def test_those_who_start_together_have_one_secret(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("YIBEN_SECRET_KEY", raising=False)
    together = Barrier(ASKING)

    def ask(_: int) -> list[str]:
        said = []
        for number in range(ROUNDS):
            together.wait()
            said.append(secret_from(tmp_path / str(number)))
        return said

    with ThreadPoolExecutor(ASKING) as pool:
        rounds = zip(*pool.map(ask, range(ASKING)), strict=True)
    assert all(len(set(said)) == 1 and len(said[0]) == 64 for said in rounds)


def test_a_secret_that_was_never_written_is_made_and_read_by_its_owner_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("YIBEN_SECRET_KEY", raising=False)
    kept = tmp_path / "keys" / "secret"
    kept.parent.mkdir()
    kept.touch(0o600)
    made = secret_from(tmp_path)
    assert (len(made), secret_from(tmp_path), kept.read_text(encoding="ascii")) == (64, made, made)
    assert kept.stat().st_mode & 0o077 == 0


def test_a_secret_of_the_environment_is_kept_nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YIBEN_SECRET_KEY", "invented")
    assert secret_from(tmp_path) == "invented"
    assert not os.listdir(tmp_path)
