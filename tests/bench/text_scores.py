"""How well reading and repair do on annotated documents, by their own scorers, beside other tools."""

from __future__ import annotations

import importlib.util
import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.bench import Row
from yiben.text.json_form import as_json
from yiben.text.reading import read_text
from yiben.text.repairing import repair

_NOTE = re.compile(r"[(（][a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜüńň]{1,6}[)）]")
_COMMA = re.compile(r"(?<=[\u4e00-\u9fff]),")

_DAMAGE = """
import contextlib, io, json, runpy, sys
program, *paths = sys.argv[1:]
made = []
for path in paths:
    sys.argv = [program, path, "--kind", "001", "--seed", "1", "--characters", "400"]
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        runpy.run_path(program, run_name="__main__")
    made.append(printed.getvalue())
print(json.dumps(made))
"""
"""The generator as its command would run, for all documents in one process: its tables are loaded once."""


def scores(folder: Path, *, full: bool) -> list[Row]:
    """Return the F1 of each layer, what owners and deadlines are right, and the character errors of repair, in per cent."""
    rows = [*_of_reading(folder), *_of_snippets(folder), *_of_generated_damage(folder)]
    return [*rows, *_left_out(folder)] if full else rows


def _of_reading(folder: Path) -> list[Row]:
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
        right = 100 * attributes[f"{name} where gold has one"]
        rows.append(Row(f"{name} of matched tasks", right, "%", True, goal=goal))
    return rows


def _left_out(folder: Path) -> list[Row]:
    from tests.text import weighing

    documents = weighing.annotated(folder / "gold")
    real = [each for each in documents if not each.is_invented]
    apart = [weighing.points(weighing.weigh([other for other in documents if other is not each])) for each in real]
    return [Row("tasks, F1 with each document left out", 100 * weighing.f1(real, apart), "%", True, goal=72.0)]


def _of_snippets(folder: Path) -> list[Row]:
    """Damaged snippets and the controls among them: repaired, as they are, and by other tools where they are installed."""
    gold = folder / "repair_gold.jsonl"
    rate, changed = _errors(folder, gold, lambda text: repair(text).text)
    rows = [
        Row("characters wrong after repair", rate, "%", False, goal=0.3),
        Row("controls changed", changed, "snippets", False, goal=0.0),
        Row("characters wrong as it is", _errors(folder, gold, str)[0], "%", False),
    ]
    if importlib.util.find_spec("ftfy"):
        from ftfy import fix_text

        rows.append(Row("characters wrong after ftfy", _errors(folder, gold, fix_text)[0], "%", False))
    if importlib.util.find_spec("opencc"):
        from opencc import OpenCC

        simplify = OpenCC("t2s").convert
        rows.append(Row("characters wrong after OpenCC t2s", _errors(folder, gold, simplify)[0], "%", False))

        def strip(text: str) -> str:
            return _COMMA.sub("，", simplify(_NOTE.sub("", text)))

        rows.append(Row("… after notes stripped, OpenCC, commas", _errors(folder, gold, strip)[0], "%", False))
    return rows


def _of_generated_damage(folder: Path) -> list[Row]:
    """Sentences of the annotated documents, damaged by machine; the generator needs OpenCC and pypinyin."""
    if not (importlib.util.find_spec("opencc") and importlib.util.find_spec("pypinyin")):
        return []
    paths = sorted((folder / "gold").glob("*.txt"))
    command = [sys.executable, "-c", _DAMAGE, str(folder / "damage.py"), *map(str, paths)]
    made = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    snippets: list[dict[str, Any]] = []
    for path, lines in zip(paths, json.loads(made), strict=True):
        rows = [json.loads(line) for line in lines.splitlines()]
        snippets += [{**row, "id": f"{path.stem}-{row['id']}"} for row in rows]
    with tempfile.TemporaryDirectory() as out:
        gold = Path(out) / "generated.jsonl"
        gold.write_text("".join(json.dumps(row) + "\n" for row in snippets), encoding="utf-8")
        rate, _ = _errors(folder, gold, lambda text: repair(text).text)
    return [Row(f"characters wrong, {len(snippets)} damaged by machine", rate, "%", False, goal=0.7)]


def _errors(folder: Path, gold: Path, way: Callable[[str], str]) -> tuple[float, float]:
    """Return the character errors in per cent and how many controls were changed, as the scorer counts them."""
    rows = [json.loads(line) for line in gold.read_text(encoding="utf-8").splitlines()]
    with tempfile.TemporaryDirectory() as out:
        path = Path(out) / "repaired.jsonl"
        repaired = [{"id": row["id"], "repaired": way(row["damaged"])} for row in rows]
        path.write_text("".join(json.dumps(row) + "\n" for row in repaired), encoding="utf-8")
        command = [sys.executable, str(folder / "score_repair.py"), str(gold), str(path)]
        said = subprocess.run(command, check=False, capture_output=True, text=True).stdout
    found = re.search(r"cer ([0-9.]+) % .*controls changed ([0-9]+)/", said)
    assert found is not None, said
    return float(found[1]), float(found[2])
