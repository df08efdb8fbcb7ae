"""Render a report template: plain text with figures in it, one paragraph a line, into a Document.

The sandbox has no globals, no loader, no tests and no filters but ours, and the template is checked against the
whitelist again before it runs. Values from outside come into the text as tokens and are put back as runs after
the paragraphs are known: they are data, never markup.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from jinja2 import StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

from yiben.errors import PackProblem
from yiben.packs import template_words
from yiben.packs.definitions import smallest_per_unit
from yiben.packs.template_grammar import check_template
from yiben.packs.template_words import TemplateProblem
from yiben.packs.wordings import Comparison, Wording
from yiben.reports.blocks import Block, Document, FigureUse, Grid, Inserted, Run, clean, parse_blocks, token
from yiben.reports.charts.data import ChartData, ChartKind
from yiben.reports.comparing import ROUNDED, change_in_percent, compare_in_words, is_rounded
from yiben.reports.sources import By, CellOf, FigureLike, Sources, TableOf
from yiben.reports.wording import MISSING_ON_SCREEN, Worded, said_unit, word
from yiben.text.quantities import quantities

__all__ = ["FigureLike", "TemplateProblem", "check_template", "render_template"]

MAX_OUTPUT_CHARACTERS: Final = 400_000
_IN_FULL: Final = Wording()
_IN_CELLS: Final = Comparison("year_before")


def render_template(
    text: str,
    *,
    figure: Callable[..., FigureLike],
    names: Mapping[str, object],
    figure_options: Mapping[str, Sequence[str]] | None = None,
    sources: Sources | None = None,
) -> Document:
    """Return the document that a template gives with these figures and names.

    `figure(metric_id, **options)` answers one figure, asked once for each id and options; `names` holds the
    whitelisted names that the template uses: period, unit (objects or mappings with the whitelisted attributes),
    today (text or date), issuer (text), missing_units and units (sequences of units). `sources` answers comparisons,
    tables, charts, records and what was written by hand. That a percentage was rounded is said once, before the signature.
    Raises PackProblem `report.template_refused` (data: problems) for a template that the whitelist refuses, and
    `report.too_long` when the text grows beyond MAX_OUTPUT_CHARACTERS.
    """
    problems = check_template(text, metric_ids=None, figure_options=figure_options)
    if problems:
        raise PackProblem("report.template_refused", problems=problems)
    record = _Record([], [], sources or Sources())
    frozen = _frozen_names(names)
    asked = _Figures(figure, {}, record, {id(each): at for at, each in enumerate(frozen.get("units", ()))})
    template = _environment(record).from_string(text)
    context = {**frozen, "figure": asked.one, "figures": asked.several, "entries": asked.entries}
    context |= {"table": record.table, "chart": record.chart, "hand": record.hand}
    marked = "".join(_within_limit(template.generate(context)))
    return _with_rounding(parse_blocks(marked, record.runs))


def _with_rounding(document: Document) -> Document:
    """Say once, before the signature, how percentages were rounded."""
    digits = {is_rounded(use.note) for use in document.figures} - {None}
    if not digits:
        return document
    blocks = list(document.blocks)
    at = len(blocks)
    while at and blocks[at - 1].kind in ("signature", "date"):
        at -= 1
    said = ROUNDED[max(each for each in digits if each is not None)]
    blocks.insert(at, Block("paragraph", (Run(said),)))
    return Document(document.title, tuple(blocks))


@dataclass(frozen=True, slots=True, eq=False)
class _Words:
    """A text from outside the template."""

    text: str

    def __eq__(self, other: object) -> bool:
        return self.text == (other.text if isinstance(other, _Words) else other)

    def __hash__(self) -> int:
        return hash(self.text)

    def __bool__(self) -> bool:
        return bool(self.text)


@dataclass(frozen=True, slots=True, eq=False)
class _Figure:
    """A figure inside a template: it compares by its value in whole units; a missing value equals only none."""

    source: FigureLike
    options: tuple[tuple[str, str], ...] = ()
    wording: Wording | Comparison = _IN_FULL

    @property
    def label(self) -> _Words:
        return _Words(self.source.label)

    @property
    def unit(self) -> _Words:
        return _Words(self.source.unit)

    def __bool__(self) -> bool:
        return bool(self.source.value)

    def __hash__(self) -> int:
        return hash((self.source.metric_id, self.options))

    def __eq__(self, other: object) -> bool:
        if other is None:
            return self.source.value is None
        sides = self._sides(other)
        return sides is not None and sides[0] == sides[1]

    def __lt__(self, other: object) -> bool:
        sides = self._sides(other)
        return sides is not None and sides[0] < sides[1]

    def __gt__(self, other: object) -> bool:
        sides = self._sides(other)
        return sides is not None and sides[0] > sides[1]

    def __le__(self, other: object) -> bool:
        sides = self._sides(other)
        return sides is not None and sides[0] <= sides[1]

    def __ge__(self, other: object) -> bool:
        sides = self._sides(other)
        return sides is not None and sides[0] >= sides[1]

    def _sides(self, other: object) -> tuple[int, int] | None:
        """Return both values over a common denominator, or None when one is missing or no number."""
        mine = smallest_per_unit(self.source.unit)
        theirs = smallest_per_unit(other.source.unit) if isinstance(other, _Figure) else 1
        value = other.source.value if isinstance(other, _Figure) else other
        if self.source.value is None or not isinstance(value, int):
            return None
        return self.source.value * theirs, value * mine


@dataclass(frozen=True, slots=True)
class _Figures:
    """The functions `figure`, `figures` and `entries` of a template; ``units`` is the place of each unit of the loop."""

    ask: Callable[..., FigureLike]
    known: dict[tuple[str, tuple[tuple[str, str], ...]], _Figure]
    record: "_Record"
    units: Mapping[int, int]

    def one(self, metric_id: str, unit: object = None, **options: str) -> _Figure:
        if unit is not None:
            found, code = self.record.sources.of_unit(metric_id, self.units[id(unit)])
            return _Figure(found, (("unit", code),))
        key = (metric_id, tuple(sorted(options.items())))
        if key not in self.known:
            self.known[key] = _Figure(self.ask(metric_id, **options), key[1])
        return self.known[key]

    def several(self, metric_ids: Sequence[str]) -> list[_Figure]:
        return [self.one(metric_id) for metric_id in metric_ids]

    def entries(self, metric_id: str, most: int = 20) -> list["_Attributes"]:
        rows = self.record.sources.entries(metric_id, most)
        return [_frozen_record(row, template_words.ENTRY) for row in rows]


@dataclass(frozen=True, slots=True)
class _Record:
    """The runs and inserted blocks that stand behind the tokens of one rendering."""

    runs: list[Run | Inserted]
    figures: list[FigureUse]
    sources: Sources

    def mark(self, value: object) -> str:
        """Return what is written for a value: a token for what came from outside, else the template's own text."""
        if isinstance(value, _Figure):
            return self._keep(self._figure_run(value))
        if isinstance(value, Inserted):
            return self._keep(value)
        if isinstance(value, _Words):
            return self._keep(Run(clean(value.text)))
        return clean(str(value))

    def table(self, metric_ids: str | Sequence[str], by: By = "unit", title: str = "") -> Inserted:
        """Answer `table([…], by=…, title=…)`."""
        grid = self._grid(self.sources.table(_listed(metric_ids), by))
        return Inserted((Block("table", (Run(clean(title)),) if title else (), grid=grid),))

    def chart(self, metric_ids: str | Sequence[str], kind: ChartKind = "trend", title: str = "") -> Inserted:
        """Answer `chart('…', kind=…, title=…)`: the chart and the table behind it, of the same figures."""
        ids = _listed(metric_ids)
        found = self.sources.chart(ids, kind)
        data = ChartData(kind, clean(title), found.labels, found.series, found.units, found.has_one_scale)
        runs = (Run(clean(title)),) if title else ()
        return Inserted((Block("chart", runs, grid=self._grid(found.table), chart=data),))

    def hand(self, place: str, hint: str = "") -> Inserted:
        """Answer `hand('place', hint='…')`: what was written there, its numbers marked as having no source."""
        written = [Block("paragraph", _typed(line), place=place) for line in self.sources.hand(place)]
        return Inserted((Block("hand", (), place=place, hint=hint), *(each for each in written if each.text)))

    def _grid(self, table: TableOf) -> Grid:
        rows = tuple(tuple(self._cell(cell) for cell in row) for row in table.rows)
        return Grid(tuple(clean(each) for each in table.heading), rows, table.note)

    def _cell(self, cell: CellOf) -> Run:
        source = cell.figure
        if source is None:
            return Run(clean(cell.text))
        if cell.change is not None:
            worded = compare_in_words(source.value, cell.change.value, source.unit, _IN_CELLS)
            text = change_in_percent(source.value, cell.change.value)
            return self._run(source, Worded(text, worded.note), cell.options)
        worded = word(source.value, source.unit, _IN_FULL)
        text = MISSING_ON_SCREEN if source.value is None else worded.text.removesuffix(said_unit(source.unit))
        return self._run(source, Worded(text, worded.note), cell.options)

    def _figure_run(self, figure: _Figure) -> Run:
        source, wording = figure.source, figure.wording
        if isinstance(wording, Comparison):
            before = self.sources.before(source, wording.against)
            until = self.sources.until(wording.against)
            worded = compare_in_words(source.value, before.value if before else None, source.unit, wording, until)
        else:
            worded = word(source.value, source.unit, wording)
        return self._run(source, worded, figure.options)

    def _run(self, source: FigureLike, worded: Worded, options: tuple[tuple[str, str], ...]) -> Run:
        text, key = clean(worded.text), len(self.figures) + 1
        use = FigureUse(key, source.metric_id, source.label, source.value, source.unit, text, worded.note, options)
        self.figures.append(use)
        return Run(text, use)

    def _keep(self, run: Run | Inserted) -> str:
        self.runs.append(run)
        return token(len(self.runs) - 1)


