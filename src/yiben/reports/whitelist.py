"""What a report template may say: its parsed tree is walked against a whitelist, and every departure is a value.

Allowed: text, `{{ … }}` of a figure, a known name or a literal, `{% if %}` with comparisons and and/or/not,
`{% for %}` over a known list or `figures(['id', …])`, and the filters of `FILTERS`. Whatever is not named here is
refused, so a new release of the template engine cannot open a door.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Final, Literal

from jinja2 import TemplateSyntaxError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from yiben.reports.wording import Wording

SCALARS: Final = frozenset({"today", "issuer"})
RECORDS: Final[Mapping[str, Mapping[str, "Kind"]]] = {
    "period": {"label": "text", "year": "number"},
    "unit": {"name": "text", "short": "text"},
}
LISTS: Final[Mapping[str, Mapping[str, "Kind"]]] = {"missing_units": {"name": "text", "short": "text"}}
LOOP: Final[Mapping[str, "Kind"]] = {"first": "bool", "last": "bool", "index": "number"}
FIGURE: Final[Mapping[str, "Kind"]] = {"label": "text", "unit": "text"}
FILTERS: Final[Mapping[str, tuple[str, ...]]] = {"plain": (), "over": ("step",), "in_wan": ("digits", "step")}
CALLS: Final = ("figure", "figures")

MAX_CHARACTERS: Final = 60_000
MAX_DEPTH: Final = 12
MAX_LOOPS: Final = 1
MAX_FIGURES: Final = 50

Kind = Literal["figure", "number", "text", "bool", "none", "list", "unknown"]


@dataclass(frozen=True, slots=True)
class TemplateProblem:
    """One thing that a template may not say.

    `line` is the paragraph in the template's file, from 1 (plus the caller's offset); `name` is what stands there,
    as its author wrote it; `nearest` is the known name that is most like it, or "".
    """

    code: str
    line: int
    name: str = ""
    nearest: str = ""

    @property
    def data(self) -> dict[str, str | int]:
        """What the sentence of the code needs."""
        return {"line": self.line, "name": self.name, "nearest": self.nearest}


def check_template(
    text: str,
    *,
    metric_ids: Collection[str] | None,
    line_offset: int = 0,
    figure_options: Mapping[str, Collection[str]] | None = None,
) -> tuple[TemplateProblem, ...]:
    """Return every problem of a template, in the order of its lines; an empty tuple means that it may be rendered.

    `metric_ids` are the ids that `figure('…')` may name (None: any). `figure_options` maps a keyword that
    `figure(…)` may take to the literal values allowed for it; without it none may. Never raises on any text.
    """
    if len(text) > MAX_CHARACTERS:
        return (TemplateProblem("template.too_long", 1 + line_offset, str(len(text)), str(MAX_CHARACTERS)),)
    controls = tuple(_control_characters(text, line_offset))
    tree = _parse(text)
    if isinstance(tree, TemplateProblem):
        moved = TemplateProblem(tree.code, tree.line + line_offset, tree.name, tree.nearest)
        return (*controls, moved)
    walk = _Walk(metric_ids, figure_options or {}, line_offset)
    walk.statements(tree.body, {}, depth=0, loops=0)
    return tuple(sorted((*controls, *walk.problems), key=lambda problem: problem.line))


def _parse(text: str) -> nodes.Template | TemplateProblem:
    try:
        return ImmutableSandboxedEnvironment().parse(text)
    except TemplateSyntaxError as error:
        unknown = re.search(r"unknown tag '(\w+)'", error.message or "")
        if unknown:
            nearest = _nearest(unknown[1], ("if", "for"))
            return TemplateProblem("template.not_allowed", error.lineno, unknown[1], nearest)
        lines = text.splitlines()
        excerpt = lines[error.lineno - 1] if 0 < error.lineno <= len(lines) else ""
        return TemplateProblem("template.syntax", error.lineno, _short(excerpt.strip()))
    except RecursionError:
        return TemplateProblem("template.too_deep", 1)
    except ValueError:  # an integer literal of more digits than Python converts
        return TemplateProblem("template.syntax", 1)


@dataclass
class _Walk:
    """One walk over a tree, collecting problems. A scope maps a loop's variable to the attributes it has."""

    metric_ids: Collection[str] | None
    options: Mapping[str, Collection[str]]
    line_offset: int
    problems: list[TemplateProblem] = field(default_factory=list)

    def report(self, node: nodes.Node, code: str, name: str = "", known: Iterable[str] = ()) -> Kind:
        """Add a problem; the kind of what stands there is then unknown, so that it is not complained of twice."""
        line = _line(node) + self.line_offset
        self.problems.append(TemplateProblem(f"template.{code}", line, _short(name), _nearest(name, known)))
        return "unknown"

    # statements

    def statements(self, body: Sequence[nodes.Node], scope: "_Scope", *, depth: int, loops: int) -> None:
        for node in body:
            if depth > MAX_DEPTH:
                self.report(node, "too_deep")
            elif isinstance(node, nodes.Output):
                self.output(node, scope)
            elif isinstance(node, nodes.If):
                self.condition(node, scope, depth=depth, loops=loops)
            elif isinstance(node, nodes.For):
                self.loop(node, scope, depth=depth, loops=loops)
            else:
                self.report(node, "not_allowed", _written(node), ("if", "for"))

    def output(self, node: nodes.Output, scope: "_Scope") -> None:
        for child in node.nodes:
            if isinstance(child, nodes.TemplateData):
                continue
            if self.expression(child, scope) in ("bool", "none", "list"):
                self.report(child, "not_printable", _written(child))

    def condition(self, node: nodes.If, scope: "_Scope", *, depth: int, loops: int) -> None:
        self.expression(node.test, scope)
        self.statements([*node.body, *node.else_], scope, depth=depth + 1, loops=loops)
        for branch in node.elif_:
            self.condition(branch, scope, depth=depth, loops=loops)

    def loop(self, node: nodes.For, scope: "_Scope", *, depth: int, loops: int) -> None:
        if loops == MAX_LOOPS:
            self.report(node, "too_deep", "for")
            return
        if node.recursive:
            self.report(node, "not_allowed", "recursive")
        item = self.loop_source(node.iter)
        inner = {**scope, "loop": LOOP}
        if not isinstance(node.target, nodes.Name):
            self.report(node, "not_allowed", _written(node.target))
        elif node.target.name in {*SCALARS, *RECORDS, *LISTS, *CALLS, "loop"}:
            self.report(node, "reserved_name", node.target.name)
        else:
            inner[node.target.name] = item
        if node.test is not None:
            self.expression(node.test, {name: inner[name] for name in inner if name != "loop"})
        self.statements(node.body, inner, depth=depth + 1, loops=loops + 1)
        self.statements(node.else_, scope, depth=depth + 1, loops=loops)

    def loop_source(self, node: nodes.Node) -> Mapping[str, Kind]:
        if isinstance(node, nodes.Name) and node.name in LISTS:
            return LISTS[node.name]
        is_figures = isinstance(node, nodes.Call) and isinstance(node.node, nodes.Name) and node.node.name == "figures"
        if not (isinstance(node, nodes.Call) and is_figures):
            self.report(node, "loop_source", _written(node), (*LISTS, "figures"))
            return FIGURE
        ids = node.args[0] if len(node.args) == 1 else None
        if not isinstance(ids, nodes.List) or node.kwargs or node.dyn_args or node.dyn_kwargs:
            self.report(node, "argument", "figures")
        elif len(ids.items) > MAX_FIGURES:
            self.report(node, "too_many", str(len(ids.items)))
        else:
            for each in ids.items:
                self.metric_id(each)
        return FIGURE

    # expressions

    def expression(self, node: nodes.Node, scope: "_Scope", depth: int = 0) -> Kind:
        if depth > MAX_DEPTH:
            return self.report(node, "too_deep")
        if isinstance(node, nodes.Const):
            return self.constant(node)
        if isinstance(node, nodes.Name):
            return self.name(node, scope)
        if isinstance(node, nodes.Getattr):
            return self.attribute(node, scope)
        if isinstance(node, nodes.Filter):
            return self.filter(node, scope, depth)
        if isinstance(node, nodes.Call):
            return self.call(node)
        if isinstance(node, nodes.Compare):
            return self.compare(node, scope, depth)
        if isinstance(node, nodes.And | nodes.Or):
            self.expression(node.left, scope, depth + 1)
            self.expression(node.right, scope, depth + 1)
            return "bool"
        if isinstance(node, nodes.Not):
            self.expression(node.node, scope, depth + 1)
            return "bool"
        return self.report(node, "not_allowed", _written(node))

    def constant(self, node: nodes.Const) -> Kind:
        if isinstance(node.value, str):
            if any(ord(character) < 32 for character in node.value):
                return self.report(node, "control_character", repr(node.value))
            return "text"
        if node.value is None or isinstance(node.value, bool):
            return "none" if node.value is None else "bool"
        return "number" if isinstance(node.value, int) else self.report(node, "not_allowed", str(node.value))

    def name(self, node: nodes.Name, scope: "_Scope") -> Kind:
        if node.name in scope and scope[node.name] is FIGURE:
            return "figure"
        if node.name in SCALARS or node.name in LISTS:
            return "text" if node.name in SCALARS else "list"
        attributes = _attributes(node.name, scope)
        if attributes is not None:
            return self.report(node, "needs_attribute", node.name, [f"{node.name}.{next(iter(attributes))}"])
        return self.report(node, "unknown_name", node.name, (*SCALARS, *RECORDS, *LISTS, *scope))

    def attribute(self, node: nodes.Getattr, scope: "_Scope") -> Kind:
        if not isinstance(node.node, nodes.Name):
            return self.report(node, "not_allowed", f".{node.attr}")
        attributes = _attributes(node.node.name, scope)
        if attributes is None:
            known = (*SCALARS, *RECORDS, *LISTS, *scope)
            return self.report(node, "unknown_name", f"{node.node.name}.{node.attr}", known)
        if node.attr not in attributes:
            known_here = [f"{node.node.name}.{each}" for each in attributes]
            return self.report(node, "unknown_attribute", f"{node.node.name}.{node.attr}", known_here)
        return attributes[node.attr]

    def filter(self, node: nodes.Filter, scope: "_Scope", depth: int) -> Kind:
        if node.node is None or node.name not in FILTERS:
            return self.report(node, "unknown_filter", node.name, FILTERS)
        if node.dyn_args is not None or node.dyn_kwargs is not None:
            return self.report(node, "filter_argument", node.name)
        values = [*node.args, *(pair.value for pair in node.kwargs)]
        if not all(isinstance(value, nodes.Const) and type(value.value) is int for value in values):
            return self.report(node, "filter_argument", node.name)
        arguments: list[int] = [value.value for value in node.args if isinstance(value, nodes.Const)]
        keywords: dict[str, int] = {
            str(pair.key): pair.value.value for pair in node.kwargs if isinstance(pair.value, nodes.Const)
        }
        try:
            wording_of(node.name, *arguments, **keywords)
        except (ValueError, TypeError):
            return self.report(node, "filter_argument", node.name)
        is_filtered = isinstance(node.node, nodes.Filter)
        kind = self.expression(node.node, scope, depth + 1)
        if is_filtered or kind not in ("figure", "unknown"):
            return self.report(node, "filter_target", node.name)
        return "text"

    def call(self, node: nodes.Call) -> Kind:
        if not isinstance(node.node, nodes.Name) or node.node.name != "figure":
            return self.report(node, "unknown_call", _written(node), ("figure",))
        if len(node.args) != 1 or node.dyn_args is not None or node.dyn_kwargs is not None:
            return self.report(node, "argument", "figure")
        self.metric_id(node.args[0])
        for pair in node.kwargs:
            value = pair.value.value if isinstance(pair.value, nodes.Const) else None
            if pair.key not in self.options:
                self.report(pair, "unknown_option", pair.key, self.options)
            elif value not in self.options[pair.key]:
                self.report(pair, "unknown_option", f"{pair.key}={value}", self.options[pair.key])
        return "figure"

    def metric_id(self, node: nodes.Expr) -> None:
        if not isinstance(node, nodes.Const) or not isinstance(node.value, str):
            self.report(node, "argument", "figure")
        elif self.metric_ids is not None and node.value not in self.metric_ids:
            self.report(node, "unknown_metric", node.value, self.metric_ids)

    def compare(self, node: nodes.Compare, scope: "_Scope", depth: int) -> Kind:
        kinds = [self.expression(each, scope, depth + 1) for each in (node.expr, *(op.expr for op in node.ops))]
        for operand in node.ops:
            if operand.op in ("in", "notin"):
                return self.report(node, "not_allowed", operand.op)
            if operand.op not in ("eq", "ne") and not {"figure", "number", "unknown"}.issuperset(kinds):
                return self.report(node, "comparison", operand.op)
        return "bool"


