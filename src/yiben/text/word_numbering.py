"""The numbers that Word computes and does not store: 一、 （一） 1. and the like in front of numbered paragraphs."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lxml import etree  # type: ignore[import-untyped]

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_CHINESE = "〇一二三四五六七八九"
_CHINESE_FORMATS = (
    "chineseCounting",
    "chineseCountingThousand",
    "japaneseCounting",
    "ideographDigital",
    "taiwaneseCountingThousand",
)


@dataclass(frozen=True, slots=True)
class _Level:
    form: str
    pattern: str
    start: int


@dataclass(slots=True)
class Numbering:
    """Lists of a document and how far each has counted."""

    levels: dict[str, dict[int, _Level]] = field(default_factory=dict)
    styles: dict[str, tuple[str, int]] = field(default_factory=dict)
    counts: dict[str, dict[int, int]] = field(default_factory=dict)

    @classmethod
    def of(cls, numbering: etree._Element | None, styles: etree._Element | None) -> Numbering:
        """Return the lists that word/numbering.xml and word/styles.xml declare; none where there are no such parts."""
        made = cls()
        if numbering is None:
            return made
        abstract = {each.get(f"{_W}abstractNumId"): _levels(each) for each in numbering.iter(f"{_W}abstractNum")}
        for each in numbering.findall(f"{_W}num"):
            reference = each.find(f"{_W}abstractNumId")
            if reference is not None:
                made.levels[str(each.get(f"{_W}numId"))] = abstract.get(reference.get(f"{_W}val"), {})
        for style in styles.iter(f"{_W}style") if styles is not None else ():
            named = _reference(style)
            if named:
                made.styles[str(style.get(f"{_W}styleId"))] = named
        return made

    def next_of(self, paragraph: etree._Element) -> str:
        """Return the number in front of a paragraph and count on; empty where it has none."""
        style = paragraph.find(f"{_W}pPr/{_W}pStyle")
        named = _reference(paragraph) or self.styles.get(str(style.get(f"{_W}val")) if style is not None else "")
        if not named or named[0] not in self.levels:
            return ""
        number, depth = named
        levels = self.levels[number]
        level = levels.get(depth)
        if level is None or level.form in ("bullet", "none"):
            return ""
        counts = self.counts.setdefault(number, {})
        counts[depth] = counts.get(depth, level.start - 1) + 1
        for deeper in [each for each in counts if each > depth]:
            del counts[deeper]
        return re.sub(r"%([1-9])", lambda found: self._shown(number, int(found[1]) - 1), level.pattern)

    def _shown(self, number: str, depth: int) -> str:
        level = self.levels[number].get(depth)
        return _written(self.counts[number].get(depth, level.start if level else 1), level.form if level else "decimal")


def _levels(abstract: etree._Element) -> dict[int, _Level]:
    found = {}
    for each in abstract.findall(f"{_W}lvl"):
        form, pattern, start = (_value(each, tag) for tag in ("numFmt", "lvlText", "start"))
        found[int(each.get(f"{_W}ilvl", "0"))] = _Level(form, pattern, int(start) if start.isdigit() else 1)
    return found


def _reference(element: etree._Element) -> tuple[str, int] | None:
    found = element.find(f"{_W}pPr/{_W}numPr")
    if found is None:
        return None
    number, depth = _value(found, "numId"), _value(found, "ilvl")
    return (number, int(depth) if depth.isdigit() else 0) if number else None


def _value(element: etree._Element, tag: str) -> str:
    child = element.find(f"{_W}{tag}")
    return str(child.get(f"{_W}val", "")) if child is not None else ""


def _written(value: int, form: str) -> str:
    if form in _CHINESE_FORMATS:
        return _chinese(value)
    if form.startswith("decimalEnclosedCircle") and 1 <= value <= 20:
        return chr(ord("①") + value - 1)
    if form in ("lowerLetter", "upperLetter") and 1 <= value <= 26:
        return chr(ord("a" if form == "lowerLetter" else "A") + value - 1)
    return str(value)


def _chinese(value: int) -> str:
    if value < 10:
        return _CHINESE[value]
    tens, ones = divmod(value, 10)
    return (_CHINESE[tens] if tens > 1 else "") + "十" + (_CHINESE[ones] if ones else "") if value < 100 else str(value)
