"""What no input may do to reading: raise, hang, lose its place. A bounded number of random texts, long single lines, and
prefixes of a badly damaged file."""

from __future__ import annotations

import random
import time
from collections.abc import Iterable
from pathlib import Path

from tests.bench import Row
from tests.text.prefixes import shared_searches
from tests.text.samples import REPORT, SCHEME, SUMMARY
from yiben.text.reading import read_text
from yiben.text.repairing import repair

TEXTS = 1000
"""Random texts; ten times as many with --full, but no more than fit in the seconds."""
SECONDS = 5.0
"""Of processor time, for the texts and again for the prefixes; six times as many with --full."""
_PIECES = (
    *"（）()“”‘’《》〈〉〔〕[]【】，。；：、,.;:?!%％‰—-～\n\t \u3000\u200b\ufeff□�",
    "一、", "（一）", "1.", "①", "首先", "一是", "第一章", "第三条", "附件：", "各社区", "牵头单位：", "3月底前", "每月",
    "不少于", "2026年", "百分之", "余", "万元", "占", "其中", "增长", "总计", "?", "(jìn)", "進", "後", "\x02", "𠮷", "&nbsp;", "&amp;", "#38;", "quot;", "锟斤拷", "烫烫", "5O", "l月", "lO册", "\n> ", "\xad",
)  # fmt: skip
_LINE = 1_000_000


def fuzz(folder: Path | None, *, full: bool) -> list[Row]:
    """Return how many random texts and prefixes failed, and the speed of 1 MB in one line."""
    dice = random.Random(20261130)
    papers = [SCHEME, SUMMARY, REPORT]
    if folder is not None:
        papers += [path.read_text(encoding="utf-8") for path in sorted(folder.glob("00?.txt"))]
    alphabet = sorted(set("".join(papers)))
    seconds = SECONDS * (6 if full else 1)
    texts = (_text(dice, papers, alphabet) for _ in range(TEXTS * (10 if full else 1)))
    count, wrong = _counted(texts, seconds)
    rows = [Row(f"of {count} random texts failed", wrong, "texts", False, goal=0)]
    if folder is not None:
        damaged = (folder / "001.txt").read_text(encoding="utf-8")
        # Here a sample by chance; every prefix of all of it is read by tests/text/test_prefixes.py with --long.
        prefixes = (damaged[:length] for length in dice.sample(range(len(damaged) + 1), len(damaged) + 1))
        with shared_searches():
            count, wrong = _counted(prefixes, seconds)
        rows.append(Row(f"of {count} prefixes of corpus/001 failed", wrong, "texts", False, goal=0))
    return [*rows, *(_line(name, text) for name, text in _long_lines(papers[0]).items())]


def _counted(texts: Iterable[str], seconds: float) -> tuple[int, int]:
    """How many texts were read in so many seconds of processor time, and how many of them failed."""
    began = time.process_time()
    count = wrong = 0
    for text in texts:
        count, wrong = count + 1, wrong + _fails(text)
        if time.process_time() - began > seconds:
            break
    return count, wrong


def _text(dice: random.Random, papers: list[str], alphabet: list[str]) -> str:
    """A piece of a paper, cut anywhere, with signs and words of officialdom thrown in, or nothing but those."""
    paper = dice.choice(papers)
    at = dice.randrange(len(paper))
    text = list(paper[at : at + dice.randrange(400)]) if dice.random() < 0.7 else []
    for _ in range(dice.randrange(60)):
        text.insert(dice.randrange(len(text) + 1), dice.choice(_PIECES if dice.random() < 0.7 else alphabet))
    return "".join(text) * dice.choice((1, 1, 1, 3))


def _fails(text: str) -> bool:
    """Whether reading raises, a span does not hold, or a second repair changes more."""
    try:
        reading = read_text(text)
        once = repair(text).text
        spans = [*reading.outline, *reading.tasks, *reading.facts]
        return repair(once).text != once or any(
            not 0 <= each.start <= each.end <= len(reading.clean_text) for each in spans
        )
    except Exception:  # noqa: BLE001 - whatever is raised is what is looked for
        return True


def _long_lines(paper: str) -> dict[str, str]:
    line = paper.replace("\n", "")
    return {
        "a paper without a break": (line * (_LINE // len(line) + 1))[:_LINE],
        "opening brackets": "（" * _LINE,
        "one digit": "1" * _LINE,
    }


def _line(name: str, text: str) -> Row:
    began = time.process_time()
    read_text(text)
    seconds = time.process_time() - began
    return Row(f"1 000 000 characters in one line: {name}", len(text.encode()) / 1e6 / seconds, "MB/s", True)