def wording_of(name: str, *arguments: int, **keywords: int) -> Wording:
    """Return the wording that a filter asks for. Raises ValueError or TypeError on arguments it does not take."""
    if len(arguments) > len(FILTERS[name]) or not set(keywords).issubset(FILTERS[name]):
        raise TypeError(name)
    given = {**dict(zip(FILTERS[name], arguments, strict=False)), **keywords}
    if name == "in_wan":
        return Wording("in_wan", digits=given.get("digits", -1), step=given.get("step", 0))
    return Wording("over", step=given.get("step", 0)) if name == "over" else Wording("plain")


_Scope = Mapping[str, Mapping[str, Kind]]
_WRITTEN: Final[Mapping[str, str]] = {
    "AssignBlock": "set", "Assign": "set", "Scope": "autoescape", "CallBlock": "call", "ExprStmt": "do", "FromImport": "from … import",
    "FilterBlock": "filter", "Getitem": "[…]", "Test": "is", "Concat": "~",
    "CondExpr": "… if … else …", "List": "[…]", "Dict": "{…}", "Tuple": "(…)", "Add": "+", "Sub": "-", "Mul": "*",
    "Div": "/", "FloorDiv": "//", "Mod": "%", "Pow": "**", "Neg": "-", "Pos": "+",
}  # fmt: skip


