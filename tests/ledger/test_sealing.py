"""Seals: what they cover, their chain, their keys; bundles that two verifiers judge alike."""

from __future__ import annotations

import io
import json
import random
import uuid
import zipfile
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.ledger.tampering import drop_trigger, undone
from yiben.errors import Refusal
from yiben.ledger.sealing import standalone
from yiben.ledger.sealing.bundles import export_bundle, read_bundle
from yiben.ledger.sealing.merkle import merkle_root

FLAWS = {
    "bundle_incomplete": "incomplete",
    "entry_foreign": "foreign",
    "seal_head": "head",
    "seal_root": "root",
    "seal_out_of_order": "order",
    "seal_range": "range",
    "seal_link": "link",
    "seal_signature": "signature",
    "seal_key": "key",
}
BUNDLES = 200


@pytest.fixture(autouse=True)
def _own_keys(settings, tmp_path):
    settings.HOME = tmp_path


@pytest.fixture
def close(cast):
    """Record something in a month and close it; return the seal."""
    from yiben.ledger.actions import record_entry
    from yiben.ledger.closing.actions import close_month, explained_by
    from yiben.ledger.closing.gates import gates

    def closed(month: int):
        unit = cast.unit("community")
        given = {"uid": str(uuid.uuid4()), "book": "activity", "unit": unit, "on": date(2026, month, 5)}
        record_entry(cast.caller("community_secretary"), values={"theme": "夜校", "participants": "30"}, **given)
        reasons = explained_by(gates(unit, 202600 + month, date(2026, 5, 20)), "已核对")
        return close_month(cast.caller("subdistrict_officer"), unit, 202600 + month, reasons).seal

    return closed


def flaws_by_both(content: bytes, tmp_path) -> tuple[set[tuple[str, int]], set[tuple[str, int]]]:
    path = tmp_path / "bundle.zip"
    path.write_bytes(content)
    try:
        own = {(FLAWS[flaw.code], flaw.number) for flaw in read_bundle(content).flaws}
    except Refusal as refusal:
        own = {(refusal.code, 0)}
    try:
        other = set(standalone.verify(path)[1])
    except ValueError:
        other = {("bundle_unreadable", 0)}
    return own, other


@given(st.lists(st.binary(max_size=8), max_size=70))
def test_two_ways_to_a_merkle_root_agree(leaves):
    assert merkle_root(leaves) == standalone.merkle_root(leaves)


def test_a_seal_covers_what_came_since_the_one_before_and_verifies(close):
    from yiben.ledger.verifying import verify

    first, second = close(2), close(3)
    assert (first.first, second.first) == (1, first.last + 1)
    assert verify(deep=True).is_clean


def test_a_seal_that_was_changed_in_the_database_is_found(close):
    from django.db import connection

    from yiben.ledger.verifying import verify

    seal = close(2)
    with undone():
        drop_trigger("yiben_ledger_seal_update")
        with connection.cursor() as cursor:
            cursor.execute("UPDATE ledger_seal SET signature = %s", ["00" * 64])
        assert "seal_signature" in {each.code for each in verify().findings}
    assert seal.number == 1


def test_a_new_key_is_introduced_by_the_old_one(close):
    from yiben.audit.callers import SYSTEM
    from yiben.ledger.sealing.actions import renew_key

    close(2)
    old, new = renew_key(SYSTEM)
    with pytest.raises(Refusal, match="seal_key_unused"):
        renew_key(SYSTEM)
    close(3)
    bundle = read_bundle(export_bundle(SYSTEM))
    assert (bundle.flaws, bundle.keys) == ([], [old, new])


def test_a_renewal_that_breaks_off_leaves_the_old_key_in_use(close, monkeypatch):
    from yiben.audit.callers import SYSTEM
    from yiben.ledger.sealing import actions

    close(2)
    monkeypatch.setattr(actions, "use_key", lambda *_keys: (_ for _ in ()).throw(OSError("power is gone")))
    with pytest.raises(OSError, match="power"):
        actions.renew_key(SYSTEM)
    close(3)
    bundle = read_bundle(export_bundle(SYSTEM))
    assert (bundle.flaws, len(bundle.keys)) == ([], 1)


