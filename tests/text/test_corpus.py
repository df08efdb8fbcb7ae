"""Real documents with gold data, where they lie beside the checkout (or YIBEN_CORPUS names them); left out elsewhere."""

import json
import subprocess
import sys

import pytest

from tests.text.samples import corpus
from yiben.text.json_form import as_json
from yiben.text.reading import read_text
from yiben.text.repairing import repair

pytestmark = pytest.mark.skipif(corpus() is None, reason="no corpus beside the checkout")


def test_outline_tasks_and_facts_are_as_good_as_they_were(tmp_path):
    gold = corpus() / "gold"
    for path in gold.glob("*.txt"):
        value = as_json(read_text(path.read_text(encoding="utf-8")), path.stem)
        (tmp_path / f"{path.stem}.json").write_text(json.dumps(value), encoding="utf-8")
    least = ["--layer", "outline=0.95", "--layer", "tasks=0.80", "--layer", "facts=0.97"]
    command = [sys.executable, corpus() / "score.py", tmp_path, "--gold", gold, *least]
    assert subprocess.run(command, check=False, capture_output=True).returncode == 0


def test_damaged_snippets_are_repaired_and_controls_left_alone():
    rows = [json.loads(line) for line in (corpus() / "repair_gold.jsonl").read_text(encoding="utf-8").splitlines()]
    wrong = [row["id"] for row in rows if row.get("clean_control") and repair(row["damaged"]).text != row["damaged"]]
    exact = [repair(row["damaged"]).text == row["clean"].replace("□", "") for row in rows if "□" not in row["clean"]]
    assert wrong == []
    assert sum(exact) >= 0.9 * len(exact)


@pytest.mark.parametrize("number", range(5))
def test_repairing_a_source_twice_changes_nothing_more(number):
    once = repair((corpus() / f"{number:03}.txt").read_text(encoding="utf-8")).text
    assert repair(once).text == once