def _written(node: nodes.Node, depth: int = 0) -> str:
    """Return the construct as its author wrote it, as far as one word can."""
    if depth > MAX_DEPTH:
        return "…"
    if isinstance(node, nodes.Call):
        return f"{_written(node.node, depth + 1)}()"
    if isinstance(node, nodes.Getattr):
        return f"{_written(node.node, depth + 1)}.{node.attr}"
    if isinstance(node, nodes.Name | nodes.Filter):
        return node.name
    if isinstance(node, nodes.Const):
        return str(node.value)
    name = type(node).__name__
    return _WRITTEN.get(name, name.lower())


def _line(node: nodes.Node) -> int:
    """Return the node's line; the parser gives none to the scope that it puts round an autoescape block."""
    return node.lineno or next((each.lineno for each in node.find_all(nodes.Node) if each.lineno), 1)


def _attributes(name: str, scope: _Scope) -> Mapping[str, Kind] | None:
    if name in scope:
        return scope[name]
    return {} if name in LISTS else RECORDS.get(name)


def _control_characters(text: str, line_offset: int) -> Iterable[TemplateProblem]:
    for number, line in enumerate(text.split("\n"), start=1):
        found = re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", line)
        if found:
            yield TemplateProblem("template.control_character", number + line_offset, repr(found[0]))


def _nearest(name: str, known: Iterable[str]) -> str:
    return next(iter(get_close_matches(name[:80], list(known), n=1, cutoff=0.5)), "")


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:59]}…"
