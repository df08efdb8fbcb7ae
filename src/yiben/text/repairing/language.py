"""How likely a stretch of simplified Chinese is: words and their inner pairs of characters, plus what the document says elsewhere."""

from __future__ import annotations

import itertools
import math
from collections import Counter, defaultdict
from functools import cache

from yiben.text.repairing.tables import words

_FLOOR = -15.0
_PUNCTUATION = {
    "，": -3.2,
    "。": -5.0,
    "、": -3.6,
    "；": -5.5,
    "：": -5.5,
    "“": -4.8,
    "”": -4.8,
    "《": -6.0,
    "》": -6.0,
    "（": -5.5,
    "）": -5.5,
    "！": -7.5,
    "？": -7.5,
}
_WEIGHT_OF_PAIR = 0.75
_LONGEST_WORD = 4
_NUMERALS = frozenset("一二三四五六七八九十")
_UNKNOWN_WORD = -3.0


@cache
def _singles() -> dict[str, float]:
    counts: dict[str, float] = defaultdict(float)
    for word, logarithm in words().items():
        share = math.exp(logarithm)
        for character in word:
            counts[character] += share
    total = sum(counts.values())
    return {character: math.log(share / total) for character, share in counts.items()}


@cache
def _pairs() -> dict[str, float]:
    """Logarithm of the chance of the second character behind the first, by the words that hold the pair."""
    counts: dict[str, float] = defaultdict(float)
    heads: dict[str, float] = defaultdict(float)
    for word, logarithm in words().items():
        share = math.exp(_WEIGHT_OF_PAIR * logarithm)
        for first, second in itertools.pairwise(word):
            counts[first + second] += share
        for character in word:
            heads[character] += share
    return {pair: math.log(_WEIGHT_OF_PAIR * share / heads[pair[0]]) for pair, share in counts.items()}


class Language:
    """The language of one document. ``sample`` is its undamaged text, simplified: its own pairs weigh more."""

    def __init__(self, sample: str) -> None:
        self._own = Counter(first + second for first, second in itertools.pairwise(sample))
        self.seconds: dict[tuple[str, int, int, str], list[tuple[float, str]]] = {}
        self.guessed: dict[tuple[str, int], list[tuple[float, int, str, str]]] = {}
        self.firsts: dict[tuple[str, int], list[tuple[float, int, str, str]]] = {}
        self._steps: dict[str, float] = {}
        self._pairs, self._singles, self._words = _pairs(), _singles(), words()

    def step(self, before: str, character: str) -> float:
        """Return the logarithm of the chance of a character behind another."""
        known = self._steps.get(before + character)
        if known is None:
            known = self._steps[before + character] = self._step(before, character)
        return known

    def _step(self, before: str, character: str) -> float:
        if before == "（" and character in _NUMERALS:
            return -3.0
        if character == "）" and before in _NUMERALS:
            return -2.0
        single = _PUNCTUATION.get(character) or self._singles.get(character)
        if single is None:
            single = -6.0 if character.isascii() and character.isalnum() else _FLOOR
        chance = max(single - 1.2, _FLOOR)
        pair = self._pairs.get(before + character)
        if pair is not None and pair > chance:
            chance = pair
        own = self._own.get(before + character)
        return max(chance, -4.0 + 0.5 * math.log(own)) if own and own > 1 else chance

    def likely(self, text: str) -> float:
        """Return the logarithm of the chance of a whole stretch, by its most likely division into words."""
        best = [0.0] * (len(text) + 1)
        for end in range(1, len(text) + 1):
            numbered = text[end - 2 : end - 1] == "（" and text[end - 1] in _NUMERALS
            closed = text[end - 1] == "）" and text[end - 2 : end - 1] in _NUMERALS
            score = best[end - 1] + (-3.0 if numbered or closed else self._alone(text[end - 1]))
            for start in range(max(0, end - _LONGEST_WORD), end - 1):
                word = self._words.get(text[start:end])
                if word is not None and best[start] + word > score:
                    score = best[start] + word
                own = self._own.get(text[start:end]) if end - start == 2 else None
                if own and own > 1 and best[start] - 11.0 + math.log(own) > score:
                    score = best[start] - 11.0 + math.log(own)
            best[end] = score
        return best[-1]

    def _alone(self, character: str) -> float:
        single = self._words.get(character) or _PUNCTUATION.get(character)
        if single is None:
            single = -6.0 if character.isascii() and character.isalnum() else _FLOOR
        return max(single, _FLOOR) + (_UNKNOWN_WORD if single <= _FLOOR else 0.0)
