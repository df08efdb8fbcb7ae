"""yiben read, yiben repair."""

from __future__ import annotations

import argparse
import json
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict
from functools import partial
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, TypeVar

from yiben.cli.output import complain, emit
from yiben.errors import TextProblem
from yiben.text.inbox import Listed, Paper, listed

if TYPE_CHECKING:
    from yiben.text.reading import Each

_AHEAD = 8
"""Documents of a file that wait for each process of a pool."""
_One = TypeVar("_One")
_Other = TypeVar("_Other")
_LAYERS = ("outline", "tasks", "facts", "clean")


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the commands that read documents. They need no database."""
    read = commands.add_parser("read", help="读公文：提纲、任务、数字")
    read.add_argument("file", nargs="?", type=Path, help="一份文件")
    read.add_argument("--batch", type=Path, metavar="DIR", help="整个文件夹（或压缩包）逐份读")
    read.add_argument("--out", type=Path, metavar="DIR", help="结果放在这个文件夹，每份（汇编的每篇）一个 .json")
    read.add_argument("--jobs", type=int, default=1, metavar="N", help="同时读几份、几篇")
    read.add_argument("--layer", choices=_LAYERS, help="只要其中一层")
    read.add_argument("--json", action="store_true")
    read.set_defaults(run=run_read, needs_database=False)
    repair = commands.add_parser("repair", help="修复从网页、PDF里带来的乱码和错字")
    repair.add_argument("file", nargs="?", type=Path, help="一份文件")
    repair.add_argument("-o", "--output", type=Path, metavar="OUT", help="修复后的文字写到这个文件")
    repair.add_argument("--report", action="store_true", help="列出每一处改动")
    repair.add_argument("--jsonl", nargs=2, type=Path, metavar=("IN", "OUT"), help="逐行修复 JSON 行文件")
    repair.add_argument("--json", action="store_true")
    repair.set_defaults(run=run_repair, needs_database=False)


def run_read(arguments: argparse.Namespace) -> int:
    """Read one document, or every file of a folder; exit 1 when one of a batch failed, 2 on wrong use.

    With ``--out`` the documents of one compiled file are written one by one, so that a large file needs little memory.
    """
    from yiben.text.json_form import as_json
    from yiben.text.reading import read_bytes

    if arguments.batch is not None:
        return _read_batch(arguments)
    data = _bytes_of(arguments.file)
    if data is None:
        return 2
    if arguments.out is not None:
        return _read_apart(data, arguments)
    with _several(arguments.jobs) as each:
        value = as_json(read_bytes(data, arguments.file.name, each), arguments.file.stem)
    if arguments.json and not arguments.layer:
        sys.stdout.writelines(_written(value))
        return 0
    if arguments.layer:
        key = "clean_text" if arguments.layer == "clean" else arguments.layer
        emit(value[key], _lines(value, arguments.layer), as_json=arguments.json)
        return 0
    emit(value, [line for layer in ("outline", "tasks", "facts") for line in _lines(value, layer)], as_json=False)
    return 0


def run_repair(arguments: argparse.Namespace) -> int:
    """Repair one file, or every line of a JSON lines file; exit 2 on wrong use."""
    from yiben.text.opening import open_document
    from yiben.text.repairing import repair

    if arguments.jsonl is not None:
        return _repair_lines(*arguments.jsonl)
    data = _bytes_of(arguments.file)
    if data is None:
        return 2
    repaired = repair(open_document(data, arguments.file.name).text)
    changes = [
        f"第{each.original_start}字起：“{each.before}”改为“{each.after}”（{each.rule}，{each.confidence:.0%}）"
        for each in repaired.repairs
    ]
    if arguments.output is not None:
        arguments.output.write_text(repaired.text, encoding="utf-8", newline="")
    value = {"clean_text": repaired.text, "repairs": [asdict(each) for each in repaired.repairs]}
    lines = changes if arguments.report else [repaired.text] if arguments.output is None else []
    emit(value, lines, as_json=arguments.json)
    return 0


def _read_apart(data: bytes, arguments: argparse.Namespace) -> int:
    """Write the documents of one file into a folder as they are read."""
    from yiben.text.json_form import as_json
    from yiben.text.opening import open_document
    from yiben.text.reading import read_articles

    path, out = arguments.file, arguments.out
    out.mkdir(parents=True, exist_ok=True)
    source = open_document(data, path.name)
    del data
    names = []
    with _several(arguments.jobs) as each:
        for number, reading in enumerate(read_articles(source.text, source.kind, source.warnings, each), 1):
            names.append(f"{path.stem}__{number:04}")
            _write(out / f"{names[-1]}.json", as_json(reading, names[-1]))
    emit({"read": len(names), "documents": names}, [f"读了 {len(names)} 篇。"], as_json=arguments.json)
    return 0


@contextmanager
def _several(jobs: int) -> Iterator[Each]:
    """Give the map that reads the documents of a file: that of a pool where several are to be read at once."""
    if jobs <= 1:
        yield map
        return
    with ProcessPoolExecutor(jobs) as pool:
        yield partial(_map_ahead, pool, _AHEAD * jobs)


def _map_ahead(
    pool: ProcessPoolExecutor, most: int, call: Callable[[_One], _Other], items: Iterable[_One]
) -> Iterator[_Other]:
    """Map in order with few items under way: the pool's own map would hold all of them at once."""
    waiting: deque[Future[_Other]] = deque()
    for item in items:
        waiting.append(pool.submit(call, item))
        if len(waiting) >= most:
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()


