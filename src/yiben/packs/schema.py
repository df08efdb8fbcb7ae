"""Turn pydantic's errors into findings, and leave wrong parts out of a raw tree."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from typing import Any

import pydantic

from yiben.packs.analyses import Analysis
from yiben.packs.assessments import AssessedItem, Band, Grade, Scheme
from yiben.packs.checklists import Checklist, ChecklistItem, Handing
from yiben.packs.definitions import (
    Book,
    BookExtension,
    Check,
    Choice,
    EvidenceRule,
    Field,
    GrantRule,
    Metric,
    Pack,
    Report,
    Role,
    TableColumn,
    Tie,
    Tree,
    UnitKind,
)
from yiben.packs.findings import Finding, Path
from yiben.packs.meetings import MeetingKind, Share
from yiben.packs.problems import nearest
from yiben.packs.procedures import Clock, Counted, Longer, Needed, Procedure, State, Step
from yiben.packs.promises import Promise, Quick
from yiben.packs.registers import Register, Stock
from yiben.packs.rolls import Retention, Roll, RollAsk
from yiben.packs.rosters import RosterKind, Shift

_MODELS: Mapping[str, type[pydantic.BaseModel]] = {
    "books": Book,
    "extensions": BookExtension,
    "fields": Field,
    "choices": Choice,
    "columns": TableColumn,
    "evidence": EvidenceRule,
    "kinds": UnitKind,
    "trees": Tree,
    "ties": Tie,
    "roles": Role,
    "grants": GrantRule,
    "metrics": Metric,
    "checks": Check,
    "reports": Report,
    "rolls": Roll,
    "asks": RollAsk,
    "retention": Retention,
    "procedures": Procedure,
    "states": State,
    "clocks": Clock,
    "steps": Step,
    "longer": Longer,
    "needs": Needed,
    "counts": Counted,
    "meetings": MeetingKind,
    "quorum": Share,
    "vote": Share,
    "promise": Promise,
    "quick": Quick,
    "registers": Register,
    "stocks": Stock,
    "rosters": RosterKind,
    "shifts": Shift,
    "analyses": Analysis,
    "checklists": Checklist,
    "hands": Handing,
    "assessments": Scheme,
    "bands": Band,
    "grades": Grade,
}
_PLACEHOLDERS: Mapping[str, object] = {
    "name": "unnamed",
    "version": 1,
    "label": "？",
    "entry_word": "？",
    "means": "？",
    "purpose": "？",
    "unit": "？",
    "remedy": "？",
    "help": "",
}
"""What stands in for a wrong value that no other rule reads, so that checking can go on."""

_CHINESE_KEYS: Mapping[str, str] = {
    "标识": "id",
    "编号": "id",
    "名称": "label",
    "标签": "label",
    "类型": "type",
    "单位": "unit",
    "计量单位": "unit",
    "必填": "required",
    "最小值": "min",
    "最大值": "max",
    "选项": "choices",
    "汇总": "rollup",
    "说明": "help",
    "字段": "fields",
    "标题": "title",
    "口径": "means",
    "账簿": "book",
    "条件": "where",
    "模板": "template",
    "目的": "purpose",
    "用途": "purpose",
    "依据": "basis",
    "条文": "citation",
    "保存期限": "retention",
    "名册": "roll",
    "列": "columns",
    "合计": "computed",
    "条件必填": "required_if",
}
"""Keys that an author may have written in Chinese."""

_RANGE_ERRORS = frozenset({"string_too_short", "string_too_long", "too_short", "greater_than_equal", "less_than_equal"})


def allowed_keys(path: Path) -> tuple[str, ...]:
    """Return the keys that the mapping at this path may have, in the order of the manual."""
    names = [part for part in path if isinstance(part, str)]
    if "extensions" in names and "choices" in names:
        return tuple(Choice.model_fields)
    if names[-1:] == ["items"]:
        return tuple((AssessedItem if "assessments" in names else ChecklistItem).model_fields)
    model = next((_MODELS[name] for name in reversed(names) if name in _MODELS), Pack)
    return tuple(model.model_fields)


def is_consequence(detail: Any) -> bool:
    """Return whether an error only follows from others: a list counts as too short when its
    items are wrong in themselves."""
    return detail["type"] == "too_short" and bool(detail["input"])


def finding_of(detail: Any, raw: object) -> Finding:
    """Return the finding for one pydantic error; its path stops at what exists in ``raw``."""
    location: Path = tuple(detail["loc"])
    kind: str = detail["type"]
    path = _existing(location, raw)
    key = str(next((part for part in reversed(location) if isinstance(part, str)), ""))
    if kind == "missing":
        return Finding("PK010", path, {"key": key})
    if kind == "extra_forbidden":
        return Finding("PK014", path, {"key": key}, _key_hint(key, allowed_keys(path[:-1])))
    if location[-1:] == ("[key]",):
        return Finding("PK012", path, {"value": str(location[-2]), "key": str(location[-2])})
    if path:
        key = str(next((part for part in reversed(path) if isinstance(part, str)), key))
    value = detail.get("input")
    if kind in ("enum", "literal_error"):
        allowed = _quoted(detail["ctx"]["expected"])
        return Finding("PK013", path, {"key": key, "value": str(value)}, nearest(str(value), allowed))
    if kind == "string_pattern_mismatch":
        return Finding("PK012", path, {"key": key, "value": str(value)})
    if kind in _RANGE_ERRORS:
        return Finding("PK015", path, {"key": key, "bound": _bound(detail.get("ctx", {}))})
    return Finding("PK011", path, {"key": key, "wanted": _wanted(kind, path)})


@dataclass
class LeftOut:
    """What has been left out of a raw tree: ids, and paths as they were in the whole tree."""

    ids: set[str] = dataclass_field(default_factory=set)
    paths: set[Path] = dataclass_field(default_factory=set)

    def original(self, path: Path) -> Path:
        """Return where a path of the smaller tree stood in the whole one."""
        found: Path = ()
        for part in path:
            if isinstance(part, int):
                part = self._original_index(found, part)
            found = (*found, part)
        return found

    def _original_index(self, prefix: Path, index: int) -> int:
        gone = sorted(path[-1] for path in self.paths if path[:-1] == prefix and isinstance(path[-1], int))
        for place in gone:
            if place <= index:
                index += 1
        return index


def without(raw: object, errors: Sequence[tuple[str, Path]], left_out: LeftOut) -> dict[str, Any] | None:
    """Return the raw tree without the wrong parts, None when nothing smaller can be made.

    Unknown keys go alone, a wrong label is replaced; otherwise the innermost list item goes.
    What goes is added to ``left_out``.
    """
    removals: set[Path] = set()
    replaced: dict[Path, object] = {}
    for kind, location in errors:
        if kind != "extra_forbidden" and location and location[-1] in _PLACEHOLDERS:
            replaced[location] = _PLACEHOLDERS[str(location[-1])]
            continue
        path = _existing(location, raw)
        cut = path if kind == "extra_forbidden" else _item_or_key(path)
        if not cut:
            return None
        removals.add(cut)
    for cut in removals:
        left_out.ids.update(_ids(_at(raw, cut)))
    left_out.paths.update([left_out.original(cut) for cut in removals])
    smaller = _copy(raw, (), removals, replaced)
    return smaller if isinstance(smaller, dict) else None


def _key_hint(key: str, allowed: tuple[str, ...]) -> dict[str, object]:
    hint = nearest(key, allowed)
    meant = _CHINESE_KEYS.get(key, "")
    return {**hint, "nearest": meant} if meant in allowed else hint


def _existing(location: Path, raw: object) -> Path:
    node = raw
    for depth, part in enumerate(location):
        if isinstance(node, dict) and part in node:
            node = node[part]
            continue
        if isinstance(node, tuple) and isinstance(part, int) and part < len(node):
            node = node[part]
            continue
        return location[:depth]
    return location


def _item_or_key(path: Path) -> Path:
    for length in range(len(path), 0, -1):
        if isinstance(path[length - 1], int):
            return path[:length]
    return path[:2] if path[:1] in (("requires",), ("templates",)) else ()


def _at(raw: Any, path: Path) -> Any:
    for part in path:
        raw = raw[part]
    return raw


def _ids(node: object) -> set[str]:
    if isinstance(node, dict):
        own = {node["id"]} if isinstance(node.get("id"), str) else set()
        return own.union(*(_ids(value) for value in node.values()))
    if isinstance(node, tuple):
        return set().union(*(_ids(value) for value in node))
    return set()


def _copy(node: object, path: Path, removals: set[Path], replaced: Mapping[Path, object]) -> object:
    if path in replaced:
        return replaced[path]
    if isinstance(node, dict):
        kept = {
            key: _copy(value, (*path, key), removals, replaced)
            for key, value in node.items()
            if (*path, key) not in removals
        }
        added = {where[-1]: value for where, value in replaced.items() if where[:-1] == path}
        return {**kept, **added}
    if isinstance(node, tuple):
        return tuple(
            _copy(value, (*path, index), removals, replaced)
            for index, value in enumerate(node)
            if (*path, index) not in removals
        )
    return node


def _quoted(expected: str) -> tuple[str, ...]:
    return tuple(part.strip(" '") for part in expected.replace(" or ", ", ").split(","))


def _bound(context: Mapping[str, object]) -> str:
    limits = {
        "min_length": "≥",
        "max_length": "≤",
        "ge": "≥",
        "le": "≤",
    }
    return "".join(f"{sign}{context[name]}" for name, sign in limits.items() if name in context)


def _wanted(kind: str, path: Path) -> str:
    if path[-2:-1] == ("where",) or "where" in path:
        return "filter"
    kinds = {
        "string": "text",
        "int": "integer",
        "bool": "yesno",
        "tuple": "list",
        "dict": "mapping",
        "model": "mapping",
        "is": "list",
    }
    return kinds.get(kind.split("_")[0], "text")
