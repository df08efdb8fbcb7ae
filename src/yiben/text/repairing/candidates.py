"""Which characters two bytes can be where one of them is lost, likeliest first."""

from __future__ import annotations

import heapq
from functools import cache, lru_cache

from yiben.text.repairing.elements import Element
from yiben.text.repairing.language import Language
from yiben.text.repairing.tables import (
    ALWAYS_SIMPLE,
    character_bytes,
    only_simplified,
    pair_character,
    readings,
    simplified,
)

_VANISHING = (*range(0xA1, 0xB0), *range(0xF8, 0xFF))


def likeliest_with_lead(last: str, lead: int, language: Language) -> list[tuple[float, int, str, str]]:
    """Return the likeliest characters behind another whose first byte is known."""
    known = language.guessed.get((last, lead))
    if known is None:
        scored = [
            (language.step(last, shown), trail, each, shown) for trail, each, shown in _characters_with_lead(lead)
        ]
        known = language.guessed[last, lead] = heapq.nlargest(12, scored)
    return known


def likeliest_seconds(shown: str, trail: int, step: Element, language: Language) -> list[tuple[float, str]]:
    """Return the likeliest characters behind one whose trail vanished with their lead. Many paths share them, so they are kept."""
    key = (shown, trail, step.first, step.reading)
    known = language.seconds.get(key)
    if known is None:
        scored = [(language.step(shown, plain), second) for second, plain in _seconds(trail, step)]
        known = language.seconds[key] = heapq.nlargest(12, scored)
    return known


def likeliest_firsts(last: str, lead: int, language: Language) -> list[tuple[float, int, str, str]]:
    """Return the likeliest characters with a lead whose trail may have vanished, best first."""
    known = language.firsts.get((last, lead))
    if known is None:
        scored = [(language.step(last, shown), trail, each, shown) for trail, each, shown in _vanishing_with_lead(lead)]
        known = language.firsts[last, lead] = heapq.nlargest(8, scored)
    return known


@lru_cache(65536)
def _seconds(trail: int, step: Element) -> tuple[tuple[str, str], ...]:
    """Return the characters whose lead vanished with a trail and whose own trail the step brings, each with its simple form."""
    if step.kind == "swallowed":
        leads = [lead for lead in range(0x81, 0xFF) if not pair_character(trail, lead)]
        found = (pair_character(lead, second) for lead in leads for second in trails(lead, step.reading))
        return tuple((second, simple(second)) for second in found)
    found = (second for lead, second in characters_with_trail(step.first) if not pair_character(trail, lead))
    return tuple((second, simple(second)) for second in found)


@cache
def plausible(lead: int, trail: int) -> str:
    """Return the character of two bytes where a damaged page can have held it; empty otherwise."""
    character = pair_character(lead, trail)
    if not character or character in only_simplified():
        return ""
    return (
        character
        if "\u4e00" <= character <= "\u9fff"
        or character in "　、。·…—“”‘’〈〉《》「」『』【】〔〕（），．：；！？％①②③④⑤⑥⑦⑧⑨⑩"
        or "０" <= character <= "９"
        else ""
    )


@cache
def _characters_with_lead(lead: int) -> tuple[tuple[int, str, str], ...]:
    return tuple((trail, each, simple(each)) for trail in range(0x40, 0xFF) if (each := plausible(lead, trail)))


@cache
def _vanishing_with_lead(lead: int) -> tuple[tuple[int, str, str], ...]:
    return tuple((trail, each, simple(each)) for trail in _VANISHING if (each := plausible(lead, trail)))


@cache
def characters_with_trail(trail: int) -> tuple[tuple[int, str], ...]:
    """Return each lead with the character that it makes before a trail."""
    return tuple((lead, character) for lead in range(0x81, 0xFF) if (character := plausible(lead, trail)))


@cache
def vanished_numerals() -> tuple[str, ...]:
    """Return the numerals of which nothing is left between brackets shifted by a byte: 六 alone."""
    return tuple(each for lead, each in _numerals_before_brackets().items() if not pair_character(0xA8, lead))


def numeral_before_bracket(lead: int) -> str:
    """Return the numeral with a lead whose trail vanishes with that of a bracket; empty where there is none."""
    return _numerals_before_brackets().get(lead, "")


@cache
def _numerals_before_brackets() -> dict[int, str]:
    encoded = ((each, character_bytes(each)) for each in "一二三四五六七八九十")
    return {two[0]: each for each, two in encoded if two and not pair_character(two[1], 0xA3)}


@cache
def trails(byte: int, reading: str) -> tuple[int, ...]:
    """Return the bytes that make, behind a byte, a traditional character of a reading."""
    found = []
    for trail in range(0x40, 0xFF):
        character = pair_character(byte, trail)
        if character and reading in readings().get(character, ()):
            found.append(trail)
    return tuple(found)


@lru_cache(65536)
def simple(character: str) -> str:
    """Return the simplified form of a character."""
    return ALWAYS_SIMPLE.get(character) or simplified().get(character, character)
