"""Render a report template: plain text with figures in it, one paragraph a line, into a Document.

The sandbox has no globals, no loader, no tests and no filters but ours, and the template is checked against the
whitelist again before it runs. Values from outside come into the text as tokens and are put back as runs after
the paragraphs are known: they are data, never markup.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Protocol

from jinja2 import StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

from yiben.errors import PackProblem
from yiben.packs.definitions import smallest_per_unit
from yiben.reports import whitelist
from yiben.reports.blocks import Document, FigureUse, Run, clean, parse_blocks, token
from yiben.reports.whitelist import TemplateProblem, check_template
from yiben.reports.wording import Wording, word

__all__ = ["FigureLike", "TemplateProblem", "check_template", "render_template"]

MAX_OUTPUT_CHARACTERS: Final = 400_000
_IN_FULL: Final = Wording()


class FigureLike(Protocol):
    """What a template needs of a figure. `value` is in the smallest unit (fen for 元); None means 缺报."""

    @property
    def value(self) -> int | None: ...
    @property
    def unit(self) -> str: ...
    @property
    def metric_id(self) -> str: ...
    @property
    def label(self) -> str: ...


def render_template(
    text: str,
    *,
    figure: Callable[..., FigureLike],
    names: Mapping[str, object],
    figure_options: Mapping[str, Sequence[str]] | None = None,
) -> Document:
    """Return the document that a template gives with these figures and names.

    `figure(metric_id, **options)` answers one figure, asked once for each id and options; `names` holds the
    whitelisted names that the template uses: period, unit (objects or mappings with the whitelisted attributes),
    today (text or date), issuer (text), missing_units (a sequence of units).
    Raises PackProblem `report.template_refused` (data: problems) for a template that the whitelist refuses, and
    `report.too_long` when the text grows beyond MAX_OUTPUT_CHARACTERS.
    """
    problems = check_template(text, metric_ids=None, figure_options=figure_options)
    if problems:
        raise PackProblem("report.template_refused", problems=problems)
    record = _Record([], [])
    asked = _Figures(figure, {})
    template = _environment(record).from_string(text)
    context = {**_frozen_names(names), "figure": asked.one, "figures": asked.several}
    marked = "".join(_within_limit(template.generate(context)))
    return parse_blocks(marked, record.runs)


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
    wording: Wording = _IN_FULL

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
    """The functions `figure` and `figures` of a template."""

    ask: Callable[..., FigureLike]
    known: dict[tuple[str, tuple[tuple[str, str], ...]], _Figure]

    def one(self, metric_id: str, **options: str) -> _Figure:
        key = (metric_id, tuple(sorted(options.items())))
        if key not in self.known:
            self.known[key] = _Figure(self.ask(metric_id, **options), key[1])
        return self.known[key]

    def several(self, metric_ids: Sequence[str]) -> list[_Figure]:
        return [self.one(metric_id) for metric_id in metric_ids]


@dataclass(frozen=True, slots=True)
class _Record:
    """The runs that stand behind the tokens of one rendering."""

    runs: list[Run]
    figures: list[FigureUse]

    def mark(self, value: object) -> str:
        """Return what is written for a value: a token for what came from outside, else the template's own text."""
        if isinstance(value, _Figure):
            return self._keep(self._figure_run(value))
        if isinstance(value, _Words):
            return self._keep(Run(clean(value.text)))
        return clean(str(value))

    def _figure_run(self, figure: _Figure) -> Run:
        source = figure.source
        worded = word(source.value, source.unit, figure.wording)
        text = clean(worded.text)
        key = len(self.figures) + 1
        use = FigureUse(
            key, source.metric_id, source.label, source.value, source.unit, text, worded.note, figure.options
        )
        self.figures.append(use)
        return Run(text, use)

    def _keep(self, run: Run) -> str:
        self.runs.append(run)
        return token(len(self.runs) - 1)


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
    environment.filters.update({name: _filter(name) for name in whitelist.FILTERS})
    return environment


def _filter(name: str) -> Callable[..., _Figure]:
    def apply(figure: _Figure, *arguments: int, **keywords: int) -> _Figure:
        return _Figure(figure.source, figure.options, whitelist.wording_of(name, *arguments, **keywords))

    return apply


def _frozen_names(names: Mapping[str, object]) -> dict[str, object]:
    frozen: dict[str, object] = {name: _Words(_text(names[name])) for name in whitelist.SCALARS if name in names}
    for name, attributes in whitelist.RECORDS.items():
        if name in names:
            frozen[name] = _frozen_record(names[name], attributes)
    for name, attributes in whitelist.LISTS.items():
        if name in names:
            items: Any = names[name]
            frozen[name] = [_frozen_record(item, attributes) for item in items]
    return frozen


def _frozen_record(record: object, attributes: Mapping[str, whitelist.Kind]) -> _Attributes:
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
