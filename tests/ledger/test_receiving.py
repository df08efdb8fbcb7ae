"""Bundles of other instances come in: under their own numbers, whole or not at all, counted as below."""

from __future__ import annotations

import json

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.ledger.facts import close_months, correct, figure, last_seq, record, refused
from tests.ledger.sender import Sender, packed, street, unpacked
from tests.ledger.tampering import findings
from yiben.audit.callers import SYSTEM
from yiben.ledger.models import Entry, EntryDetail, EntryRef, ReceivedSeal
from yiben.ledger.queries import read_entry
from yiben.ledger.receiving.actions import import_bundle
from yiben.ledger.verifying import verify
from yiben.units.models import Unit

PARTICIPANTS = "base.activity_participants"


@pytest.fixture(autouse=True)
def _own_keys(settings, tmp_path):
    settings.HOME = tmp_path


@pytest.fixture
def take(cast):
    """Take a sender's bundle in under the sub-district, everything confirmed."""

    def taken(sender: Sender, content: bytes | None = None, **given: object):
        given = {"trust": sender.key_id, "units_confirmed": True, **given}
        return import_bundle(SYSTEM, content or sender.bundle(), unit=cast.unit("subdistrict"), **given)  # type: ignore[arg-type]

    return taken


def entries_of(sender: Sender):
    return Entry.objects.filter(origin=sender.origin).order_by("origin_seq")


def test_a_bundle_comes_in_byte_for_byte_under_its_own_numbers(take):
    sender = street()
    before = last_seq()
    taken = take(sender)
    rows = list(entries_of(sender))
    assert [bytes(row.body) for row in rows] == sender.bodies[: taken.last]
    assert [row.origin_seq for row in rows] == list(range(1, taken.last + 1))
    assert [row.seq for row in rows] == list(range(taken.seq - taken.last + 1, taken.seq + 1))
    assert taken.seq - taken.last > before
    assert verify(deep=True).is_clean


def test_what_comes_in_counts_here_as_it_counted_there(take, cast):
    take(street())
    new = Unit.objects.get(code="LX-01-09")
    assert figure(PARTICIPANTS, new, "2026-03") == 112
    assert figure(PARTICIPANTS, cast.unit("community"), "2026-03") == 146
    assert figure(PARTICIPANTS, cast.unit("subdistrict"), "2026-03") == 158  # what was held jointly counts once
    assert figure("safe_community.events", cast.unit("district"), "2026") == 1


def test_the_first_bundle_needs_the_key_that_the_office_has_told(take, cast):
    sender = street()
    with refused("bundle_untrusted") as caught:
        take(sender, trust="")
    assert caught.value.data["key"] == sender.key_id
    with refused("bundle_key_differs"):
        take(sender, trust="0" * 16)
    with refused("no_access"):
        import_bundle(cast.caller("community_secretary"), sender.bundle(), unit=cast.unit("subdistrict"))


def test_units_that_nobody_knows_are_founded_only_when_confirmed(take, cast):
    sender = street()
    with refused("bundle_units_unconfirmed"):
        take(sender, units_confirmed=False)
    taken = import_bundle(
        cast.caller("district_officer"),
        sender.bundle(),
        unit=cast.unit("subdistrict"),
        trust=sender.key_id,
        units_confirmed=True,
    )
    assert [unit.code for unit in taken.founded] == ["LX-01-09"]
    founding = Entry.objects.filter(kind="structure").exclude(origin=sender.origin).latest("seq")
    assert json.loads(bytes(founding.body))["values"]["unit"] == taken.founded[0].uid


def test_a_unit_there_can_be_named_as_one_here(take, cast):
    sender = street()
    taken = take(sender, named={"LX-01-09": "桥西社区"})
    assert taken.founded == ()
    assert figure(PARTICIPANTS, cast.unit("neighbour"), "2026-03") == 112
    with refused("bundle_unit_twice"):
        take(street(), named={"LX-01-09": "枫林社区"})


