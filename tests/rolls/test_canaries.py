"""What was typed of a person is found nowhere it should not be: no table, log, bundle or copy, and nowhere at all after an
erasure."""

from __future__ import annotations

import logging
from datetime import date
from pathlib import Path

import pytest
from django.db import connection

from tests.cast import Cast
from tests.rolls.people import ADULT, child, join
from tests.rolls.test_people import call
from yiben.audit.callers import SYSTEM
from yiben.backup.exporting import export_all
from yiben.ledger.actions import save_draft
from yiben.ledger.closing.actions import close_month
from yiben.ledger.models import Line
from yiben.ledger.sealing.bundles import export_bundle
from yiben.rolls.actions.people import correct_person, erase_person
from yiben.rolls.actions.standing import export_roll, open_person
from yiben.search.queries import find

pytestmark = pytest.mark.django_db

CANARIES = [ADULT["name"], ADULT["phone"], ADULT["id_number"], "13900004444", "1988-03-05", "欧阳琬"]


def tables_showing(canary: str) -> list[str]:
    """The tables of the database in which a text stands readable, in any column."""
    with connection.cursor() as cursor:
        found = []
        for table in connection.introspection.table_names():
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            said = "".join(str(bytes(cell) if isinstance(cell, memoryview) else cell) for row in cursor for cell in row)
            if canary in said or repr(canary.encode())[2:-1] in said:
                found.append(table)
    return found


@pytest.fixture
def busy(cast: Cast, caplog) -> str:
    """A person whom everything was done with that can be done, and who is named in the ledger and in a draft."""
    caplog.set_level(logging.DEBUG)
    secretary, unit = cast.caller("community_secretary"), cast.unit("community")
    uid = join(cast, ADULT).person.uid
    child(cast)
    call(cast, ADULT["name"], on=date(2026, 3, 5))
    correct_person(secretary, uid, "volunteers", ADULT | {"phone": "13900004444"}, reason="欧阳喆堃换了号码")
    save_draft(secretary, uid=str(uid)[:32], unit=unit, book="volunteer_service", fields={"members": ADULT["name"]})
    open_person(secretary, uid)
    export_roll(secretary, "volunteers", reason="投保")
    return uid


def test_no_table_log_bundle_or_search_shows_a_person(cast: Cast, busy: str, caplog):
    close_month(SYSTEM, cast.unit("district"), 202603, dict.fromkeys(["drafts_unsent", "units_missing"], "看过"))
    bundle = export_bundle(SYSTEM)
    for canary in CANARIES:
        assert tables_showing(canary) == [], canary
        assert canary not in caplog.text
        assert canary.encode() not in bundle
        assert find(cast.caller("community_secretary"), canary) == [], canary


def test_everything_is_copied_with_masked_numbers_unless_a_reason_is_given(cast: Cast, busy: str, tmp_path: Path):
    export_all(tmp_path / "plain")
    export_all(tmp_path / "full", reason="换系统")
    plain, full = ((tmp_path / name / "rolls.csv").read_text("utf-8-sig") for name in ("plain", "full"))
    assert ADULT["id_number"] in full
    assert "990***********" in plain
    assert not [each for each in (ADULT["id_number"], "13900004444", "1988-03-05") if each in plain]


def test_after_an_erasure_no_copy_holds_the_person_and_all_lines_stay(cast: Cast, busy: str, tmp_path: Path, caplog):
    lines = list(Line.objects.values_list("seq", "amount").order_by("seq", "n"))
    erase_person(cast.caller("community_secretary"), busy, ground="asked")
    assert list(Line.objects.values_list("seq", "amount").order_by("seq", "n")) == lines
    export_all(tmp_path / "copy", reason="核对")
    kept = b"".join(path.read_bytes() for path in (tmp_path / "copy").rglob("*") if path.is_file())
    for canary in CANARIES[:-1]:
        assert canary.encode() not in kept, canary
        assert tables_showing(canary) == []
        assert canary not in caplog.text


def test_a_readable_value_would_be_found(cast: Cast):
    unit = cast.unit("community")
    assert "units_unit" in tables_showing(unit.name)
