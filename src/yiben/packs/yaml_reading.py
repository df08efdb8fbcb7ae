"""Read YAML into plain values and remember the line of every key and item.

Stricter than YAML: no anchors or aliases (they let a short file grow without bound), no tags, no
duplicate keys, at most ``MAX_DEPTH`` levels. All problems of a file are reported together.
"""

import re
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import AliasEvent, CollectionEndEvent, CollectionStartEvent, NodeEvent
from ruamel.yaml.nodes import MappingNode, ScalarNode, SequenceNode

from yiben.packs.problems import Problem

MAX_DEPTH = 20
Path = tuple[str | int, ...]


@dataclass(frozen=True)
class YamlFile:
    """The plain value of a file (dict, tuple, str, int, bool, None), lines by path, problems."""

    value: object
    lines: Mapping[Path, int]
    problems: tuple[Problem, ...]


def read_yaml(name: str, content: bytes) -> YamlFile:
    """Return what a YAML file says. Never raises; ``value`` is None when it cannot be read.

    A file is parsed once a process: the shipped files of a pack are those of the installed one.
    """
    read = _read(name, content)
    return YamlFile(deepcopy(read.value), read.lines, read.problems)


@lru_cache(maxsize=512)
def _read(name: str, content: bytes) -> YamlFile:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        return YamlFile(None, {}, (Problem("PK001", name, line),))
    refusals = _refused_syntax(name, text)
    if refusals:
        return YamlFile(None, {}, refusals)
    node: Any = YAML(typ="safe", pure=True).compose(text)
    if node is None:
        return YamlFile(None, {}, ())
    lines: dict[Path, int] = {}
    problems: list[Problem] = []
    value = _plain(node, (), name, lines, problems)
    return YamlFile(value, lines, tuple(problems))


def _refused_syntax(name: str, text: str) -> tuple[Problem, ...]:
    problems: list[Problem] = []
    depth = 0
    try:
        for event in YAML(typ="safe", pure=True).parse(text):
            line = event.start_mark.line + 1
            if isinstance(event, AliasEvent) or getattr(event, "anchor", None):
                problems.append(Problem("PK009", name, line, {"what": "anchor"}))
            elif isinstance(event, NodeEvent) and _has_own_tag(event):
                problems.append(Problem("PK009", name, line, {"what": "tag"}))
            if isinstance(event, CollectionStartEvent):
                depth += 1
                if depth > MAX_DEPTH:
                    return (Problem("PK009", name, line, {"what": "depth"}),)
            elif isinstance(event, CollectionEndEvent):
                depth -= 1
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        problems.append(
            Problem(
                "PK002",
                name,
                mark.line + 1 if mark is not None else 0,
                {"column": mark.column + 1 if mark is not None else 0},
            )
        )
    except (YAMLError, ValueError) as error:
        position = getattr(error, "position", 0)
        line = text[: position if isinstance(position, int) else 0].count("\n") + 1
        problems.append(Problem("PK002", name, line, {"column": 0}))
    return tuple(problems)


def _has_own_tag(event: Any) -> bool:
    return getattr(event, "tag", None) not in (None, "!")


def _plain(node: Any, path: Path, name: str, lines: dict[Path, int], problems: list[Problem]) -> object:
    lines.setdefault(path, node.start_mark.line + 1)
    if isinstance(node, MappingNode):
        mapping: dict[str, object] = {}
        first_lines: dict[str, int] = {}
        for key_node, value_node in node.value:
            line = key_node.start_mark.line + 1
            key = str(key_node.value) if isinstance(key_node, ScalarNode) else "?"
            if key in first_lines:
                data = {"key": key, "first": first_lines[key]}
                problems.append(Problem("PK003", name, line, data))
                continue
            first_lines[key] = line
            lines[(*path, key)] = line
            mapping[key] = _plain(value_node, (*path, key), name, lines, problems)
        return mapping
    if isinstance(node, SequenceNode):
        return tuple(_plain(item, (*path, index), name, lines, problems) for index, item in enumerate(node.value))
    return _scalar(node)


def _scalar(node: Any) -> object:
    text = str(node.value)
    kind = str(node.tag).rpartition(":")[2]
    if kind == "null":
        return None
    if kind == "bool":
        return text.lower() == "true"
    if kind == "int" and re.fullmatch(r"[+-]?[0-9]{1,18}", text):
        return int(text)
    return text
