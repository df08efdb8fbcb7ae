"""Reading: speed beside other tools where they are installed, and scores where annotated documents lie beside the checkout."""

from __future__ import annotations

import importlib
import json
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from tests.bench import Row
from tests.text.samples import SCHEME, SUMMARY, corpus
from yiben.text.json_form import as_json
from yiben.text.reading import read_text
from yiben.text.repairing import repair

_DAMAGED = (
    "為推動(dòng)?jì)D女權(quán)益宣傳進(jìn)社區(qū),街道繼續(xù)開展愛心飯堂活動(dòng),組織(zhī)居民參加。\n" * 40
)
_NAMES = "青蓝红紫金银玉翠丹碧"
_TURNS = 3


def run(*, full: bool) -> list[Row]:
    """Return megabytes of UTF-8 a second on one core (the best of three turns), and errors and F1 in per cent."""
    clean = _varied(400 if full else 40)
    # Tables are loaded once and not measured.
    repair(_DAMAGED)
    read_text(SCHEME)
    return [
        Row("reading of clean text", _speed(read_text, clean), "MB/s", True, goal=2.0),
        Row("repair of clean text", _speed(repair, clean), "MB/s", True, goal=20.0),
        Row("repair, a lost byte in every line", _speed(repair, _DAMAGED * (10 if full else 1)), "MB/s", True),
        *_others(clean),
        *_of_corpus(full=full),
    ]


def _varied(copies: int) -> str:
    """Schemes and summaries of many places, so that no sentence comes twice: what repeats is read once."""
    texts = []
    for number in range(copies):
        name = _NAMES[number % 10] + _NAMES[number // 10 % 10] + _NAMES[number // 100 % 10]
        named = (
            (SCHEME + SUMMARY).replace("青禾", name).replace("各社区", f"{name}各社区").replace("居民", f"{name}居民")
        )
        texts.append(re.sub("今年以来", f"今年以来，{name}街道", named))
    return "".join(texts)


def _of_corpus(*, full: bool) -> list[Row]:
    folder = corpus()
    if folder is None:
        return []
    damaged = (folder / "001.txt").read_text(encoding="utf-8")
    real = repair("\n".join(path.read_text(encoding="utf-8") for path in sorted((folder / "gold").glob("*.txt")))).text
    rows = [
        Row("repair of corpus/001", _speed(repair, damaged), "MB/s", True, goal=0.1),
        Row("reading of corpus/gold", _speed(read_text, real), "MB/s", True),
        *_scores(folder),
        *_errors(folder),
    ]
    return [*rows, *_left_out(folder)] if full else rows


def _scores(folder: Path) -> list[Row]:
    with tempfile.TemporaryDirectory() as out:
        for path in (folder / "gold").glob("*.txt"):
            value = as_json(read_text(path.read_text(encoding="utf-8")), path.stem)
            (Path(out) / f"{path.stem}.json").write_text(json.dumps(value), encoding="utf-8")
        command = [sys.executable, str(folder / "score.py"), out, "--gold", str(folder / "gold"), "--json"]
        found = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    goals = {"outline": 95.0, "tasks": 80.0, "facts": 97.0}
    rows = [
        Row(f"{layer}, F1 in sample", 100 * found["layers"][layer]["f1"], "%", True, goal=goal)
        for layer, goal in goals.items()
    ]
    attributes = found["layers"]["tasks"]["attributes"]
    for name, goal in (("owner", 80.0), ("deadline", 85.0)):
        rows.append(
            Row(f"{name} of matched tasks", 100 * attributes[f"{name} where gold has one"], "%", True, goal=goal)
        )
    return rows


def _left_out(folder: Path) -> list[Row]:
    from tests.text import weighing

    documents = weighing.annotated(folder / "gold")
    apart = [weighing.points(weighing.weigh([other for other in documents if other is not each])) for each in documents]
    return [Row("tasks, F1 with each document left out", 100 * weighing.f1(documents, apart), "%", True, goal=72.0)]


def _errors(folder: Path) -> list[Row]:
    """Character errors of the damaged snippets: as they are, by this product, and by OpenCC where it is installed."""
    rows = [json.loads(line) for line in (folder / "repair_gold.jsonl").read_text(encoding="utf-8").splitlines()]
    ways: dict[str, Callable[[str], str]] = {"by repair": lambda text: repair(text).text}
    if (opencc := _module("opencc")) is not None:
        ways["by OpenCC t2s"] = opencc.OpenCC("t2s").convert
    if (ftfy := _module("ftfy")) is not None:
        ways["by ftfy"] = ftfy.fix_text
    found = []
    for name, way in ways.items():
        with tempfile.TemporaryDirectory() as folder_of_rows:
            path = Path(folder_of_rows) / "repaired.jsonl"
            repaired = [{"id": row["id"], "repaired": way(row["damaged"])} for row in rows]
            path.write_text("".join(json.dumps(row) + "\n" for row in repaired), encoding="utf-8")
            command = [sys.executable, str(folder / "score_repair.py"), str(folder / "repair_gold.jsonl"), str(path)]
            said = subprocess.run(command, check=False, capture_output=True, text=True).stdout
        rate = float(re.search(r"cer ([0-9.]+)", said)[1])
        found.append(Row(f"character errors {name}", rate, "%", False, goal=0.3 if name == "by repair" else None))
    return found


def _others(text: str) -> list[Row]:
    rows = []
    for name, function in (("ftfy", "fix_text"), ("jieba", "lcut"), ("rjieba", "cut")):
        module = _module(name)
        if module is not None:
            rows.append(Row(f"{name} on the same text", _speed(getattr(module, function), text), "MB/s", True))
    if (opencc := _module("opencc")) is not None:
        rows.append(Row("OpenCC t2s on the same text", _speed(opencc.OpenCC("t2s").convert, text), "MB/s", True))
    return rows


def _module(name: str):
    try:
        return importlib.import_module(name)
    except ImportError:
        return None


def _speed(call: Callable[[str], object], text: str) -> float:
    turns = []
    for _ in range(_TURNS):
        began = time.process_time()
        call(text)
        turns.append(time.process_time() - began)
    return len(text.encode("utf-8")) / 1e6 / min(turns)