def test_a_key_that_nobody_introduced_is_a_flaw(close, settings, tmp_path):
    from yiben.audit.callers import SYSTEM

    close(2)
    settings.HOME = tmp_path / "stolen"
    close(3)
    assert "seal_key" in {flaw.code for flaw in read_bundle(export_bundle(SYSTEM)).flaws}


def test_a_bundle_holds_no_private_value_and_needs_the_right(close, cast):
    from yiben.audit.callers import SYSTEM

    close(2)
    assert "夜校".encode() not in zipfile.ZipFile(io.BytesIO(export_bundle(SYSTEM))).read("entries.jsonl")
    for name in ("community_worker", "community_secretary", "subdistrict_officer"):  # it tells of every other unit too
        with pytest.raises(Refusal, match="no_access"):
            export_bundle(cast.caller(name))
    assert read_bundle(export_bundle(cast.caller("district_officer"))).flaws == []


def test_nothing_sealed_gives_no_bundle(cast):
    from yiben.audit.callers import SYSTEM

    with pytest.raises(Refusal, match="nothing_sealed"):
        export_bundle(SYSTEM)


def spoilt(content: bytes, dice: random.Random) -> bytes:
    """A bundle with one thing in it changed, removed, doubled or exchanged."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        head = json.loads(archive.read("bundle.json"))
        lines = archive.read("entries.jsonl").split(b"\n")[:-1]
    seal, at = dice.choice(head["seals"]), dice.randrange(len(lines))
    says = json.loads(seal["statement"])
    match dice.randrange(12):
        case 0:
            lines[at] = lines[at].replace(b'"v":1', b'"v":2')
        case 1:
            del lines[at]
        case 2:
            lines.insert(at, lines[at])
        case 3:
            lines[at], lines[at - 1] = lines[at - 1], lines[at]
        case 4:
            seal["signature"] = "00" * 64
        case 5:
            head["link"] = "00" * 32
        case 6:
            head["seals"].reverse()
        case 7:
            head["seals"].remove(seal)
        case 8:
            name = dice.choice(sorted(says))
            says[name] = dice.choice([0, "", None, 7, "0" * 64])
            seal["statement"] = json.dumps(says, sort_keys=True, separators=(",", ":"))
        case 9:
            head["origin"] = "0" * 32
        case 10:
            head["last"] += dice.choice([-1, 1])
        case _:
            seal["statement"] = dice.choice(["", "[]", "{}", "nothing"])
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as archive:
        archive.writestr("bundle.json", json.dumps(head))
        archive.writestr("entries.jsonl", b"".join(line + b"\n" for line in lines))
    return kept.getvalue()


def test_the_verifier_that_stands_alone_agrees_on_good_and_bad_bundles(close, tmp_path):
    from yiben.audit.callers import SYSTEM
    from yiben.ledger.sealing.actions import renew_key

    close(1)
    renew_key(SYSTEM)
    for month in (2, 3, 4):
        close(month)
    good = [export_bundle(SYSTEM, since=since) for since in range(4)]
    for content in good:
        assert flaws_by_both(content, tmp_path) == (set(), set())
    dice, found = random.Random(7), 0
    for number in range(BUNDLES - len(good)):
        own, other = flaws_by_both(spoilt(good[number % len(good)], dice), tmp_path)
        assert own == other, number
        found += bool(own)
    assert found > BUNDLES * 0.9


@pytest.mark.parametrize("content", [b"", b"PK", b"no zip", bytes(2000)])
def test_what_is_no_bundle_is_said_by_both(content, tmp_path):
    assert flaws_by_both(content, tmp_path) == ({("bundle_unreadable", 0)}, {("bundle_unreadable", 0)})


def test_the_verifier_that_stands_alone_needs_nothing_of_this_program():
    import ast

    source = Path(standalone.__file__).read_text(encoding="utf-8")
    tree = ast.parse(source)
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    names |= {str(node.module) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    allowed = {"__future__", "hashlib", "json", "sys", "zipfile", "zlib"}
    assert {name for name in names if not name.startswith("cryptography")} == allowed
    assert len(source.splitlines()) <= 300