def _listed(metric_ids: str | Sequence[str]) -> list[str]:
    return [metric_ids] if isinstance(metric_ids, str) else list(metric_ids)


def _typed(line: str) -> tuple[Run, ...]:
    """A line that somebody wrote, in runs: every number that it claims is one without a source."""
    text, runs, at = clean(line), [], 0
    for number in quantities(text, 0, len(text)):
        start, end = max(at, number.start), number.end
        if start < end:
            runs += [Run(text[at:start]), Run(text[start:end], is_unsourced=True)]
            at = end
    return tuple(run for run in (*runs, Run(text[at:])) if run.text)


@dataclass(frozen=True, slots=True)
class _Attributes:
    """The whitelisted attributes of one name, and nothing else of the object behind it."""

    values: Mapping[str, object]

    def __getattr__(self, name: str) -> object:
        try:
            return self.values[name]
        except KeyError:
            raise AttributeError(name) from None


def _environment(record: _Record) -> ImmutableSandboxedEnvironment:
    # Text, not HTML: the page's own template escapes the runs when it shows them.
    environment = ImmutableSandboxedEnvironment(
        autoescape=False,
        undefined=StrictUndefined,
        finalize=record.mark,
        cache_size=0,
    )
    environment.globals.clear()
    environment.tests.clear()
    environment.filters.clear()
    environment.filters.update({name: _filter(name) for name in template_words.FILTERS})
    return environment


