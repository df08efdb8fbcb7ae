"""Read YAML into plain values and remember the line of every key and item.

Stricter than YAML: no anchors or aliases (they let a short file grow without bound), no tags, no
duplicate keys, at most ``MAX_DEPTH`` levels. All problems of a file are reported together.
"""

import re
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    CollectionEndEvent,
    CollectionStartEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceStartEvent,
)

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
    events: list[Any] = []
    refusals = _refused_syntax(name, text, events)
    if refusals:
        return YamlFile(None, {}, refusals)
    lines: dict[Path, int] = {}
    problems: list[Problem] = []
    rest = (each for each in events if isinstance(each, NodeEvent | CollectionEndEvent))
    first = next(rest, None)
    if first is None:
        return YamlFile(None, {}, ())
    value = _plain(first, rest, (), name, lines, problems)
    if (second := next(rest, None)) is not None:
        return YamlFile(None, {}, (Problem("PK002", name, second.start_mark.line + 1, {"column": 1}),))
    return YamlFile(value, lines, tuple(problems))


def _refused_syntax(name: str, text: str, events: list[Any]) -> tuple[Problem, ...]:
    """What a file may not hold; its events are added to ``events`` on the way."""
    problems: list[Problem] = []
    depth = 0
    try:
        for event in YAML(typ="safe", pure=True).parse(text):
            events.append(event)
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


def _plain(
    event: Any, rest: Iterator[Any], path: Path, name: str, lines: dict[Path, int], problems: list[Problem]
) -> object:
    """The value that begins with an event, the others of which are taken from ``rest``."""
    lines.setdefault(path, event.start_mark.line + 1)
    if isinstance(event, MappingStartEvent):
        mapping: dict[str, object] = {}
        first_lines: dict[str, int] = {}
        while not isinstance(begin := next(rest), CollectionEndEvent):
            line = begin.start_mark.line + 1
            key = str(begin.value) if isinstance(begin, ScalarEvent) else "?"
            if not isinstance(begin, ScalarEvent):
                _plain(begin, rest, (*path, key), name, {}, [])
            if key in first_lines:
                data = {"key": key, "first": first_lines[key]}
                problems.append(Problem("PK003", name, line, data))
                _plain(next(rest), rest, (*path, key), name, {}, [])
                continue
            first_lines[key] = line
            lines[(*path, key)] = line
            mapping[key] = _plain(next(rest), rest, (*path, key), name, lines, problems)
        return mapping
    if isinstance(event, SequenceStartEvent):
        items: list[object] = []
        while not isinstance(begin := next(rest), CollectionEndEvent):
            items.append(_plain(begin, rest, (*path, len(items)), name, lines, problems))
        return tuple(items)
    return _scalar(event)


_NULL = frozenset({"", "~", "null", "Null", "NULL"})
_BOOL = {text: text.lower() == "true" for text in ("true", "True", "TRUE", "false", "False", "FALSE")}


def _scalar(event: Any) -> object:
    """A value as YAML 1.2 reads it, as far as packs know: nothing, yes or no, a whole number, text."""
    text = str(event.value)
    if not event.implicit[0]:  # in quotes, or a block
        return text
    if text in _NULL:
        return None
    if text in _BOOL:
        return _BOOL[text]
    return int(text) if re.fullmatch(r"[+-]?[0-9]{1,18}", text) else text
