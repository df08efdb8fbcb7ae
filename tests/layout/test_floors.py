"""The contracts on imports name every room that exists."""

from __future__ import annotations

import tomllib

from tests.layout.sources import PACKAGE, ROOT

PURE_ROOMS = {"text", "rules", "packs"}


def test_every_pure_room_is_forbidden_to_know_django():
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    (pure,) = (contract for contract in contracts if contract["id"] == "pure")
    existing = {f"yiben.{room}" for room in PURE_ROOMS if (PACKAGE / room).is_dir()}
    assert existing
    assert existing <= set(pure["source_modules"])
    assert "django" in pure["forbidden_modules"]
