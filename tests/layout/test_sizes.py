"""Files and functions stay small enough to be read at one sitting."""

from __future__ import annotations

import ast

from tests.layout.sources import SHIPPED, name_of, python_files

FILE_LINES, FUNCTION_LINES, PACK_FILE_LINES, PACK_LINES = 400, 60, 150, 300


def lines_of(path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def long_functions(text: str) -> list[str]:
    functions = (node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))
    return [node.name for node in functions if node.end_lineno - node.lineno + 1 > FUNCTION_LINES]


def test_no_python_file_is_longer_than_400_lines():
    assert not {name_of(path): lines_of(path) for path in python_files() if lines_of(path) > FILE_LINES}


def test_no_function_is_longer_than_60_lines():
    found = {name_of(path): long_functions(path.read_text(encoding="utf-8")) for path in python_files()}
    assert not {name: functions for name, functions in found.items() if functions}


def test_a_function_of_61_lines_is_found_and_one_of_60_is_not():
    def function(lines: int) -> str:
        return "def long():\n" + "    pass\n" * (lines - 1)

    assert long_functions(function(61)) == ["long"]
    assert long_functions(function(60)) == []


def test_no_pack_file_is_longer_than_150_lines():
    files = [path for path in SHIPPED.rglob("*.yaml") if "demo" not in path.parts]
    assert files
    assert not {name_of(path): lines_of(path) for path in files if lines_of(path) > PACK_FILE_LINES}


def test_no_pack_but_base_is_longer_than_300_lines():
    packs = [path.parent for path in SHIPPED.glob("*/pack.yaml") if path.parent.name != "base"]
    sizes = {
        pack.name: sum(lines_of(path) for path in pack.rglob("*.yaml") if "demo" not in path.parts) for pack in packs
    }
    assert not {name: lines for name, lines in sizes.items() if lines > PACK_LINES}
