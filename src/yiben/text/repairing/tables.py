"""Tables shipped with the product: traditional script, readings, the bytes of GBK, word frequencies, lists of repairs."""

from __future__ import annotations

import lzma
import math
import unicodedata
from functools import cache
from importlib.resources import files
from typing import Any

from ruamel.yaml import YAML

_FOLDER = "yiben.text"
ALWAYS_SIMPLE = {"著": "着"}
"""Not in the tables of conversion, but what a machine made of 着."""

_KEPT_BY_MACHINES = frozenset("后里干台系制并于志愿范余采准群征")


@cache
def simplified() -> dict[str, str]:
    """Return the simplified form of every traditional-only character."""
    return {line[0]: line[1] for line in _lines() if line[0] not in "#="}


@cache
def to_simple() -> dict[int, str]:
    """Return the same for ``str.translate``."""
    return str.maketrans(simplified())


@cache
def readings() -> dict[str, tuple[str, ...]]:
    """Return the readings of every traditional-only character, as notes print them."""
    return {
        line[0]: tuple(unicodedata.normalize("NFC", each) for each in line[2:].split(",") if each)
        for line in _lines()
        if line[0] not in "#="
    }


@cache
def only_simplified() -> frozenset[str]:
    """Return the characters that a machine would never leave in traditional text."""
    return frozenset(next(line[1:] for line in _lines() if line[0] == "=")) - _KEPT_BY_MACHINES


@cache
def pair_character(lead: int, trail: int) -> str:
    """Return the character of two GBK bytes; empty where they are none (or one that vanishes)."""
    try:
        character = bytes((lead, trail)).decode("gbk")
    except UnicodeDecodeError:
        return ""
    return character if len(character) == 1 else ""


@cache
def character_bytes(character: str) -> tuple[int, int] | None:
    """Return the two GBK bytes of a character, None when it has not two."""
    try:
        encoded = character.encode("gbk")
    except UnicodeEncodeError:
        return None
    return (encoded[0], encoded[1]) if len(encoded) == 2 else None


@cache
def words() -> dict[str, float]:
    """Return the natural logarithm of every word's share of running text, from jieba's dictionary (steps of 1/3 bit)."""
    packed = (files(_FOLDER) / "data" / "words.xz").read_bytes()
    found: dict[str, float] = {}
    for line in lzma.decompress(packed).decode("utf-8").split("\n"):
        step, *listed = line.split(" ")
        frequency = 2 ** (int(step) / 3)
        found.update(dict.fromkeys(listed, frequency))
    total = math.log(sum(found.values()))
    return {word: math.log(frequency) - total for word, frequency in found.items()}


@cache
def listed_repairs() -> dict[str, dict[str, Any]]:
    """Return the lists of data/repairs.yaml: watermarks, slips, what is measured."""
    text = (files(_FOLDER) / "data" / "repairs.yaml").read_text(encoding="utf-8")
    loaded: dict[str, dict[str, Any]] = YAML(typ="safe", pure=True).load(text)
    return loaded


@cache
def _lines() -> tuple[str, ...]:
    text = (files(_FOLDER) / "data" / "traditional.txt").read_text(encoding="utf-8")
    return tuple(line for line in text.split("\n") if line)
