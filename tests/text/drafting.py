"""Invented drafts with slips that were put in on purpose, and drafts that look wrong and are right."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import NamedTuple

from yiben.text.consistency import inconsistencies
from yiben.text.reading import read_text

DRAFTS = Path(__file__).parent / "drafts"
_LABEL = re.compile(r"⟦(?P<code>[a-z_]+) (?P<text>[^⟧]*)⟧")
_HEAD = "青禾街道2026年工作总结\n"


class Draft(NamedTuple):
    """A draft without its labels; ``slips``: code and span of each slip."""

    name: str
    text: str
    slips: tuple[tuple[str, int, int], ...]


class Tally(NamedTuple):
    """Per code: slips that stand in the drafts, slips found, findings called sure, sure ones that are slips, all findings."""

    there: Counter[str]
    found: Counter[str]
    sure: Counter[str]
    sure_right: Counter[str]
    said: Counter[str]
    wrong: list[str]


def drafts(*names: str) -> list[Draft]:
    """Return the drafts of the named files."""
    return [
        _draft(*block.split("\n", 1))
        for name in names
        for block in (DRAFTS / f"{name}.txt").read_text(encoding="utf-8").split("=== ")[1:]
    ]


def evaluate(listed: list[Draft]) -> Tally:
    """Return how many slips of each code are found and how many findings are none."""
    tally = Tally(Counter(), Counter(), Counter(), Counter(), Counter(), [])
    for draft in listed:
        left = list(draft.slips)
        tally.there.update(code for code, _, _ in left)
        reading = read_text(draft.text)
        for each in inconsistencies(reading):
            code = str(each.code)
            hit = next(
                (slip for slip in left if slip[0] == code and _is_near(reading.clean_text, slip, each.start)), None
            )
            tally.said[code] += 1
            tally.sure[code] += each.certainty == "sure"
            if hit is None:
                tally.wrong.append(f"{draft.name}: {each.certainty} {code} {each.text} {each.corrected}")
                continue
            left.remove(hit)
            tally.found[code] += 1
            tally.sure_right[code] += each.certainty == "sure"
        tally.wrong.extend(f"{draft.name}: missed {code}" for code, _, _ in left)
    return tally


def _is_near(text: str, slip: tuple[str, int, int], place: int) -> bool:
    """Whether a finding stands in the sentence of a slip."""
    low, high = min(slip[1], place), max(slip[2], place)
    return "。" not in text[low : high - 1] and "\n" not in text[low:high]


def _draft(name: str, marked: str) -> Draft:
    marked = marked.strip() + "\n"
    marked = marked if marked.startswith(("关于", "青禾")) else _HEAD + marked
    text, slips, at = "", [], 0
    for label in _LABEL.finditer(marked):
        text += marked[at : label.start()]
        slips.append((label["code"], len(text), len(text) + len(label["text"])))
        text += label["text"]
        at = label.end()
    return Draft(name.strip(), text + marked[at:], tuple(slips))


def table(tally: Tally) -> str:
    """Return precision and recall per code as lines."""
    lines = [f"{'code':<20}{'slips':>6}{'found':>6}{'recall':>8}{'sure':>6}{'precision of sure':>19}{'of all':>8}"]
    for code in sorted({*tally.there, *tally.said}):
        recall = tally.found[code] / tally.there[code] if tally.there[code] else 1.0
        precise = tally.sure_right[code] / tally.sure[code] if tally.sure[code] else 1.0
        every = tally.found[code] / tally.said[code] if tally.said[code] else 1.0
        lines.append(
            f"{code:<20}{tally.there[code]:>6}{tally.found[code]:>6}{recall:>8.2f}{tally.sure[code]:>6}{precise:>19.2f}{every:>8.2f}"
        )
    return "\n".join(lines)


if __name__ == "__main__":
    import sys

    told = evaluate(drafts("slips", "more_slips", "clean", "more_clean"))
    sys.stdout.write(table(told) + "\n" + "\n".join(told.wrong) + "\n")