def test_the_same_bundle_again_changes_nothing_and_a_longer_one_adds_the_rest(take, cast):
    sender = street()
    take(sender)
    seq = last_seq()
    again = take(sender, trust="", units_confirmed=False)
    assert (again.is_known, last_seq()) == (True, seq)
    sender.record("LX-01-01", "2026-04-03", participants=7)
    sender.seal("2026-04")
    more = take(sender, trust="", units_confirmed=False)
    assert (more.first, more.last) == (again.last + 1, len(sender.bodies) - 1)
    old = take(sender, sender.bundle(until=1))
    assert (old.is_known, old.older) == (True, more.last - again.last)
    assert figure(PARTICIPANTS, cast.unit("community"), "2026") == 153
    assert verify(deep=True).is_clean


def test_only_what_is_new_comes_in_when_the_bundle_begins_later(take):
    sender = street()
    take(sender)
    sender.renew_key()
    for month in ("2026-04", "2026-05"):
        sender.record("LX-01-01", f"{month}-03", participants=7)
        sender.seal(month)
    with refused("bundle_gap") as caught:
        take(sender, sender.bundle(since=2))
    assert caught.value.data["first"] == caught.value.data["known"] + 3
    assert take(sender, sender.bundle(since=1)).first == caught.value.data["known"] + 1
    assert ReceivedSeal.objects.filter(origin=sender.origin).count() == 3


def forked(sender: Sender, *, key: Ed25519PrivateKey | None = None) -> Sender:
    """The same origin with another history, sealed with the same key or another."""
    made = Sender(origin=sender.origin, key=key or sender.key)
    made.units = sender.units
    for body in sender.bodies[:5]:
        made.bodies.append(body)
        made.hashes.append(sender.hashes[len(made.bodies)])
    made.record("LX-01-01", "2026-03-09", participants=999)
    made.seal("2026-03")
    made.record("LX-01-01", "2026-03-10", participants=1)
    made.record("LX-01-01", "2026-03-11", participants=1)
    made.record("LX-01-01", "2026-03-12", participants=1)
    made.record("LX-01-01", "2026-03-13", participants=1)
    made.seal("2026-04")
    return made


def test_another_history_of_the_same_origin_is_refused(take):
    sender = street()
    take(sender)
    other = forked(sender)
    with refused("bundle_differs") as caught:
        take(sender, other.bundle())
    assert caught.value.data["seq"] == 6
    with refused("bundle_differs"):
        take(sender, other.bundle(since=1))


def test_a_key_that_the_old_one_has_not_introduced_is_refused(take):
    sender = street()
    take(sender)
    sender.key = Ed25519PrivateKey.generate()
    sender.record("LX-01-01", "2026-04-03", participants=7)
    sender.seal("2026-04")
    with refused("bundle_seals_differ"):
        take(sender, sender.bundle(since=1))
    with refused("bundle_flawed"):
        take(sender)


def test_a_tampered_bundle_is_refused_with_every_flaw(take):
    sender = street()
    head, lines = unpacked(sender.bundle())
    lines[4] = lines[4].replace(b'"participants":46', b'"participants":64')
    with refused("bundle_flawed") as caught:
        take(sender, packed(head, lines))
    assert {each["code"] for each in caught.value.data["blockers"]} == {"seal_head", "seal_root"}  # type: ignore[attr-defined]


def test_a_book_that_is_defined_otherwise_here_is_named_with_its_pack(take):
    sender = Sender()
    sender.install(digest="sha256:other")
    sender.found("LX-01", "枫桥", kind="subdistrict")
    sender.record("LX-01", "2026-03-05", participants=1)
    sender.seal()
    with refused("bundle_book_unknown") as caught:
        take(sender)
    assert (caught.value.data["pack"], caught.value.data["version"]) == ("base", 7)