def _filter(name: str) -> Callable[..., _Figure]:
    def apply(figure: _Figure, *arguments: int, **keywords: int) -> _Figure:
        return _Figure(figure.source, figure.options, template_words.wording_of(name, *arguments, **keywords))

    return apply


def _frozen_names(names: Mapping[str, object]) -> dict[str, Any]:
    frozen: dict[str, Any] = {name: _Words(_text(names[name])) for name in template_words.SCALARS if name in names}
    for name, attributes in template_words.RECORDS.items():
        if name in names:
            frozen[name] = _frozen_record(names[name], attributes)
    for name, attributes in template_words.LISTS.items():
        if name in names:
            items: Any = names[name]
            frozen[name] = [_frozen_record(item, attributes) for item in items]
    return frozen


def _frozen_record(record: object, attributes: Mapping[str, template_words.Kind]) -> _Attributes:
    values = {name: record[name] if isinstance(record, Mapping) else getattr(record, name) for name in attributes}
    return _Attributes(
        {name: value if isinstance(value, int) else _Words(_text(value)) for name, value in values.items()}
    )


def _text(value: object) -> str:
    """Return a value as documents write it; a date without leading zeros (GB/T 9704-2012, 成文日期)."""
    return f"{value.year}年{value.month}月{value.day}日" if isinstance(value, date) else str(value)


def _within_limit(pieces: Iterator[str]) -> Iterator[str]:
    length = 0
    for piece in pieces:
        length += len(piece)
        if length > MAX_OUTPUT_CHARACTERS:
            raise PackProblem("report.too_long", limit=MAX_OUTPUT_CHARACTERS)
        yield piece
