"""What Chromium 86 does not know, with the version in which each feature arrived.

Windows 7 ends at Chromium 109, and the browsers of many offices are older kernels. A declaration that the floor does not
know is dropped there without a word, so it must not be shipped.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import tinycss2

FLOOR = 86

PROPERTIES = {
    "accent-color": 93,
    "align-tracks": 999,
    "anchor-name": 125,
    "animation-timeline": 115,
    "aspect-ratio": 88,
    "border-end-end-radius": 89,
    "border-end-start-radius": 89,
    "border-start-end-radius": 89,
    "border-start-start-radius": 89,
    "border-block": 87,
    "border-inline": 87,
    "box-decoration-break": 130,
    "container": 105,
    "container-name": 105,
    "container-type": 105,
    "field-sizing": 123,
    "forced-color-adjust": 89,
    "hyphenate-character": 106,
    "inset": 87,
    "inset-block": 87,
    "inset-block-end": 87,
    "inset-block-start": 87,
    "inset-inline": 87,
    "inset-inline-end": 87,
    "inset-inline-start": 87,
    "interpolate-size": 129,
    "margin-block": 87,
    "margin-inline": 87,
    "mask": 120,
    "mask-image": 120,
    "mask-position": 120,
    "mask-repeat": 120,
    "mask-size": 120,
    "overflow-clip-margin": 90,
    "padding-block": 87,
    "padding-inline": 87,
    "position-anchor": 125,
    "print-color-adjust": 136,
    "rotate": 104,
    "scale": 104,
    "scroll-padding-block": 87,
    "scroll-padding-inline": 87,
    "scrollbar-color": 121,
    "scrollbar-gutter": 94,
    "scrollbar-width": 121,
    "text-decoration-thickness": 89,
    "text-emphasis": 99,
    "text-underline-offset": 87,
    "text-wrap": 114,
    "transition-behavior": 117,
    "translate": 104,
    "view-transition-name": 111,
    "white-space-collapse": 114,
}
PSEUDO = {
    "autofill": 110,
    "details-content": 131,
    "dir": 120,
    "file-selector-button": 89,
    "has": 105,
    "is": 88,
    "modal": 105,
    "open": 133,
    "popover-open": 114,
    "target-text": 89,
    "user-invalid": 119,
    "user-valid": 119,
    "where": 88,
}
AT_RULES = {
    "container": 105,
    "counter-style": 91,
    "layer": 99,
    "position-try": 125,
    "scope": 118,
    "starting-style": 117,
    "view-transition": 126,
}
MARGIN_BOXES = {f"{edge}-{place}" for edge in ("top", "bottom") for place in ("left", "center", "right")}
"""Since 131. Page numbers on paper are an extra; below, the browser's own header and footer has them."""
FUNCTIONS = {
    "abs": 138,
    "anchor": 125,
    "color": 111,
    "color-mix": 111,
    "cos": 111,
    "hwb": 101,
    "image-set": 113,
    "lab": 111,
    "lch": 111,
    "light-dark": 123,
    "linear": 113,
    "mod": 125,
    "oklab": 111,
    "oklch": 111,
    "pow": 111,
    "rem": 125,
    "round": 125,
    "sin": 111,
    "sqrt": 111,
}
UNITS = {
    **dict.fromkeys(["dvh", "dvw", "dvi", "dvb", "dvmin", "dvmax", "svh", "svw", "lvh", "lvw"], 108),
    **dict.fromkeys(["cqw", "cqh", "cqi", "cqb", "cqmin", "cqmax"], 105),
    **{"lh": 109, "rlh": 111, "ic": 106, "cap": 118},
}
KEYWORDS = {("overflow", "clip"): 90, ("overflow-x", "clip"): 90, ("overflow-y", "clip"): 90, ("*", "revert-layer"): 99}
KEYWORDS |= {("grid-template-columns", "subgrid"): 117, ("grid-template-rows", "subgrid"): 117, ("*", "stretch"): 138}
# A selector that the floor does not know takes its own rule with it; a rule of its own for the older name serves there.
OLDER_NAMES = {"file-selector-button": "-webkit-file-upload-button", "autofill": "-webkit-autofill"}
# `stretch` is old where it aligns; as a size it is new.
STRETCH_IS_OLD = re.compile(r"align-|justify-|place-|grid|border-image|object-|-webkit-")

