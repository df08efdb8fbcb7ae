"""A heap of papers put in order: each labelled by who issued it, its number and its title; what says the same is found."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import blake2b

_IDLE = re.compile(r"[^\u4e00-\u9fffA-Za-z0-9]+")
_SENTENCE = re.compile(r"[^。；;！!？?\n]+")
_LEAST = 10
_LONGEST_LABEL = 90
_NEARLY = 0.8
_COMMON = 40
"""A sentence that so many papers share (主题词, a standing phrase) says nothing about any two of them."""


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper of a heap, as far as it takes to put it in order."""

    name: str
    text: str
    title: str | None = None
    issuer: str | None = None
    number: str | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """A paper in its place. ``same_as`` is the index of the first paper with its content; ``alike`` how much of this
    paper stands there, 1.0 when all of it does (another format, other blanks and marks)."""

    name: str
    label: str
    same_as: int | None = None
    alike: float = 0.0


def listed(papers: Iterable[Paper]) -> list[Listed]:
    """Return the papers in their order with labels and duplicates. Linear in the length of all texts together."""
    heap = Heap()
    return [heap.add(paper) for paper in papers]


class Heap:
    """Papers so far, by what they say."""

    def __init__(self) -> None:
        self._count = 0
        self._content: dict[bytes, int] = {}
        self._sentences: dict[bytes, list[int]] = {}

    def add(self, paper: Paper) -> Listed:
        """Put a paper on the heap and return it with its label and the earlier paper that it repeats."""
        number = self._count
        self._count += 1
        same, alike = self._content.setdefault(_digest(_IDLE.sub("", paper.text)), number), 1.0
        own = set(_sentences(paper.text))
        if same == number:
            same, alike = self._nearest(own, number)
        for each in own:
            known = self._sentences.setdefault(each, [])
            if len(known) <= _COMMON:
                known.append(number)
        is_new = same == number
        return Listed(paper.name, label_of(paper), None if is_new else same, 0.0 if is_new else alike)

    def _nearest(self, own: set[bytes], number: int) -> tuple[int, float]:
        known = (self._sentences.get(each, ()) for each in own)
        shared = Counter(other for papers in known if len(papers) <= _COMMON for other in papers)
        if not shared:
            return number, 0.0
        other, count = min(shared.items(), key=lambda each: (-each[1], each[0]))
        alike = count / len(own)
        return (other, alike) if alike >= _NEARLY else (number, 0.0)


def label_of(paper: Paper) -> str:
    """Return what to call a paper: 青禾街道办事处 青街办〔2026〕3号 关于……的通知; the file's name where nothing is known.

    An issuer that the title begins with is not said twice.
    """
    title = paper.title or paper.name.rsplit("/", 1)[-1].rsplit(".", 1)[0]
    issuer = "" if paper.issuer and title.startswith(paper.issuer) else paper.issuer
    return " ".join(part for part in (issuer, paper.number, title) if part)[:_LONGEST_LABEL]


def _sentences(text: str) -> Iterable[bytes]:
    for match in _SENTENCE.finditer(text):
        bare = _IDLE.sub("", match[0])
        if len(bare) >= _LEAST:
            yield _digest(bare)


def _digest(text: str) -> bytes:
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=12).digest()
