"""What a report template may say: its parsed tree is walked against a whitelist, and every departure is a value.

Allowed: text, `{{ … }}` of a figure, a known name or a literal, `{% if %}` with comparisons and and/or/not,
`{% for %}` over a known list, `figures(['id', …])` or `entries('id')`, the filters of `FILTERS`, and in a paragraph of
its own one of `BLOCKS`. Whatever `template_words` does not name is refused, so a new release of the template engine
cannot open a door. Pure.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from jinja2 import TemplateSyntaxError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from yiben.packs.template_naming import nearest_of, shortened, written
from yiben.packs.template_words import (
    BLOCKS,
    CALLS,
    ENTRY,
    FIGURE,
    FILTERS,
    LISTS,
    LOOP,
    MAX_CHARACTERS,
    MAX_COLUMNS,
    MAX_DEPTH,
    MAX_ENTRIES,
    MAX_FIGURES,
    MAX_LOOPS,
    RECORDS,
    SCALARS,
    UNIT,
    Kind,
    TemplateProblem,
    wording_of,
)


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


def figures_named(text: str) -> tuple[tuple[int, str], ...]:
    """Return (paragraph, metric id) of every figure that a template names, in tables and charts too, in its order; of a
    template that cannot be read, nothing."""
    tree = _parse(text) if len(text) <= MAX_CHARACTERS else None
    if not isinstance(tree, nodes.Template):
        return ()
    walk = _Walk(None, {}, 0)
    walk.statements(tree.body, {}, depth=0, loops=0)
    return tuple(sorted(walk.named, key=lambda each: each[0]))


def hands_named(text: str) -> tuple[tuple[str, str], ...]:
    """Return (place, hint) of every paragraph that a template leaves to be written by hand, in its order."""
    tree = _parse(text) if len(text) <= MAX_CHARACTERS else None
    if not isinstance(tree, nodes.Template):
        return ()
    walk = _Walk(None, {}, 0)
    walk.statements(tree.body, {}, depth=0, loops=0)
    return tuple(walk.hands.items())


def _parse(text: str) -> nodes.Template | TemplateProblem:
    try:
        return ImmutableSandboxedEnvironment().parse(text)
    except TemplateSyntaxError as error:
        unknown = re.search(r"unknown tag '(\w+)'", error.message or "")
        if unknown:
            nearest = nearest_of(unknown[1], ("if", "for"))
            return TemplateProblem("template.not_allowed", error.lineno, unknown[1], nearest)
        lines = text.splitlines()
        excerpt = lines[error.lineno - 1] if 0 < error.lineno <= len(lines) else ""
        return TemplateProblem("template.syntax", error.lineno, shortened(excerpt.strip()))
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
    named: list[tuple[int, str]] = field(default_factory=list)
    hands: dict[str, str] = field(default_factory=dict)

    def report(self, node: nodes.Node, code: str, name: str = "", known: Iterable[str] = ()) -> Kind:
        """Add a problem; the kind of what stands there is then unknown, so that it is not complained of twice."""
        line = _line(node) + self.line_offset
        self.problems.append(TemplateProblem(f"template.{code}", line, shortened(name), nearest_of(name, known)))
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
                self.report(node, "not_allowed", written(node), ("if", "for"))

    def output(self, node: nodes.Output, scope: "_Scope") -> None:
        for child in node.nodes:
            if isinstance(child, nodes.TemplateData):
                continue
            kind = self.expression(child, scope)
            if kind in ("bool", "none", "list"):
                self.report(child, "not_printable", written(child))
            elif kind == "block" and not _stands_alone(child, node):
                self.report(child, "not_alone", written(child))

    def condition(self, node: nodes.If, scope: "_Scope", *, depth: int, loops: int) -> None:
        self.whether(node.test, scope)
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
            self.report(node, "not_allowed", written(node.target))
        elif node.target.name in {*SCALARS, *RECORDS, *LISTS, *CALLS, "loop"}:
            self.report(node, "reserved_name", node.target.name)
        else:
            inner[node.target.name] = item
        if node.test is not None:
            self.whether(node.test, {name: inner[name] for name in inner if name != "loop"})
        self.statements(node.body, inner, depth=depth + 1, loops=loops + 1)
        self.statements(node.else_, scope, depth=depth + 1, loops=loops)

    def loop_source(self, node: nodes.Node) -> Mapping[str, Kind]:
        if isinstance(node, nodes.Name) and node.name in LISTS:
            return LISTS[node.name]
        called = node.node.name if isinstance(node, nodes.Call) and isinstance(node.node, nodes.Name) else ""
        if not isinstance(node, nodes.Call) or called not in ("figures", "entries"):
            self.report(node, "loop_source", written(node), (*LISTS, "figures", "entries"))
            return {**FIGURE, **UNIT, **ENTRY}  # nothing more is complained of inside
        if called == "entries":
            self.entries(node)
            return ENTRY
        ids = node.args[0] if len(node.args) == 1 else None
        if not isinstance(ids, nodes.List) or node.kwargs or node.dyn_args or node.dyn_kwargs:
            self.report(node, "argument", "figures")
        else:
            self.metric_ids_of(ids, MAX_FIGURES)
        return FIGURE

    def entries(self, node: nodes.Call) -> None:
        most = {pair.key: pair.value.value for pair in node.kwargs if isinstance(pair.value, nodes.Const)}
        is_right = len(node.args) == 1 and len(most) == len(node.kwargs) and set(most) <= {"most"}
        if not is_right or node.dyn_args is not None or node.dyn_kwargs is not None:
            self.report(node, "argument", "entries")
        elif any(type(value) is not int or not 0 < value <= MAX_ENTRIES for value in most.values()):
            self.report(node, "too_many", str(*most.values()))
        else:
            self.metric_id(node.args[0], "entries")

    def metric_ids_of(self, ids: nodes.List, most: int) -> None:
        if len(ids.items) > most or not ids.items:
            self.report(ids, "too_many", str(len(ids.items)))
        for each in ids.items[:most]:
            self.metric_id(each)

    def block(self, node: nodes.Call, name: str) -> Kind:
        """Judge `table([…], by=…)`, `chart('…', kind=…)`, `hand('place', hint='…')`."""
        first = node.args[0] if len(node.args) == 1 else None
        if first is None or node.dyn_args is not None or node.dyn_kwargs is not None:
            return self.report(node, "argument", name)
        given = {pair.key: pair.value.value if isinstance(pair.value, nodes.Const) else None for pair in node.kwargs}
        for key, value in given.items():
            if key not in BLOCKS[name]:
                self.report(node, "unknown_option", key, BLOCKS[name])
            elif not isinstance(value, str) or value not in (BLOCKS[name][key] or (value,)) or len(value) > 200:
                self.report(node, "unknown_option", f"{key}={value}", (f"{key}={each}" for each in BLOCKS[name][key]))
            elif any(ord(character) < 32 for character in value):
                self.report(node, "control_character", repr(value))
        if name == "hand":
            self.hand(first, str(given.get("hint", "")))
        elif isinstance(first, nodes.List):
            is_single = given.get("kind", "trend") == "trend" and name == "chart"
            self.metric_ids_of(first, 1 if is_single else MAX_COLUMNS)
        else:
            self.metric_id(first, name)
        return "block"

    def hand(self, node: nodes.Expr, hint: str) -> None:
        if not isinstance(node, nodes.Const) or not re.fullmatch("[a-z][a-z0-9_]{0,39}", str(node.value)):
            self.report(node, "argument", "hand")
        elif node.value in self.hands:
            self.report(node, "reserved_name", node.value)
        else:
            self.hands[node.value] = hint

    # expressions

    def whether(self, node: nodes.Node, scope: "_Scope") -> None:
        if self.expression(node, scope) == "block":
            self.report(node, "not_alone", written(node))

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
            return self.call(node, scope)
        if isinstance(node, nodes.Compare):
            return self.compare(node, scope, depth)
        if isinstance(node, nodes.And | nodes.Or):
            self.expression(node.left, scope, depth + 1)
            self.expression(node.right, scope, depth + 1)
            return "bool"
        if isinstance(node, nodes.Not):
            self.expression(node.node, scope, depth + 1)
            return "bool"
        return self.report(node, "not_allowed", written(node))

    def constant(self, node: nodes.Const) -> Kind:
        if isinstance(node.value, str):
            if any(ord(character) < 32 for character in node.value):
                return self.report(node, "control_character", repr(node.value))
            return "text"
        if node.value is None or isinstance(node.value, bool):
            return "none" if node.value is None else "bool"
        return "number" if isinstance(node.value, int) else self.report(node, "not_allowed", str(node.value))

    def name(self, node: nodes.Name, scope: "_Scope") -> Kind:
        if scope.get(node.name) is FIGURE:
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

    def call(self, node: nodes.Call, scope: "_Scope") -> Kind:
        name = node.node.name if isinstance(node.node, nodes.Name) else ""
        if name in BLOCKS:
            return self.block(node, name)
        if name != "figure":
            return self.report(node, "unknown_call", written(node), ("figure", *BLOCKS))
        if len(node.args) != 1 or node.dyn_args is not None or node.dyn_kwargs is not None:
            return self.report(node, "argument", "figure")
        self.metric_id(node.args[0])
        for pair in node.kwargs:
            if pair.key == "unit":
                self.unit(pair.value, scope)
                continue
            value = pair.value.value if isinstance(pair.value, nodes.Const) else None
            if pair.key not in self.options:
                self.report(pair, "unknown_option", pair.key, (*self.options, "unit"))
            elif value not in self.options[pair.key]:
                self.report(pair, "unknown_option", f"{pair.key}={value}", self.options[pair.key])
        return "figure"

    def unit(self, node: nodes.Expr, scope: "_Scope") -> None:
        if not isinstance(node, nodes.Name) or scope.get(node.name) is not UNIT:
            mine = [name for name, kinds in scope.items() if kinds is UNIT]
            self.report(node, "unknown_option", f"unit={written(node)}", (f"unit={name}" for name in mine))

    def metric_id(self, node: nodes.Expr, of: str = "figure") -> None:
        if not isinstance(node, nodes.Const) or not isinstance(node.value, str):
            self.report(node, "argument", of)
            return
        self.named.append((_line(node) + self.line_offset, node.value))
        if self.metric_ids is not None and node.value not in self.metric_ids:
            self.report(node, "unknown_metric", node.value, self.metric_ids)

    def compare(self, node: nodes.Compare, scope: "_Scope", depth: int) -> Kind:
        kinds = [self.expression(each, scope, depth + 1) for each in (node.expr, *(op.expr for op in node.ops))]
        for operand in node.ops:
            if operand.op in ("in", "notin"):
                return self.report(node, "not_allowed", operand.op)
            if operand.op not in ("eq", "ne") and not {"figure", "number", "unknown"}.issuperset(kinds):
                return self.report(node, "comparison", operand.op)
        return "bool"


_Scope = Mapping[str, Mapping[str, Kind]]


def _stands_alone(child: nodes.Node, output: nodes.Output) -> bool:
    """Return whether nothing but the ends of lines stands beside what fills a paragraph."""
    at = next(number for number, each in enumerate(output.nodes) if each is child)
    before, behind = output.nodes[at - 1] if at else None, output.nodes[at + 1 :][:1]
    is_clear = before is None or (isinstance(before, nodes.TemplateData) and before.data.endswith("\n"))
    return is_clear and all(isinstance(each, nodes.TemplateData) and each.data[:1] == "\n" for each in behind)


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