@pytest.mark.parametrize(
    "spoil",
    [
        {"participants": "many"},
        {"participants": 2**60 - 2**54},
        {"participants": 1, "posted_period": "soon"},
        {"participants": 1, "id": "x" * 40},
        {"participants": 1, "kind": "correction", "supersedes": "00000000-0000-4000-8000-000000000000"},
    ],
)
def test_an_entry_of_another_make_is_refused_by_its_number(take, spoil, monkeypatch):
    monkeypatch.setattr("yiben.ledger.canonical.LARGEST", 2**62)
    sender = street()
    sender.record("LX-01-01", "2026-03-25", **spoil)
    sender.seal("2026-04")
    monkeypatch.undo()
    with refused("bundle_entry_odd") as caught:
        take(sender)
    assert caught.value.data["seq"] == len(sender.bodies) - 1


def test_an_id_that_is_used_here_is_refused(take, cast):
    used = record(cast.unit("community"))
    sender = street()
    sender.record("LX-01-01", "2026-03-25", participants=1, id=used.uid)
    sender.seal("2026-04")
    with refused("bundle_id_used"):
        take(sender)


def test_what_falls_into_a_month_closed_here_counts_in_the_first_open_one(take, cast):
    for name in ("district", "subdistrict", "community"):
        close_months(cast.unit(name), 202603, 202604)
    taken = take(street())
    assert (taken.late, taken.late_months) == (6, ("2026-05",))
    assert figure(PARTICIPANTS, cast.unit("subdistrict"), "2026-03") == 0
    assert figure(PARTICIPANTS, cast.unit("subdistrict"), "2026-05") == 158
    assert figure(PARTICIPANTS, cast.unit("subdistrict"), "2026-03", view="corrected") == 158
    assert verify(deep=True).is_clean


def test_what_came_in_is_read_only_here_and_holds_no_private_value(take, cast):
    sender = street()
    take(sender)
    entry = entries_of(sender).filter(kind="record").first()
    assert entry is not None
    assert read_entry(SYSTEM, entry.seq).values == {"participants": 46, "booklets": 120, "series": "safe_communities"}
    assert not EntryDetail.objects.filter(entry__origin=sender.origin).exists()
    assert not EntryRef.objects.filter(entry__origin=sender.origin).exists()
    with refused("entry_received"):
        correct(entry.seq)


TAMPERINGS = [
    ("UPDATE ledger_entry SET posted_period = 202612 WHERE origin = %s AND kind = 'record'", "column_changed"),
    ("UPDATE ledger_entry SET unit_id = 1 WHERE origin = %s AND kind = 'record'", "column_changed"),
    ("UPDATE ledger_entry SET body = hash WHERE origin = %s AND kind = 'record'", "body_or_hash_changed"),
    (
        "UPDATE ledger_line SET amount = amount + 1 WHERE seq IN (SELECT seq FROM ledger_entry WHERE origin = %s)",
        "line_changed",
    ),
    (
        "UPDATE ledger_line SET posted_period = 202612 WHERE seq IN (SELECT seq FROM ledger_entry WHERE origin = %s)",
        "line_changed",
    ),
    ("DELETE FROM ledger_receivedseal WHERE origin = %s", "received_differs"),
    ("UPDATE ledger_receivedseal SET signature = '00' WHERE origin = %s", "seal_signature"),
    ("UPDATE ledger_chainhead SET number = number - 1 WHERE origin = %s", "head_differs"),
    ("DELETE FROM ledger_entryref WHERE ref = %s", "refs_changed"),
]


@pytest.mark.parametrize(("sql", "code"), TAMPERINGS)
def test_tampering_with_what_came_in_is_found(take, sql, code):
    sender = street()
    take(sender)
    assert code in {each.code for each in findings(sql, [sender.origin])}


def test_what_was_agreed_on_cannot_be_changed_unseen(take):
    """Another month, another unit: it stands in an entry of the own chain."""
    sender = street()
    take(sender)
    agreed = Entry.objects.get(kind="bundle", references__ref=sender.origin)
    said = json.loads(bytes(agreed.body))
    said["values"]["late"] = [[5, 6, "2026-12"]]
    body = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    sql = "UPDATE ledger_entry SET body = %s WHERE seq = %s"
    assert "body_or_hash_changed" in {each.code for each in findings(sql, [body, agreed.seq])}
