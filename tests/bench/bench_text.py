"""Reading: speed beside other tools where they are installed, and scores where documents with gold data lie beside the checkout."""

from __future__ import annotations

import importlib
import time
from collections.abc import Callable

from tests.bench import Row
from tests.text.samples import SCHEME, SUMMARY, corpus
from yiben.text.reading import read_text
from yiben.text.repairing import repair

_DAMAGED = (
    "為推動(dòng)?jì)D女權(quán)益宣傳進(jìn)社區(qū),街道繼續(xù)開展愛心飯堂活動(dòng),組織(zhī)居民參加。\n" * 40
)
_YARDSTICKS = (
    ("ftfy", "ftfy", "fix_text"),
    ("jieba", "jieba", "lcut"),
    ("rjieba", "rjieba", "cut"),
)


def run(*, full: bool) -> list[Row]:
    """Return megabytes of UTF-8 a second on one core, and error and F1 in per cent."""
    clean = (SCHEME + SUMMARY) * (400 if full else 40)
    # Tables are loaded once and not measured.
    repair(_DAMAGED)
    read_text(SCHEME)
    return [
        Row("reading of clean text", _speed(read_text, clean), "MB/s", True, goal=2.0),
        *_others(clean),
        Row("repair of clean text", _speed(repair, clean), "MB/s", True, goal=20.0),
        Row("repair of damaged text", _speed(repair, _DAMAGED * (10 if full else 1)), "MB/s", True, goal=0.1),
        *_of_corpus(),
    ]


def _of_corpus() -> list[Row]:
    folder = corpus()
    if folder is None:
        return []
    damaged = (folder / "001.txt").read_text(encoding="utf-8")
    return [Row("repair of corpus/001", _speed(repair, damaged), "MB/s", True, goal=0.1)]


def _others(text: str) -> list[Row]:
    rows = []
    for name, module, function in _YARDSTICKS:
        try:
            call = getattr(importlib.import_module(module), function)
        except ImportError:
            continue
        rows.append(Row(f"{name} on the same text", _speed(call, text[:20_000]), "MB/s", True))
    return rows


def _speed(call: Callable[[str], object], text: str) -> float:
    began = time.process_time()
    call(text)
    return len(text.encode("utf-8")) / 1e6 / (time.process_time() - began)