SCRIPT = {
    r"\bawait\s+import\(|^await\s": 89,
    r"\.at\(": 92,
    r"\.findLast(Index)?\(": 97,
    r"\bObject\.hasOwn\b": 93,
    r"\b(Object|Map)\.groupBy\b": 117,
    r"\bstructuredClone\b": 98,
    r"\.to(Sorted|Reversed|Spliced)\(": 110,
    r"\.isWellFormed\(": 111,
    r"\bArray\.fromAsync\b": 121,
    r"\bPromise\.(withResolvers|try)\b": 119,
    r"\bAbortSignal\.(timeout|any)\b": 103,
    r"\bURL\.(canParse|parse)\b": 120,
    r"\bIntl\.(Segmenter|DurationFormat)\b": 87,
    r"\b(static)\s*\{": 94,
    r"#\w+\s+in\s": 91,
    r"\.(show|hide|toggle)Popover\(": 114,
    r"\bstartViewTransition\b": 111,
    r"\bscheduler\.": 94,
    r"\bimport\s[^;]*\swith\s*\{": 123,
}
# Plain http on an intranet has no secure context: these are undefined there, whatever the version.
SECURE_ONLY = r"\bcrypto\.(randomUUID|subtle)\b|\bnavigator\.(clipboard|credentials|storage)\b|\bcaches\.open\b"
STRINGS_AND_COMMENTS = re.compile(
    r"""/\*.*?\*/|(?<![:\\])//[^\n]*|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`""", re.DOTALL
)


@dataclass(frozen=True)
class Departure:
    """A feature that the floor does not know. ``arrived``: Chromium's version; 0 = secure contexts only."""

    line: int
    feature: str
    arrived: int


def css_departures(text: str) -> list[Departure]:
    """Return every departure in a stylesheet.

    A property whose ``-webkit-`` twin stands in its block is none, nor a pseudo-element whose older name has its rules.
    """
    older = {f":{new}" for new, old in OLDER_NAMES.items() if f":{old}" in text}
    found = _rules(tinycss2.parse_stylesheet(text, skip_comments=True, skip_whitespace=True))
    return [departure for departure in found if departure.feature not in older]


def at_floor(text: str) -> str:
    """Return a stylesheet as the floor reads it: without the rules and declarations that it does not know."""
    return "".join(map(_read, tinycss2.parse_stylesheet(text, skip_comments=True, skip_whitespace=True)))


def script_departures(text: str) -> list[Departure]:
    """Return every departure in a script; text inside strings and comments does not count."""
    bare = STRINGS_AND_COMMENTS.sub(lambda found: '""' + "\n" * found[0].count("\n"), text)
    patterns = {**SCRIPT, SECURE_ONLY: 0}
    return [
        Departure(bare.count("\n", 0, found.start()) + 1, found[0].strip(), arrived)
        for pattern, arrived in patterns.items()
        for found in re.finditer(pattern, bare, re.MULTILINE)
    ]


def _read(node: object) -> str:
    if node.type == "qualified-rule":
        return (
            "" if any(_selector(node.prelude)) else f"{tinycss2.serialize(node.prelude)}{{{_declared(node.content)}}}"
        )
    if node.type != "at-rule":
        return ""
    name, prelude = node.lower_at_keyword, tinycss2.serialize(node.prelude)
    if any(departure.feature.startswith(("@", "range")) for departure in _at_rule(node)):
        return ""
    if node.content is None:
        return node.serialize()
    if name in {"media", "supports", "keyframes", "-webkit-keyframes"}:
        rules = tinycss2.parse_rule_list(node.content, skip_comments=True, skip_whitespace=True)
        return f"@{name}{prelude}{{{''.join(map(_read, rules))}}}"
    return f"@{name}{prelude}{{{_declared(list(_page_parts(node.content)))}}}"


