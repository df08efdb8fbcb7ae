"""What tells of a person lies locked in the database and reads as before."""

from __future__ import annotations

import uuid
from datetime import date
from pathlib import Path

import pytest

from tests.ledger.instances import Instance
from yiben.ledger.actions import save_draft
from yiben.ledger.appending import append
from yiben.ledger.models import Draft, EntryDetail
from yiben.ledger.proposals import Proposal
from yiben.ledger.queries import read_entries
from yiben.ledger.verifying import verify

pytestmark = pytest.mark.django_db

CANARIES = {
    "host": "欧阳喆堃",
    "phone": "13900007788",
    "number": "990101194910013994",
    "address": "听雨苑9幢9单元909室",
}
FIELDS = [("host", "person"), ("number", "id_number"), ("phone", "phone"), ("address", "address"), ("note", "text")]
BOOK = "id: house_call\nlabel: 入户\nentry_word: 次\nfields:\n" + "".join(
    f"  - {{id: {name}, label: {name}, type: {kind}}}\n" for name, kind in FIELDS
)
FILES = {"pack.yaml": "name: house_calls\nlabel: 入户\nversion: 1\n".encode(), "books/house_call.yaml": BOOK.encode()}
SCRIPT = """
from yiben.cli.main import prepare
prepare()
from tests.ledger.test_locked_values import record_canaries
record_canaries()
"""


def record_canaries(**more: str) -> int:
    """Record a call on somebody who does not exist, and leave a draft; runs in a test or in an instance's own process."""
    from yiben.audit.callers import SYSTEM
    from yiben.catalog.actions import install_pack
    from yiben.ledger.actions import record_entry
    from yiben.units.queries import find_unit

    install_pack(SYSTEM, FILES, on=date(2026, 1, 1))
    unit, values = find_unit("LX-01-01"), {**CANARIES, "note": "约好下周再来", **more}
    save_draft(SYSTEM, uid=str(uuid.uuid4()), unit=unit, book="house_call", fields={"values": CANARIES})
    return record_entry(
        SYSTEM, uid=str(uuid.uuid4()), book="house_call", unit=unit, on=date(2026, 3, 5), values=values
    ).seq


def plain_rows() -> str:
    return "\n".join(EntryDetail.objects.values_list("value", flat=True))


def test_personal_values_are_locked_and_texts_can_be_searched(cast):
    seq = record_canaries()
    assert not [each for each in CANARIES.values() if each in plain_rows()]
    assert "约好下周再来" in plain_rows()
    (reading,) = read_entries([EntryDetail.objects.filter(entry_id=seq).first().entry])
    parts = {"estate": "听雨苑", "building": "9", "entrance": "9", "room": "909"}
    assert {name: reading.private[name] for name in CANARIES} == {**CANARIES, "address": parts}
    assert verify(deep=True).is_clean


def test_a_value_moved_to_another_record_is_found_out(cast):
    first, second = record_canaries(), record_canaries(phone="13900001122")
    rows = {row.entry_id: row for row in EntryDetail.objects.filter(field="phone")}
    moved = EntryDetail(entry_id=first, field="phone", salt=rows[second].salt, value=rows[second].value)
    from yiben.errors import Refusal
    from yiben.ledger.details import said_by

    with pytest.raises(Refusal) as refused:
        said_by(moved)
    assert refused.value.code == "vault_unopened"


def test_a_value_from_before_is_read_as_it_is(cast):
    unit = cast.unit("community")
    (made,) = append(
        [
            Proposal(
                uid=str(uuid.uuid4()),
                kind="record",
                book="activity",
                book_version=1,
                unit=unit.uid,
                credited=(unit.uid,),
                occurred_on=date(2026, 3, 5),
                values={"participants": 3},
                private={"theme": "夜校"},
            )
        ]
    )
    detail = EntryDetail.objects.get(entry_id=made.seq)
    assert detail.value == '"夜校"'
    assert verify().is_clean


def test_a_draft_keeps_what_was_typed_out_of_sight(cast):
    record_canaries()
    kept = Draft.objects.get(book="house_call")
    assert kept.fields == {"values": CANARIES}
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT fields FROM ledger_draft WHERE uid = %s", [kept.uid])
        assert cursor.fetchone()[0].startswith("lock1:")


def test_no_file_of_the_instance_shows_a_person(instance: Instance, tmp_path: Path):
    done = instance.python("-c", SCRIPT)
    assert done.returncode == 0, done.stderr
    bundle = tmp_path / "bundle.zip"
    assert instance.yiben("close", "root", "2026-03", "--reason", "看过").returncode == 0
    assert instance.yiben("bundle", "export", "-o", str(bundle)).returncode == 0
    kept = [path for path in (*instance.home.rglob("*"), bundle) if path.is_file()]
    for canary in CANARIES.values():
        assert not [path.name for path in kept if canary.encode() in path.read_bytes()], canary
        assert canary not in done.stdout + done.stderr


def test_a_backup_put_back_without_its_keys_says_so_and_with_them_is_whole(instance: Instance, tmp_path: Path):
    import shutil

    from tests.ledger.instances import empty

    assert instance.python("-c", SCRIPT).returncode == 0
    assert instance.yiben("backup", str(tmp_path / "kept.tar")).returncode == 0
    with empty(tmp_path / "bare") as bare:
        done = bare.yiben("restore", str(tmp_path / "kept.tar"))
        assert done.returncode == 1
        assert "keys" in done.stdout
    with empty(tmp_path / "whole") as whole:
        whole.home.mkdir()
        shutil.copytree(instance.home / "keys", whole.home / "keys")
        assert whole.answer("restore", str(tmp_path / "kept.tar"))[0] == 0