def _written(value: dict[str, Any]) -> Iterator[str]:
    """A reading as JSON, one task or heading a line: a long one is never held in memory a second time."""
    for number, (key, each) in enumerate(value.items()):
        yield f"{',' if number else '{'}\n {json.dumps(key)}: "
        if isinstance(each, list) and each:
            for place, item in enumerate(each):
                yield f"{',' if place else '['}\n  {json.dumps(item, ensure_ascii=False)}"
            yield "\n ]"
        else:
            yield json.dumps(each, ensure_ascii=False)
    yield "\n}\n"


def _write(path: Path, value: dict[str, Any]) -> None:
    with path.open("w", encoding="utf-8", newline="") as target:
        target.writelines(_written(value))


def _read_batch(arguments: argparse.Namespace) -> int:
    folder, out, jobs = arguments.batch, arguments.out, max(1, arguments.jobs)
    if out is None or not (folder.is_dir() or folder.is_file()):
        complain(["整批读要写明 --out 文件夹。" if out is None else f"没有文件夹 {folder}。"])
        return 2
    out.mkdir(parents=True, exist_ok=True)
    paths = [folder] if folder.is_file() else sorted(each for each in folder.iterdir() if each.is_file())
    papers: list[Paper] = []
    failed = []
    for value in _values_of([path for path in paths if path.suffix != ".json"], jobs):
        name = value.pop("file")
        _write(out / f"{value['id']}.json", value)
        if "error" in value:
            failed.append(name)
        else:
            papers.append(Paper(name, value["clean_text"], value["title"], value["issuer"], value["number"]))
    rows = listed(papers)
    summary = {"read": len(papers), "failed": failed, "documents": [_row(each, rows) for each in rows]}
    lines = [
        *(f"没有读出：{name}" for name in failed),
        *(_shown(each, rows) for each in rows),
        f"读了 {len(papers)} 份。",
    ]
    emit(summary, lines, as_json=arguments.json)
    return 1 if failed else 0


def _row(each: Listed, rows: list[Listed]) -> dict[str, Any]:
    same = rows[each.same_as].name if each.same_as is not None else None
    return {"file": each.name, "label": each.label, "same_as": same, "alike": round(each.alike, 3)}


def _shown(each: Listed, rows: list[Listed]) -> str:
    same = (
        f"（与 {rows[each.same_as].name} 内容{'相同' if each.alike == 1 else '大体相同'}）"
        if each.same_as is not None
        else ""
    )
    return f"{each.name}  {each.label}{same}"


def _values_of(paths: list[Path], jobs: int) -> Iterator[dict[str, Any]]:
    if jobs == 1 or len(paths) < 2:
        found = map(_values_of_file, paths)
        yield from (value for values in found for value in values)
        return
    with ProcessPoolExecutor(jobs) as pool:
        for values in pool.map(_values_of_file, paths):
            yield from values


def _values_of_file(path: Path) -> list[dict[str, Any]]:
    """The readings of one file: one, or one for every file of an archive."""
    from yiben.text.opening import kind_of
    from yiben.text.opening_archive import members

    try:
        data = path.read_bytes()
        if kind_of(data) != "zip":
            return [_value_of(data, path.name, path.stem)]
        packed = members(data, path.name)
    except OSError as problem:
        return [{"file": path.name, "id": path.stem, "error": "file_unreadable", "data": {"reason": str(problem)}}]
    except TextProblem as problem:
        return [_failure(path.name, path.stem, problem)]
    return [_value_of(each.data, f"{path.name}/{each.name}", f"{path.stem}__{_plain(each.name)}") for each in packed]


def _value_of(data: bytes, name: str, key: str) -> dict[str, Any]:
    from yiben.text.json_form import as_json
    from yiben.text.reading import read_bytes

    try:
        return {"file": name, **as_json(read_bytes(data, name), key)}
    except TextProblem as problem:
        return _failure(name, key, problem)


def _failure(name: str, key: str, problem: TextProblem) -> dict[str, Any]:
    told = {each: str(value) for each, value in problem.data.items()}
    return {"file": name, "id": key, "error": problem.code, "data": told}


def _plain(name: str) -> str:
    """The path of a member as a file's name."""
    return PurePosixPath(name).with_suffix("").as_posix().replace("/", "_").replace("\\", "_")[-80:]


def _repair_lines(source: Path, target: Path) -> int:
    from yiben.text.repairing import repair

    if not source.is_file():
        complain([f"没有文件 {source}。"])
        return 2
    rows = []
    for number, line in enumerate(source.read_text(encoding="utf-8").split("\n"), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            rows.append({"id": row["id"], "repaired": repair(row["damaged"]).text})
        except (ValueError, KeyError, TypeError):
            complain([f"{source} 第{number}行不是含 id 和 damaged 的 JSON。"])
            return 2
    target.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return 0


def _bytes_of(path: Path | None) -> bytes | None:
    if path is None or not path.is_file():
        complain(["请写明要读的文件。" if path is None else f"没有文件 {path}。"])
        return None
    return path.read_bytes()


def _lines(value: dict[str, Any], layer: str) -> list[str]:
    if layer == "clean":
        return [value["clean_text"]]
    if layer == "outline":
        return [f"{'  ' * (each['level'] - 1)}{each['number']} {each['heading']}".rstrip() for each in value["outline"]]
    if layer == "facts":
        return [f"数字  {each['measure']}：{each['value']}{each['unit']}" for each in value["facts"]]
    return [f"任务  {each['owner'] or '（未写明）'}  {each['text']}" for each in value["tasks"]]