def _declared(content: list[object]) -> str:
    nodes = tinycss2.parse_blocks_contents(content, skip_comments=True, skip_whitespace=True)
    known = [node for node in nodes if node.type == "declaration" and not any(_declaration(node, set()))]
    return ";".join(node.serialize() for node in known)


def _rules(nodes: list[object]) -> Iterator[Departure]:
    for node in nodes:
        if node.type == "qualified-rule":
            yield from _selector(node.prelude)
            yield from _block(node.content)
        elif node.type == "at-rule":
            yield from _at_rule(node)
        elif node.type == "error":
            yield Departure(node.source_line, f"syntax: {node.message}", 999)


def _at_rule(node: object) -> Iterator[Departure]:
    name = node.lower_at_keyword
    if name in AT_RULES:
        yield Departure(node.source_line, f"@{name}", AT_RULES[name])
    if name == "media" and any(token == "<" or token == ">" for token in _flat(node.prelude)):
        yield Departure(node.source_line, "range in @media", 104)
    if node.content is None:
        return
    if name in {"media", "supports", "keyframes", "-webkit-keyframes"}:
        yield from _rules(tinycss2.parse_rule_list(node.content, skip_comments=True, skip_whitespace=True))
    elif name == "page":
        yield from _block(list(_page_parts(node.content)))
    elif name in {"font-face", "property"}:
        yield from _block(node.content)


def _page_parts(content: list[object]) -> Iterator[object]:
    """The tokens of an @page rule without its margin boxes: what stands in the margin of paper is left out by a browser
    that does not know it, and nothing else changes."""
    is_box = False
    for token in content:
        is_box = is_box or (token.type == "at-keyword" and token.value.lower() in MARGIN_BOXES)
        if not is_box:
            yield token
        elif token.type == "{} block":
            is_box = False


def _flat(tokens: list[object]) -> Iterator[object]:
    for token in tokens:
        yield token
        yield from _flat(getattr(token, "content", None) or getattr(token, "arguments", None) or [])


def _selector(prelude: list[object]) -> Iterator[Departure]:
    tokens = list(_flat(prelude))
    for before, token in zip([None, *tokens], tokens, strict=False):
        name = getattr(token, "lower_name", None) or getattr(token, "lower_value", None)
        if before == ":" and name in PSEUDO:
            yield Departure(token.source_line, f":{name}", PSEUDO[name])
        if token == "&":
            yield Departure(token.source_line, "nesting", 112)
        if before == ":" and name == "not" and any(part == "," for part in token.arguments):
            yield Departure(token.source_line, ":not() with a list", 88)


def _block(content: list[object]) -> Iterator[Departure]:
    nodes = tinycss2.parse_blocks_contents(content, skip_comments=True, skip_whitespace=True)
    declared = {node.lower_name for node in nodes if node.type == "declaration"}
    for node in nodes:
        if node.type == "declaration":
            yield from _declaration(node, declared)
        elif node.type in {"qualified-rule", "at-rule"}:
            yield Departure(node.source_line, "nesting", 112)


def _declaration(node: object, declared: set[str]) -> Iterator[Departure]:
    name = node.lower_name
    if PROPERTIES.get(name, 0) > FLOOR and f"-webkit-{name}" not in declared:
        yield Departure(node.source_line, name, PROPERTIES[name])
    for token in _flat(node.value):
        if token.type == "function" and token.lower_name in FUNCTIONS:
            yield Departure(token.source_line, f"{token.lower_name}()", FUNCTIONS[token.lower_name])
        elif token.type == "dimension" and token.lower_unit in UNITS:
            yield Departure(token.source_line, token.lower_unit, UNITS[token.lower_unit])
        elif token.type == "ident":
            arrived = KEYWORDS.get((name, token.lower_value)) or KEYWORDS.get(("*", token.lower_value))
            if arrived and not (token.lower_value == "stretch" and STRETCH_IS_OLD.match(name)):
                yield Departure(token.source_line, f"{name}: {token.lower_value}", arrived)
