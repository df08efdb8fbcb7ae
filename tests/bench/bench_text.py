"""Reading: speed beside other tools where they are installed (extra `bench`), and scores where annotated documents lie
beside the checkout."""

from __future__ import annotations

import importlib
import json
import re
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from types import ModuleType

from tests.bench import Row
from tests.bench.text_fuzz import fuzz
from tests.bench.text_scores import scores
from tests.text.samples import REPORT, SCHEME, SUMMARY, corpus
from yiben.text.articles import articles
from yiben.text.dates import deadline_in, phase_interval
from yiben.text.numerals import numeral
from yiben.text.reading import read_text
from yiben.text.repairing import repair
from yiben.text.traits import traits

_DAMAGED = (
    "為推動(dòng)?jì)D女權(quán)益宣傳進(jìn)社區(qū),街道繼續(xù)開展愛心飯堂活動(dòng),組織(zhī)居民參加。\n" * 40
)
_NAMES = "青蓝红紫金银玉翠丹碧"
_TURNS = 5
_MEMORIES = (traits, deadline_in, phase_interval, numeral)
_LARGE = (5, 10, 50)
"""Megabytes of the compiled files that --full reads."""
_MEASURED = """
import json, re, sys, time
from pathlib import Path
from yiben.text.reading import read_bytes
data = sys.stdin.buffer.read()
read_bytes("各社区要在3月底前建立台账。".encode())
began = time.process_time()
read_bytes(data)
seconds = time.process_time() - began
highest = re.search(r"VmHWM:\\s*([0-9]+) kB", Path("/proc/self/status").read_text())
print(json.dumps([seconds, int(highest[1]) / 1024]))
"""


def run(*, full: bool) -> list[Row]:
    """Return megabytes of UTF-8 a second on one core (the best of five turns), and errors and F1 in per cent."""
    kinds = {"schemes": SCHEME, "summaries": SUMMARY, "reports": REPORT}
    texts = {kind: [_varied(number, text) for number in range(400 if full else 40)] for kind, text in kinds.items()}
    clean = [text for listed in texts.values() for text in listed]
    # Tables are loaded once and not measured.
    repair(_DAMAGED)
    read_text(SCHEME)
    folder = corpus()
    rows = [
        # The goal is for papers as offices write them, of which the files beside the checkout are made; these are shorter
        # and denser (a task every 115 bytes, a number every 55), and bear it where there are no others.
        Row("reading of short invented papers", _speed(read_text, clean), "MB/s", True, goal=None if folder else 2.0),
        *(Row(f"reading of {kind} alone", _speed(read_text, listed), "MB/s", True) for kind, listed in texts.items()),
        Row("repair of clean text", _speed(repair, clean), "MB/s", True, goal=20.0),
        Row("repair, a lost byte in every line", _speed(repair, [_DAMAGED * (10 if full else 1)]), "MB/s", True),
        *([] if folder is None else _speeds_of_corpus(folder)),
        *_others(clean if folder is None else _clean(folder)),
    ]
    if full:
        compiled = [SCHEME, SUMMARY, REPORT] if folder is None else _clean(folder)
        rows += [row for megabytes in _LARGE for row in _large(megabytes, compiled)]
    rows += fuzz(folder, full=full)
    return rows if folder is None else [*rows, *scores(folder, full=full)]


def _varied(number: int, text: str) -> str:
    """A document as it would be of another place, so that no sentence comes twice: what repeats is read once."""
    name = "".join(_NAMES[number // 10**place % 10] for place in range(5))
    named = re.sub("各社区|居民|活动|党员|群众|干部|工作(?!总结|方案|计划|报告)", lambda match: name + match[0], text)
    return re.sub("今年以来", f"今年以来，{name}街道", named.replace("青禾", name))


def _speeds_of_corpus(folder: Path) -> list[Row]:
    damaged = (folder / "001.txt").read_text(encoding="utf-8")
    real = _clean(folder)
    return [
        Row("repair of corpus/001", _speed(repair, [damaged], turns=2), "MB/s", True, goal=0.1),
        Row("repair of corpus, clean", _speed(repair, real), "MB/s", True, goal=20.0),
        Row("reading of corpus, clean", _speed(read_text, real), "MB/s", True, goal=2.0),
    ]


def _clean(folder: Path) -> list[str]:
    paths = [*sorted((folder / "gold").glob("*.txt")), folder / "002.txt", folder / "003.txt"]
    repaired = [repair(path.read_text(encoding="utf-8")).text for path in paths]
    return [text[part.body : part.end] for text in repaired for part in articles(text)]


def _large(megabytes: int, texts: Sequence[str]) -> list[Row]:
    """Speed and highest memory of reading one file of many documents, in a process of its own."""
    documents = []
    size = 0
    while size < megabytes * 10**6:
        turn, at = divmod(len(documents), len(texts))
        document = f"第{len(documents) + 1}篇：材料\n{_varied(turn, texts[at])}\n"
        documents.append(document)
        size += len(document.encode())
    done = subprocess.run(
        [sys.executable, "-c", _MEASURED], input="".join(documents).encode(), check=True, capture_output=True
    )
    seconds, memory = json.loads(done.stdout)
    return [
        Row(f"reading of one file of {megabytes} MB", size / 1e6 / seconds, "MB/s", True, goal=2.0),
        Row(f"memory at its highest, {megabytes} MB", memory, "MB", False),
    ]


def _others(texts: Sequence[str]) -> list[Row]:
    rows = []
    for name, function in (("ftfy", "fix_text"), ("jieba", "lcut"), ("rjieba", "cut")):
        module = _module(name)
        if module is not None:
            rows.append(Row(f"{name} on the same text", _speed(getattr(module, function), texts), "MB/s", True))
    if (opencc := _module("opencc")) is not None:
        rows.append(Row("OpenCC t2s on the same text", _speed(opencc.OpenCC("t2s").convert, texts), "MB/s", True))
    return rows


def _module(name: str) -> ModuleType | None:
    try:
        return importlib.import_module(name)
    except ImportError:
        return None


def _speed(call: Callable[[str], object], texts: Sequence[str], turns: int = _TURNS) -> float:
    """Megabytes a second: of every text its best turn, so that other work on the machine counts as little as it can.

    What reading remembers of clauses is forgotten between turns: a text is new every time.
    """
    best = [float("inf")] * len(texts)
    for _ in range(turns):
        for remembering in _MEMORIES:
            remembering.cache_clear()
        for number, text in enumerate(texts):
            began = time.process_time()
            call(text)
            best[number] = min(best[number], time.process_time() - began)
    return sum(len(text.encode("utf-8")) for text in texts) / 1e6 / sum(best)
