"""The demo: the invented district with a year of one line of work, and the main job done once."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from yiben.ledger.verifying import verify
from yiben.seeding.district import Account, build_district, read_demo
from yiben.seeding.instance import begin_instance
from yiben.seeding.photographs import draw_photograph
from yiben.seeding.replay import Replayed, all_hold, record_year, replay_pack, replay_spec
from yiben.seeding.shipped import pack_files

PACK = "safe_community"


@dataclass(frozen=True)
class Demo:
    """A demo that is ready: the accounts made for it (empty when it was there before) and the year replayed."""

    accounts: list[Account]
    year: int


@dataclass(frozen=True)
class MainJob:
    """What the main job gave: the figures, the files written, the entries verified."""

    figures: list[Replayed]
    files: list[str]
    entries: int
    findings: int

    @property
    def holds(self) -> bool:
        """Whether every figure came back and the ledger is clean."""
        return all_hold(self.figures) and self.findings == 0


def build_demo() -> list[Account]:
    """Begin an instance with the shipped packs and the invented district."""
    spec = read_demo(pack_files("base")["demo/district.yaml"])
    begin_instance(on=spec["valid_from"])
    return build_district(spec)


def open_demo(home: Path, today: date) -> Demo:
    """Return the demo in ``home``, building it when it is not there. Expects a migrated database."""
    mark = home / "demo.json"
    spec = replay_spec(PACK)
    if mark.exists():
        return Demo([], int(json.loads(mark.read_text(encoding="utf-8"))["year"]))
    mark.write_text(json.dumps({"state": "building", "year": spec["year"]}), encoding="utf-8")
    accounts = build_demo()
    record_year(spec, spec["year"], photograph=draw_photograph)
    record_year({**spec, "seed": spec["seed"] + 1}, spec["year"] + 1, until=today)
    mark.write_text(json.dumps({"state": "ready", "year": spec["year"]}), encoding="utf-8")
    return Demo(accounts, spec["year"])


def main_job(home: Path, year: int) -> MainJob:
    """Render the yearly report, read the figures back from it, verify the ledger."""
    spec = replay_spec(PACK)
    figures, content = replay_pack(PACK, spec, year)
    folder = home / "exports"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{PACK}-{year}.docx"
    path.write_bytes(content)
    checked = verify(deep=True, evidence=True)
    return MainJob(figures, [str(path)], checked.entries, len(checked.findings))
