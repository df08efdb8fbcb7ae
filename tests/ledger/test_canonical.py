"""The bytes and hashes that a stand-alone verifier can be written from."""

from __future__ import annotations

import hashlib
import json

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from yiben.ledger import canonical

INTEGERS = st.integers(-canonical.LARGEST, canonical.LARGEST)
JSON = st.recursive(
    st.none() | st.booleans() | INTEGERS | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=8,
)
OBJECTS = st.dictionaries(st.text(max_size=4), JSON, max_size=4)


@given(OBJECTS)
def test_the_bytes_read_back_to_the_same_value_and_the_same_bytes(value):
    body = canonical.to_bytes(value)
    assert canonical.from_bytes(body) == value
    assert canonical.to_bytes(canonical.from_bytes(body)) == body


@given(OBJECTS)
def test_the_bytes_are_those_of_rfc_8785(value):
    assert canonical.to_bytes(value) == rfc8785.dumps(value)


def test_every_sign_is_written_as_rfc_8785_writes_it():
    signs = [chr(code) for code in (*range(0x250), 0x2028, 0xD7FF, 0xE000, 0xFFFF, 0x1F600)]
    value = {"all": signs, "a\u007f": signs[-1], "\u0001": 1}
    assert canonical.to_bytes(value) == rfc8785.dumps(value)


@given(OBJECTS)
def test_the_order_of_keys_does_not_show_in_the_bytes(value):
    assert canonical.to_bytes(dict(reversed(value.items()))) == canonical.to_bytes(value)


@pytest.mark.parametrize("value", [1.0, {"a": [1.5]}, [{"b": float("nan")}], canonical.LARGEST + 1])
def test_floats_and_integers_that_json_readers_round_are_refused(value):
    with pytest.raises(ValueError, match=r".+"):
        canonical.to_bytes(value)


def test_the_largest_integer_is_kept_to_the_digit():
    assert canonical.to_bytes({"n": canonical.LARGEST}) == b'{"n":9007199254740991}'


def test_keys_stand_in_the_order_of_utf_16_without_blanks():
    body = canonical.to_bytes({"数": 1, "b": "三\n", "a": [True, None]})
    assert body == '{"a":[true,null],"b":"三\\n","数":1}'.encode()


def test_the_chain_is_the_one_that_the_docstring_says():
    origin, body = "ab" * 16, b'{"v":1}'
    first = hashlib.sha256(origin.encode()).digest()
    rest = origin.encode() + (1).to_bytes(8, "big") + first + hashlib.sha256(body).digest()
    assert canonical.first_hash(origin) == first
    assert canonical.next_hash(origin, 1, first, body) == hashlib.sha256(b"yiben/1" + rest).digest()


@given(st.binary(max_size=40), st.integers(0, 39), st.integers(1, 255))
def test_another_byte_number_or_place_gives_another_hash(body, at, change):
    origin, previous = "0" * 32, b"\0" * 32
    kept = canonical.next_hash(origin, 7, previous, body + b"x")
    changed = bytearray(body + b"x")
    changed[at % len(changed)] ^= change
    assert canonical.next_hash(origin, 7, previous, bytes(changed)) != kept
    assert canonical.next_hash(origin, 8, previous, body + b"x") != kept


@given(st.text(max_size=20))
def test_a_private_value_shows_only_as_a_salted_digest(value):
    salt, other = canonical.new_salt(), canonical.new_salt()
    kept = canonical.private_digest(salt, value)
    encoded = json.dumps(value, ensure_ascii=False)
    assert len(salt) == 16
    assert kept == canonical.private_digest(salt, json.loads(encoded))
    assert kept != canonical.private_digest(other, value)
