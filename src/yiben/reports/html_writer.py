"""A rendered report as plain rows for a page's template to walk; no markup is built here, so the page escapes all."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from yiben.reports.blocks import Block, Document, FigureUse, Run


@dataclass(frozen=True, slots=True)
class HtmlRun:
    """One piece of a row. `kind` “break” is a line break inside a title; a figure has `url`, `key` and `label`.

    `is_warned` marks a figure that may be too low or is missing (class `y-fig warn` on screen).
    """

    kind: Literal["text", "figure", "break"]
    text: str = ""
    url: str = ""
    key: int = 0
    label: str = ""
    is_warned: bool = False


@dataclass(frozen=True, slots=True)
class HtmlRow:
    """One element of the paper: `tag` is h1, h2, h3 or p; `css` its class (“to”, “sign”, “date”) or ""."""

    tag: Literal["h1", "h2", "h3", "p"]
    css: str
    runs: tuple[HtmlRun, ...]


def document_html(
    document: Document,
    *,
    figure_url: Callable[[FigureUse], str],
    is_incomplete: Callable[[FigureUse], bool] = lambda use: False,
) -> list[HtmlRow]:
    """Return the rows of a document in reading order; neighbouring title lines become one h1 with breaks.

    `figure_url` answers where a figure opens; `is_incomplete` whether a unit behind it has not reported. A missing
    figure is always warned of. A heading with run-in text is a paragraph, as on paper.
    """
    rows: list[HtmlRow] = []
    for is_title, group in groupby(document.blocks, key=lambda block: block.kind == "title"):
        blocks = list(group)
        pieces = [[_run(run, figure_url, is_incomplete) for run in block.runs + block.run_in] for block in blocks]
        if is_title:
            rows.append(HtmlRow("h1", "", _joined(pieces)))
        else:
            rows.extend(_row(block, tuple(runs)) for block, runs in zip(blocks, pieces, strict=True))
    return rows


def _row(block: Block, runs: tuple[HtmlRun, ...]) -> HtmlRow:
    if block.kind == "heading1" and not block.run_in:
        return HtmlRow("h2", "", runs)
    if block.kind == "heading2" and not block.run_in:
        return HtmlRow("h3", "", runs)
    css = {"addressee": "to", "signature": "sign", "date": "sign date"}.get(block.kind, "")
    return HtmlRow("p", css, runs)


def _run(run: Run, figure_url: Callable[[FigureUse], str], is_incomplete: Callable[[FigureUse], bool]) -> HtmlRun:
    use = run.figure
    if use is None:
        return HtmlRun("text", run.text)
    is_warned = use.value is None or is_incomplete(use)
    return HtmlRun("figure", run.text, figure_url(use), use.key, use.label, is_warned)


def _joined(lines: Sequence[Sequence[HtmlRun]]) -> tuple[HtmlRun, ...]:
    joined: list[HtmlRun] = []
    for line in lines:
        joined.extend([HtmlRun("break"), *line] if joined else line)
    return tuple(joined)
