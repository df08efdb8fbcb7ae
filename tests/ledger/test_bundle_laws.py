"""Two verifiers, one of which knows nothing of the other, say the same of every bundle, good or bad."""

from __future__ import annotations

import json
import random

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.conftest import IS_LONG
from tests.ledger.sender import Sender, packed, public_of, unpacked
from tests.ledger.test_sealing import flaws_by_both
from yiben.ledger import canonical
from yiben.ledger.sealing.bundles import read_bundle

pytestmark = pytest.mark.pure
BUNDLES = 5000 if IS_LONG else 200


def ledger(dice: random.Random) -> Sender:
    """A small ledger of random entries with up to four seals, now and then with a new key."""
    made = Sender()
    made.install(digest="sha256:any")
    made.found("LX-01", "枫桥街道办事处", kind="subdistrict")
    for month in range(1, 2 + dice.randrange(4)):
        kept = [
            made.record("LX-01", f"2026-0{month}-05", participants=dice.randrange(50)) for _ in range(dice.randrange(6))
        ]
        if kept and dice.random() < 0.4:
            made.void("LX-01", f"2026-0{month}-06", dice.choice(kept))
        if month > 1 and dice.random() < 0.3:
            made.renew_key()
        made.seal(f"2026-0{month}")
    return made


def flipped(content: bytes, dice: random.Random) -> bytes:
    """One bit of the file changed."""
    changed, at = bytearray(content), dice.randrange(len(content))
    changed[at] ^= 1 << dice.randrange(8)
    return bytes(changed)


def resigned(content: bytes, dice: random.Random) -> bytes:
    """One seal signed anew with a key that nobody has introduced, everything else as it was."""
    head, lines = unpacked(content)
    key, seal = Ed25519PrivateKey.generate(), dice.choice(head["seals"])
    says = {**json.loads(seal["statement"]), "key": public_of(key)}
    statement = canonical.to_bytes(says)
    seal.update(statement=statement.decode(), signature=key.sign(statement).hex())
    return packed(head, lines)


def tampered(content: bytes, dice: random.Random) -> bytes:
    """A bundle in which lines or seals were changed, dropped, doubled, exchanged."""
    head, lines = unpacked(content)
    at, other = dice.randrange(len(lines)), dice.randrange(len(lines))
    match dice.randrange(6):
        case 0:
            lines[at] = flipped(lines[at], dice).replace(b"\n", b" ")
        case 1:
            del lines[at]
        case 2:
            lines.insert(other, lines[at])
        case 3:
            lines[at], lines[other] = lines[other], lines[at]
        case 4:
            head["seals"][0], head["seals"][-1] = head["seals"][-1], head["seals"][0]
        case _:
            seal = dice.choice(head["seals"])
            seal["signature"] = dice.choice(head["seals"])["signature"]
    return packed(head, lines)


def cut(content: bytes, dice: random.Random) -> bytes:
    return content[: dice.randrange(len(content))]


def same_ledger(content: bytes, good: bytes) -> bool:
    """Whether a bundle says what the good one says, in whatever packing."""
    try:
        return unpacked(content) == unpacked(good)
    except Exception:  # noqa: BLE001 - what cannot be unpacked is another one, for whatever reason
        return False


def test_both_verifiers_agree_on_generated_bundles_good_and_bad(tmp_path):
    dice, bad, kinds = random.Random(11), 0, [flipped, resigned, tampered, tampered, cut]
    for number in range(BUNDLES):
        made = ledger(dice)
        good = made.bundle(since=dice.randrange(len(made.seals)))
        content = good if number % 5 == 0 else dice.choice(kinds)(good, dice)
        own, other = flaws_by_both(content, tmp_path)
        assert own == other, number
        if same_ledger(content, good):
            assert not own, number
        elif not resigned_alone(content, good):
            assert own, number
            bad += 1
    assert bad > BUNDLES / 2


def resigned_alone(content: bytes, good: bytes) -> bool:
    """Whether only the key in front of a bundle that begins later, or alone, was exchanged: whoever has the seal before
    sees it, or whoever compares the key."""
    try:
        return read_bundle(content).keys != read_bundle(good).keys and not read_bundle(content).flaws
    except Exception:  # noqa: BLE001 - see above
        return False
