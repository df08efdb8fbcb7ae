"""A rendered report as plain rows for a page's template to walk; no markup is built here, so the page escapes all."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from yiben.reports.blocks import Block, Document, FigureUse, Run
from yiben.reports.charts.data import ChartData


@dataclass(frozen=True, slots=True)
class HtmlRun:
    """One piece of a row. `kind` “break” is a line break inside a title; a figure has `url`, `key` and `label`.

    `is_warned` marks a figure that may be too low or is missing (class `y-fig warn` on screen); “typed” is a number that
    somebody wrote, without a source.
    """

    kind: Literal["text", "figure", "break", "typed"]
    text: str = ""
    url: str = ""
    key: int = 0
    label: str = ""
    is_warned: bool = False


@dataclass(frozen=True, slots=True)
class HtmlRow:
    """One element of the paper: `tag` is h1, h2, h3 or p; `css` its class (“to”, “sign”, “date”, “hand”) or "".

    A table or chart has its title in `runs` and its cells in `cells`, under `heading`; `place` and `hint` say where
    something is to be written by hand.
    """

    tag: Literal["h1", "h2", "h3", "p", "table", "chart", "hand"]
    css: str
    runs: tuple[HtmlRun, ...]
    heading: tuple[str, ...] = ()
    cells: tuple[tuple[HtmlRun, ...], ...] = ()
    note: str = ""
    chart: ChartData | None = None
    place: str = ""
    hint: str = ""


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
            for block, runs in zip(blocks, pieces, strict=True):
                grid = block.grid
                cells = tuple(
                    tuple(_run(cell, figure_url, is_incomplete) for cell in row) for row in (grid.rows if grid else ())
                )
                rows.append(_row(block, tuple(runs), cells))
    return rows


def _row(block: Block, runs: tuple[HtmlRun, ...], cells: tuple[tuple[HtmlRun, ...], ...]) -> HtmlRow:
    if block.kind == "hand":
        return HtmlRow("hand", "", runs, place=block.place, hint=block.hint)
    if block.grid is not None and block.kind in ("table", "chart"):
        is_chart = block.kind == "chart"
        tag: Literal["chart", "table"] = "chart" if is_chart else "table"
        return HtmlRow(tag, "", runs, block.grid.heading, cells, block.grid.note, block.chart)
    if block.kind == "heading1" and not block.run_in:
        return HtmlRow("h2", "", runs)
    if block.kind == "heading2" and not block.run_in:
        return HtmlRow("h3", "", runs)
    css = {"addressee": "to", "signature": "sign", "date": "sign date"}.get(block.kind, "")
    css = "hand" if block.place else css
    return HtmlRow("p", css, runs)


def _run(run: Run, figure_url: Callable[[FigureUse], str], is_incomplete: Callable[[FigureUse], bool]) -> HtmlRun:
    use = run.figure
    if use is None:
        return HtmlRun("typed" if run.is_unsourced else "text", run.text)
    is_warned = use.value is None or is_incomplete(use)
    return HtmlRun("figure", run.text, figure_url(use), use.key, use.label, is_warned)


def _joined(lines: Sequence[Sequence[HtmlRun]]) -> tuple[HtmlRun, ...]:
    joined: list[HtmlRun] = []
    for line in lines:
        joined.extend([HtmlRun("break"), *line] if joined else line)
    return tuple(joined)
