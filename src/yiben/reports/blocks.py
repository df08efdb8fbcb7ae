"""The blocks of a rendered report: title, addressee, headings, paragraphs, signature, and the figures in them.

The rendered text is marked: every value that came from outside the template stands in it as a token
(`token(3)`), so that a unit's name can never turn into a heading. `parse_blocks` reads the lines and puts the
runs back.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from yiben.reports.charts.data import ChartData
from yiben.reports.wording import WordingNote

BlockKind = Literal[
    "title", "addressee", "heading1", "heading2", "heading3", "paragraph", "signature", "date", "table", "chart", "hand"
]


@dataclass(frozen=True, slots=True)
class FigureUse:
    """One place where a figure stands in the document. `key` counts the places from 1, in reading order.

    `value` is in the smallest unit (see wording.py), None when not reported; `options` are the literal keywords
    that the template gave to `figure(…)`.
    """

    key: int
    metric_id: str
    label: str
    value: int | None
    unit: str
    text: str
    note: WordingNote
    options: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text; `figure` is set when the whole text is one figure; `is_unsourced` marks a number that somebody
    typed and nothing in the ledger stands behind."""

    text: str
    figure: FigureUse | None = None
    is_unsourced: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """A table of figures: its heading, and rows of cells of which each is a text or one figure. `note` stands below it."""

    heading: tuple[str, ...]
    rows: tuple[tuple[Run, ...], ...]
    note: str = ""

    @property
    def lines(self) -> tuple[str, ...]:
        """Heading and rows as they are read, cells set apart by tabs."""
        return ("\t".join(self.heading), *("\t".join(cell.text for cell in row) for row in self.rows))


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph, or a table or chart under its title (`runs`).

    `run_in` is body text that follows a heading in the same paragraph: “（一）营造氛围。在……”. A chart has the table
    behind it in `grid`. `place` names what is written by hand: a block of kind “hand” says where that is (`hint`: what is
    asked for) and is nothing on paper, the paragraphs written there follow it.
    """

    kind: BlockKind
    runs: tuple[Run, ...]
    run_in: tuple[Run, ...] = ()
    grid: Grid | None = None
    chart: ChartData | None = None
    place: str = ""
    hint: str = ""

    @property
    def text(self) -> str:
        """The paragraph's text as it is read; of a table its title and its rows, one a line."""
        said = "".join(run.text for run in self.runs + self.run_in)
        if self.grid is None:
            return said
        return "\n".join(filter(None, (said, *self.grid.lines, self.grid.note)))

    @property
    def all_runs(self) -> tuple[Run, ...]:
        """Every run in reading order, those in the cells of a table too."""
        cells = tuple(cell for row in self.grid.rows for cell in row) if self.grid else ()
        return self.runs + self.run_in + cells


@dataclass(frozen=True, slots=True)
class Document:
    """A rendered report; `title` is the text of its leading title lines, joined without a space."""

    title: str
    blocks: tuple[Block, ...]

    @property
    def text(self) -> str:
        """All paragraphs, one a line."""
        return "\n".join(block.text for block in self.blocks if block.text)

    @property
    def figures(self) -> tuple[FigureUse, ...]:
        """Every figure of the document in reading order."""
        return tuple(run.figure for block in self.blocks for run in block.all_runs if run.figure is not None)


def token(index: int) -> str:
    """Return the mark that stands for `runs[index]` in a marked text."""
    return f"\x02{index}\x03"


def clean(text: str) -> str:
    """Return the text on one line without control characters, so that it can neither break a line nor fake a token."""
    return _CONTROL.sub("", _BREAK.sub(" ", text))


@dataclass(frozen=True, slots=True)
class Inserted:
    """Blocks that stand in a marked text as one token: a table, a chart, what somebody wrote by hand."""

    blocks: tuple[Block, ...]


def parse_blocks(marked: str, runs: Sequence[Run | Inserted]) -> Document:
    """Return the document that a marked text describes; blank lines are skipped.

    `# ` title (one line or more) · a line ending in “：” directly after the title: addressee · `一、` heading 1 ·
    `（一）` heading 2 · `1.` heading 3 (not “3.15”) · `> ` signature, or date when it reads as one · else paragraph.
    A heading 1 or 2 ends at its first “。”; what follows is its run-in body text.
    """
    blocks: list[Block] = []
    for line in filter(None, (line.strip() for line in marked.split("\n"))):
        for part in _apart(line, runs):
            if isinstance(part, Inserted):
                blocks.extend(part.blocks)
                continue
            follows_title = bool(blocks) and blocks[-1].kind == "title"
            block = _parse_line(part, runs, follows_title=follows_title)
            if block.text:
                blocks.append(block)
    title = "".join(block.text for block in _leading_titles(blocks))
    return Document(title, tuple(blocks))


_TOKEN: Final = re.compile("\x02([0-9]+)\x03")
_BREAK: Final = re.compile("[\t\n\v\f\r\x1c-\x1e\x85\u2028\u2029]+")
_CONTROL: Final = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_DATE: Final = re.compile("[0-9]{4}年[0-9]{1,2}月[0-9]{1,2}日")
_HEADINGS: Final[tuple[tuple[BlockKind, re.Pattern[str]], ...]] = (
    ("heading1", re.compile("[一二三四五六七八九十]{1,3}、")),
    ("heading2", re.compile("（[一二三四五六七八九十]{1,3}）")),
    ("heading3", re.compile(r"[0-9]{1,2}\.(?![0-9])")),
)


def _apart(line: str, runs: Sequence[Run | Inserted]) -> Iterator[str | Inserted]:
    """The stretches of a line that are paragraphs, and what is inserted between them."""
    said = ""
    for index, part in enumerate(_TOKEN.split(line)):
        run = runs[int(part)] if index % 2 else None
        if isinstance(run, Inserted):
            if said.strip():
                yield said.strip()
            said = ""
            yield run
        else:
            said += token(int(part)) if index % 2 else part
    if said.strip():
        yield said.strip()


def _parse_line(line: str, runs: Sequence[Run | Inserted], *, follows_title: bool) -> Block:
    if line.startswith("# "):
        return Block("title", _runs(line[2:].strip(), runs))
    if line.startswith("> "):
        signed = _runs(line[2:].strip(), runs)
        is_date = _DATE.fullmatch("".join(run.text for run in signed)) is not None
        return Block("date" if is_date else "signature", signed)
    if follows_title and line.endswith("："):
        return Block("addressee", _runs(line, runs))
    for kind, pattern in _HEADINGS:
        if pattern.match(line):
            return _heading(kind, line, runs)
    return Block("paragraph", _runs(line, runs))


def _heading(kind: BlockKind, line: str, runs: Sequence[Run | Inserted]) -> Block:
    head, stop, rest = line.partition("。")
    if kind == "heading3" or not rest:
        return Block(kind, _runs(line, runs))
    return Block(kind, _runs(head + stop, runs), _runs(rest, runs))


def _runs(line: str, runs: Sequence[Run | Inserted]) -> tuple[Run, ...]:
    """Put the runs back for their tokens and join neighbouring plain text."""
    found: list[Run] = []
    for index, part in enumerate(_TOKEN.split(line)):
        run = runs[int(part)] if index % 2 else Run(clean(part))
        if isinstance(run, Inserted):
            continue
        if run.figure is None and found and found[-1].figure is None:
            found[-1] = Run(found[-1].text + run.text)
        else:
            found.append(run)
    return tuple(run for run in found if run.text)


def _leading_titles(blocks: Sequence[Block]) -> Iterator[Block]:
    for block in blocks:
        if block.kind != "title":
            return
        yield block
