"""Load a pack from its plain files and report everything that is wrong with it at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path as FilePath
from typing import Any

import pydantic

from yiben.packs.checking import Finding, check_pack
from yiben.packs.definitions import Pack
from yiben.packs.problems import Problem, nearest
from yiben.packs.schema import LeftOut, finding_of, is_consequence, without
from yiben.packs.yaml_reading import Path, read_yaml

MAX_BYTES = 1_000_000
MAX_LINES = 150
UNLIMITED_PACK = "base"
"""The one pack whose files may be longer than ``MAX_LINES``: it holds what all lines share."""

_SINGLE_FILES = (
    "pack.yaml",
    "kinds.yaml",
    "roles.yaml",
    "metrics.yaml",
    "checks.yaml",
    "meetings.yaml",
    "rosters.yaml",
)
_LISTS = ("roles.yaml", "metrics.yaml", "checks.yaml", "meetings.yaml", "rosters.yaml")
_FOLDERS = ("books", "reports", "rolls", "procedures", "checklists", "assessments", "registers", "analyses")
_PACK_KEYS = ("name", "label", "version", "help", "requires")
_KIND_KEYS = ("kinds", "trees", "ties")


@dataclass(frozen=True)
class Loaded:
    """A pack read from files. ``pack`` is None when there is a problem."""

    pack: Pack | None
    problems: tuple[Problem, ...]
    files: dict[str, bytes]


def load_folder(path: FilePath, *, known: Sequence[Pack] = ()) -> Loaded:
    """Load the pack in a folder. File names in problems start with ``path`` as it was given.

    Hidden files and editors' backups are passed over; a link or an oversized file is a problem.
    """
    files: dict[str, bytes] = {}
    problems: list[Problem] = []
    for found in sorted(path.rglob("*")):
        name = found.relative_to(path).as_posix()
        if any(part.startswith((".", "__")) for part in name.split("/")) or name.endswith("~"):
            continue
        if found.is_symlink():
            problems.append(Problem("PK007", name, 0, {"file": name}))
        elif found.is_file():
            size = found.stat().st_size
            if size > MAX_BYTES:
                problems.append(_too_large(name, size))
            else:
                files[name] = found.read_bytes()
    loaded = load_files(files, known=known)
    problems.extend(loaded.problems)
    folder = path.resolve().name
    if loaded.pack is not None and loaded.pack.name != folder:
        data = {"name": loaded.pack.name, "folder": folder}
        problems.append(Problem("PK016", "pack.yaml", 1, data))
    placed = tuple(
        Problem(each.code, f"{path.as_posix()}/{each.file}", each.line, each.data, each.hint) for each in problems
    )
    return Loaded(None if placed else loaded.pack, _in_order(placed), loaded.files)


def load_files(files: Mapping[str, bytes], *, known: Sequence[Pack] = ()) -> Loaded:
    """Load a pack from file contents by relative name, beside the packs it may build upon."""
    assembly = _Assembly()
    for name in sorted(files):
        assembly.take(name, files[name])
    if "pack.yaml" not in files:
        assembly.problems.append(Problem("PK006", "pack.yaml", 0))
    if "pack.yaml" in assembly.unread or "pack.yaml" not in files:
        # One sentence about the file is enough; not one more for each of its keys.
        assembly.tree.update(name="unnamed", label="？", version=1)
    unread = {name.rpartition("/")[2].removesuffix(".yaml") for name in assembly.unread}
    pack, findings = _validate(assembly.tree, known, unread)
    problems = [*assembly.problems, *(assembly.problem(finding) for finding in findings)]
    if assembly.tree.get("name") != UNLIMITED_PACK:
        problems.extend(_too_long(files))
    ordered = _in_order(problems)
    return Loaded(None if ordered else pack, ordered, dict(files))


@dataclass
class _Assembly:
    """The raw tree of a pack under construction, and which file each part came from."""

    tree: dict[str, Any] = field(default_factory=dict)
    sources: dict[Path, tuple[str, int]] = field(default_factory=dict)
    lines: dict[str, Mapping[Path, int]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    unread: set[str] = field(default_factory=set)

    def take(self, name: str, content: bytes) -> None:
        if len(content) > MAX_BYTES:
            self.problems.append(_too_large(name, len(content)))
            self.unread.add(name)
            return
        folder, _, rest = name.rpartition("/")
        if folder.split("/")[0] in ("demo", "cases") or name == "README.md":
            return
        if folder == "reports" and name.endswith(".txt"):
            self._take_template(name, rest, content)
        elif name in _SINGLE_FILES or (folder in _FOLDERS and name.endswith(".yaml")):
            read = read_yaml(name, content)
            self.problems.extend(read.problems)
            self.lines[name] = read.lines
            if read.value is not None or not read.problems:
                self._place(name, folder, read.value)
            else:
                self.unread.add(name)
        else:
            self.problems.append(Problem("PK007", name, 0, {"file": name}))

    def _take_template(self, name: str, rest: str, content: bytes) -> None:
        try:
            text = content.decode("utf-8")
        except UnicodeDecodeError as error:
            line = content[: error.start].count(b"\n") + 1
            self.problems.append(Problem("PK001", name, line))
            return
        self.tree.setdefault("templates", {})[rest] = text
        self.sources[("templates", rest)] = (name, 2)

    def _place(self, name: str, folder: str, value: object) -> None:
        wanted = "list" if name in _LISTS else "mapping"
        if not isinstance(value, tuple if wanted == "list" else dict):
            self.problems.append(Problem("PK008", name, 1, {"wanted": wanted}))
            self.unread.add(name)
            return
        if name in _LISTS:
            part = name.removesuffix(".yaml")
            self.tree[part] = value
            self.sources[(part,)] = (name, 1)
        elif isinstance(value, dict) and name in ("pack.yaml", "kinds.yaml"):
            self._place_keys(name, value)
        elif isinstance(value, dict):
            part = "extensions" if folder == "books" and "extends" in value else folder
            items = self.tree.get(part, ())
            self.tree[part] = (*items, value)
            self.sources[(part, len(items))] = (name, 2)

    def _place_keys(self, name: str, value: dict[str, object]) -> None:
        allowed = _PACK_KEYS if name == "pack.yaml" else _KIND_KEYS
        self.sources.setdefault((), ("pack.yaml", 0))
        for key, item in value.items():
            if key in allowed:
                self.tree[key] = item
                self.sources[(key,)] = (name, 0)
            else:
                line = self.lines[name].get((key,), 0)
                problem = Problem("PK014", name, line, {"key": key}, nearest(key, allowed))
                self.problems.append(problem)

    def problem(self, finding: Finding) -> Problem:
        """Return the finding with the file and line of the nearest thing that has one."""
        path = finding.path
        prefix = next((path[:n] for n in range(len(path), -1, -1) if path[:n] in self.sources), ())
        name, cut = self.sources.get(prefix, ("pack.yaml", 0))
        if path[:1] == ("templates",) and len(path) > 2:
            return Problem(finding.code, name, int(path[2]), finding.data, finding.hint)
        local = path[cut:]
        lines = self.lines.get(name, {})
        line = next((lines[local[:n]] for n in range(len(local), -1, -1) if local[:n] in lines), 0)
        return Problem(finding.code, name, line, finding.data, finding.hint)


def _validate(tree: dict[str, Any], known: Sequence[Pack], unread: set[str]) -> tuple[Pack | None, list[Finding]]:
    """Return the pack and all findings. What is wrong in itself is left out, so that the rules
    that span several places can still be checked on the rest."""
    findings: list[Finding] = []
    left_out = LeftOut(ids=set(unread))
    raw: Any = {key: value for key, value in tree.items() if value is not None}
    is_first_pass = True
    while True:
        try:
            pack = Pack.model_validate(raw)
        except pydantic.ValidationError as error:
            paths = []
            for detail in error.errors(include_url=False):
                if is_consequence(detail):
                    continue
                finding = finding_of(detail, raw)
                paths.append((detail["type"], detail["loc"]))
                if is_first_pass and finding not in findings:
                    findings.append(finding)
            is_first_pass = False
            smaller = without(raw, paths, left_out)
            if smaller is None or smaller == raw:
                return None, findings
            raw = smaller
        else:
            for found in check_pack(pack, known, frozenset(left_out.ids)):
                findings.append(replace(found, path=left_out.original(found.path)))
            return (None if findings else pack), findings


def _too_large(name: str, size: int) -> Problem:
    return Problem("PK004", name, 0, {"size": size, "most": MAX_BYTES})


def _too_long(files: Mapping[str, bytes]) -> list[Problem]:
    counts = {name: len(content.splitlines()) for name, content in files.items()}
    return [
        Problem("PK005", name, MAX_LINES + 1, {"lines": count, "most": MAX_LINES})
        for name, count in sorted(counts.items())
        if count > MAX_LINES and len(files[name]) <= MAX_BYTES
    ]


def _in_order(problems: Sequence[Problem]) -> tuple[Problem, ...]:
    return tuple(sorted(problems, key=lambda each: (each.file, each.line, each.code)))
