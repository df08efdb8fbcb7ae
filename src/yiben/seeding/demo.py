"""The demo: the invented district with a year of one line of work, and the main job done once."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from yiben.accounts.models import Appointment
from yiben.accounts.queries import caller_for
from yiben.audit.callers import Caller
from yiben.ledger.verifying import verify
from yiben.seeding.district import Account, build_district, read_demo
from yiben.seeding.forms import register_forms
from yiben.seeding.inspections import inspect_and_assess
from yiben.seeding.instance import begin_instance
from yiben.seeding.matters import handle_matters
from yiben.seeding.meetings import hold_meetings
from yiben.seeding.needs import tell_needs
from yiben.seeding.owed import owe_reports
from yiben.seeding.papers import issue_papers
from yiben.seeding.photographs import draw_photograph
from yiben.seeding.replay import Replayed, all_hold, record_year, replay_pack, replay_spec
from yiben.seeding.rolls import enrol_people
from yiben.seeding.rosters import serve_duty
from yiben.seeding.scheme import Read, accept_all, plan_document, tell_past
from yiben.seeding.shipped import pack_files
from yiben.seeding.visits import record_visits
from yiben.units.models import Unit

PACK = "safe_community"


@dataclass(frozen=True)
class Demo:
    """A demo that is ready: the accounts made for it (empty when it was there before) and the year replayed."""

    accounts: list[Account]
    year: int
    read: Read | None = None


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


def open_demo(home: Path, today: date, document: Path | None = None) -> Demo:
    """Return the demo in ``home``, building it when it is not there. Expects a migrated database.

    It starts with a scheme that becomes the sub-district's plan: the pack's own, damaged as such papers arrive, or
    ``document``. A demo that is there takes a ``document`` as a further plan.
    """
    mark = home / "demo.json"
    spec = replay_spec(PACK)
    if mark.exists():
        read = read_scheme(document.name, document.read_bytes(), today) if document else None
        return Demo([], int(json.loads(mark.read_text(encoding="utf-8"))["year"]), read)
    mark.write_text(json.dumps({"state": "building", "year": spec["year"]}), encoding="utf-8")
    accounts = build_demo()
    name, data = ("scheme.txt", pack_files(PACK)["demo/scheme.txt"])
    if document is not None:
        name, data = document.name, document.read_bytes()
    read = read_scheme(name, data, today)
    tell_past(read.plan, today)
    enrol_people(read_demo(pack_files("base")["demo/rolls.yaml"]), today)
    record_visits(read_demo(pack_files("base")["demo/visits.yaml"]), today)
    issue_papers(read_demo(pack_files("base")["demo/dispatches.yaml"]))
    record_year(spec, spec["year"], photograph=draw_photograph)
    record_year({**spec, "seed": spec["seed"] + 1}, spec["year"] + 1, until=today)
    handle_matters(read_demo(pack_files("base")["demo/matters.yaml"]), today)
    hold_meetings(read_demo(pack_files("base")["demo/meetings.yaml"]), today)
    needs = read_demo(pack_files("base")["demo/needs.yaml"])
    tell_needs(needs, today)
    serve_duty(needs["roster"], today)
    inspect_and_assess(read_demo(pack_files("base")["demo/inspections.yaml"]), today)
    owe_reports(read_demo(pack_files("base")["demo/duties.yaml"]), today)
    register_demo_forms(today)
    mark.write_text(json.dumps({"state": "ready", "year": spec["year"]}), encoding="utf-8")
    return Demo(accounts, spec["year"], read)


def register_demo_forms(today: date) -> None:
    """Register the forms that offices of the district ask of the demo's first sub-district."""
    caller, unit = _sub_district_officer()
    offices = list(Unit.objects.filter(kind="department").order_by("order", "code").values_list("name", flat=True)[:2])
    register_forms(caller, unit, [*offices, "区融媒体中心"][:2], today)


def _sub_district_officer() -> tuple[Caller, Unit]:
    held = Appointment.objects.select_related("post__unit", "user").filter(post__role="subdistrict_officer")
    appointment = held.order_by("pk")[0]
    return caller_for(appointment.user, appointment.post), appointment.post.unit


def read_scheme(name: str, data: bytes, today: date) -> Read:
    """Make a document the published plan of the demo's first sub-district officer.

    Raises Refusal ``plan_exists`` for one of which the plan is there already.
    """
    caller, unit = _sub_district_officer()
    return accept_all(caller, plan_document(caller, unit, name=name, data=data, today=today))


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
