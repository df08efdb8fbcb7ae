"""Rolls and keys from the command line."""

from __future__ import annotations

import stat
from pathlib import Path

from python_calamine import CalamineWorkbook

from tests.ledger.instances import Instance
from tests.rolls.people import ADULT

ENROL = """
from yiben.cli.main import prepare
prepare()
from datetime import date, timedelta
from django.utils import timezone
from tests.rolls.people import ADULT, CONSENT
from yiben.audit.callers import SYSTEM
from yiben.rolls.actions.people import put_on_roll
from yiben.rolls.actions.standing import withdraw_consent
from yiben.units.queries import find_unit
today, unit = timezone.localdate(), find_unit("LX-01-01")
kept = put_on_roll(SYSTEM, "volunteers", unit, ADULT, on=today, consent=CONSENT)
gone = {**ADULT, "name": "诸葛一", "id_number": ""}
withdraw_consent(SYSTEM, put_on_roll(SYSTEM, "volunteers", unit, gone, on=today, consent=CONSENT).uid)
"""


def test_due_export_and_a_change_of_keys(instance: Instance, tmp_path: Path):
    done = instance.python("-c", ENROL)
    assert done.returncode == 0, done.stderr
    code, due = instance.answer("rolls", "due")
    assert (code, [row["name"] for row in due]) == (1, ["诸葛**"])
    code, rotated = instance.answer("keys", "rotate", "--forget-old")
    assert (code, rotated["relocked"], len(rotated["gone"])) == (0, 2, 1)
    path = tmp_path / "roll.xlsx"
    export = ("rolls", "export", "volunteers", "--reason", "投保", "-o", str(path))
    assert instance.answer(*export)[1]["people"] == 1
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
    assert ADULT["id_number"] in rows[2]
    assert instance.answer(*export)[1]["error"] == "file_exists"
    assert instance.answer("rolls", "export", "petitioners", "--reason", "x", "-o", str(path.with_name("b")))[0] == 2
