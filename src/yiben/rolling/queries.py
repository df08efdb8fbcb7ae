"""Papers in the making and saved papers, as far as the caller may read reports of their unit."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.db.models import QuerySet

from yiben.accounts.queries import units_allowed
from yiben.audit.callers import Caller
from yiben.catalog.queries import catalogue
from yiben.documents.files import path_of
from yiben.errors import Refusal
from yiben.metrics.periods import Period, parse_period
from yiben.metrics.scopes import Scope
from yiben.packs.definitions import Metric
from yiben.rolling.computing import moved
from yiben.rolling.models import RolledPaper, RolledTemplate
from yiben.rolling.numbers import Number, numbers_from
from yiben.rolling.package import WordFile, open_word
from yiben.units.models import Unit
from yiben.units.queries import units_in_order


def rolling_units(caller: Caller) -> list[Unit]:
    """Return the units of which the caller may write reports, in official order."""
    return units_in_order(units_allowed(caller, "report.render"))


def visible_rolls(caller: Caller) -> QuerySet[RolledPaper]:
    """Return the papers in the making that the caller may read, the latest first."""
    papers = RolledPaper.objects.select_related("unit", "template")
    return papers if caller.is_system else papers.filter(unit_id__in=units_allowed(caller, "report.read"))


def visible_templates(caller: Caller) -> QuerySet[RolledTemplate]:
    """Return the saved papers that the caller may read, the latest first."""
    saved = RolledTemplate.objects.select_related("unit")
    return saved if caller.is_system else saved.filter(unit_id__in=units_allowed(caller, "report.read"))


def read_roll(caller: Caller, uid: str) -> RolledPaper:
    """Return a paper in the making; Refusal ``rolling_unknown`` when it is not the caller's to read."""
    found = visible_rolls(caller).filter(uid=uid).first()
    if found is None:
        raise Refusal("rolling_unknown")
    return found


def read_template(caller: Caller, uid: str) -> RolledTemplate:
    """Return a saved paper; Refusal ``rolling_template_unknown`` when it is not the caller's to read."""
    found = visible_templates(caller).filter(uid=uid).first()
    if found is None:
        raise Refusal("rolling_template_unknown")
    return found


def file_of(paper: RolledPaper | RolledTemplate) -> WordFile:
    """Return the Word file of a paper, opened."""
    return open_word(paper.name, path_of(Path(settings.DOCUMENT_FOLDER), paper.digest).read_bytes())


def scope_of(paper: RolledPaper, as_of: int | None = None) -> Scope:
    """Return the scope of the new paper."""
    return Scope(paper.unit, parse_period(paper.period), as_of=as_of)


def old_period(paper: RolledPaper) -> Period:
    """Return the period that the text of the paper's file is for."""
    return parse_period(paper.was)


def numbers_of(paper: RolledPaper | RolledTemplate) -> list[Number]:
    """Return the numbers of a paper in order."""
    return numbers_from(paper.numbers)


def open_numbers(paper: RolledPaper) -> list[Number]:
    """Return the numbers that still say what the old paper said, and of which nobody said that they stay."""
    return [] if paper.is_looked_at else [each for each in numbers_of(paper) if each.is_open]


def metric_of(number: Number) -> Metric | None:
    """Return the metric that a number is bound to, None where there is none."""
    known = catalogue()
    key = known.metric_key(number.metric[0]) if number.bound else None
    return known.metrics[key] if key else None


def period_of_number(paper: RolledPaper, number: Number) -> Period:
    """Return the period of a number's figure in the new paper."""
    return moved(parse_period(number.period), old_period(paper), parse_period(paper.period))


def next_period(period: Period) -> str:
    """Return the period that a saved paper is for next: the next year of a year, quarter of a quarter, month of a month.

    >>> [next_period(parse_period(each)) for each in ("2025", "2025H2", "2025Q4", "2025-12")]
    ['2026', '2026H1', '2026Q1', '2026-01']
    """
    text, year = period.text, period.start.year
    if "H" in text:
        return f"{year}H2" if text.endswith("1") else f"{year + 1}H1"
    if "Q" in text:
        return f"{year + 1}Q1" if text.endswith("4") else f"{year}Q{int(text[-1]) + 1}"
    if len(text) == len("2025-01"):
        return f"{year + 1}-01" if text.endswith("12") else f"{year}-{period.start.month + 1:02d}"
    return str(year + 1)
